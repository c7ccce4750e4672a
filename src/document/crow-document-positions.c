#include "crow-document-private.h"

#include <string.h>

#define POSITIONS_DELAY 500 /* ms after a move until the positions are written */

/* What a worker is to write. */
typedef struct
{
  char *path;
  gboolean is_ours;   /* the folder: of the user's data, made where it is missing */
  GHashTable *before; /* the document's `kept`, which nobody changes */
  GHashTable *after;
  GHashTable *colors_before; /* likewise */
  GHashTable *colors_after;
  guint n_moves; /* the document's, of what is in @after */
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
  g_hash_table_unref (self->colors_before);
  g_hash_table_unref (self->colors_after);
  g_free (self);
}

/* What is to be written now. */
static KeepJob *
keep_job_new (CrowDocument *self)
{
  KeepJob *job = g_new0 (KeepJob, 1);

  job->path = g_strdup (self->layout_path);
  job->is_ours = crow_document_is_database (self);
  job->n_moves = self->n_moves;
  job->before = g_hash_table_ref (self->kept);
  job->after = crow_positions_copy (self->positions);
  job->colors_before = g_hash_table_ref (self->kept_colors);
  job->colors_after = crow_colors_copy (self->colors);
  return job;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeepJob, keep_job_free)

static gboolean
write_positions (const KeepJob *job, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (job->path);

  if (job->is_ours)
    g_mkdir_with_parents (folder, 0700); /* the writing tells what is wrong with it */
  return crow_layout_file_write (job->path, job->before, job->after, job->colors_before,
                                 job->colors_after, error);
}

/* It is written: that is what the file is known to hold. */
static void
take_kept (CrowDocument *self, const KeepJob *job)
{
  g_hash_table_unref (self->kept);
  self->kept = g_hash_table_ref (job->after);
  g_hash_table_unref (self->kept_colors);
  self->kept_colors = g_hash_table_ref (job->colors_after);
  self->n_kept_moves = job->n_moves;
  self->has_failed = FALSE;
  crow_document_keep_edits (self);
}

static void
keep_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_positions (data, &error))
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
    take_kept (self, job);
}

/* In a worker: a slow disk must not stop a drag. */
static gboolean
positions_cb (gpointer user_data)
{
  CrowDocument *self = user_data;
  g_autoptr (GTask) task = NULL;

  self->positions_source = 0;
  if (self->layout_path == NULL)
    return G_SOURCE_REMOVE;
  task = g_task_new (self, NULL, keep_cb, NULL);
  g_task_set_source_tag (task, positions_cb);
  g_task_set_task_data (task, keep_job_new (self), (GDestroyNotify) keep_job_free);
  g_task_run_in_thread (task, keep_worker);
  return G_SOURCE_REMOVE;
}

/**
 * crow_document_schedule_positions:
 * @self: a document whose places or colours differ from those on the disk
 *
 * Has them written soon, also while somebody goes on moving tables.
 */
void
crow_document_schedule_positions (CrowDocument *self)
{
  self->n_moves++;
  if (self->positions_source == 0)
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

static void
place (CrowDocument *self, const char *key, const CrowPosition *position)
{
  if (position != NULL)
    g_hash_table_insert (self->positions, g_strdup (key), g_memdup2 (position, sizeof *position));
  else
    g_hash_table_remove (self->positions, key);
}

static void
paint (CrowDocument *self, const char *key, guint color)
{
  if (color != 0)
    g_hash_table_insert (self->colors, g_strdup (key), GUINT_TO_POINTER (color));
  else
    g_hash_table_remove (self->colors, key);
}

/**
 * crow_document_take_moves:
 * @self: a document
 * @step: a step that moves or paints tables
 * @is_undo: whether they go back
 *
 * Places the tables and has the positions written soon; nobody is told.
 */
void
crow_document_take_moves (CrowDocument *self, const CrowUndoStep *step, gboolean is_undo)
{
  for (guint i = 0; i < step->moves->len; i++)
    {
      const CrowUndoMove *move = &g_array_index (step->moves, CrowUndoMove, i);

      if (move->is_painted)
        paint (self, move->key, is_undo ? move->color_before : move->color_after);
      else if (is_undo)
        place (self, move->key, move->had_place ? &move->from : NULL);
      else
        place (self, move->key, move->has_place ? &move->to : NULL);
    }
  self->arrangement = is_undo ? step->arrangement_before : step->arrangement_after;
  crow_document_schedule_positions (self);
}

/* @step: (transfer full): done now, and can be undone. */
static void
do_moves (CrowDocument *self, CrowUndoStep *step)
{
  crow_undo_stack_push (self->stack, step);
  crow_document_take_moves (self, step, FALSE);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "moved");
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

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer container) (element-type utf8): in an order that does not depend on the hash's. */
static GPtrArray *
sort_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);
  return keys;
}

static char *
make_move_label (GArray *moves)
{
  if (moves->len == 1)
    return g_strdup_printf ("move %s", g_array_index (moves, CrowUndoMove, 0).key);
  return g_strdup_printf ("move %u tables", moves->len);
}

/**
 * crow_document_get_arrangement:
 * @self: a document
 *
 * Tells arrangements apart: crow_document_forget_positions() of every table begins a new one, undo
 * brings the one before back and redo the new one again. Whoever shows the document can so put the
 * tables that have no place of their own back to where they stood.
 *
 * Returns: a number
 */
guint
crow_document_get_arrangement (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), 0);

  return self->arrangement;
}

/**
 * crow_document_move_models:
 * @self: a document in which something is open
 * @positions: (element-type utf8 CrowPosition): by CrowModel.key, in px; those that it does not
 *   name stay
 *
 * Puts the top left corners of tables somewhere: one undo step, none where they are already there.
 */
void
crow_document_move_models (CrowDocument *self, GHashTable *positions)
{
  g_autoptr (CrowUndoStep) step = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (positions != NULL);

  keys = sort_keys (positions);
  step = crow_undo_step_new_moves (NULL);
  step->arrangement_before = step->arrangement_after = self->arrangement;
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      const CrowPosition *asked = g_hash_table_lookup (positions, key);
      g_autofree CrowPosition *to = crow_position_new (asked->x, asked->y);
      const CrowPosition *from = g_hash_table_lookup (self->positions, key);

      if (from == NULL || from->x != to->x || from->y != to->y)
        crow_undo_step_add_move (step, key, from, to);
    }
  if (step->moves->len == 0)
    return;
  step->label = make_move_label (step->moves);
  do_moves (self, g_steal_pointer (&step));
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
  g_autoptr (GHashTable) positions = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (key != NULL);

  positions = crow_positions_new ();
  g_hash_table_insert (positions, g_strdup (key), crow_position_new (x, y));
  crow_document_move_models (self, positions);
}

static void
add_forgotten (CrowUndoStep *step, GHashTable *positions, const char *key)
{
  const CrowPosition *from = g_hash_table_lookup (positions, key);

  if (from != NULL)
    crow_undo_step_add_move (step, key, from, NULL);
}

/**
 * crow_document_forget_positions:
 * @self: a document in which something is open
 * @keys: (nullable) (array zero-terminated=1): CrowModel.key of tables, each once; %NULL: all
 *
 * Tables have no place of their own any more: one undo step. Of all tables it is a step even where
 * none had one: it begins another arrangement (crow_document_get_arrangement()).
 */
void
crow_document_forget_positions (CrowDocument *self, const char *const *keys)
{
  g_autoptr (CrowUndoStep) step = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));

  step = crow_undo_step_new_moves (g_strdup ("tidy up"));
  step->arrangement_before = step->arrangement_after = self->arrangement;
  if (keys == NULL)
    {
      g_autoptr (GPtrArray) all = sort_keys (self->positions);

      for (guint i = 0; i < all->len; i++)
        add_forgotten (step, self->positions, g_ptr_array_index (all, i));
      step->arrangement_after = ++self->n_arrangements;
    }
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    add_forgotten (step, self->positions, keys[i]);
  if (keys == NULL || step->moves->len > 0)
    do_moves (self, g_steal_pointer (&step));
}

/**
 * crow_document_get_colors:
 * @self: a document
 *
 * Returns: (transfer none) (element-type utf8 guint): bands that the user has chosen, by
 *   CrowModel.key: 1 to %CROW_N_COLORS, 1 + index into the theme's palette
 */
GHashTable *
crow_document_get_colors (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->colors;
}

/**
 * crow_document_set_colors:
 * @self: a document in which something is open
 * @keys: (array length=n_keys): CrowModel.key, each once
 * @n_keys: how many
 * @color: 1 to %CROW_N_COLORS; 0: as their namespace
 *
 * Paints the bands of tables: one undo step, none where all have that colour. "moved" tells.
 */
void
crow_document_set_colors (CrowDocument *self, const char *const *keys, guint n_keys, guint color)
{
  g_autoptr (CrowUndoStep) step = NULL;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (color <= CROW_N_COLORS);

  step = crow_undo_step_new_moves (NULL);
  step->arrangement_before = step->arrangement_after = self->arrangement;
  for (guint i = 0; i < n_keys; i++)
    {
      guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->colors, keys[i]));

      if (before != color)
        crow_undo_step_add_color (step, keys[i], before, color);
    }
  if (step->moves->len == 0)
    return;
  step->label = step->moves->len == 1
                    ? g_strdup_printf ("color of %s",
                                       g_array_index (step->moves, CrowUndoMove, 0).key)
                    : g_strdup_printf ("color of %u tables", step->moves->len);
  do_moves (self, g_steal_pointer (&step));
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
  g_autoptr (KeepJob) job = NULL;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  g_clear_handle_id (&self->positions_source, g_source_remove);
  if (self->layout_path == NULL)
    return TRUE;
  job = keep_job_new (self);
  if (!write_positions (job, error))
    return FALSE;
  take_kept (self, job);
  return TRUE;
}
