#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-tidy.h"

/* How boxes stood before they were tidied up, or tidying was undone. */
typedef struct
{
  CrowDiagram *diagram;    /* (owned) of everything */
  GHashTable *auto_places; /* (owned) */
} Arrangement;

/* What a worker is to tidy up. */
typedef struct
{
  CrowDiagram *diagram; /* (owned) */
  GPtrArray *keys;      /* (owned) (element-type utf8) */
} TidyJob;

static void
arrangement_free (gpointer data)
{
  Arrangement *self = data;

  crow_diagram_unref (self->diagram);
  g_hash_table_unref (self->auto_places);
  g_free (self);
}

static void
tidy_job_free (TidyJob *self)
{
  crow_diagram_unref (self->diagram);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/* What is shown is left; undo or redo may come back to it. */
static void
keep_arrangement (CrowWindow *self)
{
  Arrangement *kept = g_new0 (Arrangement, 1);

  kept->diagram = crow_diagram_ref (self->whole);
  kept->auto_places = g_steal_pointer (&self->auto_places);
  self->auto_places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->arrangements, GUINT_TO_POINTER (self->arrangement), kept);
}

static gboolean
has_same_boxes (const CrowDiagram *a, const CrowDiagram *b)
{
  if (a->layout->n_boxes != b->layout->n_boxes)
    return FALSE;
  for (guint i = 0; i < a->layout->n_boxes; i++)
    if (a->layout->boxes[i].x != b->layout->boxes[i].x ||
        a->layout->boxes[i].y != b->layout->boxes[i].y)
      return FALSE;
  return TRUE;
}

/**
 * crow_window_begin_arrangement:
 * @self: a window
 * @diagram: everything, laid out as if nobody had moved a box, not yet shown
 *
 * Has the document forget every place, as one step which brings all back exactly, and says so.
 *
 * Returns: whether @diagram is to be shown; otherwise it is what is shown already
 */
gboolean
crow_window_begin_arrangement (CrowWindow *self, CrowDiagram *diagram)
{
  GHashTable *positions = crow_document_get_positions (self->document);

  if (self->whole != NULL && g_hash_table_size (positions) == 0 &&
      has_same_boxes (self->whole, diagram))
    {
      crow_window_show_toast (self, _ ("The diagram is tidy already"), NULL, NULL);
      return FALSE;
    }
  if (self->whole != NULL)
    keep_arrangement (self);
  self->is_rearranging = TRUE;
  crow_document_forget_positions (self->document, NULL);
  self->is_rearranging = FALSE;
  self->arrangement = crow_document_get_arrangement (self->document);
  crow_window_show_toast (self, _ ("Tidied up the diagram"), _ ("_Undo"), "win.undo");
  return TRUE;
}

/**
 * crow_window_restore_arrangement:
 * @self: a window in which everything was laid out
 *
 * After undo and redo: shows the arrangement that the document is back at.
 *
 * Returns: whether what is shown is of the document's arrangement now; otherwise it must be laid
 *   out
 */
gboolean
crow_window_restore_arrangement (CrowWindow *self)
{
  guint wanted = crow_document_get_arrangement (self->document);
  const Arrangement *kept = g_hash_table_lookup (self->arrangements, GUINT_TO_POINTER (wanted));
  CrowDiagram *diagram = NULL;

  if (wanted == self->arrangement)
    return TRUE;
  if (kept != NULL)
    diagram = crow_diagram_with_schema (kept->diagram, self->whole->schema);
  keep_arrangement (self);
  self->arrangement = wanted;
  if (diagram == NULL)
    return FALSE;
  g_hash_table_unref (self->auto_places);
  self->auto_places = g_hash_table_ref (kept->auto_places);
  crow_window_show_whole (self, diagram);
  return TRUE;
}

/**
 * crow_window_forget_arrangements:
 * @self: a window in which something else was opened
 */
void
crow_window_forget_arrangements (CrowWindow *self)
{
  crow_window_cancel_tidying (self);
  g_hash_table_remove_all (self->arrangements);
  self->arrangement = crow_document_get_arrangement (self->document);
}

static void
tidy_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  TidyJob *job = data;
  GError *error = NULL;
  GHashTable *places = crow_tidy_part (job->diagram, job->keys, cancellable, &error);

  if (places != NULL)
    g_task_return_pointer (task, places, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

static void
tidied_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autoptr (GHashTable) places = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *text = NULL;

  /* Only cancelling fails: something else began, or the window is gone. */
  if (places == NULL || self->tidying != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->tidying);
  crow_window_end_work (self);
  text = g_strdup_printf (ngettext ("Tidied up %u table", "Tidied up %u tables",
                                    g_hash_table_size (places)),
                          g_hash_table_size (places));
  crow_document_move_models (self->document, places);
  crow_window_show_toast (self, text, _ ("_Undo"), "win.undo");
}

/* @keys: (element-type utf8): the diagram's own. */
static void
tidy_part (CrowWindow *self, CrowDiagram *diagram, GPtrArray *keys)
{
  g_autoptr (GTask) task = NULL;
  TidyJob *job = g_new0 (TidyJob, 1);

  job->diagram = crow_diagram_ref (diagram);
  job->keys = g_ptr_array_ref (keys);
  self->tidying = g_cancellable_new ();
  crow_window_begin_work (self);
  task = g_task_new (self, self->tidying, tidied_cb, NULL);
  g_task_set_source_tag (task, tidy_part);
  g_task_set_task_data (task, job, (GDestroyNotify) tidy_job_free);
  g_task_run_in_thread (task, tidy_worker);
}

/**
 * crow_window_cancel_tidying:
 * @self: a window
 *
 * A part that is being tidied up stays as it is.
 */
void
crow_window_cancel_tidying (CrowWindow *self)
{
  if (self->tidying != NULL)
    g_cancellable_cancel (self->tidying);
  g_clear_object (&self->tidying);
}

/* Several tables among themselves; else everything. Where something is left out, the rest, whose
 * places the document does not keep. */
static void
tidy_up_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowDiagram *diagram = crow_canvas_get_diagram (self->canvas);
  g_autoptr (GPtrArray) keys = crow_canvas_list_selected (self->canvas);

  if (diagram == NULL || self->layout_task != NULL)
    return;
  crow_window_cancel_tidying (self);
  if (!crow_window_shows_all (self))
    crow_window_lay_out (self);
  else if (keys->len > 1 && keys->len < diagram->layout->n_boxes)
    tidy_part (self, diagram, keys);
  else
    crow_window_lay_out_anew (self);
}

/**
 * crow_window_add_tidy_actions:
 * @self: a window
 *
 * Adds the action that tidies up.
 */
void
crow_window_add_tidy_actions (CrowWindow *self)
{
  const GActionEntry entries[] = { { "tidy-up", tidy_up_cb } };

  self->arrangements = g_hash_table_new_full (NULL, NULL, NULL, arrangement_free);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
