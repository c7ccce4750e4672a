#pragma once

#include <gio/gio.h>

#include "crow-geometry.h"

G_BEGIN_DECLS

/* A table to place. Its rows lie below the head, all of one height. */
typedef struct
{
  const char *key; /* (unowned) stable name; breaks ties, so that layouts are reproducible */
  guint group;     /* equal numbers are kept together (database schemas) */
  double width;
  double head_height;
  double row_height;
  guint n_rows;
  gboolean is_pinned; /* stays at @position; routes go round it */
  CrowPoint position; /* top left corner, where pinned */
} CrowLayoutBox;

/* A relation to route, from the key's row to the row it refers to. */
typedef struct
{
  guint source;       /* child: index into boxes */
  guint target;       /* parent: index into boxes; may equal source */
  int source_row;     /* -1: the head */
  int target_row;     /* -1: the head */
  double label_width; /* 0: no label */
  double label_height;
} CrowLayoutEdge;

/* The input: plain arrays, owned by the graph. */
typedef struct
{
  guint n_boxes;
  CrowLayoutBox *boxes;
  guint n_edges;
  CrowLayoutEdge *edges;
  double end_length; /* straight stub at each end that the crow's foot or bars need */
} CrowLayoutGraph;

CrowLayoutGraph *crow_layout_graph_new (guint n_boxes, guint n_edges); /* zeroed */
void crow_layout_graph_free (CrowLayoutGraph *self);

/* The output: immutable, atomically reference counted, arrays as long as the graph's. */
typedef struct
{
  guint n_boxes;
  CrowRect *boxes;
  guint n_edges;
  guint *route_starts; /* n_edges + 1: edge i's points are [route_starts[i], route_starts[i+1]) */
  CrowPoint *points;   /* corners of orthogonal routes, source first, no rounding */
  CrowRect *labels;    /* width 0: none */
  double *shared_lengths; /* length of the end of route i that it shares with other routes into the
                             same row from the same side; 0: alone */
  CrowRect bounds;        /* of boxes, routes and labels */
} CrowLayout;

CrowLayout *crow_layout_ref (CrowLayout *self);
void crow_layout_unref (CrowLayout *self);

/* @fraction: 0 to 1. Called from the thread that lays out. */
typedef void (*CrowLayoutProgress) (double fraction, gpointer user_data);

/* Pure: the same graph gives the same layout, in any thread and locale; no globals. No box lies on
 * a box that is not pinned, no route enters a table, no label lies on a box or on a label.
 * Fails only with G_IO_ERROR_CANCELLED. */
CrowLayout *crow_layout_run (const CrowLayoutGraph *graph,
                             GCancellable *cancellable,
                             CrowLayoutProgress progress,
                             gpointer user_data,
                             GError **error);

/* @graph laid out so that what @previous has stays: boxes are told by their keys. A new box goes to
 * the free place nearest its neighbours, in their column; one that has grown pushes down those
 * below it in its column; no other box moves. Pinned boxes go where they are pinned; one that was
 * pinned and is not any more counts as new. Where the two have little in common:
 * crow_layout_run(). Fails only with G_IO_ERROR_CANCELLED. */
CrowLayout *crow_layout_update (const CrowLayout *previous,
                                const CrowLayoutGraph *previous_graph,
                                const CrowLayoutGraph *graph,
                                GCancellable *cancellable,
                                CrowLayoutProgress progress,
                                gpointer user_data,
                                GError **error);

/* @layout with box @box moved to @position: no other box moves, only the routes that touch the
 * box's old or new place are routed anew. Fast enough for every frame of a drag. */
CrowLayout *crow_layout_move_box (const CrowLayout *layout,
                                  const CrowLayoutGraph *graph,
                                  guint box,
                                  CrowPoint position);

/* Several at once: @moved are their indices, each once. */
CrowLayout *crow_layout_move_boxes (const CrowLayout *layout,
                                    const CrowLayoutGraph *graph,
                                    guint n,
                                    const guint *moved,
                                    const CrowPoint *positions);

/* The same boxes and routes with other labels, one rectangle an edge. */
CrowLayout *crow_layout_with_labels (const CrowLayout *self, const CrowRect *labels);

guint crow_layout_get_route (const CrowLayout *self, guint edge, const CrowPoint **points);
CrowRect
crow_layout_get_row (const CrowLayout *self, const CrowLayoutGraph *graph, guint box, int row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowLayoutGraph, crow_layout_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowLayout, crow_layout_unref)

G_END_DECLS
