#include "crow-tidy.h"

#include <math.h>

/* Between the tidied tables and others, in diagram pixels. */
#define GAP 48.0
/* Free room is looked for in steps of this, in diagram pixels; a large diagram has larger ones. */
#define CELL 32.0
#define MOST_CELLS 1500.0

/* The part as a graph of its own. */
typedef struct
{
  CrowLayoutGraph *graph; /* (owned) */
  guint *models;          /* (owned) by box: index in the diagram */
  guint8 *is_in;          /* (owned) a byte by model of the diagram */
} Part;

/* How many occupied cells lie above and left of each corner of the cells. */
typedef struct
{
  guint n_across;
  guint n_down;
  double cell;
  CrowPoint origin;
  guint *sums; /* (owned) */
} Room;

static void
part_clear (Part *part)
{
  g_clear_pointer (&part->graph, crow_layout_graph_free);
  g_clear_pointer (&part->models, g_free);
  g_clear_pointer (&part->is_in, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

static guint
mark_part (Part *part, const CrowDiagram *diagram, GPtrArray *keys, guint *places)
{
  guint n = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      int model = crow_schema_find_model_by_key (diagram->schema, g_ptr_array_index (keys, i));

      if (model >= 0 && !part->is_in[model])
        {
          part->is_in[model] = TRUE;
          places[model] = n;
          part->models[n++] = (guint) model;
        }
    }
  return n;
}

static void
fill_part (Part *part, const CrowDiagram *diagram, GPtrArray *keys)
{
  const CrowLayoutGraph *whole = diagram->graph;
  g_autofree guint *places = g_new0 (guint, whole->n_boxes + 1);
  guint n_boxes, n_edges = 0;

  part->is_in = g_new0 (guint8, whole->n_boxes + 1);
  part->models = g_new0 (guint, keys->len + 1);
  n_boxes = mark_part (part, diagram, keys, places);
  for (guint i = 0; i < whole->n_edges; i++)
    n_edges += part->is_in[whole->edges[i].source] && part->is_in[whole->edges[i].target];
  part->graph = crow_layout_graph_new (n_boxes, n_edges);
  part->graph->end_length = whole->end_length;
  for (guint i = 0; i < n_boxes; i++)
    {
      part->graph->boxes[i] = whole->boxes[part->models[i]];
      part->graph->boxes[i].is_pinned = FALSE;
    }
  n_edges = 0;
  for (guint i = 0; i < whole->n_edges; i++)
    if (part->is_in[whole->edges[i].source] && part->is_in[whole->edges[i].target])
      {
        part->graph->edges[n_edges] = whole->edges[i];
        part->graph->edges[n_edges].source = places[whole->edges[i].source];
        part->graph->edges[n_edges++].target = places[whole->edges[i].target];
      }
}

static CrowRect
get_old_bounds (const Part *part, const CrowDiagram *diagram)
{
  CrowRect bounds = diagram->layout->boxes[part->models[0]];

  for (guint i = 1; i < part->graph->n_boxes; i++)
    bounds = crow_rect_union (&bounds, &diagram->layout->boxes[part->models[i]]);
  return bounds;
}

static gboolean
is_free (const Part *part, const CrowDiagram *diagram, const CrowRect *rect)
{
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    if (!part->is_in[i] && crow_rect_intersects (&diagram->layout->boxes[i], rect))
      return FALSE;
  return TRUE;
}

static guint
clamp_cell (double at, guint n)
{
  return (guint) CLAMP (at, 0, (double) n);
}

/* The cells that @rect touches: [x0, x1) by [y0, y1). */
static void
get_cells (const Room *room, const CrowRect *rect, guint cells[4])
{
  double x = rect->x - room->origin.x;
  double y = rect->y - room->origin.y;

  cells[0] = clamp_cell (floor (x / room->cell), room->n_across);
  cells[1] = clamp_cell (ceil ((x + rect->width) / room->cell), room->n_across);
  cells[2] = clamp_cell (floor (y / room->cell), room->n_down);
  cells[3] = clamp_cell (ceil ((y + rect->height) / room->cell), room->n_down);
}

static void
occupy (Room *room, const CrowRect *box)
{
  guint cells[4];

  get_cells (room, box, cells);
  for (guint y = cells[2]; y < cells[3]; y++)
    for (guint x = cells[0]; x < cells[1]; x++)
      room->sums[(gsize) (y + 1) * (room->n_across + 1) + x + 1] = 1;
}

static void
fill_room (Room *room, const Part *part, const CrowDiagram *diagram)
{
  const CrowLayout *layout = diagram->layout;
  CrowRect bounds = layout->bounds;
  gsize row;

  for (guint i = 0; i < layout->n_boxes; i++)
    bounds = crow_rect_union (&bounds, &layout->boxes[i]);
  room->cell = MAX (CELL, MAX (bounds.width, bounds.height) / MOST_CELLS);
  room->origin = (CrowPoint){ bounds.x, bounds.y };
  room->n_across = (guint) ceil (bounds.width / room->cell) + 1;
  room->n_down = (guint) ceil (bounds.height / room->cell) + 1;
  row = room->n_across + 1;
  room->sums = g_new0 (guint, row * (room->n_down + 1));
  for (guint i = 0; i < layout->n_boxes; i++)
    if (!part->is_in[i])
      occupy (room, &layout->boxes[i]);
  for (gsize y = 1; y <= room->n_down; y++)
    for (gsize x = 1; x <= room->n_across; x++)
      room->sums[y * row + x] += room->sums[(y - 1) * row + x] + room->sums[y * row + x - 1] -
                                 room->sums[(y - 1) * row + x - 1];
}

static gboolean
has_room (const Room *room, const CrowRect *rect)
{
  gsize row = room->n_across + 1;
  guint cells[4];

  get_cells (room, rect, cells);
  return room->sums[cells[3] * row + cells[1]] + room->sums[cells[2] * row + cells[0]] ==
         room->sums[cells[3] * row + cells[0]] + room->sums[cells[2] * row + cells[1]];
}

/* Of the shifts whose larger part is @ring cells the shortest with room; FALSE: none has. */
static gboolean
search_ring (const Room *room, const CrowRect *rect, int ring, CrowPoint *shift)
{
  double nearest = INFINITY;

  for (int y = -ring; y <= ring; y++)
    for (int x = -ring; x <= ring; x += abs (y) == ring ? 1 : 2 * ring)
      {
        CrowPoint by = { x * room->cell, y * room->cell };
        CrowRect there = { rect->x + by.x, rect->y + by.y, rect->width, rect->height };
        double way = hypot (by.x, by.y);

        if (way < nearest && has_room (room, &there))
          {
            nearest = way;
            *shift = by;
          }
      }
  return nearest < INFINITY;
}

/* How far @rect must go so that no other table lies in it: beside the whole diagram it always can.
 */
static CrowPoint
find_shift (const Part *part, const CrowDiagram *diagram, const CrowRect *rect)
{
  CrowPoint shift = { 0, 0 };
  Room room = { 0 };

  if (is_free (part, diagram, rect))
    return shift;
  fill_room (&room, part, diagram);
  for (int ring = 1; !search_ring (&room, rect, ring, &shift); ring++)
    ;
  g_free (room.sums);
  return shift;
}

static GHashTable *
place_part (const Part *part, const CrowDiagram *diagram, const CrowLayout *layout)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CrowRect old = get_old_bounds (part, diagram);
  CrowRect bounds = layout->bounds;
  CrowPoint by = { old.x + old.width / 2 - bounds.x - bounds.width / 2,
                   old.y + old.height / 2 - bounds.y - bounds.height / 2 };
  CrowRect there = { bounds.x + by.x, bounds.y + by.y, bounds.width, bounds.height };
  CrowRect wide = crow_rect_inset (&there, -GAP);
  CrowPoint shift = find_shift (part, diagram, &wide);

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      CrowPoint at = { round (layout->boxes[i].x + by.x + shift.x),
                       round (layout->boxes[i].y + by.y + shift.y) };

      g_hash_table_insert (places, g_strdup (part->graph->boxes[i].key),
                           g_memdup2 (&at, sizeof at));
    }
  return places;
}

/**
 * crow_tidy_part:
 * @diagram: a diagram
 * @keys: (element-type utf8): keys of some of its models; at least one that it has
 * @cancellable: (nullable): ends it early
 * @error: %G_IO_ERROR_CANCELLED, nothing else
 *
 * Lays those tables out among themselves, puts them where they were (the middle stays) or, where
 * others stand there, as near as they find room. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 CrowPoint): top left corners by key
 */
GHashTable *
crow_tidy_part (const CrowDiagram *diagram,
                GPtrArray *keys,
                GCancellable *cancellable,
                GError **error)
{
  g_auto (Part) part = { 0 };
  g_autoptr (CrowLayout) layout = NULL;

  fill_part (&part, diagram, keys);
  layout = crow_layout_run (part.graph, cancellable, NULL, NULL, error);
  return layout != NULL ? place_part (&part, diagram, layout) : NULL;
}
