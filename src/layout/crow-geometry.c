#include "crow-geometry.h"

/**
 * crow_rect_contains:
 * @self: a rectangle
 * @point: a point, in the same coordinates
 *
 * The left and top borders belong to the rectangle, the right and bottom ones do not.
 *
 * Returns: whether @point lies in @self
 */
gboolean
crow_rect_contains (const CrowRect *self, CrowPoint point)
{
  return point.x >= self->x && point.x < self->x + self->width && point.y >= self->y &&
         point.y < self->y + self->height;
}

/**
 * crow_rect_intersects:
 * @a: a rectangle
 * @b: another
 *
 * Returns: whether they have an area in common; rectangles that touch do not
 */
gboolean
crow_rect_intersects (const CrowRect *a, const CrowRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}

/**
 * crow_rect_union:
 * @a: a rectangle
 * @b: another
 *
 * Returns: the smallest rectangle around both, also where one of them is empty
 */
CrowRect
crow_rect_union (const CrowRect *a, const CrowRect *b)
{
  double left = MIN (a->x, b->x);
  double top = MIN (a->y, b->y);
  double right = MAX (a->x + a->width, b->x + b->width);
  double bottom = MAX (a->y + a->height, b->y + b->height);

  return (CrowRect){ left, top, right - left, bottom - top };
}

/**
 * crow_rect_inset:
 * @self: a rectangle
 * @by: px to move each border inwards; negative: outwards
 *
 * Returns: the smaller (or larger) rectangle; its sides are never below 0, it shrinks to its middle
 */
CrowRect
crow_rect_inset (const CrowRect *self, double by)
{
  double across = MIN (by, self->width / 2);
  double down = MIN (by, self->height / 2);

  return (CrowRect){ self->x + across, self->y + down, self->width - 2 * across,
                     self->height - 2 * down };
}
