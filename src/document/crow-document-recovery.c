#include "crow-document-private.h"

#include "crow-source.h"

/* What a worker is to write: what is open, at one moment. */
typedef struct
{
  CrowRecovery *recovery;
  CrowRevision *baseline;
  CrowRevision *current;
  GPtrArray *texts; /* (nullable) NULL: a database */
  char *source;
  gboolean has_moves; /* else the places are on the disk */
  GHashTable *kept;   /* nobody changes these two */
  GHashTable *kept_colors;
  GHashTable *positions;
  GHashTable *colors;
  guint n_moves;
  guint n_kept_moves;
} RecoveryJob;

static void
recovery_job_free (RecoveryJob *self)
{
  g_clear_pointer (&self->recovery, crow_recovery_unref);
  crow_revision_unref (self->baseline);
  crow_revision_unref (self->current);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self->source);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->kept_colors);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->colors);
  g_free (self);
}

static gboolean
has_moves (CrowDocument *self)
{
  return self->layout_path != NULL && self->n_moves != self->n_kept_moves;
}

static RecoveryJob *
recovery_job_new (CrowDocument *self)
{
  RecoveryJob *job = g_new0 (RecoveryJob, 1);

  job->baseline = crow_revision_ref (self->baseline);
  job->current = crow_revision_ref (self->current);
  if (self->texts != NULL)
    {
      job->texts = g_ptr_array_ref (self->texts);
      job->source = g_canonicalize_filename (self->source, NULL);
    }
  else
    job->source = crow_connection_build_uri (self->link->connection);
  job->has_moves = has_moves (self);
  job->n_moves = self->n_moves;
  job->n_kept_moves = self->n_kept_moves;
  job->kept = g_hash_table_ref (self->kept);
  job->kept_colors = g_hash_table_ref (self->kept_colors);
  job->positions = job->has_moves ? crow_positions_copy (self->positions)
                                  : g_hash_table_ref (self->kept);
  job->colors = job->has_moves ? crow_colors_copy (self->colors)
                               : g_hash_table_ref (self->kept_colors);
  return job;
}

static void
add_files (CrowRecoveryContent *content, CrowPrisma *prisma, GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      CrowSourceFile *file = g_ptr_array_index (crow_prisma_get_files (prisma), i);
      GBytes *now = crow_source_file_get_content (file);

      if (now != text->content && !g_bytes_equal (now, text->content))
        crow_recovery_content_add_file (content, text->name, text->content, now);
    }
}

/* Any thread. */
static CrowRecoveryContent *
collect (const RecoveryJob *self)
{
  CrowRecoveryContent *content = crow_recovery_content_new (self->source, self->texts == NULL);

  if (self->texts != NULL)
    add_files (content, crow_revision_get_prisma (self->current), self->texts);
  else
    {
      g_ptr_array_unref (content->edits);
      content->edits = crow_revision_list_edits (self->baseline, self->current);
      content->n_edits = content->edits->len;
    }
  crow_recovery_content_add_layout (content, self->kept, self->positions, self->kept_colors,
                                    self->colors);
  return content;
}

static gboolean
write_edits (const RecoveryJob *self, GError **error)
{
  g_autoptr (CrowRecoveryContent) content = collect (self);

  return crow_recovery_write (self->recovery, content, error);
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

/* It is told once, until it went well again. */
static void
tell_kept (CrowDocument *self, const GError *error)
{
  gboolean had_failed = self->has_failed_keeping;

  self->has_failed_keeping = error != NULL;
  if (error != NULL && !had_failed)
    g_signal_emit_by_name (self, "keeping-failed", error->message);
}

static const GError *
error_of (GTask *task, GError **error)
{
  return g_task_propagate_boolean (task, error) ? NULL : *error;
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
  tell_kept (self, error_of (G_TASK (result), &error));
  if (job->current != self->current || job->baseline != self->baseline ||
      job->texts != self->texts || job->n_moves != self->n_moves ||
      job->n_kept_moves != self->n_kept_moves)
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

/* FALSE: there is none, which is told. */
static gboolean
find_place (CrowDocument *self)
{
  g_autoptr (GError) error = NULL;

  if (self->recovery_folder == NULL || self->recovery_id == NULL)
    return FALSE;
  self->recovery = crow_recovery_new (self->recovery_folder, self->recovery_id, &error);
  if (self->recovery == NULL)
    tell_kept (self, error);
  return self->recovery != NULL;
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
  if (!crow_document_is_modified (self) && (self->current == NULL || !has_moves (self)))
    {
      crow_document_give_edits_up (self);
      return;
    }
  if (self->recovery == NULL && !find_place (self))
    return;
  job = recovery_job_new (self);
  job->recovery = crow_recovery_ref (self->recovery);
  self->recovery_job = g_cancellable_new ();
  task = g_task_new (NULL, self->recovery_job, recovery_cb, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, crow_document_keep_edits);
  g_task_set_task_data (task, job, (GDestroyNotify) recovery_job_free);
  g_task_run_in_thread (task, recovery_worker);
}

/**
 * crow_document_collect_unsaved:
 * @self: a document in which something is open
 *
 * Returns: (transfer full): what is not on the disk
 */
CrowRecoveryContent *
crow_document_collect_unsaved (CrowDocument *self)
{
  RecoveryJob *job = recovery_job_new (self);
  CrowRecoveryContent *content = collect (job);

  recovery_job_free (job);
  return content;
}

/**
 * crow_document_keep_places:
 * @self: a document that goes
 *
 * Places that could not be written, for example into a folder that is read-only, go to the journal,
 * and are back when the source is opened again. Edits of the text do not: they were given up.
 * Blocking.
 */
void
crow_document_keep_places (CrowDocument *self)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (CrowRecovery) recovery = NULL;

  if (self->current == NULL || !has_moves (self) || self->recovery_folder == NULL ||
      self->recovery_id == NULL)
    return;
  content = crow_document_collect_unsaved (self);
  g_ptr_array_set_size (content->files, 0);
  g_ptr_array_set_size (content->edits, 0);
  content->n_edits = 0;
  if (!crow_recovery_content_has_layout (content))
    return;
  crow_document_give_edits_up (self);
  recovery = crow_recovery_new (self->recovery_folder, self->recovery_id, NULL);
  if (recovery != NULL)
    crow_recovery_write (recovery, content, NULL);
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
