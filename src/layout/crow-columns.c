#include "crow-columns-private.h"
#include "crow-sort-private.h"

#include <string.h>

/* Builds the columns: which box stands in which, which side each edge leaves and enters by, the
 * passes it needs and the nets that join them. */

typedef struct
{
  guint edge;
  guint target;
  int row;
  CrowSide side;
} Member;

/* The bundle being built: what it has so far, by channel. */
typedef struct
{
  CrowColumns *columns;
  guint *nets;  /* by channel */
  guint *stamp; /* by channel: number of the bundle that @nets speaks of */
  guint bundle;
} Builder;

/* Closes up columns that got no box. */
static void
drop_empty_columns (CrowColumns *self)
{
  g_autofree guint *numbers = g_new0 (guint, self->n_columns + 1);
  guint n = 0;

  for (guint i = 0; i < self->graph->n_boxes; i++)
    numbers[self->columns[i]] = 1;
  for (guint i = 0; i < self->n_columns; i++)
    {
      guint used = numbers[i];

      numbers[i] = n;
      n += used;
    }
  for (guint i = 0; i < self->graph->n_boxes; i++)
    self->columns[i] = numbers[self->columns[i]];
  self->n_columns = n;
}

/* Ends point at each other; within a column both ends take the side that is less used so far. */
static void
choose_sides (CrowColumns *self)
{
  g_autofree guint *uses = g_new0 (guint, 2 * (gsize) self->graph->n_boxes);

  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &self->graph->edges[i];
      guint from = self->columns[edge->source], to = self->columns[edge->target];

      if (from == to)
        continue;
      self->stubs[i].source_side = from < to ? CROW_SIDE_RIGHT : CROW_SIDE_LEFT;
      self->stubs[i].target_side = from < to ? CROW_SIDE_LEFT : CROW_SIDE_RIGHT;
      uses[2 * edge->source + self->stubs[i].source_side]++;
      uses[2 * edge->target + self->stubs[i].target_side]++;
    }
  for (guint i = 0; i < self->graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &self->graph->edges[i];
      CrowSide side = CROW_SIDE_RIGHT;

      if (self->columns[edge->source] != self->columns[edge->target])
        continue;
      if (uses[2 * edge->source] + uses[2 * edge->target] <
          uses[2 * edge->source + 1] + uses[2 * edge->target + 1])
        side = CROW_SIDE_LEFT;
      self->stubs[i].source_side = self->stubs[i].target_side = side;
      if (edge->source == edge->target &&
          crow_box_get_row_middle (&self->graph->boxes[edge->source], edge->source_row) ==
              crow_box_get_row_middle (&self->graph->boxes[edge->target], edge->target_row))
        self->stubs[i].target_side = 1 - side; /* round the box: a row cannot meet itself */
      uses[2 * edge->source + self->stubs[i].source_side]++;
      uses[2 * edge->target + self->stubs[i].target_side]++;
    }
}

static guint
add_element (CrowColumns *self, guint box, guint column, double height)
{
  CrowElement element = { .box = box, .column = column, .height = height };

  g_array_append_val (self->elements, element);
  return self->elements->len - 1;
}

static guint
add_terminal (CrowColumns *self, guint net, guint element, double offset, CrowSide bank)
{
  CrowTerminal terminal = { net, element, offset, bank };

  g_array_append_val (self->terminals, terminal);
  return self->terminals->len - 1;
}

static guint
add_net (CrowColumns *self, guint channel)
{
  CrowNet net = { .channel = channel, .exit = CROW_NONE, .relay = CROW_NONE };

  g_array_append_val (self->nets, net);
  return self->nets->len - 1;
}

static void
add_link (CrowColumns *self, guint a, guint b, double weight)
{
  CrowLink link = { a, b, weight };

  if (crow_columns_terminal (self, a)->bank == CROW_SIDE_RIGHT)
    link = (CrowLink){ b, a, weight };
  g_array_append_val (self->links, link);
}

/* A side of a box faces the channel on that side, whose opposite bank it is. */
static CrowSide
get_bank (CrowSide side)
{
  return side == CROW_SIDE_RIGHT ? CROW_SIDE_LEFT : CROW_SIDE_RIGHT;
}

/* The bundle's net in the channel beside the target. */
static guint
add_last_net (CrowColumns *self, guint channel, const Member *member)
{
  guint net = add_net (self, channel);
  const CrowLayoutBox *box = &self->graph->boxes[member->target];
  double offset = crow_box_get_row_middle (box, member->row);
  guint exit = add_terminal (self, net, member->target, offset, get_bank (member->side));

  crow_columns_net (self, net)->exit = exit;
  return net;
}

/* A net that leads through a pass in @column into @next. */
static guint
add_net_before (CrowColumns *self, guint channel, guint column, guint next)
{
  guint net = add_net (self, channel);
  guint pass = add_element (self, CROW_NONE, column, 0);
  CrowSide bank = column < channel ? CROW_SIDE_LEFT : CROW_SIDE_RIGHT;
  guint exit = add_terminal (self, net, pass, 0, bank);
  guint relay = add_terminal (self, next, pass, 0, 1 - bank);

  crow_columns_net (self, net)->exit = exit;
  crow_columns_net (self, net)->relay = relay;
  return net;
}

static gboolean
has_net (const Builder *builder, guint channel)
{
  return builder->stamp[channel] == builder->bundle;
}

static void
set_net (Builder *builder, guint channel, guint net)
{
  builder->nets[channel] = net;
  builder->stamp[channel] = builder->bundle;
}

/* The bundle's net in channel @from, with all that lie between it and the target. */
static guint
ensure_nets (Builder *builder, const Member *member, guint from)
{
  CrowColumns *self = builder->columns;
  guint column = self->columns[member->target];
  gboolean is_left = member->side == CROW_SIDE_LEFT;
  guint last = is_left ? column : column + 1;

  if (!has_net (builder, last))
    set_net (builder, last, add_last_net (self, last, member));
  if (from == last + 1 && is_left) /* from the far side, round the box */
    {
      if (!has_net (builder, from))
        set_net (builder, from, add_net_before (self, from, column, builder->nets[last]));
    }
  else if (from + 1 == last && !is_left)
    {
      if (!has_net (builder, from))
        set_net (builder, from, add_net_before (self, from, column, builder->nets[last]));
    }
  else if (is_left)
    {
      for (guint k = last; k > from; k--)
        {
          if (!has_net (builder, k - 1))
            set_net (builder, k - 1, add_net_before (self, k - 1, k - 1, builder->nets[k]));
        }
    }
  else
    {
      for (guint k = last; k < from; k++)
        {
          if (!has_net (builder, k + 1))
            set_net (builder, k + 1, add_net_before (self, k + 1, k, builder->nets[k]));
        }
    }
  return builder->nets[from];
}

static void
add_edge (Builder *builder, const Member *member)
{
  CrowColumns *self = builder->columns;
  const CrowLayoutEdge *edge = &self->graph->edges[member->edge];
  const CrowStub *stub = &self->stubs[member->edge];
  guint channel = self->columns[edge->source] + (stub->source_side == CROW_SIDE_RIGHT);
  guint net = ensure_nets (builder, member, channel);
  guint at = add_terminal (self, net, edge->source, stub->line, get_bank (stub->source_side));

  self->source_terminals[member->edge] = at;
  add_link (self, at, crow_columns_net (self, net)->exit, 1);
  for (guint k = net; k != CROW_NONE;)
    {
      CrowNet *n = crow_columns_net (self, k);

      n->n_edges++;
      k = n->relay == CROW_NONE ? CROW_NONE : crow_columns_terminal (self, n->relay)->net;
    }
}

static inline gboolean
precedes_member (const Member *m, const Member *n, gconstpointer unused)
{
  if (m->target != n->target)
    return m->target < n->target;
  if (m->row != n->row)
    return m->row < n->row;
  return m->side != n->side ? m->side < n->side : m->edge < n->edge;
}

CROW_DEFINE_SORT (sort_members, Member, precedes_member)

static gboolean
is_same_bundle (const Member *a, const Member *b)
{
  return a->target == b->target && a->row == b->row && a->side == b->side;
}

static void
add_edges (CrowColumns *self)
{
  guint n = self->graph->n_edges;
  g_autofree Member *members = g_new (Member, n);
  g_autofree guint *nets = g_new0 (guint, self->n_columns + 1);
  g_autofree guint *stamp = g_new0 (guint, self->n_columns + 1);
  Builder builder = { self, nets, stamp, 0 };

  for (guint i = 0; i < n; i++)
    {
      const CrowLayoutEdge *edge = &self->graph->edges[i];

      members[i] = (Member){ i, edge->target, edge->target_row, self->stubs[i].target_side };
      if (edge->target_row < 0 ||
          (guint) edge->target_row >= self->graph->boxes[edge->target].n_rows)
        members[i].row = -1;
    }
  sort_members (members, n, NULL);
  for (guint i = 0; i < n; i++)
    {
      if (i == 0 || !is_same_bundle (&members[i], &members[i - 1]))
        builder.bundle++;
      add_edge (&builder, &members[i]);
    }
}

/* Links through passes, weighed by the edges that use them. */
static void
add_relay_links (CrowColumns *self)
{
  for (guint i = 0; i < self->nets->len; i++)
    {
      CrowNet *net = crow_columns_net (self, i);
      CrowNet *next;

      if (net->relay == CROW_NONE)
        continue;
      next = crow_columns_net (self, crow_columns_terminal (self, net->relay)->net);
      add_link (self, net->relay, next->exit, net->n_edges);
    }
}

/* Puts each box of a connected graph into its column of @columns (array length=n_boxes; columns
 * without boxes are left out) and finds all passes and nets. Nothing has a y yet. (transfer full);
 * @graph must outlive the columns. */
CrowColumns *
crow_columns_new (const CrowLayoutGraph *graph, const guint *columns)
{
  CrowColumns *self = g_new0 (CrowColumns, 1);

  self->graph = graph;
  self->columns = g_new0 (guint, graph->n_boxes);
  self->stubs = g_new0 (CrowStub, graph->n_edges);
  self->faces = g_new0 (CrowFace, 2 * (gsize) graph->n_boxes);
  self->pads = g_new0 (double, graph->n_boxes);
  self->n_referrers = g_new0 (guint, graph->n_boxes);
  for (guint i = 0; i < graph->n_edges; i++)
    self->n_referrers[graph->edges[i].target]++;
  self->source_terminals = g_new0 (guint, graph->n_edges);
  self->elements = g_array_sized_new (FALSE, FALSE, sizeof (CrowElement), 2 * graph->n_boxes);
  self->terminals = g_array_sized_new (FALSE, FALSE, sizeof (CrowTerminal), 4 * graph->n_edges);
  self->nets = g_array_sized_new (FALSE, FALSE, sizeof (CrowNet), 2 * graph->n_edges);
  self->links = g_array_sized_new (FALSE, FALSE, sizeof (CrowLink), 3 * graph->n_edges);
  for (guint i = 0; i < 2 * graph->n_boxes; i++)
    self->faces[i].lane = MAX (graph->end_length, CROW_LINE_GAP);
  memcpy (self->columns, columns, graph->n_boxes * sizeof (guint));
  for (guint i = 0; i < graph->n_boxes; i++)
    self->n_columns = MAX (self->n_columns, columns[i] + 1);
  drop_empty_columns (self);
  choose_sides (self);
  crow_columns_find_stubs (self);
  for (guint i = 0; i < graph->n_boxes; i++)
    add_element (self, i, self->columns[i], crow_box_get_height (&graph->boxes[i]) + self->pads[i]);
  add_edges (self);
  add_relay_links (self);
  return self;
}

void
crow_columns_free (CrowColumns *self)
{
  g_free (self->columns);
  g_free (self->stubs);
  g_free (self->faces);
  g_free (self->pads);
  g_free (self->n_referrers);
  g_free (self->source_terminals);
  g_array_unref (self->elements);
  g_array_unref (self->terminals);
  g_array_unref (self->nets);
  g_array_unref (self->links);
  g_free (self->order);
  g_free (self->column_starts);
  g_free (self);
}

/* y of a terminal, px. */
double
crow_columns_get_y (const CrowColumns *self, guint terminal)
{
  const CrowTerminal *t = crow_columns_terminal (self, terminal);

  return crow_columns_element (self, t->element)->y + t->offset;
}
