#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

typedef enum {
  CROW_CHECK_ALL = 0,
  CROW_CHECK_PINNED = 1 << 0, /* boxes may lie on boxes; then nothing but form can be asked for */
  CROW_CHECK_LOOSE_LINES = 1 << 1, /* lines may lie on lines and cross labels */
  CROW_CHECK_SCORED = 1 << 2,      /* with the tolerances of layout-score.mjs, not with ours */
} CrowCheckFlags;

/* What can be wrong with a layout; in brackets, what layout-score.mjs calls it. */
typedef enum {
  CROW_FAULT_SHAPE,       /* arrays of another length, numbers that are none, sizes not kept */
  CROW_FAULT_ROUTE,       /* an edge not drawn (missing), slanting, or with needless points */
  CROW_FAULT_END,         /* not in its row's border, outwards (portMiss) */
  CROW_FAULT_PIN,         /* a pinned box moved */
  CROW_FAULT_BOUNDS,      /* what is drawn leaves the bounds */
  CROW_FAULT_SHARED,      /* a shared length that is none */
  CROW_FAULT_BOX_BOX,     /* pairs of boxes (nodeOverlaps) */
  CROW_FAULT_FOREIGN_BOX, /* an edge in a box that is not its own (nodeHits) */
  CROW_FAULT_OWN_BOX,     /* an edge in its own box (ownHits) */
  CROW_FAULT_OVERLAP,     /* pairs of edges without a common end, on one line (overlapPairs) */
  CROW_FAULT_FOOT,        /* no bare room for a crow's foot */
  CROW_FAULT_LABEL_SIZE,  /* a label missing, unasked for or of another size */
  CROW_FAULT_LABEL_PLACE, /* a label that is not on its edge */
  CROW_FAULT_LABEL_BOX,   /* (labelNode) */
  CROW_FAULT_LABEL_LABEL, /* pairs (labelLabel) */
  CROW_FAULT_LABEL_EDGE,  /* a label and a foreign edge (labelEdge) */
  CROW_N_FAULTS,
} CrowFault;

typedef struct
{
  guint counts[CROW_N_FAULTS];
  char *first; /* (owned) (nullable) what is wrong, of the first fault found */
} CrowFaults;

void crow_layout_find_faults (const CrowLayoutGraph *graph,
                              const CrowLayout *layout,
                              CrowCheckFlags flags,
                              CrowFaults *faults);
void crow_faults_clear (CrowFaults *self);
char *
crow_layout_check (const CrowLayoutGraph *graph, const CrowLayout *layout, CrowCheckFlags flags);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowFaults, crow_faults_clear)

G_END_DECLS
