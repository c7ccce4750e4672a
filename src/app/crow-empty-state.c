#include "crow-empty-state.h"

struct _CrowEmptyState
{
  GtkWidget parent_instance;
  GtkWidget *page;
};

G_DEFINE_FINAL_TYPE (CrowEmptyState, crow_empty_state, GTK_TYPE_WIDGET)

static void
crow_empty_state_dispose (GObject *object)
{
  CrowEmptyState *self = CROW_EMPTY_STATE (object);

  g_clear_pointer (&self->page, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_empty_state_parent_class)->dispose (object);
}

static void
crow_empty_state_class_init (CrowEmptyStateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_empty_state_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-empty-state.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowEmptyState, page);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_empty_state_init (CrowEmptyState *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
