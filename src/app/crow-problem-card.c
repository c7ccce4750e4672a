#include "crow-problem-card.h"

#include <glib/gi18n.h>

#include "crow-facts.h"
#include "crow-problem-words.h"

struct _CrowProblemCard
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *message;
  GtkButton *fix;
};

G_DEFINE_FINAL_TYPE (CrowProblemCard, crow_problem_card, GTK_TYPE_WIDGET)

static void
crow_problem_card_dispose (GObject *object)
{
  CrowProblemCard *self = CROW_PROBLEM_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_problem_card_parent_class)->dispose (object);
}

static void
crow_problem_card_class_init (CrowProblemCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_problem_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-problem-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowProblemCard, box);
  gtk_widget_class_bind_template_child (widget_class, CrowProblemCard, icon);
  gtk_widget_class_bind_template_child (widget_class, CrowProblemCard, message);
  gtk_widget_class_bind_template_child (widget_class, CrowProblemCard, fix);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_problem_card_init (CrowProblemCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crow_severity_get_title:
 * @severity: of a problem
 *
 * Returns: what to call it, translated
 */
const char *
crow_severity_get_title (CrowSeverity severity)
{
  switch (severity)
    {
    case CROW_SEVERITY_ERROR:
      return _ ("Error");
    case CROW_SEVERITY_WARNING:
      return _ ("Warning");
    case CROW_SEVERITY_HINT:
    default:
      return _ ("Hint");
    }
}

/**
 * crow_severity_get_icon_name:
 * @severity: of a problem
 *
 * Returns: the icon that stands for it
 */
const char *
crow_severity_get_icon_name (CrowSeverity severity)
{
  switch (severity)
    {
    case CROW_SEVERITY_ERROR:
      return "dialog-error-symbolic";
    case CROW_SEVERITY_WARNING:
      return "dialog-warning-symbolic";
    case CROW_SEVERITY_HINT:
    default:
      return "dialog-information-symbolic";
    }
}

/**
 * crow_severity_get_css_class:
 * @severity: of a problem
 *
 * Returns: the style class with its colour
 */
const char *
crow_severity_get_css_class (CrowSeverity severity)
{
  switch (severity)
    {
    case CROW_SEVERITY_ERROR:
      return "error";
    case CROW_SEVERITY_WARNING:
      return "warning";
    case CROW_SEVERITY_HINT:
    default:
      return "accent";
    }
}

static void
set_fix (CrowProblemCard *self, const char *label, const char *action, const char *target)
{
  gtk_button_set_label (self->fix, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->fix), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->fix), "s", target);
  gtk_widget_set_visible (GTK_WIDGET (self->fix), TRUE);
}

/* A schema file gets its index; for a database there is the statement that somebody may run. */
static void
offer_fix (CrowProblemCard *self, CrowSchema *schema, const CrowDiagnostic *diagnostic)
{
  guint relation = (guint) diagnostic->relation;
  g_autofree char *sql = NULL;

  if (diagnostic->fix == CROW_FIX_ADD_INDEX)
    set_fix (self, _ ("Add index"), "win.add-index",
             crow_schema_get_relation (schema, relation)->id);
  else if (crow_schema_is_database (schema) && g_str_equal (diagnostic->rule, "RA006"))
    {
      sql = crow_facts_build_index (schema, relation);
      set_fix (self, _ ("Copy CREATE INDEX"), "win.copy-text", sql);
    }
}

/**
 * crow_problem_card_new:
 * @schema: what @diagnostic is about
 * @diagnostic: the problem
 *
 * Returns: (transfer floating): a card that tells it and offers its fix, if there is one
 */
GtkWidget *
crow_problem_card_new (CrowSchema *schema, const CrowDiagnostic *diagnostic)
{
  CrowProblemCard *self = g_object_new (CROW_TYPE_PROBLEM_CARD, NULL);
  const char *severity = crow_severity_get_css_class (diagnostic->severity);
  g_autofree char *sentence = crow_problem_words_say (diagnostic);

  gtk_image_set_from_icon_name (self->icon, crow_severity_get_icon_name (diagnostic->severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  crow_severity_get_title (diagnostic->severity), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), severity);
  gtk_widget_add_css_class (GTK_WIDGET (self), severity);
  gtk_label_set_label (self->message, sentence);
  if (diagnostic->relation >= 0)
    offer_fix (self, schema, diagnostic);
  return GTK_WIDGET (self);
}
