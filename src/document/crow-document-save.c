#include "crow-document-private.h"

#include "crow-migration.h"
#include "crow-save.h"
#include "crow-text-diff.h"

/* What a worker is to save. */
typedef struct
{
  CrowPrisma *prisma;
  GPtrArray *texts;
  CrowRecoveryJob *journal; /* (nullable) */
  gboolean overwrite;
} SaveJob;

static void
save_job_free (SaveJob *self)
{
  crow_prisma_unref (self->prisma);
  g_ptr_array_unref (self->texts);
  g_clear_pointer (&self->journal, crow_recovery_job_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveJob, save_job_free)

/* Says, in the journal too, what a worker is about to write: killed then, one or the other is on
 * the disk, and what was edited meanwhile is brought to either. */
static CrowRecoveryJob *
begin_saving (CrowDocument *self)
{
  g_ptr_array_add (self->saving, crow_prisma_ref (crow_document_get_prisma (self)));
  return crow_document_prepare_journal (self);
}

static SaveJob *
save_job_new (CrowDocument *self, gboolean overwrite)
{
  SaveJob *job = g_new0 (SaveJob, 1);

  job->prisma = crow_prisma_ref (crow_document_get_prisma (self));
  job->texts = g_ptr_array_ref (self->texts);
  job->journal = begin_saving (self);
  job->overwrite = overwrite;
  return job;
}

static void
end_saving (CrowDocument *self, CrowPrisma *prisma)
{
  g_ptr_array_remove_fast (self->saving, prisma);
  crow_document_keep_edits (self);
}

/* Where the journal cannot be written the save is all the more wanted. */
static GPtrArray *
save (SaveJob *job, GCancellable *cancellable, GError **error)
{
  if (job->journal != NULL)
    crow_recovery_job_run (job->journal, NULL);
  g_clear_pointer (&job->journal, crow_recovery_job_free); /* and with it its lock */
  return crow_save_run (job->prisma, job->texts, job->overwrite, cancellable, error);
}

static void
adopt_saved (CrowDocument *self, GPtrArray *texts)
{
  g_ptr_array_unref (self->texts);
  self->texts = texts;
  g_clear_pointer (&self->reported, g_free);
  crow_document_update_properties (self);
}

static void
save_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  SaveJob *job = data;
  GError *error = NULL;
  GPtrArray *texts = save (job, cancellable, &error);

  if (texts != NULL)
    g_task_return_pointer (task, texts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
check_files (CrowDocument *self, GError **error)
{
  if (self->texts != NULL)
    return TRUE;
  g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                       "a database is not saved to a file; apply the changes, or export their SQL");
  return FALSE;
}

/* The text of what brings a database to what is pending, or back. */
static char *
build_script_text (CrowDocument *self, gboolean is_down, GError **error)
{
  g_autoptr (CrowScript) script = crow_document_build_script (self, is_down, error);

  return script != NULL ? crow_script_build_text (script) : NULL;
}

/**
 * crow_document_diff:
 * @self: a document in which something is open
 *
 * Returns: (transfer full): what a database would see of the edits since the document was opened
 */
CrowSchemaDiff *
crow_document_diff (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->current != NULL, NULL);

  return crow_schema_diff_new (crow_document_get_baseline (self), crow_document_get_schema (self));
}

/**
 * crow_document_build_up:
 * @self: a document in which something is open
 * @error: %CROW_ERROR_UNCOVERED
 *
 * Returns: (transfer full) (nullable): the SQL from the schema as opened to the one as edited; a
 *   database: by the document's plan
 */
char *
crow_document_build_up (CrowDocument *self, GError **error)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->current != NULL, NULL);

  if (self->texts == NULL)
    return build_script_text (self, FALSE, error);
  return crow_migration_build_sql (crow_document_get_baseline (self),
                                   crow_document_get_schema (self), CROW_PLAN_PRISMA, error);
}

/**
 * crow_document_build_down:
 * @self: a document in which something is open
 * @error: %CROW_ERROR_UNCOVERED
 *
 * Returns: (transfer full) (nullable): the SQL that takes crow_document_build_up() back
 */
char *
crow_document_build_down (CrowDocument *self, GError **error)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->current != NULL, NULL);

  if (self->texts == NULL)
    return build_script_text (self, TRUE, error);
  return crow_migration_build_down_sql (crow_document_get_baseline (self),
                                        crow_document_get_schema (self), CROW_PLAN_PRISMA, error);
}

/**
 * crow_document_build_text_diff:
 * @self: a document
 *
 * Returns: (transfer full): unified diff of the files as opened and as edited; "" without edits
 */
char *
crow_document_build_text_diff (CrowDocument *self)
{
  GString *diff = g_string_new (NULL);
  GPtrArray *before;
  GPtrArray *after;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  if (crow_document_get_prisma (self) == NULL)
    return g_string_free (diff, FALSE);
  before = crow_prisma_get_files (crow_document_get_baseline_prisma (self));
  after = crow_prisma_get_files (crow_document_get_prisma (self));
  for (guint i = 0; i < before->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (before, i);

      crow_text_diff_append (diff, crow_source_file_get_name (file),
                             crow_source_file_get_content (file),
                             crow_source_file_get_content (g_ptr_array_index (after, i)));
    }
  return g_string_free (diff, FALSE);
}

/**
 * crow_document_save:
 * @self: a document in which something is open
 * @overwrite: also over what somebody else wrote since it was read
 * @cancellable: (nullable)
 * @error: %CROW_ERROR_CHANGED, %CROW_ERROR_SOURCE (a database too: it is no file),
 *   %G_IO_ERROR_CANCELLED
 *
 * Writes the files whose text was edited, all or none. The baseline stays, so that the migration
 * can still be exported; #CrowDocument:modified becomes %FALSE. Blocking.
 *
 * Returns: whether the text is on the disk
 */
gboolean
crow_document_save (CrowDocument *self,
                    gboolean overwrite,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (SaveJob) job = NULL;
  GPtrArray *texts;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (self->current != NULL, FALSE);

  if (!check_files (self, error))
    return FALSE;
  job = save_job_new (self, overwrite);
  texts = save (job, cancellable, error);
  if (texts != NULL)
    adopt_saved (self, texts);
  end_saving (self, job->prisma);
  return texts != NULL;
}

/**
 * crow_document_save_async:
 * @self: a document in which something is open
 * @overwrite: as crow_document_save()
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Saves, in a worker, the text as it is now.
 */
void
crow_document_save_async (CrowDocument *self,
                          gboolean overwrite,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SaveJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->current != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_save_async);
  if (!check_files (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  job = save_job_new (self, overwrite);
  /* What was written counts, even where the caller lost its interest meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) save_job_free);
  self->n_saving++;
  g_task_run_in_thread (task, save_worker);
}

/**
 * crow_document_save_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_document_save()
 *
 * Returns: whether the text is on the disk
 */
gboolean
crow_document_save_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  const SaveJob *job;
  GPtrArray *texts;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (job != NULL)
    self->n_saving--;
  texts = g_task_propagate_pointer (G_TASK (result), error);
  if (texts != NULL && job->texts == self->texts)
    adopt_saved (self, texts);
  else if (texts != NULL) /* something else was opened meanwhile */
    g_ptr_array_unref (texts);
  if (job != NULL)
    end_saving (self, job->prisma);
  return texts != NULL;
}
