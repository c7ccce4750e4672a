#include "crow-document-private.h"

#include "crow-progress-private.h"

/* What a worker is to read. */
typedef struct
{
  CrowConnection *connection;
  char **namespaces;     /* (nullable) */
  char *recovery_folder; /* (nullable) where to look for what a crash left */
  CrowProgress *progress;
  CrowRevision *baseline; /* (nullable) what was open when the reading began */
} ReadJob;

static void
read_job_free (ReadJob *self)
{
  crow_connection_unref (self->connection);
  g_strfreev (self->namespaces);
  g_free (self->recovery_folder);
  crow_progress_unref (self->progress);
  g_clear_pointer (&self->baseline, crow_revision_unref);
  g_free (self);
}

static ReadJob *
read_job_new (CrowDocument *document, CrowConnection *connection, const char *const *namespaces)
{
  ReadJob *self = g_new0 (ReadJob, 1);

  self->connection = crow_connection_ref (connection);
  self->namespaces = g_strdupv ((char **) namespaces);
  self->progress = crow_progress_new (document);
  if (document->baseline != NULL)
    self->baseline = crow_revision_ref (document->baseline);
  return self;
}

static CrowLink *
read_link (const ReadJob *job, GCancellable *cancellable, GError **error)
{
  return crow_link_new (job->connection, (const char *const *) job->namespaces,
                        crow_progress_report, job->progress, cancellable, error);
}

static void
connect_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const ReadJob *job = data;
  GError *error = NULL;
  CrowLink *link = read_link (job, cancellable, &error);

  if (link == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, crow_loaded_new_database (link, job->recovery_folder),
                           (GDestroyNotify) crow_loaded_free);
}

static void
link_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  CrowLink *link = read_link (data, cancellable, &error);

  if (link != NULL)
    g_task_return_pointer (task, link, (GDestroyNotify) crow_link_free);
  else
    g_task_return_error (task, error);
}

static void
set_replaced (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "something else was opened");
}

/**
 * crow_document_connect_async:
 * @self: a document
 * @connection: where to, as whom; the document keeps it, password and all, in memory only
 * @namespaces: (nullable) (array zero-terminated=1): only these; %NULL: all but the system's
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Connects and reads in a worker, telling #CrowDocument::progress; the document changes in
 * crow_document_connect_finish().
 */
void
crow_document_connect_async (CrowDocument *self,
                             CrowConnection *connection,
                             const char *const *namespaces,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ReadJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (connection != NULL);

  crow_document_flush_positions (self);
  job = read_job_new (self, connection, namespaces);
  job->recovery_folder = g_strdup (self->recovery_folder);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_connect_async);
  g_task_set_task_data (task, job, (GDestroyNotify) read_job_free);
  g_task_run_in_thread (task, connect_worker);
}

/**
 * crow_document_connect_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_session_open() and crow_introspect(): %CROW_ERROR_PASSWORD wants one
 *
 * Returns: whether the database is open now; else what was open still is
 */
gboolean
crow_document_connect_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CrowLoaded) loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  crow_document_adopt (self, loaded);
  return TRUE;
}

/**
 * crow_document_rebase:
 * @self: a document in which a database is open, or compared with
 * @link: (transfer full): the same database, read anew
 *
 * It becomes the baseline; what is pending is made again on it, and #CrowDocument::edits-lost tells
 * what makes no sense any more. The undo steps of edits go: they would bring back a catalogue that
 * is no more, or undo on the screen what was applied on the server. What is pending afterwards is
 * one step; moves stay steps.
 */
void
crow_document_rebase (CrowDocument *self, CrowLink *link)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) edits = NULL;

  if (self->texts == NULL)
    {
      edits = crow_revision_list_edits (self->baseline, self->current);
      crow_revision_unref (self->baseline);
      crow_revision_unref (self->current);
      self->baseline = crow_revision_new_database (link->schema);
      self->current = crow_revision_remake (self->baseline, edits, lost);
      crow_undo_stack_drop_edits (self->stack);
      if (self->current != self->baseline)
        crow_undo_stack_push (self->stack, crow_undo_step_new_edit (g_strdup ("pending changes"),
                                                                    self->baseline, self->current));
    }
  crow_document_take_link (self, link);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "changed");
  crow_document_tell_lost (self, lost);
}

/**
 * crow_document_reconnect_async:
 * @self: a document in which a database is open, or compared with
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Opens a new session and reads the database anew, in a worker; also where the old one still
 * stands. The document changes in crow_document_reconnect_finish().
 */
void
crow_document_reconnect_async (CrowDocument *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ReadJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->link != NULL);

  job = read_job_new (self, self->link->connection, (const char *const *) self->link->namespaces);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_reconnect_async);
  g_task_set_task_data (task, job, (GDestroyNotify) read_job_free);
  g_task_run_in_thread (task, link_worker);
}

/**
 * crow_document_reconnect_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_document_connect_finish()
 *
 * Returns: whether the picture is fresh; else it is as it was
 */
gboolean
crow_document_reconnect_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CrowLink) link = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  link = g_task_propagate_pointer (G_TASK (result), error);
  if (link == NULL)
    return FALSE;
  if (crow_document_get_connection (self) != link->connection)
    {
      set_replaced (error);
      return FALSE;
    }
  crow_document_rebase (self, g_steal_pointer (&link));
  return TRUE;
}

/**
 * crow_document_compare_async:
 * @self: a document in which a schema file is open
 * @connection: as crow_document_connect_async()
 * @namespaces: (nullable) (array zero-terminated=1): only these
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Reads a database, in a worker, to stand beside the schema file.
 */
void
crow_document_compare_async (CrowDocument *self,
                             CrowConnection *connection,
                             const char *const *namespaces,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->texts != NULL);
  g_return_if_fail (connection != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_compare_async);
  g_task_set_task_data (task, read_job_new (self, connection, namespaces),
                        (GDestroyNotify) read_job_free);
  g_task_run_in_thread (task, link_worker);
}

/**
 * crow_document_compare_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_document_connect_finish(); %CROW_ERROR_UNCOVERED: a schema for another kind of
 *   database
 *
 * Returns: whether the two stand side by side now
 */
gboolean
crow_document_compare_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (CrowLink) link = NULL;
  const ReadJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  link = g_task_propagate_pointer (G_TASK (result), error);
  if (link == NULL)
    return FALSE;
  job = g_task_get_task_data (G_TASK (result));
  if (job->baseline != self->baseline)
    {
      set_replaced (error);
      return FALSE;
    }
  if (!crow_drift_check (crow_document_get_schema (self), link->schema, error))
    return FALSE;
  crow_document_take_link (self, g_steal_pointer (&link));
  crow_document_tell_compared (self);
  return TRUE;
}

/**
 * crow_document_is_database:
 * @self: a document
 *
 * Returns: whether the source is a database; one that a schema file is compared with is none
 */
gboolean
crow_document_is_database (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  return self->source != NULL && self->texts == NULL;
}

/**
 * crow_document_is_stale:
 * @self: a document
 *
 * Returns: whether the session with the database is lost; the picture is what was read last
 */
gboolean
crow_document_is_stale (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  return self->link != NULL && self->link->is_lost;
}

/**
 * crow_document_get_connection:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): where the database is that is open, or compared with
 */
CrowConnection *
crow_document_get_connection (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->link != NULL ? self->link->connection : NULL;
}

/**
 * crow_document_get_encryption:
 * @self: a document
 *
 * Returns: (nullable): how the session is protected, for people; English
 */
const char *
crow_document_get_encryption (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->link != NULL ? self->link->encryption : NULL;
}
