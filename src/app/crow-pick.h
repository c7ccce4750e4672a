#pragma once

#include "crow-canvas.h"
#include "crow-painter.h"

G_BEGIN_DECLS

/* What of a diagram lies at a place, by its index; and what is linear in the diagram: the order in
 * which its boxes are read. Pure functions. */

CrowSelection crow_pick_at (const CrowDiagram *diagram,
                            const CrowPaintStyle *style,
                            CrowPoint at,
                            double tolerance,
                            int after);
int crow_pick_row (const CrowDiagram *diagram, guint model, CrowPoint at);
CrowRect crow_pick_route_bounds (const CrowDiagram *diagram, guint relation);
guint *crow_pick_reading_order (const CrowDiagram *diagram);

G_END_DECLS
