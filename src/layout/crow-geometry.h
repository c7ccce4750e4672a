#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CSS pixels; y grows downwards; x, y is the top left corner. */
typedef struct
{
  double x;
  double y;
} CrowPoint;

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} CrowRect;

gboolean crow_rect_contains (const CrowRect *self, CrowPoint point);
gboolean crow_rect_intersects (const CrowRect *a, const CrowRect *b); /* touching is not */
CrowRect crow_rect_union (const CrowRect *a, const CrowRect *b);
CrowRect crow_rect_inset (const CrowRect *self, double by); /* negative: grows */

G_END_DECLS
