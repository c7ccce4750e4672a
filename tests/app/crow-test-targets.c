#include "crow-test-targets.h"

#include <adwaita.h>

/* px: the least that GNOME's own controls have. */
#define LEAST 34

static gboolean
is_a (GtkWidget *widget, const char *type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), type);
}

/* Parts of a control that is measured as a whole, and what the theme alone sizes. */
static gboolean
is_part (GtkWidget *widget)
{
  for (GtkWidget *up = gtk_widget_get_parent (widget); up != NULL; up = gtk_widget_get_parent (up))
    if (GTK_IS_MENU_BUTTON (up) || GTK_IS_DROP_DOWN (up) || ADW_IS_COMBO_ROW (up) ||
        GTK_IS_WINDOW_CONTROLS (up) || GTK_IS_EDITABLE (up) || is_a (up, "GtkModelButton") ||
        is_a (up, "GtkColumnViewTitle"))
      return TRUE;
  return FALSE;
}

/* A row that answers as a whole makes what stands in it larger. */
static gboolean
is_in_row (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL && row != widget &&
         gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)) &&
         (GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_DROP_DOWN (widget));
}

static gboolean
is_target (GtkWidget *widget)
{
  if (is_part (widget) || is_in_row (widget))
    return FALSE;
  /* A box that the row around it checks. */
  if (!gtk_widget_get_can_target (widget))
    return FALSE;
  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget));
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_SWITCH (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
         GTK_IS_DROP_DOWN (widget) || is_a (widget, "GtkModelButton") ||
         is_a (widget, "GtkListItemWidget") || is_a (widget, "GtkColumnViewTitle");
}

/* GTK's own windows. */
static gboolean
is_foreign (const char *place)
{
  return g_str_equal (place, "dialog-shortcuts") || g_str_equal (place, "dialog-about");
}

static void
check_size (GtkWidget *widget, const char *place)
{
  graphene_rect_t bounds; /* with what a negative margin lends it */
  int width;
  int height;
  g_autoptr (GString) path = g_string_new (NULL);

  g_assert_true (gtk_widget_compute_bounds (widget, widget, &bounds));
  width = (int) bounds.size.width;
  height = (int) bounds.size.height;
  /* A list's row that is kept for later has no size. */
  if (MIN (width, height) >= LEAST || (width == 0 && height == 0))
    return;
  for (GtkWidget *up = widget; up != NULL && path->len < 200; up = gtk_widget_get_parent (up))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (up));

      g_string_append_printf (path, " < %s", G_OBJECT_TYPE_NAME (up));
      if (id != NULL && !g_str_has_prefix (id, "___"))
        g_string_append_printf (path, "#%s", id);
    }
  g_test_message ("%s: %d × %d px:%s", place, width, height, path->str);
  g_test_fail ();
}

guint
crow_test_assert_touchable (GtkWidget *root, const char *place)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  guint n = 0;

  if (is_foreign (place))
    return 0;
  /* The first frame may have begun before what is shown now: the second lays all of it out. */
  for (guint i = 0; i < 2; i++)
    gtk_test_widget_wait_for_draw (root);
  g_ptr_array_add (left, root);
  while (left->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index_fast (left, left->len - 1);

      if (is_target (one))
        {
          check_size (one, place);
          n++;
        }
      for (GtkWidget *child = gtk_widget_get_first_child (one); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (gtk_widget_get_mapped (child))
          g_ptr_array_add (left, child);
    }
  return n;
}
