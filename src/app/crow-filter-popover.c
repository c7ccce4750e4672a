#include "crow-filter-popover.h"

#include <glib/gi18n.h>

#include "crow-page-util.h"
#include "crow-wrap-layout.h"

struct _CrowFilterPopover
{
  GtkPopover parent_instance;
  GtkWidget *namespaces_group;
  GtkWidget *namespaces;
  GtkWidget *models_group;
  GtkWidget *models;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (CrowFilterPopover, crow_filter_popover, GTK_TYPE_POPOVER)

static void
namespace_toggled_cb (CrowFilterPopover *self, GtkCheckButton *button)
{
  if (!self->is_filling)
    gtk_widget_activate_action (GTK_WIDGET (button), "win.toggle-namespace", "s",
                                g_object_get_data (G_OBJECT (button), "namespace"));
}

static void
add_namespace (CrowFilterPopover *self, const char *name, gboolean is_shown)
{
  GtkWidget *button = gtk_check_button_new_with_label (*name != '\0' ? name : _ ("No schema"));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_shown);
  g_object_set_data_full (G_OBJECT (button), "namespace", g_strdup (name), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (namespace_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->namespaces), button);
}

/* Those that models are in, in the models' order; (element-type utf8), unowned. */
static GPtrArray *
find_namespaces (CrowSchema *schema)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);
      char *name = model->namespace_ != NULL ? model->namespace_ : (char *) "";

      if (g_hash_table_add (seen, name))
        g_ptr_array_add (names, name);
    }
  return names;
}

/* Check buttons that say the same stay, so that the focus stays on them. */
static gboolean
has_namespaces (CrowFilterPopover *self, GPtrArray *names)
{
  GtkWidget *child = gtk_widget_get_first_child (self->namespaces);

  for (guint i = 0; i < names->len; i++, child = gtk_widget_get_next_sibling (child))
    if (child == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (child), "namespace"),
                                    g_ptr_array_index (names, i)) != 0)
      return FALSE;
  return child == NULL;
}

static void
fill_namespaces (CrowFilterPopover *self, const CrowFilter *filter, CrowSchema *schema)
{
  g_autoptr (GPtrArray) names = find_namespaces (schema);
  GtkWidget *child;

  self->is_filling = TRUE;
  if (!has_namespaces (self, names))
    {
      crow_page_clear (self->namespaces);
      for (guint i = 0; i < names->len; i++)
        add_namespace (self, g_ptr_array_index (names, i), TRUE);
    }
  child = gtk_widget_get_first_child (self->namespaces);
  for (guint i = 0; i < names->len; i++, child = gtk_widget_get_next_sibling (child))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (child),
                                 !crow_filter_names_contain (filter->hidden_namespaces,
                                                             g_ptr_array_index (names, i)));
  gtk_widget_set_visible (self->namespaces_group, names->len > 1);
  self->is_filling = FALSE;
}

static void
add_hidden_model (CrowFilterPopover *self, const char *key, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_with_label (_ ("Show"));
  /* Translators: what a screen reader says of the button that shows the hidden table %s */
  g_autofree char *text = g_strdup_printf (_ ("Show %s"), name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, key);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", key);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-model");
  gtk_widget_add_css_class (button, "crow-small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (self->models), box);
}

static void
fill_models (CrowFilterPopover *self, const CrowFilter *filter, CrowSchema *schema)
{
  crow_page_clear (self->models);
  for (guint i = 0; i < filter->hidden_models->len; i++)
    {
      const char *key = g_ptr_array_index (filter->hidden_models, i);
      int model = crow_schema_find_model_by_key (schema, key);

      add_hidden_model (self, key,
                        model >= 0 ? crow_schema_get_model (schema, (guint) model)->name : key);
    }
  gtk_widget_set_visible (self->models_group, filter->hidden_models->len > 0);
}

static void
crow_filter_popover_class_init (CrowFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CROW_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowFilterPopover, namespaces_group);
  gtk_widget_class_bind_template_child (widget_class, CrowFilterPopover, namespaces);
  gtk_widget_class_bind_template_child (widget_class, CrowFilterPopover, models_group);
  gtk_widget_class_bind_template_child (widget_class, CrowFilterPopover, models);
}

static void
crow_filter_popover_init (CrowFilterPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crow_filter_popover_refresh:
 * @self: a popover
 * @filter: the window's filter
 * @schema: what it is about
 *
 * Lists namespaces, where there are several, and the tables that are hidden by hand. The rest
 * follows the window's actions.
 */
void
crow_filter_popover_refresh (CrowFilterPopover *self, const CrowFilter *filter, CrowSchema *schema)
{
  g_return_if_fail (CROW_IS_FILTER_POPOVER (self));

  fill_namespaces (self, filter, schema);
  fill_models (self, filter, schema);
}
