#include "crow-migration-dialog.h"

#include "crow-migration.h"

struct _CrowMigrationDialog
{
  CrowAlert parent_instance;
  GtkEditable *name;
  GtkLabel *folder;
  GtkCheckButton *with_down;
};

G_DEFINE_FINAL_TYPE (CrowMigrationDialog, crow_migration_dialog, CROW_TYPE_ALERT)

static void
name_changed_cb (CrowMigrationDialog *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *folder = crow_migration_make_folder_name (now,
                                                             gtk_editable_get_text (self->name));
  g_autofree char *text = g_strconcat ("migrations/", folder, NULL);

  gtk_label_set_label (self->folder, text);
}

static void
crow_migration_dialog_class_init (CrowMigrationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-migration-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowMigrationDialog, name);
  gtk_widget_class_bind_template_child (widget_class, CrowMigrationDialog, folder);
  gtk_widget_class_bind_template_child (widget_class, CrowMigrationDialog, with_down);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
crow_migration_dialog_init (CrowMigrationDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_changed_cb (self);
}

/**
 * crow_migration_dialog_new:
 *
 * Returns: (transfer none): a dialog, not yet presented
 */
CrowMigrationDialog *
crow_migration_dialog_new (void)
{
  return g_object_new (CROW_TYPE_MIGRATION_DIALOG, NULL);
}

/**
 * crow_migration_dialog_get_name:
 * @self: the dialog
 *
 * Returns: (transfer none): the name as the user wrote it
 */
const char *
crow_migration_dialog_get_name (CrowMigrationDialog *self)
{
  g_return_val_if_fail (CROW_IS_MIGRATION_DIALOG (self), "");

  return gtk_editable_get_text (self->name);
}

/**
 * crow_migration_dialog_get_with_down:
 * @self: the dialog
 *
 * Returns: whether the way back is wanted too
 */
gboolean
crow_migration_dialog_get_with_down (CrowMigrationDialog *self)
{
  g_return_val_if_fail (CROW_IS_MIGRATION_DIALOG (self), FALSE);

  return gtk_check_button_get_active (self->with_down);
}
