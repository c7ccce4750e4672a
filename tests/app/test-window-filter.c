#include <glib/gstdio.h>
#include <string.h>

#include "crow-color-popover.h"
#include "crow-filter-bar.h"
#include "crow-test-window.h"
#include "crow-theme.h"

/* What the window shows of an example with 32 models. */
typedef struct
{
  char *path;
  CrowWindow *window;
  CrowCanvas *canvas;
  CrowDocument *document;
} Fixture;

static void
set_up (Fixture *self, gconstpointer application)
{
  self->path = crow_test_copy_example ("shop.prisma");
  self->window = crow_test_open_window ((CrowApplication *) application, self->path);
  self->canvas = crow_window_get_canvas (self->window);
  self->document = crow_window_get_document (self->window);
}

static void
tear_down (Fixture *self, gconstpointer application)
{
  crow_test_close_window (self->window);
  crow_test_delete_copy (self->path);
  g_free (self->path);
}

static CrowDiagram *
get_diagram (Fixture *self)
{
  return crow_canvas_get_diagram (self->canvas);
}

static void
do_action (Fixture *self, const char *name, GVariant *parameter)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->window), name, parameter);
  crow_test_wait_idle (self->window);
}

static void
set_state (Fixture *self, const char *name, GVariant *state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), name, state);
  crow_test_wait_idle (self->window);
}

static gboolean
is_enabled (Fixture *self, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (self->window), name);
}

static gboolean
shows_model (Fixture *self, const char *name)
{
  return crow_schema_find_model (get_diagram (self)->schema, name) >= 0;
}

static gboolean
shows_relation (Fixture *self, const char *id)
{
  return crow_schema_find_relation (get_diagram (self)->schema, id) >= 0;
}

static void
select_model (Fixture *self, const char *name)
{
  do_action (self, "select-model", g_variant_new_string (name));
}

/* The widget after @at in the order of the tree below @root; NULL: there is none. */
static GtkWidget *
get_next (GtkWidget *root, GtkWidget *at)
{
  GtkWidget *next = gtk_widget_get_first_child (at);

  while (next == NULL && at != root)
    {
      next = gtk_widget_get_next_sibling (at);
      at = next != NULL ? at : gtk_widget_get_parent (at);
    }
  return next;
}

static GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  GtkWidget *child = get_next (root, root);

  while (child != NULL && !g_type_is_a (G_OBJECT_TYPE (child), type))
    child = get_next (root, child);
  return child;
}

static GtkWidget *
get_bar (Fixture *self)
{
  return find_widget (GTK_WIDGET (self->window), CROW_TYPE_FILTER_BAR);
}

/* Is it, and all that it is in up to the bar, to be seen? */
static gboolean
is_visible_in (GtkWidget *root, GtkWidget *widget)
{
  for (; widget != root; widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_visible (widget))
      return FALSE;
  return gtk_widget_get_visible (root);
}

/* Whether a chip or a note that shows says @text. */
static gboolean
bar_says (Fixture *self, const char *text)
{
  GtkWidget *bar = get_bar (self);

  for (GtkWidget *at = get_next (bar, bar); at != NULL; at = get_next (bar, at))
    if (GTK_IS_LABEL (at) && is_visible_in (bar, at) &&
        strstr (gtk_label_get_label (GTK_LABEL (at)), text) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_focus_isolates_and_all_comes_back (Fixture *self, gconstpointer application)
{
  g_autoptr (CrowDiagram) whole = crow_diagram_ref (get_diagram (self));
  CrowView view;
  CrowView back;

  g_assert_false (gtk_widget_get_visible (get_bar (self)));
  g_assert_false (is_enabled (self, "focus-selection"));
  crow_canvas_show_view (self->canvas, (CrowView){ 0.7, { -120, -40 } });
  select_model (self, "Category");
  crow_test_iterate (600);
  g_assert_true (crow_canvas_get_view (self->canvas, &view));
  do_action (self, "focus-selection", NULL);
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 2);
  g_assert_true (shows_model (self, "Category"));
  g_assert_true (shows_model (self, "Product"));
  g_assert_true (gtk_widget_get_visible (get_bar (self)));
  g_assert_true (bar_says (self, "Focus: Category"));
  g_assert_true (bar_says (self, "1 relation away"));
  g_assert_true (bar_says (self, "30 models"));
  g_assert_cmpint (crow_canvas_get_selection (self->canvas).kind, ==, CROW_SELECTION_MODEL);
  do_action (self, "leave-focus", NULL);
  /* The very same picture, looked at from the very same place. */
  g_assert_true (get_diagram (self)->layout == whole->layout);
  g_assert_true (crow_canvas_get_view (self->canvas, &back));
  g_assert_cmpfloat (back.zoom, ==, view.zoom);
  g_assert_cmpfloat (back.offset.x, ==, view.offset.x);
  g_assert_cmpfloat (back.offset.y, ==, view.offset.y);
  g_assert_false (gtk_widget_get_visible (get_bar (self)));
}

static void
test_focus_goes_on_and_back (Fixture *self, gconstpointer application)
{
  select_model (self, "Category");
  do_action (self, "focus-selection", NULL);
  do_action (self, "widen-focus", NULL);
  g_assert_cmpuint (get_diagram (self)->schema->models->len, >, 2);
  g_assert_true (bar_says (self, "2 relations away"));
  select_model (self, "Product");
  do_action (self, "focus-selection", NULL);
  g_assert_true (bar_says (self, "Focus: Product"));
  g_assert_true (bar_says (self, "2 relations away"));
  do_action (self, "focus-hops", g_variant_new_uint32 (0));
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 1);
  g_assert_false (is_enabled (self, "narrow-focus"));
  do_action (self, "filter-back", NULL);
  g_assert_true (bar_says (self, "Focus: Category"));
  g_assert_true (bar_says (self, "2 relations away"));
  do_action (self, "filter-back", NULL);
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 32);
  g_assert_false (is_enabled (self, "filter-back"));
  do_action (self, "filter-forward", NULL);
  do_action (self, "filter-forward", NULL);
  g_assert_true (bar_says (self, "Focus: Product"));
  g_assert_false (is_enabled (self, "filter-forward"));
  do_action (self, "reset-filter", NULL);
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 32);
}

/* @edit: as the command line takes it */
static void
edit (Fixture *self, const char *edit)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (edits, crow_action_edit_parse (edit, &error));
  g_assert_no_error (error);
  g_assert_true (crow_document_edit_actions (self->document, edits, &error));
  g_assert_no_error (error);
}

static void
test_edit_moves_nothing (Fixture *self, gconstpointer application)
{
  g_autoptr (CrowDiagram) before = NULL;
  int relation;

  set_state (self, "on-delete-Cascade", g_variant_new_boolean (TRUE));
  g_assert_true (bar_says (self, "Only on delete Cascade"));
  g_assert_true (shows_relation (self, "Address.customer"));
  before = crow_diagram_ref (get_diagram (self));
  edit (self, "Address.customer:onDelete=Restrict");
  g_assert_true (crow_window_is_idle (self->window));
  relation = crow_schema_find_relation (get_diagram (self)->schema, "Address.customer");
  g_assert_cmpint (relation, >=, 0);
  g_assert_cmpint (crow_schema_get_relation (get_diagram (self)->schema, (guint) relation)
                       ->clauses[CROW_EVENT_DELETE]
                       .action,
                   ==, CROW_ACTION_RESTRICT);
  g_assert_cmpuint (get_diagram (self)->layout->n_boxes, ==, before->layout->n_boxes);
  g_assert_cmpmem (get_diagram (self)->layout->boxes, before->layout->n_boxes * sizeof (CrowRect),
                   before->layout->boxes, before->layout->n_boxes * sizeof (CrowRect));
  /* Another filter looks anew. */
  set_state (self, "rows", g_variant_new_string ("keys"));
  g_assert_false (shows_relation (self, "Address.customer"));
  do_action (self, "remove-filter", g_variant_new_string ("delete"));
  g_assert_true (shows_relation (self, "Address.customer"));
  g_assert_true (bar_says (self, "Only columns of keys"));
}

static void
test_hidden_selection_can_be_shown (Fixture *self, gconstpointer application)
{
  select_model (self, "Category");
  do_action (self, "focus-selection", NULL);
  g_assert_false (is_enabled (self, "show-selected"));
  select_model (self, "Warehouse");
  g_assert_false (shows_model (self, "Warehouse"));
  g_assert_true (bar_says (self, "is hidden"));
  g_assert_true (is_enabled (self, "show-selected"));
  do_action (self, "show-selected", NULL);
  g_assert_true (shows_model (self, "Warehouse"));
  g_assert_true (shows_model (self, "Category"));
  g_assert_false (bar_says (self, "is hidden"));
  do_action (self, "reset-filter", NULL);
  set_state (self, "on-delete-SetDefault", g_variant_new_boolean (TRUE));
  do_action (self, "select-relation", g_variant_new_string ("Address.customer"));
  g_assert_true (bar_says (self, "Address.customer is hidden"));
  do_action (self, "show-selected", NULL);
  g_assert_true (shows_relation (self, "Address.customer"));
}

static void
test_hidden_by_hand_until_shown (Fixture *self, gconstpointer application)
{
  select_model (self, "Product");
  do_action (self, "hide-selection", NULL);
  g_assert_false (shows_model (self, "Product"));
  g_assert_true (bar_says (self, "Without Product"));
  do_action (self, "toggle-namespace", g_variant_new_string ("stock"));
  g_assert_false (shows_model (self, "Warehouse"));
  g_assert_true (bar_says (self, "Without stock"));
  do_action (self, "show-model", g_variant_new_string ("catalog.products"));
  g_assert_true (shows_model (self, "Product"));
  do_action (self, "remove-filter", g_variant_new_string ("namespaces"));
  g_assert_false (gtk_widget_get_visible (get_bar (self)));
}

static void
test_drag_in_a_part_is_not_kept (Fixture *self, gconstpointer application)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  CrowPoint at = { 40, 30 };

  select_model (self, "Category");
  do_action (self, "focus-selection", NULL);
  g_hash_table_insert (places, (gpointer) "catalog.categories", &at);
  g_signal_emit_by_name (self->canvas, "boxes-moved", places);
  g_assert_cmpuint (g_hash_table_size (crow_document_get_positions (self->document)), ==, 0);
  g_assert_false (crow_document_can_undo (self->document));
  do_action (self, "leave-focus", NULL);
  g_signal_emit_by_name (self->canvas, "boxes-moved", places);
  g_assert_cmpuint (g_hash_table_size (crow_document_get_positions (self->document)), ==, 1);
}

static void
test_faint_rest_stays_where_it_was (Fixture *self, gconstpointer application)
{
  g_autoptr (CrowDiagram) whole = crow_diagram_ref (get_diagram (self));
  guint n_faded = 0;

  set_state (self, "rest", g_variant_new_string ("faded"));
  g_assert_true (get_diagram (self) == whole);
  select_model (self, "Category");
  do_action (self, "focus-selection", NULL);
  g_assert_true (get_diagram (self)->layout == whole->layout);
  for (guint i = 0; i < 32; i++)
    n_faded += get_diagram (self)->faded_models[i];
  g_assert_cmpuint (n_faded, ==, 30);
  g_assert_true (bar_says (self, "30 models"));
  g_assert_true (bar_says (self, "faint"));
  do_action (self, "leave-focus", NULL);
  g_assert_null (get_diagram (self)->faded_models);
}

static void
test_reload_keeps_the_filter (Fixture *self, gconstpointer application)
{
  g_autofree char *other = crow_test_copy_example ("blog.prisma");

  set_state (self, "on-delete-SetNull", g_variant_new_boolean (TRUE));
  do_action (self, "reload", NULL);
  g_assert_true (bar_says (self, "Only on delete SetNull"));
  g_assert_cmpuint (get_diagram (self)->schema->models->len, <, 32);
  do_action (self, "reset-filter", NULL);
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 32);
  set_state (self, "on-delete-SetNull", g_variant_new_boolean (TRUE));
  crow_window_open (self->window, other);
  crow_test_wait_idle (self->window);
  crow_test_iterate (100);
  g_assert_false (gtk_widget_get_visible (get_bar (self)));
  g_assert_true (get_diagram (self)->schema == crow_document_get_schema (self->document));
  crow_test_delete_copy (other);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}

static void
test_exports_what_is_shown (Fixture *self, gconstpointer application)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *path = g_build_filename (folder, "shown.svg", NULL);
  g_autofree char *svg = NULL;

  select_model (self, "Category");
  do_action (self, "focus-selection", NULL);
  set_state (self, "rows", g_variant_new_string ("none"));
  crow_window_export_diagram (self->window, path, CROW_FORMAT_SVG, CROW_THEME_LIGHT);
  crow_test_wait_idle (self->window);
  g_assert_true (g_file_get_contents (path, &svg, NULL, NULL));
  g_assert_cmpuint (count (svg, "data-model="), ==, 2);
  g_assert_cmpuint (count (svg, "data-field="), ==, 0);
  g_assert_cmpuint (count (svg, "Not shown: 30 models, 47 relations"), ==, 2);
  g_assert_cmpuint (count (svg, "Focus: Category, 1 relation away."), ==, 2);
}

static void
test_nothing_left_says_so (Fixture *self, gconstpointer application)
{
  GtkWidget *page = find_widget (gtk_widget_get_parent (GTK_WIDGET (self->canvas)),
                                 ADW_TYPE_STATUS_PAGE);

  g_assert_false (gtk_widget_get_visible (page));
  set_state (self, "on-update-SetDefault", g_variant_new_boolean (TRUE));
  g_assert_cmpuint (get_diagram (self)->schema->models->len, ==, 0);
  g_assert_true (gtk_widget_get_visible (page));
  do_action (self, "reset-filter", NULL);
  g_assert_false (gtk_widget_get_visible (page));
}

static void
test_empty_schema_says_so (Fixture *self, gconstpointer application)
{
  GtkWidget *page = find_widget (gtk_widget_get_parent (GTK_WIDGET (self->canvas)),
                                 ADW_TYPE_STATUS_PAGE);
  g_autofree char *empty = g_strconcat (self->path, ".empty.prisma", NULL);

  g_assert_true (g_file_set_contents (empty,
                                      "datasource db {\n  provider = \"postgresql\"\n"
                                      "  url = env(\"DB\")\n}\n",
                                      -1, NULL));
  crow_window_open (self->window, empty);
  crow_test_wait_idle (self->window);
  crow_test_iterate (100);
  g_assert_true (gtk_widget_get_visible (page));
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page)), ==, "No Models");
  g_assert_cmpint (g_remove (empty), ==, 0);
}

static guint
get_color (Fixture *self, const char *name)
{
  CrowDiagram *diagram = get_diagram (self);
  int model = crow_schema_find_model (diagram->schema, name);

  return diagram->colors != NULL ? diagram->colors[model] : 0;
}

static void
test_bands_are_painted_by_hand (Fixture *self, gconstpointer application)
{
  g_assert_false (is_enabled (self, "color"));
  select_model (self, "Product");
  set_state (self, "color", g_variant_new_string ("pink"));
  g_assert_cmpuint (get_color (self, "Product"), ==, crow_color_find_word ("pink"));
  do_action (self, "focus-selection", NULL);
  g_assert_cmpuint (get_color (self, "Product"), ==, crow_color_find_word ("pink"));
  set_state (self, "color", g_variant_new_string ("brown"));
  g_assert_cmpuint (get_color (self, "Product"), ==, crow_color_find_word ("brown"));
  do_action (self, "undo", NULL);
  g_assert_cmpuint (get_color (self, "Product"), ==, crow_color_find_word ("pink"));
  do_action (self, "leave-focus", NULL);
  g_assert_cmpuint (get_color (self, "Product"), ==, crow_color_find_word ("pink"));
  do_action (self, "undo", NULL);
  g_assert_cmpuint (get_color (self, "Product"), ==, 0);
}

/* Each choice is called, untranslated, as its colour is in the file. */
static void
test_colors_have_one_name (void)
{
  GtkWidget *popover = g_object_ref_sink (g_object_new (CROW_TYPE_COLOR_POPOVER, NULL));
  guint n_choices = 0;

  for (GtkWidget *at = popover; at != NULL; at = get_next (popover, at))
    if (GTK_IS_CHECK_BUTTON (at))
      {
        GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (at));
        GtkWidget *label = find_widget (at, GTK_TYPE_LABEL);
        g_autofree char *name = g_ascii_strdown (gtk_label_get_text (GTK_LABEL (label)), -1);
        const char *word = g_variant_get_string (target, NULL);
        guint color = crow_color_find_word (word);

        g_assert_cmpstr (crow_color_get_word (color), ==, word);
        g_assert_cmpstr (color > 0 ? word : "as its schema", ==, name);
        n_choices++;
      }
  g_assert_cmpuint (n_choices, ==, CROW_N_GROUP_COLORS + 1);
  g_object_unref (popover);
}

static void
test_chips_are_named_and_reached (Fixture *self, gconstpointer application)
{
  GtkWidget *button;

  set_state (self, "only-problems", g_variant_new_boolean (TRUE));
  crow_test_iterate (100);
  for (button = get_bar (self); button != NULL; button = get_next (get_bar (self), button))
    if (GTK_IS_BUTTON (button) && is_visible_in (get_bar (self), button))
      break;
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Remove “Only problems”");
  g_assert_true (gtk_widget_grab_focus (button));
  g_signal_emit_by_name (button, "clicked");
  crow_test_wait_idle (self->window);
  crow_test_iterate (100);
  g_assert_false (gtk_widget_get_visible (get_bar (self)));
  /* The key of what has gone is the canvas's. */
  g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (self->window)));
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  const struct
  {
    const char *path;
    void (*test) (Fixture *self, gconstpointer application);
  } tests[] = {
    { "/window-filter/focus-isolates-and-all-comes-back", test_focus_isolates_and_all_comes_back },
    { "/window-filter/focus-goes-on-and-back", test_focus_goes_on_and_back },
    { "/window-filter/edit-moves-nothing", test_edit_moves_nothing },
    { "/window-filter/hidden-selection-can-be-shown", test_hidden_selection_can_be_shown },
    { "/window-filter/hidden-by-hand-until-shown", test_hidden_by_hand_until_shown },
    { "/window-filter/drag-in-a-part-is-not-kept", test_drag_in_a_part_is_not_kept },
    { "/window-filter/faint-rest-stays-where-it-was", test_faint_rest_stays_where_it_was },
    { "/window-filter/reload-keeps-the-filter", test_reload_keeps_the_filter },
    { "/window-filter/exports-what-is-shown", test_exports_what_is_shown },
    { "/window-filter/nothing-left-says-so", test_nothing_left_says_so },
    { "/window-filter/empty-schema-says-so", test_empty_schema_says_so },
    { "/window-filter/bands-are-painted-by-hand", test_bands_are_painted_by_hand },
    { "/window-filter/chips-are-named-and-reached", test_chips_are_named_and_reached },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, application, set_up, tests[i].test, tear_down);
  g_test_add_func ("/window-filter/colors-have-one-name", test_colors_have_one_name);
  return crow_test_run_windows ();
}
