#include "crow-document-private.h"

/* What a worker is to write. */
typedef struct
{
  CrowRecovery *recovery;
  CrowRevision *baseline;
  CrowRevision *current;
  GPtrArray *texts; /* (nullable) NULL: a database */
  char *uri;        /* (nullable) of the database */
} RecoveryJob;

static void
recovery_job_free (RecoveryJob *self)
{
  crow_recovery_unref (self->recovery);
  crow_revision_unref (self->baseline);
  crow_revision_unref (self->current);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self->uri);
  g_free (self);
}

static gboolean
write_edits (const RecoveryJob *self, GError **error)
{
  g_autoptr (GPtrArray) edits = NULL;

  if (self->texts != NULL)
    return crow_recovery_write_text (self->recovery, crow_revision_get_prisma (self->current),
                                     self->texts, error);
  edits = crow_revision_list_edits (self->baseline, self->current);
  return crow_recovery_write_edits (self->recovery, self->uri, edits, error);
}

static void
recovery_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  RecoveryJob *job = data;
  GError *error = NULL;
  gboolean is_written = !g_cancellable_is_cancelled (cancellable) && write_edits (job, &error);

  /* Given up meanwhile: perhaps nobody is left to say so later. */
  if (g_cancellable_is_cancelled (cancellable))
    crow_recovery_remove (job->recovery);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, is_written);
}

/* The task has no reference to the document, so that giving up never waits for it: unless it is
 * cancelled, the document is there. */
static void
recovery_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CrowDocument *self = user_data;
  const RecoveryJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->recovery_job);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("unsaved edits are not kept: %s", error->message);
  if (job->current != self->current || job->baseline != self->baseline || job->texts != self->texts)
    crow_document_keep_edits (self);
}

/**
 * crow_document_give_edits_up:
 * @self: a document
 *
 * Nothing is unsaved any more, or what is open goes, and with it, knowingly, what is unsaved of it.
 */
void
crow_document_give_edits_up (CrowDocument *self)
{
  g_cancellable_cancel (self->recovery_job);
  g_clear_object (&self->recovery_job);
  if (self->recovery != NULL)
    crow_recovery_remove (self->recovery);
  g_clear_pointer (&self->recovery, crow_recovery_unref);
}

/**
 * crow_document_keep_edits:
 * @self: a document
 *
 * Brings the file with the unsaved edits in step with the document: writes it in a worker, or
 * removes it where nothing is unsaved.
 */
void
crow_document_keep_edits (CrowDocument *self)
{
  g_autoptr (GTask) task = NULL;
  RecoveryJob *job;

  if (self->recovery_job != NULL)
    return;
  if (!crow_document_is_modified (self))
    {
      crow_document_give_edits_up (self);
      return;
    }
  if (self->recovery == NULL && self->recovery_folder != NULL && self->recovery_id != NULL)
    self->recovery = crow_recovery_new (self->recovery_folder, self->recovery_id);
  if (self->recovery == NULL)
    return;
  job = g_new0 (RecoveryJob, 1);
  job->recovery = crow_recovery_ref (self->recovery);
  job->baseline = crow_revision_ref (self->baseline);
  job->current = crow_revision_ref (self->current);
  if (self->texts != NULL)
    job->texts = g_ptr_array_ref (self->texts);
  else
    job->uri = crow_connection_build_uri (self->link->connection);
  self->recovery_job = g_cancellable_new ();
  task = g_task_new (NULL, self->recovery_job, recovery_cb, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, crow_document_keep_edits);
  g_task_set_task_data (task, job, (GDestroyNotify) recovery_job_free);
  g_task_run_in_thread (task, recovery_worker);
}

/**
 * crow_document_set_recovery_folder:
 * @self: a document
 * @folder: (nullable): a folder of the user's own, made when it is needed; %NULL: none, as at first
 *
 * From the next load on, unsaved edits are kept in @folder until they are saved, applied or the
 * document goes, so that a crash loses none: opening the source again brings them back as one undo
 * step, and #CrowDocument::recovered tells. Edits of a file that was changed meanwhile are not
 * brought to it.
 */
void
crow_document_set_recovery_folder (CrowDocument *self, const char *folder)
{
  g_return_if_fail (CROW_IS_DOCUMENT (self));

  g_free (self->recovery_folder);
  self->recovery_folder = g_strdup (folder);
}
