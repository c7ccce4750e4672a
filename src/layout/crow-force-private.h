#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

gboolean crow_force_place (const CrowLayoutGraph *graph,
                           CrowPoint *places,
                           GCancellable *cancellable,
                           CrowLayoutProgress progress,
                           gpointer user_data,
                           GError **error);

G_END_DECLS
