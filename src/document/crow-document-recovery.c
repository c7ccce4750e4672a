#include "crow-document-private.h"

#include "crow-source.h"

/* What is open, at one moment. */
struct _CrowRecoveryJob
{
  CrowRecovery *recovery; /* (nullable) NULL: not to be written */
  guint serial;
  GPtrArray *saving; /* (element-type CrowPrisma) */
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
};

/**
 * crow_recovery_job_free:
 * @self: (transfer full): what a worker was to write
 */
void
crow_recovery_job_free (CrowRecoveryJob *self)
{
  g_clear_pointer (&self->recovery, crow_recovery_unref);
  g_ptr_array_unref (self->saving);
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

static CrowRecoveryJob *
recovery_job_new (CrowDocument *self)
{
  CrowRecoveryJob *job = g_new0 (CrowRecoveryJob, 1);

  job->saving = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_prisma_unref);
  for (guint i = 0; i < self->saving->len; i++)
    g_ptr_array_add (job->saving, crow_prisma_ref (g_ptr_array_index (self->saving, i)));
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

static GBytes *
get_content (CrowPrisma *prisma, guint file)
{
  return crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (prisma), file));
}

static gboolean
is_same (GBytes *one, GBytes *other)
{
  return one == other || g_bytes_equal (one, other);
}

/* (transfer container) (element-type GBytes): what the disk may say of a file by now, but @known.
 */
static GPtrArray *
list_saving (GPtrArray *saving, guint file, GBytes *known)
{
  GPtrArray *others = g_ptr_array_new ();

  for (guint i = 0; i < saving->len; i++)
    {
      GBytes *content = get_content (g_ptr_array_index (saving, i), file);

      if (!is_same (content, known))
        g_ptr_array_add (others, content);
    }
  return others;
}

static void
add_files (CrowRecoveryContent *content, const CrowRecoveryJob *job)
{
  for (guint i = 0; i < job->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (job->texts, i);
      GBytes *now = get_content (crow_revision_get_prisma (job->current), i);
      g_autoptr (GPtrArray) saving = list_saving (job->saving, i, text->content);
      CrowRecoveryFile *file;

      if (saving->len == 0 && is_same (now, text->content))
        continue;
      file = crow_recovery_content_add_file (content, text->name, text->content, now);
      for (guint k = 0; k < saving->len; k++)
        g_ptr_array_add (file->saving, g_bytes_ref (g_ptr_array_index (saving, k)));
    }
}

/* Any thread. */
static CrowRecoveryContent *
collect (const CrowRecoveryJob *self)
{
  CrowRecoveryContent *content = crow_recovery_content_new (self->source, self->texts == NULL);

  if (self->texts != NULL)
    add_files (content, self);
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

/**
 * crow_recovery_job_run:
 * @self: of crow_document_prepare_journal()
 * @error: as crow_recovery_write()
 *
 * Blocking; any thread.
 *
 * Returns: whether it is in the journal
 */
gboolean
crow_recovery_job_run (const CrowRecoveryJob *self, GError **error)
{
  g_autoptr (CrowRecoveryContent) content = collect (self);

  return crow_recovery_write (self->recovery, self->serial, content, error);
}

static void
recovery_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  CrowRecoveryJob *job = data;
  GError *error = NULL;
  gboolean is_written = !g_cancellable_is_cancelled (cancellable) &&
                        crow_recovery_job_run (job, &error);

  /* Else the lock would live as long as this thread keeps the task. */
  g_clear_pointer (&job->recovery, crow_recovery_unref);
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
  const CrowRecoveryJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->recovery_job);
  tell_kept (self, error_of (G_TASK (result), &error));
  if (job->current != self->current || job->baseline != self->baseline ||
      job->texts != self->texts || job->n_moves != self->n_moves ||
      job->n_kept_moves != self->n_kept_moves || job->saving->len != self->saving->len)
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

static gboolean
needs_journal (CrowDocument *self)
{
  return crow_document_is_modified (self) || self->saving->len > 0 ||
         (self->current != NULL && has_moves (self));
}

/**
 * crow_document_prepare_journal:
 * @self: a document
 *
 * Returns: (transfer full) (nullable): what is to be in the journal now, for
 *   crow_recovery_job_run(); %NULL: nothing is unsaved, or it has no place, which is told
 */
CrowRecoveryJob *
crow_document_prepare_journal (CrowDocument *self)
{
  CrowRecoveryJob *job;

  if (!needs_journal (self) || (self->recovery == NULL && !find_place (self)))
    return NULL;
  job = recovery_job_new (self);
  job->recovery = crow_recovery_ref (self->recovery);
  job->serial = ++self->recovery_serial;
  return job;
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
  CrowRecoveryJob *job;

  if (self->recovery_job != NULL)
    return;
  if (!needs_journal (self))
    {
      crow_document_give_edits_up (self);
      return;
    }
  job = crow_document_prepare_journal (self);
  if (job == NULL)
    return;
  self->recovery_job = g_cancellable_new ();
  task = g_task_new (NULL, self->recovery_job, recovery_cb, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, crow_document_keep_edits);
  g_task_set_task_data (task, job, (GDestroyNotify) crow_recovery_job_free);
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
  CrowRecoveryJob *job = recovery_job_new (self);
  CrowRecoveryContent *content = collect (job);

  crow_recovery_job_free (job);
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
    crow_recovery_write (recovery, 0, content, NULL);
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
