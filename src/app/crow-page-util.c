#include "crow-page-util.h"

#include <glib/gi18n.h>

/**
 * crow_page_clear:
 * @box: a #GtkBox
 *
 * Removes every child.
 */
void
crow_page_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/**
 * crow_page_show_place:
 * @button: activates "win.show-source" with file and byte offset
 * @text: its label
 * @schema: whose files are meant
 * @location: the place
 *
 * Shows file and line; hides @button where the schema has no file.
 */
void
crow_page_show_place (GtkActionable *button,
                      GtkLabel *text,
                      CrowSchema *schema,
                      const CrowLocation *location)
{
  CrowSourceFile *file;
  g_autofree char *place = NULL;
  guint line;

  gtk_widget_set_visible (GTK_WIDGET (button), location->file < schema->files->len);
  if (location->file >= schema->files->len)
    return;

  file = g_ptr_array_index (schema->files, location->file);
  crow_source_file_locate (file, location->span.start, &line, NULL);
  /* Translators: a place in a file: "schema.prisma, line 41" */
  place = g_strdup_printf (_ ("%s, line %u"), crow_source_file_get_name (file), line);
  gtk_label_set_label (text, place);
  gtk_actionable_set_action_target (button, "(uu)", (guint32) location->file,
                                    (guint32) location->span.start);
  gtk_actionable_set_action_name (button, "win.show-source");
}

/**
 * crow_page_count_models:
 * @n: how many
 *
 * Returns: (transfer full): "6 models"
 */
char *
crow_page_count_models (guint n)
{
  return g_strdup_printf (ngettext ("%u model", "%u models", n), n);
}

/**
 * crow_page_count_relations:
 * @n: how many
 *
 * Returns: (transfer full): "8 relations"
 */
char *
crow_page_count_relations (guint n)
{
  return g_strdup_printf (ngettext ("%u relation", "%u relations", n), n);
}
