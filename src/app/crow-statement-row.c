#include "crow-statement-row.h"

#include <glib/gi18n.h>

#include "crow-lock-words.h"
#include "crow-sql-text.h"

struct _CrowStatementRow
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkStack *sign;
  GtkLabel *number;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *sql;
  GtkLabel *status;
  GtkWidget *locks;
  GtkLabel *note;
  CrowStatementState state;
};

G_DEFINE_FINAL_TYPE (CrowStatementRow, crow_statement_row, GTK_TYPE_WIDGET)

static void
crow_statement_row_dispose (GObject *object)
{
  CrowStatementRow *self = CROW_STATEMENT_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_statement_row_parent_class)->dispose (object);
}

static void
crow_statement_row_class_init (CrowStatementRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_statement_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-statement-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, box);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, sign);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, number);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, sql);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, status);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, locks);
  gtk_widget_class_bind_template_child (widget_class, CrowStatementRow, note);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
crow_statement_row_init (CrowStatementRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_line (CrowStatementRow *self, const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "width-chars", 16, NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->locks), label);
}

/**
 * crow_statement_row_new:
 * @statement: one of a script's
 * @number: its place in the list, from 1
 *
 * Returns: (transfer floating): a row that shows it, planned
 */
GtkWidget *
crow_statement_row_new (const CrowStatement *statement, guint number)
{
  CrowStatementRow *self = g_object_new (CROW_TYPE_STATEMENT_ROW, NULL);
  g_autoptr (GPtrArray) lines = crow_lock_words_list (statement->locks);
  g_autofree char *place = g_strdup_printf ("%u", number);
  g_autofree char *line = crow_sql_make_remark (statement->sql);

  gtk_label_set_label (self->number, place);
  gtk_label_set_label (self->sql, line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sql), statement->sql);
  for (guint i = 0; i < lines->len; i++)
    add_line (self, g_ptr_array_index (lines, i));
  if (statement->scans)
    add_line (self, _ ("Reads the whole child table while it holds them."));
  gtk_widget_set_visible (self->locks, gtk_widget_get_first_child (self->locks) != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  return GTK_WIDGET (self);
}

static const struct
{
  const char *icon;  /* (nullable) */
  const char *class; /* (nullable) */
  const char *word;
} states[] = {
  [CROW_STATEMENT_PLANNED] = { NULL, NULL, "" },
  [CROW_STATEMENT_WAITING] = { NULL, NULL, N_ ("not yet") },
  [CROW_STATEMENT_RUNNING] = { NULL, NULL, N_ ("runs") },
  [CROW_STATEMENT_BLOCKED] = { "dialog-warning-symbolic", "warning", N_ ("waits for a lock") },
  [CROW_STATEMENT_DONE] = { "object-select-symbolic", "success", N_ ("done") },
  [CROW_STATEMENT_FAILED] = { "dialog-error-symbolic", "error", N_ ("failed") },
  [CROW_STATEMENT_LEFT_OUT] = { NULL, NULL, N_ ("did not run") },
};

/**
 * crow_statement_row_set_state:
 * @self: the row
 * @state: how far its statement is
 * @status: (nullable): the time that it took, or takes
 *
 * Tells the state by a sign and a word.
 */
void
crow_statement_row_set_state (CrowStatementRow *self, CrowStatementState state, const char *status)
{
  const char *word;
  g_autofree char *text = NULL;

  g_return_if_fail (CROW_IS_STATEMENT_ROW (self));

  word = *states[state].word != '\0' ? _ (states[state].word) : "";
  text = status != NULL ? g_strdup_printf ("%s · %s", word, status) : g_strdup (word);
  self->state = state;
  gtk_spinner_set_spinning (self->spinner, state == CROW_STATEMENT_RUNNING);
  gtk_image_set_from_icon_name (self->icon, states[state].icon);
  if (state == CROW_STATEMENT_RUNNING)
    gtk_stack_set_visible_child (self->sign, GTK_WIDGET (self->spinner));
  else if (states[state].icon != NULL)
    gtk_stack_set_visible_child (self->sign, GTK_WIDGET (self->icon));
  else
    gtk_stack_set_visible_child (self->sign, GTK_WIDGET (self->number));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]){
                                  states[state].class != NULL ? states[state].class : "dim-label",
                                  NULL });
  gtk_label_set_label (self->status, text);
  gtk_widget_set_visible (GTK_WIDGET (self->status), *text != '\0');
}

/**
 * crow_statement_row_get_state:
 * @self: the row
 *
 * Returns: how far its statement is
 */
CrowStatementState
crow_statement_row_get_state (CrowStatementRow *self)
{
  g_return_val_if_fail (CROW_IS_STATEMENT_ROW (self), CROW_STATEMENT_PLANNED);

  return self->state;
}

/**
 * crow_statement_row_set_note:
 * @self: the row
 * @note: (nullable): a line below the locks
 * @is_warning: whether something is not as it should be
 *
 * Shows @note, or takes the last one away.
 */
void
crow_statement_row_set_note (CrowStatementRow *self, const char *note, gboolean is_warning)
{
  g_return_if_fail (CROW_IS_STATEMENT_ROW (self));

  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  if (is_warning)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "crow-warning-text");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "crow-warning-text");
}
