#include "crow-proxy.h"

struct _CrowProxy
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (CrowProxy, crow_proxy, GTK_TYPE_WIDGET)

/* Any size that the parent gives it. */
static void
crow_proxy_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  *minimum = *natural = 1;
}

static void
crow_proxy_class_init (CrowProxyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = crow_proxy_measure;

  gtk_widget_class_set_css_name (widget_class, "proxy");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
crow_proxy_init (CrowProxy *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * crow_proxy_new:
 *
 * Returns: (transfer floating): a widget to be named by whoever makes it
 */
GtkWidget *
crow_proxy_new (void)
{
  return g_object_new (CROW_TYPE_PROXY, NULL);
}
