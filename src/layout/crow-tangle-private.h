#pragma once

#include "crow-ground-private.h"

G_BEGIN_DECLS

/* A layout in the making: boxes have their places, some routes are there and some are not. */
typedef struct
{
  const CrowLayoutGraph *graph;
  CrowLayout *layout; /* (owned) boxes and labels; its routes are in @points below */
  GArray *points;     /* (element-type CrowPoint) */
  guint *starts;      /* by edge: first of its points */
  guint *counts;      /* by edge: 0: not routed */
  guint64 *rows;      /* by 2 * edge + (0: source, 1: target): tells the row */
  CrowPoint *ports;   /* by 2 * edge + (0: source, 1: target): where the route ends; NaN: not yet */
  guint8 *n_ripped;   /* by edge: how often its route was taken away for another's */
  CrowGround *ground; /* (owned) boxes, labels, lines and feet, those of unrouted edges too */
  guint *first_thing; /* by edge */
  guint n_states;     /* that searches have looked at so far */
} CrowTangle;

void crow_tangle_init (CrowTangle *self,
                       const CrowLayout *base,
                       const CrowLayoutGraph *graph,
                       const CrowRect *boxes,
                       const guint8 *is_touched);
void crow_tangle_clear (CrowTangle *self);
CrowLayout *crow_tangle_finish (CrowTangle *self);
void crow_tangle_drop (CrowTangle *self, guint edge);
void crow_tangle_reserve_lines (CrowTangle *self, guint edge, const CrowPoint *points, guint n);
void crow_tangle_reserve_label (CrowTangle *self, guint edge, const CrowRect *label);
void crow_tangle_reserve_feet (CrowTangle *self, guint edge);
void crow_tangle_set_route (CrowTangle *self,
                            guint edge,
                            const CrowPoint *points,
                            guint n,
                            const CrowRect *label);
double crow_tangle_get_row_y (const CrowTangle *self, guint box, int row);
double crow_tangle_get_border (const CrowTangle *self, guint box, CrowSide side);
gboolean crow_tangle_shares_target (const CrowTangle *self, guint a, guint b);
gboolean crow_tangle_is_label_free (const CrowTangle *self, const CrowRect *label, guint edge);
gboolean crow_tangle_is_on_other (const CrowTangle *self, guint box, const CrowRect *rect);
gboolean crow_tangle_is_stub_free (const CrowTangle *self,
                                   guint edge,
                                   CrowPoint port,
                                   CrowPoint from,
                                   CrowPoint to);
void crow_tangle_reserve_port (CrowTangle *self, guint edge, guint end, CrowPoint port);
gboolean crow_tangle_find_conflicts (const CrowTangle *self,
                                     guint edge,
                                     const GArray *route,
                                     const CrowRect *label,
                                     GArray *edges);
gboolean crow_tangle_place_label (const CrowTangle *self,
                                  guint edge,
                                  const GArray *route,
                                  gboolean is_strict,
                                  CrowRect *label);

G_END_DECLS
