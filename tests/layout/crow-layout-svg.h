#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

char *crow_test_layout_to_svg (const CrowLayoutGraph *graph, const CrowLayout *layout);

G_END_DECLS
