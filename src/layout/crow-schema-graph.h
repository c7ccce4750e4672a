#pragma once

#include "crow-layout.h"
#include "crow-schema.h"

G_BEGIN_DECLS

/* What the layout must know of texts: measured by whoever draws. */
typedef struct
{
  double head_height;   /* px, all boxes */
  double row_height;    /* px, all rows */
  double label_height;  /* px, all labels */
  double end_length;    /* px, room for a crow's foot at either end */
  double *box_widths;   /* by index of the schema's models */
  double *label_widths; /* by index of the schema's relations; 0: no label */
} CrowTextSizes;

/* Boxes are the schema's models, edges its relations, index by index.
 * @positions: (nullable) (element-type utf8 CrowPoint) kept places, by the model's key: pinned. */
CrowLayoutGraph *crow_layout_graph_new_for_schema (const CrowSchema *schema,
                                                   const CrowTextSizes *sizes,
                                                   GHashTable *positions);

G_END_DECLS
