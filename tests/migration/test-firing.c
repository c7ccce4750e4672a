#include "crow-action-edit.h"
#include "crow-test-matrix.h"

#include <string.h>

#define N_TABLES 5
#define N_KEYS 9
#define N_SCHEMAS 30

/* Tables t0 … t4, each with one row; each key from a table to one before it, by a column of its
 * own. */
static char *
make_sql (GRand *random)
{
  static const char *const actions[] = { "CASCADE",
                                         "CASCADE",
                                         "CASCADE",
                                         "RESTRICT",
                                         "NO ACTION",
                                         "SET NULL",
                                         "NO ACTION DEFERRABLE INITIALLY DEFERRED" };
  GString *sql = g_string_new ("CREATE SCHEMA app;");

  for (guint i = 0; i < N_TABLES; i++)
    g_string_append_printf (sql,
                            "CREATE TABLE app.t%u (id integer PRIMARY KEY);"
                            "INSERT INTO app.t%u VALUES (1);",
                            i, i);
  for (guint i = 0; i < N_KEYS; i++)
    {
      guint child = (guint) g_rand_int_range (random, 1, N_TABLES);
      guint parent = (guint) g_rand_int_range (random, 0, (int) child);
      guint action = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (actions));

      g_string_append_printf (sql,
                              "ALTER TABLE app.t%u ADD COLUMN c%u integer NOT NULL DEFAULT 1"
                              "  CONSTRAINT k%u REFERENCES app.t%u (id) ON DELETE %s;",
                              child, i, i, parent, actions[action]);
    }
  return g_string_free (sql, FALSE);
}

/* Bit i: the row of table i can be deleted, all deferred checks made. */
static guint
try_deletes (PGconn *connection)
{
  guint outcome = 0;

  for (guint i = 0; i < N_TABLES; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM app.t%u; SET CONSTRAINTS ALL IMMEDIATE",
                                              i);
      g_autoptr (PGresult) result = NULL;

      crow_test_execute (connection, "SAVEPOINT one");
      result = PQexec (connection, sql);
      if (PQresultStatus (result) == PGRES_COMMAND_OK)
        outcome |= 1u << i;
      crow_test_execute (connection, "ROLLBACK TO SAVEPOINT one; SET CONSTRAINTS ALL DEFERRED");
    }
  return outcome;
}

static CrowScript *
make_script (CrowSchema *schema, const char *relation)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  CrowActionEdit *edit = crow_action_edit_new (relation);
  g_autoptr (CrowSchema) after = NULL;
  CrowScript *script;

  edit->edits[CROW_EVENT_UPDATE] = CROW_CLAUSE_SET; /* nothing that a DELETE could feel */
  edit->actions[CROW_EVENT_UPDATE] = CROW_ACTION_CASCADE;
  g_ptr_array_add (edits, edit);
  after = crow_schema_edit_actions (schema, edits, NULL);
  script = crow_migration_build_script (schema, after, CROW_PLAN_SIMPLE, NULL);
  g_assert_cmpuint (script->promises->len, ==, 1);
  return script;
}

/* What the deletes do once the key is made anew; the database is left as it is. */
static guint
try_script (PGconn *connection, const CrowScript *script)
{
  guint outcome;

  crow_test_execute (connection, "BEGIN");
  for (guint i = 0; i < script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (script->statements, i);

      if (statement->kind == CROW_STATEMENT_CHANGE)
        crow_test_execute (connection, statement->sql);
    }
  outcome = try_deletes (connection);
  crow_test_execute (connection, "ROLLBACK");
  return outcome;
}

static gboolean
is_warned (const CrowScript *script)
{
  for (guint i = 0; i < script->warnings->len; i++)
    if (strstr (g_ptr_array_index (script->warnings, i), "is made anew and so acts after") != NULL)
      return TRUE;
  return FALSE;
}

/* On random schemas: wherever a DELETE does something else because a key was made anew, the script
 * says so before. */
static void
test_firing_order (gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n_changes = 0;
  guint n_other = 0;
  guint n_warned = 0;

  if (data == NULL)
    {
      g_test_skip ("no PostgreSQL, or no pg-sandbox beside the project");
      return;
    }
  for (guint i = 0; i < N_SCHEMAS; i++)
    {
      g_autofree char *name = g_strdup_printf ("random-%u", i);
      g_autofree char *sql = make_sql (random);
      g_autofree char *uri = crow_test_server_add_database (data, name, sql);
      g_autoptr (CrowSchema) schema = crow_test_read_server (uri);
      g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);
      guint before;

      crow_test_execute (connection, "BEGIN");
      before = try_deletes (connection);
      crow_test_execute (connection, "ROLLBACK");
      for (guint j = 0; j < schema->relations->len; j++)
        {
          const char *id = crow_schema_get_relation (schema, j)->id;
          g_autoptr (CrowScript) script = make_script (schema, id);
          gboolean is_other = try_script (connection, script) != before;

          n_changes++;
          n_other += is_other;
          n_warned += is_warned (script);
          if (is_other && !is_warned (script))
            g_error ("%s of schema %u: a DELETE does something else, and no word of it\n%s", id, i,
                     sql);
        }
    }
  g_test_message ("%u keys made anew: %u change what a DELETE does, %u warned of", n_changes,
                  n_other, n_warned);
  g_assert_cmpuint (n_changes, ==, N_SCHEMAS * N_KEYS);
  g_assert_cmpuint (n_other, >=, 5);
  g_assert_cmpuint (n_warned, <, n_changes / 2);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowTestServer) server = NULL;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  g_test_add_data_func ("/firing/order-is-told-where-it-decides", server, test_firing_order);
  return g_test_run ();
}
