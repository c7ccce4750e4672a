#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

CrowLayout *crow_reroute (const CrowLayout *base,
                          const CrowLayoutGraph *graph,
                          const CrowRect *boxes,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
