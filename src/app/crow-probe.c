#include "crow-probe.h"

/**
 * crow_probe_free:
 * @self: (transfer full): what was found out
 *
 * Frees @self.
 */
void
crow_probe_free (CrowProbe *self)
{
  g_free (self->server);
  g_free (self->encryption);
  g_clear_pointer (&self->namespaces, g_ptr_array_unref);
  g_free (self);
}

static double
get_seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* Counts twice: the first time fills the server's caches, the second one shows the way's length. */
static gboolean
count_tables (CrowProbe *self, CrowSession *session, GCancellable *cancellable, GError **error)
{
  for (int i = 0; i < 2; i++)
    {
      gint64 start = g_get_monotonic_time ();

      g_clear_pointer (&self->namespaces, g_ptr_array_unref);
      self->namespaces = crow_introspect_namespaces (session, cancellable, error);
      if (self->namespaces == NULL)
        return FALSE;
      self->answered = get_seconds_since (start);
    }
  for (guint i = 0; i < self->namespaces->len; i++)
    self->n_tables += ((CrowNamespaceCount *) self->namespaces->pdata[i])->n_tables;
  return TRUE;
}

static void
probe_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  CrowConnection *connection = data;
  g_autoptr (CrowProbe) self = g_new0 (CrowProbe, 1);
  g_autoptr (CrowSession) session = NULL;
  gint64 start = g_get_monotonic_time ();
  GError *error = NULL;

  session = crow_session_open (connection, CROW_SESSION_READ, cancellable, &error);
  self->opened = get_seconds_since (start);
  if (session != NULL)
    {
      self->server = g_strdup (crow_session_get_server_name (session));
      self->encryption = crow_session_describe_encryption (session);
      self->is_encrypted = !g_str_has_prefix (self->encryption, "not");
      self->is_readonly = crow_session_is_readonly (session);
    }
  if (session != NULL && count_tables (self, session, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) crow_probe_free);
  else
    g_task_return_error (task, error);
}

/**
 * crow_probe_async:
 * @connection: where to
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Opens a read-only session in a worker, counts the tables and closes it.
 */
void
crow_probe_async (CrowConnection *connection,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, crow_probe_async);
  /* Whatever libpq is at: who gives up is free at once. */
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, crow_connection_ref (connection),
                        (GDestroyNotify) crow_connection_unref);
  g_task_run_in_thread (task, probe_worker);
}

/**
 * crow_probe_finish:
 * @result: of the callback
 * @error: return location
 *
 * Returns: (transfer full): what was found out; errors as in crow-session.h
 */
CrowProbe *
crow_probe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
