#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

/* One stretch of a route. */
typedef struct
{
  CrowPoint from;
  CrowPoint to;
  guint edge;
} CrowStretch;

/* A layout in the making: boxes have their places, some routes are there and some are not. */
typedef struct
{
  const CrowLayoutGraph *graph;
  CrowLayout *layout; /* (owned) boxes and labels; its routes are in @points below */
  GArray *points;     /* (element-type CrowPoint) */
  guint *starts;      /* by edge: first of its points */
  guint *counts;      /* by edge: 0: not routed */
} CrowTangle;

void crow_tangle_init (CrowTangle *self,
                       const CrowLayout *base,
                       const CrowLayoutGraph *graph,
                       const CrowRect *boxes);
void crow_tangle_clear (CrowTangle *self);
CrowLayout *crow_tangle_finish (CrowTangle *self);
void crow_tangle_drop (CrowTangle *self, guint edge);
void crow_tangle_set_route (CrowTangle *self, guint edge, const CrowPoint *points, guint n);
GArray *crow_tangle_list_stretches (const CrowTangle *self, const CrowRect *area);
double crow_tangle_get_row_y (const CrowTangle *self, guint box, int row);
double crow_tangle_get_border (const CrowTangle *self, guint box, CrowSide side);
gboolean crow_tangle_is_same_target (const CrowTangle *self, guint a, guint b);
gboolean crow_tangle_is_label_free (const CrowTangle *self,
                                    const GArray *stretches,
                                    const CrowRect *label,
                                    guint edge);
gboolean crow_tangle_is_stub_free (const CrowTangle *self,
                                   const GArray *stretches,
                                   guint edge,
                                   CrowPoint from,
                                   CrowPoint to);
void crow_tangle_place_label (CrowTangle *self, const GArray *stretches, guint edge);

G_END_DECLS
