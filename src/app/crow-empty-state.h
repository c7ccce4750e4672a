#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the window shows before anything is open. */
#define CROW_TYPE_EMPTY_STATE (crow_empty_state_get_type ())
G_DECLARE_FINAL_TYPE (CrowEmptyState, crow_empty_state, CROW, EMPTY_STATE, GtkWidget)

void crow_empty_state_set_unsaved (CrowEmptyState *self, GPtrArray *items);

G_END_DECLS
