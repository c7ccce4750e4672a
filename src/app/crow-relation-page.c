#include "crow-relation-page.h"

#include <glib/gi18n.h>

#include "crow-explain.h"
#include "crow-facts.h"
#include "crow-library-words.h"
#include "crow-page-util.h"
#include "crow-problem-card.h"

struct _CrowRelationPage
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkLabel *title;
  GtkLabel *caption;
  CrowActionRow *on_delete;
  CrowActionRow *on_update;
  GtkWidget *fixed;
  GtkImage *fixed_icon;
  GtkLabel *fixed_reason;
  GtkActionable *make_explicit;
  GtkLabel *effect;
  GtkLabel *refusal;
  GtkWidget *problems;
  GtkWidget *constraint_label;
  GtkLabel *constraint;
  GtkWidget *place_label;
  GtkActionable *place;
  GtkLabel *place_text;
  GtkWidget *facts_group;
  GtkGrid *facts;
};

G_DEFINE_FINAL_TYPE (CrowRelationPage, crow_relation_page, GTK_TYPE_WIDGET)

static void
crow_relation_page_dispose (GObject *object)
{
  CrowRelationPage *self = CROW_RELATION_PAGE (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_relation_page_parent_class)->dispose (object);
}

static void
crow_relation_page_class_init (CrowRelationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_relation_page_dispose;
  g_type_ensure (CROW_TYPE_ACTION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-relation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, title);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, caption);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, on_delete);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, on_update);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, fixed);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, fixed_icon);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, fixed_reason);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, make_explicit);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, effect);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, refusal);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, constraint_label);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, constraint);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, place_label);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, place);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, place_text);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, facts_group);
  gtk_widget_class_bind_template_child (widget_class, CrowRelationPage, facts);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_relation_page_init (CrowRelationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_words (CrowRelationPage *self, CrowSchema *schema, guint relation)
{
  g_autofree char *title = crow_explain_title (schema, relation);
  g_autofree char *caption = crow_explain_caption (schema, relation);
  g_autofree char *on_delete = crow_explain_delete (schema, relation);
  g_autofree char *on_update = crow_explain_update (schema, relation);
  g_autofree char *effect = g_strdup_printf ("%s\n%s", on_delete, on_update);
  g_autofree char *refusal = crow_explain_refusal (schema, relation);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->caption, caption);
  gtk_label_set_label (self->effect, effect);
  gtk_label_set_label (self->refusal, refusal);
}

static void
show_constraint (CrowRelationPage *self, CrowSchema *schema, const CrowRelation *relation)
{
  g_autofree char *both = NULL;
  const char *name = relation->constraint;

  if (relation->join_constraints[0] != NULL && relation->join_constraints[1] != NULL)
    name = both = g_strdup_printf ("%s\n%s", relation->join_constraints[0],
                                   relation->join_constraints[1]);
  gtk_label_set_label (self->constraint, name != NULL ? name : _ ("none in the database"));
  crow_page_show_place (self->place, self->place_text, schema, &relation->location);
  gtk_widget_set_visible (self->place_label, gtk_widget_get_visible (GTK_WIDGET (self->place)));
}

static void
show_problems (CrowRelationPage *self, CrowSchema *schema, guint relation)
{
  crow_page_clear (self->problems);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->relation == (int) relation)
        gtk_box_append (GTK_BOX (self->problems), crow_problem_card_new (schema, diagnostic));
    }
  gtk_widget_set_visible (self->problems, gtk_widget_get_first_child (self->problems) != NULL);
}

/* Why nothing can be chosen, or why a choice will not work. */
static char *
explain_hindrance (CrowSchema *schema, CrowPrisma *prisma, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);

  if (relation->mark == CROW_MARK_ONLY_DATABASE)
    return g_strdup (_ ("Only the database has this foreign key. The schema file must first have "
                        "the relation; “prisma db pull” writes it."));
  if (relation->clauses[CROW_EVENT_DELETE].reason == CROW_REASON_FIXED)
    return prisma != NULL && relation->join_table != NULL
               ? g_strdup (_ ("These actions are fixed. Make the join table a model to choose "
                              "them."))
               : NULL;
  if (prisma != NULL)
    return NULL;
  if (schema->is_readonly)
    {
      g_autofree char *refusal = crow_schema_explain_refusal (schema, relation, CROW_EVENT_DELETE,
                                                              CROW_ACTION_RESTRICT);

      return refusal != NULL ? crow_library_words_say (refusal) : NULL;
    }
  return crow_facts_explain_rights (schema, index);
}

static void
show_hindrance (CrowRelationPage *self, CrowSchema *schema, CrowPrisma *prisma, guint relation)
{
  const CrowClause *clause = &crow_schema_get_relation (schema, relation)
                                  ->clauses[CROW_EVENT_DELETE];
  g_autofree char *reason = explain_hindrance (schema, prisma, relation);
  gboolean is_fixed = clause->reason == CROW_REASON_FIXED;

  gtk_image_set_from_icon_name (self->fixed_icon, prisma == NULL && !is_fixed
                                                      ? "dialog-warning-symbolic"
                                                      : "changes-prevent-symbolic");
  gtk_widget_set_visible (self->fixed, is_fixed || reason != NULL);
  gtk_label_set_label (self->fixed_reason, reason != NULL ? reason : "");
}

/* A hidden join table can be made a model where there is a text to write it into. */
static void
offer_model (CrowRelationPage *self, CrowPrisma *prisma, const CrowRelation *relation)
{
  gboolean is_hidden = prisma != NULL && relation->kind == CROW_RELATION_MANY_TO_MANY &&
                       relation->join_table != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->make_explicit), is_hidden);
  if (!is_hidden)
    return;
  gtk_actionable_set_action_target (self->make_explicit, "s", relation->id);
  gtk_actionable_set_action_name (self->make_explicit, "win.make-explicit");
}

/* The text that @relation stands in; NULL: it is in a database. */
static CrowPrisma *
get_prisma (CrowDocument *document, guint relation)
{
  CrowPrisma *prisma = crow_document_get_prisma (document);

  if (prisma == NULL || relation >= crow_prisma_get_schema (prisma)->relations->len)
    return NULL;
  return prisma;
}

/**
 * crow_relation_page_show:
 * @self: the page
 * @document: what is open
 * @relation: index of a relation in its picture
 *
 * Shows @relation.
 */
void
crow_relation_page_show (CrowRelationPage *self, CrowDocument *document, guint relation)
{
  CrowSchema *schema = crow_document_get_picture (document);
  CrowPrisma *prisma = get_prisma (document, relation);
  const CrowDrift *drift = crow_document_get_drift (document);
  g_autoptr (GPtrArray) facts = drift != NULL && prisma != NULL
                                    ? crow_facts_list_drift (drift, relation)
                                    : crow_facts_list_relation (schema, relation);

  g_return_if_fail (CROW_IS_RELATION_PAGE (self));

  show_words (self, schema, relation);
  crow_action_row_set_relation (self->on_delete, schema, prisma, relation);
  crow_action_row_set_relation (self->on_update, schema, prisma, relation);
  show_hindrance (self, schema, prisma, relation);
  offer_model (self, prisma, crow_schema_get_relation (schema, relation));
  show_constraint (self, schema, crow_schema_get_relation (schema, relation));
  show_problems (self, schema, relation);
  crow_page_show_facts (self->facts_group, self->facts, facts);
}

/**
 * crow_relation_page_get_row:
 * @self: the page
 * @event: which of the two
 *
 * Returns: (transfer none): the drop-down of @event
 */
CrowActionRow *
crow_relation_page_get_row (CrowRelationPage *self, CrowEvent event)
{
  g_return_val_if_fail (CROW_IS_RELATION_PAGE (self), NULL);

  return event == CROW_EVENT_DELETE ? self->on_delete : self->on_update;
}
