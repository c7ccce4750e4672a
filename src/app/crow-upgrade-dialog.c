#include "crow-upgrade-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-library-words.h"
#include "crow-rule-change.h"

struct _CrowUpgradeDialog
{
  AdwWindow parent_instance;
  GtkLabel *summary;
  GtkStack *stack;
  GtkListView *view;
  GtkWidget *pin;
  GtkWidget *undo;

  CrowDocument *document; /* (owned) (nullable) */
  CrowRules rules;
  GtkStringList *rows; /* (owned) a relation's id, a newline, what changes */
  gboolean is_pinned;  /* the last step was this dialog's */
};

G_DEFINE_FINAL_TYPE (CrowUpgradeDialog, crow_upgrade_dialog, ADW_TYPE_WINDOW)

/* "on delete Restrict → NoAction, on update Cascade → NoAction" */
static char *
describe_change (const CrowRelation *relation, const CrowRuleChange *change)
{
  const char *const words[CROW_N_EVENTS] = { _ ("on delete"), _ ("on update") };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const CrowClause *clause = &relation->clauses[event];

      if (clause->action == change->actions[event])
        continue;
      g_string_append_printf (text, "%s%s %s → %s", text->len > 0 ? ", " : "", words[event],
                              crow_action_get_name (clause->action),
                              crow_action_get_name (change->actions[event]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
fill (CrowUpgradeDialog *self)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  g_autoptr (GArray) changes = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  if (schema == NULL)
    return;
  changes = crow_schema_list_rule_changes (schema, self->rules);
  for (guint i = 0; i < changes->len; i++)
    {
      const CrowRuleChange *change = &g_array_index (changes, CrowRuleChange, i);
      const CrowRelation *relation = crow_schema_get_relation (schema, change->relation);
      g_autofree char *what = describe_change (relation, change);

      g_ptr_array_add (rows, g_strconcat (relation->id, "\n", what, NULL));
    }
  g_ptr_array_add (rows, NULL);
  gtk_string_list_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                          (const char *const *) rows->pdata);
  /* Translators: how many relations, of how many */
  text = g_strdup_printf (ngettext ("%u of %u relations means something else",
                                    "%u of %u relations mean something else", changes->len),
                          changes->len, schema->relations->len);
  gtk_label_set_label (self->summary, text);
  gtk_stack_set_visible_child_name (self->stack, changes->len > 0 ? "list" : "none");
  gtk_widget_set_sensitive (self->pin, changes->len > 0);
  gtk_widget_set_visible (self->undo, self->is_pinned && changes->len == 0);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowUpgradeDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, i == 0 ? "heading" : "dim-label");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_margin_start (box, 8);
  gtk_widget_set_margin_end (box, 8);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowUpgradeDialog *self)
{
  const char *row = gtk_string_object_get_string (gtk_list_item_get_item (list_item));
  const char *what = strchr (row, '\n');
  g_autofree char *id = g_strndup (row, (gsize) (what - row));
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));

  gtk_label_set_label (GTK_LABEL (title), id);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), what + 1);
}

static void
activate_cb (CrowUpgradeDialog *self, guint position)
{
  const char *row = gtk_string_list_get_string (self->rows, position);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *id = g_strndup (row, strcspn (row, "\n"));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.select-relation", "s", id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
pin_cb (CrowUpgradeDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  self->is_pinned = TRUE;
  if (crow_document_pin_defaults (self->document, &error))
    return;
  self->is_pinned = FALSE;
  reason = crow_library_words_say (error->message);
  gtk_label_set_label (self->summary, reason);
}

static void
undo_cb (CrowUpgradeDialog *self)
{
  self->is_pinned = FALSE;
  crow_document_undo (self->document);
}

static void
crow_upgrade_dialog_dispose (GObject *object)
{
  CrowUpgradeDialog *self = CROW_UPGRADE_DIALOG (object);

  g_clear_object (&self->document);

  G_OBJECT_CLASS (crow_upgrade_dialog_parent_class)->dispose (object);
}

static void
crow_upgrade_dialog_finalize (GObject *object)
{
  CrowUpgradeDialog *self = CROW_UPGRADE_DIALOG (object);

  g_clear_object (&self->rows);

  G_OBJECT_CLASS (crow_upgrade_dialog_parent_class)->finalize (object);
}

static void
crow_upgrade_dialog_class_init (CrowUpgradeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_upgrade_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_upgrade_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-upgrade-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowUpgradeDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, CrowUpgradeDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowUpgradeDialog, view);
  gtk_widget_class_bind_template_child (widget_class, CrowUpgradeDialog, pin);
  gtk_widget_class_bind_template_child (widget_class, CrowUpgradeDialog, undo);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, pin_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
crow_upgrade_dialog_init (CrowUpgradeDialog *self)
{
  GtkNoSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = gtk_string_list_new (NULL);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/**
 * crow_upgrade_dialog_new:
 * @parent: (nullable): the window that asks
 * @document: in which a schema file is open
 * @rules: of the version to compare with
 *
 * Returns: (transfer none): a dialog, not yet presented
 */
CrowUpgradeDialog *
crow_upgrade_dialog_new (GtkWindow *parent, CrowDocument *document, CrowRules rules)
{
  CrowUpgradeDialog *self = g_object_new (CROW_TYPE_UPGRADE_DIALOG, "transient-for", parent, NULL);

  self->document = g_object_ref (document);
  self->rules = rules;
  g_signal_connect_object (document, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return self;
}

/**
 * crow_upgrade_dialog_get_rows:
 * @self: the dialog
 *
 * Returns: (transfer none): a string for each relation: its id, a newline, what changes
 */
GListModel *
crow_upgrade_dialog_get_rows (CrowUpgradeDialog *self)
{
  g_return_val_if_fail (CROW_IS_UPGRADE_DIALOG (self), NULL);

  return G_LIST_MODEL (self->rows);
}
