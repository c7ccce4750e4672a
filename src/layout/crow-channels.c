#include "crow-sort-private.h"
#include "crow-tracks-private.h"

#include <math.h>

/* Routes: every net of a channel gets a trunk on a track, unless all its terminals are level; then
 * channels and columns get their x. */

#define FORK_PITCH 8.0
#define SPARE 2.0 /* tracks beyond the fewest, times the root of their number: fewer crossings */

/* px between tracks: lines stand closer in crowded channels. */
static const struct
{
  guint n_tracks; /* up to so many */
  double pitch;
} pitches[] = { { 24, CROW_LINE_GAP }, { 48, 10 }, { 80, 8 }, { G_MAXUINT, 6 } };

typedef struct
{
  CrowColumns *columns;
  guint *net_starts; /* terminals by net, by bank, sorted by y: 2 * n_nets + 1 */
  double *ends;      /* their y */
  guint *channel_starts;
  guint *channel_nets;
  double *column_x; /* left edges of the boxes */
} Router;

CROW_DEFINE_SORT (sort_doubles, double, crow_sort_precedes_double)

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
    sort_doubles (router->ends + router->net_starts[i],
                  router->net_starts[i + 1] - router->net_starts[i], NULL);
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

static GArray *
list_trunks (const Router *router, guint channel)
{
  GArray *trunks = g_array_new (FALSE, FALSE, sizeof (CrowTrunk));

  for (guint i = router->channel_starts[channel]; i < router->channel_starts[channel + 1]; i++)
    {
      CrowNet *net = crow_columns_net (router->columns, router->channel_nets[i]);
      CrowTrunk trunk = { router->channel_nets[i], TRUE, TRUE, net->low, net->high, 0, 0, 0 };

      if (net->high - net->low > CROW_SAME)
        g_array_append_val (trunks, trunk);
    }
  return trunks;
}

static void
find_banks (const Router *router, CrowTrunk *trunk)
{
  guint n;

  get_ends (router, trunk->net, CROW_SIDE_LEFT, &n);
  trunk->has_left = n > 0;
  get_ends (router, trunk->net, CROW_SIDE_RIGHT, &n);
  trunk->has_right = n > 0;
}

static double
get_pitch (guint n_tracks)
{
  guint i = 0;

  while (n_tracks > pitches[i].n_tracks)
    i++;
  return pitches[i].pitch;
}

/* Gives the channel's trunks their tracks; their nets' x are set to the tracks' distance from the
 * first one. Returns the last one's, or -1 if there is none. */
static double
fill_channel (Router *router, guint channel)
{
  g_autoptr (GArray) trunks = list_trunks (router, channel);
  CrowChannel input = { router->columns,
                        router->net_starts,
                        router->ends,
                        router->channel_nets + router->channel_starts[channel],
                        router->channel_starts[channel + 1] - router->channel_starts[channel],
                        trunks };
  guint density, n_tracks;
  double pitch;

  for (guint i = 0; i < trunks->len; i++)
    find_banks (router, &g_array_index (trunks, CrowTrunk, i));
  density = crow_tracks_measure_density (&input);
  n_tracks = crow_tracks_assign (&input, density + (guint) (SPARE * sqrt (density)));
  pitch = get_pitch (n_tracks);
  for (guint i = 0; i < trunks->len; i++)
    {
      const CrowTrunk *t = &g_array_index (trunks, CrowTrunk, i);
      CrowNet *net = crow_columns_net (router->columns, t->net);

      if (!net->is_split || t->has_left)
        net->x = t->track * pitch;
      if (!net->is_split || t->has_right)
        net->far_x = t->track * pitch;
    }
  return n_tracks > 0 ? (n_tracks - 1) * pitch : -1;
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
      gboolean is_cancelled = g_cancellable_is_cancelled (self->cancellable);
      double width = is_cancelled ? -1 : fill_channel (router, channel);
      double first = x + CROW_LINE_GAP;

      for (guint i = router->channel_starts[channel]; i < router->channel_starts[channel + 1]; i++)
        {
          CrowNet *net = crow_columns_net (self, router->channel_nets[i]);

          net->x += first;
          net->far_x += first;
        }
      if (width >= 0)
        x = first + width + CROW_LINE_GAP;
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

  if (net->high - net->low <= CROW_SAME)
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
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (CrowPoint), 6 * graph->n_edges);
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
