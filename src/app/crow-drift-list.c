#include "crow-drift-list.h"

#include <glib/gi18n.h>

#include "crow-drift-entry.h"
#include "crow-library-words.h"
#include "crow-words.h"

struct _CrowDriftList
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkLabel *summary;
  GtkCheckButton *show_equal;
  GtkLabel *notes;
  GtkStack *stack;
  GtkListView *view;
  GListStore *differing; /* (owned) (element-type CrowDriftEntry) */
  GListStore *equal;     /* (owned) (element-type CrowDriftEntry) */
};

G_DEFINE_FINAL_TYPE (CrowDriftList, crow_drift_list, GTK_TYPE_WIDGET)

/* The parts of a row. */
typedef struct
{
  GtkWidget *badge;
  GtkWidget *title;
  GtkWidget *key;
  GtkWidget *differences;
  GtkWidget *unsayable;
  GtkWidget *take_schema;
  GtkWidget *take_database;
} Row;

static GtkWidget *
create_label (const char *class, gboolean wraps)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, NULL);

  if (wraps)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    }
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
create_button (const char *text, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "crow-small");
  return button;
}

static GtkWidget *
create_head (Row *row)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  row->badge = create_label ("crow-badge", FALSE);
  row->title = create_label ("heading", FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (row->badge), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_valign (row->badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), row->badge);
  gtk_box_append (GTK_BOX (head), row->title);
  return head;
}

static GtkWidget *
create_text (Row *row)
{
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  row->key = create_label ("dim-label", FALSE);
  row->differences = create_label (NULL, TRUE);
  row->unsayable = create_label ("dim-label", TRUE);
  gtk_widget_add_css_class (row->key, "caption");
  gtk_widget_add_css_class (row->unsayable, "caption");
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (text), create_head (row));
  gtk_box_append (GTK_BOX (text), row->key);
  gtk_box_append (GTK_BOX (text), row->differences);
  gtk_box_append (GTK_BOX (text), row->unsayable);
  return text;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowDriftList *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  Row *row = g_new0 (Row, 1);

  gtk_box_append (GTK_BOX (line), create_text (row));
  row->take_schema = create_button (_ ("Take the _Schema’s"),
                                    _ ("Shows the SQL that brings the database to the schema; it "
                                       "runs when it is applied"));
  row->take_database = create_button (_ ("Take the _Database’s"), NULL);
  gtk_widget_set_valign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), row->take_schema);
  gtk_box_append (GTK_BOX (buttons), row->take_database);
  gtk_box_append (GTK_BOX (line), buttons);
  g_object_set_data_full (G_OBJECT (line), "row", row, g_free);
  gtk_list_item_set_child (list_item, line);
}

static void
show_text (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowDriftList *self)
{
  CrowDriftEntry *entry = gtk_list_item_get_item (list_item);
  Row *row = g_object_get_data (G_OBJECT (gtk_list_item_get_child (list_item)), "row");
  gboolean is_equal = entry->kind == CROW_DRIFT_EQUAL;
  g_autofree char *unsayable = NULL;

  if (entry->unsayable != NULL)
    /* Translators: %s is a list of SQL clauses */
    unsayable = g_strdup_printf (_ ("Prisma cannot express: %s"), entry->unsayable);
  gtk_label_set_label (GTK_LABEL (row->badge), crow_drift_kind_get_word (entry->kind));
  gtk_widget_set_css_classes (row->badge,
                              (const char *[]){ "crow-badge", is_equal ? "light" : NULL, NULL });
  gtk_label_set_label (GTK_LABEL (row->title), entry->relation);
  gtk_label_set_label (GTK_LABEL (row->key), entry->key);
  show_text (row->differences, entry->differences);
  show_text (row->unsayable, unsayable);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->take_schema), "u", entry->item);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->take_schema), "win.take-schema");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->take_database), "u", entry->item);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->take_database), "win.take-database");
  gtk_widget_set_visible (row->take_schema, !is_equal);
  gtk_widget_set_visible (row->take_database, !is_equal);
  gtk_widget_set_sensitive (row->take_database, entry->can_take);
  gtk_widget_set_tooltip_text (row->take_database,
                               entry->can_take
                                   ? _ ("Edits the schema file; undo takes it back")
                                   : _ ("More than actions differs: “prisma db pull” writes it "
                                        "into the schema file"));
}

static void
activate_cb (CrowDriftList *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->view));
  g_autoptr (CrowDriftEntry) entry = g_list_model_get_item (model, position);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.select-relation", "s", entry->relation);
}

static void
equal_toggled_cb (CrowDriftList *self)
{
  gboolean with_equal = gtk_check_button_get_active (self->show_equal);
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkNoSelection *selection;
  GListModel *rows;

  g_list_store_append (both, self->differing);
  if (with_equal)
    g_list_store_append (both, self->equal);
  rows = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (rows) > 0 ? "list" : "none");
  selection = gtk_no_selection_new (rows);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

static void
crow_drift_list_dispose (GObject *object)
{
  CrowDriftList *self = CROW_DRIFT_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->differing);
  g_clear_object (&self->equal);

  G_OBJECT_CLASS (crow_drift_list_parent_class)->dispose (object);
}

static void
crow_drift_list_class_init (CrowDriftListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_drift_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-drift-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, box);
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, summary);
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, show_equal);
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, notes);
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowDriftList, view);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, equal_toggled_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_drift_list_init (CrowDriftList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->differing = g_list_store_new (CROW_TYPE_DRIFT_ENTRY);
  self->equal = g_list_store_new (CROW_TYPE_DRIFT_ENTRY);
  equal_toggled_cb (self);
}

static void
append_count (GString *text, const char *format, guint n)
{
  if (n == 0)
    return;
  g_string_append (text, text->len > 0 ? " · " : crow_words_get_mark ());
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (text, format, n);
#pragma GCC diagnostic pop
}

static void
show_summary (CrowDriftList *self, const CrowDrift *drift)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) notes = g_string_new (NULL);
  guint n_equal = crow_drift_count (drift, CROW_DRIFT_EQUAL);
  guint n = crow_drift_count (drift, CROW_DRIFT_DIFFERS);
  g_autofree char *label = NULL;

  append_count (text, ngettext ("%u differs", "%u differ", n), n);
  append_count (text,
                ngettext ("%u only in the schema", "%u only in the schema",
                          crow_drift_count (drift, CROW_DRIFT_ONLY_SCHEMA)),
                crow_drift_count (drift, CROW_DRIFT_ONLY_SCHEMA));
  append_count (text,
                ngettext ("%u only in the database", "%u only in the database",
                          crow_drift_count (drift, CROW_DRIFT_ONLY_DATABASE)),
                crow_drift_count (drift, CROW_DRIFT_ONLY_DATABASE));
  if (text->len == 0)
    g_string_append (text, _ ("Every foreign key is the same in both"));
  for (guint i = 0; i < drift->notes->len; i++)
    {
      g_autofree char *note = crow_library_words_say (g_ptr_array_index (drift->notes, i));

      g_string_append_printf (notes, "%s%s", i > 0 ? "\n" : "", note);
    }
  label = g_strdup_printf (ngettext ("Show %u _equal one", "Show %u _equal ones", n_equal),
                           n_equal);
  gtk_label_set_label (self->summary, text->str);
  gtk_label_set_label (self->notes, notes->str);
  gtk_widget_set_visible (GTK_WIDGET (self->notes), notes->len > 0);
  gtk_check_button_set_label (self->show_equal, label);
  gtk_widget_set_visible (GTK_WIDGET (self->show_equal), n_equal > 0);
}

/**
 * crow_drift_list_set_drift:
 * @self: the list
 * @drift: (nullable): a comparison; what the rows need is copied
 *
 * Lists @drift.
 */
void
crow_drift_list_set_drift (CrowDriftList *self, const CrowDrift *drift)
{
  g_autoptr (GPtrArray) differing = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) equal = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (CROW_IS_DRIFT_LIST (self));

  for (guint i = 0; drift != NULL && i < drift->items->len; i++)
    {
      CrowDriftEntry *entry = crow_drift_entry_new (drift, i);

      g_ptr_array_add (entry->kind == CROW_DRIFT_EQUAL ? equal : differing, entry);
    }
  g_list_store_splice (self->differing, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->differing)), differing->pdata,
                       differing->len);
  g_list_store_splice (self->equal, 0, g_list_model_get_n_items (G_LIST_MODEL (self->equal)),
                       equal->pdata, equal->len);
  if (drift != NULL)
    show_summary (self, drift);
  gtk_stack_set_visible_child_name (self->stack,
                                    differing->len > 0 ||
                                            gtk_check_button_get_active (self->show_equal)
                                        ? "list"
                                        : "none");
}
