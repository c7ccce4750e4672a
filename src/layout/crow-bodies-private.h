#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bodies in the plane that push each other off, halved again and again into a balanced tree: a
 * distant half acts as one body. */
typedef struct _CrowBodies CrowBodies;

CrowBodies *crow_bodies_new (const float *mass, guint n, float opening);
void crow_bodies_free (CrowBodies *self);
void crow_bodies_sort (CrowBodies *self, const float *x, const float *y);
void crow_bodies_push (CrowBodies *self, const float *x, const float *y, float *dx, float *dy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowBodies, crow_bodies_free)

G_END_DECLS
