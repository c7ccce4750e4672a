#include "crow-runner-private.h"

#include "crow-session-private.h"
#include "crow-sql-text.h"

#define RECONNECT_TIMEOUT "5" /* seconds of one try, unless the user said otherwise */

/**
 * crow_run_set_stop:
 * @self: a run
 * @how: its last result, which `message` explains
 *
 * Says in the report why the run stopped. Who blocks is named.
 */
void
crow_run_set_stop (CrowRun *self, CrowRunResult how)
{
  static const CrowRunStop stops[] = {
    [CROW_RUN_DONE] = CROW_RUN_STOP_NONE,           [CROW_RUN_BUSY] = CROW_RUN_STOP_BUSY,
    [CROW_RUN_REFUSED] = CROW_RUN_STOP_REFUSED,     [CROW_RUN_LOST] = CROW_RUN_STOP_LOST,
    [CROW_RUN_CANCELLED] = CROW_RUN_STOP_CANCELLED, [CROW_RUN_CHANGED] = CROW_RUN_STOP_CHANGED,
  };
  g_autoptr (GString) error = g_string_new (self->message);

  if (self->report->stop == CROW_RUN_STOP_NONE)
    self->report->stop = how == CROW_RUN_LOST && g_cancellable_is_cancelled (self->cancellable)
                             ? CROW_RUN_STOP_CANCELLED
                             : stops[how];
  if (how == CROW_RUN_BUSY && self->blocker != NULL)
    g_string_append_printf (error, "\nIt waited for %s.", self->blocker);
  g_free (self->report->error);
  self->report->error = how != CROW_RUN_DONE ? g_strdup (error->str) : NULL;
}

static void
append_helper (GString *state, const CrowScript *script, guint promise, const GPtrArray *keys)
{
  const CrowRunKey *helper = crow_run_find_helper (script, promise, keys);
  g_autofree char *text = NULL;

  if (helper == NULL)
    return;
  text = crow_run_describe_key (helper->key);
  g_string_append_printf (state, " Beside it stands the new one: %s.", text);
}

static void
append_comparison (GString *state,
                   const CrowPromise *promise,
                   const CrowRunKey *found,
                   const char *difference)
{
  g_autofree char *moved = NULL;

  if (difference == NULL)
    {
      g_string_append (state, ", as promised.");
      return;
    }
  if (promise->before != NULL)
    moved = crow_constraint_describe_difference (promise->before, found->key);
  if (promise->before != NULL && moved == NULL && (promise->oid == 0 || promise->oid == found->oid))
    g_string_append (state, ", as before.");
  else
    g_string_append_printf (state, ". Promised was something else: %s.", difference);
}

/* What the catalogue has now for one promise. */
static void
report_promise (CrowRun *self, guint index, const GPtrArray *keys, GString *state)
{
  const CrowPromise *promise = g_ptr_array_index (self->script->promises, index);
  const CrowConstraint *like = promise->after != NULL ? promise->after : promise->before;
  const CrowRunKey *found = crow_run_find_name (keys, like, like->name);
  g_autofree char *name = crow_run_describe_name (like);
  g_autofree char *text = NULL;
  char *difference = NULL;

  if (found == NULL && promise->before != NULL)
    found = crow_run_find_name (keys, promise->before, promise->before->name);
  if (found == NULL && promise->oid != 0)
    found = crow_run_find_oid (keys, promise->oid);
  if (promise->after != NULL && found != NULL)
    difference = crow_constraint_describe_difference (promise->after, found->key);
  else if (promise->after != NULL || found != NULL)
    difference = g_strdup (found != NULL ? "it is still there" : "it does not exist");
  g_free (g_ptr_array_index (self->report->differences, index));
  g_ptr_array_index (self->report->differences, index) = difference;
  g_clear_pointer ((CrowConstraint **) &g_ptr_array_index (self->report->now, index),
                   crow_constraint_free);
  g_string_append (state, state->len > 0 ? "\n" : "");
  if (found == NULL)
    {
      g_string_append_printf (state, "%s does not exist%s.", name,
                              difference == NULL        ? ", as promised"
                              : promise->before == NULL ? ", as before"
                                                        : "");
      return;
    }
  g_ptr_array_index (self->report->now, index) = crow_constraint_copy (found->key);
  text = crow_run_describe_key (found->key);
  g_string_append (state, text);
  append_comparison (state, promise, found, difference);
  append_helper (state, self->script, index, keys);
}

/**
 * crow_run_reconnect:
 * @self: a run whose session is lost
 *
 * Tries for a while, again and again, as a server that starts needs its time.
 *
 * Returns: whether there is a session again
 */
gboolean
crow_run_reconnect (CrowRun *self)
{
  gint64 until = g_get_monotonic_time () + (gint64) (self->limits->reconnect * G_USEC_PER_SEC);
  g_autoptr (CrowConnection) given = crow_connection_ref (self->connection);
  g_autoptr (CrowConnection) quick = NULL;
  double pause = self->limits->countdown / 8;

  if (crow_connection_get (given, "connect_timeout") == NULL)
    quick = crow_connection_with (given, "connect_timeout", RECONNECT_TIMEOUT);
  while (self->session == NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GError) error = NULL;
      double left = (double) (until - g_get_monotonic_time ()) / G_USEC_PER_SEC;

      crow_run_tell (self, CROW_RUN_CONNECTING, 0, MAX (left, 0), "The connection was lost");
      if (quick != NULL)
        self->connection = quick;
      crow_run_open (self, self->cancellable, &error);
      self->connection = given;
      if (self->session != NULL)
        break;
      if (left < pause || g_error_matches (error, CROW_ERROR, CROW_ERROR_PASSWORD) ||
          !crow_run_sleep (self, pause))
        return FALSE;
      pause = MIN (pause * 2, self->limits->countdown * 2);
    }
  return self->session != NULL;
}

static gboolean
look (CrowRun *self, GString *state)
{
  for (guint i = 0; i < self->script->promises->len; i++)
    {
      g_autoptr (GPtrArray) keys = NULL;

      if (crow_run_read_keys (self, g_ptr_array_index (self->script->promises, i), &keys) !=
          CROW_RUN_DONE)
        return FALSE;
      report_promise (self, i, keys, state);
    }
  return TRUE;
}

/**
 * crow_run_look:
 * @self: a run outside a transaction
 * @may_reconnect: where the session is lost, or found lost
 * @state: what is said of the database, to be added to
 *
 * Reads what the database has now for each promise into the report, and into @state in a line each.
 *
 * Returns: %FALSE: it could not be read
 */
gboolean
crow_run_look (CrowRun *self, gboolean may_reconnect, GString *state)
{
  gsize length = state->len;

  if (self->session != NULL && look (self, state))
    return TRUE;
  g_string_truncate (state, length);
  return may_reconnect && self->session == NULL && !self->is_over && crow_run_reconnect (self) &&
         look (self, state);
}

/**
 * crow_run_outlive:
 * @self: a run with a new session
 * @pid: the backend of the session that was lost
 * @backend_start: when it began: process numbers come again
 *
 * A server notices a lost connection late, and may be at work for it until then: what the catalogue
 * says before that is not the last word.
 *
 * Returns: whether that backend is gone
 */
gboolean
crow_run_outlive (CrowRun *self, int pid, const char *backend_start)
{
  static const char query[] = "SELECT FROM pg_catalog.pg_stat_get_activity ($1)"
                              " WHERE backend_start = $2::pg_catalog.timestamptz";
  gint64 until = g_get_monotonic_time () + (gint64) (self->limits->linger * G_USEC_PER_SEC);
  g_autofree char *number = g_strdup_printf ("%d", pid);
  const char *parameters[] = { number, backend_start };

  while (TRUE)
    {
      g_autoptr (PGresult) result = NULL;

      if (crow_run_query (self, query, 2, parameters, &result) != CROW_RUN_DONE)
        return FALSE;
      if (PQntuples (result) == 0)
        return TRUE;
      if (g_get_monotonic_time () >= until || !crow_run_sleep (self, 0.05))
        return FALSE;
    }
}

/**
 * crow_run_append_advice:
 * @self: a run
 * @state: what is said of the database, to be added to
 *
 * Adds a query that shows what the database has, for somebody else to run.
 */
void
crow_run_append_advice (CrowRun *self, GString *state)
{
  g_string_append (state, " To look yourself:");
  for (guint i = 0; i < self->script->promises->len; i++)
    {
      const CrowPromise *promise = g_ptr_array_index (self->script->promises, i);
      const CrowConstraint *like = promise->before != NULL ? promise->before : promise->after;
      g_autoptr (GString) table = g_string_new (NULL);

      crow_sql_append_table (table, like->namespace_, like->table);
      g_string_append (state, "\nSELECT conname, pg_get_constraintdef (oid) FROM pg_constraint"
                              " WHERE conrelid = ");
      crow_sql_append_literal (state, table->str);
      g_string_append (state, "::regclass AND contype = 'f';");
    }
}
