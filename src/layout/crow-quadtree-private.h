#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bodies in the plane, grouped in nested squares: what is far away acts as one body. */
typedef struct _CrowQuadtree CrowQuadtree;

CrowQuadtree *crow_quadtree_new (guint max_bodies);
void crow_quadtree_free (CrowQuadtree *self);
void crow_quadtree_fill (CrowQuadtree *self,
                         const double *x,
                         const double *y,
                         const double *mass,
                         guint n);
void crow_quadtree_get_push (const CrowQuadtree *self, double x, double y, double *dx, double *dy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowQuadtree, crow_quadtree_free)

G_END_DECLS
