#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A valid PostgreSQL schema of that size in a new folder, always the same: half of the relations go
 * to models nearby, a quarter to a few hubs; some are many-to-many or one-to-one; most actions are
 * written. (transfer full) */
char *crow_test_write_large (guint n_models, guint n_relations);

G_END_DECLS
