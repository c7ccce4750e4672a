#include "crow-inspector.h"

#include "crow-model-page.h"
#include "crow-summary-page.h"

struct _CrowInspector
{
  GtkWidget parent_instance;
  GtkStack *stack;
  CrowSummaryPage *summary;
  CrowModelPage *model;
  CrowRelationPage *relation;
  CrowSchema *schema; /* (owned) (nullable) what the model's page shows */
  guint shown_model;
};

G_DEFINE_FINAL_TYPE (CrowInspector, crow_inspector, GTK_TYPE_WIDGET)

static void
crow_inspector_dispose (GObject *object)
{
  CrowInspector *self = CROW_INSPECTOR (object);

  g_clear_pointer (&self->schema, crow_schema_unref);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->stack)));

  G_OBJECT_CLASS (crow_inspector_parent_class)->dispose (object);
}

static void
crow_inspector_class_init (CrowInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_inspector_dispose;
  g_type_ensure (CROW_TYPE_SUMMARY_PAGE);
  g_type_ensure (CROW_TYPE_MODEL_PAGE);
  g_type_ensure (CROW_TYPE_RELATION_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowInspector, summary);
  gtk_widget_class_bind_template_child (widget_class, CrowInspector, model);
  gtk_widget_class_bind_template_child (widget_class, CrowInspector, relation);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_inspector_init (CrowInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A model may have a hundred rows: they are built once, not whenever a box has moved. */
static void
show_model (CrowInspector *self, CrowSchema *schema, guint model)
{
  if (self->schema == schema && self->shown_model == model)
    return;
  crow_schema_ref (schema);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema;
  self->shown_model = model;
  crow_model_page_show (self->model, schema, model);
}

/**
 * crow_inspector_show:
 * @self: the inspector
 * @document: what is open
 * @selection: what is selected, in its picture
 *
 * Shows the page of what is selected, or the summary.
 */
void
crow_inspector_show (CrowInspector *self, CrowDocument *document, CrowSelection selection)
{
  CrowSchema *schema = crow_document_get_picture (document);
  GtkWidget *page = GTK_WIDGET (self->summary);

  g_return_if_fail (CROW_IS_INSPECTOR (self));

  if (schema == NULL || selection.kind == CROW_SELECTION_NONE)
    crow_summary_page_show (self->summary, document);
  else if (selection.kind == CROW_SELECTION_MODEL)
    {
      show_model (self, schema, selection.index);
      page = GTK_WIDGET (self->model);
    }
  else
    {
      crow_relation_page_show (self->relation, document, selection.index);
      page = GTK_WIDGET (self->relation);
    }
  gtk_stack_set_visible_child (self->stack, page);
}

/**
 * crow_inspector_get_relation_page:
 * @self: the inspector
 *
 * Returns: (transfer none): its page for relations
 */
CrowRelationPage *
crow_inspector_get_relation_page (CrowInspector *self)
{
  g_return_val_if_fail (CROW_IS_INSPECTOR (self), NULL);

  return self->relation;
}
