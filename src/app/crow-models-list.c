#include "crow-models-list.h"

#include <glib/gi18n.h>

#include "crow-chip.h"
#include "crow-list-util.h"
#include "crow-schema-item.h"
#include "crow-search.h"
#include "crow-short-list.h"

struct _CrowModelsList
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkListView *view;
  GListStore *store;             /* (owned) (element-type CrowSchemaItem) */
  GtkFilter *filter;             /* (unowned) of the model chain */
  GtkSorter *sorter;             /* (unowned) */
  GtkFilterListModel *filtered;  /* (owned) */
  CrowShortList *list;           /* (owned) what of it is listed */
  GtkSingleSelection *selection; /* (owned) */
  CrowSearch *search;            /* (owned) (nullable) what is to be listed */
  gboolean has_groups;           /* the models have colours */
  guint *n_relations;            /* (owned) (nullable) by model */
  gboolean is_quiet;             /* the selection is being set from outside */
};

G_DEFINE_FINAL_TYPE (CrowModelsList, crow_models_list, GTK_TYPE_WIDGET)

static CrowModel *
get_model (CrowSchemaItem *item)
{
  return crow_schema_get_model (crow_schema_item_get_schema (item),
                                crow_schema_item_get_index (item));
}

static gboolean
filter_cb (gpointer item, gpointer data)
{
  CrowModelsList *self = data;

  return self->search == NULL ||
         crow_search_has_model (self->search, crow_schema_item_get_schema (item),
                                crow_schema_item_get_index (item));
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  CrowModel *first = get_model ((CrowSchemaItem *) a);
  CrowModel *second = get_model ((CrowSchemaItem *) b);
  int order = g_strcmp0 (first->namespace_, second->namespace_);

  return order != 0 ? order : g_strcmp0 (first->name, second->name);
}

static char *
make_tooltip (GtkListItem *list_item)
{
  CrowModel *model = get_model (gtk_list_item_get_item (list_item));

  return model->namespace_ != NULL ? g_strdup (model->key) : NULL;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowModelsList *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *name = crow_list_label_new ();
  GtkWidget *count = crow_list_label_new ();

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (row), crow_chip_new ());
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), count);
  crow_list_add_tooltip (row, list_item, make_tooltip);
  gtk_list_item_set_child (list_item, row);
}

static void
refresh_row (GtkListItem *list_item, gpointer data)
{
  CrowModelsList *self = data;
  CrowSchemaItem *item = gtk_list_item_get_item (list_item);
  CrowModel *model = get_model (item);
  GtkWidget *chip = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *name = gtk_widget_get_next_sibling (chip);
  GtkWidget *count = gtk_widget_get_next_sibling (name);
  guint n = self->n_relations[crow_schema_item_get_index (item)];
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *spoken = g_strdup_printf (ngettext ("%u relation", "%u relations", n), n);

  gtk_widget_set_visible (chip, self->has_groups);
  crow_chip_set_group (CROW_CHIP (chip), crow_schema_item_get_group (item));
  gtk_label_set_label (GTK_LABEL (name), model->name);
  gtk_label_set_label (GTK_LABEL (count), number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (count), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowModelsList *self)
{
  crow_list_item_watch (list_item, G_CALLBACK (refresh_row), self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowModelsList *self)
{
  crow_list_item_unwatch (list_item);
}

static void
selected_cb (CrowModelsList *self)
{
  CrowSchemaItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (!self->is_quiet && item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.select-model", "s", get_model (item)->key);
}

/* Enter on a row, or a double click; one that is selected already comes back into view. */
static void
activate_cb (CrowModelsList *self, guint position)
{
  if (gtk_single_selection_get_selected (self->selection) == position)
    selected_cb (self);
  else
    gtk_single_selection_set_selected (self->selection, position);
}

static void
crow_models_list_dispose (GObject *object)
{
  CrowModelsList *self = CROW_MODELS_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->filtered);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (crow_models_list_parent_class)->dispose (object);
}

static void
crow_models_list_finalize (GObject *object)
{
  CrowModelsList *self = CROW_MODELS_LIST (object);

  g_clear_pointer (&self->search, crow_search_free);
  g_clear_pointer (&self->n_relations, g_free);

  G_OBJECT_CLASS (crow_models_list_parent_class)->finalize (object);
}

static void
crow_models_list_class_init (CrowModelsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_models_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_models_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-models-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowModelsList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowModelsList, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_models_list_init (CrowModelsList *self)
{
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = g_list_store_new (CROW_TYPE_SCHEMA_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, NULL, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->store)),
                                              self->filter);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)), self->sorter);
  self->list = crow_short_list_new (
      G_LIST_MODEL (sorted),
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  self->selection =
      gtk_single_selection_new (g_object_ref (crow_short_list_get_model (self->list)));
  g_object_unref (sorted);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
count_relations (CrowModelsList *self, CrowSchema *schema)
{
  g_clear_pointer (&self->n_relations, g_free);
  self->n_relations = g_new0 (guint, schema->models->len + 1);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (schema, i);

      self->n_relations[relation->child]++;
      if (relation->parent != relation->child)
        self->n_relations[relation->parent]++;
    }
}

/* Does the list hold these very models? Then nothing has to be filtered and sorted anew, which
 * makes the view build its rows again. */
static gboolean
shows_models (CrowModelsList *self, CrowSchema *schema)
{
  g_autoptr (CrowSchemaItem) first = g_list_model_get_item (G_LIST_MODEL (self->store), 0);
  CrowSchema *old = first != NULL ? crow_schema_item_get_schema (first) : NULL;

  if (schema == NULL || old == NULL || old->models->len != schema->models->len)
    return FALSE;
  for (guint i = 0; i < schema->models->len; i++)
    if (!g_str_equal (crow_schema_get_model (old, i)->key,
                      crow_schema_get_model (schema, i)->key) ||
        !g_str_equal (crow_schema_get_model (old, i)->name,
                      crow_schema_get_model (schema, i)->name))
      return FALSE;
  return TRUE;
}

/**
 * crow_models_list_set_schema:
 * @self: the list
 * @schema: (nullable): what to list
 * @groups: (nullable): colour by model
 *
 * Lists the models of @schema; selection and place are kept where its models are the same.
 */
void
crow_models_list_set_schema (CrowModelsList *self, CrowSchema *schema, const guint *groups)
{
  gboolean is_same = shows_models (self, schema);

  g_return_if_fail (CROW_IS_MODELS_LIST (self));

  self->is_quiet = TRUE;
  self->has_groups = groups != NULL;
  if (schema != NULL)
    count_relations (self, schema);
  crow_short_list_refill (self->list);
  crow_schema_item_fill (self->store, schema, schema != NULL ? schema->models->len : 0, groups);
  if (!is_same)
    {
      gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
      gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
    }
  self->is_quiet = FALSE;
}

/**
 * crow_models_list_set_filter:
 * @self: the list
 * @text: a query; empty: all
 *
 * Shows only the models that crow_search_has_model() finds.
 */
void
crow_models_list_set_filter (CrowModelsList *self, const char *text)
{
  g_return_if_fail (CROW_IS_MODELS_LIST (self));

  g_clear_pointer (&self->search, crow_search_free);
  if (*text != '\0')
    self->search = crow_search_new (text);
  self->is_quiet = TRUE;
  crow_short_list_begin (self->list);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  crow_short_list_end (self->list, self->search != NULL);
  self->is_quiet = FALSE;
}

/**
 * crow_models_list_expect_filter:
 * @self: the list
 * @is_expected: whether somebody is about to type into a filter
 *
 * Gets ready for it: the first key is as quick as the others then.
 */
void
crow_models_list_expect_filter (CrowModelsList *self, gboolean is_expected)
{
  g_return_if_fail (CROW_IS_MODELS_LIST (self));

  crow_short_list_expect (self->list, is_expected,
                          gtk_single_selection_get_selected (self->selection));
}

static gboolean
is_found (CrowModelsList *self, int model)
{
  return model >= 0 &&
         crow_list_find (G_LIST_MODEL (self->filtered), model) != GTK_INVALID_LIST_POSITION;
}

/**
 * crow_models_list_select:
 * @self: the list
 * @model: index in the schema, or -1
 *
 * Marks @model and scrolls to it, without telling anybody.
 */
void
crow_models_list_select (CrowModelsList *self, int model)
{
  guint position = crow_list_find (G_LIST_MODEL (self->selection), model);

  g_return_if_fail (CROW_IS_MODELS_LIST (self));

  /* Beyond what is listed yet? */
  if (position == GTK_INVALID_LIST_POSITION && is_found (self, model))
    {
      crow_short_list_show_all (self->list);
      position = crow_list_find (G_LIST_MODEL (self->selection), model);
    }
  if (position == gtk_single_selection_get_selected (self->selection))
    return;
  self->is_quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_quiet = FALSE;
  crow_list_scroll_to (GTK_WIDGET (self->view), position);
}

/**
 * crow_models_list_get_n_shown:
 * @self: the list
 *
 * Returns: how many models pass the filter
 */
guint
crow_models_list_get_n_shown (CrowModelsList *self)
{
  g_return_val_if_fail (CROW_IS_MODELS_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}

/**
 * crow_models_list_activate_first:
 * @self: the list
 *
 * Selects the first model that passes the filter, as if it had been clicked.
 *
 * Returns: whether there is one
 */
gboolean
crow_models_list_activate_first (CrowModelsList *self)
{
  g_return_val_if_fail (CROW_IS_MODELS_LIST (self), FALSE);

  if (crow_models_list_get_n_shown (self) == 0)
    return FALSE;
  activate_cb (self, 0);
  return TRUE;
}

/**
 * crow_models_list_dismantle:
 * @self: the list, in a window that is closed
 *
 * Takes some rows off for good, without telling anybody.
 *
 * Returns: whether there are more
 */
gboolean
crow_models_list_dismantle (CrowModelsList *self)
{
  g_return_val_if_fail (CROW_IS_MODELS_LIST (self), FALSE);

  self->is_quiet = TRUE;
  return crow_short_list_dismantle (self->list);
}
