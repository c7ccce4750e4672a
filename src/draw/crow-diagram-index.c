#include "crow-diagram-index.h"

#include <math.h>

/* Side of a cell at least, in diagram pixels: about a table with the gap beside it. */
#define MIN_CELL 320.0
/* How far beside its line a relation draws (crow's feet, bands, halo), in diagram pixels. */
#define LINE_REACH 16.0
/* Cells at most, whatever the size of the diagram. */
#define MAX_CELLS 65536.0

/* The members of each cell, one cell after the other. */
typedef struct
{
  guint *starts;  /* (owned) by cell, and the end of the last one */
  guint *members; /* (owned) */
} Cells;

struct _CrowDiagramIndex
{
  CrowPoint corner;
  double side; /* of a cell, in diagram pixels */
  int n_across, n_down;
  Cells boxes;
  Cells routes;
};

typedef struct
{
  int left, top, right, bottom; /* cells, the last ones included */
} Span;

static int
clamp_cell (double at, double side, int n)
{
  return (int) CLAMP (floor (at / side), 0, n - 1);
}

static Span
get_span (const CrowDiagramIndex *self, const CrowRect *rect)
{
  double x = rect->x - self->corner.x;
  double y = rect->y - self->corner.y;

  return (Span){ clamp_cell (x, self->side, self->n_across),
                 clamp_cell (y, self->side, self->n_down),
                 clamp_cell (x + rect->width, self->side, self->n_across),
                 clamp_cell (y + rect->height, self->side, self->n_down) };
}

static CrowRect
get_stretch (const CrowPoint *a, const CrowPoint *b)
{
  return (CrowRect){ MIN (a->x, b->x), MIN (a->y, b->y), fabs (a->x - b->x), fabs (a->y - b->y) };
}

/* Counts, in a first pass over all, and fills in, in a second one. */
typedef struct
{
  const CrowDiagramIndex *index;
  Cells *cells;
  guint *ends;  /* by cell: where its next member goes */
  guint *lasts; /* by cell: its last member + 1, which is not added again */
  gboolean is_filling;
} Filler;

static void
add_member (Filler *self, const CrowRect *rect, guint member)
{
  Span span = get_span (self->index, rect);

  for (int y = span.top; y <= span.bottom; y++)
    for (int x = span.left; x <= span.right; x++)
      {
        guint cell = (guint) (y * self->index->n_across + x);

        if (self->lasts[cell] == member + 1)
          continue;
        self->lasts[cell] = member + 1;
        if (self->is_filling)
          self->cells->members[self->ends[cell]] = member;
        self->ends[cell]++;
      }
}

static void
add_boxes (Filler *self, const CrowDiagram *diagram)
{
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    add_member (self, &diagram->layout->boxes[i], i);
}

static void
add_routes (Filler *self, const CrowDiagram *diagram)
{
  for (guint i = 0; i < diagram->layout->n_edges; i++)
    {
      const CrowPoint *points;
      guint n_points = crow_layout_get_route (diagram->layout, i, &points);

      for (guint k = 1; k < n_points; k++)
        {
          CrowRect stretch = get_stretch (&points[k - 1], &points[k]);

          add_member (self, &stretch, i);
        }
      add_member (self, &diagram->labels[i], i);
      if (diagram->layout->labels[i].width > 0)
        add_member (self, &diagram->layout->labels[i], i);
    }
}

static void
fill_cells (const CrowDiagramIndex *index,
            Cells *cells,
            const CrowDiagram *diagram,
            void (*add_all) (Filler *, const CrowDiagram *))
{
  gsize n = (gsize) index->n_across * (gsize) index->n_down;
  g_autofree guint *ends = g_new0 (guint, n);
  g_autofree guint *lasts = g_new0 (guint, n);
  Filler filler = { index, cells, ends, lasts, FALSE };

  add_all (&filler, diagram);
  cells->starts = g_new0 (guint, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      cells->starts[i + 1] = cells->starts[i] + ends[i];
      ends[i] = cells->starts[i];
      lasts[i] = 0;
    }
  cells->members = g_new (guint, cells->starts[n] + 1);
  filler.is_filling = TRUE;
  add_all (&filler, diagram);
}

static CrowDiagramIndex *
create_index (const CrowDiagram *diagram)
{
  CrowDiagramIndex *self = g_new0 (CrowDiagramIndex, 1);
  const CrowRect *bounds = &diagram->layout->bounds;
  double width = MAX (bounds->width, 1);
  double height = MAX (bounds->height, 1);

  self->corner = (CrowPoint){ bounds->x, bounds->y };
  self->side = MAX (MIN_CELL, sqrt (width * height / MAX_CELLS));
  self->side = MAX (self->side, MAX (width, height) / MAX_CELLS);
  self->n_across = (int) ceil (width / self->side);
  self->n_down = (int) ceil (height / self->side);
  fill_cells (self, &self->boxes, diagram, add_boxes);
  fill_cells (self, &self->routes, diagram, add_routes);
  return self;
}

static const CrowDiagramIndex *
get_index (const CrowDiagram *diagram)
{
  CrowDiagramIndex **place = &((CrowDiagram *) diagram)->index;

  if (g_once_init_enter (place))
    g_once_init_leave (place, create_index (diagram));
  return *place;
}

/* Members of the cells under @area, each once, in rising order. */
static void
collect (const CrowDiagramIndex *self,
         const Cells *cells,
         guint n_members,
         const CrowRect *area,
         GArray *found)
{
  Span span = get_span (self, area);
  gsize n_words = n_members / 64 + 1;
  g_autofree guint64 *marks = g_new0 (guint64, n_words);

  for (int y = span.top; y <= span.bottom; y++)
    {
      guint first = cells->starts[y * self->n_across + span.left];
      guint end = cells->starts[y * self->n_across + span.right + 1];

      for (guint i = first; i < end; i++)
        marks[cells->members[i] / 64] |= (guint64) 1 << (cells->members[i] % 64);
    }
  for (gsize word = 0; word < n_words; word++)
    for (guint64 rest = marks[word]; rest != 0; rest &= rest - 1)
      {
        guint member = (guint) (word * 64) + (guint) __builtin_ctzll (rest);

        g_array_append_val (found, member);
      }
}

static gboolean
touches (const CrowRect *a, const CrowRect *b)
{
  return a->x <= b->x + b->width && b->x <= a->x + a->width && a->y <= b->y + b->height &&
         b->y <= a->y + a->height;
}

/* Keeps those from @first on of which @is_wanted says so. */
static void
keep (const CrowDiagram *diagram,
      GArray *found,
      guint first,
      const CrowRect *area,
      gboolean (*is_wanted) (const CrowDiagram *, guint, const CrowRect *))
{
  guint n = first;

  for (guint i = first; i < found->len; i++)
    {
      guint member = g_array_index (found, guint, i);

      if (is_wanted (diagram, member, area))
        g_array_index (found, guint, n++) = member;
    }
  g_array_set_size (found, n);
}

static gboolean
is_box_in (const CrowDiagram *diagram, guint model, const CrowRect *area)
{
  return crow_rect_intersects (&diagram->layout->boxes[model], area);
}

static gboolean
is_relation_in (const CrowDiagram *diagram, guint relation, const CrowRect *area)
{
  return crow_diagram_is_route_in (diagram, relation, area) ||
         touches (&diagram->labels[relation], area) ||
         (diagram->layout->labels[relation].width > 0 &&
          touches (&diagram->layout->labels[relation], area));
}

/**
 * crow_diagram_is_route_in:
 * @self: a diagram
 * @relation: index of a relation
 * @area: in diagram px
 *
 * Any thread.
 *
 * Returns: whether a stretch of the route meets or touches @area
 */
gboolean
crow_diagram_is_route_in (const CrowDiagram *self, guint relation, const CrowRect *area)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (self->layout, relation, &points);

  for (guint i = 1; i < n_points; i++)
    {
      CrowRect stretch = get_stretch (&points[i - 1], &points[i]);

      if (touches (&stretch, area))
        return TRUE;
    }
  return FALSE;
}

/**
 * crow_diagram_find_relations:
 * @self: a diagram
 * @area: in diagram px
 * @found: (element-type guint): takes the indexes
 *
 * Adds the relations of which a stretch or the label meets @area, in rising order. Any thread.
 */
void
crow_diagram_find_relations (const CrowDiagram *self, const CrowRect *area, GArray *found)
{
  const CrowDiagramIndex *index = get_index (self);
  guint first = found->len;

  collect (index, &index->routes, self->layout->n_edges, area, found);
  keep (self, found, first, area, is_relation_in);
}

static GArray *
list_all (guint n)
{
  GArray *all = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

  for (guint i = 0; i < n; i++)
    g_array_append_val (all, i);
  return all;
}

/**
 * crow_diagram_list_boxes:
 * @self: a diagram
 * @area: (nullable): in diagram px; %NULL: everywhere
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type guint): the models whose boxes meet @area, in rising order
 */
GArray *
crow_diagram_list_boxes (const CrowDiagram *self, const CrowRect *area)
{
  const CrowDiagramIndex *index;
  GArray *found;

  if (area == NULL)
    return list_all (self->layout->n_boxes);
  index = get_index (self);
  found = g_array_new (FALSE, FALSE, sizeof (guint));
  collect (index, &index->boxes, self->layout->n_boxes, area, found);
  keep (self, found, 0, area, is_box_in);
  return found;
}

/**
 * crow_diagram_list_relations:
 * @self: a diagram
 * @area: (nullable): in diagram px; %NULL: everywhere
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type guint): the relations of which the route, with its ends
 *   and its halo, or the label meets @area, in rising order
 */
GArray *
crow_diagram_list_relations (const CrowDiagram *self, const CrowRect *area)
{
  CrowRect reach;
  GArray *found;

  if (area == NULL)
    return list_all (self->layout->n_edges);
  reach = crow_rect_inset (area, -LINE_REACH);
  found = g_array_new (FALSE, FALSE, sizeof (guint));
  crow_diagram_find_relations (self, &reach, found);
  return found;
}

/**
 * crow_diagram_find_box_at:
 * @self: a diagram
 * @at: in diagram px
 *
 * Any thread.
 *
 * Returns: index of the model at @at, the topmost (last) where boxes overlap, or -1
 */
int
crow_diagram_find_box_at (const CrowDiagram *self, CrowPoint at)
{
  const CrowDiagramIndex *index = get_index (self);
  CrowRect point = { at.x, at.y, 0, 0 };
  Span span = get_span (index, &point);
  guint cell = (guint) (span.top * index->n_across + span.left);

  for (guint i = index->boxes.starts[cell + 1]; i > index->boxes.starts[cell]; i--)
    if (crow_rect_contains (&self->layout->boxes[index->boxes.members[i - 1]], at))
      return (int) index->boxes.members[i - 1];
  return -1;
}

/**
 * crow_diagram_index_free:
 * @self: (transfer full): the index of a diagram that goes
 */
void
crow_diagram_index_free (CrowDiagramIndex *self)
{
  g_free (self->boxes.starts);
  g_free (self->boxes.members);
  g_free (self->routes.starts);
  g_free (self->routes.members);
  g_free (self);
}
