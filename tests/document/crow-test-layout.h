#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One text for the same places (element-type utf8 CrowPosition) and colours (element-type utf8
 * guint), in an order of its own. */
char *crow_test_layout_describe (GHashTable *positions, GHashTable *colors);

G_END_DECLS
