#include "crow-namespace-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

/* A schema in the list. */
#define CROW_TYPE_NAMESPACE_ITEM (crow_namespace_item_get_type ())
G_DECLARE_FINAL_TYPE (CrowNamespaceItem, crow_namespace_item, CROW, NAMESPACE_ITEM, GObject)

struct _CrowNamespaceItem
{
  GObject parent_instance;
  char *name;
  guint n_tables;
  gboolean is_chosen;
};

enum { PROP_0, PROP_CHOSEN, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowNamespaceItem, crow_namespace_item, G_TYPE_OBJECT)

static void
set_chosen (CrowNamespaceItem *self, gboolean is_chosen)
{
  if (self->is_chosen == is_chosen)
    return;
  self->is_chosen = is_chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

static void
crow_namespace_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, CROW_NAMESPACE_ITEM (object)->is_chosen);
}

static void
crow_namespace_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  set_chosen (CROW_NAMESPACE_ITEM (object), g_value_get_boolean (value));
}

static void
crow_namespace_item_finalize (GObject *object)
{
  g_free (CROW_NAMESPACE_ITEM (object)->name);

  G_OBJECT_CLASS (crow_namespace_item_parent_class)->finalize (object);
}

static void
crow_namespace_item_class_init (CrowNamespaceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = crow_namespace_item_finalize;
  object_class->get_property = crow_namespace_item_get_property;
  object_class->set_property = crow_namespace_item_set_property;
  properties[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                      G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
crow_namespace_item_init (CrowNamespaceItem *self)
{
}

struct _CrowNamespaceDialog
{
  AdwWindow parent_instance;
  GListStore *items;       /* (owned) of CrowNamespaceItem */
  GtkCustomFilter *filter; /* (owned) */
  char *wanted;            /* (owned) (nullable) what the filter looks for, case-folded */
  gboolean is_forced;

  GtkLabel *explanation;
  GtkEditable *filter_entry;
  GtkListView *list;
  GtkLabel *summary;
};

G_DEFINE_FINAL_TYPE (CrowNamespaceDialog, crow_namespace_dialog, ADW_TYPE_WINDOW)

static guint chosen_signal;

static guint
count_chosen (CrowNamespaceDialog *self, guint *n_tables)
{
  guint n = 0;

  *n_tables = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (CrowNamespaceItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (!item->is_chosen)
        continue;
      n++;
      *n_tables += item->n_tables;
    }
  return n;
}

static void
update_summary (CrowNamespaceDialog *self)
{
  guint n_tables;
  guint n = count_chosen (self, &n_tables);
  g_autofree char *schemas = g_strdup_printf (ngettext ("%u schema", "%u schemas", n), n);
  g_autofree char *tables = g_strdup_printf (ngettext ("%'u table", "%'u tables", n_tables),
                                             n_tables);
  /* Translators: "2 schemas, 34 tables" */
  g_autofree char *text = g_strdup_printf (C_ ("counts", "%s, %s"), schemas, tables);

  gtk_label_set_label (self->summary, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "namespaces.choose", n > 0);
}

static gboolean
matches (gpointer item, gpointer data)
{
  CrowNamespaceDialog *self = data;
  g_autofree char *name = NULL;

  if (self->wanted == NULL)
    return TRUE;
  name = g_utf8_casefold (CROW_NAMESPACE_ITEM (item)->name, -1);
  return strstr (name, self->wanted) != NULL;
}

static void
filter_changed_cb (CrowNamespaceDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->filter_entry)));

  g_free (self->wanted);
  self->wanted = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *count = gtk_label_new (NULL);

  /* The row has the focus; "not focusable" alone would still catch it here. */
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  g_object_set_data (G_OBJECT (box), "list-item", list_item);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  CrowNamespaceItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *check = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *name = gtk_widget_get_next_sibling (check);
  GtkWidget *count = gtk_widget_get_next_sibling (name);
  g_autofree char *tables = g_strdup_printf (ngettext ("%'u table", "%'u tables", item->n_tables),
                                             item->n_tables);
  GBinding *binding = g_object_bind_property (item, "chosen", check, "active",
                                              G_BINDING_SYNC_CREATE);

  g_object_set_data (G_OBJECT (list_item), "binding", binding);
  gtk_label_set_label (GTK_LABEL (name), item->name);
  gtk_label_set_label (GTK_LABEL (count), tables);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, item->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tables, -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (list_item), "binding");

  if (binding != NULL)
    g_binding_unbind (binding);
}

static void
activate_cb (CrowNamespaceDialog *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->list));
  g_autoptr (CrowNamespaceItem) item = g_list_model_get_item (model, position);

  set_chosen (item, !item->is_chosen);
  update_summary (self);
}

/* A check box is checked with Space; the list knows Enter alone. */
static gboolean
key_pressed_cb (CrowNamespaceDialog *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *box = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  GtkListItem *item = box != NULL ? g_object_get_data (G_OBJECT (box), "list-item") : NULL;

  if (item == NULL || (key != GDK_KEY_space && key != GDK_KEY_KP_Space))
    return GDK_EVENT_PROPAGATE;
  activate_cb (self, gtk_list_item_get_position (item));
  return GDK_EVENT_STOP;
}

/* All that the filter shows. */
static void
choose_shown (CrowNamespaceDialog *self, gboolean is_chosen)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->list));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CrowNamespaceItem) item = g_list_model_get_item (model, i);

      set_chosen (item, is_chosen);
    }
  update_summary (self);
}

static void
all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_shown (CROW_NAMESPACE_DIALOG (widget), TRUE);
}

static void
none_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_shown (CROW_NAMESPACE_DIALOG (widget), FALSE);
}

static void
choose_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (CrowNamespaceDialog) self = g_object_ref (CROW_NAMESPACE_DIALOG (widget));

  g_signal_emit (self, chosen_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
crow_namespace_dialog_dispose (GObject *object)
{
  CrowNamespaceDialog *self = CROW_NAMESPACE_DIALOG (object);

  /* The list may still ask it while it goes. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (crow_namespace_dialog_parent_class)->dispose (object);
}

static void
crow_namespace_dialog_finalize (GObject *object)
{
  g_clear_pointer (&CROW_NAMESPACE_DIALOG (object)->wanted, g_free);

  G_OBJECT_CLASS (crow_namespace_dialog_parent_class)->finalize (object);
}

static void
crow_namespace_dialog_class_init (CrowNamespaceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_namespace_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_namespace_dialog_finalize;
  chosen_signal = g_signal_new ("chosen", CROW_TYPE_NAMESPACE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-namespace-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowNamespaceDialog, explanation);
  gtk_widget_class_bind_template_child_full (widget_class, "filter", FALSE,
                                             G_STRUCT_OFFSET (CrowNamespaceDialog, filter_entry));
  gtk_widget_class_bind_template_child (widget_class, CrowNamespaceDialog, list);
  gtk_widget_class_bind_template_child (widget_class, CrowNamespaceDialog, summary);
  gtk_widget_class_install_action (widget_class, "namespaces.all", NULL, all_cb);
  gtk_widget_class_install_action (widget_class, "namespaces.none", NULL, none_cb);
  gtk_widget_class_install_action (widget_class, "namespaces.choose", NULL, choose_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
init_list (CrowNamespaceDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                        g_object_ref (GTK_FILTER (self->filter)));
  {
    g_autoptr (GtkSelectionModel)
        selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (filtered)));

    gtk_list_view_set_model (self->list, selection);
  }
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  g_signal_connect_object (self->filter_entry, "changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
crow_namespace_dialog_init (CrowNamespaceDialog *self)
{
  self->items = g_list_store_new (CROW_TYPE_NAMESPACE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  init_list (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}

static void
explain (CrowNamespaceDialog *self)
{
  guint n_tables;
  g_autofree char *text = NULL;

  count_chosen (self, &n_tables);
  text = g_strdup_printf (ngettext ("The database has %'u table. Choose the schemas to draw; fewer "
                                    "are faster and easier to read.",
                                    "The database has %'u tables. Choose the schemas to draw; "
                                    "fewer are faster and easier to read.",
                                    n_tables),
                          n_tables);
  gtk_label_set_label (self->explanation, text);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), TRUE);
}

/**
 * crow_namespace_dialog_new:
 * @parent: (nullable): the window that asks
 * @counts: (element-type CrowNamespaceCount): the schemas of the database
 * @chosen: (nullable): those that are chosen now; %NULL: all
 * @is_forced: whether the database is so large that the choice comes before it is read
 *
 * Returns: (transfer none): a dialog, not yet presented
 */
CrowNamespaceDialog *
crow_namespace_dialog_new (GtkWindow *parent,
                           GPtrArray *counts,
                           const char *const *chosen,
                           gboolean is_forced)
{
  CrowNamespaceDialog *self = g_object_new (CROW_TYPE_NAMESPACE_DIALOG, "transient-for", parent,
                                            NULL);

  self->is_forced = is_forced;
  for (guint i = 0; i < counts->len; i++)
    {
      const CrowNamespaceCount *count = g_ptr_array_index (counts, i);
      g_autoptr (CrowNamespaceItem) item = g_object_new (CROW_TYPE_NAMESPACE_ITEM, NULL);

      item->name = g_strdup (count->name);
      item->n_tables = count->n_tables;
      item->is_chosen = chosen == NULL || g_strv_contains (chosen, count->name);
      g_list_store_append (self->items, item);
    }
  if (is_forced)
    {
      explain (self);
      choose_shown (self, FALSE);
    }
  update_summary (self);
  return self;
}

/**
 * crow_namespace_dialog_get_is_forced:
 * @self: the dialog
 *
 * Returns: whether the choice had to be made
 */
gboolean
crow_namespace_dialog_get_is_forced (CrowNamespaceDialog *self)
{
  g_return_val_if_fail (CROW_IS_NAMESPACE_DIALOG (self), FALSE);

  return self->is_forced;
}

/**
 * crow_namespace_dialog_dup_chosen:
 * @self: the dialog
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the names that are chosen; %NULL:
 *   all of them, also those that the database will get
 */
char **
crow_namespace_dialog_dup_chosen (CrowNamespaceDialog *self)
{
  GListModel *model;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n_tables;

  g_return_val_if_fail (CROW_IS_NAMESPACE_DIALOG (self), NULL);

  model = G_LIST_MODEL (self->items);
  if (count_chosen (self, &n_tables) == g_list_model_get_n_items (model))
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CrowNamespaceItem) item = g_list_model_get_item (model, i);

      if (item->is_chosen)
        g_strv_builder_add (names, item->name);
    }
  return g_strv_builder_end (names);
}

/**
 * crow_namespace_dialog_set_chosen:
 * @self: the dialog
 * @name: a schema's name
 *
 * Chooses @name, too.
 */
void
crow_namespace_dialog_set_chosen (CrowNamespaceDialog *self, const char *name)
{
  g_return_if_fail (CROW_IS_NAMESPACE_DIALOG (self));
  g_return_if_fail (name != NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (CrowNamespaceItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (item->name, name))
        set_chosen (item, TRUE);
    }
  update_summary (self);
}
