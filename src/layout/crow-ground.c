#include "crow-ground-private.h"

#include <math.h>

#define CELL 160.0     /* px */
#define MOST_CELLS 400 /* along either side */

typedef struct
{
  guint thing;
  guint next; /* in the same cell, or CROW_NONE */
} Link;

struct _CrowGround
{
  CrowRect bounds; /* what is beyond lies in the outermost cells */
  double cell_width, cell_height;
  guint n_columns, n_rows;
  guint *cells;   /* first link */
  GArray *links;  /* (element-type Link) */
  GArray *things; /* (element-type CrowThing) */
  GArray *found;  /* (element-type guint) */
  guint stamp;
};

/* Empty ground; things may lie outside @bounds, where they are found more slowly. */
CrowGround *
crow_ground_new (const CrowRect *bounds, guint n_things)
{
  CrowGround *self = g_new0 (CrowGround, 1);
  gsize n;

  self->bounds = *bounds;
  self->cell_width = MAX (CELL, bounds->width / MOST_CELLS);
  self->cell_height = MAX (CELL, bounds->height / MOST_CELLS);
  self->n_columns = (guint) (bounds->width / self->cell_width) + 1;
  self->n_rows = (guint) (bounds->height / self->cell_height) + 1;
  n = (gsize) self->n_columns * self->n_rows;
  self->cells = g_new (guint, n);
  for (gsize i = 0; i < n; i++)
    self->cells[i] = CROW_NONE;
  self->links = g_array_sized_new (FALSE, FALSE, sizeof (Link), 4 * n_things + 16);
  self->things = g_array_sized_new (FALSE, FALSE, sizeof (CrowThing), n_things + 16);
  self->found = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
crow_ground_free (CrowGround *self)
{
  g_free (self->cells);
  g_array_unref (self->links);
  g_array_unref (self->things);
  g_array_unref (self->found);
  g_free (self);
}

static guint
get_cell (double at, double start, double size, guint n)
{
  double cell = (at - start) / size;

  return cell <= 0 ? 0 : cell >= n ? n - 1 : (guint) cell;
}

/* Copies @thing; returns its number. */
guint
crow_ground_add (CrowGround *self, const CrowThing *thing)
{
  guint left = get_cell (thing->left, self->bounds.x, self->cell_width, self->n_columns);
  guint right = get_cell (thing->right, self->bounds.x, self->cell_width, self->n_columns);
  guint top = get_cell (thing->top, self->bounds.y, self->cell_height, self->n_rows);
  guint bottom = get_cell (thing->bottom, self->bounds.y, self->cell_height, self->n_rows);
  guint number = self->things->len;

  g_array_append_vals (self->things, thing, 1);
  crow_ground_get (self, number)->stamp = 0;
  for (guint row = top; row <= bottom; row++)
    {
      for (guint column = left; column <= right; column++)
        {
          guint *cell = &self->cells[(gsize) row * self->n_columns + column];
          Link link = { number, *cell };

          *cell = self->links->len;
          g_array_append_val (self->links, link);
        }
    }
  return number;
}

/* Valid until another is added. */
CrowThing *
crow_ground_get (CrowGround *self, guint thing)
{
  return &g_array_index (self->things, CrowThing, thing);
}

/* (array length=n): numbers of what touches the rectangle; valid until the next look. */
const guint *
crow_ground_find (CrowGround *self, double left, double top, double right, double bottom, guint *n)
{
  guint first = get_cell (left, self->bounds.x, self->cell_width, self->n_columns);
  guint last = get_cell (right, self->bounds.x, self->cell_width, self->n_columns);
  guint end = get_cell (bottom, self->bounds.y, self->cell_height, self->n_rows);
  const Link *links = (const Link *) (const void *) self->links->data;
  CrowThing *things = (CrowThing *) (void *) self->things->data;

  self->stamp++;
  g_array_set_size (self->found, 0);
  for (guint row = get_cell (top, self->bounds.y, self->cell_height, self->n_rows); row <= end;
       row++)
    {
      for (guint column = first; column <= last; column++)
        {
          for (guint i = self->cells[(gsize) row * self->n_columns + column]; i != CROW_NONE;
               i = links[i].next)
            {
              CrowThing *thing = &things[links[i].thing];

              if (thing->stamp == self->stamp || thing->is_gone || thing->left > right ||
                  thing->right < left || thing->top > bottom || thing->bottom < top)
                continue;
              thing->stamp = self->stamp;
              g_array_append_val (self->found, links[i].thing);
            }
        }
    }
  *n = self->found->len;
  return (const guint *) (const void *) self->found->data;
}
