#include "crow-check-grid.h"

#include <math.h>

struct CrowCheckGrid
{
  CrowRect *rects;
  guint n;
  double x, y, width, height; /* of a cell, and where the first one begins */
  guint n_columns, n_rows;
  guint *starts; /* n_columns * n_rows + 1: a cell's part of items */
  guint *items;
  guint *seen; /* by rectangle: the last search that found it */
  guint search;
  GArray *found; /* (element-type guint) */
};

typedef struct
{
  guint left, right, top, bottom;
} Cells;

static guint
clamp_cell (double at, guint n)
{
  return at <= 0 ? 0 : at >= n - 1 ? n - 1 : (guint) at;
}

static Cells
get_cells (const CrowCheckGrid *self, const CrowRect *rect)
{
  return (Cells){
    clamp_cell (floor ((rect->x - self->x) / self->width), self->n_columns),
    clamp_cell (floor ((rect->x + rect->width - self->x) / self->width), self->n_columns),
    clamp_cell (floor ((rect->y - self->y) / self->height), self->n_rows),
    clamp_cell (floor ((rect->y + rect->height - self->y) / self->height), self->n_rows),
  };
}

static void
measure (CrowCheckGrid *self)
{
  double right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  guint side = MAX (1, (guint) sqrt (self->n));

  self->x = self->y = G_MAXDOUBLE;
  for (guint i = 0; i < self->n; i++)
    {
      self->x = MIN (self->x, self->rects[i].x);
      self->y = MIN (self->y, self->rects[i].y);
      right = MAX (right, self->rects[i].x + self->rects[i].width);
      bottom = MAX (bottom, self->rects[i].y + self->rects[i].height);
    }
  self->n_columns = self->n_rows = side;
  self->width = MAX (1, (right - self->x) / side);
  self->height = MAX (1, (bottom - self->y) / side);
}

/* Counts the rectangles of each cell; with @is_filling, puts them in, from each cell's end. */
static void
sort_into_cells (CrowCheckGrid *self, gboolean is_filling)
{
  for (guint i = self->n; i > 0; i--)
    {
      Cells cells = get_cells (self, &self->rects[i - 1]);

      for (guint y = cells.top; y <= cells.bottom; y++)
        {
          for (guint x = cells.left; x <= cells.right; x++)
            {
              if (is_filling)
                self->items[--self->starts[y * self->n_columns + x]] = i - 1;
              else
                self->starts[y * self->n_columns + x]++;
            }
        }
    }
}

/* A grid of @n rectangles, which are copied. Empty ones (lines) count too. (transfer full) */
CrowCheckGrid *
crow_check_grid_new (const CrowRect *rects, guint n)
{
  CrowCheckGrid *self = g_new0 (CrowCheckGrid, 1);
  guint n_cells;

  self->rects = g_memdup2 (rects, n * sizeof (CrowRect));
  self->n = n;
  self->seen = g_new0 (guint, n);
  self->found = g_array_new (FALSE, FALSE, sizeof (guint));
  if (n == 0)
    return self;
  measure (self);
  n_cells = self->n_columns * self->n_rows;
  self->starts = g_new0 (guint, n_cells + 1);
  sort_into_cells (self, FALSE);
  for (guint i = 1; i <= n_cells; i++)
    self->starts[i] += self->starts[i - 1];
  self->items = g_new (guint, self->starts[n_cells]);
  sort_into_cells (self, TRUE);
  return self;
}

void
crow_check_grid_free (CrowCheckGrid *self)
{
  g_free (self->rects);
  g_free (self->starts);
  g_free (self->items);
  g_free (self->seen);
  g_array_unref (self->found);
  g_free (self);
}

/* Numbers of the rectangles that touch @near, each once. (transfer none): until the next search */
const guint *
crow_check_grid_find (CrowCheckGrid *self, const CrowRect *near, guint *n_found)
{
  Cells cells;

  g_array_set_size (self->found, 0);
  self->search++;
  cells = self->n > 0 ? get_cells (self, near) : (Cells){ 1, 0, 1, 0 };
  for (guint y = cells.top; y <= cells.bottom; y++)
    {
      for (guint x = cells.left; x <= cells.right; x++)
        {
          guint cell = y * self->n_columns + x;

          for (guint k = self->starts[cell]; k < self->starts[cell + 1]; k++)
            {
              guint i = self->items[k];
              const CrowRect *r = &self->rects[i];

              if (self->seen[i] == self->search || r->x > near->x + near->width ||
                  r->x + r->width < near->x || r->y > near->y + near->height ||
                  r->y + r->height < near->y)
                continue;
              self->seen[i] = self->search;
              g_array_append_val (self->found, i);
            }
        }
    }
  *n_found = self->found->len;
  return (const guint *) (const void *) self->found->data;
}
