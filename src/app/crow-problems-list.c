#include "crow-problems-list.h"

#include <glib/gi18n.h>

#include "crow-list-util.h"
#include "crow-problem-card.h"
#include "crow-schema-item.h"
#include "crow-problem-words.h"

struct _CrowProblemsList
{
  GtkWidget parent_instance;
  GtkStack *stack;
  GtkListView *view;
  GListStore *store;  /* (owned) (element-type CrowSchemaItem) */
  CrowSchema *schema; /* (owned) (nullable) */
  guint more_source;  /* idle that lists the next ones, or 0 */
};

/* So many rows are built in one turn of the loop: their texts are long. */
#define ROWS_A_TURN 20

G_DEFINE_FINAL_TYPE (CrowProblemsList, crow_problems_list, GTK_TYPE_WIDGET)

static CrowDiagnostic *
get_diagnostic (CrowSchemaItem *item)
{
  return g_ptr_array_index (crow_schema_item_get_schema (item)->diagnostics,
                            crow_schema_item_get_index (item));
}

static char *
make_icon_tooltip (GtkListItem *list_item)
{
  return g_strdup (crow_severity_get_title (get_diagnostic (gtk_list_item_get_item (list_item))
                                                ->severity));
}

static char *
make_tooltip (GtkListItem *list_item)
{
  return crow_problem_words_say (get_diagnostic (gtk_list_item_get_item (list_item)));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowProblemsList *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *message = crow_list_label_new ();
  GtkWidget *place = crow_list_label_new ();

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_single_line_mode (GTK_LABEL (message), FALSE);
  gtk_label_set_wrap (GTK_LABEL (message), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (message), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (message), 3);
  gtk_widget_set_hexpand (message, TRUE);
  gtk_widget_set_valign (place, GTK_ALIGN_START);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_add_css_class (place, "caption");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), message);
  gtk_box_append (GTK_BOX (row), place);
  crow_list_add_tooltip (icon, list_item, make_icon_tooltip);
  crow_list_add_tooltip (message, list_item, make_tooltip);
  gtk_list_item_set_child (list_item, row);
}

static char *
make_place (CrowSchemaItem *item)
{
  CrowSchema *schema = crow_schema_item_get_schema (item);
  CrowDiagnostic *diagnostic = get_diagnostic (item);
  CrowSourceFile *file;
  guint line;
  guint column;

  if (diagnostic->location.file >= schema->files->len)
    return g_strdup ("");

  file = g_ptr_array_index (schema->files, diagnostic->location.file);
  crow_source_file_locate (file, diagnostic->location.span.start, &line, &column);
  return g_strdup_printf ("%s:%u:%u", crow_source_file_get_name (file), line, column);
}

static void
refresh_row (GtkListItem *list_item, gpointer data)
{
  CrowSchemaItem *item = gtk_list_item_get_item (list_item);
  CrowDiagnostic *diagnostic = get_diagnostic (item);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  g_autofree char *spoken = NULL;
  GtkWidget *message = gtk_widget_get_next_sibling (icon);
  GtkWidget *place = gtk_widget_get_next_sibling (message);
  const char *classes[] = { crow_severity_get_css_class (diagnostic->severity), NULL };
  g_autofree char *text = make_place (item);
  g_autofree char *sentence = crow_problem_words_say (diagnostic);

  gtk_image_set_from_icon_name (GTK_IMAGE (icon),
                                crow_severity_get_icon_name (diagnostic->severity));
  gtk_widget_set_css_classes (icon, classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crow_severity_get_title (diagnostic->severity), -1);
  gtk_label_set_label (GTK_LABEL (message), sentence);
  /* Translators: "Warning: the relation has no index", what a screen reader says */
  spoken = g_strdup_printf (_ ("%s: %s"), crow_severity_get_title (diagnostic->severity), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (message), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_label_set_label (GTK_LABEL (place), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowProblemsList *self)
{
  crow_list_item_watch (list_item, G_CALLBACK (refresh_row), NULL);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowProblemsList *self)
{
  crow_list_item_unwatch (list_item);
}

static void
activate_cb (CrowProblemsList *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-problem", "u", position);
}

static gboolean
list_more_cb (gpointer data)
{
  CrowProblemsList *self = data;

  if (crow_schema_item_append (self->store, self->schema, self->schema->diagnostics->len,
                               ROWS_A_TURN))
    return G_SOURCE_CONTINUE;
  self->more_source = 0;
  return G_SOURCE_REMOVE;
}

static void
crow_problems_list_dispose (GObject *object)
{
  CrowProblemsList *self = CROW_PROBLEMS_LIST (object);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->stack)));
  g_clear_object (&self->store);

  G_OBJECT_CLASS (crow_problems_list_parent_class)->dispose (object);
}

static void
crow_problems_list_class_init (CrowProblemsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_problems_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-problems-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowProblemsList, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowProblemsList, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_problems_list_init (CrowProblemsList *self)
{
  GtkNoSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = g_list_store_new (CROW_TYPE_SCHEMA_ITEM);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/**
 * crow_problems_list_set_schema:
 * @self: the list
 * @schema: (nullable): whose diagnostics to list
 *
 * Lists the problems of @schema, those that do not fit on the screen soon after.
 */
void
crow_problems_list_set_schema (CrowProblemsList *self, CrowSchema *schema)
{
  guint n = schema != NULL ? schema->diagnostics->len : 0;
  guint n_now = MIN (n, MAX (ROWS_A_TURN, g_list_model_get_n_items (G_LIST_MODEL (self->store))));

  g_return_if_fail (CROW_IS_PROBLEMS_LIST (self));

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema != NULL ? crow_schema_ref (schema) : NULL;
  crow_schema_item_fill (self->store, schema, n_now, NULL);
  if (n_now < n)
    self->more_source = g_idle_add_full (G_PRIORITY_LOW, list_more_cb, self, NULL);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
}
