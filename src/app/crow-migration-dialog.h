#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for a migration's name. Response "create" or "cancel". */
#define CROW_TYPE_MIGRATION_DIALOG (crow_migration_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowMigrationDialog,
                      crow_migration_dialog,
                      CROW,
                      MIGRATION_DIALOG,
                      AdwMessageDialog)

CrowMigrationDialog *crow_migration_dialog_new (GtkWindow *parent);
const char *crow_migration_dialog_get_name (CrowMigrationDialog *self);
gboolean crow_migration_dialog_get_with_down (CrowMigrationDialog *self);

G_END_DECLS
