#include "crow-test-matrix.h"
#include "crow-test-meaning.h"
#include "crow-test.h"

#include <glib/gstdio.h>
#include <string.h>

static const char tables[] =
    "CREATE SCHEMA app;"
    "CREATE TABLE app.parent (id integer PRIMARY KEY, a integer, UNIQUE (id, a), UNIQUE (a, id));"
    "CREATE TABLE app.other (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer, a integer);"
    "INSERT INTO app.parent VALUES (1, 1), (2, 2); INSERT INTO app.other VALUES (1), (2);"
    "INSERT INTO app.child VALUES (1, 1, 1), (2, NULL, NULL);";

#define K                                                                                          \
  "ALTER TABLE app.child ADD CONSTRAINT k FOREIGN KEY (pid, a) REFERENCES app.parent (id, a) "
#define ONE "FOREIGN KEY (pid) REFERENCES app.parent (id) "

/* The foreign keys that a database may have: each is taken to each. */
static const char *const states[] = {
  K,
  K "ON DELETE CASCADE",
  K "ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE",
  K "DEFERRABLE INITIALLY DEFERRED",
  K "MATCH FULL",
  K "MATCH FULL ON DELETE SET NULL (a) DEFERRABLE NOT VALID",
  K "ON DELETE SET NULL",
  K "ON DELETE SET NULL (a)",
  K "ON DELETE SET NULL (pid, a)",
  K "ON DELETE SET DEFAULT (a) ON UPDATE SET DEFAULT",
  K "NOT VALID",
  K "DEFERRABLE NOT VALID; COMMENT ON CONSTRAINT k ON app.child IS 'not valid'",
  K "; COMMENT ON CONSTRAINT k ON app.child IS 'one'",
  K "ON UPDATE CASCADE; COMMENT ON CONSTRAINT k ON app.child IS E'o\\\\t\\'her'",
  "ALTER TABLE app.child ADD CONSTRAINT k FOREIGN KEY (a, pid) REFERENCES app.parent (a, id)",
  "ALTER TABLE app.child ADD CONSTRAINT k FOREIGN KEY (pid) REFERENCES app.other (id)",
  "ALTER TABLE app.child ADD CONSTRAINT l FOREIGN KEY (pid, a) REFERENCES app.parent (id, a)",
  "", /* none */
  K "; ALTER TABLE app.child ADD CONSTRAINT one " ONE "ON DELETE CASCADE",
  "ALTER TABLE app.child ADD CONSTRAINT one FOREIGN KEY (pid, a) REFERENCES app.parent (id, a);"
  "ALTER TABLE app.child ADD CONSTRAINT k " ONE, /* names exchanged */
  "ALTER TABLE app.child ADD CONSTRAINT m FOREIGN KEY (pid, a) REFERENCES app.parent (id, a);"
  "ALTER TABLE app.child ADD CONSTRAINT one FOREIGN KEY (a) REFERENCES app.other (id);"
  "ALTER TABLE app.child ADD CONSTRAINT k " ONE "NOT VALID; COMMENT ON CONSTRAINT one ON app.child"
  " IS 'of three'",
};

#define N_STATES G_N_ELEMENTS (states)

typedef struct
{
  char *uri;
  PGconn *connection;
  CrowSchema *schemas[N_STATES];
  char *catalogues[N_STATES];
} Databases;

static void
set_state (Databases *self, guint state)
{
  crow_test_execute (self->connection, "ALTER TABLE app.child DROP CONSTRAINT IF EXISTS k,"
                                       "  DROP CONSTRAINT IF EXISTS l, DROP CONSTRAINT IF EXISTS m,"
                                       "  DROP CONSTRAINT IF EXISTS one");
  crow_test_execute (self->connection, states[state]);
}

static void
databases_init (Databases *self, const CrowTestServer *server)
{
  self->uri = crow_test_server_add_database (server, "two", tables);
  self->connection = crow_test_connect (self->uri, NULL);
  for (guint i = 0; i < N_STATES; i++)
    {
      set_state (self, i);
      self->catalogues[i] = crow_test_fetch_whole_catalogue (self->connection);
      self->schemas[i] = crow_test_read_server (self->uri);
    }
}

static void
databases_clear (Databases *self)
{
  for (guint i = 0; i < N_STATES; i++)
    {
      g_free (self->catalogues[i]);
      g_clear_pointer (&self->schemas[i], crow_schema_unref);
    }
  PQfinish (self->connection);
  g_free (self->uri);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Databases, databases_clear)

static void
change (Databases *self, guint from, guint to, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowScript)
      script = crow_migration_build_script (self->schemas[from], self->schemas[to], plan, &error);
  g_autofree char *text = NULL;
  g_autofree char *catalogue = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (script->statements->len, >, 0);
  text = crow_script_build_text (script);
  crow_test_check_meaning (script, text);
  crow_test_run_script (self->connection, script);
  catalogue = crow_test_fetch_whole_catalogue (self->connection);
  if (!g_str_equal (catalogue, self->catalogues[to]))
    g_test_message ("%s\nto\n%s\n%s", states[from], states[to], text);
  g_assert_cmpstr (catalogue, ==, self->catalogues[to]);
}

/* Every state to every other, up and down, by all plans in turn. */
static void
test_two_databases_become_equal (gconstpointer data)
{
  g_auto (Databases) databases = { NULL };
  guint n = 0;

  if (data == NULL)
    {
      g_test_skip ("no PostgreSQL, or no pg-sandbox beside the project");
      return;
    }
  databases_init (&databases, data);
  for (guint from = 0; from < N_STATES; from++)
    for (guint to = 0; to < N_STATES; to++)
      {
        CrowPlan plan = (CrowPlan) (CROW_PLAN_ONLINE + (from + to) % 3);

        if (from == to)
          continue;
        set_state (&databases, from);
        change (&databases, from, to, plan);
        change (&databases, to, from, plan);
        n++;
      }
  g_test_message ("%u changes up and down between %u databases", n, (guint) N_STATES);
  g_assert_cmpuint (n, ==, N_STATES * (N_STATES - 1));
}

/* Keys that are not valid over rows without a parent, and how many of those VALIDATE would find. */
static const struct
{
  const char *name;
  const char *sql; /* without the key, which is k of app.c */
  const char *key;
  guint n_orphans;
} orphans[] = {
  { "single",
    "CREATE TABLE app.p (id integer PRIMARY KEY); CREATE TABLE app.c (r bigint);"
    "INSERT INTO app.p VALUES (1); INSERT INTO app.c VALUES (1), (2), (2), (NULL), (3);",
    "(r) REFERENCES app.p (id)", 3 },
  { "match-simple",
    "CREATE TABLE app.p (a integer, b text, PRIMARY KEY (a, b));"
    "CREATE TABLE app.c (b text, a integer); INSERT INTO app.p VALUES (1, 'x');"
    "INSERT INTO app.c VALUES ('x', 1), ('y', 1), (NULL, 1), ('x', NULL), (NULL, NULL);",
    "(a, b) REFERENCES app.p (a, b)", 1 },
  { "match-full",
    "CREATE TABLE app.p (a integer, b text, PRIMARY KEY (a, b));"
    "CREATE TABLE app.c (b text, a integer); INSERT INTO app.p VALUES (1, 'x');"
    "INSERT INTO app.c VALUES ('x', 1), ('y', 1), (NULL, 1), ('x', NULL), (NULL, NULL);",
    "(a, b) REFERENCES app.p (a, b) MATCH FULL", 3 },
  { "self",
    "CREATE TABLE app.c (id uuid PRIMARY KEY, up uuid);"
    "INSERT INTO app.c VALUES ('00000000-0000-0000-0000-000000000001', NULL),"
    "  ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000009');",
    "(up) REFERENCES app.c (id)", 1 },
  { "inheritance", /* heirs are no parents, and no children */
    "CREATE TABLE app.p (id integer PRIMARY KEY); CREATE TABLE app.heir () INHERITS (app.p);"
    "CREATE TABLE app.c (r integer); CREATE TABLE app.small () INHERITS (app.c);"
    "INSERT INTO app.heir VALUES (1); INSERT INTO app.c VALUES (1); INSERT INTO app.small VALUES "
    "(7);",
    "(r) REFERENCES app.p (id)", 1 },
  { "partitions",
    "CREATE TABLE app.p (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
    "CREATE TABLE app.p1 PARTITION OF app.p DEFAULT; CREATE TABLE app.c (r integer);"
    "INSERT INTO app.p VALUES (1); INSERT INTO app.c VALUES (1), (2);",
    "(r) REFERENCES app.p (id)", 1 },
  { "citext", /* whose = is not pg_catalog's: with that one 'A' would be an orphan */
    "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext;"
    "CREATE TABLE app.p (id ext.citext PRIMARY KEY); CREATE TABLE app.c (r ext.citext);"
    "INSERT INTO app.p VALUES ('a'); INSERT INTO app.c VALUES ('A'), ('b');",
    "(r) REFERENCES app.p (id)", 1 },
  { "enum-and-domain",
    "CREATE TYPE app.e AS ENUM ('x', 'y'); CREATE DOMAIN app.d AS integer;"
    "CREATE TABLE app.p (e app.e, d app.d, PRIMARY KEY (e, d));"
    "CREATE TABLE app.c (e app.e, d app.d);"
    "INSERT INTO app.p VALUES ('x', 1); INSERT INTO app.c VALUES ('x', 1), ('y', 1), ('x', 2);",
    "(e, d) REFERENCES app.p (e, d)", 2 },
};

static void
check_orphans (const CrowTestServer *server, guint index)
{
  g_autofree char *uri = crow_test_server_add_database (server, orphans[index].name,
                                                        "CREATE SCHEMA app;"
                                                        "CREATE FUNCTION public.never (integer,"
                                                        "  integer) RETURNS boolean LANGUAGE sql"
                                                        "  AS 'SELECT false'");
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);
  g_autofree char *add = g_strdup_printf ("ALTER TABLE app.c ADD CONSTRAINT k FOREIGN KEY %s",
                                          orphans[index].key);
  g_autofree char *not_valid = g_strconcat (add, " NOT VALID", NULL);
  g_autoptr (CrowSchema) before = NULL;
  g_autoptr (CrowSchema) after = NULL;
  g_autoptr (CrowScript) script = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  const CrowPromise *promise;

  crow_test_execute (connection, orphans[index].sql);
  crow_test_execute (connection, not_valid);
  before = crow_test_read_server (uri);
  after = crow_test_read_server (uri);
  crow_schema_get_relation (after, 0)->is_validated = TRUE;
  script = crow_migration_build_script (before, after, CROW_PLAN_ONLINE, NULL);
  g_assert_cmpuint (script->orphan_queries->len, ==, 1);
  promise = g_ptr_array_index (script->promises, 0);
  g_assert_cmpstr (promise->orphan_query, ==, g_ptr_array_index (script->orphan_queries, 0));
  crow_test_check_query (promise->orphan_query);
  g_test_message ("%s", promise->orphan_query);
  /* An operator that lies in wait: names of ours must not find it. */
  crow_test_execute (connection,
                     "CREATE OPERATOR public.= (FUNCTION = public.never, LEFTARG = integer,"
                     "  RIGHTARG = integer); SET search_path = public, pg_catalog");
  lines = crow_test_fetch_lines (connection, promise->orphan_query);
  g_assert_cmpuint (lines->len, ==, orphans[index].n_orphans);
}

static void
test_orphan_queries (gconstpointer data)
{
  if (data == NULL)
    {
      g_test_skip ("no PostgreSQL, or no pg-sandbox beside the project");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (orphans); i++)
    check_orphans (data, i);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowTestServer) server = NULL;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  g_test_add_data_func ("/two-databases/become-equal", server, test_two_databases_become_equal);
  g_test_add_data_func ("/two-databases/orphan-queries-list-orphans", server, test_orphan_queries);
  return g_test_run ();
}
