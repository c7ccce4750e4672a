#include "crow-chip.h"

#include <adwaita.h>

#include "crow-theme.h"

#define CHIP_SIZE 12 /* px */

struct _CrowChip
{
  GtkWidget parent_instance;
  guint group;
};

G_DEFINE_FINAL_TYPE (CrowChip, crow_chip, GTK_TYPE_WIDGET)

static void
crow_chip_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  *minimum = *natural = CHIP_SIZE;
}

static void
crow_chip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  CrowThemeKind kind = adw_style_manager_get_dark (style) ? CROW_THEME_DARK : CROW_THEME_LIGHT;
  const CrowTheme *theme = crow_theme_get (kind, adw_style_manager_get_high_contrast (style));
  CrowColor color = crow_theme_get_group_color (theme, CROW_CHIP (widget)->group);
  GdkRGBA rgba = { (float) color.red, (float) color.green, (float) color.blue, 1 };
  GskRoundedRect outline;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, CHIP_SIZE, CHIP_SIZE);

  gsk_rounded_rect_init_from_rect (&outline, &bounds, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &rgba, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
crow_chip_class_init (CrowChipClass *klass)
{
  GTK_WIDGET_CLASS (klass)->measure = crow_chip_measure;
  GTK_WIDGET_CLASS (klass)->snapshot = crow_chip_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "crow-chip");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
crow_chip_init (CrowChip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * crow_chip_new:
 *
 * Returns: a chip of the first group's colour
 */
GtkWidget *
crow_chip_new (void)
{
  return g_object_new (CROW_TYPE_CHIP, NULL);
}

/**
 * crow_chip_set_group:
 * @self: a chip
 * @group: as crow_theme_get_group_color() takes it
 *
 * Shows the colour of @group.
 */
void
crow_chip_set_group (CrowChip *self, guint group)
{
  g_return_if_fail (CROW_IS_CHIP (self));

  self->group = group;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
