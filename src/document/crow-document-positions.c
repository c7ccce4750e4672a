#include "crow-document-private.h"

#define POSITIONS_DELAY 500 /* ms after the last move until the positions are written */

/* What a worker is to write. */
typedef struct
{
  char *path;
  gboolean is_ours;   /* the folder: of the user's data, made where it is missing */
  GHashTable *before; /* the document's `kept`, which nobody changes */
  GHashTable *after;
} KeepJob;

/**
 * crow_document_tell_positions_failed:
 * @self: a document
 * @message: why
 *
 * Tells once, until it went well again, that positions cannot be read or written.
 */
void
crow_document_tell_positions_failed (CrowDocument *self, const char *message)
{
  if (!self->has_failed)
    g_signal_emit_by_name (self, "positions-failed", message);
  self->has_failed = TRUE;
}

static void
keep_job_free (KeepJob *self)
{
  g_free (self->path);
  g_hash_table_unref (self->before);
  g_hash_table_unref (self->after);
  g_free (self);
}

static gboolean
write_positions (const char *path,
                 gboolean is_ours,
                 GHashTable *before,
                 GHashTable *after,
                 GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (is_ours)
    g_mkdir_with_parents (folder, 0700); /* the writing tells what is wrong with it */
  return crow_layout_file_write (path, before, after, error);
}

static void
keep_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  KeepJob *job = data;
  GError *error = NULL;

  if (write_positions (job->path, job->is_ours, job->before, job->after, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CrowDocument *self = CROW_DOCUMENT (object);
  KeepJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    crow_document_tell_positions_failed (self, error->message);
  else if (job->before == self->kept) /* else somebody wrote or read them meanwhile */
    {
      g_hash_table_unref (self->kept);
      self->kept = g_hash_table_ref (job->after);
      self->has_failed = FALSE;
    }
}

/* In a worker: a slow disk must not stop a drag. */
static gboolean
positions_cb (gpointer user_data)
{
  CrowDocument *self = user_data;
  g_autoptr (GTask) task = NULL;
  KeepJob *job;

  self->positions_source = 0;
  if (self->layout_path == NULL)
    return G_SOURCE_REMOVE;
  job = g_new0 (KeepJob, 1);
  job->path = g_strdup (self->layout_path);
  job->is_ours = crow_document_is_database (self);
  job->before = g_hash_table_ref (self->kept);
  job->after = crow_positions_copy (self->positions);
  task = g_task_new (self, NULL, keep_cb, NULL);
  g_task_set_source_tag (task, positions_cb);
  g_task_set_task_data (task, job, (GDestroyNotify) keep_job_free);
  g_task_run_in_thread (task, keep_worker);
  return G_SOURCE_REMOVE;
}

static void
schedule_positions (CrowDocument *self)
{
  g_clear_handle_id (&self->positions_source, g_source_remove);
  self->positions_source = g_timeout_add (POSITIONS_DELAY, positions_cb, self);
}

/**
 * crow_document_flush_positions:
 * @self: a document
 *
 * Writes the positions if they wait to be: before the document goes, or is replaced.
 */
void
crow_document_flush_positions (CrowDocument *self)
{
  g_autoptr (GError) error = NULL;

  if (self->positions_source != 0 && !crow_document_save_positions (self, &error))
    crow_document_tell_positions_failed (self, error->message);
}

/**
 * crow_document_place_model:
 * @self: a document
 * @key: of a table
 * @position: (nullable): its own place; %NULL: none
 *
 * Places a table and has the positions written soon.
 */
void
crow_document_place_model (CrowDocument *self, const char *key, const CrowPosition *position)
{
  if (position != NULL)
    g_hash_table_insert (self->positions, g_strdup (key), g_memdup2 (position, sizeof *position));
  else
    g_hash_table_remove (self->positions, key);
  schedule_positions (self);
}

/**
 * crow_document_get_positions:
 * @self: a document
 *
 * Returns: (transfer none) (element-type utf8 CrowPosition): where the user put tables, by
 *   CrowModel.key, in px; a CrowPosition is laid out as the layout's CrowPoint
 */
GHashTable *
crow_document_get_positions (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->positions;
}

/**
 * crow_document_move_model:
 * @self: a document in which something is open
 * @key: CrowModel.key
 * @x: px
 * @y: px
 *
 * Puts the top left corner of a table somewhere: one undo step.
 */
void
crow_document_move_model (CrowDocument *self, const char *key, double x, double y)
{
  g_autofree CrowPosition *to = crow_position_new (x, y);
  const CrowPosition *from;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (key != NULL);

  from = g_hash_table_lookup (self->positions, key);
  if (from != NULL && from->x == to->x && from->y == to->y)
    return;
  crow_undo_stack_push (self->stack, crow_undo_step_new_move (key, from, to));
  crow_document_place_model (self, key, to);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "moved");
}

/**
 * crow_document_save_positions:
 * @self: a document
 * @error: %CROW_ERROR_SOURCE
 *
 * Writes what was moved since the positions were last written to `crowsfoot.layout` beside the
 * schema, of a database to a file under the user's data directory; nothing where there is no place
 * for it (standard input). On failure the positions stay for this session, and
 * the next attempt has them too. Blocking.
 *
 * Returns: whether nothing is left to be written
 */
gboolean
crow_document_save_positions (CrowDocument *self, GError **error)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  g_clear_handle_id (&self->positions_source, g_source_remove);
  if (self->layout_path == NULL)
    return TRUE;
  if (!write_positions (self->layout_path, crow_document_is_database (self), self->kept,
                        self->positions, error))
    return FALSE;
  g_hash_table_unref (self->kept);
  self->kept = crow_positions_copy (self->positions);
  self->has_failed = FALSE;
  return TRUE;
}
