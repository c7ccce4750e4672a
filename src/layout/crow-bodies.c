#include "crow-bodies-private.h"

/* The tree is implicit: node k has the children 2k and 2k + 1, the root is 1, all leaves lie on one
 * level and hold at most LEAF bodies, one after the other in the order. So filling it again, as the
 * bodies move, is one pass without a branch; only their order ages, and is renewed now and then. */

#define LEAF 8
#define OPENING 0.9F /* a node seen under a smaller angle (sizes / distance) acts as one body */
#define SOFT 1e-6F   /* square of a distance below which bodies push no harder */

typedef float Lanes __attribute__ ((vector_size (LEAF * sizeof (float)), aligned (4)));

typedef struct
{
  float x, y; /* centre of mass */
  float mass;
  float size; /* the longer side of its box */
} Node;

typedef struct
{
  float left, top, right, bottom;
} Box;

struct _CrowBodies
{
  guint n;
  guint n_leaves; /* a power of two */
  guint *order;   /* bodies, leaf by leaf */
  guint
      *starts; /* by leaf, n_leaves + 1: its bodies are order[starts[i]] to order[starts[i+1]-1] */
  Node *nodes; /* 2 * n_leaves; the first is not used */
  Box *boxes;
  const float *mass; /* (unowned) */
  float *x, *y, *m;  /* in order, LEAF a leaf; what a leaf lacks has no mass */
  Node *seen;        /* scratch: what a leaf's bodies are pushed by */
  guint *stack;      /* scratch */
};

/* @mass must live as long as the bodies; all of it is above 0. */
CrowBodies *
crow_bodies_new (const float *mass, guint n)
{
  CrowBodies *self = g_new0 (CrowBodies, 1);
  guint leaves = 1;

  while (leaves * LEAF < n)
    leaves *= 2;
  self->n = n;
  self->n_leaves = leaves;
  self->mass = mass;
  self->order = g_new (guint, n + 1);
  self->starts = g_new (guint, leaves + 1);
  self->nodes = g_new0 (Node, 2 * (gsize) leaves);
  self->boxes = g_new0 (Box, 2 * (gsize) leaves);
  self->x = g_new0 (float, LEAF *(gsize) leaves);
  self->y = g_new0 (float, LEAF *(gsize) leaves);
  self->m = g_new0 (float, LEAF *(gsize) leaves);
  self->seen = g_new (Node, n + leaves + LEAF);
  self->stack = g_new (guint, 2 * (gsize) leaves + 2);
  for (guint i = 0; i < n; i++)
    self->order[i] = i;
  for (guint i = 0; i <= leaves; i++) /* as even as whole bodies allow */
    self->starts[i] = (guint) ((guint64) n * i / leaves);
  return self;
}

void
crow_bodies_free (CrowBodies *self)
{
  g_free (self->order);
  g_free (self->starts);
  g_free (self->nodes);
  g_free (self->boxes);
  g_free (self->x);
  g_free (self->y);
  g_free (self->m);
  g_free (self->seen);
  g_free (self->stack);
  g_free (self);
}

/* Puts the @middle smallest of @order[0] to @order[n-1] by @keys first (quickselect, the median of
 * three for a pivot). */
static void
split_order (guint *order, guint n, guint middle, const float *keys)
{
  guint low = 0, high = n;

  while (high - low > 1 && middle > low && middle < high)
    {
      float a = keys[order[low]], b = keys[order[(low + high) / 2]], c = keys[order[high - 1]];
      float pivot = MAX (MIN (a, b), MIN (MAX (a, b), c));
      guint i = low, j = low, k = high; /* < pivot, = pivot, unknown, > pivot */

      while (j < k)
        {
          guint body = order[j];
          float key = keys[body];

          if (key < pivot)
            {
              order[j++] = order[i];
              order[i++] = body;
            }
          else if (key > pivot)
            {
              order[j] = order[--k];
              order[k] = body;
            }
          else
            j++;
        }
      if (middle < i)
        high = i;
      else if (middle > k)
        low = k;
      else
        return;
    }
}

static Box
measure_bodies (const guint *order, guint n, const float *x, const float *y)
{
  Box box = { G_MAXFLOAT, G_MAXFLOAT, -G_MAXFLOAT, -G_MAXFLOAT };

  for (guint i = 0; i < n; i++)
    {
      box.left = MIN (box.left, x[order[i]]);
      box.top = MIN (box.top, y[order[i]]);
      box.right = MAX (box.right, x[order[i]]);
      box.bottom = MAX (box.bottom, y[order[i]]);
    }
  return box;
}

/* Halves the bodies across their longer extent, level by level. Wanted before the first push and
 * again when the bodies have moved far. */
void
crow_bodies_sort (CrowBodies *self, const float *x, const float *y)
{
  for (guint width = self->n_leaves; width > 1; width /= 2)
    {
      for (guint leaf = 0; leaf < self->n_leaves; leaf += width)
        {
          guint first = self->starts[leaf], n = self->starts[leaf + width] - first;
          guint middle = self->starts[leaf + width / 2] - first;
          Box box = measure_bodies (self->order + first, n, x, y);
          gboolean is_wide = box.right - box.left > box.bottom - box.top;

          split_order (self->order + first, n, middle, is_wide ? x : y);
        }
    }
}

static void
fill_leaf (CrowBodies *self, guint leaf, const float *x, const float *y)
{
  Node *node = &self->nodes[self->n_leaves + leaf];
  guint first = self->starts[leaf], n = self->starts[leaf + 1] - first;
  Box box = measure_bodies (self->order + first, n, x, y);
  guint at = leaf * LEAF;

  *node = (Node){ 0, 0, 0, MAX (box.right - box.left, box.bottom - box.top) };
  for (guint i = 0; i < n; i++, at++)
    {
      guint body = self->order[first + i];

      self->x[at] = x[body];
      self->y[at] = y[body];
      self->m[at] = self->mass[body];
      node->x += x[body] * self->mass[body];
      node->y += y[body] * self->mass[body];
      node->mass += self->mass[body];
    }
  node->x /= MAX (node->mass, G_MINFLOAT);
  node->y /= MAX (node->mass, G_MINFLOAT);
  self->boxes[self->n_leaves + leaf] = box;
}

static void
fill_nodes (CrowBodies *self, const float *x, const float *y)
{
  for (guint leaf = 0; leaf < self->n_leaves; leaf++)
    fill_leaf (self, leaf, x, y);
  for (guint k = self->n_leaves - 1; k > 0; k--)
    {
      const Node *a = &self->nodes[2 * k], *b = &self->nodes[2 * k + 1];
      const Box *c = &self->boxes[2 * k], *d = &self->boxes[2 * k + 1];
      Box box = { MIN (c->left, d->left), MIN (c->top, d->top), MAX (c->right, d->right),
                  MAX (c->bottom, d->bottom) };
      float mass = a->mass + b->mass, share = MAX (mass, G_MINFLOAT);

      self->boxes[k] = box;
      self->nodes[k] = (Node){ (a->x * a->mass + b->x * b->mass) / share,
                               (a->y * a->mass + b->y * b->mass) / share, mass,
                               MAX (box.right - box.left, box.bottom - box.top) };
    }
}

/* What the bodies of @leaf are pushed by: distant nodes, near bodies. */
static guint
list_seen (CrowBodies *self, guint leaf)
{
  const Node *own = &self->nodes[self->n_leaves + leaf];
  guint n = 0, depth = 0;

  self->stack[depth++] = 1;
  while (depth > 0)
    {
      guint k = self->stack[--depth];
      const Node *node = &self->nodes[k];
      float x = node->x - own->x, y = node->y - own->y, size = node->size + own->size;

      if (size * size < OPENING * OPENING * (x * x + y * y))
        self->seen[n++] = *node;
      else if (k < self->n_leaves)
        {
          self->stack[depth++] = 2 * k + 1;
          self->stack[depth++] = 2 * k;
        }
      else
        {
          guint at = (k - self->n_leaves) * LEAF;
          guint count = self->starts[k - self->n_leaves + 1] - self->starts[k - self->n_leaves];

          for (guint i = at; i < at + count; i++)
            self->seen[n++] = (Node){ self->x[i], self->y[i], self->m[i], 0 };
        }
    }
  return n;
}

/* Fills @dx and @dy, by body, with the sum over all others of mass / distance, pointing away from
 * them (Barnes and Hut 1986). What lies exactly at the same place does not push. */
void
crow_bodies_push (CrowBodies *self, const float *x, const float *y, float *dx, float *dy)
{
  fill_nodes (self, x, y);
  for (guint leaf = 0; leaf < self->n_leaves; leaf++)
    {
      guint first = self->starts[leaf], n = self->starts[leaf + 1] - first;
      guint n_seen = list_seen (self, leaf);
      const Lanes own_x = *(const Lanes *) (const void *) (self->x + leaf * LEAF);
      const Lanes own_y = *(const Lanes *) (const void *) (self->y + leaf * LEAF);
      Lanes sum_x = { 0 }, sum_y = { 0 };

      for (guint i = 0; i < n_seen; i++)
        {
          Lanes away_x = own_x - self->seen[i].x, away_y = own_y - self->seen[i].y;
          Lanes push = self->seen[i].mass / (away_x * away_x + away_y * away_y + SOFT);

          sum_x += push * away_x;
          sum_y += push * away_y;
        }
      for (guint i = 0; i < n; i++)
        {
          dx[self->order[first + i]] = sum_x[i];
          dy[self->order[first + i]] = sum_y[i];
        }
    }
}
