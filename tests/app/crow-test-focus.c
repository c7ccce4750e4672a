#include "crow-test-focus.h"

#include <adwaita.h>

#include "crow-canvas.h"
#include "crow-test-window.h"

/* So many stops no scene has: somewhere the focus goes round. */
#define MOST_STOPS 400

static gboolean
is_a (GtkWidget *widget, const char *type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), type);
}

/* The canvas and a list take the focus from item to item: here each is one stop. */
static GtkWidget *
find_stop (GtkWidget *focus)
{
  GtkWidget *stop = focus;

  for (GtkWidget *up = focus; up != NULL; up = gtk_widget_get_parent (up))
    if (CROW_IS_CANVAS (up) || GTK_IS_LIST_VIEW (up) || GTK_IS_COLUMN_VIEW (up) ||
        GTK_IS_TEXT_VIEW (up))
      stop = up;
  return stop;
}

static GtkRoot *
get_root (GtkWidget *root)
{
  return GTK_IS_ROOT (root) ? GTK_ROOT (root) : gtk_widget_get_root (root);
}

static gboolean
is_inside (GtkWidget *widget, GtkWidget *root)
{
  return widget != NULL && (widget == root || gtk_widget_is_ancestor (widget, root));
}

/* Tab enters a list of rows at its first, or where it was, Shift+Tab at its last. */
static void
add_place (GPtrArray *places, GtkWidget *stop)
{
  GtkWidget *list = gtk_widget_get_ancestor (stop, GTK_TYPE_LIST_BOX);
  GtkWidget *place = list != NULL ? list : stop;

  if (places->len == 0 || g_ptr_array_index (places, places->len - 1) != place)
    g_ptr_array_add (places, g_object_ref (place));
}

/* Where Tab goes from nowhere on, until it goes nowhere, or to @last (nullable). */
static GPtrArray *
walk (GtkWidget *root, GtkDirectionType direction, GtkWidget *last, GPtrArray *places)
{
  GPtrArray *stops = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_root_set_focus (get_root (root), NULL);
  for (guint i = 0; i < MOST_STOPS && gtk_widget_child_focus (root, direction); i++)
    {
      GtkWidget *focus = gtk_root_get_focus (get_root (root));
      GtkWidget *stop = focus != NULL ? find_stop (focus) : NULL;

      if (stop == NULL || !is_inside (stop, root) ||
          (stops->len > 1 && stop == g_ptr_array_index (stops, 0)))
        break; /* round to the beginning */
      if (stops->len == 0 || stop != g_ptr_array_index (stops, stops->len - 1))
        g_ptr_array_add (stops, g_object_ref (stop));
      add_place (places, stop);
      if (stop == last)
        break;
    }
  return stops;
}

char *
crow_test_describe (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (GtkWidget *up = widget; up != NULL && path->len < 160; up = gtk_widget_get_parent (up))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (up));

      g_string_append_printf (path, "%s%s", path->len > 0 ? " < " : "", G_OBJECT_TYPE_NAME (up));
      if (id != NULL && !g_str_has_prefix (id, "___"))
        g_string_append_printf (path, "#%s", id);
    }
  return g_string_free (path, FALSE);
}

static void
complain (const char *place, GtkWidget *widget, const char *fault)
{
  g_autofree char *path = crow_test_describe (widget);

  g_test_message ("%s: %s %s", place, path, fault);
  g_test_fail ();
}

/* One of a list, of the canvas or of a text is reached by the arrow keys; of check buttons in a
 * group, and of a switch's row, one is. */
static gboolean
is_reached_otherwise (GtkWidget *widget, GPtrArray *stops)
{
  for (GtkWidget *up = gtk_widget_get_parent (widget); up != NULL; up = gtk_widget_get_parent (up))
    if (CROW_IS_CANVAS (up) || GTK_IS_LIST_VIEW (up) || GTK_IS_COLUMN_VIEW (up) ||
        GTK_IS_TEXT_VIEW (up) || GTK_IS_EDITABLE (up) || GTK_IS_LIST_BOX (up) ||
        GTK_IS_FLOW_BOX (up) || GTK_IS_STACK_SWITCHER (up) || GTK_IS_POPOVER_MENU (up) ||
        is_a (up, "AdwInlineViewSwitcher"))
      return TRUE;
  for (guint i = 0; i < stops->len; i++)
    if (is_inside (g_ptr_array_index (stops, i), widget))
      return TRUE; /* what holds it */
  /* there is nothing in it */
  if (GTK_IS_LIST_VIEW (widget) && gtk_widget_get_first_child (widget) == NULL)
    return TRUE;
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_PANED (widget) || GTK_IS_WINDOW (widget) ||
         GTK_IS_POPOVER (widget);
}

static gboolean
can_have_focus (GtkWidget *widget, GtkWidget *root)
{
  if (!gtk_widget_get_focusable (widget) || !gtk_widget_is_sensitive (widget) ||
      gtk_widget_get_width (widget) == 0)
    return FALSE;
  for (GtkWidget *up = widget; up != NULL && up != root; up = gtk_widget_get_parent (up))
    if (!gtk_widget_get_can_focus (up) || !gtk_widget_get_child_visible (up))
      return FALSE;
  return TRUE;
}

static void
check_all_reached (GtkWidget *root, const char *place, GPtrArray *stops)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, root);
  while (stack->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index_fast (stack, stack->len - 1);

      if (one != root && can_have_focus (one, root) && !g_ptr_array_find (stops, one, NULL) &&
          !is_reached_otherwise (one, stops))
        complain (place, one, "is never reached by Tab");
      for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
           child = gtk_widget_get_prev_sibling (child))
        if (gtk_widget_get_mapped (child) && !GTK_IS_NATIVE (child))
          g_ptr_array_add (stack, child);
    }
}

GPtrArray *
crow_test_list_focus (GtkWidget *root)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) stops = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *last = NULL, *focus;

  if (GTK_IS_SHORTCUTS_WINDOW (root))
    return all; /* all of it is GTK's */
  gtk_root_set_focus (get_root (root), NULL);
  for (guint i = 0; i < MOST_STOPS && gtk_widget_child_focus (root, GTK_DIR_TAB_FORWARD); i++)
    {
      focus = gtk_root_get_focus (get_root (root));
      if (!is_inside (focus, root) || g_ptr_array_find (stops, find_stop (focus), NULL))
        {
          if (focus == NULL || find_stop (focus) != last)
            break;
          continue; /* within one */
        }
      last = find_stop (focus);
      g_ptr_array_add (stops, g_object_ref (last));
      g_ptr_array_add (all, g_object_ref (focus));
    }
  return all;
}

static void
check_once (const char *place, GPtrArray *stops)
{
  for (guint i = 0; i < stops->len; i++)
    for (guint j = i + 1; j < stops->len; j++)
      if (g_ptr_array_index (stops, i) == g_ptr_array_index (stops, j))
        complain (place, g_ptr_array_index (stops, i), "is reached twice");
}

static gboolean
comes_before (const graphene_rect_t *a, const graphene_rect_t *b)
{
  float a_bottom = a->origin.y + a->size.height, b_bottom = b->origin.y + b->size.height;
  float a_middle = a->origin.y + a->size.height / 2, b_middle = b->origin.y + b->size.height / 2;

  /* side by side, or one above the other */
  if (a_middle > b->origin.y && a_middle < b_bottom && b_middle > a->origin.y &&
      b_middle < a_bottom)
    return a->origin.x <= b->origin.x;
  return a_middle <= b_middle;
}

/* Where both lie: within it they are read line by line. */
static gboolean
are_in_order (GtkWidget *a, GtkWidget *b)
{
  GtkWidget *common;
  GtkWidget *of_a = a, *of_b = b;
  graphene_rect_t first, second;

  for (common = gtk_widget_get_parent (a); common != NULL && !gtk_widget_is_ancestor (b, common);
       common = gtk_widget_get_parent (common))
    of_a = common;
  while (common != NULL && of_b != NULL && gtk_widget_get_parent (of_b) != common)
    of_b = gtk_widget_get_parent (of_b);
  if (common == NULL || of_b == NULL || of_a == of_b ||
      !gtk_widget_compute_bounds (of_a, common, &first) ||
      !gtk_widget_compute_bounds (of_b, common, &second))
    return TRUE;
  /* what lies over something has no place beside it */
  if (GTK_IS_OVERLAY (common))
    return TRUE;
  return comes_before (&first, &second);
}

static void
check_order (const char *place, GPtrArray *stops)
{
  for (guint i = 1; i < stops->len; i++)
    if (!are_in_order (g_ptr_array_index (stops, i - 1), g_ptr_array_index (stops, i)))
      {
        g_autofree char *before = crow_test_describe (g_ptr_array_index (stops, i - 1));
        g_autofree char *fault = g_strdup_printf ("comes after %s", before);

        complain (place, g_ptr_array_index (stops, i), fault);
      }
}

static void
check_way_back (const char *place, GPtrArray *there, GPtrArray *again)
{
  for (guint i = 0; i < MAX (there->len, again->len); i++)
    if (i >= there->len)
      complain (place, g_ptr_array_index (again, i), "is on the way back only");
    else if (i >= again->len ||
             g_ptr_array_index (there, i) != g_ptr_array_index (again, again->len - 1 - i))
      {
        complain (place, g_ptr_array_index (there, i), "is elsewhere on the way back");
        return;
      }
}

void
crow_test_assert_tab_order (GtkWidget *root, const char *place)
{
  g_autoptr (GPtrArray) there = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) stops = NULL;
  g_autoptr (GPtrArray) back = NULL;

  if (GTK_IS_SHORTCUTS_WINDOW (root))
    return; /* all of it is GTK's */
  stops = walk (root, GTK_DIR_TAB_FORWARD, NULL, there);
  check_once (place, stops);
  check_all_reached (root, place, stops);
  check_order (place, stops);
  /* On its way through the canvas it selects, and the inspector's rows are others then. */
  back = walk (root, GTK_DIR_TAB_BACKWARD, stops->len > 0 ? g_ptr_array_index (stops, 0) : NULL,
               again);
  check_way_back (place, there, again);
}

static gboolean
is_in_toast (GtkWidget *label)
{
  for (GtkWidget *at = label; at != NULL; at = gtk_widget_get_parent (at))
    if (g_str_equal (gtk_widget_get_css_name (at), "toast"))
      return TRUE;
  return FALSE;
}

/* As in crow-test-words.c: what may be shortened is the user's own, and told whole elsewhere. */
static gboolean
may_be_shortened (GtkWidget *label)
{
  if (gtk_widget_get_ancestor (label, ADW_TYPE_WINDOW_TITLE) != NULL || is_in_toast (label))
    return TRUE;
  if (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) != NULL ||
      gtk_widget_get_ancestor (label, GTK_TYPE_CHECK_BUTTON) != NULL)
    return FALSE;
  return !gtk_widget_has_css_class (label, "heading");
}

/* The nearest of @widget's ancestors that cuts it off at its sides. (nullable) */
static GtkWidget *
find_frame (GtkWidget *widget, GtkWidget *root)
{
  for (GtkWidget *up = gtk_widget_get_parent (widget); up != NULL && up != root;
       up = gtk_widget_get_parent (up))
    if (GTK_IS_SCROLLED_WINDOW (up))
      {
        GtkPolicyType across;

        gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (up), &across, NULL);
        return across == GTK_POLICY_NEVER ? up : NULL;
      }
    else if (GTK_IS_TEXT_VIEW (up) || GTK_IS_COLUMN_VIEW (up) || GTK_IS_STACK (up))
      return NULL;
  return root;
}

/* (transfer full) (nullable) what is wrong with it */
static char *
find_cut (GtkWidget *root, GtkWidget *label, int percent)
{
  GtkWidget *frame = find_frame (label, root);
  const char *text = gtk_label_get_text (GTK_LABEL (label));
  gboolean is_cut;
  graphene_rect_t bounds;

  if (*text == '\0' || gtk_widget_get_width (label) == 0)
    return NULL;
  is_cut = frame != NULL && gtk_widget_compute_bounds (label, frame, &bounds) &&
           (bounds.origin.x < -1 ||
            bounds.origin.x + bounds.size.width > gtk_widget_get_width (frame) + 1);
  if (!is_cut && (!pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))) ||
                  may_be_shortened (label)))
    return NULL;
  return g_strdup_printf ("is cut at %d %%: “%s”", percent, text);
}

/* Returns whether no label is cut; tells those that are. */
static gboolean
check_labels (GtkWidget *root, const char *place, int percent, gboolean is_told)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  gboolean is_whole = TRUE;

  g_ptr_array_add (stack, root);
  while (stack->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index_fast (stack, stack->len - 1);
      g_autofree char *fault = GTK_IS_LABEL (one) ? find_cut (root, one, percent) : NULL;

      is_whole = is_whole && fault == NULL;
      if (fault != NULL && is_told)
        complain (place, one, fault);
      for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
           child = gtk_widget_get_prev_sibling (child))
        if (gtk_widget_get_mapped (child))
          g_ptr_array_add (stack, child);
    }
  return is_whole;
}

/* What is laid out anew takes some frames. */
static void
check_size (GtkWidget *root, const char *place, int percent)
{
  gboolean is_whole = FALSE;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * percent / 100, NULL);
  for (guint i = 0; i < 30 && !is_whole; i++)
    {
      crow_test_iterate (60);
      is_whole = check_labels (root, place, percent, FALSE);
    }
  if (!is_whole)
    check_labels (root, place, percent, TRUE);
}

void
crow_test_assert_large_text (GtkWidget *root, const char *place)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  int usual;

  /* GTK 4.8 measures an empty label of the window of shortcuts to -3 pixels. */
  if (!GTK_IS_SHORTCUTS_WINDOW (root))
    g_log_set_always_fatal (fatal);
  g_object_get (settings, "gtk-xft-dpi", &usual, NULL);
  check_size (root, place, 125);
  check_size (root, place, 150);
  check_size (root, place, 200);
  g_object_set (settings, "gtk-xft-dpi", usual > 0 ? usual : 96 * 1024, NULL);
  crow_test_iterate (30);
  g_log_set_always_fatal (fatal);
}
