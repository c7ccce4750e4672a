#pragma once

#include "crow-compat.h"

G_BEGIN_DECLS

/* Asks for a migration's name. Response "create" or "cancel". */
#define CROW_TYPE_MIGRATION_DIALOG (crow_migration_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowMigrationDialog, crow_migration_dialog, CROW, MIGRATION_DIALOG, CrowAlert)

CrowMigrationDialog *crow_migration_dialog_new (void);
const char *crow_migration_dialog_get_name (CrowMigrationDialog *self);
gboolean crow_migration_dialog_get_with_down (CrowMigrationDialog *self);

G_END_DECLS
