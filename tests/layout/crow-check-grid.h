#pragma once

#include "crow-geometry.h"

G_BEGIN_DECLS

/* Rectangles told by number, found by place: a uniform grid with about as many cells as
 * rectangles. */
typedef struct CrowCheckGrid CrowCheckGrid;

CrowCheckGrid *crow_check_grid_new (const CrowRect *rects, guint n);
void crow_check_grid_free (CrowCheckGrid *self);
const guint *crow_check_grid_find (CrowCheckGrid *self, const CrowRect *near, guint *n_found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCheckGrid, crow_check_grid_free)

G_END_DECLS
