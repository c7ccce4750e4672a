#include "crow-runner-private.h"

#include "crow-session-private.h"
#include "crow-sql-text.h"

#include <stdlib.h>

/* Who blocks the session? Asked over a second session, in a thread of its own, so that the one that
 * waits for the statement never waits for this. */
struct _CrowRunWatch
{
  CrowConnection *connection; /* (owned) */
  GCancellable *cancellable;  /* (owned) ends the thread */
  GThread *thread;            /* (owned) */
  int pid;
  double every; /* seconds */
  GMutex mutex; /* of what follows */
  GCond cond;
  gboolean is_active;
  gboolean is_over;
  char *message; /* (owned) (nullable) */
};

/* What another session runs may hold anything: only its shape is shown, no value. */
static char *
hide_literals (const char *query)
{
  GString *text = g_string_new (NULL);
  gboolean is_literal = FALSE;

  for (const char *at = query; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (*at == '\'')
        {
          g_string_append (text, is_literal ? "'" : "'…");
          is_literal = !is_literal;
        }
      else if (!is_literal)
        g_string_append_unichar (text, g_utf8_get_char (at));
    }
  return g_string_free (text, FALSE);
}

static char *
make_line (CrowRunWatch *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *redacted = crow_connection_redact (self->connection, valid);

  return crow_sql_make_remark (redacted);
}

static void
append_query (CrowRunWatch *self, GString *text, const char *query)
{
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  g_autofree char *hidden = hide_literals (valid);
  g_autofree char *line = make_line (self, hidden);

  if (line[0] != '\0')
    g_string_append_printf (text, ": %s", line);
}

static void
append_blocker (CrowRunWatch *self, GString *text, const PGresult *result, int row)
{
  g_autofree char *user = make_line (self, PQgetvalue (result, row, 1));
  g_autofree char *application = make_line (self, PQgetvalue (result, row, 2));
  const char *state = PQgetvalue (result, row, 3);

  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append_printf (text, "process %s", PQgetvalue (result, row, 0));
  if (user[0] != '\0')
    g_string_append_printf (text, " of %s", user);
  if (application[0] != '\0')
    g_string_append_printf (text, " (%s)", application);
  if (state[0] != '\0')
    g_string_append_printf (text, ", %s", state);
  if (!PQgetisnull (result, row, 4))
    g_string_append_printf (text, ", its transaction open for %s s", PQgetvalue (result, row, 4));
  append_query (self, text, PQgetvalue (result, row, 5));
}

static char *
ask (CrowRunWatch *self, CrowSession *session)
{
  /* A blocker without a backend is a prepared transaction: pg_blocking_pids() gives 0 for it. */
  static const char query
      [] = "SELECT b.pid, a.usename, a.application_name, a.state,"
           " pg_catalog.round (extract (epoch FROM pg_catalog.clock_timestamp () - a.xact_start)"
           "::pg_catalog.numeric), pg_catalog.\"left\" (a.query, 80)"
           " FROM (SELECT DISTINCT pg_catalog.unnest (pg_catalog.pg_blocking_pids ($1)) AS pid) b"
           " LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid ORDER BY a.xact_start, b.pid";
  g_autofree char *pid = g_strdup_printf ("%d", self->pid);
  const char *values[] = { pid };
  g_autoptr (PGresult)
      result = crow_session_query (session, query, 1, values, self->cancellable, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (result == NULL)
    return NULL;
  for (int i = 0; i < PQntuples (result); i++)
    if (g_str_equal (PQgetvalue (result, i, 0), "0"))
      g_string_append_printf (text, "%sa prepared transaction (see pg_prepared_xacts)",
                              text->len > 0 ? "; " : "");
    else
      append_blocker (self, text, result, i);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* Returns: FALSE: it is over. */
static gboolean
wait_until_active (CrowRunWatch *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->is_active && !self->is_over)
    g_cond_wait (&self->cond, &self->mutex);
  return !self->is_over;
}

static void
publish (CrowRunWatch *self, char *message)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + (gint64) (self->every * G_USEC_PER_SEC);

  /* An answer that comes when the statement is through says nothing of the next one. */
  if (self->is_active)
    {
      g_free (self->message);
      self->message = g_steal_pointer (&message);
    }
  g_free (message);
  while (!self->is_over && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
}

static gpointer
watch (gpointer data)
{
  CrowRunWatch *self = data;
  g_autoptr (CrowSession) session = NULL;

  while (wait_until_active (self))
    {
      if (session == NULL || !crow_session_is_alive (session))
        {
          g_clear_pointer (&session, crow_session_free);
          session = crow_session_open (self->connection, CROW_SESSION_READ, self->cancellable,
                                       NULL);
        }
      publish (self, session != NULL ? ask (self, session) : NULL);
    }
  return NULL;
}

/**
 * crow_run_watch_new:
 * @connection: where
 * @pid: the backend that may be blocked
 * @every: seconds between two looks
 *
 * Returns: (transfer full): a watch that does nothing yet
 */
CrowRunWatch *
crow_run_watch_new (CrowConnection *connection, int pid, double every)
{
  CrowRunWatch *self = g_new0 (CrowRunWatch, 1);

  self->connection = crow_connection_ref (connection);
  self->cancellable = g_cancellable_new ();
  self->pid = pid;
  self->every = every;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("crow-run-watch", watch, self);
  return self;
}

/**
 * crow_run_watch_free:
 * @self: (transfer full): a watch; its session is closed at once
 */
void
crow_run_watch_free (CrowRunWatch *self)
{
  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  crow_connection_unref (self->connection);
  g_object_unref (self->cancellable);
  g_free (self->message);
  g_free (self);
}

/**
 * crow_run_watch_set_active:
 * @self: a watch
 * @is_active: whether a statement is waiting
 */
void
crow_run_watch_set_active (CrowRunWatch *self, gboolean is_active)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  g_clear_pointer (&self->message, g_free);
  g_cond_broadcast (&self->cond);
}

/**
 * crow_run_watch_get_message:
 * @self: a watch
 *
 * Returns: (transfer full) (nullable): who blocked at the last look: `process 4711 of app (psql),
 * idle in transaction, its transaction open for 35 s: UPDATE child SET …`; %NULL: nobody
 */
char *
crow_run_watch_get_message (CrowRunWatch *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->message);
}
