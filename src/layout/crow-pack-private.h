#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

CrowRect crow_pack_blocks (CrowRect *blocks, guint n, double width);
CrowRect crow_pack_grid (CrowRect *boxes, guint n, guint n_columns);

G_END_DECLS
