#include "crow-columns-private.h"

#include <math.h>
#include <string.h>

/* Routes: every net of a channel gets a trunk on a track, unless all its terminals are level.
 * Tracks are ordered so that few lines cross and none lies on another: where a net's terminal on
 * the left bank is level with another's on the right bank, the first must run left of the second.
 * Nets that ask for the contrary of each other are split in two trunks (Sander 2004). */

#define FORK_PITCH 8.0
#define TRACK_PITCH CROW_LINE_GAP
#define LEVEL 0.01      /* px within which terminals are level */
#define TOO_CLOSE 6.0   /* px that lines of different nets keep apart */
#define FORBIDDEN 10000 /* cost of an order that would lay a line on another */
#define MAX_SIFTED 1200 /* nets of a channel; more are ordered by their slope alone */

/* A trunk to order: a net, or one of the two halves of a split one. */
typedef struct
{
  guint net;
  gboolean has_left, has_right; /* which bank's terminals it joins */
  double low, high;
  double key;
  guint track;
} Trunk;

typedef struct
{
  CrowColumns *columns;
  guint *net_starts; /* terminals by net, by bank, sorted by y: 2 * n_nets + 1 */
  double *ends;      /* their y */
  guint *channel_starts;
  guint *channel_nets;
  double *column_x; /* left edges of the boxes */
} Router;

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer unused)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static const double *
get_ends (const Router *router, guint net, CrowSide bank, guint *n)
{
  guint first = router->net_starts[2 * net + bank];

  *n = router->net_starts[2 * net + bank + 1] - first;
  return router->ends + first;
}

static void
collect_ends (Router *router)
{
  CrowColumns *self = router->columns;
  guint n = 2 * self->nets->len;
  g_autofree guint *fill = NULL;

  router->net_starts = g_new0 (guint, n + 1);
  router->ends = g_new (double, self->terminals->len + 1);
  for (guint i = 0; i < self->terminals->len; i++)
    {
      CrowTerminal *t = crow_columns_terminal (self, i);

      router->net_starts[2 * t->net + t->bank + 1]++;
    }
  for (guint i = 0; i < n; i++)
    router->net_starts[i + 1] += router->net_starts[i];
  fill = g_memdup2 (router->net_starts, (n + 1) * sizeof (guint));
  for (guint i = 0; i < self->terminals->len; i++)
    {
      CrowTerminal *t = crow_columns_terminal (self, i);

      router->ends[fill[2 * t->net + t->bank]++] = crow_columns_get_y (self, i);
    }
  for (guint i = 0; i < n; i++)
    g_qsort_with_data (router->ends + router->net_starts[i],
                       (int) (router->net_starts[i + 1] - router->net_starts[i]), sizeof (double),
                       compare_doubles, NULL);
}

static void
collect_nets (Router *router)
{
  CrowColumns *self = router->columns;
  guint n = self->n_columns + 1;
  g_autofree guint *fill = NULL;

  router->channel_starts = g_new0 (guint, n + 1);
  router->channel_nets = g_new (guint, self->nets->len + 1);
  for (guint i = 0; i < self->nets->len; i++)
    router->channel_starts[crow_columns_net (self, i)->channel + 1]++;
  for (guint i = 0; i < n; i++)
    router->channel_starts[i + 1] += router->channel_starts[i];
  fill = g_memdup2 (router->channel_starts, (n + 1) * sizeof (guint));
  for (guint i = 0; i < self->nets->len; i++)
    router->channel_nets[fill[crow_columns_net (self, i)->channel]++] = i;
}

static void
measure_net (Router *router, guint index)
{
  CrowNet *net = crow_columns_net (router->columns, index);

  net->low = G_MAXDOUBLE;
  net->high = -G_MAXDOUBLE;
  for (guint bank = 0; bank < 2; bank++)
    {
      guint n;
      const double *ends = get_ends (router, index, bank, &n);

      if (n == 0)
        continue;
      net->low = MIN (net->low, ends[0]);
      net->high = MAX (net->high, ends[n - 1]);
    }
}

/* How many of the ascending @values lie above @low and below @high. */
static guint
count_between (const double *values, guint n, double low, double high)
{
  guint first = 0, end = n;

  for (guint size = n; first < end;)
    {
      size = (first + end) / 2;
      if (values[size] <= low)
        first = size + 1;
      else
        end = size;
    }
  for (end = first; end < n && values[end] < high; end++)
    ;
  return end - first;
}

static gboolean
has_close_pair (const double *a, guint n_a, const double *b, guint n_b)
{
  for (guint i = 0, j = 0; i < n_a && j < n_b;)
    {
      if (fabs (a[i] - b[j]) < TOO_CLOSE)
        return TRUE;
      if (a[i] < b[j])
        i++;
      else
        j++;
    }
  return FALSE;
}

/* Must @a run left of @b, lest a line of @a from the left bank lies on one of @b to the right? */
static gboolean
must_precede (const Router *router, const Trunk *a, const Trunk *b)
{
  guint n_left, n_right;
  const double *left, *right;

  if (a->net == b->net || !a->has_left || !b->has_right)
    return FALSE;
  left = get_ends (router, a->net, CROW_SIDE_LEFT, &n_left);
  right = get_ends (router, b->net, CROW_SIDE_RIGHT, &n_right);
  return has_close_pair (left, n_left, right, n_right);
}

/* What it costs to run @a left of @b. */
static int
get_cost (const Router *router, const Trunk *a, const Trunk *b)
{
  guint n_left, n_right;
  const double *left = get_ends (router, b->net, CROW_SIDE_LEFT, &n_left);
  const double *right = get_ends (router, a->net, CROW_SIDE_RIGHT, &n_right);
  guint cost = count_between (left, n_left, a->low, a->high) +
               count_between (right, n_right, b->low, b->high);

  return (int) cost + (must_precede (router, b, a) ? FORBIDDEN : 0);
}

static gboolean
is_near (const Trunk *a, const Trunk *b)
{
  return a->low <= b->high + TRACK_PITCH && b->low <= a->high + TRACK_PITCH;
}

static int
compare_trunks (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Trunk *s = a, *t = b;

  if (s->key != t->key)
    return s->key < t->key ? -1 : 1;
  return s->net < t->net ? -1 : s->net > t->net;
}

static double
get_mean (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return n > 0 ? sum / n : 0;
}

/* Order by slope: lines that fall are nested from the right, lines that rise from the left. */
static double
get_key (const Router *router, const Trunk *trunk)
{
  guint n_left, n_right;
  const double *left = get_ends (router, trunk->net, CROW_SIDE_LEFT, &n_left);
  const double *right = get_ends (router, trunk->net, CROW_SIDE_RIGHT, &n_right);
  double from = get_mean (left, n_left), to = get_mean (right, n_right);

  if (n_right == 0)
    return -1e9 + (trunk->high - trunk->low);
  if (n_left == 0)
    return 1e9 - (trunk->high - trunk->low);
  return to > from ? -from : from;
}

/* Moves every trunk to the place among the others where it costs least, until none moves. */
static void
sift (const Router *router, Trunk *trunks, guint n)
{
  g_autofree int *costs = g_new0 (int, (gsize) n *n);
  g_autofree guint *order = g_new (guint, n);
  g_autofree Trunk *sorted = g_new (Trunk, n);
  gboolean changed = TRUE;

  for (guint i = 0; i < n; i++)
    {
      order[i] = i;
      for (guint j = i + 1; j < n; j++)
        {
          if (!is_near (&trunks[i], &trunks[j]))
            continue;
          costs[(gsize) i * n + j] = get_cost (router, &trunks[i], &trunks[j]) -
                                     get_cost (router, &trunks[j], &trunks[i]);
          costs[(gsize) j * n + i] = -costs[(gsize) i * n + j];
        }
    }
  for (guint pass = 0; pass < 40 && changed; pass++)
    {
      changed = FALSE;
      for (guint i = 0; i < n; i++)
        {
          guint moved = order[i], best_at = i;
          gint64 sum = 0, best = 0;

          for (guint j = i; j > 0; j--)
            {
              sum += costs[(gsize) moved * n + order[j - 1]];
              if (sum < best)
                {
                  best = sum;
                  best_at = j - 1;
                }
            }
          sum = 0;
          for (guint j = i + 1; j < n; j++)
            {
              sum += costs[(gsize) order[j] * n + moved];
              if (sum < best)
                {
                  best = sum;
                  best_at = j;
                }
            }
          if (best_at < i)
            memmove (order + best_at + 1, order + best_at, (i - best_at) * sizeof (guint));
          else if (best_at > i)
            memmove (order + i, order + i + 1, (best_at - i) * sizeof (guint));
          order[best_at] = moved;
          changed |= best_at != i;
        }
    }
  for (guint i = 0; i < n; i++)
    sorted[i] = trunks[order[i]];
  memcpy (trunks, sorted, n * sizeof (Trunk));
}

/* Net that stands in the way of a valid order: the first that comes before one that must precede
 * it although the latter, in turn, waits for it. Emits trunks in order as they become free. */
static guint
order_strictly (const Router *router, Trunk *trunks, guint n)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  g_autofree guint *waits = g_new0 (guint, n + 1);
  g_autofree gboolean *done = g_new0 (gboolean, n + 1);
  g_autofree Trunk *sorted = g_new (Trunk, n + 1);
  guint n_done = 0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          guint pair[2] = { i, j };

          if (i == j || !is_near (&trunks[i], &trunks[j]) ||
              !must_precede (router, &trunks[i], &trunks[j]))
            continue;
          g_array_append_val (pairs, pair);
          waits[j]++;
        }
    }
  while (n_done < n)
    {
      guint next = 0;

      while (next < n && (done[next] || waits[next] > 0))
        next++;
      if (next == n)
        break;
      done[next] = TRUE;
      sorted[n_done++] = trunks[next];
      for (guint i = 0; i < pairs->len; i++)
        {
          const guint *pair = &g_array_index (pairs, guint, 2 * i);

          if (pair[0] == next)
            waits[pair[1]]--;
        }
    }
  if (n_done == n)
    {
      memcpy (trunks, sorted, n * sizeof (Trunk));
      return CROW_NONE;
    }
  for (guint i = 0; i < n; i++) /* on a circle: it waits, and has both banks */
    {
      if (!done[i] && trunks[i].has_left && trunks[i].has_right)
        return i;
    }
  g_assert_not_reached ();
}

/* A height near the middle of @net's trunk where no line of the channel runs. */
static double
find_level (const Router *router, guint channel, const CrowNet *net)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (double));
  double middle = (net->low + net->high) / 2, best = G_MAXDOUBLE;

  for (guint i = router->channel_starts[channel]; i < router->channel_starts[channel + 1]; i++)
    {
      guint index = router->channel_nets[i];
      CrowNet *other = crow_columns_net (router->columns, index);
      guint first = router->net_starts[2 * index];

      g_array_append_vals (used, router->ends + first, router->net_starts[2 * index + 2] - first);
      if (other->is_split)
        g_array_append_val (used, other->level);
    }
  g_qsort_with_data (used->data, (int) used->len, sizeof (double), compare_doubles, NULL);
  for (guint i = 0; i <= used->len; i++) /* the middles of wide enough gaps, and both outsides */
    {
      double above = i > 0 ? g_array_index (used, double, i - 1) : -G_MAXDOUBLE;
      double below = i < used->len ? g_array_index (used, double, i) : G_MAXDOUBLE;
      double level = CLAMP (middle, above + TOO_CLOSE, below - TOO_CLOSE);

      if (below - above >= 2 * TOO_CLOSE && fabs (level - middle) < fabs (best - middle))
        best = level;
    }
  return best;
}

static void
split_trunk (const Router *router, guint channel, GArray *trunks, guint at)
{
  Trunk *left = &g_array_index (trunks, Trunk, at);
  Trunk right = *left;
  CrowNet *net = crow_columns_net (router->columns, left->net);
  guint n_left, n_right;
  const double *lefts = get_ends (router, left->net, CROW_SIDE_LEFT, &n_left);
  const double *rights = get_ends (router, left->net, CROW_SIDE_RIGHT, &n_right);

  net->is_split = TRUE;
  net->level = find_level (router, channel, net);
  left->has_right = FALSE;
  left->low = MIN (lefts[0], net->level);
  left->high = MAX (lefts[n_left - 1], net->level);
  right.has_left = FALSE;
  right.low = MIN (rights[0], net->level);
  right.high = MAX (rights[n_right - 1], net->level);
  g_array_insert_val (trunks, at + 1, right);
}

static GArray *
list_trunks (const Router *router, guint channel)
{
  GArray *trunks = g_array_new (FALSE, FALSE, sizeof (Trunk));

  for (guint i = router->channel_starts[channel]; i < router->channel_starts[channel + 1]; i++)
    {
      CrowNet *net = crow_columns_net (router->columns, router->channel_nets[i]);
      Trunk trunk = { router->channel_nets[i], TRUE, TRUE, net->low, net->high, 0, 0 };

      if (net->high - net->low <= LEVEL)
        continue;
      trunk.key = get_key (router, &trunk);
      g_array_append_val (trunks, trunk);
    }
  g_qsort_with_data (trunks->data, (int) trunks->len, sizeof (Trunk), compare_trunks, NULL);
  return trunks;
}

/* Every trunk gets the leftmost track that the order allows. Returns the number of tracks. */
static guint
assign_tracks (Trunk *trunks, guint n)
{
  guint n_tracks = 0;

  for (guint i = 0; i < n; i++)
    {
      guint track = 0;

      for (guint j = 0; j < i; j++)
        {
          if (trunks[j].track >= track && is_near (&trunks[i], &trunks[j]))
            track = trunks[j].track + 1;
        }
      trunks[i].track = track;
      n_tracks = MAX (n_tracks, track + 1);
    }
  return n_tracks;
}

/* Orders the channel's trunks; their nets' x are set to the tracks' distance from the first one.
 * Returns the number of tracks. */
static guint
fill_channel (Router *router, guint channel)
{
  g_autoptr (GArray) trunks = list_trunks (router, channel);
  Trunk *t = (Trunk *) (void *) trunks->data;
  guint n_tracks, cyclic;

  if (trunks->len == 0)
    return 0;
  if (trunks->len <= MAX_SIFTED)
    sift (router, t, trunks->len);
  while ((cyclic = order_strictly (router, (Trunk *) (void *) trunks->data, trunks->len)) !=
         CROW_NONE)
    split_trunk (router, channel, trunks, cyclic);
  t = (Trunk *) (void *) trunks->data;
  n_tracks = assign_tracks (t, trunks->len);
  for (guint i = 0; i < trunks->len; i++)
    {
      CrowNet *net = crow_columns_net (router->columns, t[i].net);

      if (!net->is_split || t[i].has_left)
        net->x = t[i].track * TRACK_PITCH;
      if (!net->is_split || t[i].has_right)
        net->far_x = t[i].track * TRACK_PITCH;
    }
  return n_tracks;
}

/* What a column needs: to the right of its boxes' left edges, and to the left of them. */
static void
measure_column (const CrowColumns *self, guint column, double *right, double *left)
{
  *right = *left = 0;
  for (guint i = 0; i < self->graph->n_boxes; i++)
    {
      if (self->columns[i] != column)
        continue;
      *left = MAX (*left, self->faces[2 * i + CROW_SIDE_LEFT].lane);
      *right = MAX (*right,
                    self->graph->boxes[i].width + self->faces[2 * i + CROW_SIDE_RIGHT].lane);
    }
}

static void
place_channels (Router *router)
{
  CrowColumns *self = router->columns;
  double x = 0, right = 0, left = 0;

  for (guint channel = 0; channel <= self->n_columns; channel++)
    {
      guint n_tracks = fill_channel (router, channel);
      double first = x + CROW_LINE_GAP;

      for (guint i = router->channel_starts[channel]; i < router->channel_starts[channel + 1]; i++)
        {
          CrowNet *net = crow_columns_net (self, router->channel_nets[i]);

          net->x += first;
          net->far_x += first;
        }
      if (n_tracks > 0)
        x = first + (n_tracks - 1) * TRACK_PITCH + CROW_LINE_GAP;
      if (channel == self->n_columns)
        break;
      measure_column (self, channel, &right, &left);
      router->column_x[channel] = x + left;
      x = router->column_x[channel] + right;
    }
}

/* From terminal @from to the net's exit, without the two ends themselves. */
static void
add_trunk_points (const CrowColumns *self, GArray *points, guint start, guint from, guint to)
{
  const CrowTerminal *a = crow_columns_terminal (self, from);
  const CrowTerminal *b = crow_columns_terminal (self, to);
  const CrowNet *net = crow_columns_net (self, a->net);
  double y = crow_columns_get_y (self, from), z = crow_columns_get_y (self, to);
  double x = a->bank == CROW_SIDE_LEFT ? net->x : net->far_x;
  double far_x = b->bank == CROW_SIDE_LEFT ? net->x : net->far_x;

  if (net->high - net->low <= LEVEL)
    return;
  crow_route_append (points, start, x, y);
  if (x != far_x)
    {
      crow_route_append (points, start, x, net->level);
      crow_route_append (points, start, far_x, net->level);
    }
  crow_route_append (points, start, far_x, z);
}

static double
get_border (const Router *router, guint box, CrowSide side)
{
  const CrowColumns *self = router->columns;
  double x = router->column_x[self->columns[box]];

  return side == CROW_SIDE_LEFT ? x : x + self->graph->boxes[box].width;
}

static void
add_route (const Router *router, guint edge, GArray *points)
{
  CrowColumns *self = router->columns;
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  const CrowStub *stub = &self->stubs[edge];
  const CrowFace *face = &self->faces[2 * e->source + stub->source_side];
  guint start = points->len, at = self->source_terminals[edge];
  double way = stub->source_side == CROW_SIDE_LEFT ? -1 : 1;
  double x = get_border (router, e->source, stub->source_side);
  double top = crow_columns_element (self, e->source)->y;
  double y = top + crow_box_get_row_middle (&self->graph->boxes[e->source], e->source_row);

  crow_route_append (points, start, x, y);
  if (stub->fork != CROW_NONE)
    {
      double fork = face->label - CROW_LABEL_GAP - stub->fork * FORK_PITCH;

      crow_route_append (points, start, x + way * fork, y);
      crow_route_append (points, start, x + way * fork, top + stub->line);
    }
  for (;;)
    {
      const CrowNet *net = crow_columns_net (self, crow_columns_terminal (self, at)->net);

      add_trunk_points (self, points, start, at, net->exit);
      if (net->relay == CROW_NONE)
        break;
      at = net->relay;
    }
  top = crow_columns_element (self, e->target)->y;
  crow_route_append (points, start, get_border (router, e->target, stub->target_side),
                     top + crow_box_get_row_middle (&self->graph->boxes[e->target], e->target_row));
}

static CrowRect
get_label (const Router *router, guint edge)
{
  CrowColumns *self = router->columns;
  const CrowLayoutEdge *e = &self->graph->edges[edge];
  const CrowStub *stub = &self->stubs[edge];
  double near = self->faces[2 * e->source + stub->source_side].label;
  double x = get_border (router, e->source, stub->source_side);

  if (e->label_width <= 0)
    return (CrowRect){ 0, 0, 0, 0 };
  return (CrowRect){ stub->source_side == CROW_SIDE_LEFT ? x - near - e->label_width : x + near,
                     crow_columns_element (self, e->source)->y + stub->line - e->label_height / 2,
                     e->label_width, e->label_height };
}

static void
clear_router (Router *router)
{
  g_free (router->net_starts);
  g_free (router->ends);
  g_free (router->channel_starts);
  g_free (router->channel_nets);
  g_free (router->column_x);
}

/* Routes all edges of ordered columns. (transfer full): the layout of the columns' graph; the
 * first column lies somewhere right of 0. */
CrowLayout *
crow_columns_route (CrowColumns *self)
{
  const CrowLayoutGraph *graph = self->graph;
  CrowLayout *layout = crow_layout_alloc (graph->n_boxes, graph->n_edges);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrowPoint));
  Router router = { .columns = self };

  collect_ends (&router);
  collect_nets (&router);
  router.column_x = g_new0 (double, self->n_columns + 1);
  for (guint i = 0; i < self->nets->len; i++)
    measure_net (&router, i);
  place_channels (&router);
  for (guint i = 0; i < graph->n_boxes; i++)
    layout->boxes[i] = (CrowRect){ router.column_x[self->columns[i]],
                                   crow_columns_element (self, i)->y, graph->boxes[i].width,
                                   crow_box_get_height (&graph->boxes[i]) };
  for (guint i = 0; i < graph->n_edges; i++)
    {
      add_route (&router, i, points);
      layout->route_starts[i + 1] = points->len;
      layout->labels[i] = get_label (&router, i);
    }
  crow_layout_take_points (layout, points);
  clear_router (&router);
  return layout;
}
