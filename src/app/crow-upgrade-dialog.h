#pragma once

#include <adwaita.h>

#include "crow-document.h"

G_BEGIN_DECLS

/* Every relation whose meaning another version of Prisma changes, with a button that writes out
 * what it means now. Activating a row shows the relation in the window behind. */
#define CROW_TYPE_UPGRADE_DIALOG (crow_upgrade_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowUpgradeDialog, crow_upgrade_dialog, CROW, UPGRADE_DIALOG, AdwWindow)

/* Follows @document while it is open. */
CrowUpgradeDialog *
crow_upgrade_dialog_new (GtkWindow *parent, CrowDocument *document, CrowRules rules);
GListModel *crow_upgrade_dialog_get_rows (CrowUpgradeDialog *self); /* (element-type
                                                                       GtkStringObject) */

G_END_DECLS
