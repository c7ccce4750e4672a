#include "crow-pack-private.h"

/* The upper contour of what is packed: steps from left to right, without gaps. */
typedef struct
{
  double x;
  double y;
} Step;

typedef struct
{
  guint block;
  double height;
} Item;

static int
compare_items (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Item *s = a, *t = b;

  if (s->height != t->height)
    return s->height > t->height ? -1 : 1;
  return s->block < t->block ? -1 : s->block > t->block;
}

/* Lowest y at which something @width wide, its gap counted, fits with its left edge at step @at;
 * *@end: the first step beyond it. */
static double
find_floor (GArray *contour, guint at, double width, guint *end)
{
  double right = g_array_index (contour, Step, at).x + width;
  double floor = 0;
  guint i = at;

  for (; i < contour->len && g_array_index (contour, Step, i).x < right; i++)
    floor = MAX (floor, g_array_index (contour, Step, i).y);
  *end = i;
  return floor;
}

static void
place_block (GArray *contour, CrowRect *block, double limit)
{
  double best_y = G_MAXDOUBLE;
  guint best = 0, end;
  Step step, rest;

  for (guint i = 0; i < contour->len; i++)
    {
      double x = g_array_index (contour, Step, i).x;
      double y = find_floor (contour, i, block->width + CROW_BLOCK_GAP, &end);

      if ((i == 0 || x + block->width <= limit) && y < best_y)
        {
          best_y = y;
          best = i;
        }
    }
  find_floor (contour, best, block->width + CROW_BLOCK_GAP, &end);
  block->x = g_array_index (contour, Step, best).x;
  block->y = best_y;
  step = (Step){ block->x, best_y + block->height + CROW_BLOCK_GAP };
  rest = (Step){ block->x + block->width + CROW_BLOCK_GAP,
                 g_array_index (contour, Step, end - 1).y };
  while (end < contour->len && g_array_index (contour, Step, end).x <= rest.x)
    rest.y = g_array_index (contour, Step, end++).y;
  g_array_remove_range (contour, best, end - best);
  g_array_insert_val (contour, best, rest);
  g_array_insert_val (contour, best, step);
}

/* Places blocks beside and below each other, high ones first, no wider in all than @width unless
 * one of them is. Sets their x and y, returns what they cover. */
CrowRect
crow_pack_blocks (CrowRect *blocks, guint n, double width)
{
  g_autoptr (GArray) contour = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autofree Item *items = g_new (Item, n + 1);
  CrowRect bounds = { 0, 0, 0, 0 };
  Step start = { 0, 0 };

  g_array_append_val (contour, start);
  for (guint i = 0; i < n; i++)
    items[i] = (Item){ i, blocks[i].height };
  g_qsort_with_data (items, (int) n, sizeof (Item), compare_items, NULL);
  for (guint i = 0; i < n; i++)
    {
      place_block (contour, &blocks[items[i].block], width);
      bounds = crow_rect_union (&bounds, &blocks[items[i].block]);
    }
  return bounds;
}

/* Places boxes, in order, in rows of @n_columns: tops and left edges are aligned. */
CrowRect
crow_pack_grid (CrowRect *boxes, guint n, guint n_columns)
{
  CrowRect bounds = { 0, 0, 0, 0 };
  g_autofree double *lefts = g_new0 (double, n_columns + 1);
  double y = 0, highest = 0;

  for (guint i = 0; i < n; i++)
    lefts[i % n_columns + 1] = MAX (lefts[i % n_columns + 1], boxes[i].width + CROW_BOX_GAP);
  for (guint i = 0; i < n_columns; i++)
    lefts[i + 1] += lefts[i];
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && i % n_columns == 0)
        {
          y += highest + CROW_BOX_GAP;
          highest = 0;
        }
      boxes[i].x = lefts[i % n_columns];
      boxes[i].y = y;
      highest = MAX (highest, boxes[i].height);
      bounds = crow_rect_union (&bounds, &boxes[i]);
    }
  return bounds;
}
