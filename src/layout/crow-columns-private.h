#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

/* A connected graph in columns. Between column c-1 and column c lies channel c; channel 0 and
 * channel n_columns lie outside. A line leaves a row sideways, runs up or down in channels only and
 * crosses a column in a pass, a slot between boxes: so it cannot enter a table. */

/* How an edge leaves its source and enters its target. */
typedef struct
{
  CrowSide source_side;
  CrowSide target_side;
  double line; /* px below the source's top: where the line with the label runs */
  guint fork;  /* upright track near the source that leads from the row to @line; CROW_NONE: it runs
                  in the row */
} CrowStub;

/* One side of a box. */
typedef struct
{
  guint n_forks;
  double label; /* px from the border to the labels' near end */
  double lane;  /* px from the border to where tracks may begin */
} CrowFace;

/* What takes room in a column: a box (with slots for labels below it) or a pass. */
typedef struct
{
  guint box; /* CROW_NONE: a pass */
  guint column;
  double height;
  double y;
  double wish;
  double weight;
} CrowElement;

/* Where a net touches a bank of its channel. */
typedef struct
{
  guint net;
  guint element;
  double offset; /* px below the element's top */
  CrowSide bank; /* left: the element lies in the column left of the channel */
} CrowTerminal;

/* The part of a bundle (all edges into one row from one side) in one channel: an upright trunk that
 * joins its terminals. */
typedef struct
{
  guint channel;
  guint exit; /* terminal towards the target */
  guint
      relay; /* terminal in the next channel's net, beyond the pass; CROW_NONE: @exit is the row */
  guint n_edges;
  double low, high; /* px, extent of the trunk */
  double x;
  double far_x; /* trunk of the right bank's terminals, where the trunk is split */
  double level; /* y of the joint between the two */
  gboolean is_split;
} CrowNet;

/* Two terminals of one net that edges join. */
typedef struct
{
  guint from; /* terminals; in neighbouring columns @from is the left one */
  guint to;
  double weight;
} CrowLink;

typedef struct
{
  const CrowLayoutGraph *graph;
  guint n_columns;
  guint *columns;            /* by box */
  CrowStub *stubs;           /* by edge */
  CrowFace *faces;           /* by 2 * box + side */
  double *pads;              /* by box: px below it for slots */
  guint *n_referrers;        /* by box: edges that end there */
  guint *source_terminals;   /* by edge */
  GArray *elements;          /* (element-type CrowElement) the first n_boxes are the boxes */
  GArray *terminals;         /* (element-type CrowTerminal) */
  GArray *nets;              /* (element-type CrowNet) */
  GArray *links;             /* (element-type CrowLink) */
  guint *order;              /* elements, column by column, from above */
  guint *column_starts;      /* n_columns + 1 */
  GCancellable *cancellable; /* (unowned) (nullable): stops ordering and routing half done */
  double slack;              /* height of the diagram to that of its fullest column */
  double hold;     /* how boxes hold to their first y in ordering, of their links' weight */
  guint crossings; /* between links, after ordering */
} CrowColumns;

void crow_columns_assign (const CrowLayoutGraph *graph,
                          const CrowPoint *places,
                          guint n_columns,
                          gboolean improves,
                          guint *columns);
CrowColumns *crow_columns_new (const CrowLayoutGraph *graph, const guint *columns);
void crow_columns_free (CrowColumns *self);
void crow_columns_find_stubs (CrowColumns *self);
void crow_columns_order (CrowColumns *self, const CrowPoint *places);
CrowLayout *crow_columns_route (CrowColumns *self);
void crow_columns_level (CrowColumns *self, double height);
double crow_columns_get_y (const CrowColumns *self, guint terminal);

static inline CrowElement *
crow_columns_element (const CrowColumns *self, guint element)
{
  return &g_array_index (self->elements, CrowElement, element);
}

/* px between two neighbours in a column. */
static inline double
crow_columns_get_gap (const CrowElement *a, const CrowElement *b)
{
  return a->box != CROW_NONE && b->box != CROW_NONE ? CROW_BOX_GAP : CROW_PASS_GAP;
}

static inline CrowTerminal *
crow_columns_terminal (const CrowColumns *self, guint terminal)
{
  return &g_array_index (self->terminals, CrowTerminal, terminal);
}

static inline CrowNet *
crow_columns_net (const CrowColumns *self, guint net)
{
  return &g_array_index (self->nets, CrowNet, net);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowColumns, crow_columns_free)

G_END_DECLS
