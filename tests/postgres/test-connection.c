#include "crow-connection.h"
#include "crow-postgres.h"
#include "crow-secret-private.h"

#include "crow-test.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <string.h>

static CrowConnection *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CrowConnection *connection = crow_connection_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
  return connection;
}

/* All that was given but secrets, as libpq names it. */
static char *
describe (CrowConnection *connection)
{
  PQconninfoOption *options = PQconninfoParse ("", NULL);
  GString *text = g_string_new (NULL);

  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (crow_connection_get (connection, option->keyword) != NULL)
      g_string_append_printf (text, "%s=[%s]\n", option->keyword,
                              crow_connection_get (connection, option->keyword));
  PQconninfoFree (options);
  return g_string_free (text, FALSE);
}

static const char *const texts[] = {
  "postgresql://",
  "postgres:///",
  "postgresql:///shop",
  "postgresql://anna@/shop",
  "postgresql://db.example.org",
  "postgresql://db.example.org:5433/shop",
  "postgresql://anna:geheim@db.example.org:5433/shop?sslmode=verify-full&connect_timeout=3",
  "postgresql://[::1]:5433/shop",
  "postgresql://[fe80::1%25eth0]/shop",
  "postgresql://a:1,b:2,c:3/shop?target_session_attrs=read-write",
  "postgresql://a,b/shop",
  "postgresql://a,b:2/shop",
  "postgresql://[::1]:1,b:2/shop",
  "host=a,b port=5433 dbname=shop",
  "host=a,b,c port=1,2,3 hostaddr=10.0.0.1,10.0.0.2,10.0.0.3",
  "host=::1 dbname=shop",
  "host=/var/run/postgresql dbname=shop",
  "host='/tmp/a b' port=5433",
  "host=/tmp,/run port=1,2",
  "host=@abstract",
  "postgresql://%2Fvar%2Frun%2Fpostgresql/shop",
  "postgresql:///shop?host=/var/run/postgresql&port=5433",
  "hostaddr=127.0.0.1 port=5432",
  "port=5433",
  "service=shop",
  "postgresql:///?service=shop",
  "user='o\\'brien' dbname=\"x\"",
  "user='o\\'brien' dbname='it\\\\s'",
  "dbname='a/b?c=d&e%20f#g:h@i'",
  "dbname='ünïcödé 🐦'",
  "user='a:b@c/d'",
  "dbname='two\nlines'",
  "dbname='100%'",
  "options='-c geqo=off -c search_path=a\\\\ b' application_name='my app'",
  "postgresql://u@h/d?options=-c%20geqo%3Doff",
  "sslmode=require sslrootcert='/home/anna/my certs/ca.pem'",
  "postgresql://h/d?ssl=true",
  "postgresql://anna:geheim@h/d?schema=app&connection_limit=5&sslmode=require",
};

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CrowConnection) first = NULL;
      g_autoptr (CrowConnection) by_uri = NULL;
      g_autoptr (CrowConnection) by_pairs = NULL;
      g_autofree char *uri = NULL, *conninfo = NULL, *a = NULL, *b = NULL, *c = NULL;

      first = parse (texts[i]);
      uri = crow_connection_build_uri (first);
      conninfo = crow_connection_build_conninfo (first);
      by_uri = parse (uri);
      by_pairs = parse (conninfo);
      a = describe (first);
      b = describe (by_uri);
      c = describe (by_pairs);
      g_test_message ("%s -> %s | %s", texts[i], uri, conninfo);
      g_assert_cmpstr (a, ==, b);
      g_assert_cmpstr (a, ==, c);
      g_assert_null (strstr (uri, "geheim"));
      g_assert_null (strstr (conninfo, "geheim"));
    }
}

/* What stands in the .env of a Prisma project. */
static void
test_prisma_uri (void)
{
  static const struct
  {
    const char *text;
    const char *uri;
    const char *namespace_;
  } cases[] = {
    { "postgresql://h/d?schema=public", NULL, "public" },
    { "postgresql://h/d?connection_limit=1&pool_timeout=3", "postgresql://h/d", NULL },
    { "postgresql://h/d?pgbouncer=true&sslmode=require&schema=app",
      "postgresql://h/d?options=-c%20search_path%3D%22app%22&sslmode=require", "app" },
    { "postgresql://h/d?schema=My%20%22App%22%5C", NULL, "My \"App\"\\" },
    { "postgresql://h/d?options=-c%20geqo%3Doff&schema=app", NULL, "app" },
    { "postgresql://h/d?options=-csearch_path%3DApp,public", NULL, "app" },
    { "options='--search_path=a,b -c geqo=off' host=h", NULL, "a" },
    { "options='-c search_path=\"$user\",public' host=h", NULL, NULL },
    { "postgresql://h/d?schema=", "postgresql://h/d", NULL },
    { "postgresql://h/d", "postgresql://h/d", NULL },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowConnection) connection = parse (cases[i].text);
      g_autofree char *uri = crow_connection_build_uri (connection);
      g_autoptr (CrowConnection) again = parse (uri);
      g_autofree char *namespace_ = crow_connection_build_namespace (connection);
      g_autofree char *namespace_again = crow_connection_build_namespace (again);

      g_assert_cmpstr (namespace_, ==, cases[i].namespace_);
      g_assert_cmpstr (namespace_again, ==, cases[i].namespace_);
      if (cases[i].uri != NULL)
        g_assert_cmpstr (uri, ==, cases[i].uri);
    }
  /* What asks for more safety than libpq gives without it is not passed over. */
  g_assert_null (crow_connection_parse ("postgresql://h/d?schema=a&sslaccept=strict", &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
}

static void
test_a_form (void)
{
  const char *const pairs[] = { "host",     "db.example.org", "port",    "5433",    "user",
                                "anna",     "dbname",         "shop",    "service", NULL,
                                "password", "geheim",         "sslmode", "",        NULL };
  const char *const wrong[] = { "hots", "db", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_new (pairs, &error);
  g_autofree char *uri = NULL;

  g_assert_no_error (error);
  uri = crow_connection_build_uri (connection);
  g_assert_cmpstr (uri, ==, "postgresql://anna@db.example.org:5433/shop");
  g_assert_true (crow_connection_has_password (connection));
  g_assert_null (crow_connection_get (connection, "sslmode"));

  g_assert_null (crow_connection_new (wrong, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "hots"));
}

static void
test_secrets_do_not_come_out (void)
{
  g_autoptr (CrowConnection)
      connection = parse ("host=h user=anna password='ge heim' sslpassword=auchgeheim dbname=d");
  g_autoptr (CrowConnection) other = crow_connection_with_password (connection, "anders");
  g_autoptr (CrowConnection) none = crow_connection_with_password (other, NULL);
  g_autoptr (CrowConnection) elsewhere = crow_connection_with (connection, "host", "i");
  g_autofree char *uri = crow_connection_build_uri (elsewhere);
  g_autofree char *text = crow_connection_build_conninfo (connection);
  g_autofree char *title = crow_connection_build_title (connection);
  g_autofree char *slug = crow_connection_build_slug (connection);
  const char *all[] = { uri, text, title, slug };

  g_assert_null (crow_connection_get (connection, "password"));
  g_assert_null (crow_connection_get (connection, "sslpassword"));
  g_assert_null (crow_connection_resolve (connection, "password"));
  g_assert_null (crow_connection_resolve (connection, "sslpassword"));
  g_assert_true (crow_connection_has_password (connection));
  g_assert_true (crow_connection_has_password (other));
  g_assert_false (crow_connection_has_password (none));
  g_assert_true (crow_connection_has_password (elsewhere));
  g_assert_cmpstr (uri, ==, "postgresql://anna@i/d");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_assert_null (strstr (all[i], "heim"));
}

/* The kernel's own word on the pages of a secret: dd is "not in a core file". */
static void
test_secrets_stay_out_of_core_files (void)
{
  g_autoptr (CrowSecret) secret = crow_secret_new ("sehr geheim");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 address = (guint64) GPOINTER_TO_SIZE (crow_secret_peek (secret));
  gboolean is_here = FALSE, is_found = FALSE;

  g_assert_cmpstr (crow_secret_peek (secret), ==, "sehr geheim");
  if (!g_file_get_contents ("/proc/self/smaps", &text, NULL, NULL) ||
      strstr (text, "VmFlags:") == NULL)
    {
      g_test_skip ("the kernel does not tell");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *end = NULL;
      guint64 from = g_ascii_strtoull (*line, &end, 16);

      if (end != *line && *end == '-')
        is_here = from <= address && address < g_ascii_strtoull (end + 1, NULL, 16);
      else if (is_here && g_str_has_prefix (*line, "VmFlags:"))
        {
          g_assert_nonnull (strstr (*line, " dd"));
          is_found = TRUE;
        }
    }
  g_assert_true (is_found);
}

static void
test_titles (void)
{
  static const struct
  {
    const char *text;
    const char *title;
    gboolean is_local;
  } cases[] = {
    { "postgresql://u:p@db.example.org/shop", "shop on db.example.org", FALSE },
    { "postgresql://u:p@db.example.org:5433/shop", "shop on db.example.org:5433", FALSE },
    { "postgresql://u@[2001:db8::1]:5433/shop", "shop on [2001:db8::1]:5433", FALSE },
    { "postgresql://a:1,b:2/shop", "shop on a,b, port 1,2", FALSE },
    { "host=/run/pg port=5433 dbname=shop", "shop on /run/pg, port 5433", TRUE },
    { "host=localhost dbname=shop", "shop on localhost", TRUE },
    { "host=localhost,db dbname=shop", "shop on localhost,db", FALSE },
    { "host=db hostaddr=127.0.0.1 dbname=shop", "shop on db", TRUE },
    { "hostaddr=127.0.0.1 dbname=shop", "shop on 127.0.0.1", TRUE },
    { "host=h user=anna", "anna on h", FALSE },
    { "host=h dbname='a\nb\x1b[31m'", "a b [31m on h", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowConnection) connection = parse (cases[i].text);
      g_autofree char *title = crow_connection_build_title (connection);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpint (crow_connection_is_local (connection), ==, cases[i].is_local);
    }
}

static char *
build_slug (const char *text)
{
  g_autoptr (CrowConnection) connection = parse (text);

  return crow_connection_build_slug (connection);
}

static void
test_slugs (void)
{
  static const char *const same[] = {
    "postgresql://anna:x@db.example.org:5432/shop",
    "host=db.example.org dbname=shop user=bert",
    "host=DB.example.org port=5432 dbname=shop sslmode=require",
  };
  static const char *const hostile[] = {
    "host=/tmp/../../etc dbname='../../passwd'",
    "host=h dbname='.hidden'",
    "host=h dbname='a b/c\\\\d:e*f?g\"h<i>j|k\nl'",
    "host=h dbname='ünïcödé 🐦'",
    "host=h dbname='-rf'",
    "host="
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
    "dbname="
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = build_slug (same[0]);
  static const char *const other[] = { "host=db.example.org port=5433 dbname=shop",
                                       "host=db.example.org dbname=shop2",
                                       "host=db2.example.org dbname=shop",
                                       "host=db.example.org dbname='sh op'",
                                       "host=db.example.org dbname=Shop" };

  g_assert_true (g_str_has_prefix (first, "shop-db.example.org-"));
  for (guint i = 1; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *slug = build_slug (same[i]);

      g_assert_cmpstr (slug, ==, first);
    }
  g_hash_table_add (seen, g_steal_pointer (&first));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_true (g_hash_table_add (seen, build_slug (other[i])));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      char *slug = build_slug (hostile[i]);

      g_assert_cmpuint (strlen (slug), <=, 64);
      g_assert_cmpuint (strspn (slug, "abcdefghijklmnopqrstuvwxyz0123456789._-"), ==,
                        strlen (slug));
      g_assert_true (g_ascii_isalnum (*slug));
      g_assert_true (g_hash_table_add (seen, slug));
    }
}

static void
test_redacts (void)
{
  static const struct
  {
    const char *connection;
    const char *text;
    const char *expected;
  } cases[] = {
    { "host=h password=geheim", "it is geheim", "it is ***" },
    { "host=h password=geheim", "geheimgeheim", "******" },
    { "host=h password='ge heim%'", "ge%20heim%25 and ge heim%25", "*** and ***" },
    { "host=h password='gä@'", "g%C3%A4%40 g%c3%a4@ gä@", "*** *** ***" },
    { "host=h password='a\\'b\\\\c'", "a\\'b\\\\c, a'b\\c", "***, ***" },
    { "host=h password=a", "a man and a plan: %61", "*** man and *** plan: ***" },
    { "host=h sslpassword=schlüssel", "der schlüssel", "der ***" },
    { "host=h", "postgresql://u:pw@h/d", "postgresql://u:***@h/d" },
    { "host=h", "postgresql://:pw@h/d", "postgresql://:***@h/d" },
    { "host=h", "postgresql://u:p@w/x:y@h/d", "postgresql://u:***@h/d" },
    { "host=h", "\"postgres://u:pw@h\" twice postgres://v:qw@i",
      "\"postgres://u:***@h\" twice postgres://v:***@i" },
    { "host=h", "postgresql://u@h:5432/d?x=a:b@c", "postgresql://u@h:5432/d?x=a:b@c" },
    { "host=h", "http://h:80/x", "http://h:80/x" },
    { "host=h", "password=pw host=h", "password=*** host=h" },
    { "host=h", "PASSWORD = 'p w\\' x' host=h", "PASSWORD = *** host=h" },
    { "host=h", "?sslpassword=pw&x=1", "?sslpassword=***&x=1" },
    { "host=h", "PGPASSWORD=pw psql", "PGPASSWORD=*** psql" },
    { "host=h", "password authentication failed", "password authentication failed" },
    { "host=h", "password='", "password=***" },
    { "host=h", "password=", "password=" },
    { "host=h", "", "" },
    { "host=h", "//:@", "//:@" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowConnection) connection = parse (cases[i].connection);
      g_autofree char *text = crow_connection_redact (connection, cases[i].text);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Whatever is wrong with them, no piece of four letters of the password is told. */
static void
test_bad_texts_keep_their_password (void)
{
  static const char *const bad[] = {
    "postgresql://anna:geh%eim@h/d",
    "postgresql://anna:geh%00eim@h/d",
    "postgresql://anna:geh/eim@h/d",
    "postgresql://anna:geh@eim@h/d",
    "postgresql://anna:geh/eim/eim@h",
    "postgresql://anna:geheim@h:geheim/d",
    "host=h password=geheim geheim",
    "host=h password='geheim",
    "host=h password=geheim geh=eim",
    "password geheim host=h",
    "postgresql://h/d?password=geheim&geheim",
    "postgresql://h/d?password=ge=heim",
    "postgresql://h/d?password=geh\"eim=heim",
    "postgresql://h/d?geheim=password",
    "host=h port=geheim password=geheim",
    "host=geh@eim password=geheim",
    "postgresql://anna:geheim@[::1/d",
    "postgresql://anna:geheim@[::1]x/d",
    "host=h pwd=geheim",
    "postgresql://anna:1234/geheim@h/d",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (crow_connection_parse (bad[i], &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
      g_test_message ("%s -> %s", bad[i], error->message);
      g_assert_null (strstr (error->message, "eim"));
      g_assert_null (strstr (error->message, "geh"));
    }
}

static void
test_bad_texts_are_explained (void)
{
  static const struct
  {
    const char *text;
    const char *word;
  } cases[] = {
    { "hots=x", "hots" },
    { "host", "host" },
    { "host=x port=70000", "port" },
    { "postgresql://h:0/d", "port" },
    { "postgresql://h/d?x=1", "\"x\"" },
    { "postgresql://[::1/d", "IPv6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (crow_connection_parse (cases[i].text, &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_SOURCE);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_any_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  static const char letters[] = "postgresql://@:/?&=%'\\ abc[],._-\x01\xc3\xa9host=dbname=user=25";

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (i % 2 ? "postgresql://" : "");
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowConnection) connection = NULL;
      guint length = (guint) g_rand_int_range (random, 0, 30);

      for (guint k = 0; k < length; k++)
        g_string_append_c (text, letters[g_rand_int_range (random, 0, sizeof letters - 1)]);
      connection = crow_connection_parse (text->str, &error);
      g_assert_true ((connection != NULL) == (error == NULL));
      if (connection != NULL)
        {
          g_autofree char *uri = crow_connection_build_uri (connection);
          g_autoptr (CrowConnection) again = parse (uri);
          g_autofree char *a = describe (connection);
          g_autofree char *b = describe (again);

          g_assert_cmpstr (a, ==, b);
        }
      else
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_resolves_service_and_environment (void)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "services", NULL);
  g_autoptr (CrowConnection) by_service = parse ("service=shop port=6000");
  g_autoptr (CrowConnection) unknown = parse ("service=nowhere user=u");
  g_autoptr (CrowConnection) blank = parse ("postgresql://");
  g_autofree char *title = NULL, *unknown_title = NULL, *host = NULL, *port = NULL, *mode = NULL,
                  *other = NULL;
  g_autofree char *socket = NULL, *session = NULL;

  g_file_set_contents (file,
                       "[shop]\nhost=db.example.org\nport=5433\ndbname=shop\npassword=geheim\n", -1,
                       NULL);
  g_setenv ("PGSERVICEFILE", file, TRUE);
  g_setenv ("PGSSLMODE", "require", TRUE);
  g_setenv ("PGTARGETSESSIONATTRS", "any", TRUE);

  title = crow_connection_build_title (by_service);
  g_assert_cmpstr (title, ==, "shop on db.example.org:6000");
  host = crow_connection_resolve (by_service, "host");
  g_assert_cmpstr (host, ==, "db.example.org");
  port = crow_connection_resolve (by_service, "port");
  g_assert_cmpstr (port, ==, "6000");
  mode = crow_connection_resolve (by_service, "sslmode");
  g_assert_cmpstr (mode, ==, "require");
  session = crow_connection_resolve (by_service, "target_session_attrs");
  g_assert_cmpstr (session, ==, "any");
  g_assert_null (crow_connection_resolve (by_service, "password"));
  g_assert_null (crow_connection_get (by_service, "host"));

  unknown_title = crow_connection_build_title (unknown);
  g_assert_cmpstr (unknown_title, ==, "nowhere");
  socket = crow_connection_resolve (blank, "host");
  g_assert_cmpint (*socket, ==, '/');
  g_setenv ("PGHOST", "other.example.org", TRUE);
  other = crow_connection_resolve (blank, "host");
  g_assert_cmpstr (other, ==, "other.example.org");

  g_unsetenv ("PGHOST");
  g_unsetenv ("PGSSLMODE");
  g_unsetenv ("PGSERVICEFILE");
  g_unsetenv ("PGTARGETSESSIONATTRS");
  g_unlink (file);
  g_rmdir (folder);
}

static void
test_sources (void)
{
  static const struct
  {
    const char *source;
    gboolean is_connection;
  } cases[] = {
    { "postgresql://", TRUE },
    { "postgres://h/d", TRUE },
    { "host=h", TRUE },
    { " dbname = d", TRUE },
    { "service=x", TRUE },
    { "host=h passwrod=geheim", TRUE },
    { "password='geheim", TRUE },
    { "schema.prisma", FALSE },
    { "a=b.prisma", FALSE },
    { "./host=h", FALSE },
    { "hostess=x.prisma", FALSE },
    { "", FALSE },
    { "-", FALSE },
    { "=", FALSE },
    { "postgresql.prisma", FALSE },
    { "mysql://h/d", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (crow_postgres_is_connection (cases[i].source), ==, cases[i].is_connection);
}

int
main (int argc, char *argv[])
{
  /* Nobody's own settings. */
  static const char *const variables[] = { "PGHOST",     "PGPORT",    "PGUSER",     "PGDATABASE",
                                           "PGPASSWORD", "PGSERVICE", "PGHOSTADDR", "PGOPTIONS" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/comes-back-the-same-from-uri-and-pairs", test_round_trip);
  g_test_add_func ("/connection/is-told-from-a-file", test_sources);
  g_test_add_func ("/connection/takes-a-form", test_a_form);
  g_test_add_func ("/connection/prisma-uri", test_prisma_uri);
  g_test_add_func ("/connection/gives-no-secret-away", test_secrets_do_not_come_out);
  g_test_add_func ("/connection/secrets-stay-out-of-core-files",
                   test_secrets_stay_out_of_core_files);
  g_test_add_func ("/connection/is-named-for-people", test_titles);
  g_test_add_func ("/connection/has-a-file-name-of-its-own", test_slugs);
  g_test_add_func ("/connection/redacts", test_redacts);
  g_test_add_func ("/connection/bad-texts-keep-their-password", test_bad_texts_keep_their_password);
  g_test_add_func ("/connection/bad-texts-are-explained", test_bad_texts_are_explained);
  g_test_add_func ("/connection/any-bytes-come-back-or-are-refused", test_any_bytes);
  g_test_add_func ("/connection/resolves-service-and-environment",
                   test_resolves_service_and_environment);
  return g_test_run ();
}
