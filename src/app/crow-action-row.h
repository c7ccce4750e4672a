#pragma once

#include <adwaita.h>

#include "crow-prisma.h"

G_BEGIN_DECLS

/* "On delete" or "On update" with a drop-down of what may be chosen, the default first
 * where the source has one. A choice
 * activates "win.edit-action" (relation, event, action or "default").
 *
 * Properties: "event" (a CrowEvent, at construction). */
#define CROW_TYPE_ACTION_ROW (crow_action_row_get_type ())
G_DECLARE_FINAL_TYPE (CrowActionRow, crow_action_row, CROW, ACTION_ROW, AdwComboRow)

/* @prisma: (nullable) the text that has the relation; NULL: a database does */
void crow_action_row_set_relation (CrowActionRow *self,
                                   CrowSchema *schema,
                                   CrowPrisma *prisma,
                                   guint relation);
/* Position of an action's name, or of "default", in the drop-down; -1: it is not offered. */
int crow_action_row_find (CrowActionRow *self, const char *name);

G_END_DECLS
