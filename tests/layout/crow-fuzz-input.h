#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

/* Bytes that say what to build; past their end all are 0. */
typedef struct
{
  const guint8 *data;
  gsize size;
  gsize at;
} CrowFuzzInput;

guint crow_fuzz_pick (CrowFuzzInput *self, guint below);
CrowLayoutGraph *crow_fuzz_new_graph (CrowFuzzInput *self);
CrowLayoutGraph *crow_fuzz_change_graph (CrowFuzzInput *self, const CrowLayoutGraph *graph);

G_END_DECLS
