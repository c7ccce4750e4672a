#include "crow-quadtree-private.h"

#define MAX_DEPTH 32
#define OPENING 0.8 /* a square seen under a smaller angle (size / distance) acts as one body */
#define NOBODY G_MAXUINT

typedef struct
{
  double left, top, size;
  double mass, x, y; /* x, y: sum of mass times place until the tree is full, then the centre */
  guint children[4]; /* 0: none (the root is nobody's child) */
  guint body;        /* the only body of a leaf; NOBODY: none, or several in the smallest square */
  gboolean is_split;
} Square;

struct _CrowQuadtree
{
  GArray *squares; /* (element-type Square) the root is the first */
  const double *x;
  const double *y;
  const double *mass;
};

CrowQuadtree *
crow_quadtree_new (guint max_bodies)
{
  CrowQuadtree *self = g_new0 (CrowQuadtree, 1);

  self->squares = g_array_sized_new (FALSE, FALSE, sizeof (Square), 2 * max_bodies + 1);
  return self;
}

void
crow_quadtree_free (CrowQuadtree *self)
{
  g_array_unref (self->squares);
  g_free (self);
}

static guint
add_square (CrowQuadtree *self, double left, double top, double size)
{
  Square square = { .left = left, .top = top, .size = size, .body = NOBODY };

  g_array_append_val (self->squares, square);
  return self->squares->len - 1;
}

/* Index of the quarter of @square in which a place lies; makes it where there is none. */
static guint
enter_quarter (CrowQuadtree *self, guint square, double x, double y)
{
  Square *s = &g_array_index (self->squares, Square, square);
  double half = s->size / 2;
  guint right = x > s->left + half;
  guint below = y > s->top + half;
  guint quarter = right + 2 * below;
  guint child = s->children[quarter];

  if (child == 0)
    {
      child = add_square (self, s->left + right * half, s->top + below * half, half);
      g_array_index (self->squares, Square, square).children[quarter] = child;
    }
  return child;
}

static void
add_mass (CrowQuadtree *self, guint square, guint body)
{
  Square *s = &g_array_index (self->squares, Square, square);

  s->mass += self->mass[body];
  s->x += self->mass[body] * self->x[body];
  s->y += self->mass[body] * self->y[body];
}

static void
add_body (CrowQuadtree *self, guint body)
{
  guint at = 0;

  for (guint depth = 0;; depth++)
    {
      Square *s = &g_array_index (self->squares, Square, at);
      gboolean was_empty = s->mass == 0;
      guint other = s->body;

      add_mass (self, at, body);
      if (was_empty)
        {
          s->body = body;
          return;
        }
      if (depth == MAX_DEPTH)
        {
          s->body = NOBODY;
          return;
        }
      if (!s->is_split)
        {
          guint child;

          s->is_split = TRUE;
          s->body = NOBODY;
          child = enter_quarter (self, at, self->x[other], self->y[other]);
          add_mass (self, child, other);
          g_array_index (self->squares, Square, child).body = other;
        }
      at = enter_quarter (self, at, self->x[body], self->y[body]);
    }
}

/* Fills the tree with @n bodies; the arrays must live as long as it is asked. Masses are above 0.
 */
void
crow_quadtree_fill (CrowQuadtree *self,
                    const double *x,
                    const double *y,
                    const double *mass,
                    guint n)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      left = MIN (left, x[i]);
      right = MAX (right, x[i]);
      top = MIN (top, y[i]);
      bottom = MAX (bottom, y[i]);
    }
  self->x = x;
  self->y = y;
  self->mass = mass;
  g_array_set_size (self->squares, 0);
  add_square (self, left, top, MAX (MAX (right - left, bottom - top), 1e-6));
  for (guint i = 0; i < n; i++)
    add_body (self, i);
  for (guint i = 0; i < self->squares->len; i++)
    {
      Square *s = &g_array_index (self->squares, Square, i);

      s->x /= MAX (s->mass, 1e-300);
      s->y /= MAX (s->mass, 1e-300);
    }
}

/* Sum over all bodies of mass / distance, pointing away from them (Barnes and Hut 1986). What lies
 * exactly at the place itself does not push. */
void
crow_quadtree_get_push (const CrowQuadtree *self, double x, double y, double *dx, double *dy)
{
  const Square *squares = (const Square *) (const void *) self->squares->data;
  guint stack[4 * MAX_DEPTH + 8];
  guint n = 0;

  *dx = *dy = 0;
  stack[n++] = 0;
  while (n > 0)
    {
      const Square *s = &squares[stack[--n]];
      double away_x = x - s->x, away_y = y - s->y;
      double squared = away_x * away_x + away_y * away_y;

      if (!s->is_split || s->size * s->size < OPENING * OPENING * squared)
        {
          if (squared > 1e-12)
            {
              *dx += s->mass * away_x / squared;
              *dy += s->mass * away_y / squared;
            }
          continue;
        }
      for (guint i = 0; i < 4; i++)
        {
          if (s->children[i] != 0)
            stack[n++] = s->children[i];
        }
    }
}
