#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

CrowLayoutGraph *crow_layout_graph_new_from_text (const char *text);
char *crow_test_layout_graph_to_text (const CrowLayoutGraph *graph);
char *crow_test_layout_to_json (const CrowLayoutGraph *graph, const CrowLayout *layout);

G_END_DECLS
