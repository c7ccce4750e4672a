#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* New places for some of a diagram's tables: laid out among themselves, put where they were, beside
 * all others. (element-type utf8 CrowPoint) top left corners by CrowModel.key; NULL and
 * G_IO_ERROR_CANCELLED: nothing else fails. Blocking; any thread. */
GHashTable *crow_tidy_part (const CrowDiagram *diagram,
                            GPtrArray *keys,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
