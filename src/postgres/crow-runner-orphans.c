#include "crow-runner-private.h"

#include "crow-session-private.h"

#include <stdlib.h>

#define REPORTED_ORPHANS 1000000 /* no more are counted for a report */

/**
 * crow_run_build_count:
 * @query: lists rows
 * @limit: no more than so many are looked for
 *
 * Returns: (transfer full): a query that counts them
 */
char *
crow_run_build_count (const char *query, guint64 limit)
{
  g_autofree char *bare = g_strstrip (g_strdup (query));

  if (g_str_has_suffix (bare, ";"))
    bare[strlen (bare) - 1] = '\0';
  return g_strdup_printf ("SELECT pg_catalog.count (*) FROM (SELECT FROM (\n%s\n) AS rows"
                          " LIMIT %" G_GUINT64_FORMAT ") AS counted",
                          bare, limit);
}

/**
 * crow_run_count_orphans:
 * @self: a run outside a transaction
 * @query: of its script
 * @limit: where to stop
 * @count: (out): how many rows there are, at most @limit
 *
 * Read-only, and no longer than the limits say.
 *
 * Returns: how it went
 */
CrowRunResult
crow_run_count_orphans (CrowRun *self, const char *query, guint64 limit, guint64 *count)
{
  g_autofree char *sql = crow_run_build_count (query, limit);
  g_autofree char *timeout = g_strdup_printf ("SET LOCAL statement_timeout = %d",
                                              (int) (self->limits->count * 1000));
  g_autoptr (PGresult) result = NULL;
  CrowRunResult how = crow_run_execute (self, "BEGIN READ ONLY", -1);

  if (how == CROW_RUN_DONE)
    how = crow_run_execute (self, timeout, -1);
  if (how == CROW_RUN_DONE)
    how = crow_run_query (self, sql, 0, NULL, &result);
  if (how == CROW_RUN_DONE)
    *count = strtoull (PQgetvalue (result, 0, 0), NULL, 10);
  crow_run_roll_back (self);
  return how;
}

/**
 * crow_run_report_orphans:
 * @self: a run outside a transaction, whose statement was refused for rows without a parent
 * @promise: whose statement it was, or -1
 *
 * Puts their number and the query into the report; keeps `message`.
 */
void
crow_run_report_orphans (CrowRun *self, int promise)
{
  const CrowPromise *served;
  g_autofree char *message = g_steal_pointer (&self->message);
  guint64 count = 0;

  self->report->stop = CROW_RUN_STOP_ORPHANS;
  served = promise >= 0 ? g_ptr_array_index (self->script->promises, promise) : NULL;
  if (served != NULL && served->orphan_query != NULL)
    {
      self->report->orphan_query = g_strdup (served->orphan_query);
      if (crow_run_count_orphans (self, served->orphan_query, REPORTED_ORPHANS, &count) ==
          CROW_RUN_DONE)
        self->report->n_orphans = count;
      self->report->has_more_orphans = count == REPORTED_ORPHANS;
    }
  g_free (self->message);
  self->message = g_steal_pointer (&message);
}

/**
 * crow_runner_count_orphans:
 * @connection: where
 * @query: an orphan query of a script
 * @limit: where to stop
 * @count: (out): how many rows it lists, at most @limit
 * @cancellable: (nullable): stops it
 * @error: crow-session.h
 *
 * Over a session of its own, which can only read. Blocks.
 *
 * Returns: whether they were counted
 */
gboolean
crow_runner_count_orphans (CrowConnection *connection,
                           const char *query,
                           guint64 limit,
                           guint64 *count,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *sql = crow_run_build_count (query, limit);
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (PGresult) result = NULL;

  session = crow_session_open (connection, CROW_SESSION_READ, cancellable, error);
  if (session == NULL)
    return FALSE;
  result = crow_session_query (session, sql, 0, NULL, cancellable, error);
  if (result == NULL)
    return FALSE;
  *count = strtoull (PQgetvalue (result, 0, 0), NULL, 10);
  return TRUE;
}
