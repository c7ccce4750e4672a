#include "crow-action-edit.h"
#include "crow-migration.h"
#include "crow-runner.h"
#include "crow-test-read.h"
#include "crow-test-runner.h"

/* Every lock that a script claims, proved with sessions that read, write and analyze: who waits for
 * whom, asked of the server, never of a clock. All of it by plain libpq; only the rehearsal is
 * ours.
 */

static CrowTestServer *server;
static guint n_databases;

typedef struct
{
  const char *name;
  const char *sql;
  const char *tables; /* separated by blanks: whose locks are tried */
} Shape;

static const Shape shapes[] = {
  { "plain",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer CONSTRAINT f REFERENCES app.parent"
    " ON DELETE CASCADE); COMMENT ON CONSTRAINT f ON app.child IS 'kept';",
    "app.parent app.child" },
  { "self",
    "CREATE SCHEMA app; CREATE TABLE app.node (id integer PRIMARY KEY,"
    " pid integer CONSTRAINT f REFERENCES app.node ON DELETE CASCADE);",
    "app.node" },
  { "cross-schema",
    "CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id integer PRIMARY KEY);"
    "CREATE TABLE b.t (id integer PRIMARY KEY, pid integer CONSTRAINT f REFERENCES a.t"
    " ON DELETE CASCADE DEFERRABLE);",
    "a.t b.t" },
  { "not-valid",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer);"
    "ALTER TABLE app.child ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES app.parent"
    " ON DELETE CASCADE NOT VALID;",
    "app.parent app.child" },
  { "partitioned-child",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer CONSTRAINT f REFERENCES app.parent"
    " ON DELETE CASCADE) PARTITION BY RANGE (id);"
    "CREATE TABLE app.child_1 PARTITION OF app.child FOR VALUES FROM (0) TO (100);"
    "CREATE TABLE app.child_2 PARTITION OF app.child FOR VALUES FROM (100) TO (200);",
    "app.parent app.child app.child_2" },
  { "partitioned-parent",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
    "CREATE TABLE app.parent_1 PARTITION OF app.parent FOR VALUES FROM (0) TO (100);"
    "CREATE TABLE app.parent_2 PARTITION OF app.parent FOR VALUES FROM (100) TO (200);"
    "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer CONSTRAINT f REFERENCES app.parent"
    " ON DELETE CASCADE);",
    "app.parent app.parent_2 app.child" },
};

static const CrowPlan plans[] = { CROW_PLAN_ONLINE, CROW_PLAN_SIMPLE, CROW_PLAN_SWAP };

/* What somebody else does with a table, and the lock that it takes there. */
static const struct
{
  const char *name;
  const char *sql;
  CrowLockMode mode;
} deeds[] = {
  { "reads", "SELECT count(*) FROM %s", CROW_LOCK_ACCESS_SHARE },
  { "writes", "UPDATE %s SET id = id WHERE false", CROW_LOCK_ROW_EXCLUSIVE },
  { "analyzes", "ANALYZE %s", CROW_LOCK_SHARE_UPDATE_EXCLUSIVE },
};

typedef struct
{
  const Shape *shape;
  CrowPlan plan;
} Case;

typedef struct
{
  char *uri;
  CrowScript *script;
  GStrv tables;
  PGconn *runner;
  PGconn *holder;
  PGconn *later;
  PGconn *watch;
  guint n_waits;
  guint n_tries;
} Proof;

/* --- The script ------------------------------------------------------------------------------ */

static CrowScript *
build_script (const char *uri, CrowPlan plan)
{
  g_autoptr (CrowSchema) before = crow_test_read_database (uri);
  g_autoptr (CrowSchema) after = NULL;
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;
  CrowActionEdit *edit;
  CrowScript *script;

  g_assert_cmpuint (before->relations->len, ==, 1);
  edit = crow_action_edit_new (crow_schema_get_relation (before, 0)->id);
  edit->edits[CROW_EVENT_DELETE] = CROW_CLAUSE_SET;
  edit->actions[CROW_EVENT_DELETE] = CROW_ACTION_SET_NULL;
  g_ptr_array_add (edits, edit);
  after = crow_schema_edit_actions (before, edits, &error);
  g_assert_no_error (error);
  script = crow_migration_build_script (before, after, plan, &error);
  if (script == NULL)
    {
      g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
      g_test_message ("%s", error->message);
    }
  return script;
}

static const CrowStatement *
get_statement (const Proof *self, guint index)
{
  return g_ptr_array_index (self->script->statements, index);
}

/* --- What the claims promise ----------------------------------------------------------------- */

/* Does the claim speak of @table, or of the partitions, of which it is one? */
static gboolean
is_claimed (Proof *self, const CrowLockClaim *claim, const char *table)
{
  g_autofree char *claimed = g_strdup_printf ("%s.%s", claim->namespace_, claim->table);
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  if (g_str_equal (claimed, table))
    return TRUE;
  if (claim->n_partitions == 0)
    return FALSE;
  query = g_strdup_printf (
      "SELECT coalesce (pg_partition_root ('%s')::oid = '%s'::regclass, false)", table, claimed);
  lines = crow_test_fetch_lines (self->watch, query);
  return g_str_equal (g_ptr_array_index (lines, 0), "t");
}

static gboolean
conflicts (Proof *self, const CrowStatement *statement, const char *table, CrowLockMode mode)
{
  for (guint i = 0; i < statement->locks->len; i++)
    {
      const CrowLockClaim *claim = g_ptr_array_index (statement->locks, i);

      if (is_claimed (self, claim, table) && crow_lock_modes_conflict (claim->mode, mode))
        return TRUE;
    }
  return FALSE;
}

/* By anything that the transaction of statement @index has taken so far. */
static gboolean
transaction_conflicts (Proof *self, guint index, const char *table, CrowLockMode mode)
{
  for (guint i = index + 1; i > 0; i--)
    {
      const CrowStatement *statement = get_statement (self, i - 1);

      if (statement->transaction != get_statement (self, index)->transaction)
        return FALSE;
      if (conflicts (self, statement, table, mode))
        return TRUE;
    }
  return FALSE;
}

/* --- Who waits ------------------------------------------------------------------------------- */

static void
send (PGconn *connection, const char *sql)
{
  g_assert_cmpint (PQsendQuery (connection, sql), ==, 1);
  while (PQflush (connection) > 0)
    ;
}

static void
finish (PGconn *connection, gboolean must_succeed)
{
  PGresult *result;

  while ((result = PQgetResult (connection)) != NULL)
    {
      if (must_succeed && PQresultStatus (result) != PGRES_COMMAND_OK &&
          PQresultStatus (result) != PGRES_TUPLES_OK)
        g_error ("%s", PQresultErrorMessage (result));
      PQclear (result);
    }
}

static gboolean
is_blocked (Proof *self, PGconn *connection)
{
  g_autofree char *query = g_strdup_printf ("SELECT cardinality (pg_blocking_pids (%d))",
                                            PQbackendPID (connection));
  g_autoptr (GPtrArray) lines = crow_test_fetch_lines (self->watch, query);

  return !g_str_equal (g_ptr_array_index (lines, 0), "0");
}

/* Until the server has decided: TRUE: it waits for a lock; FALSE: it is through. */
static gboolean
wait_for_decision (Proof *self, PGconn *connection)
{
  while (TRUE)
    {
      g_assert_cmpint (PQconsumeInput (connection), ==, 1);
      if (!PQisBusy (connection))
        return FALSE;
      if (is_blocked (self, connection))
        return TRUE;
      g_usleep (500);
    }
}

static void
cancel (PGconn *connection)
{
  char words[256];
  PGcancel *request = PQgetCancel (connection);

  g_assert_cmpint (PQcancel (request, words, sizeof words), ==, 1);
  PQfreeCancel (request);
  finish (connection, FALSE);
}

/* Whoever comes now: does he wait behind the script? */
static gboolean
try_later (Proof *self, const char *table, guint deed)
{
  g_autofree char *sql = g_strdup_printf (deeds[deed].sql, table);
  gboolean waits;

  crow_test_execute (self->later, "BEGIN");
  send (self->later, sql);
  waits = wait_for_decision (self, self->later);
  if (waits)
    cancel (self->later);
  else
    finish (self->later, TRUE);
  crow_test_execute (self->later, "ROLLBACK");
  return waits;
}

static void
assert_waits (Proof *self,
              gboolean waits,
              gboolean promised,
              guint index,
              const char *who,
              const char *where)
{
  self->n_tries++;
  self->n_waits += waits;
  if (waits == promised)
    return;
  g_error ("%s\n%s %s: it %s, but the claims say that it %s", get_statement (self, index)->sql, who,
           where, waits ? "waits" : "does not wait", promised ? "waits" : "does not");
}

/* To just before statement @index, in its transaction. */
static void
advance (Proof *self, guint index)
{
  guint start = index;

  while (start > 0 &&
         get_statement (self, start - 1)->transaction == get_statement (self, index)->transaction)
    start--;
  if (get_statement (self, start)->kind != CROW_STATEMENT_BEGIN)
    crow_test_execute (self->runner, "BEGIN");
  for (guint i = start; i < index; i++)
    crow_test_execute (self->runner, get_statement (self, i)->sql);
}

/* Somebody does @deed with @table and keeps his transaction open: does the statement wait for him,
 * and who waits behind it then? */
static void
prove_wait (Proof *self, guint index, const char *table, guint deed)
{
  g_autofree char *sql = g_strdup_printf (deeds[deed].sql, table);
  gboolean waits;

  advance (self, index);
  crow_test_execute (self->holder, "BEGIN");
  send (self->holder, sql);
  if (wait_for_decision (self, self->holder))
    {
      /* What the transaction took before keeps him out already. */
      cancel (self->holder);
      crow_test_execute (self->holder, "ROLLBACK");
      crow_test_execute (self->runner, "ROLLBACK");
      return;
    }
  finish (self->holder, TRUE);
  send (self->runner, get_statement (self, index)->sql);
  waits = wait_for_decision (self, self->runner);
  assert_waits (self, waits, conflicts (self, get_statement (self, index), table, deeds[deed].mode),
                index, deeds[deed].name, table);
  for (guint i = 0; i < G_N_ELEMENTS (deeds) && waits; i++)
    {
      /* Two who analyze keep each other out, whatever the script does. */
      if (crow_lock_modes_conflict (deeds[deed].mode, deeds[i].mode))
        continue;
      assert_waits (self, try_later (self, table, i),
                    transaction_conflicts (self, index, table, deeds[i].mode), index,
                    "behind the waiting statement, who", deeds[i].name);
    }
  crow_test_execute (self->holder, "ROLLBACK");
  finish (self->runner, TRUE);
  crow_test_execute (self->runner, "ROLLBACK");
}

/* Nobody is in the way: who waits until the transaction ends? */
static void
prove_hold (Proof *self, guint index, const char *table)
{
  advance (self, index);
  crow_test_execute (self->runner, get_statement (self, index)->sql);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    assert_waits (self, try_later (self, table, i),
                  transaction_conflicts (self, index, table, deeds[i].mode), index, deeds[i].name,
                  table);
  crow_test_execute (self->runner, "ROLLBACK");
}

static void
prove_statement (Proof *self, guint index)
{
  CrowStatementKind kind = get_statement (self, index)->kind;

  if (kind != CROW_STATEMENT_CHANGE && kind != CROW_STATEMENT_VALIDATE)
    return;
  for (guint i = 0; self->tables[i] != NULL; i++)
    {
      for (guint deed = 0; deed < G_N_ELEMENTS (deeds); deed++)
        prove_wait (self, index, self->tables[i], deed);
      prove_hold (self, index, self->tables[i]);
    }
}

/* --- What a rehearsal sees ------------------------------------------------------------------- */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
print_locks (const GPtrArray *locks)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < locks->len; i++)
    {
      const CrowLockClaim *lock = g_ptr_array_index (locks, i);

      g_ptr_array_add (lines, g_strdup_printf ("%s.%s and %u partitions: %s", lock->namespace_,
                                               lock->table, lock->n_partitions,
                                               crow_lock_mode_get_name (lock->mode)));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (GStrv) lines->pdata);
}

static void
prove_rehearsal (Proof *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnection) connection = crow_connection_parse (self->uri, &error);
  g_autoptr (CrowRunReport)
      report = crow_runner_rehearse (connection, self->script, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (report->error, ==, NULL);
  g_assert_cmpint (report->outcome, ==, CROW_RUN_OUTCOME_REHEARSED);
  for (guint i = 0; i < report->steps->len; i++)
    {
      const CrowRunStep *step = g_ptr_array_index (report->steps, i);
      const CrowStatement *statement = get_statement (self, step->statement);
      g_autofree char *seen = print_locks (step->locks);
      g_autofree char *claimed = print_locks (statement->locks);

      if (statement->kind != CROW_STATEMENT_SETTING && !g_str_equal (seen, claimed))
        g_error ("%s\nclaims\n%s\ntakes\n%s", statement->sql, claimed, seen);
    }
}

/* --- All of it ------------------------------------------------------------------------------- */

static void
start_proof (Proof *self, const Case *what)
{
  g_autofree char *name = g_strdup_printf ("locks_%u", n_databases++);

  self->uri = crow_test_server_add_database (server, name, what->shape->sql);
  self->tables = g_strsplit (what->shape->tables, " ", -1);
  self->script = build_script (self->uri, what->plan);
  self->runner = crow_test_connect (self->uri, NULL);
  self->holder = crow_test_connect (self->uri, NULL);
  self->later = crow_test_connect (self->uri, NULL);
  self->watch = crow_test_connect (self->uri, NULL);
}

static void
end_proof (Proof *self)
{
  g_clear_pointer (&self->script, crow_script_unref);
  g_strfreev (self->tables);
  g_free (self->uri);
  PQfinish (self->runner);
  PQfinish (self->holder);
  PQfinish (self->later);
  PQfinish (self->watch);
}

static void
test_claims (gconstpointer data)
{
  const Case *what = data;
  gboolean may_be_refused = g_str_has_prefix (what->shape->name, "partitioned");
  Proof proof = { 0 };

  if (server == NULL)
    {
      g_test_skip ("no PostgreSQL here");
      return;
    }
  start_proof (&proof, what);
  g_assert_true (proof.script != NULL || (may_be_refused && what->plan != CROW_PLAN_SIMPLE));
  if (proof.script != NULL)
    {
      prove_rehearsal (&proof);
      for (guint i = 0; i < proof.script->statements->len; i++)
        {
          guint transaction = get_statement (&proof, i)->transaction;
          guint end = i;

          while (end < proof.script->statements->len &&
                 get_statement (&proof, end)->transaction == transaction)
            prove_statement (&proof, end++);
          for (; i < end; i++)
            crow_test_execute (proof.runner, get_statement (&proof, i)->sql);
          crow_test_execute (proof.runner, "SET lock_timeout = 0");
          i--;
        }
      g_test_message ("%u situations, %u of them waits", proof.n_tries, proof.n_waits);
      g_assert_cmpuint (proof.n_waits, >, 0);
    }
  end_proof (&proof);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (plans); j++)
      {
        Case *what = g_new (Case, 1);
        g_autofree char *path = g_strdup_printf ("/runner/locks-are-as-claimed/%s/%s",
                                                 shapes[i].name, crow_plan_get_name (plans[j]));

        *what = (Case){ &shapes[i], plans[j] };
        g_test_add_data_func_full (path, what, test_claims, g_free);
      }
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
