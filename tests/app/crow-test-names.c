#include "crow-test-names.h"

#include <adwaita.h>
#include <string.h>

/* No accessible property is ever this, so that the comparison with it tells what it is. */
#define NOTHING "\001"

/* GTK 4.8 has no getter: a failed comparison tells what the value is. */
static char *
get_label (GtkWidget *widget)
{
  char *text = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL, NOTHING, NULL);
  gboolean is_set = gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                                      GTK_ACCESSIBLE_PROPERTY_LABEL);

  if (is_set && text != NULL)
    return text;
  g_free (text);
  return g_strdup ("");
}

/* As GtkATContext composes it: the label, then those of whatever labels it, which are told by their
 * addresses. */
char *
crow_test_get_spoken_name (GtkWidget *widget)
{
  g_autofree char *labels = NULL;
  g_autofree char *own = get_label (widget);
  GString *name = g_string_new (own);

  if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    labels = gtk_test_accessible_check_relation (GTK_ACCESSIBLE (widget),
                                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY, NULL);
  for (const char *at = labels; at != NULL && (at = strstr (at, "<0x")) != NULL; at++)
    {
      GtkWidget *label = (GtkWidget *) g_ascii_strtoull (at + 1, NULL, 16);
      g_autofree char *text = get_label (label);

      g_string_append_printf (name, "%s%s", name->len > 0 && *text != '\0' ? " " : "", text);
    }
  return g_strstrip (g_string_free (name, FALSE));
}

static gboolean
is_a (GtkWidget *widget, const char *type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), type);
}

/* Parts of library widgets that take the keyboard for the whole, whose name is told, and those that
 * only scroll or size. */
static gboolean
is_mere_part (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_PANED (widget) || GTK_IS_POPOVER (widget) ||
      GTK_IS_ROOT (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_SCROLLBAR (widget) ||
      GTK_IS_VIEWPORT (widget))
    return TRUE;
  /* the entry around the text, the drop-down around its button, what stands before the text */
  if (GTK_IS_TEXT (widget) || (parent != NULL && GTK_IS_DROP_DOWN (parent)))
    return TRUE;
  /* a list of rows that are all named, in a group without a title */
  if (GTK_IS_LIST_BOX (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP))
    return TRUE;
  return is_a (widget, "GtkColumnListView") || is_a (widget, "GtkColumnViewRowWidget") ||
         is_a (widget, "GtkPopoverContent") ||
         (parent != NULL && is_a (parent, "AdwFloatingSheet"));
}

static gboolean
has_click (GtkWidget *widget)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (all, i);

      if (GTK_IS_GESTURE_CLICK (one))
        return TRUE;
    }
  return FALSE;
}

/* Clicks of those are not buttons: text that is selected, rows and heads that lists handle. */
static gboolean
is_control (GtkWidget *widget)
{
  if (is_mere_part (widget))
    return FALSE;
  if (gtk_widget_get_focusable (widget))
    return !GTK_IS_LABEL (widget);
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) ||
         (has_click (widget) && g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Crow"));
}

static gboolean
is_image (GtkWidget *widget)
{
  return GTK_IS_IMAGE (widget) || GTK_IS_PICTURE (widget);
}

/* An image within a control whose name says what it stands for, or beside a title of its own. */
static gboolean
has_named_owner (GtkWidget *image)
{
  for (GtkWidget *up = gtk_widget_get_parent (image); up != NULL; up = gtk_widget_get_parent (up))
    {
      if (GTK_IS_BUTTON (up) || GTK_IS_MENU_BUTTON (up) || GTK_IS_EDITABLE (up) ||
          GTK_IS_LIST_BOX_ROW (up) || ADW_IS_STATUS_PAGE (up) || is_a (up, "AdwAboutWindow") ||
          is_a (up, "AdwAboutDialog") || is_a (up, "GtkModelButton") ||
          is_a (up, "GtkColumnViewTitle") || is_a (up, "AdwIndicatorBin"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_icon_button (GtkWidget *widget)
{
  return (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL) ||
         (GTK_IS_MENU_BUTTON (widget) &&
          gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget)) != NULL);
}

static char *
describe (GtkWidget *widget, const char *fault)
{
  GString *path = g_string_new (NULL);

  for (GtkWidget *up = widget; up != NULL && path->len < 240; up = gtk_widget_get_parent (up))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (up));

      g_string_append_printf (path, "%s%s", path->len > 0 ? " < " : "", G_OBJECT_TYPE_NAME (up));
      if (id != NULL && !g_str_has_prefix (id, "___"))
        g_string_append_printf (path, "#%s", id);
    }
  g_string_append_printf (path, ": %s", fault);
  return g_string_free (path, FALSE);
}

static void
check_control (GtkWidget *widget, GPtrArray *faults)
{
  g_autofree char *name = crow_test_get_spoken_name (widget);

  if (*name == '\0')
    g_ptr_array_add (faults, describe (widget, "has no name"));
  else if (strchr (name, '_') != NULL && GTK_IS_BUTTON (widget) &&
           gtk_button_get_use_underline (GTK_BUTTON (widget)))
    {
      g_autofree char *fault = g_strdup_printf ("is called “%s”", name);

      g_ptr_array_add (faults, describe (widget, fault));
    }
  if (is_icon_button (widget) && gtk_widget_get_tooltip_text (widget) == NULL &&
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL &&
      !GTK_IS_EDITABLE (gtk_widget_get_parent (widget)))
    g_ptr_array_add (faults, describe (widget, "is an icon without a tooltip"));
}

static void
check_image (GtkWidget *widget, GPtrArray *faults)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  g_autofree char *name = crow_test_get_spoken_name (widget);

  if (*name == '\0' && role != GTK_ACCESSIBLE_ROLE_PRESENTATION &&
      role != GTK_ACCESSIBLE_ROLE_NONE && !has_named_owner (widget))
    g_ptr_array_add (faults, describe (widget, "is an image without a text"));
}

/* Two buttons side by side that are told alike. */
static void
check_siblings (GtkWidget *widget, GPtrArray *faults)
{
  g_autofree char *name = crow_test_get_spoken_name (widget);

  if (!GTK_IS_BUTTON (widget) || *name == '\0' || !gtk_widget_get_visible (widget))
    return;
  for (GtkWidget *next = gtk_widget_get_next_sibling (widget); next != NULL;
       next = gtk_widget_get_next_sibling (next))
    {
      g_autofree char *other = crow_test_get_spoken_name (next);

      if (GTK_IS_BUTTON (next) && gtk_widget_get_visible (next) && g_str_equal (name, other))
        g_ptr_array_add (faults, describe (widget, "has the name of a button beside it"));
    }
}

GPtrArray *
crow_test_find_unnamed (GtkWidget *root)
{
  GPtrArray *faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, root);
  while (stack->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      if (is_control (one))
        check_control (one, faults);
      if (is_image (one))
        check_image (one, faults);
      check_siblings (one, faults);
      for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
           child = gtk_widget_get_prev_sibling (child))
        if (gtk_widget_get_mapped (child))
          g_ptr_array_add (stack, child);
    }
  return faults;
}

void
crow_test_assert_named (GtkWidget *root, const char *place)
{
  g_autoptr (GPtrArray) faults = crow_test_find_unnamed (root);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s: %s", place, (char *) g_ptr_array_index (faults, i));
  if (faults->len > 0)
    g_test_fail_printf ("%s: %u widgets are not told as they should be", place, faults->len);
}
