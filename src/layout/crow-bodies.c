#include "crow-bodies-private.h"

/* The tree is implicit: node k has the children 2k and 2k + 1, the root is 1, all leaves lie on one
 * level and hold at most LEAF bodies, one after the other in the order. So filling it again, as the
 * bodies move, is one pass without a branch; only their order ages, and is renewed now and then. */

#define LEAF 8
#define SOFT 1e-6F /* square of a distance below which bodies push no harder */

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
  float opening;      /* a node seen under a smaller angle (sizes / distance) acts as one body */
  const float *mass;  /* (unowned) */
  float *x, *y, *m;   /* in order, LEAF a leaf; what a leaf lacks has no mass */
  GArray *seen;       /* (element-type guint) nodes that push a leaf's bodies, leaf by leaf: distant
                         ones as one body, near leaves body by body */
  guint *seen_starts; /* by 2 * leaf + (0: distant, 1: near), 2 * n_leaves + 1 */
  gboolean is_listed; /* whether @seen is of the present order */
  guint *stack;       /* scratch */
  guint *near;        /* scratch */
};

/* @mass must live as long as the bodies; all of it is above 0. @opening: what is seen under a
 * smaller angle (sizes / distance) acts as one body: 0.9 is exact to some percent. */
CrowBodies *
crow_bodies_new (const float *mass, guint n, float opening)
{
  CrowBodies *self = g_new0 (CrowBodies, 1);
  guint leaves = 1;

  while (leaves * LEAF < n)
    leaves *= 2;
  self->n = n;
  self->n_leaves = leaves;
  self->opening = opening;
  self->mass = mass;
  self->order = g_new (guint, n + 1);
  self->starts = g_new (guint, leaves + 1);
  self->nodes = g_new0 (Node, 2 * (gsize) leaves);
  self->boxes = g_new0 (Box, 2 * (gsize) leaves);
  self->x = g_new0 (float, LEAF *(gsize) leaves);
  self->y = g_new0 (float, LEAF *(gsize) leaves);
  self->m = g_new0 (float, LEAF *(gsize) leaves);
  self->seen = g_array_new (FALSE, FALSE, sizeof (guint));
  self->seen_starts = g_new0 (guint, 2 * (gsize) leaves + 1);
  self->near = g_new (guint, leaves + 1);
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
  g_array_unref (self->seen);
  g_free (self->seen_starts);
  g_free (self->near);
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
  self->is_listed = FALSE;
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

/* Appends what the bodies of @leaf are pushed by. */
static void
list_seen (CrowBodies *self, guint leaf)
{
  const Node *own = &self->nodes[self->n_leaves + leaf];
  guint n_near = 0, depth = 0;

  self->stack[depth++] = 1;
  while (depth > 0)
    {
      guint k = self->stack[--depth];
      const Node *node = &self->nodes[k];
      float x = node->x - own->x, y = node->y - own->y, size = node->size + own->size;

      if (size * size < self->opening * self->opening * (x * x + y * y))
        g_array_append_val (self->seen, k);
      else if (k < self->n_leaves)
        {
          self->stack[depth++] = 2 * k + 1;
          self->stack[depth++] = 2 * k;
        }
      else
        self->near[n_near++] = k - self->n_leaves;
    }
  self->seen_starts[2 * leaf + 1] = self->seen->len;
  g_array_append_vals (self->seen, self->near, n_near);
  self->seen_starts[2 * leaf + 2] = self->seen->len;
}

/* What is distant and what is near changes little until bodies are sorted again. */
static void
list_all_seen (CrowBodies *self)
{
  g_array_set_size (self->seen, 0);
  for (guint leaf = 0; leaf < self->n_leaves; leaf++)
    list_seen (self, leaf);
  self->is_listed = TRUE;
}

typedef struct
{
  Lanes x, y; /* a leaf's bodies */
  Lanes sum_x, sum_y;
} Pushed;

static inline void
push (Pushed *self, float x, float y, float mass)
{
  Lanes away_x = self->x - x, away_y = self->y - y;
  Lanes force = mass / (away_x * away_x + away_y * away_y + SOFT);

  self->sum_x += force * away_x;
  self->sum_y += force * away_y;
}

/* Fills @dx and @dy, by body, with the sum over all others of mass / distance, pointing away from
 * them (Barnes and Hut 1986). What lies exactly at the same place does not push. */
void
crow_bodies_push (CrowBodies *self, const float *x, const float *y, float *dx, float *dy)
{
  fill_nodes (self, x, y);
  if (!self->is_listed)
    list_all_seen (self);
  for (guint leaf = 0; leaf < self->n_leaves; leaf++)
    {
      guint first = self->starts[leaf], n = self->starts[leaf + 1] - first;
      const guint *seen = (const guint *) (const void *) self->seen->data;
      guint start = self->seen_starts[2 * leaf], near = self->seen_starts[2 * leaf + 1];
      Pushed pushed = { *(const Lanes *) (const void *) (self->x + leaf * LEAF),
                        *(const Lanes *) (const void *) (self->y + leaf * LEAF) };

      for (guint i = start; i < near; i++)
        {
          const Node *node = &self->nodes[seen[i]];

          push (&pushed, node->x, node->y, node->mass);
        }
      for (guint i = near; i < self->seen_starts[2 * leaf + 2]; i++)
        {
          guint at = seen[i] * LEAF, end = at + self->starts[seen[i] + 1] - self->starts[seen[i]];

          for (; at < end; at++)
            push (&pushed, self->x[at], self->y[at], self->m[at]);
        }
      for (guint i = 0; i < n; i++)
        {
          dx[self->order[first + i]] = pushed.sum_x[i];
          dy[self->order[first + i]] = pushed.sum_y[i];
        }
    }
}
