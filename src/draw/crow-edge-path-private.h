#pragma once

#include "crow-layout.h"
#include "crow-pen-private.h"

G_BEGIN_DECLS

/* Radius of an edge's corners; corners near each other get less. */
#define CROW_CORNER_RADIUS 8.0

/* A place on a route and the way from there, as a unit vector along one axis. */
typedef struct
{
  CrowPoint at;
  CrowPoint way;
} CrowEdgePlace;

double crow_edge_path_get_length (const CrowPoint *points, guint n_points);
/* @distance from the route's end (the parent); the way leads to its start (the child). */
CrowEdgePlace crow_edge_path_get_place (const CrowPoint *points, guint n_points, double distance);
/* The part between two distances from the end, as at most @n_points points into @part. */
guint crow_edge_path_cut (const CrowPoint *points,
                          guint n_points,
                          double near_end,
                          double far_end,
                          CrowPoint *part);
/* Appends the route to the pen's path; @radius 0: sharp corners. */
void crow_edge_path_trace (CrowPen *pen, const CrowPoint *points, guint n_points, double radius);
/* Length of what crow_edge_path_trace() appends. */
double crow_edge_path_measure (const CrowPoint *points, guint n_points, double radius);
/* Distance from the end where a mark of @length px lies straight and uncovered, at @from px or
 * more. @label: (nullable) covers what it lies on; @reserve: px at the start that are taken. */
double crow_edge_path_find_room (const CrowPoint *points,
                                 guint n_points,
                                 double from,
                                 double length,
                                 double reserve,
                                 const CrowRect *label);

/* For each edge, how much of its end it shares with an edge of another kind (@kinds, by edge):
 * px from the end, 0 for none. @with_starts: edges that begin there count as of another kind.
 * (transfer full) (array length=layout->n_edges) */
double *crow_edge_path_measure_mixed (const CrowLayout *layout,
                                      const CrowLayoutGraph *graph,
                                      const guint *kinds,
                                      gboolean with_starts);

G_END_DECLS
