#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "crow-connection-input.h"
#include "crow-error.h"
#include "crow-recent-connections.h"
#include "crow-state.h"
#include "crow-test.h"

/* What somebody pastes, and what becomes of it. NULL: not there. */
typedef struct
{
  const char *name;
  const char *input;
  const char *text; /* NULL: an error */
  const char *password;
  const char *namespaces; /* joined by "," */
  const char *dropped;    /* joined by "," */
  const char *error;      /* a part of its message */
} Case;

static const Case cases[] = {
  { "uri", "postgresql://ana@db.example.org:5433/shop",
    "postgresql://ana@db.example.org:5433/shop" },
  { "nothing", "  ", "" },
  { "password", "postgresql://ana:se%40cret@db/shop", "postgresql://ana@db/shop", "se@cret" },
  { "empty-password", "postgresql://ana:@db/shop", "postgresql://ana@db/shop" },
  { "password-as-parameter", "postgresql://db/shop?user=ana&password=a%26b&sslmode=require",
    "postgresql://db/shop?user=ana&sslmode=require", "a&b" },
  { "half-typed", "postgresql://ana:sec", "postgresql://ana:sec" },
  { "key-value", "host=db password=it dbname=shop", "host=db dbname=shop", "it" },
  { "key-value-quoted", "host=db password = 'a \\'b\\\\' dbname=shop", "host=db dbname=shop",
    "a 'b\\" },
  { "prisma", "postgresql://ana:x@db/shop?schema=sales&connection_limit=5&pool_timeout=2",
    "postgresql://ana@db/shop", "x", "sales", "connection_limit,pool_timeout" },
  { "prisma-and-libpq",
    "postgres://ana:x@db:6543/shop?pgbouncer=true&sslmode=require&connect_timeout=30",
    "postgresql://ana@db:6543/shop?sslmode=require&connect_timeout=30", "x", NULL, "pgbouncer" },
  { "env-quoted", "DATABASE_URL=\"postgresql://ana:x@db/shop?schema=public\"",
    "postgresql://ana@db/shop", "x", "public" },
  { "env-single-quoted", "export DATABASE_URL='postgresql://ana:x@db/shop' # the shop",
    "postgresql://ana@db/shop", "x" },
  { "env-bare", "DATABASE_URL=postgresql://ana:x@db/shop # the shop", "postgresql://ana@db/shop",
    "x" },
  { "env-file",
    "# of the shop\nPORT=3000\nDATABASE_URL=\"postgresql://ana:x@db/shop\"\nSECRET=abc\n",
    "postgresql://ana@db/shop", "x" },
  { "env-comment-is-skipped",
    "# DATABASE_URL=\"postgresql://old@db/old\"\nDATABASE_URL=\"postgresql://ana@db/shop\"",
    "postgresql://ana@db/shop" },
  { "env-direct-url-first",
    "DATABASE_URL=\"postgresql://ana:x@pool:6543/shop?pgbouncer=true\"\n"
    "DIRECT_URL=\"postgresql://ana:y@db/shop\"",
    "postgresql://ana@db/shop", "y" },
  { "env-variables",
    "DB_USER=ana\nDB_PASSWORD='x y'\nDATABASE_URL=\"postgresql://${DB_USER}:${DB_PASSWORD}@db/"
    "shop\"",
    "postgresql://ana@db/shop", "x y" },
  { "env-variable-missing", "DATABASE_URL=\"postgresql://ana:${DB_PASSWORD}@db/shop\"", NULL, NULL,
    NULL, NULL, "${DB_PASSWORD}" },
  { "yaml", "    DATABASE_URL: postgresql://ana:x@db/shop", "postgresql://ana@db/shop", "x" },
  { "datasource", "  url = \"postgresql://ana:x@db/shop\"", "postgresql://ana@db/shop", "x" },
  { "psql", "psql 'postgresql://ana:x@db/shop'", "postgresql://ana@db/shop", "x" },
  { "jdbc", "jdbc:postgresql://db:5432/shop?user=ana&password=x&currentSchema=a,b",
    "postgresql://db:5432/shop?user=ana", "x", "a,b" },
  { "sqlalchemy", "postgresql+psycopg2://ana:x@db/shop", "postgresql://ana@db/shop", "x" },
  { "node-postgres", "postgresql://ana:x@db/shop?sslmode=no-verify",
    "postgresql://ana@db/shop?sslmode=require", "x" },
  { "proxy", "prisma+postgres://accelerate.prisma-data.net/?api_key=abc", NULL, NULL, NULL, NULL,
    "DIRECT_URL" },
  { "other-database", "mysql://root@db/shop", NULL, NULL, NULL, NULL, "not a PostgreSQL" },
  { "dollar-in-a-password", "postgresql://ana:pa$$1@db/shop", "postgresql://ana@db/shop", "pa$$1" },
  { "hosts", "postgresql://ana:x@a:1,b:2/shop?target_session_attrs=read-only",
    "postgresql://ana@a:1,b:2/shop?target_session_attrs=read-only", "x" },
  { "ipv6", "postgresql://ana:x@[::1]:5433/shop", "postgresql://ana@[::1]:5433/shop", "x" },
  { "socket", "postgresql:///shop?host=/run/postgresql",
    "postgresql:///shop?host=/run/postgresql" },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (one->input, &error);
  g_autofree char *namespaces = NULL;
  g_autofree char *dropped = NULL;

  if (one->text == NULL)
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
      g_assert_null (input);
      g_assert_nonnull (strstr (error->message, one->error));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (input->text, ==, one->text);
  g_assert_cmpstr (input->password, ==, one->password);
  if (input->namespaces != NULL)
    namespaces = g_strjoinv (",", input->namespaces);
  g_assert_cmpstr (namespaces, ==, one->namespaces);
  g_ptr_array_add (input->dropped, NULL);
  dropped = g_strjoinv (",", (char **) input->dropped->pdata);
  g_assert_cmpstr (dropped, ==, one->dropped != NULL ? one->dropped : "");
}

static void
test_mask_hides_passwords_and_nothing_else (void)
{
  static const struct
  {
    const char *argument;
    const char *masked;
  } masks[] = {
    { "schema.prisma", "schema.prisma" },
    { "postgresql://ana@db/shop", "postgresql://ana@db/shop" },
    { "postgresql://ana:secret@db/shop", "postgresql://ana:******@db/shop" },
    { "postgresql://ana:se/c@ret@db/shop", "postgresql://ana:********@db/shop" },
    { "postgresql://db/shop?password=abc&user=ana", "postgresql://db/shop?password=***&user=ana" },
    { "postgresql://ana:pw@db/s?sslpassword=k", "postgresql://ana:**@db/s?sslpassword=*" },
    { "host=db password=abc dbname=s", "host=db password=*** dbname=s" },
    { "host=db password = 'a b' dbname=s", "host=db password = ***** dbname=s" },
    { "sslpassword=abc password=de", "sslpassword=*** password=**" },
    { "password-of-the-house.prisma", "password-of-the-house.prisma" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autofree char *argument = g_strdup (masks[i].argument);

      crow_connection_input_mask (argument);
      g_assert_cmpstr (argument, ==, masks[i].masked);
    }
}

static void
test_list_has_all_but_secrets (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse ("host='/run/a b' password=x "
                                                                 "user=o dbname='it\\'s a \\\\' "
                                                                 "sslpassword=y options='-c a=b'",
                                                                 &error);
  g_autoptr (GHashTable) pairs = NULL;

  g_assert_no_error (error);
  pairs = crow_connection_input_list (connection);
  g_assert_cmpstr (g_hash_table_lookup (pairs, "host"), ==, "/run/a b");
  g_assert_cmpstr (g_hash_table_lookup (pairs, "dbname"), ==, "it's a \\");
  g_assert_cmpstr (g_hash_table_lookup (pairs, "options"), ==, "-c a=b");
  g_assert_false (g_hash_table_contains (pairs, "password"));
  g_assert_false (g_hash_table_contains (pairs, "sslpassword"));
}

static void
test_check_knows_ports_and_hosts (void)
{
  static const struct
  {
    const char *keyword;
    const char *value;
    CrowValueProblem problem;
  } checks[] = {
    { "port", "", CROW_VALUE_FINE },
    { "port", "5432", CROW_VALUE_FINE },
    { "port", "5432,5433", CROW_VALUE_FINE },
    { "port", "0", CROW_VALUE_PORT },
    { "port", "65536", CROW_VALUE_PORT },
    { "port", "secret", CROW_VALUE_PORT },
    { "host", "db.example.org", CROW_VALUE_FINE },
    { "host", "/run/with a blank", CROW_VALUE_FINE },
    { "host", "ss@db", CROW_VALUE_HOST },
    { "host", "d b", CROW_VALUE_HOST },
    { "connect_timeout", "10", CROW_VALUE_FINE },
    { "connect_timeout", "ten", CROW_VALUE_SECONDS },
    { "dbname", "any thing @ all", CROW_VALUE_FINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    g_assert_cmpint (crow_connection_input_check (checks[i].keyword, checks[i].value), ==,
                     checks[i].problem);
}

static CrowConnection *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CrowConnection *connection = crow_connection_parse (text, &error);

  g_assert_no_error (error);
  return connection;
}

static void
add (const char *text, const char *const *namespaces, gboolean is_remembered)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = parse (text);

  crow_recent_connections_add (connection, namespaces, is_remembered, &error);
  g_assert_no_error (error);
}

static void
forget_all (void)
{
  g_autofree char *path = crow_state_find ("connections.ini");

  g_unlink (path);
}

static void
test_recent_file_holds_no_password (void)
{
  g_autofree char *path = crow_state_find ("connections.ini");
  g_autofree char *content = NULL;
  struct stat status;

  forget_all ();
  add ("postgresql://ana:s3%25cr3t@db.example.org/shop?sslpassword=k3ypw&application_name=x", NULL,
       TRUE);
  content = crow_test_read (path, NULL);
  g_assert_null (strstr (content, "s3%cr3t"));
  g_assert_null (strstr (content, "s3%25cr3t"));
  g_assert_null (strstr (content, "k3ypw"));
  g_assert_nonnull (strstr (content, "db.example.org"));
  g_assert_nonnull (strstr (content, "password-in-keyring=true"));
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
}

static void
test_recent_keeps_the_last_first_and_at_most_twenty (void)
{
  g_autoptr (GPtrArray) all = NULL;
  const char *const namespaces[] = { "sales", "a;b", NULL };
  const CrowRecentConnection *first;

  forget_all ();
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *uri = g_strdup_printf ("postgresql://ana@db/n%d", i);

      add (uri, NULL, FALSE);
    }
  add ("postgresql://ana@db/n15", namespaces, TRUE);
  all = crow_recent_connections_load ();
  g_assert_cmpuint (all->len, ==, CROW_RECENT_CONNECTIONS_MAX);
  first = g_ptr_array_index (all, 0);
  g_assert_cmpstr (first->uri, ==, "postgresql://ana@db/n15");
  g_assert_true (first->is_remembered);
  g_assert_cmpstrv (first->namespaces, namespaces);
  g_assert_cmpstr (((CrowRecentConnection *) all->pdata[1])->uri, ==, "postgresql://ana@db/n29");
}

static void
test_recent_forgets_one (void)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  forget_all ();
  add ("postgresql://ana@db/a", NULL, FALSE);
  add ("postgresql://ana@db/b", NULL, FALSE);
  g_assert_true (crow_recent_connections_remove ("postgresql://ana@db/b", &error));
  g_assert_no_error (error);
  g_assert_null (crow_recent_connections_find ("postgresql://ana@db/b"));
  all = crow_recent_connections_load ();
  g_assert_cmpuint (all->len, ==, 1);
}

static void
test_recent_survives_a_damaged_file (void)
{
  g_autofree char *path = crow_state_find ("connections.ini");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_file_set_contents (path,
                       "[a]\nuri=nonsense://\n[b]\nused=x\n[c]\n"
                       "uri=postgresql://ana:by-hand@db/shop\n",
                       -1, &error);
  g_assert_no_error (error);
  all = crow_recent_connections_load ();
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((CrowRecentConnection *) all->pdata[0])->uri, ==, "postgresql://ana@db/shop");
  g_file_set_contents (path, "\xff\xfe not a key file", -1, &error);
  g_assert_no_error (error);
  g_clear_pointer (&all, g_ptr_array_unref);
  all = crow_recent_connections_load ();
  g_assert_cmpuint (all->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-input-XXXXXX", NULL);
  const char *clean[] = { "rm", "-rf", folder, NULL };
  int status;

  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/connection-input/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/connection-input/mask-hides-passwords-and-nothing-else",
                   test_mask_hides_passwords_and_nothing_else);
  g_test_add_func ("/connection-input/list-has-all-but-secrets", test_list_has_all_but_secrets);
  g_test_add_func ("/connection-input/check-knows-ports-and-hosts",
                   test_check_knows_ports_and_hosts);
  g_test_add_func ("/recent-connections/file-holds-no-password",
                   test_recent_file_holds_no_password);
  g_test_add_func ("/recent-connections/last-first-and-at-most-twenty",
                   test_recent_keeps_the_last_first_and_at_most_twenty);
  g_test_add_func ("/recent-connections/forgets-one", test_recent_forgets_one);
  g_test_add_func ("/recent-connections/survives-a-damaged-file",
                   test_recent_survives_a_damaged_file);
  status = g_test_run ();
  crow_test_run (clean, NULL, NULL, NULL);
  return status;
}
