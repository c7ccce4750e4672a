#include "crow-window-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* ms between two looks at how far the layout is; the first is when its sign appears. */
#define PROGRESS_INTERVAL 150

/* What a worker is to lay out. */
typedef struct
{
  CrowSchema *schema;    /* (owned) */
  GHashTable *positions; /* (owned) */
  gint permille;         /* atomic */
} LayoutJob;

static void
layout_job_free (LayoutJob *self)
{
  crow_schema_unref (self->schema);
  g_hash_table_unref (self->positions);
  g_free (self);
}

/**
 * crow_window_copy_positions:
 * @self: a window
 *
 * Returns: (transfer full) (element-type utf8 CrowPoint): where the user put tables, for a worker:
 *   the document's own may change meanwhile
 */
GHashTable *
crow_window_copy_positions (CrowWindow *self)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, crow_document_get_positions (self->document));
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_memdup2 (value, sizeof (CrowPoint)));
  return copy;
}

static void
report_progress (double fraction, gpointer data)
{
  LayoutJob *job = data;

  g_atomic_int_set (&job->permille, (int) (fraction * 1000));
}

static void
layout_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  LayoutJob *job = data;
  GError *error = NULL;
  CrowDiagramOptions options = { .positions = job->positions };
  CrowDiagram *diagram = crow_diagram_new (job->schema, &options, cancellable, report_progress, job,
                                           &error);

  if (diagram != NULL)
    g_task_return_pointer (task, diagram, (GDestroyNotify) crow_diagram_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
show_progress_cb (gpointer data)
{
  CrowWindow *self = data;
  LayoutJob *job = g_task_get_task_data (self->layout_task);

  gtk_widget_set_visible (self->progress_box, TRUE);
  gtk_progress_bar_set_fraction (self->progress, g_atomic_int_get (&job->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
take_diagram (CrowWindow *self, CrowDiagram *diagram)
{
  g_autoptr (CrowDiagram) owned = diagram;

  crow_canvas_set_diagram (self->canvas, owned);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = g_steal_pointer (&owned);
  crow_window_show_selection (self, FALSE);
}

static void
forget_task (CrowWindow *self)
{
  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->layout_task);
  gtk_widget_set_visible (self->progress_box, FALSE);
}

static void
layout_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autoptr (GError) error = NULL;
  CrowDiagram *diagram = g_task_propagate_pointer (G_TASK (result), &error);

  /* Another layout has begun, or the window is gone: this one is stale. */
  if (self->layout_task != G_TASK (result))
    {
      g_clear_pointer (&diagram, crow_diagram_unref);
      return;
    }
  forget_task (self);
  if (diagram == NULL)
    {
      crow_window_show_toast (self, _ ("The diagram was not laid out"), _ ("_Lay Out"),
                              "win.lay-out");
      return;
    }
  self->is_fresh = FALSE;
  g_hash_table_remove_all (self->auto_places);
  take_diagram (self, diagram);
  crow_window_update_groups (self);
  crow_window_place_boxes (self);
}

static void
start_layout (CrowWindow *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LayoutJob *job = g_new0 (LayoutJob, 1);

  crow_window_cancel_layout (self);
  job->schema = crow_schema_ref (crow_document_get_picture (self->document));
  job->positions = crow_window_copy_positions (self);
  self->layout_task = g_task_new (self, cancellable, layout_cb, NULL);
  g_task_set_source_tag (self->layout_task, start_layout);
  g_task_set_task_data (self->layout_task, job, (GDestroyNotify) layout_job_free);
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL, show_progress_cb, self);
  g_task_run_in_thread (self->layout_task, layout_worker);
}

/**
 * crow_window_cancel_layout:
 * @self: a window
 *
 * Gives the layout up that is under way, if there is one; its result is dropped.
 */
void
crow_window_cancel_layout (CrowWindow *self)
{
  if (self->layout_task == NULL)
    return;

  g_cancellable_cancel (g_task_get_cancellable (self->layout_task));
  forget_task (self);
}

/**
 * crow_window_lay_out:
 * @self: a window in which something is open
 *
 * Lays the whole diagram out in a worker; what the user has placed stays.
 */
void
crow_window_lay_out (CrowWindow *self)
{
  if (crow_document_get_picture (self->document) != NULL)
    start_layout (self);
}

/**
 * crow_window_update_diagram:
 * @self: a window
 *
 * Shows the document's schema: at once where only actions changed, so that nothing moves; else
 * when a worker has laid it out.
 */
void
crow_window_update_diagram (CrowWindow *self)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  CrowDiagram *same = NULL;

  if (schema == NULL)
    return;
  if (!self->is_fresh && self->diagram != NULL && self->layout_task == NULL)
    same = crow_diagram_with_schema (self->diagram, schema);
  if (same != NULL)
    take_diagram (self, same);
  else
    start_layout (self);
}

static void
keep_auto_place (CrowWindow *self, const char *key, const CrowRect *box)
{
  CrowPoint at = { box->x, box->y };

  if (!g_hash_table_contains (self->auto_places, key))
    g_hash_table_insert (self->auto_places, g_strdup (key), g_memdup2 (&at, sizeof at));
}

/**
 * crow_window_place_boxes:
 * @self: a window
 *
 * Puts every box where the document has it, and those that it has no longer where the layout had
 * put them.
 */
void
crow_window_place_boxes (CrowWindow *self)
{
  GHashTable *positions = crow_document_get_positions (self->document);
  CrowDiagram *at = self->diagram;
  gboolean is_lost = FALSE;

  if (self->diagram == NULL || self->layout_task != NULL)
    return;
  crow_diagram_ref (at);
  for (guint i = 0; i < at->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (at->schema, i)->key;
      const CrowRect *box = &at->layout->boxes[i];
      const CrowPoint *kept = g_hash_table_lookup (positions, key);
      const CrowPoint *wanted = kept != NULL ? kept : g_hash_table_lookup (self->auto_places, key);
      CrowDiagram *next;

      is_lost = is_lost || (wanted == NULL && at->graph->boxes[i].is_pinned);
      if (wanted == NULL || (fabs (wanted->x - box->x) < 0.01 && fabs (wanted->y - box->y) < 0.01))
        continue;
      keep_auto_place (self, key, box);
      next = crow_diagram_with_box_at (at, i, *wanted);
      crow_diagram_unref (at);
      at = next;
    }
  if (at != self->diagram)
    take_diagram (self, at);
  else
    crow_diagram_unref (at);
  if (is_lost)
    start_layout (self);
}

/* Do the two differ in the place of this box alone? */
static gboolean
differs_in_box (const CrowDiagram *a, const CrowDiagram *b, guint box)
{
  for (guint i = 0; i < a->layout->n_boxes; i++)
    if (i != box && (a->layout->boxes[i].x != b->layout->boxes[i].x ||
                     a->layout->boxes[i].y != b->layout->boxes[i].y))
      return FALSE;
  return a != b;
}

/**
 * crow_window_drop_box:
 * @self: a window
 * @model: index in the diagram's schema
 * @x: left edge, in diagram pixels
 * @y: top edge
 *
 * The user has dragged a box: the document keeps its place.
 */
void
crow_window_drop_box (CrowWindow *self, guint model, double x, double y)
{
  CrowDiagram *shown = crow_canvas_get_diagram (self->canvas);
  const char *key;

  if (self->diagram == NULL || shown == NULL)
    return;
  key = crow_schema_get_model (shown->schema, model)->key;
  /* The canvas has routed the edges already: in a large diagram that is not done twice. */
  if (shown->schema == self->diagram->schema && differs_in_box (shown, self->diagram, model))
    {
      keep_auto_place (self, key, &self->diagram->layout->boxes[model]);
      crow_diagram_ref (shown);
      crow_diagram_unref (self->diagram);
      self->diagram = shown;
    }
  crow_document_move_model (self->document, key, x, y);
}
