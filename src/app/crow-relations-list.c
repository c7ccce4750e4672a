#include "crow-relations-list.h"

#include <glib/gi18n.h>

#include "crow-explain.h"
#include "crow-list-util.h"
#include "crow-schema-item.h"
#include "crow-search.h"
#include "crow-short-list.h"
#include "crow-spoken-list.h"

typedef enum {
  COLUMN_RELATION,
  COLUMN_ON_DELETE,
  COLUMN_ON_UPDATE,
  COLUMN_PARENT,
  COLUMN_REASON,
  N_COLUMNS,
} Column;

/* Widths of columns in place of px. Those that can be hidden are NATURAL: GTK 4.8 takes a fixed
 * width off the others' room even while the column is hidden. */
enum { EXPAND = 0, NATURAL = -1 };

struct _CrowRelationsList
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkWidget *spoken; /* a CrowSpokenList */
  GtkColumnView *view;
  GListStore *store;             /* (owned) (element-type CrowSchemaItem) */
  GtkFilter *filter;             /* (unowned) of the model chain */
  GtkFilterListModel *filtered;  /* (owned) */
  CrowShortList *list;           /* (owned) what of it is listed */
  GtkSingleSelection *selection; /* (owned) */
  CrowSearch *search;            /* (owned) (nullable) what is to be listed */
  gboolean *has_problem;         /* (owned) (nullable) by relation */
  gboolean is_quiet;             /* the selection is being set from outside */
};

G_DEFINE_FINAL_TYPE (CrowRelationsList, crow_relations_list, GTK_TYPE_WIDGET)

static CrowRelation *
get_relation (CrowSchemaItem *item)
{
  return crow_schema_get_relation (crow_schema_item_get_schema (item),
                                   crow_schema_item_get_index (item));
}

static const char *
get_parent_name (CrowSchemaItem *item)
{
  return crow_schema_get_model (crow_schema_item_get_schema (item), get_relation (item)->parent)
      ->name;
}

static const char *
get_reason_text (CrowReason reason)
{
  switch (reason)
    {
    case CROW_REASON_WRITTEN:
      return _ ("written");
    case CROW_REASON_DEFAULT:
      return _ ("default");
    case CROW_REASON_FIXED:
      return _ ("fixed");
    case CROW_REASON_DATABASE:
    default:
      return _ ("database");
    }
}

static char *
make_reason_text (const CrowRelation *relation)
{
  CrowReason on_delete = relation->clauses[CROW_EVENT_DELETE].reason;
  CrowReason on_update = relation->clauses[CROW_EVENT_UPDATE].reason;

  if (on_delete == on_update)
    return g_strdup (get_reason_text (on_delete));
  /* Translators: why an action is in force, on delete and on update: "written, default" */
  return g_strdup_printf (C_ ("on delete, on update", "%s, %s"), get_reason_text (on_delete),
                          get_reason_text (on_update));
}

static char *
get_name (CrowSchemaItem *item)
{
  return crow_explain_name (crow_schema_item_get_schema (item), crow_schema_item_get_index (item));
}

static gboolean
filter_cb (gpointer item, gpointer data)
{
  CrowRelationsList *self = data;

  return self->search == NULL ||
         crow_search_has_relation (self->search, crow_schema_item_get_schema (item),
                                   crow_schema_item_get_index (item));
}

static char *
get_cell_text (CrowSchemaItem *item, Column column)
{
  CrowRelation *relation = get_relation (item);

  switch (column)
    {
    case COLUMN_RELATION:
      return get_name (item);
    case COLUMN_PARENT:
      return g_strdup (get_parent_name (item));
    case COLUMN_ON_DELETE:
      return g_strdup (crow_action_get_name (relation->clauses[CROW_EVENT_DELETE].action));
    case COLUMN_ON_UPDATE:
      return g_strdup (crow_action_get_name (relation->clauses[CROW_EVENT_UPDATE].action));
    case COLUMN_REASON:
    default:
      return make_reason_text (relation);
    }
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  g_autofree char *first = get_cell_text ((CrowSchemaItem *) a, GPOINTER_TO_UINT (data));
  g_autofree char *second = get_cell_text ((CrowSchemaItem *) b, GPOINTER_TO_UINT (data));

  return g_strcmp0 (first, second);
}

static Column
get_column (GtkListItem *list_item)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (list_item), "column"));
}

/* Name, then a padlock where the actions are fixed, then a sign where there is a problem. */
static void
refresh_name (CrowRelationsList *self, GtkListItem *list_item, CrowSchemaItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *label = gtk_widget_get_first_child (box);
  GtkWidget *lock = gtk_widget_get_next_sibling (label);
  GtkWidget *sign = gtk_widget_get_next_sibling (lock);
  guint index = crow_schema_item_get_index (item);
  g_autofree char *spoken = crow_schema_describe_relation (crow_schema_item_get_schema (item),
                                                           index);
  g_autofree char *name = get_name (item);

  if (self->has_problem[index])
    {
      g_autofree char *fine = g_steal_pointer (&spoken);

      /* Translators: what a screen reader says of a relation, then that it has a problem */
      spoken = g_strdup_printf (_ ("%s. There is a problem"), fine);
    }
  gtk_label_set_label (GTK_LABEL (label), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_visible (lock, get_relation (item)->clauses[CROW_EVENT_DELETE].reason ==
                                    CROW_REASON_FIXED);
  gtk_widget_set_visible (sign, self->has_problem[index]);
}

static void
refresh_cell (GtkListItem *list_item, gpointer data)
{
  CrowRelationsList *self = data;
  CrowSchemaItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *child = gtk_list_item_get_child (list_item);
  Column column = get_column (list_item);
  CrowRelation *relation = get_relation (item);

  if (column == COLUMN_RELATION)
    refresh_name (self, list_item, item);
  else if (column == COLUMN_ON_DELETE || column == COLUMN_ON_UPDATE)
    crow_list_show_clause (GTK_LABEL (child),
                           &relation->clauses[column == COLUMN_ON_DELETE ? CROW_EVENT_DELETE
                                                                         : CROW_EVENT_UPDATE]);
  else
    {
      g_autofree char *text = get_cell_text (item, column);

      gtk_label_set_label (GTK_LABEL (child), text);
    }
}

static char *
make_tooltip (GtkListItem *list_item)
{
  CrowSchemaItem *item = gtk_list_item_get_item (list_item);

  return crow_schema_describe_relation (crow_schema_item_get_schema (item),
                                        crow_schema_item_get_index (item));
}

static char *
make_lock_tooltip (GtkListItem *list_item)
{
  return g_strdup (_ ("The actions are fixed"));
}

static char *
make_sign_tooltip (GtkListItem *list_item)
{
  return g_strdup (_ ("There is a problem"));
}

static GtkWidget *
add_sign (GtkWidget *box, const char *icon, const char *text)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (image, FALSE);
  gtk_box_append (GTK_BOX (box), image);
  return image;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  GtkWidget *label = crow_list_label_new ();
  GtkWidget *box;
  GtkWidget *lock;
  GtkWidget *sign;

  g_object_set_data (G_OBJECT (list_item), "column", column);
  if (GPOINTER_TO_UINT (column) != COLUMN_RELATION)
    {
      gtk_list_item_set_child (list_item, label);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_box_append (GTK_BOX (box), label);
  crow_list_add_tooltip (box, list_item, make_tooltip);
  lock = add_sign (box, "changes-prevent-symbolic", _ ("The actions are fixed"));
  gtk_widget_add_css_class (lock, "dim-label");
  crow_list_add_tooltip (lock, list_item, make_lock_tooltip);
  sign = add_sign (box, "dialog-warning-symbolic", _ ("There is a problem"));
  gtk_widget_add_css_class (sign, "warning");
  crow_list_add_tooltip (sign, list_item, make_sign_tooltip);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowRelationsList *self)
{
  crow_list_item_watch (list_item, G_CALLBACK (refresh_cell), self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  crow_list_item_unwatch (list_item);
}

static void
selected_cb (CrowRelationsList *self)
{
  CrowSchemaItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (!self->is_quiet && item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.select-relation", "s",
                                get_relation (item)->id);
}

static void
activate_cb (CrowRelationsList *self, guint position)
{
  if (gtk_single_selection_get_selected (self->selection) == position)
    selected_cb (self);
  else
    gtk_single_selection_set_selected (self->selection, position);
}

static void
add_column (CrowRelationsList *self, Column column, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;
  g_autoptr (GtkSorter)
      sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, GUINT_TO_POINTER (column), NULL));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  view_column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (view_column, width);
  else if (width == EXPAND)
    gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

/* The menu on the column heads: which of the further columns to show. */
static void
add_column_menu (CrowRelationsList *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  const struct
  {
    Column column;
    const char *action, *label;
  } optional[] = {
    { COLUMN_PARENT, "show-parent", _ ("Show the parent") },
    { COLUMN_REASON, "show-reason", _ ("Show the reason") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (optional); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, optional[i].column);
      g_autoptr (GPropertyAction)
          action = g_property_action_new (optional[i].action, column, "visible");
      g_autofree char *name = g_strconcat ("relations.", optional[i].action, NULL);

      gtk_column_view_column_set_visible (column, FALSE);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
      g_menu_append (menu, optional[i].label, name);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self->view), "relations", G_ACTION_GROUP (group));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_column_set_header_menu (column, G_MENU_MODEL (menu));
    }
}

static void
crow_relations_list_dispose (GObject *object)
{
  CrowRelationsList *self = CROW_RELATIONS_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->spoken, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->filtered);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (crow_relations_list_parent_class)->dispose (object);
}

static void
crow_relations_list_finalize (GObject *object)
{
  CrowRelationsList *self = CROW_RELATIONS_LIST (object);

  g_clear_pointer (&self->search, crow_search_free);
  g_clear_pointer (&self->has_problem, g_free);

  G_OBJECT_CLASS (crow_relations_list_parent_class)->finalize (object);
}

static void
crow_relations_list_class_init (CrowRelationsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_relations_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_relations_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-relations-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowRelationsList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationsList, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_relations_list_init (CrowRelationsList *self)
{
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  add_column (self, COLUMN_RELATION, _ ("Relation"), EXPAND);
  add_column (self, COLUMN_ON_DELETE, "onDelete", 94);
  add_column (self, COLUMN_ON_UPDATE, "onUpdate", 96);
  add_column (self, COLUMN_PARENT, _ ("Parent"), NATURAL);
  add_column (self, COLUMN_REASON, _ ("Reason"), NATURAL);
  add_column_menu (self);

  self->spoken = crow_spoken_list_new ();
  gtk_widget_set_parent (self->spoken, GTK_WIDGET (self));
  self->store = g_list_store_new (CROW_TYPE_SCHEMA_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->store)),
                                              self->filter);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->list = crow_short_list_new (
      G_LIST_MODEL (sorted),
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  self->selection =
      gtk_single_selection_new (g_object_ref (crow_short_list_get_model (self->list)));
  g_object_unref (sorted);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
mark_problems (CrowRelationsList *self, CrowSchema *schema)
{
  g_clear_pointer (&self->has_problem, g_free);
  self->has_problem = g_new0 (gboolean, schema->relations->len + 1);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->relation >= 0 && diagnostic->severity != CROW_SEVERITY_HINT)
        self->has_problem[diagnostic->relation] = TRUE;
    }
}

/**
 * crow_relations_list_set_schema:
 * @self: the list
 * @schema: (nullable): what to list
 *
 * Lists the relations of @schema; selection and place are kept where its relations are the same.
 */
void
crow_relations_list_set_schema (CrowRelationsList *self, CrowSchema *schema)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);

  g_return_if_fail (CROW_IS_RELATIONS_LIST (self));

  self->is_quiet = TRUE;
  if (schema != NULL)
    mark_problems (self, schema);
  crow_short_list_refill (self->list);
  crow_schema_item_fill (self->store, schema, schema != NULL ? schema->relations->len : 0, NULL);
  /* Only where it can make a difference: the view builds its rows again. */
  if (self->search != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (gtk_sorter_get_order (sorter) != GTK_SORTER_ORDER_NONE)
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
  self->is_quiet = FALSE;
  crow_spoken_list_set_schema (CROW_SPOKEN_LIST (self->spoken), schema);
}

/**
 * crow_relations_list_set_filter:
 * @self: the list
 * @text: a query; empty: all
 *
 * Shows only the relations that crow_search_has_relation() finds.
 */
void
crow_relations_list_set_filter (CrowRelationsList *self, const char *text)
{
  g_return_if_fail (CROW_IS_RELATIONS_LIST (self));

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
 * crow_relations_list_expect_filter:
 * @self: the list
 * @is_expected: whether somebody is about to type into a filter
 *
 * Gets ready for it: the first key is as quick as the others then.
 */
void
crow_relations_list_expect_filter (CrowRelationsList *self, gboolean is_expected)
{
  g_return_if_fail (CROW_IS_RELATIONS_LIST (self));

  crow_short_list_expect (self->list, is_expected,
                          gtk_single_selection_get_selected (self->selection));
}

static gboolean
is_found (CrowRelationsList *self, int relation)
{
  return relation >= 0 &&
         crow_list_find (G_LIST_MODEL (self->filtered), relation) != GTK_INVALID_LIST_POSITION;
}

/**
 * crow_relations_list_select:
 * @self: the list
 * @relation: index in the schema, or -1
 *
 * Marks @relation and scrolls to it, without telling anybody.
 */
void
crow_relations_list_select (CrowRelationsList *self, int relation)
{
  guint position = crow_list_find (G_LIST_MODEL (self->selection), relation);

  g_return_if_fail (CROW_IS_RELATIONS_LIST (self));

  /* Beyond what is listed yet? */
  if (position == GTK_INVALID_LIST_POSITION && is_found (self, relation))
    {
      crow_short_list_show_all (self->list);
      position = crow_list_find (G_LIST_MODEL (self->selection), relation);
    }
  if (position == gtk_single_selection_get_selected (self->selection))
    return;
  self->is_quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_quiet = FALSE;
  crow_list_scroll_to (GTK_WIDGET (self->view), position);
}

/**
 * crow_relations_list_get_n_shown:
 * @self: the list
 *
 * Returns: how many relations pass the filter
 */
guint
crow_relations_list_get_n_shown (CrowRelationsList *self)
{
  g_return_val_if_fail (CROW_IS_RELATIONS_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}

/**
 * crow_relations_list_activate_first:
 * @self: the list
 *
 * Selects the first relation that passes the filter, as if it had been clicked.
 */
void
crow_relations_list_activate_first (CrowRelationsList *self)
{
  g_return_if_fail (CROW_IS_RELATIONS_LIST (self));

  if (crow_relations_list_get_n_shown (self) > 0)
    activate_cb (self, 0);
}

/**
 * crow_relations_list_dismantle:
 * @self: the list, in a window that is closed
 *
 * Takes some rows off for good, without telling anybody.
 *
 * Returns: whether there are more
 */
gboolean
crow_relations_list_dismantle (CrowRelationsList *self)
{
  g_return_val_if_fail (CROW_IS_RELATIONS_LIST (self), FALSE);

  self->is_quiet = TRUE;
  return crow_short_list_dismantle (self->list) ||
         crow_spoken_list_dismantle (CROW_SPOKEN_LIST (self->spoken));
}
