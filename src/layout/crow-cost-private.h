#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

#define CROW_ASPECT 1.25 /* width to height that suits a screen, and leaves room on either side */

double crow_cost_get_misfit (const CrowRect *bounds);
double crow_cost_count_crossings (const CrowLayoutGraph *graph, const CrowLayout *layout);
double crow_cost_measure (const CrowLayout *layout, double crossings);

G_END_DECLS
