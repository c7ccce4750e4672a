#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

/* Distances in px that all of the room keeps to. */
#define CROW_BOX_GAP 32.0    /* between two boxes of a column */
#define CROW_LINE_GAP 12.0   /* between two parallel lines, or a line and a box */
#define CROW_PASS_GAP 12.0   /* between a line that crosses a column and its neighbours there */
#define CROW_LABEL_GAP 8.0   /* at either end of a label, along its line */
#define CROW_LABEL_CLEAR 2.0 /* above and below a label */
#define CROW_BLOCK_GAP 64.0  /* between components */

#define CROW_SAME 1e-4 /* px within which two coordinates are one, computed in two ways */
#define CROW_NONE G_MAXUINT

typedef enum { CROW_SIDE_LEFT, CROW_SIDE_RIGHT } CrowSide;

double crow_box_get_height (const CrowLayoutBox *box);
double crow_box_get_row_middle (const CrowLayoutBox *box, int row);

CrowLayout *crow_layout_alloc (guint n_boxes, guint n_edges);
void crow_layout_take_points (CrowLayout *self, GArray *points);
void crow_layout_measure_bounds (CrowLayout *self);
void crow_layout_measure (CrowLayout *self, const CrowLayoutGraph *graph);
void crow_route_append (GArray *points, guint start, double x, double y);

G_END_DECLS
