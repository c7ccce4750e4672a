#pragma once

#include "crow-maze-private.h"
#include "crow-tangle-private.h"

G_BEGIN_DECLS

void crow_bundle_reserve_labels (CrowTangle *tangle,
                                 const CrowLayout *base,
                                 const CrowMazeEnd *heads,
                                 const guint *edges,
                                 guint n);
void crow_bundle_route (CrowTangle *tangle, const CrowMazeEnd *heads, const guint *edges, guint n);

G_END_DECLS
