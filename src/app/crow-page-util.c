#include "crow-page-util.h"

#include <glib/gi18n.h>

#include "crow-facts.h"

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
 * crow_page_create_copy_button:
 * @query: SQL
 *
 * Returns: (transfer floating): a button that copies @query
 */
GtkWidget *
crow_page_create_copy_button (const char *query)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Copy the query"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "crow-link");
  gtk_widget_set_tooltip_text (button, query);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.copy-text");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", query);
  return button;
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

/**
 * crow_page_count_tables:
 * @n: how many
 *
 * Returns: (transfer full): "6 tables"
 */
char *
crow_page_count_tables (guint n)
{
  return g_strdup_printf (ngettext ("%u table", "%u tables", n), n);
}

static GtkWidget *
create_fact_label (const char *text, gboolean is_head)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "yalign", 0.0,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  if (is_head)
    {
      gtk_label_set_width_chars (GTK_LABEL (label), 10);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
      gtk_widget_add_css_class (label, "dim-label");
    }
  else
    {
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_set_focusable (label, FALSE);
      gtk_widget_set_hexpand (label, TRUE);
    }
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
create_fact_text (const CrowFact *fact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (fact->is_warning)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_add_css_class (icon, "warning");
      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Warning"), -1);
      gtk_box_append (GTK_BOX (box), icon);
    }
  gtk_box_append (GTK_BOX (box), create_fact_label (fact->text, FALSE));
  return box;
}

/**
 * crow_page_show_facts:
 * @group: what is hidden where there is nothing to show
 * @grid: where they go, in place of what it has
 * @facts: (element-type CrowFact): what to show
 *
 * Lists @facts, each a label and its text.
 */
void
crow_page_show_facts (GtkWidget *group, GtkGrid *grid, GPtrArray *facts)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
  for (guint i = 0; i < facts->len; i++)
    {
      const CrowFact *fact = g_ptr_array_index (facts, i);
      GtkWidget *label = create_fact_label (fact->label, TRUE);
      GtkWidget *text = create_fact_text (fact);

      gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      label, NULL, -1);
      gtk_grid_attach (grid, label, 0, (int) i, 1, 1);
      gtk_grid_attach (grid, text, 1, (int) i, 1, 1);
    }
  gtk_widget_set_visible (group, facts->len > 0);
}
