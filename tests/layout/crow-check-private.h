#pragma once

#include "crow-check-grid.h"
#include "crow-layout-check.h"

G_BEGIN_DECLS

#define CROW_CHECK_EXACT 0.001 /* px */

/* All level or all upright lines of a layout's routes. */
typedef struct
{
  GArray *rects; /* (element-type CrowRect) empty in one direction */
  GArray *edges; /* (element-type guint) */
  CrowCheckGrid *grid;
} CrowCheckLines;

typedef struct
{
  const CrowLayoutGraph *graph;
  const CrowLayout *layout;
  CrowCheckFlags flags;
  CrowFaults *faults;
  CrowCheckLines lines[2]; /* level, upright */
  CrowCheckGrid *boxes;
  CrowCheckGrid *labels;
} CrowCheck;

void crow_check_note (CrowCheck *self, CrowFault fault, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void crow_check_collect (CrowCheck *self);
void crow_check_clear (CrowCheck *self);
void crow_check_form (CrowCheck *self);
const CrowRect *crow_check_get_line (const CrowCheck *self, guint direction, guint line);
guint crow_check_get_edge (const CrowCheck *self, guint direction, guint line);

G_END_DECLS
