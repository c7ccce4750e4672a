#include "crow-connect-dialog-private.h"

/**
 * crow_connect_dialog_set_note:
 * @note: the row below an entry
 * @text: (nullable): what to say there; %NULL: nothing
 * @is_error: whether the entry is wrong
 *
 * Says something about the entry that @note belongs to, also to a screen reader.
 */
void
crow_connect_dialog_set_note (AdwPreferencesRow *note, const char *text, gboolean is_error)
{
  GtkLabel *label = GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (note)));
  GtkWidget *entry = g_object_get_data (G_OBJECT (note), "entry");

  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (note), text != NULL);
  if (text != NULL && is_error)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_widget_add_css_class (GTK_WIDGET (label), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

/**
 * crow_connect_dialog_clear_notes:
 * @self: the dialog
 *
 * Takes away what was said about the entries.
 */
void
crow_connect_dialog_clear_notes (CrowConnectDialog *self)
{
  crow_connect_dialog_set_note (self->uri_note, NULL, FALSE);
  crow_connect_dialog_set_note (self->password_note, NULL, FALSE);
  for (guint i = 0; i < CROW_N_CONNECT_FIELDS; i++)
    crow_connect_dialog_set_note (self->notes[i], NULL, FALSE);
}

/**
 * crow_connect_dialog_add_note:
 * @entry: a row of a list box
 *
 * Returns: (transfer none): a row below @entry, for what is to be said about it; not seen yet
 */
AdwPreferencesRow *
crow_connect_dialog_add_note (gpointer entry)
{
  GtkWidget *list = gtk_widget_get_ancestor (entry, GTK_TYPE_LIST_BOX);
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (row, "crow-note-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  g_object_set_data (G_OBJECT (row), "entry", entry);
  gtk_list_box_insert (GTK_LIST_BOX (list), row,
                       gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (entry)) + 1);
  return ADW_PREFERENCES_ROW (row);
}

/* The pencil that an entry row shows at its end. */
static GtkWidget *
find_pencil (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (GTK_IS_IMAGE (child) &&
          g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (child)), "document-edit-symbolic") == 0)
        return child;
      found = find_pencil (child);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * crow_connect_dialog_add_default:
 * @entry: an #AdwEntryRow
 *
 * Returns: (transfer none): a label at its end for what is in force while @entry is empty; before
 * the pencil, where there is one, so that the pencils stand below each other
 */
GtkLabel *
crow_connect_dialog_add_default (gpointer entry)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *pencil = find_pencil (entry);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  /* In newer ones (libadwaita 1.7) its parent gives places to its own children alone. */
  if (pencil != NULL && GTK_IS_BOX (gtk_widget_get_parent (pencil)))
    gtk_widget_insert_before (label, gtk_widget_get_parent (pencil), pencil);
  else
    adw_entry_row_add_suffix (entry, label);
  return GTK_LABEL (label);
}
