#include "crow-document-private.h"

#include <string.h>

#include "crow-postgres.h"
#include "crow-source.h"

/* What a worker is to read: files, or a database. */
typedef struct
{
  char *source;                 /* (nullable) */
  CrowConnection *connection;   /* (nullable) */
  GError *failure;              /* (nullable) why @source means nothing */
  char *recovery_folder;        /* (nullable) where to look for what a crash left */
  CrowRecoveryContent *carried; /* (nullable) edits to be brought to what is read */
  guint rules;                  /* a CrowRules, or 0 */
} LoadJob;

/* What a worker is to compare with the disk. */
typedef struct
{
  char *source;
  GPtrArray *texts;
} CheckJob;

static void
load_job_free (LoadJob *self)
{
  g_free (self->source);
  g_clear_pointer (&self->connection, crow_connection_unref);
  g_clear_error (&self->failure);
  g_free (self->recovery_folder);
  g_clear_pointer (&self->carried, crow_recovery_content_free);
  g_free (self);
}

static void
check_job_free (CheckJob *self)
{
  g_free (self->source);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

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

/**
 * crow_document_look_at_disk:
 * @self: a document
 *
 * Has the files compared with what was read, and #CrowDocument::disk-changed told: where a file
 * system has no events, as a network's has none for other computers' changes, nobody else does.
 */
void
crow_document_look_at_disk (CrowDocument *self)
{
  g_return_if_fail (CROW_IS_DOCUMENT (self));

  if (self->watch != NULL)
    watch_cb (self);
}

static CrowLoaded *
load (const LoadJob *job, GCancellable *cancellable, GError **error)
{
  CrowLink *link;

  if (job->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (job->failure));
      return NULL;
    }
  if (job->carried != NULL)
    return crow_loaded_read_files_again (job->source, job->rules, job->carried, cancellable, error);
  if (job->connection == NULL)
    return crow_loaded_read_files (job->source, job->rules, job->recovery_folder, cancellable,
                                   error);
  link = crow_link_new (job->connection, NULL, NULL, NULL, cancellable, error);
  return link != NULL ? crow_loaded_new_database (link, job->recovery_folder) : NULL;
}

static void
link_lost_cb (gpointer link, gpointer user_data)
{
  crow_document_update_properties (CROW_DOCUMENT (user_data));
}

/**
 * crow_document_take_link:
 * @self: a document
 * @link: (transfer full): a database
 *
 * The database that is open, or compared with; its loss will be told.
 */
void
crow_document_take_link (CrowDocument *self, CrowLink *link)
{
  g_clear_pointer (&self->link, crow_link_free);
  self->link = link;
  crow_link_watch (link, link_lost_cb, self);
  crow_document_forget_drift (self);
}

/**
 * crow_document_tell_lost:
 * @self: a document
 * @lost: (element-type utf8): sentences
 *
 * Tells which edits could not be made again.
 */
void
crow_document_tell_lost (CrowDocument *self, GPtrArray *lost)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lost->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *) g_ptr_array_index (lost, i));
  if (lost->len > 0)
    g_signal_emit_by_name (self, "edits-lost", text->str);
}

static void
take_loaded (CrowDocument *self, CrowLoaded *loaded)
{
  self->source = g_steal_pointer (&loaded->source);
  self->texts = g_steal_pointer (&loaded->texts);
  self->baseline = g_steal_pointer (&loaded->baseline);
  self->package = g_steal_pointer (&loaded->package);
  self->current = crow_revision_ref (loaded->recovered != NULL ? loaded->recovered
                                                               : self->baseline);
  if (loaded->recovered != NULL)
    crow_undo_stack_push (self->stack, crow_undo_step_new_edit (g_strdup (loaded->recovery != NULL
                                                                              ? "recovered edits"
                                                                              : "merged edits"),
                                                                self->baseline, self->current));
  self->recovery_id = g_steal_pointer (&loaded->recovery_id);
  self->recovery = g_steal_pointer (&loaded->recovery);
  self->layout_path = g_steal_pointer (&loaded->layout_path);
  if (loaded->link != NULL)
    crow_document_take_link (self, g_steal_pointer (&loaded->link));
  else
    self->watch = crow_file_watch_new (self->source, self->texts, watch_cb, self);
}

/**
 * crow_document_adopt:
 * @self: a document
 * @loaded: what a worker read; it is empty afterwards
 *
 * Opens it in place of what was open. Reading the same source anew loses no table's place, even
 * where the file could not be written or a table was moved while the worker read.
 */
void
crow_document_adopt (CrowDocument *self, CrowLoaded *loaded)
{
  g_autoptr (GHashTable) kept = crow_positions_copy (loaded->positions);
  g_autoptr (GHashTable) kept_colors = crow_colors_copy (loaded->colors);

  if (g_strcmp0 (self->layout_path, loaded->layout_path) == 0)
    {
      crow_positions_carry (self->kept, self->positions, loaded->positions);
      crow_colors_carry (self->kept_colors, self->colors, loaded->colors);
    }
  else
    {
      crow_document_flush_positions (self);
      crow_document_keep_places (self);
      self->n_kept_moves = self->n_moves;
    }
  crow_document_give_edits_up (self);
  crow_document_clear (self);
  crow_undo_stack_clear (self->stack);
  take_loaded (self, loaded);
  self->positions = g_steal_pointer (&loaded->positions);
  self->kept = g_steal_pointer (&kept);
  self->colors = g_steal_pointer (&loaded->colors);
  self->kept_colors = g_steal_pointer (&kept_colors);
  self->has_failed = FALSE;
  if (loaded->left != NULL && crow_recovery_content_has_layout (loaded->left))
    {
      crow_recovery_content_place (loaded->left, self->positions, self->colors);
      crow_document_schedule_positions (self);
    }

  g_object_notify (G_OBJECT (self), "title");
  g_object_notify (G_OBJECT (self), "plan");
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "changed");
  g_signal_emit_by_name (self, "moved");
  if (loaded->warning != NULL)
    crow_document_tell_positions_failed (self, loaded->warning);
  if (loaded->recovered != NULL && self->recovery != NULL)
    g_signal_emit_by_name (self, "recovered");
  if (loaded->refused != NULL)
    g_signal_emit_by_name (self, "recovery-refused", loaded->refused);
  crow_document_tell_lost (self, loaded->lost);
}

static void
load_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  LoadJob *job = data;
  GError *error = NULL;
  CrowLoaded *loaded = load (job, cancellable, &error);

  if (loaded != NULL)
    g_task_return_pointer (task, loaded, (GDestroyNotify) crow_loaded_free);
  else
    g_task_return_error (task, error);
}

/* A connection string stays out of the job, for it may hold a password. */
static void
set_connection (CrowDocument *self, LoadJob *job, const char *source)
{
  g_autofree char *uri = NULL;

  job->connection = crow_connection_parse (source, &job->failure);
  if (job->connection == NULL)
    return;
  uri = crow_connection_build_uri (job->connection);
  if (g_strcmp0 (uri, self->source) != 0)
    job->recovery_folder = g_strdup (self->recovery_folder);
  else if (!crow_connection_has_password (job->connection)) /* the open one may know it */
    {
      crow_connection_unref (job->connection);
      job->connection = crow_connection_ref (self->link->connection);
    }
}

/* Reading anew what is open gives its edits up; only what was not open can have left some. */
static LoadJob *
make_job (CrowDocument *self, const char *source)
{
  LoadJob *job = g_new0 (LoadJob, 1);

  if (crow_postgres_is_connection (source))
    {
      set_connection (self, job, source);
      return job;
    }
  job->source = g_strdup (source);
  job->rules = self->wanted_rules;
  if (g_strcmp0 (source, self->source) != 0)
    job->recovery_folder = g_strdup (self->recovery_folder);
  return job;
}

/**
 * crow_document_load:
 * @self: a document
 * @source: a `.prisma` file, a folder, `-` or a connection
 * @cancellable: (nullable)
 * @error: %CROW_ERROR_SOURCE, %G_IO_ERROR_CANCELLED; a connection: as crow_session_open()
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
  g_autoptr (CrowLoaded) loaded = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  crow_document_flush_positions (self);
  job = make_job (self, source);
  loaded = load (job, cancellable, error);
  if (loaded == NULL)
    return FALSE;
  crow_document_adopt (self, loaded);
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
  g_autoptr (CrowLoaded) loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  crow_document_adopt (self, loaded);
  return TRUE;
}

/**
 * crow_document_merge_async:
 * @self: a document in which schema files are open
 * @cancellable: (nullable)
 * @callback: called in the main thread
 * @user_data: for @callback
 *
 * Another program has changed the files: reads them anew and makes the unsaved edits again on what
 * they are now, as one undo step. crow_document_load_finish() ends it: %CROW_ERROR_CHANGED where
 * both sides changed the same lines; nothing is touched then.
 */
void
crow_document_merge_async (CrowDocument *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LoadJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->texts != NULL);

  crow_document_flush_positions (self);
  job = g_new0 (LoadJob, 1);
  job->source = g_strdup (self->source);
  job->rules = self->wanted_rules;
  job->carried = crow_document_collect_unsaved (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, crow_document_merge_async);
  g_task_set_task_data (task, job, (GDestroyNotify) load_job_free);
  g_task_run_in_thread (task, load_worker);
}
