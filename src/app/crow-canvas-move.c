#include "crow-canvas-private.h"

#include <math.h>

/* Routing that takes longer goes to a thread, in microseconds. */
#define FRAME_BUDGET 8000
/* Of larger diagrams one does not know it beforehand. */
#define SMALL_DIAGRAM 150
/* Keys that move a box, so many milliseconds apart or less, are one move. */
#define NUDGE_PAUSE 700

/* What a thread routes. */
typedef struct
{
  GWeakRef canvas;
  CrowDiagram *diagram; /* (owned) before the move */
  CrowDiagram *routed;  /* (owned) (nullable) after it */
  GBytes *lifted;       /* (owned) */
  CrowPoint shift;
  guint serial; /* of the move */
  gint64 cost;  /* microseconds */
} Routing;

static void
routing_free (Routing *routing)
{
  g_weak_ref_clear (&routing->canvas);
  crow_diagram_unref (routing->diagram);
  g_clear_pointer (&routing->routed, crow_diagram_unref);
  g_bytes_unref (routing->lifted);
  g_free (routing);
}

static Routing *
routing_new (CrowCanvas *self)
{
  Routing *routing = g_new0 (Routing, 1);

  g_weak_ref_init (&routing->canvas, self);
  routing->diagram = crow_diagram_ref (self->diagram);
  routing->lifted = g_bytes_ref (self->lifted);
  routing->shift = self->shift;
  routing->serial = self->move_serial;
  return routing;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Routing, routing_free)

/* Any thread. */
static void
routing_run (Routing *routing)
{
  const CrowLayout *layout = routing->diagram->layout;
  gint64 start = g_get_monotonic_time ();
  g_autofree guint *boxes = g_new (guint, layout->n_boxes + 1);
  g_autofree CrowPoint *places = g_new (CrowPoint, layout->n_boxes + 1);
  guint n = 0;

  for (guint i = 0; i < layout->n_boxes; i++)
    if (crow_canvas_is_marked (routing->lifted, i))
      {
        boxes[n] = i;
        places[n++] = (CrowPoint){ round (layout->boxes[i].x + routing->shift.x),
                                   round (layout->boxes[i].y + routing->shift.y) };
      }
  routing->routed = crow_diagram_with_boxes_at (routing->diagram, n, boxes, places, TRUE);
  routing->cost = g_get_monotonic_time () - start;
}

static void
take_routed (CrowCanvas *self, Routing *routing)
{
  g_clear_pointer (&self->routed, crow_diagram_unref);
  self->routed = g_steal_pointer (&routing->routed);
  self->routed_shift = routing->shift;
  self->routing_cost = routing->cost;
}

static GBytes *
lift (CrowCanvas *self, guint model)
{
  guint n = self->diagram->layout->n_boxes;
  guint8 *marks;

  if (crow_canvas_is_marked (self->several, model))
    return g_bytes_ref (self->several);
  marks = g_new0 (guint8, n + 1);
  marks[model] = 1;
  return g_bytes_new_take (marks, n + 1);
}

static void
end_move (CrowCanvas *self)
{
  self->move_serial++;
  self->is_settling = FALSE;
  g_clear_pointer (&self->routed, crow_diagram_unref);
  g_clear_pointer (&self->lifted, g_bytes_unref);
  self->shift = (CrowPoint){ 0, 0 };
}

/* Where the model's box is seen, in diagram pixels: during a drag not where the diagram has it. */
CrowRect
crow_canvas_get_box (CrowCanvas *self, guint model)
{
  CrowRect box = self->diagram->layout->boxes[model];

  if (crow_canvas_is_lifted (self, model))
    {
      box.x += self->shift.x;
      box.y += self->shift.y;
    }
  return box;
}

/* Where they are now, by the models' keys. */
static GHashTable *
collect_lifted (CrowCanvas *self)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    if (crow_canvas_is_lifted (self, i))
      {
        CrowRect box = crow_canvas_get_box (self, i);
        CrowPoint at = { round (box.x), round (box.y) };

        g_hash_table_insert (places,
                             g_strdup (crow_schema_get_model (self->diagram->schema, i)->key),
                             g_memdup2 (&at, sizeof at));
      }
  return places;
}

/* The boxes have been let go and the routes to them are known. */
static void
settle (CrowCanvas *self)
{
  g_autoptr (CrowDiagram) moved = crow_diagram_ref (self->routed);
  g_autoptr (GHashTable) places = collect_lifted (self);

  end_move (self);
  crow_canvas_replace_diagram (self, moved);
  crow_canvas_apply_view (self, self->view);
  g_signal_emit_by_name (self, "boxes-moved", places);
}

static void
route_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  routing_run (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
routed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Routing *routing = g_task_get_task_data (G_TASK (result));
  g_autoptr (CrowCanvas) self = g_weak_ref_get (&routing->canvas);

  if (self == NULL)
    return;
  self->is_routing = FALSE;
  if (self->lifted == NULL)
    return;
  if (routing->serial == self->move_serial)
    take_routed (self, routing);
  crow_canvas_route (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_routed (CrowCanvas *self)
{
  return self->routed != NULL && self->routed_shift.x == self->shift.x &&
         self->routed_shift.y == self->shift.y;
}

/* Brings the routes to where the boxes are, now or, where that takes longer than a frame, soon. */
void
crow_canvas_route (CrowCanvas *self)
{
  if (!is_routed (self) && !self->is_routing)
    {
      Routing *routing = routing_new (self);

      if (self->routing_cost <= FRAME_BUDGET)
        {
          routing_run (routing);
          take_routed (self, routing);
          routing_free (routing);
        }
      else
        {
          g_autoptr (GTask) task = g_task_new (NULL, NULL, routed_cb, NULL);

          self->is_routing = TRUE;
          g_task_set_source_tag (task, crow_canvas_route);
          g_task_set_task_data (task, routing, (GDestroyNotify) routing_free);
          g_task_run_in_thread (task, route_worker);
        }
    }
  if (self->is_settling && is_routed (self))
    settle (self);
}

/* Are boxes where their routes do not lead yet? */
gboolean
crow_canvas_is_route_stale (CrowCanvas *self)
{
  return self->lifted != NULL && !is_routed (self);
}

/* Shows @model, and what is selected together with it, moved by so many diagram pixels from where
 * they were when the drag began. */
void
crow_canvas_move_boxes (CrowCanvas *self, guint model, double dx, double dy)
{
  if (self->lifted == NULL)
    {
      self->lifted = lift (self, model);
      self->routing_cost = self->diagram->layout->n_boxes > SMALL_DIAGRAM ? G_MAXINT64 : 0;
    }
  self->shift = (CrowPoint){ round (dx), round (dy) };
  crow_canvas_route (self);
  crow_canvas_apply_view (self, self->view);
}

/* Ends the move. @keep: the boxes stay, and are reported as soon as their routes are known;
 * otherwise they go back. */
void
crow_canvas_drop_moved (CrowCanvas *self, gboolean keep)
{
  if (self->lifted == NULL)
    return;
  if (keep)
    {
      self->is_settling = TRUE;
      crow_canvas_route (self);
    }
  else
    {
      end_move (self);
      crow_canvas_apply_view (self, self->view);
    }
}

/* What the diagram does not have was dropped from it meanwhile. */
static gboolean
is_unknown (gpointer key, gpointer place, gpointer schema)
{
  return crow_schema_find_model_by_key (schema, key) < 0;
}

static gboolean
report_late_cb (gpointer user_data)
{
  CrowCanvas *self = user_data;
  g_autoptr (GHashTable) places = g_steal_pointer (&self->late_drop);

  self->late_report = 0;
  if (self->diagram == NULL)
    return G_SOURCE_REMOVE;
  g_hash_table_foreach_remove (places, is_unknown, self->diagram->schema);
  if (g_hash_table_size (places) > 0)
    g_signal_emit_by_name (self, "boxes-moved", places);
  return G_SOURCE_REMOVE;
}

/* @to: (transfer full) (nullable), @from: (transfer full): what either says, @from where both. */
static GHashTable *
merge_places (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, place;

  if (to == NULL)
    return from;
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &place))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (to, key, place);
    }
  g_hash_table_unref (from);
  return to;
}

/* The user let go of boxes whose routes are not yet known, and another diagram comes: they are
 * reported, by the models' keys, as soon as it is in place. */
void
crow_canvas_postpone_drop (CrowCanvas *self)
{
  if (self->nudge_source != 0 && self->lifted != NULL)
    self->is_settling = TRUE;
  g_clear_handle_id (&self->nudge_source, g_source_remove);
  if (!self->is_settling)
    return;
  self->late_drop = merge_places (self->late_drop, collect_lifted (self));
  end_move (self);
  if (self->late_report == 0)
    self->late_report = g_idle_add (report_late_cb, self);
}

static gboolean
end_nudge_cb (gpointer user_data)
{
  CrowCanvas *self = user_data;

  self->nudge_source = 0;
  crow_canvas_drop_moved (self, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * crow_canvas_end_nudge:
 * @self: a canvas
 * @keep: whether the boxes stay
 *
 * The keys that move boxes have been let go, or something else begins.
 *
 * Returns: whether boxes were being moved by keys
 */
gboolean
crow_canvas_end_nudge (CrowCanvas *self, gboolean keep)
{
  if (self->nudge_source == 0)
    return FALSE;
  g_clear_handle_id (&self->nudge_source, g_source_remove);
  crow_canvas_drop_moved (self, keep);
  return TRUE;
}

/**
 * crow_canvas_nudge:
 * @self: a canvas
 * @dx: in diagram pixels
 * @dy: in diagram pixels
 *
 * Moves the selected boxes by a step. Steps that follow each other without a pause are one move,
 * reported with the last.
 *
 * Returns: whether there was anything to move
 */
gboolean
crow_canvas_nudge (CrowCanvas *self, double dx, double dy)
{
  if (self->selection.kind != CROW_SELECTION_MODEL || self->drag.kind != CROW_DRAG_NONE ||
      self->is_settling)
    return FALSE;
  g_clear_handle_id (&self->nudge_source, g_source_remove);
  crow_canvas_move_boxes (self, self->selection.index, self->shift.x + dx, self->shift.y + dy);
  self->nudge_source = g_timeout_add (NUDGE_PAUSE, end_nudge_cb, self);
  return TRUE;
}
