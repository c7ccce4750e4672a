#include "crow-document-private.h"

#include "crow-migration-folder.h"

/* What a worker is to write. */
typedef struct
{
  char *parent;       /* (owned) */
  char *name;         /* (owned) */
  CrowSchema *before; /* (owned) */
  CrowSchema *after;  /* (owned) */
  gboolean with_down;
} MigrationJob;

static void
migration_job_free (MigrationJob *self)
{
  g_free (self->parent);
  g_free (self->name);
  crow_schema_unref (self->before);
  crow_schema_unref (self->after);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MigrationJob, migration_job_free)

/* (transfer full) (nullable): the folder that `migrations` lies in */
static char *
find_parent (CrowDocument *self, GError **error)
{
  char *parent;

  if (self->texts == NULL)
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                           "a migration is written beside a schema's file, and this is a database; "
                           "export the SQL to a file instead");
      return NULL;
    }
  parent = crow_migration_folder_find_parent (self->source, self->texts,
                                              crow_document_get_prisma (self));
  if (parent == NULL)
    g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                         "a migration is written beside the schema's file, and this schema was "
                         "read from a pipe; open the file");
  return parent;
}

static MigrationJob *
migration_job_new (CrowDocument *self, const char *name, gboolean with_down, GError **error)
{
  char *parent = find_parent (self, error);
  MigrationJob *job;

  if (parent == NULL)
    return NULL;
  job = g_new0 (MigrationJob, 1);
  job->parent = parent;
  job->name = g_strdup (name);
  job->before = crow_schema_ref (crow_document_get_baseline (self));
  job->after = crow_schema_ref (crow_document_get_schema (self));
  job->with_down = with_down;
  return job;
}

static char *
run_job (const MigrationJob *job, GCancellable *cancellable, GError **error)
{
  return crow_migration_folder_write (job->parent, job->name, job->before, job->after,
                                      job->with_down, cancellable, error);
}

static void
migration_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *path = run_job (data, cancellable, &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * crow_document_write_migration:
 * @self: a document in which something is open
 * @name: what the change is, for people
 * @with_down: whether down.sql is written too
 * @error: as crow_migration_folder_write()
 *
 * Writes the migration from the schema as opened to the one as edited. Blocking.
 *
 * Returns: (transfer full) (nullable): path of the new folder
 */
char *
crow_document_write_migration (CrowDocument *self,
                               const char *name,
                               gboolean with_down,
                               GError **error)
{
  g_autoptr (MigrationJob) job = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->current != NULL, NULL);

  job = migration_job_new (self, name, with_down, error);
  return job != NULL ? run_job (job, NULL, error) : NULL;
}

/**
 * crow_document_write_migration_async:
 * @self: a document in which something is open
 * @name: what the change is, for people
 * @with_down: whether down.sql is written too
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Writes, in a worker, the migration from the schema as opened to the one as it is edited now.
 */
void
crow_document_write_migration_async (CrowDocument *self,
                                     const char *name,
                                     gboolean with_down,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  MigrationJob *job;
  GError *error = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->current != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_write_migration_async);
  /* What was written counts, even where the caller lost its interest meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  job = migration_job_new (self, name, with_down, &error);
  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, job, (GDestroyNotify) migration_job_free);
  g_task_run_in_thread (task, migration_worker);
}

/**
 * crow_document_write_migration_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_migration_folder_write()
 *
 * Returns: (transfer full) (nullable): path of the new folder
 */
char *
crow_document_write_migration_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
