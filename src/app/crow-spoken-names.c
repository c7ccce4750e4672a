#include "crow-spoken-names.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* What GTK 4.8 and libadwaita 1.2 do not tell a screen reader of their own widgets: it says "_Open
 * Open" of a button with a mnemonic, and of a row of a list, of the button within a menu button and
 * the like no more than the type's name. (gtk_at_context_get_name(): the label, then whatever
 * labels the widget, without that the type.) What the program names itself stays as it is. */

#define NAMED "crow-spoken-name"

/* So many labels tell a row. */
#define MOST_LABELS 4

/**
 * crow_spoken_names_strip:
 * @label: a text with mnemonics
 *
 * Returns: (transfer full): it without them; a doubled underline is one
 */
char *
crow_spoken_names_strip (const char *label)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (label != NULL, g_string_free (text, FALSE));

  for (; *label != '\0'; label++)
    {
      label += *label == '_' && label[1] != '\0';
      g_string_append_c (text, *label);
    }
  return g_string_free (text, FALSE);
}

/* "Undo (Ctrl+Z)": what it does is the name, and its key is told with the description. */
static char *
strip_shortcut (const char *tooltip)
{
  const char *end = g_str_has_suffix (tooltip, ")") ? g_strrstr (tooltip, " (") : NULL;

  return end != NULL ? g_strndup (tooltip, end - tooltip) : g_strdup (tooltip);
}

static gboolean
is_a (gpointer object, const char *type)
{
  return object != NULL && g_str_equal (G_OBJECT_TYPE_NAME (object), type);
}

/* The one question that GTK 4.8 answers about accessible properties. An empty label is none. */
static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *self = GTK_ACCESSIBLE (widget);
  g_autofree char *label = NULL;

  if (gtk_test_accessible_has_relation (self, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (!gtk_test_accessible_has_property (self, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  label = gtk_test_accessible_check_property (self, GTK_ACCESSIBLE_PROPERTY_LABEL, "", NULL);
  return label != NULL; /* it is not "" */
}

static void
set_name (GtkWidget *widget, const char *name)
{
  if (name != NULL && *name != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
set_name_once (GtkWidget *widget, const char *name)
{
  if (!has_name (widget))
    set_name (widget, name);
}

/* Up to MOST_LABELS of them; GtkAccessible takes them one by one, and lists otherwise in each of
 * its versions. */
static void
set_labels (GtkWidget *widget, GPtrArray *labels)
{
  GtkAccessible *self = GTK_ACCESSIBLE (widget);
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_LABELLED_BY;
  gpointer *all = labels->pdata;

  if (labels->len == 1)
    gtk_accessible_update_relation (self, relation, all[0], NULL, -1);
  else if (labels->len == 2)
    gtk_accessible_update_relation (self, relation, all[0], all[1], NULL, -1);
  else if (labels->len == 3)
    gtk_accessible_update_relation (self, relation, all[0], all[1], all[2], NULL, -1);
  else if (labels->len == MOST_LABELS)
    gtk_accessible_update_relation (self, relation, all[0], all[1], all[2], all[3], NULL, -1);
}

/* Adds the first labels below @widget, in reading order. */
static void
add_labels (GPtrArray *labels, GtkWidget *widget)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, widget);
  while (stack->len > 0 && labels->len < MOST_LABELS)
    {
      GtkWidget *one = g_ptr_array_steal_index (stack, stack->len - 1);

      if (GTK_IS_LABEL (one))
        g_ptr_array_add (labels, one);
      else
        for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
             child = gtk_widget_get_prev_sibling (child))
          if (gtk_widget_get_visible (child))
            g_ptr_array_add (stack, child);
    }
}

static GPtrArray *
list_row_labels (GtkWidget *row)
{
  GtkWidget *first = gtk_widget_get_first_child (row);
  GPtrArray *labels = g_ptr_array_new ();

  /* the first cell of a table tells its row */
  add_labels (labels, is_a (first, "GtkColumnViewCell") ? first : row);
  return labels;
}

/* A row that shows another item is another row; who listens keeps names until told. */
static void
label_changed_cb (GtkWidget *row)
{
  g_autoptr (GPtrArray) labels = list_row_labels (row);

  set_labels (row, labels);
}

static gboolean
is_first_time (GtkWidget *widget)
{
  if (g_object_get_data (G_OBJECT (widget), NAMED) != NULL)
    return FALSE;
  g_object_set_data (G_OBJECT (widget), NAMED, GINT_TO_POINTER (1));
  return TRUE;
}

static void
mend_row (GtkWidget *row)
{
  g_autoptr (GPtrArray) labels = NULL;

  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return;
  labels = list_row_labels (row);
  set_labels (row, labels);
  for (guint i = 0; i < labels->len; i++)
    if (is_first_time (g_ptr_array_index (labels, i)))
      g_signal_connect_object (g_ptr_array_index (labels, i), "notify::label",
                               G_CALLBACK (label_changed_cb), row,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
name_button (GtkButton *button)
{
  /* told while a label gives way to an icon, GTK 4.8 takes the icon for a label */
  const char *label = GTK_IS_LABEL (gtk_button_get_child (button)) ? gtk_button_get_label (button)
                                                                   : NULL;
  g_autofree char *name = NULL;

  if (label == NULL || !gtk_button_get_use_underline (button))
    return;
  name = crow_spoken_names_strip (label);
  /* its own label would say it once more */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  set_name (GTK_WIDGET (button), name);
}

/* The toggle button in a menu button or a drop-down has the focus: it tells what the whole does,
 * and what it shows. */
static void
mend_inner_button (GtkWidget *button, GtkWidget *outer)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  g_ptr_array_add (labels, outer);
  /* unless the whole is called what it shows */
  if (GTK_IS_DROP_DOWN (outer) || gtk_widget_get_tooltip_text (outer) != NULL)
    add_labels (labels, button);
  set_labels (button, labels);
}

/* Icons alone, which the libraries explain to nobody. (nullable) */
static const char *
explain_icon (GtkWidget *button)
{
  if (is_a (gtk_widget_get_parent (button), "AdwToastWidget"))
    return _ ("Close");
  if (gtk_widget_get_ancestor (button, GTK_TYPE_SHORTCUTS_WINDOW) != NULL &&
      GTK_IS_TOGGLE_BUTTON (button))
    return _ ("Search");
  return NULL;
}

static void
mend_button (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);
  const char *tooltip;

  if (gtk_widget_get_tooltip_text (button) == NULL &&
      gtk_button_get_icon_name (GTK_BUTTON (button)) != NULL)
    gtk_widget_set_tooltip_text (button, explain_icon (button));
  tooltip = gtk_widget_get_tooltip_text (button);
  if (GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent))
    mend_inner_button (button, parent);
  else if (gtk_button_get_label (GTK_BUTTON (button)) != NULL)
    {
      name_button (GTK_BUTTON (button));
      if (is_first_time (button))
        g_signal_connect_after (button, "notify::label", G_CALLBACK (name_button), NULL);
    }
  else if (tooltip != NULL && *tooltip != '\0')
    {
      g_autofree char *name = strip_shortcut (tooltip);

      /* to the icon, which has no name */
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      set_name_once (button, name);
    }
  else if (!has_name (button))
    {
      g_autoptr (GPtrArray) labels = g_ptr_array_new ();

      add_labels (labels, button);
      set_labels (button, labels);
    }
}

/* With another label GTK forgets what else told the button. */
static void
menu_label_changed_cb (GtkWidget *button)
{
  GtkWidget *inner = gtk_widget_get_first_child (button);

  if (GTK_IS_BUTTON (inner))
    mend_inner_button (inner, button);
}

static void
mend_menu_button (GtkWidget *button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (button);
  const char *label = gtk_menu_button_get_label (GTK_MENU_BUTTON (button));
  g_autofree char *name = NULL;

  if (tooltip != NULL)
    name = strip_shortcut (tooltip);
  else if (label != NULL)
    name = crow_spoken_names_strip (label);
  set_name_once (button, name);
  if (is_first_time (button))
    g_signal_connect_after (button, "notify::label", G_CALLBACK (menu_label_changed_cb), NULL);
}

static void
mend_menu_item (GtkWidget *item)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  g_object_get (item, "text", &text, NULL);
  if (text == NULL)
    return;
  name = crow_spoken_names_strip (text);
  set_name (item, name);
}

static void
mend_check_button (GtkWidget *button)
{
  const char *label = gtk_check_button_get_label (GTK_CHECK_BUTTON (button));
  g_autofree char *name = NULL;

  if (label == NULL)
    return;
  name = crow_spoken_names_strip (label);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  set_name (button, name);
}

static void
set_title_once (GtkWidget *widget, AdwPreferencesRow *row)
{
  const char *title = adw_preferences_row_get_title (row);
  g_autofree char *name = adw_preferences_row_get_use_underline (row)
                              ? crow_spoken_names_strip (title)
                              : g_strdup (title);

  set_name_once (widget, name);
}

/* A list within a row, its popover too, is that row's; a group's is the group's. */
static void
mend_list (GtkWidget *list)
{
  GtkWidget *row = gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_ROW);
  GtkWidget *group = gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_GROUP);
  GtkWidget *drop_down = gtk_widget_get_ancestor (list, GTK_TYPE_DROP_DOWN);

  if (has_name (list))
    return;
  if (drop_down != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    drop_down, NULL, -1);
  else if (row != NULL)
    set_title_once (list, ADW_PREFERENCES_ROW (row));
  else if (group != NULL)
    set_name (list, adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group)));
}

/* (transfer full) (nullable) */
static char *
get_shown_text (AdwComboRow *row)
{
  gpointer item = adw_combo_row_get_selected_item (row);
  GtkExpression *expression = adw_combo_row_get_expression (row);
  g_auto (GValue) value = G_VALUE_INIT;

  if (item != NULL && expression != NULL && gtk_expression_evaluate (expression, item, &value) &&
      G_VALUE_HOLDS_STRING (&value))
    return g_value_dup_string (&value);
  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

/* What stands below a row's title. (transfer full) (nullable) */
static char *
get_subtitle (GtkWidget *row)
{
  const char *text = ADW_IS_ACTION_ROW (row) ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row))
                                             : NULL;
  char *plain = NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  if (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (row)) &&
      pango_parse_markup (text, -1, 0, NULL, &plain, NULL, NULL))
    return plain;
  return g_strdup (text);
}

/* What it shows, then what that is about: of neither GTK 4.8 tells anything. */
static void
tell_row (GtkWidget *row)
{
  g_autofree char *shown = ADW_IS_COMBO_ROW (row) ? get_shown_text (ADW_COMBO_ROW (row)) : NULL;
  g_autofree char *subtitle = get_subtitle (row);
  g_autofree char *text = shown != NULL && subtitle != NULL
                              ? g_strdup_printf ("%s. %s", shown, subtitle)
                              : g_strdup (shown != NULL ? shown : subtitle);

  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                    -1);
}

static void
mend_preferences_row (GtkWidget *row)
{
  set_title_once (row, ADW_PREFERENCES_ROW (row));
  tell_row (row);
  if (!is_first_time (row))
    return;
  if (ADW_IS_COMBO_ROW (row))
    g_signal_connect_after (row, "notify::selected-item", G_CALLBACK (tell_row), NULL);
  if (ADW_IS_ACTION_ROW (row))
    g_signal_connect_after (row, "notify::subtitle", G_CALLBACK (tell_row), NULL);
}

static void
mend_switch (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);

  if (row != NULL)
    {
      g_autofree char *subtitle = get_subtitle (row);

      set_title_once (widget, ADW_PREFERENCES_ROW (row));
      if (subtitle != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
    }
}

/* Of a text within a row GTK 4.8 tells nothing, not even that it has the focus. */
static void
tell_text (GtkWidget *text)
{
  if (gtk_text_get_visibility (GTK_TEXT (text)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_editable_get_text (GTK_EDITABLE (text)), -1);
}

/* What is written in it is told with it, but not while one writes. */
static void
text_left_cb (GtkWidget *text)
{
  if (!gtk_widget_has_focus (text))
    tell_text (text);
}

static void
mend_text (GtkWidget *text)
{
  GtkWidget *row = gtk_widget_get_ancestor (text, ADW_TYPE_ENTRY_ROW);

  if (row == NULL || !is_first_time (text))
    return;
  g_object_set (text, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
  set_title_once (text, ADW_PREFERENCES_ROW (row));
  tell_text (text);
  g_signal_connect_after (text, "notify::has-focus", G_CALLBACK (text_left_cb), NULL);
}

static void
mend_search (GtkWidget *entry)
{
  g_autofree char *text = NULL;

  g_object_get (entry, "placeholder-text", &text, NULL);
  set_name_once (entry, text);
}

static void
mend (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    mend_button (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    mend_menu_button (widget);
  else if (is_a (widget, "GtkModelButton"))
    mend_menu_item (widget);
  else if (GTK_IS_CHECK_BUTTON (widget))
    mend_check_button (widget);
  else if (ADW_IS_PREFERENCES_ROW (widget))
    mend_preferences_row (widget);
  else if (GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_FLOW_BOX_CHILD (widget) ||
           is_a (widget, "GtkListItemWidget"))
    mend_row (widget);
  else if (GTK_IS_LIST_BOX (widget) || GTK_IS_LIST_VIEW (widget))
    mend_list (widget);
  else if (GTK_IS_SWITCH (widget))
    mend_switch (widget);
  else if (GTK_IS_SEARCH_ENTRY (widget))
    mend_search (widget);
  else if (GTK_IS_TEXT (widget))
    mend_text (widget);
}

static gboolean
map_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  mend (g_value_get_object (&values[0]));
  return TRUE;
}

/**
 * crow_spoken_names_install:
 *
 * From now on every widget of the program has its name when it is shown, dialogs of the libraries
 * included. To be called once GTK is there; again it does nothing. Main thread.
 */
void
crow_spoken_names_install (void)
{
  static gsize is_installed;

  if (!g_once_init_enter (&is_installed))
    return;
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* its signals are there */
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, map_cb, NULL, NULL);
  g_once_init_leave (&is_installed, 1);
}
