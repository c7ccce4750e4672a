#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-layout-file.h"

/* ms between two looks at how far the layout is; the first is when its sign appears. */
#define PROGRESS_INTERVAL 150

/* What a worker is to lay out. */
typedef struct
{
  CrowSchema *picture;   /* (owned) */
  CrowFilter *filter;    /* (owned) what of it */
  CrowDiagram *whole;    /* (owned) (nullable) all of it, laid out already */
  CrowDiagram *former;   /* (owned) (nullable) all of it as it was: what it has stays */
  GHashTable *positions; /* (owned) */
  GHashTable *colors;    /* (owned) */
  gboolean is_tidy;      /* as if nobody had moved a box */
  gboolean is_fresh;     /* everything is laid out, even where some of it is left out */
  gint permille;         /* atomic */
} LayoutJob;

/* What it has laid out. */
typedef struct
{
  CrowShown *shown;     /* (owned) */
  CrowDiagram *diagram; /* (owned) of what is shown */
  CrowDiagram *whole;   /* (owned) (nullable) of everything */
} LayoutResult;

static void
layout_job_free (LayoutJob *self)
{
  crow_schema_unref (self->picture);
  crow_filter_free (self->filter);
  g_clear_pointer (&self->whole, crow_diagram_unref);
  g_clear_pointer (&self->former, crow_diagram_unref);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->colors);
  g_free (self);
}

static void
layout_result_free (LayoutResult *self)
{
  g_clear_pointer (&self->shown, crow_shown_free);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->whole, crow_diagram_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LayoutResult, layout_result_free)

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

/**
 * crow_window_copy_colors:
 * @self: a window
 *
 * Returns: (transfer full) (element-type utf8 guint): bands that the user has chosen, for a worker
 */
GHashTable *
crow_window_copy_colors (CrowWindow *self)
{
  return crow_colors_copy (crow_document_get_colors (self->document));
}

static void
report_progress (double fraction, gpointer data)
{
  LayoutJob *job = data;

  g_atomic_int_set (&job->permille, (int) (fraction * 1000));
}

static CrowDiagram *
lay_out_part (LayoutJob *job, CrowSchema *part, GCancellable *cancellable, GError **error)
{
  CrowDiagramOptions options = { .colors = job->colors, .whole = job->picture };

  return crow_diagram_new (part, &options, cancellable, report_progress, job, error);
}

static CrowDiagram *
lay_out_whole (LayoutJob *job, GCancellable *cancellable, GError **error)
{
  CrowDiagramOptions options = { .positions = job->positions,
                                 .colors = job->colors,
                                 .previous = job->former };

  return crow_diagram_new (job->picture, &options, cancellable, report_progress, job, error);
}

/* Where something is left out the rest is laid out by itself: places in the whole mean nothing. But
 * the whole is what edits are made to in place. */
static LayoutResult *
run_job (LayoutJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LayoutResult) result = g_new0 (LayoutResult, 1);

  result->shown = crow_filter_apply (job->filter, job->picture);
  if (job->whole != NULL)
    result->whole = crow_diagram_ref (job->whole);
  if (result->shown->schema != job->picture)
    {
      if (job->is_fresh && result->whole == NULL)
        result->whole = lay_out_whole (job, cancellable, error);
      if (!job->is_fresh || result->whole != NULL)
        result->diagram = lay_out_part (job, result->shown->schema, cancellable, error);
    }
  else
    {
      if (result->whole == NULL)
        result->whole = lay_out_whole (job, cancellable, error);
      if (result->whole != NULL)
        result->diagram = crow_diagram_ref (result->whole);
    }
  if (result->diagram == NULL)
    return NULL;
  crow_window_fade_diagram (&result->diagram, result->shown);
  return g_steal_pointer (&result);
}

static void
layout_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  LayoutResult *result = run_job (data, cancellable, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) layout_result_free);
  else
    g_task_return_error (task, error);
}

static gboolean
show_progress_cb (gpointer data)
{
  CrowWindow *self = data;
  LayoutJob *job = g_task_get_task_data (self->layout_task);

  crow_window_show_progress (self, _ ("Laying out the diagram"),
                             g_atomic_int_get (&job->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

/**
 * crow_window_take_diagram:
 * @self: a window
 * @diagram: (transfer full): what the canvas is to show
 *
 * Shows @diagram, with what is selected as far as it is there.
 */
void
crow_window_take_diagram (CrowWindow *self, CrowDiagram *diagram)
{
  g_autoptr (CrowDiagram) owned = diagram;

  crow_canvas_set_diagram (self->canvas, owned);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  self->diagram = g_steal_pointer (&owned);
  crow_window_show_selection (self, FALSE);
  crow_window_update_search (self);
}

static void
forget_task (CrowWindow *self)
{
  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->layout_task);
  gtk_widget_set_visible (self->progress_box, FALSE);
}

/**
 * crow_window_take_whole:
 * @self: a window
 * @whole: (transfer full) (nullable): everything laid out; %NULL: not yet, since it has changed
 *
 * Takes it in place of what everything was, without showing it.
 */
void
crow_window_take_whole (CrowWindow *self, CrowDiagram *whole)
{
  g_clear_pointer (&self->whole, crow_diagram_unref);
  self->whole = whole;
  if (whole == NULL)
    return;
  g_clear_pointer (&self->former, crow_diagram_unref);
  self->former = crow_diagram_ref (whole);
}

/**
 * crow_window_show_whole:
 * @self: a window
 * @whole: (transfer full): everything of the picture, laid out
 *
 * Takes it in place of what everything was, and shows it unless something is left out.
 */
void
crow_window_show_whole (CrowWindow *self, CrowDiagram *whole)
{
  gboolean is_shown = crow_window_shows_all (self);
  CrowDiagram *diagram = crow_diagram_ref (whole);

  crow_window_take_whole (self, whole);
  if (is_shown)
    {
      crow_window_fade_diagram (&diagram, self->shown);
      crow_window_take_diagram (self, g_steal_pointer (&diagram));
    }
  g_clear_pointer (&diagram, crow_diagram_unref);
}

/* Is there another table now where one was before it was dragged? */
static gboolean
is_taken (const CrowDiagram *diagram, guint model, CrowPoint at)
{
  CrowRect place = diagram->layout->boxes[model];

  place.x = at.x;
  place.y = at.y;
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    if (i != model && crow_rect_intersects (&place, &diagram->layout->boxes[i]))
      return TRUE;
  return FALSE;
}

/* Where the layout had put what was dragged stays known if it is still free in @whole. */
static void
prune_auto_places (CrowWindow *self, const CrowDiagram *whole)
{
  g_autoptr (GHashTable) places = g_steal_pointer (&self->auto_places);

  self->auto_places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < whole->layout->n_boxes; i++)
    {
      const char *key = crow_schema_get_model (whole->schema, i)->key;
      const CrowPoint *at = g_hash_table_lookup (places, key);

      if (at != NULL && !is_taken (whole, i, *at))
        g_hash_table_insert (self->auto_places, g_strdup (key), g_memdup2 (at, sizeof *at));
    }
}

/* @keeps: what was there before is where it was. */
static void
take_result (CrowWindow *self, LayoutResult *result, gboolean keeps)
{
  if (keeps && result->whole != NULL)
    prune_auto_places (self, result->whole);
  else if (result->whole != self->whole)
    g_hash_table_remove_all (self->auto_places);
  crow_window_take_whole (self, g_steal_pointer (&result->whole));
  crow_window_take_shown (self, g_steal_pointer (&result->shown),
                          g_steal_pointer (&result->diagram));
}

static void
layout_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  const LayoutJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (LayoutResult) done = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean was_fresh;

  /* Another layout has begun, or the window is gone: this one is stale. */
  if (self->layout_task != G_TASK (result))
    return;
  forget_task (self);
  if (done == NULL)
    {
      crow_window_show_toast (self, _ ("The diagram was not laid out"), _ ("_Lay Out"),
                              "win.lay-out");
      return;
    }
  if (job->is_tidy && !crow_window_begin_arrangement (self, done->whole))
    return;
  was_fresh = self->is_fresh;
  self->is_fresh = FALSE;
  take_result (self, done, job->former != NULL || job->whole != NULL);
  crow_window_update_groups (self);
  crow_window_place_boxes (self);
  if (was_fresh)
    crow_window_restore_look (self);
}

/* @whole: (nullable): everything laid out, where that is known and still holds.
 * @former: (nullable): else where it was. @is_tidy: nobody has moved a box. */
static void
start_job (CrowWindow *self, CrowDiagram *whole, CrowDiagram *former, gboolean is_tidy)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LayoutJob *job = g_new0 (LayoutJob, 1);

  if (whole == NULL)
    crow_window_forget_routes (self);
  crow_window_cancel_layout (self);
  job->picture = crow_schema_ref (crow_document_get_picture (self->document));
  job->filter = crow_filter_copy (self->filter);
  job->whole = whole != NULL ? crow_diagram_ref (whole) : NULL;
  job->former = former != NULL ? crow_diagram_ref (former) : NULL;
  job->is_tidy = is_tidy;
  job->is_fresh = self->is_fresh;
  job->positions = is_tidy ? g_hash_table_new (g_str_hash, g_str_equal)
                           : crow_window_copy_positions (self);
  job->colors = crow_window_copy_colors (self);
  self->layout_task = g_task_new (self, cancellable, layout_cb, NULL);
  g_task_set_source_tag (self->layout_task, start_job);
  g_task_set_task_data (self->layout_task, job, (GDestroyNotify) layout_job_free);
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL, show_progress_cb, self);
  g_task_run_in_thread (self->layout_task, layout_worker);
}

/**
 * crow_window_start_layout:
 * @self: a window in which something is open
 * @whole: (nullable): everything laid out, where that is known and still holds
 * @former: (nullable): else where it was, so that it stays there
 *
 * Lays out in a worker, in place of what it may be at.
 */
void
crow_window_start_layout (CrowWindow *self, CrowDiagram *whole, CrowDiagram *former)
{
  start_job (self, whole, former, FALSE);
}

/**
 * crow_window_lay_out_anew:
 * @self: a window that shows everything
 *
 * Lays everything out as if nobody had moved a box: crow_window_begin_arrangement() is told.
 */
void
crow_window_lay_out_anew (CrowWindow *self)
{
  start_job (self, NULL, NULL, TRUE);
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
 * Lays what is shown out in a worker; what the user has placed stays, where all is shown.
 */
void
crow_window_lay_out (CrowWindow *self)
{
  if (crow_document_get_picture (self->document) != NULL)
    crow_window_start_layout (self,
                              crow_window_shows_all (self) ? NULL : crow_window_get_whole (self),
                              NULL);
}

/**
 * crow_window_lay_out_shown:
 * @self: a window in which something is open, with another filter
 *
 * Lays out what the filter leaves; everything is not laid out anew if it need not be.
 */
void
crow_window_lay_out_shown (CrowWindow *self)
{
  crow_window_start_layout (self, crow_window_get_whole (self), self->former);
}

/* The same places where only actions changed: what falls out of the filter by it stays, too. */
static gboolean
update_in_place (CrowWindow *self, CrowSchema *schema)
{
  g_autoptr (CrowShown) shown = NULL;
  CrowDiagram *whole = NULL;
  CrowDiagram *same = NULL;

  if (self->is_fresh || self->diagram == NULL || self->layout_task != NULL || self->whole == NULL)
    return FALSE;
  whole = crow_diagram_with_schema (self->whole, schema);
  if (whole == NULL)
    return FALSE;
  shown = crow_shown_renew (self->shown, schema);
  same = crow_window_shows_all (self) ? crow_diagram_ref (whole)
                                      : crow_diagram_with_schema (self->diagram, shown->schema);
  crow_window_take_whole (self, whole);
  if (same == NULL)
    return FALSE;
  crow_window_fade_diagram (&same, shown);
  crow_window_take_shown (self, g_steal_pointer (&shown), same);
  return TRUE;
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

  if (schema == NULL)
    return;
  if (self->is_fresh)
    crow_window_meet_document (self);
  if (!update_in_place (self, schema))
    crow_window_start_layout (self, crow_window_get_whole (self),
                              self->is_fresh ? NULL : self->former);
}
