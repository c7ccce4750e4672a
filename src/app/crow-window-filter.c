#include "crow-window-private.h"

#include <glib/gi18n.h>

static gboolean
is_ready (CrowWindow *self)
{
  return crow_document_get_picture (self->document) != NULL;
}

/* Can something of it be missing from the picture, and not only be faint there? */
static gboolean
may_hide (const CrowFilter *filter)
{
  return !crow_filter_is_plain (filter) &&
         (filter->rest == CROW_REST_HIDDEN || filter->rows != CROW_ROWS_ALL ||
          filter->hidden_models->len > 0 || filter->hidden_namespaces->len > 0);
}

static void
mark_button (CrowWindow *self)
{
  gboolean is_filtered = !crow_filter_is_plain (self->filter);
  const char *text = is_filtered ? _ ("Filters: something is left out (F8)") : _ ("Filters (F8)");

  if (is_filtered)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "crow-filtered");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "crow-filtered");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->filter_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filter_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* In the canvas's place where there is nothing to draw. */
static void
show_nothing (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  gboolean is_empty = self->shown != NULL && self->shown->schema->models->len == 0;
  gboolean is_database = crow_document_is_database (self->document);

  gtk_widget_set_visible (GTK_WIDGET (self->nothing_page), is_empty && picture != NULL);
  if (!is_empty || picture == NULL)
    return;
  gtk_widget_set_visible (self->nothing_button, picture->models->len > 0);
  adw_status_page_set_icon_name (self->nothing_page, picture->models->len > 0
                                                         ? "crow-filter-symbolic"
                                                         : CROW_APP_ID "-symbolic");
  if (picture->models->len == 0)
    {
      adw_status_page_set_title (self->nothing_page,
                                 is_database ? _ ("No Tables") : _ ("No Models"));
      adw_status_page_set_description (self->nothing_page,
                                       is_database
                                           ? _ ("The database has no tables, or none that this "
                                                "user may see.")
                                           : _ ("The schema declares no models yet."));
      return;
    }
  adw_status_page_set_title (self->nothing_page, _ ("Nothing to Show"));
  adw_status_page_set_description (self->nothing_page,
                                   _ ("No table or relation is left by the filter."));
}

/* The key of what has gone would be lost with it. */
static void
keep_key_focus (CrowWindow *self)
{
  if (is_ready (self) && gtk_widget_get_mapped (GTK_WIDGET (self->canvas)) &&
      gtk_root_get_focus (GTK_ROOT (self)) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/**
 * crow_window_update_filter:
 * @self: a window
 *
 * Everything that speaks of the filter speaks of it as it is.
 */
void
crow_window_update_filter (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);

  crow_window_show_filter_states (self);
  mark_button (self);
  show_nothing (self);
  if (picture == NULL)
    return;
  crow_filter_bar_set_history (self->filter_bar, self->back->len + self->forward->len > 0);
  crow_filter_bar_refresh (self->filter_bar, self->filter,
                           self->layout_task == NULL ? self->shown : NULL, picture);
  crow_filter_popover_refresh (self->filter_popover, self->filter, picture);
  crow_window_tell_hidden (self);
  keep_key_focus (self);
}

/**
 * crow_window_shows_all:
 * @self: a window
 *
 * Returns: whether the diagram is that of everything, though some of it may be faint
 */
gboolean
crow_window_shows_all (CrowWindow *self)
{
  return self->diagram != NULL && self->whole != NULL &&
         self->diagram->schema == self->whole->schema;
}

/**
 * crow_window_get_whole:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): everything laid out, as the document has it now
 */
CrowDiagram *
crow_window_get_whole (CrowWindow *self)
{
  return self->whole != NULL && self->whole->schema == crow_document_get_picture (self->document)
             ? self->whole
             : NULL;
}

/**
 * crow_window_fade_diagram:
 * @diagram: (inout): a diagram of what is shown
 * @shown: which of it is faint
 *
 * Makes it so. Any thread.
 */
void
crow_window_fade_diagram (CrowDiagram **diagram, const CrowShown *shown)
{
  CrowDiagram *faded;

  if (shown->faded_models == NULL && shown->faded_relations == NULL &&
      (*diagram)->faded_models == NULL && (*diagram)->faded_relations == NULL)
    return;
  faded = crow_diagram_with_fading (*diagram, shown->faded_models, shown->faded_relations);
  crow_diagram_unref (*diagram);
  *diagram = faded;
}

/* What was looked at in everything, when everything is left. */
static void
keep_view (CrowWindow *self)
{
  self->has_whole_view = crow_canvas_get_view (self->canvas, &self->whole_view);
  g_free (self->whole_selected);
  self->whole_selected = g_strdup (self->selected);
}

/* A part is fitted to the window; everything is looked at where it was left, unless something else
 * has been selected, which would be out of view there. */
static void
look_at_shown (CrowWindow *self)
{
  gboolean is_back = crow_window_shows_all (self) && self->has_whole_view;

  if (is_back)
    crow_canvas_show_view (self->canvas, self->whole_view);
  else
    crow_canvas_zoom_to_fit (self->canvas);
  crow_window_show_selection (self,
                              is_back && g_strcmp0 (self->selected, self->whole_selected) != 0);
}

static gboolean
leaves_all (const CrowShown *shown)
{
  return shown->n_hidden_models == 0 && shown->n_hidden_relations == 0 && shown->n_hidden_rows == 0;
}

/* Do the same tables lie in the same places? */
static gboolean
has_same_places (const CrowDiagram *a, const CrowDiagram *b)
{
  if (a->layout->n_boxes != b->layout->n_boxes || a->layout->n_edges != b->layout->n_edges)
    return FALSE;
  for (guint i = 0; i < a->layout->n_boxes; i++)
    if (memcmp (&a->layout->boxes[i], &b->layout->boxes[i], sizeof (CrowRect)) != 0 ||
        strcmp (a->graph->boxes[i].key, b->graph->boxes[i].key) != 0)
      return FALSE;
  return TRUE;
}

/* Another part of the schema, and not only the same part as it is now? */
static gboolean
is_other_picture (CrowWindow *self, const CrowShown *shown, const CrowDiagram *diagram)
{
  if (self->shown == NULL || self->diagram == NULL ||
      (leaves_all (self->shown) && leaves_all (shown)))
    return FALSE;
  return !has_same_places (self->diagram, diagram);
}

/**
 * crow_window_take_shown:
 * @self: a window
 * @shown: (transfer full): what the filter leaves
 * @diagram: (transfer full): its diagram
 *
 * Shows it: where it was, if its tables are the same; else fitted to the window, and everything as
 * it was left.
 */
void
crow_window_take_shown (CrowWindow *self, CrowShown *shown, CrowDiagram *diagram)
{
  gboolean is_other = is_other_picture (self, shown, diagram);

  if (is_other && leaves_all (self->shown))
    keep_view (self);
  g_clear_pointer (&self->shown, crow_shown_free);
  self->shown = shown;
  /* Another picture: nothing of the old one's places means anything in it. */
  if (is_other)
    crow_canvas_set_diagram (self->canvas, NULL);
  crow_window_take_diagram (self, diagram);
  if (is_other)
    look_at_shown (self);
  crow_window_update_filter (self);
}

/* At once where everything is laid out and nothing is missing. */
static void
show_filtered (CrowWindow *self)
{
  CrowDiagram *whole = crow_window_get_whole (self);
  CrowShown *shown;
  CrowDiagram *diagram;

  if (!is_ready (self))
    return;
  if (whole == NULL || may_hide (self->filter))
    {
      crow_window_lay_out_shown (self);
      return;
    }
  crow_window_cancel_layout (self);
  shown = crow_filter_apply (self->filter, whole->schema);
  diagram = crow_diagram_ref (whole);
  crow_window_fade_diagram (&diagram, shown);
  crow_window_take_shown (self, shown, diagram);
  crow_window_place_boxes (self); /* the layout given up may have been to do that */
}

static void
change_filter (CrowWindow *self, CrowFilter *filter)
{
  crow_filter_free (self->filter);
  self->filter = filter;
  show_filtered (self);
  crow_window_update_filter (self);
}

static gboolean
has_same_focus (const CrowFilter *a, const CrowFilter *b)
{
  if (a->focus->len != b->focus->len)
    return FALSE;
  for (guint i = 0; i < a->focus->len; i++)
    if (!crow_filter_names_contain (b->focus, g_ptr_array_index (a->focus, i)))
      return FALSE;
  return TRUE;
}

/**
 * crow_window_set_filter:
 * @self: a window in which something is open
 * @filter: (transfer full): what is to be shown
 *
 * Shows it. Another focus is a step that can be gone back from; what else is changed belongs to the
 * step that it is changed in.
 */
void
crow_window_set_filter (CrowWindow *self, CrowFilter *filter)
{
  g_autoptr (CrowFilter) owned = filter;

  if (crow_filter_equal (self->filter, filter))
    return;
  if (!has_same_focus (self->filter, filter))
    {
      g_ptr_array_add (self->back, crow_filter_copy (self->filter));
      g_ptr_array_set_size (self->forward, 0);
    }
  change_filter (self, g_steal_pointer (&owned));
}

/**
 * crow_window_drop_filter:
 * @self: a window in which something is open
 * @filter: (transfer full): what is to be shown
 *
 * As crow_window_set_filter(), and a step that can be gone back from whatever it changes.
 */
void
crow_window_drop_filter (CrowWindow *self, CrowFilter *filter)
{
  g_ptr_array_add (self->back, crow_filter_copy (self->filter));
  g_ptr_array_set_size (self->forward, 0);
  change_filter (self, filter);
}

/* Takes the last of @from, and leaves what is shown on @to. */
static void
go (CrowWindow *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return;
  g_ptr_array_add (to, crow_filter_copy (self->filter));
  change_filter (self, g_ptr_array_steal_index (from, from->len - 1));
}

/**
 * crow_window_go_through_filters:
 * @self: a window in which something is open
 * @is_forward: whether to where crow_window_go_through_filters() came back from
 *
 * Goes back to the focus before, or forward again; nowhere where there is none.
 */
void
crow_window_go_through_filters (CrowWindow *self, gboolean is_forward)
{
  go (self, is_forward ? self->forward : self->back, is_forward ? self->back : self->forward);
}

/**
 * crow_window_meet_document:
 * @self: a window whose document was just read
 *
 * Another document starts with what was shown of it last; the same, read anew, stays as it was
 * filtered.
 */
void
crow_window_meet_document (CrowWindow *self)
{
  g_autofree char *title = crow_document_get_title (self->document);
  const char *source = crow_document_get_source (self->document);

  if (source == NULL)
    source = title;
  if (g_strcmp0 (source, self->filtered) == 0)
    return;
  g_free (self->filtered);
  self->filtered = g_strdup (source);
  self->has_whole_view = FALSE;
  g_ptr_array_set_size (self->back, 0);
  g_ptr_array_set_size (self->forward, 0);
  crow_filter_free (self->filter);
  self->filter = crow_window_recall_filter (self);
  g_clear_pointer (&self->shown, crow_shown_free);
  crow_window_update_filter (self);
}

/**
 * crow_window_find_selected:
 * @self: a window
 *
 * Returns: index of the selected model or relation in the whole; -1: nothing is selected
 */
int
crow_window_find_selected (CrowWindow *self)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  int found;

  if (schema == NULL || self->selected == NULL)
    return -1;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    return crow_schema_find_relation (schema, self->selected);
  found = crow_schema_find_model_by_key (schema, self->selected);
  return found >= 0 ? found : crow_schema_find_model (schema, self->selected);
}

/* Is something selected that the picture does not have? */
static gboolean
is_selection_hidden (CrowWindow *self)
{
  int found = crow_window_find_selected (self);

  if (found < 0 || self->shown == NULL || self->layout_task != NULL)
    return FALSE;
  return self->selected_kind == CROW_SELECTION_RELATION ? !self->shown->has_relation[found]
                                                        : !self->shown->has_model[found];
}

/**
 * crow_window_list_selected:
 * @self: a window
 *
 * Returns: (transfer full) (element-type utf8): keys of the selected models, of a selected relation
 *   those at its ends; copies
 */
GPtrArray *
crow_window_list_selected (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) several = NULL;
  int found = crow_window_find_selected (self);

  if (found < 0)
    return keys;
  if (self->selected_kind == CROW_SELECTION_RELATION)
    {
      const CrowRelation *relation = crow_schema_get_relation (picture, (guint) found);

      crow_filter_names_add (keys, crow_schema_get_model (picture, relation->child)->key);
      crow_filter_names_add (keys, crow_schema_get_model (picture, relation->parent)->key);
      return keys;
    }
  several = crow_canvas_list_selected (self->canvas);
  crow_filter_names_add (keys, crow_schema_get_model (picture, (guint) found)->key);
  if (crow_filter_names_contain (several, g_ptr_array_index (keys, 0)))
    for (guint i = 0; i < several->len; i++)
      crow_filter_names_add (keys, g_ptr_array_index (several, i));
  return keys;
}

/**
 * crow_window_tell_hidden:
 * @self: a window
 *
 * Says so where what is selected is not shown, and offers to show it.
 */
void
crow_window_tell_hidden (CrowWindow *self)
{
  g_autofree char *text = NULL;

  if (is_selection_hidden (self))
    /* Translators: %s is a table or a relation, selected in a list, that the filter hides */
    text = g_strdup_printf (_ ("%s is hidden"), self->selected);
  crow_filter_bar_set_missed (self->filter_bar, text);
  crow_window_update_color (self);
  crow_window_set_action_enabled (self, "show-selected", text != NULL);
  crow_window_enable_filter_actions (self);
}
