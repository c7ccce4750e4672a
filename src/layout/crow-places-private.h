#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

void crow_places_find (const CrowLayout *previous,
                       const CrowLayoutGraph *graph,
                       const guint *known,
                       CrowRect *boxes);

G_END_DECLS
