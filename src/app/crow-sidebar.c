#include "crow-sidebar.h"

#include <glib/gi18n.h>

#include "crow-models-list.h"
#include "crow-relations-list.h"

struct _CrowSidebar
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkEditable *filter;
  GtkLabel *models_heading;
  GtkLabel *relations_heading;
  CrowModelsList *models;
  CrowRelationsList *relations;
  CrowSelection selection;
  gboolean is_database; /* tables, not models */
  guint n_models;
  guint n_relations;
  CrowSchema *waiting;    /* (owned) (nullable) whose relations are still to be listed */
  guint relations_source; /* idle that lists them, or 0 */
  guint filter_source;    /* idle that filters them, or 0 */
};

G_DEFINE_FINAL_TYPE (CrowSidebar, crow_sidebar, GTK_TYPE_WIDGET)

static void
show_heading (GtkLabel *label, const char *title, guint n_shown, guint n)
{
  g_autofree char *text = n_shown == n ? g_strdup_printf ("%s  %u", title, n)
                                       /* Translators: a title, then "3 of 40" */
                                       : g_strdup_printf (_ ("%s  %u of %u"), title, n_shown, n);

  gtk_label_set_label (label, text);
}

static void
show_headings (CrowSidebar *self)
{
  show_heading (self->models_heading, self->is_database ? _ ("Tables") : _ ("Models"),
                crow_models_list_get_n_shown (self->models), self->n_models);
  show_heading (self->relations_heading, _ ("Relations"),
                crow_relations_list_get_n_shown (self->relations), self->n_relations);
}

static void
select_model (CrowSidebar *self)
{
  crow_models_list_select (self->models, self->selection.kind == CROW_SELECTION_MODEL
                                             ? (int) self->selection.index
                                             : -1);
}

static void
list_relations (CrowSidebar *self)
{
  g_clear_handle_id (&self->relations_source, g_source_remove);
  crow_relations_list_set_schema (self->relations, self->waiting);
  g_clear_pointer (&self->waiting, crow_schema_unref);
  show_headings (self);
}

static gboolean
list_relations_cb (gpointer data)
{
  CrowSidebar *self = data;

  self->relations_source = 0;
  list_relations (self);
  crow_sidebar_select (self, self->selection);
  return G_SOURCE_REMOVE;
}

static void
filter_relations (CrowSidebar *self)
{
  g_clear_handle_id (&self->filter_source, g_source_remove);
  crow_relations_list_set_filter (self->relations, gtk_editable_get_text (self->filter));
  crow_sidebar_select (self, self->selection);
  show_headings (self);
}

static gboolean
filter_relations_cb (gpointer data)
{
  CrowSidebar *self = data;

  self->filter_source = 0;
  filter_relations (self);
  return G_SOURCE_REMOVE;
}

/* The relations after a frame with the models, so that neither keeps the window waiting long. */
static void
filter_changed_cb (CrowSidebar *self)
{
  crow_models_list_set_filter (self->models, gtk_editable_get_text (self->filter));
  select_model (self);
  show_headings (self);
  if (self->filter_source == 0)
    self->filter_source = g_idle_add (filter_relations_cb, self);
}

/* Enter: to the first match, a model before a relation. */
static void
activate_filter_cb (CrowSidebar *self)
{
  filter_changed_cb (self); /* the entry waits a moment before it says so */
  if (crow_models_list_activate_first (self->models))
    return;
  if (self->waiting != NULL)
    list_relations (self);
  filter_relations (self);
  crow_relations_list_activate_first (self->relations);
}

static void
stop_filter_cb (CrowSidebar *self)
{
  gtk_editable_set_text (self->filter, "");
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-canvas", NULL);
}

static void
filter_entered_cb (CrowSidebar *self)
{
  crow_models_list_expect_filter (self->models, TRUE);
  crow_relations_list_expect_filter (self->relations, TRUE);
}

static void
filter_left_cb (CrowSidebar *self)
{
  crow_models_list_expect_filter (self->models, FALSE);
  crow_relations_list_expect_filter (self->relations, FALSE);
}

static void
crow_sidebar_dispose (GObject *object)
{
  CrowSidebar *self = CROW_SIDEBAR (object);

  g_clear_handle_id (&self->relations_source, g_source_remove);
  g_clear_handle_id (&self->filter_source, g_source_remove);
  g_clear_pointer (&self->waiting, crow_schema_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_sidebar_parent_class)->dispose (object);
}

static void
crow_sidebar_class_init (CrowSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_sidebar_dispose;
  g_type_ensure (CROW_TYPE_MODELS_LIST);
  g_type_ensure (CROW_TYPE_RELATIONS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, filter);
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, models_heading);
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, relations_heading);
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, models);
  gtk_widget_class_bind_template_child (widget_class, CrowSidebar, relations);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_filter_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_sidebar_init (CrowSidebar *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (focus, "enter", G_CALLBACK (filter_entered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (filter_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->filter), focus);
}

/**
 * crow_sidebar_set_schema:
 * @self: the pane
 * @schema: (nullable): what to list
 * @groups: (nullable): colour by model
 *
 * Lists the models of @schema, and its relations after a frame with the models: the rows of a large
 * schema take a while to build and to measure.
 */
void
crow_sidebar_set_schema (CrowSidebar *self, CrowSchema *schema, const guint *groups)
{
  g_return_if_fail (CROW_IS_SIDEBAR (self));

  self->is_database = schema != NULL && crow_schema_is_database (schema);
  self->n_models = schema != NULL ? schema->models->len : 0;
  self->n_relations = schema != NULL ? schema->relations->len : 0;
  crow_models_list_set_schema (self->models, schema, groups);
  g_clear_pointer (&self->waiting, crow_schema_unref);
  self->waiting = schema != NULL ? crow_schema_ref (schema) : NULL;
  if (self->relations_source == 0)
    self->relations_source = g_idle_add (list_relations_cb, self);
}

/**
 * crow_sidebar_select:
 * @self: the pane
 * @selection: what is selected, in the pane's schema
 *
 * Marks it in its list and nothing in the other.
 */
void
crow_sidebar_select (CrowSidebar *self, CrowSelection selection)
{
  g_return_if_fail (CROW_IS_SIDEBAR (self));

  self->selection = selection;
  if (self->relations_source != 0 && selection.kind == CROW_SELECTION_RELATION)
    list_relations (self);
  select_model (self);
  crow_relations_list_select (self->relations, selection.kind == CROW_SELECTION_RELATION
                                                   ? (int) selection.index
                                                   : -1);
}

/**
 * crow_sidebar_focus_filter:
 * @self: the pane
 *
 * Puts the cursor into the filter.
 */
void
crow_sidebar_focus_filter (CrowSidebar *self)
{
  g_return_if_fail (CROW_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->filter));
  gtk_editable_select_region (self->filter, 0, -1);
}

/**
 * crow_sidebar_dismantle:
 * @self: the pane, in a window that is closed
 *
 * Frees some of its rows.
 *
 * Returns: whether there are more
 */
gboolean
crow_sidebar_dismantle (CrowSidebar *self)
{
  g_return_val_if_fail (CROW_IS_SIDEBAR (self), FALSE);

  g_clear_handle_id (&self->relations_source, g_source_remove);
  return crow_relations_list_dismantle (self->relations) ||
         crow_models_list_dismantle (self->models);
}
