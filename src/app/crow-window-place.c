#include "crow-window-private.h"

#include <math.h>

/* How many pictures are kept for undo and redo of moves. */
#define MAX_ROUTED 6

/* Some of the boxes, and where they go. */
typedef struct
{
  GArray *boxes;  /* (owned) (element-type guint) */
  GArray *places; /* (owned) (element-type CrowPoint) */
} Moves;

/* What a worker is to move. */
typedef struct
{
  CrowDiagram *whole; /* (owned) everything before */
  Moves users;        /* those that the user has put somewhere */
  Moves others;       /* those that go back to where the layout had put them */
  gboolean is_lost;   /* there is one without a place: all must be laid out then */
} PlaceJob;

static void
moves_init (Moves *self)
{
  self->boxes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->places = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
}

static void
moves_clear (Moves *self)
{
  g_array_unref (self->boxes);
  g_array_unref (self->places);
}

static PlaceJob *
place_job_new (CrowDiagram *whole)
{
  PlaceJob *self = g_new0 (PlaceJob, 1);

  self->whole = crow_diagram_ref (whole);
  moves_init (&self->users);
  moves_init (&self->others);
  return self;
}

static void
place_job_free (PlaceJob *self)
{
  crow_diagram_unref (self->whole);
  moves_clear (&self->users);
  moves_clear (&self->others);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlaceJob, place_job_free)

static void
keep_auto_place (CrowWindow *self, const char *key, const CrowRect *box)
{
  CrowPoint at = { box->x, box->y };

  if (!g_hash_table_contains (self->auto_places, key))
    g_hash_table_insert (self->auto_places, g_strdup (key), g_memdup2 (&at, sizeof at));
}

/* Where @wanted has them, but those that @unless has are left alone. */
static void
list_moves (CrowWindow *self, Moves *moves, GHashTable *wanted, GHashTable *unless)
{
  for (guint i = 0; i < self->whole->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (self->whole->schema, i)->key;
      const CrowRect *box = &self->whole->layout->boxes[i];
      const CrowPoint *at = g_hash_table_lookup (wanted, key);

      if (at == NULL || (unless != NULL && g_hash_table_contains (unless, key)) ||
          (fabs (at->x - box->x) < 0.01 && fabs (at->y - box->y) < 0.01))
        continue;
      g_array_append_val (moves->boxes, i);
      g_array_append_vals (moves->places, at, 1);
      keep_auto_place (self, key, box);
    }
}

/* Is there a box that was dragged once, whose place before is not known? */
static gboolean
has_lost (CrowWindow *self, GHashTable *positions)
{
  for (guint i = 0; i < self->whole->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (self->whole->schema, i)->key;

      if (self->whole->graph->boxes[i].is_pinned && !g_hash_table_contains (positions, key) &&
          !g_hash_table_contains (self->auto_places, key))
        return TRUE;
    }
  return FALSE;
}

/* Any thread; (transfer full). */
static CrowDiagram *
move_boxes (CrowDiagram *diagram, const Moves *moves, gboolean are_pinned)
{
  if (moves->boxes->len == 0)
    return crow_diagram_ref (diagram);
  return crow_diagram_with_boxes_at (diagram, moves->boxes->len, (const guint *) moves->boxes->data,
                                     (const CrowPoint *) moves->places->data, are_pinned);
}

static void
place_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const PlaceJob *job = data;
  g_autoptr (CrowDiagram) placed = move_boxes (job->whole, &job->users, TRUE);

  g_task_return_pointer (task, move_boxes (placed, &job->others, FALSE),
                         (GDestroyNotify) crow_diagram_unref);
}

/* Undo and redo may come back to how all stands now. */
static void
remember_routes (CrowWindow *self)
{
  if (g_ptr_array_find (self->routed, self->whole, NULL))
    return;
  if (self->routed->len == MAX_ROUTED)
    g_ptr_array_remove_index (self->routed, 0);
  g_ptr_array_add (self->routed, crow_diagram_ref (self->whole));
}

static void
placed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  const PlaceJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (CrowDiagram) placed = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Boxes have been placed otherwise since, or the window is gone: this is stale. */
  if (self->place_task != G_TASK (result))
    return;
  g_clear_object (&self->place_task);
  if (self->layout_task != NULL)
    return; /* which looks at the places itself when it is done */
  if (job->whole != self->whole)
    {
      crow_window_place_boxes (self);
      return;
    }
  remember_routes (self);
  crow_window_show_whole (self, g_steal_pointer (&placed));
  if (job->is_lost)
    crow_window_start_layout (self, NULL, self->former);
}

static void
start_placing (CrowWindow *self, PlaceJob *job)
{
  self->place_task = g_task_new (self, NULL, placed_cb, NULL);
  g_task_set_source_tag (self->place_task, start_placing);
  g_task_set_task_data (self->place_task, job, (GDestroyNotify) place_job_free);
  g_task_run_in_thread (self->place_task, place_worker);
  crow_window_begin_work (self);
}

/* Does @diagram, of the same schema, have all boxes where they are to be now? */
static gboolean
stands_right (CrowWindow *self, const CrowDiagram *diagram, GHashTable *positions)
{
  if (diagram->schema != self->whole->schema)
    return FALSE;
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (diagram->schema, i)->key;
      const CrowRect *box = &diagram->layout->boxes[i];
      const CrowRect *now = &self->whole->layout->boxes[i];
      const CrowPoint *at = g_hash_table_lookup (positions, key);
      CrowPoint stays = { now->x, now->y };

      if ((at != NULL) != diagram->graph->boxes[i].is_pinned || box->width != now->width ||
          box->height != now->height)
        return FALSE;
      if (at == NULL)
        at = g_hash_table_lookup (self->auto_places, key);
      if (at == NULL)
        at = &stays;
      if (fabs (at->x - box->x) >= 0.01 || fabs (at->y - box->y) >= 0.01)
        return FALSE;
    }
  return TRUE;
}

/* Routes depend on how a picture came about: undo brings back those that were there. */
static gboolean
restore_routes (CrowWindow *self, GHashTable *positions)
{
  for (guint i = self->routed->len; i > 0; i--)
    {
      CrowDiagram *routed = g_ptr_array_index (self->routed, i - 1);

      if (routed == self->whole || !stands_right (self, routed, positions))
        continue;
      routed = crow_diagram_with_colors (routed, crow_document_get_colors (self->document));
      remember_routes (self);
      crow_window_show_whole (self, routed);
      return TRUE;
    }
  return FALSE;
}

/**
 * crow_window_forget_routes:
 * @self: a window that lays everything out anew
 *
 * Undo does not come back to the routes that were drawn until now.
 */
void
crow_window_forget_routes (CrowWindow *self)
{
  g_ptr_array_set_size (self->routed, 0);
}

/**
 * crow_window_cancel_placing:
 * @self: a window
 *
 * Drops what crow_window_place_boxes() has a worker do.
 */
void
crow_window_cancel_placing (CrowWindow *self)
{
  g_clear_object (&self->place_task);
}

/**
 * crow_window_place_boxes:
 * @self: a window
 *
 * Puts every box where the document has it, and those that it has no longer where the layout had
 * put them. A worker finds the routes: the canvas shows all of it, boxes and edges, when they are
 * known, unless something newer has happened by then. Where something is left out, that is seen as
 * soon as everything is shown again.
 */
void
crow_window_place_boxes (CrowWindow *self)
{
  GHashTable *positions = crow_document_get_positions (self->document);
  g_autoptr (PlaceJob) job = NULL;

  crow_window_cancel_placing (self);
  if (self->whole == NULL || self->layout_task != NULL || self->is_rearranging)
    return;
  if (!crow_window_restore_arrangement (self))
    {
      crow_window_start_layout (self, NULL, NULL);
      return;
    }
  job = place_job_new (self->whole);
  list_moves (self, &job->users, positions, NULL);
  list_moves (self, &job->others, self->auto_places, positions);
  job->is_lost = has_lost (self, positions);
  if (job->users.boxes->len == 0 && job->others.boxes->len == 0 && !job->is_lost)
    return;
  if (!job->is_lost && restore_routes (self, positions))
    return;
  if (job->users.boxes->len > 0 || job->others.boxes->len > 0)
    start_placing (self, g_steal_pointer (&job));
  else if (job->is_lost)
    crow_window_start_layout (self, NULL, self->former);
}

/* Do the two differ in the places of these models alone? */
static gboolean
differs_in_boxes (const CrowDiagram *a, const CrowDiagram *b, GHashTable *places)
{
  for (guint i = 0; i < a->layout->n_boxes; i++)
    if ((a->layout->boxes[i].x != b->layout->boxes[i].x ||
         a->layout->boxes[i].y != b->layout->boxes[i].y) &&
        !g_hash_table_contains (places, crow_schema_get_model (a->schema, i)->key))
      return FALSE;
  return a != b;
}

static void
keep_auto_places (CrowWindow *self, GHashTable *places)
{
  for (guint i = 0; i < self->diagram->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (self->diagram->schema, i)->key;

      if (g_hash_table_contains (places, key))
        keep_auto_place (self, key, &self->diagram->layout->boxes[i]);
    }
}

/* What the canvas shows after a drag is what the window shows, and where all is shown, all. */
static void
take_dropped (CrowWindow *self, CrowDiagram *shown)
{
  if (crow_window_shows_all (self))
    {
      crow_window_take_whole (self, self->shown->faded_models != NULL ||
                                            self->shown->faded_relations != NULL
                                        ? crow_diagram_with_fading (shown, NULL, NULL)
                                        : crow_diagram_ref (shown));
    }
  crow_diagram_ref (shown);
  crow_diagram_unref (self->diagram);
  self->diagram = shown;
}

/**
 * crow_window_drop_boxes:
 * @self: a window
 * @places: (element-type utf8 CrowPoint): top left corners by CrowModel.key, in diagram pixels
 *
 * The user has dragged boxes: the document keeps their places, as one step; only the picture does,
 * where something is left out.
 */
void
crow_window_drop_boxes (CrowWindow *self, GHashTable *places)
{
  CrowDiagram *shown = crow_canvas_get_diagram (self->canvas);

  if (self->diagram == NULL || shown == NULL)
    return;
  if (shown->schema == self->diagram->schema && !crow_window_shows_all (self))
    {
      take_dropped (self, shown);
      return;
    }
  /* The canvas has routed the edges already: in a large diagram that is not done twice. */
  if (shown->schema == self->diagram->schema && differs_in_boxes (shown, self->diagram, places))
    {
      keep_auto_places (self, places);
      if (self->whole != NULL)
        remember_routes (self);
      take_dropped (self, shown);
    }
  crow_document_move_models (self->document, places);
}
