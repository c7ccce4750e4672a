#include "crow-test-pixels.h"

#include <math.h>

#include "crow-test-window.h"

static double
get_light (guint8 channel)
{
  double value = channel / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
get_luminance (guint32 color)
{
  return 0.2126 * get_light ((color >> 16) & 0xff) + 0.7152 * get_light ((color >> 8) & 0xff) +
         0.0722 * get_light (color & 0xff);
}

double
crow_test_get_contrast (guint32 a, guint32 b)
{
  double one = get_luminance (a) + 0.05, other = get_luminance (b) + 0.05;

  return MAX (one, other) / MIN (one, other);
}

/* (transfer full) (nullable): NULL: it is not drawn yet */
static GskRenderNode *
draw (GtkWidget *root)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (root);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  return gtk_snapshot_free_to_node (snapshot);
}

GskRenderNode *
crow_test_draw (GtkWidget *root)
{
  GskRenderNode *all = draw (root);

  for (guint i = 0; all == NULL && i < 100; i++)
    {
      crow_test_iterate (20);
      all = draw (root);
    }
  g_assert_nonnull (all);
  return all;
}

/* (transfer full) */
static GskRenderNode *
enlarge (GskRenderNode *node, float scale)
{
  GskTransform *transform = gsk_transform_scale (NULL, scale, scale);
  GskRenderNode *large;

  if (transform == NULL)
    return gsk_render_node_ref (node); /* as it is */
  large = gsk_transform_node_new (node, transform);
  gsk_transform_unref (transform);
  return large;
}

guint32 *
crow_test_get_pixels (GtkWidget *root,
                      GskRenderNode *node,
                      const graphene_rect_t *bounds,
                      float scale,
                      int *width,
                      int *height)
{
  g_autoptr (GskRenderNode) large = enlarge (node, scale);
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t all, seen;
  guint32 *pixels;

  graphene_rect_scale (bounds, scale, scale, &seen);
  gsk_render_node_get_bounds (large, &all);
  if (!graphene_rect_intersection (&seen, &all, &seen))
    return NULL; /* scrolled away */
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (root)),
                                         large, &seen);
  *width = gdk_texture_get_width (texture);
  *height = gdk_texture_get_height (texture);
  pixels = g_new (guint32, (gsize) *width * (gsize) *height);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) *width * 4);
  return pixels;
}
