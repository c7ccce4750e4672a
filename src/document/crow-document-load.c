#include "crow-document-private.h"

#include <string.h>

#include "crow-postgres.h"
#include "crow-source.h"

/* What a worker read. */
typedef struct
{
  char *source;
  GPtrArray *texts;
  CrowPrisma *prisma;
  char *layout_path; /* (nullable) */
  GHashTable *positions;
  char *warning;          /* (nullable) why the positions could not be read */
  CrowPrisma *recovered;  /* (nullable) with the edits that a crash left unsaved */
  CrowRecovery *recovery; /* (nullable) where these lie */
} Loaded;

/* What a worker is to read. */
typedef struct
{
  char *source;
  char *recovery_folder; /* (nullable) where to look for what a crash left */
} LoadJob;

/* What a worker is to compare with the disk. */
typedef struct
{
  char *source;
  GPtrArray *texts;
} CheckJob;

static void
loaded_free (Loaded *self)
{
  g_free (self->source);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->prisma, crow_prisma_unref);
  g_free (self->layout_path);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_free (self->warning);
  g_clear_pointer (&self->recovered, crow_prisma_unref);
  g_clear_pointer (&self->recovery, crow_recovery_unref);
  g_free (self);
}

static void
load_job_free (LoadJob *self)
{
  g_free (self->source);
  g_free (self->recovery_folder);
  g_free (self);
}

static void
check_job_free (CheckJob *self)
{
  g_free (self->source);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, loaded_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoadJob, load_job_free)

/* A short name for what is on the disk; NULL if that is what @texts say. */
static char *
describe_disk (const char *source, GPtrArray *texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = crow_source_read (source, NULL, &error);
  g_autoptr (GChecksum) checksum = NULL;
  gboolean is_same = found != NULL && found->len == texts->len;

  if (found == NULL)
    return g_strdup (error->message);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < found->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (found, i);
      const CrowSourceText *known = is_same ? g_ptr_array_index (texts, i) : NULL;
      gsize length;
      const guchar *data = g_bytes_get_data (text->content, &length);

      is_same = is_same && strcmp (text->name, known->name) == 0 &&
                g_bytes_equal (text->content, known->content);
      g_checksum_update (checksum, (const guchar *) text->name, (gssize) strlen (text->name) + 1);
      g_checksum_update (checksum, (const guchar *) &length, sizeof length);
      g_checksum_update (checksum, data, (gssize) length);
    }
  return is_same ? NULL : g_strdup (g_checksum_get_string (checksum));
}

static void
check_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  CheckJob *job = data;

  g_task_return_pointer (task, describe_disk (job->source, job->texts), g_free);
}

static void
check_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CrowDocument *self = CROW_DOCUMENT (object);
  CheckJob *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *state = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_checking = FALSE;
  if (self->watch == NULL)
    return;
  if (job->texts != self->texts || self->n_saving > 0)
    {
      crow_file_watch_nudge (self->watch);
      return;
    }
  if (g_strcmp0 (state, self->reported) == 0)
    return;
  g_free (self->reported);
  self->reported = g_steal_pointer (&state);
  if (self->reported != NULL)
    g_signal_emit_by_name (self, "disk-changed");
}

/* The watch says that something happened; was it something that counts, and not our own save? */
static void
watch_cb (gpointer user_data)
{
  CrowDocument *self = user_data;
  g_autoptr (GTask) task = NULL;
  CheckJob *job;

  if (self->is_checking || self->n_saving > 0)
    {
      crow_file_watch_nudge (self->watch);
      return;
    }
  self->is_checking = TRUE;
  job = g_new0 (CheckJob, 1);
  job->source = g_strdup (self->source);
  job->texts = g_ptr_array_ref (self->texts);
  task = g_task_new (self, NULL, check_cb, NULL);
  g_task_set_source_tag (task, watch_cb);
  g_task_set_task_data (task, job, (GDestroyNotify) check_job_free);
  g_task_run_in_thread (task, check_worker);
}

static void
read_positions (Loaded *loaded)
{
  g_autoptr (GError) error = NULL;

  loaded->layout_path = crow_layout_file_find (loaded->source, loaded->texts);
  if (loaded->layout_path != NULL)
    loaded->positions = crow_layout_file_read (loaded->layout_path, &error);
  if (error != NULL)
    loaded->warning = g_strdup (error->message);
  if (loaded->positions == NULL)
    loaded->positions = crow_positions_new ();
}

/* Reading and parsing: all of it in the caller's thread, and none of it touches a document. */
static Loaded *
load (const char *source, const char *recovery_folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (Loaded) loaded = g_new0 (Loaded, 1);
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  if (crow_postgres_is_connection (source))
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                           "this version does not read databases; open a .prisma file or a folder");
      return NULL;
    }
  loaded->source = g_strdup (source);
  loaded->texts = crow_source_read (source, cancellable, error);
  if (loaded->texts == NULL)
    return NULL;
  for (guint i = 0; i < loaded->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (loaded->texts, i);

      g_ptr_array_add (files, crow_source_file_new (text->name, text->content));
    }
  loaded->prisma = crow_prisma_new (files);
  if (recovery_folder != NULL)
    loaded->recovered = crow_recovery_read (recovery_folder, source, loaded->prisma, loaded->texts,
                                            &loaded->recovery);
  read_positions (loaded);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&loaded);
}

/* Reading the same source anew loses no table's place, even where the file could not be written or
 * a table was moved while the worker read. */
static void
adopt (CrowDocument *self, Loaded *loaded)
{
  g_autoptr (GHashTable) kept = NULL;

  kept = crow_positions_copy (loaded->positions);
  if (g_strcmp0 (self->layout_path, loaded->layout_path) == 0)
    crow_positions_carry (self->kept, self->positions, loaded->positions);
  else
    crow_document_flush_positions (self);
  crow_document_give_edits_up (self);
  crow_document_clear (self);
  crow_undo_stack_clear (self->stack);
  self->source = g_steal_pointer (&loaded->source);
  self->texts = g_steal_pointer (&loaded->texts);
  self->baseline = g_steal_pointer (&loaded->prisma);
  self->current = crow_prisma_ref (loaded->recovered != NULL ? loaded->recovered : self->baseline);
  if (loaded->recovered != NULL)
    crow_undo_stack_push (self->stack, crow_undo_step_new_text (g_strdup ("recovered edits"),
                                                                self->baseline, self->current));
  self->recovery = g_steal_pointer (&loaded->recovery);
  self->layout_path = g_steal_pointer (&loaded->layout_path);
  self->positions = g_steal_pointer (&loaded->positions);
  self->kept = g_steal_pointer (&kept);
  self->has_failed = FALSE;
  self->watch = crow_file_watch_new (self->source, self->texts, watch_cb, self);

  g_object_notify (G_OBJECT (self), "title");
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "changed");
  g_signal_emit_by_name (self, "moved");
  if (loaded->warning != NULL)
    crow_document_tell_positions_failed (self, loaded->warning);
  if (loaded->recovered != NULL)
    g_signal_emit_by_name (self, "recovered");
}

static void
load_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  LoadJob *job = data;
  GError *error = NULL;
  Loaded *loaded = load (job->source, job->recovery_folder, cancellable, &error);

  if (loaded != NULL)
    g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
  else
    g_task_return_error (task, error);
}

/* Reading anew what is open gives its edits up; only what was not open can have left some. */
static LoadJob *
make_job (CrowDocument *self, const char *source)
{
  LoadJob *job = g_new0 (LoadJob, 1);

  job->source = g_strdup (source);
  if (g_strcmp0 (source, self->source) != 0 && strcmp (source, "-") != 0)
    job->recovery_folder = g_strdup (self->recovery_folder);
  return job;
}

/**
 * crow_document_load:
 * @self: a document
 * @source: a `.prisma` file, a folder or `-`
 * @cancellable: (nullable)
 * @error: %CROW_ERROR_SOURCE, %G_IO_ERROR_CANCELLED
 *
 * Opens @source in place of what was open: baseline and schema are what was read, there is nothing
 * to undo. A schema with errors opens too; they are its diagnostics. On failure nothing is touched.
 * Reloads as well; whether unsaved edits may be lost is the caller's question. Blocking.
 *
 * Returns: whether @source is open now
 */
gboolean
crow_document_load (CrowDocument *self,
                    const char *source,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (LoadJob) job = NULL;
  g_autoptr (Loaded) loaded = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  crow_document_flush_positions (self);
  job = make_job (self, source);
  loaded = load (job->source, job->recovery_folder, cancellable, error);
  if (loaded == NULL)
    return FALSE;
  adopt (self, loaded);
  return TRUE;
}

/**
 * crow_document_load_async:
 * @self: a document
 * @source: as crow_document_load()
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Reads and parses in a worker; the document changes in crow_document_load_finish().
 */
void
crow_document_load_async (CrowDocument *self,
                          const char *source,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (source != NULL);

  crow_document_flush_positions (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_load_async);
  g_task_set_task_data (task, make_job (self, source), (GDestroyNotify) load_job_free);
  g_task_run_in_thread (task, load_worker);
}

/**
 * crow_document_load_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_document_load()
 *
 * Returns: whether the source is open now
 */
gboolean
crow_document_load_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (Loaded) loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  adopt (self, loaded);
  return TRUE;
}
