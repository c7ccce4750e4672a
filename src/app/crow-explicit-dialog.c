#include "crow-explicit-dialog.h"

#include <glib/gi18n.h>

#include "crow-code-view.h"
#include "crow-library-words.h"
#include "crow-migration.h"
#include "crow-text-diff.h"

#define EMPTY_MIGRATION "-- This is an empty migration."

struct _CrowExplicitDialog
{
  CrowAlert parent_instance;
  GtkEditable *name;
  CrowCodeView *preview;
  GtkLabel *note;

  CrowPrisma *prisma; /* (owned) */
  char *relation;     /* (owned) */
};

G_DEFINE_FINAL_TYPE (CrowExplicitDialog, crow_explicit_dialog, CROW_TYPE_ALERT)

static char *
build_diff (CrowPrisma *before, CrowPrisma *after)
{
  GPtrArray *old = crow_prisma_get_files (before);
  GPtrArray *new = crow_prisma_get_files (after);
  GString *diff = g_string_new (NULL);

  for (guint i = 0; i < old->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (old, i);
      gsize length, new_length;
      const char *text = crow_source_file_get_text (file, &length);
      const char *new_text = crow_source_file_get_text (g_ptr_array_index (new, i), &new_length);
      g_autoptr (GBytes) one = g_bytes_new_static (text, length);
      g_autoptr (GBytes) other = g_bytes_new_static (new_text, new_length);

      crow_text_diff_append (diff, crow_source_file_get_name (file), one, other);
    }
  return g_string_free (diff, FALSE);
}

static void
show_note (CrowExplicitDialog *self, const char *style, const char *text)
{
  const char *classes[] = { style, NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self->note), classes);
  gtk_label_set_label (self->note, text);
}

/* What the database has to do. */
static void
show_migration (CrowExplicitDialog *self, CrowPrisma *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = crow_migration_build_sql (crow_prisma_get_schema (self->prisma),
                                                   crow_prisma_get_schema (after), CROW_PLAN_PRISMA,
                                                   &error);
  g_autofree char *text = NULL;

  if (sql == NULL)
    {
      g_autofree char *reason = crow_library_words_say (error->message);

      /* Translators: %s says what of a migration cannot be written yet */
      text = g_strdup_printf (_ ("The migration: %s"), reason);
    }
  else if (g_str_has_prefix (sql, EMPTY_MIGRATION))
    text = g_strdup (_ ("The migration is empty: the database keeps its table and every row."));
  else
    text = g_strdup (_ ("The migration changes only what differs and keeps every row; it is shown "
                        "under Up."));
  show_note (self, sql == NULL ? "warning" : "success", text);
}

static void
name_changed_cb (CrowExplicitDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma) after = NULL;
  g_autofree char *diff = NULL;

  if (self->prisma == NULL)
    return;
  after = crow_prisma_edit_explicit (self->prisma, self->relation,
                                     gtk_editable_get_text (self->name), NULL, &error);
  crow_alert_set_response_enabled (CROW_ALERT (self), "make", after != NULL);
  if (after == NULL)
    {
      g_autofree char *reason = crow_library_words_say (error->message);

      crow_code_view_set_text (self->preview, "", "diff");
      show_note (self, "error", reason);
      return;
    }
  diff = build_diff (self->prisma, after);
  crow_code_view_set_text (self->preview, diff, "diff");
  show_migration (self, after);
}

static void
crow_explicit_dialog_finalize (GObject *object)
{
  CrowExplicitDialog *self = CROW_EXPLICIT_DIALOG (object);

  g_clear_pointer (&self->prisma, crow_prisma_unref);
  g_clear_pointer (&self->relation, g_free);

  G_OBJECT_CLASS (crow_explicit_dialog_parent_class)->finalize (object);
}

static void
crow_explicit_dialog_class_init (CrowExplicitDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crow_explicit_dialog_finalize;
  g_type_ensure (CROW_TYPE_CODE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-explicit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowExplicitDialog, name);
  gtk_widget_class_bind_template_child (widget_class, CrowExplicitDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, CrowExplicitDialog, note);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
crow_explicit_dialog_init (CrowExplicitDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crow_explicit_dialog_new:
 * @prisma: what is open
 * @relation: id of an implicit many-to-many relation of it
 *
 * Returns: (transfer none): a dialog with a name that could be taken, not yet presented
 */
CrowExplicitDialog *
crow_explicit_dialog_new (CrowPrisma *prisma, const char *relation)
{
  CrowExplicitDialog *self = g_object_new (CROW_TYPE_EXPLICIT_DIALOG, NULL);
  g_autofree char *name = crow_prisma_suggest_model (prisma, relation);

  self->prisma = crow_prisma_ref (prisma);
  self->relation = g_strdup (relation);
  gtk_editable_set_text (self->name, name != NULL ? name : "");
  name_changed_cb (self);
  return self;
}

/**
 * crow_explicit_dialog_get_relation:
 * @self: the dialog
 *
 * Returns: (transfer none): the relation that it is about
 */
const char *
crow_explicit_dialog_get_relation (CrowExplicitDialog *self)
{
  g_return_val_if_fail (CROW_IS_EXPLICIT_DIALOG (self), NULL);

  return self->relation;
}

/**
 * crow_explicit_dialog_get_model:
 * @self: the dialog
 *
 * Returns: (transfer none): the name as the user wrote it
 */
const char *
crow_explicit_dialog_get_model (CrowExplicitDialog *self)
{
  g_return_val_if_fail (CROW_IS_EXPLICIT_DIALOG (self), "");

  return gtk_editable_get_text (self->name);
}

/**
 * crow_explicit_dialog_set_model:
 * @self: the dialog
 * @model: a name
 *
 * Writes @model where the user would.
 */
void
crow_explicit_dialog_set_model (CrowExplicitDialog *self, const char *model)
{
  g_return_if_fail (CROW_IS_EXPLICIT_DIALOG (self));

  gtk_editable_set_text (self->name, model);
}
