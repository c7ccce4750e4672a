#pragma once

#include "crow-maze-private.h"

G_BEGIN_DECLS

/* An edge to be routed anew, and what is kept of its old route. */
typedef struct
{
  guint edge;
  GArray
      *head; /* (owned) (nullable) (element-type CrowPoint) from the source to where it is left */
  GArray *tail; /* (owned) (nullable) (element-type CrowPoint) from where it is met to the target */
  CrowRect label; /* width 0: it needs a new place */
  CrowRect near;  /* where a way from head to tail is looked for first; width 0: about the ends */
} CrowWire;

void crow_wire_clear (CrowWire *self);
gboolean crow_wire_find_label (const CrowTangle *tangle, guint edge, CrowRect *label);
gboolean crow_wire_follow (CrowTangle *tangle, const CrowWire *wire, const GArray *rest);
void crow_wire_route (CrowTangle *tangle, const CrowWire *wire, gboolean may_rip, GArray *ripped);

G_END_DECLS
