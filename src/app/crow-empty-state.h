#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the window shows before anything is open. */
#define CROW_TYPE_EMPTY_STATE (crow_empty_state_get_type ())
G_DECLARE_FINAL_TYPE (CrowEmptyState, crow_empty_state, CROW, EMPTY_STATE, GtkWidget)

void crow_empty_state_set_unsaved (CrowEmptyState *self, GPtrArray *items);
/* What was opened last, followed: as in the menu of Open. */
void crow_empty_state_set_recent (CrowEmptyState *self, GMenuModel *files, GMenuModel *databases);

G_END_DECLS
