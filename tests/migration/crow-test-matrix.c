#include "crow-test-matrix.h"

#include "crow-introspection.h"
#include "crow-action-edit.h"
#include "crow-test-meaning.h"

#include <string.h>

static const char *const actions[] = { "CASCADE", "RESTRICT", "NO ACTION", "SET NULL",
                                       "SET DEFAULT" };

/* All that pg_constraint and pg_trigger say of foreign keys but oids and the triggers' names, which
 * hold them. */
static const char keys_query
    [] = "SELECT k.conrelid::regclass, k.conname, k.contype, k.condeferrable, k.condeferred,"
         "       k.convalidated, k.conindid::regclass, k.conparentid <> 0, k.confrelid::regclass,"
         "       k.confupdtype, k.confdeltype, k.confmatchtype, k.conislocal, k.coninhcount,"
         "       k.connoinherit, k.conkey, k.confkey, k.conpfeqop::regoperator[],"
         "       k.conppeqop::regoperator[], k.conffeqop::regoperator[], k.confdelsetcols,"
         "       obj_description (k.oid, 'pg_constraint'),"
         "       (SELECT string_agg (x, ',' ORDER BY x) FROM (SELECT concat_ws (' ', "
         "t.tgrelid::regclass,"
         "          t.tgfoid::regproc, t.tgtype, t.tgenabled, t.tgdeferrable, t.tginitdeferred,"
         "          t.tgconstrrelid::regclass, t.tgconstrindid::regclass, t.tgparentid <> 0) AS x"
         "          FROM pg_trigger t WHERE t.tgconstraint = k.oid) y)"
         "  FROM pg_constraint k WHERE k.contype = 'f'";

char *
crow_test_fetch_whole_catalogue (PGconn *connection)
{
  g_autofree char *catalogue = crow_test_fetch_catalogue (connection);
  g_autofree char *keys = crow_test_fetch_sorted (connection, keys_query);

  return g_strconcat (catalogue, keys, NULL);
}

CrowSchema *
crow_test_read_server (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse (uri, &error);
  g_autoptr (CrowSession) session = NULL;
  CrowSchema *schema;

  g_assert_no_error (error);
  session = crow_session_open (connection, CROW_SESSION_READ, NULL, &error);
  g_assert_no_error (error);
  schema = crow_introspect (session, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return schema;
}

void
crow_test_run_script (PGconn *connection, const CrowScript *script)
{
  for (guint i = 0; i < script->statements->len; i++)
    crow_test_execute (connection,
                       ((const CrowStatement *) g_ptr_array_index (script->statements, i))->sql);
}

static gboolean
is_setting (guint action)
{
  return action >= CROW_ACTION_SET_NULL;
}

/* In an order of clauses that is not ours. */
void
crow_test_matrix_set (CrowTestMatrix *self, guint pair)
{
  const CrowTestKind *kind = self->kind;
  guint on_delete = pair / CROW_N_ACTIONS;
  guint on_update = pair % CROW_N_ACTIONS;
  g_autofree char
      *sql = g_strdup_printf ("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s;"
                              "ALTER TABLE %s ADD CONSTRAINT %s %s ON DELETE %s %s ON UPDATE %s %s;"
                              "COMMENT ON CONSTRAINT %s ON %s IS %s",
                              kind->child, kind->constraint, kind->child, kind->constraint,
                              kind->key, actions[on_delete],
                              kind->set != NULL && is_setting (on_delete) ? kind->set : "",
                              actions[on_update], kind->end != NULL ? kind->end : "",
                              kind->constraint, kind->child,
                              kind->comment != NULL ? kind->comment : "NULL");

  crow_test_execute (self->connection, sql);
}

/* The relation of the kind's constraint: the one that changes when its comment says so. */
static char *
find_relation (const CrowTestMatrix *self, CrowSchema *schema)
{
  g_autofree char *query = g_strdup_printf ("SELECT k.oid FROM pg_constraint k WHERE k.conrelid = "
                                            "$q$%s$q$::regclass AND k.contype = 'f' "
                                            "AND k.conparentid = 0",
                                            self->kind->child);
  g_autoptr (GPtrArray) oids = crow_test_fetch_lines (self->connection, query);

  g_assert_cmpuint (oids->len, ==, 1);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);
      g_autofree char *oid = g_strdup_printf ("%u", relation->facts->oid);

      if (g_str_equal (oid, g_ptr_array_index (oids, 0)))
        return g_strdup (relation->id);
    }
  g_error ("%s is not among the relations", self->kind->name);
}

static CrowSchema *
edit (CrowSchema *schema, const char *relation, guint pair)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  CrowActionEdit *action_edit = crow_action_edit_new (relation);
  g_autoptr (GError) error = NULL;
  CrowSchema *edited;

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    action_edit->edits[event] = CROW_CLAUSE_SET;
  action_edit->actions[CROW_EVENT_DELETE] = (CrowAction) (pair / CROW_N_ACTIONS);
  action_edit->actions[CROW_EVENT_UPDATE] = (CrowAction) (pair % CROW_N_ACTIONS);
  g_ptr_array_add (edits, action_edit);
  edited = crow_schema_edit_actions (schema, edits, &error);
  g_assert_no_error (error);
  return edited;
}

static char *
fetch_rows (const CrowTestMatrix *self)
{
  g_autofree char *query = g_strdup_printf ("SELECT t FROM %s t", self->kind->child);

  return crow_test_fetch_sorted (self->connection, query);
}

/* Read where SET NULL is in force, so that its columns are known. */
static void
read_schemas (CrowTestMatrix *self)
{
  g_autoptr (CrowSchema) schema = NULL;
  g_autofree char *relation = NULL;

  crow_test_matrix_set (self, CROW_ACTION_SET_NULL * CROW_N_ACTIONS);
  schema = crow_test_read_server (self->uri);
  relation = find_relation (self, schema);
  for (guint pair = 0; pair < CROW_TEST_N_PAIRS; pair++)
    self->schemas[pair] = edit (schema, relation, pair);
}

/**
 * crow_test_matrix_new:
 * @server: a server
 * @kind: a kind of foreign key
 *
 * Returns: (transfer full): its database, and what its catalogue must say
 */
CrowTestMatrix *
crow_test_matrix_new (const CrowTestServer *server, const CrowTestKind *kind)
{
  CrowTestMatrix *self = g_new0 (CrowTestMatrix, 1);

  self->kind = kind;
  self->uri = crow_test_server_add_database (server, kind->name, kind->tables);
  self->connection = crow_test_connect (self->uri, NULL);
  self->rows = fetch_rows (self);
  for (guint pair = 0; pair < CROW_TEST_N_PAIRS; pair++)
    {
      crow_test_matrix_set (self, pair);
      self->catalogues[pair] = crow_test_fetch_whole_catalogue (self->connection);
      for (guint i = 0; i < pair; i++)
        g_assert_cmpstr (self->catalogues[i], !=, self->catalogues[pair]);
    }
  read_schemas (self);
  return self;
}

/**
 * crow_test_matrix_free:
 * @self: (transfer full): a matrix
 */
void
crow_test_matrix_free (CrowTestMatrix *self)
{
  for (guint pair = 0; pair < CROW_TEST_N_PAIRS; pair++)
    {
      g_free (self->catalogues[pair]);
      crow_schema_unref (self->schemas[pair]);
    }
  PQfinish (self->connection);
  g_free (self->rows);
  g_free (self->uri);
  g_free (self);
}

/* Without the lines that begin a word with `copies` and a digit. */
static char *
drop_copies (const CrowTestMatrix *self, const char *catalogue)
{
  g_auto (GStrv) lines = g_strsplit (catalogue, "\n", -1);
  GString *text = g_string_new (NULL);
  gsize length = strlen (self->kind->copies);
  guint n_dropped = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *at = strstr (lines[i], self->kind->copies);

      if (at != NULL && g_ascii_isdigit (at[length]))
        n_dropped++;
      else
        g_string_append_printf (text, "%s\n", lines[i]);
    }
  g_assert_cmpuint (n_dropped, ==, 4); /* two partitions, twice */
  return g_string_free (text, FALSE);
}

static void
check_catalogue (const CrowTestMatrix *self, guint to, CrowPlan plan, const char *script)
{
  g_autofree char *catalogue = crow_test_fetch_whole_catalogue (self->connection);
  g_autofree char *expected = g_strdup (self->catalogues[to]);

  if (self->kind->copies != NULL && plan != CROW_PLAN_SIMPLE)
    {
      char *rest = drop_copies (self, catalogue);

      g_free (catalogue);
      catalogue = rest;
      g_free (expected);
      expected = drop_copies (self, self->catalogues[to]);
    }
  if (!g_str_equal (catalogue, expected))
    g_test_message ("%s, %s:\n%s", self->kind->name, crow_plan_get_name (plan), script);
  g_assert_cmpstr (catalogue, ==, expected);
}

/**
 * crow_test_matrix_change:
 * @self: a matrix, its database in the state @from
 * @from: a pair of actions
 * @to: another
 * @plan: how
 *
 * Runs the script and compares.
 */
void
crow_test_matrix_change (CrowTestMatrix *self, guint from, guint to, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowScript)
      script = crow_migration_build_script (self->schemas[from], self->schemas[to], plan, &error);
  g_autofree char *text = NULL;
  g_autofree char *rows = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (script->promises->len, ==, 1);
  text = crow_script_build_text (script);
  self->n_scripts++;
  self->n_parsed += crow_test_check_meaning (script, text);
  crow_test_run_script (self->connection, script);
  check_catalogue (self, to, plan, text);
  rows = fetch_rows (self);
  g_assert_cmpstr (rows, ==, self->rows);
}
