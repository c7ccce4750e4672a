#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* What lies where: a uniform grid over a diagram's boxes and over its routes with their labels,
 * made when it is first asked for and kept with the diagram. Any thread. */

/* Adds to @found (element-type guint) the relations of which a stretch or the label meets @area, in
 * rising order; touching counts. */
void crow_diagram_find_relations (const CrowDiagram *self, const CrowRect *area, GArray *found);
/* What meets @area, in rising order; where @area is NULL all there are. Of a relation what is drawn
 * beside its line counts too. (transfer full) (element-type guint) */
GArray *crow_diagram_list_boxes (const CrowDiagram *self, const CrowRect *area);
GArray *crow_diagram_list_relations (const CrowDiagram *self, const CrowRect *area);
/* The topmost (last) model at @at, or -1. */
int crow_diagram_find_box_at (const CrowDiagram *self, CrowPoint at);

/* Does any stretch of the route meet @area? */
gboolean crow_diagram_is_route_in (const CrowDiagram *self, guint relation, const CrowRect *area);

void crow_diagram_index_free (CrowDiagramIndex *self);

G_END_DECLS
