#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

typedef enum {
  CROW_CHECK_ALL = 0,
  CROW_CHECK_PINNED = 1 << 0, /* boxes may lie on boxes; then nothing but form can be asked for */
  CROW_CHECK_LOOSE_LINES = 1 << 1, /* lines may lie on lines and cross labels */
} CrowCheckFlags;

char *
crow_layout_check (const CrowLayoutGraph *graph, const CrowLayout *layout, CrowCheckFlags flags);

G_END_DECLS
