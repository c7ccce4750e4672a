#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

CrowLayout *crow_arrange (const CrowLayoutGraph *graph,
                          GCancellable *cancellable,
                          CrowLayoutProgress progress,
                          gpointer user_data,
                          GError **error);

G_END_DECLS
