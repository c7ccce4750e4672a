#include <string.h>

#include "crow-models-list.h"
#include "crow-palette.h"
#include "crow-relations-list.h"
#include "crow-search-bar.h"
#include "crow-search-hints.h"
#include "crow-test-large.h"
#include "crow-test-probe.h"
#include "crow-test-window.h"

/* A key in the filter of a thousand models is to take 16 ms. No test fails on time, but one that
 * takes ten times as much, or fifty under sanitizers, has lost what makes it quick. */
#ifdef __SANITIZE_ADDRESS__
#define MAX_CPU 4000.0
#define N_MODELS 150
#else
#define N_MODELS 1000
#define MAX_CPU 160.0
#endif

static void
type (gpointer widget, const char *text)
{
  GtkEditable *entry = crow_test_find_widget (widget, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (entry, text);
  gtk_editable_set_position (entry, -1);
  /* The entry waits a moment before it says so; a loaded machine longer. */
  g_signal_emit_by_name (entry, "search-changed");
  crow_test_iterate (20);
}

static void
activate (gpointer window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (window, action, NULL));
  crow_test_iterate (20);
}

static gboolean
has_focus_inside (gpointer window, gpointer widget)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static CrowSchema *
get_schema (CrowWindow *window)
{
  return crow_document_get_schema (crow_window_get_document (window));
}

static void
assert_selected (CrowWindow *window, CrowSelectionKind kind, const char *name)
{
  CrowSelection selection = crow_canvas_get_selection (crow_window_get_canvas (window));

  g_assert_cmpint (selection.kind, ==, kind);
  if (kind == CROW_SELECTION_MODEL)
    g_assert_cmpstr (crow_schema_get_model (get_schema (window), selection.index)->name, ==, name);
  else if (kind == CROW_SELECTION_RELATION)
    g_assert_cmpstr (crow_schema_get_relation (get_schema (window), selection.index)->id, ==, name);
}

static const char *
get_label (CrowSearchBar *bar)
{
  /* The first label that is not the entry's own: the count. */
  GtkWidget *entry = crow_test_find_widget (bar, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *label = gtk_widget_get_next_sibling (entry);

  g_assert_true (GTK_IS_LABEL (label));
  return gtk_label_get_label (GTK_LABEL (label));
}

typedef struct
{
  CrowSearchBar *bar;
  const char *label;
} Awaited;

static gboolean
has_label (gpointer data)
{
  Awaited *awaited = data;

  return g_str_equal (get_label (awaited->bar), awaited->label);
}

/* After what takes a while. */
static void
wait_label (CrowSearchBar *bar, const char *label)
{
  Awaited awaited = { bar, label };

  crow_test_wait (has_label, &awaited);
}

static gboolean
has_selection (gpointer window)
{
  return crow_canvas_get_selection (crow_window_get_canvas (window)).kind != CROW_SELECTION_NONE;
}

static void
step (CrowSearchBar *bar, const char *signal)
{
  g_signal_emit_by_name (crow_test_find_widget (bar, GTK_TYPE_SEARCH_ENTRY), signal);
  crow_test_iterate (20);
}

static void
test_bar_steps_through_matches (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowSearchBar *bar = crow_test_find_widget (window, CROW_TYPE_SEARCH_BAR);

  g_assert_false (crow_search_bar_is_open (bar));
  activate (window, "win.find");
  g_assert_true (crow_search_bar_is_open (bar));
  g_assert_true (has_focus_inside (window, bar));
  type (bar, "articleTag.");
  type (bar, "article");
  g_assert_true (g_str_has_prefix (get_label (bar), "1 of "));
  crow_test_wait (has_selection, window);
  assert_selected (window, CROW_SELECTION_MODEL, "Article");
  g_assert_true (has_focus_inside (window, bar));
  step (bar, "activate");
  g_assert_true (g_str_has_prefix (get_label (bar), "2 of "));
  assert_selected (window, CROW_SELECTION_MODEL, "ArticleTag");
  step (bar, "next-match");
  g_assert_true (g_str_has_prefix (get_label (bar), "3 of "));
  step (bar, "previous-match");
  step (bar, "previous-match");
  assert_selected (window, CROW_SELECTION_MODEL, "Article");
  step (bar, "previous-match"); /* round to the last */
  activate (window, "win.find-next");
  assert_selected (window, CROW_SELECTION_MODEL, "Article");
  activate (window, "win.find-previous");
  step (bar, "stop-search");
  g_assert_false (crow_search_bar_is_open (bar));
  g_assert_true (has_focus_inside (window, crow_window_get_canvas (window)));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_bar_finds_actions (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowSearchBar *bar = crow_test_find_widget (window, CROW_TYPE_SEARCH_BAR);
  CrowSelection selection;

  activate (window, "win.find");
  type (bar, "onDelete:SetDefault");
  g_assert_cmpstr (get_label (bar), ==, "1 of 1");
  step (bar, "activate");
  assert_selected (window, CROW_SELECTION_RELATION, "Article.status");
  type (bar, "onDelete:Foo");
  g_assert_cmpstr (get_label (bar), ==, "No matches");
  step (bar, "activate");
  assert_selected (window, CROW_SELECTION_RELATION, "Article.status");
  /* Another action: another answer, while the bar is open. */
  type (bar, "onDelete:SetDefault");
  crow_test_choose_action (window, CROW_EVENT_DELETE, "Cascade");
  wait_label (bar, "No matches");
  activate (window, "win.undo");
  wait_label (bar, "1 of 1");
  type (bar, "");
  g_assert_cmpstr (get_label (bar), ==, "");
  selection = crow_canvas_get_selection (crow_window_get_canvas (window));
  g_assert_cmpint (selection.kind, ==, CROW_SELECTION_RELATION);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static CrowPaletteItem *
get_item (CrowPalette *palette, guint position)
{
  CrowPaletteItem *item = g_list_model_get_item (crow_palette_get_items (palette), position);

  g_assert_nonnull (item);
  g_object_unref (item); /* the list has it */
  return item;
}

static void
choose (CrowPalette *palette)
{
  g_signal_emit_by_name (crow_test_find_widget (palette, GTK_TYPE_SEARCH_ENTRY), "activate");
  crow_test_iterate (20);
}

static void
test_palette_goes_to_what_is_chosen (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowPalette *palette = crow_test_find_widget (window, CROW_TYPE_PALETTE);

  activate (window, "win.go-to");
  g_assert_true (crow_palette_is_open (palette));
  g_assert_true (has_focus_inside (window, palette));
  g_assert_cmpuint (g_list_model_get_n_items (crow_palette_get_items (palette)), ==,
                    get_schema (window)->models->len);
  type (palette, "profile");
  g_assert_cmpstr (crow_palette_item_get_title (get_item (palette, 0)), ==, "Profile");
  choose (palette);
  g_assert_false (crow_palette_is_open (palette));
  assert_selected (window, CROW_SELECTION_MODEL, "Profile");
  g_assert_true (has_focus_inside (window, crow_window_get_canvas (window)));
  g_assert_cmpfloat (crow_canvas_get_zoom (crow_window_get_canvas (window)), >, 0.5);

  activate (window, "win.go-to");
  type (palette, "note.bookmark");
  choose (palette);
  assert_selected (window, CROW_SELECTION_RELATION, "Note.bookmark");

  activate (window, "win.go-to");
  type (palette, "user.email");
  g_assert_cmpstr (crow_palette_item_get_title (get_item (palette, 0)), ==, "User · email");
  g_assert_cmpint (crow_palette_item_get_kind (get_item (palette, 0)), ==, CROW_PALETTE_FIELD);
  choose (palette);
  assert_selected (window, CROW_SELECTION_MODEL, "User");

  /* The last choices first. */
  activate (window, "win.go-to");
  g_assert_cmpstr (crow_palette_item_get_title (get_item (palette, 0)), ==, "User · email");
  g_assert_cmpint (crow_palette_item_get_kind (get_item (palette, 1)), ==, CROW_PALETTE_RELATION);
  g_assert_cmpstr (crow_palette_item_get_title (get_item (palette, 2)), ==, "Profile");
  choose (palette);
  assert_selected (window, CROW_SELECTION_MODEL, "User");
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static void
test_palette_closes (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowPalette *palette = crow_test_find_widget (window, CROW_TYPE_PALETTE);
  CrowSearchBar *bar = crow_test_find_widget (window, CROW_TYPE_SEARCH_BAR);

  activate (window, "win.focus-canvas");
  activate (window, "win.go-to");
  g_signal_emit_by_name (crow_test_find_widget (palette, GTK_TYPE_SEARCH_ENTRY), "stop-search");
  g_assert_false (crow_palette_is_open (palette));
  g_assert_true (has_focus_inside (window, crow_window_get_canvas (window)));
  activate (window, "win.go-to");
  activate (window, "win.go-to"); /* its key closes it too */
  g_assert_false (crow_palette_is_open (palette));
  activate (window, "win.go-to");
  activate (window, "win.find"); /* the focus goes elsewhere */
  g_assert_false (crow_palette_is_open (palette));
  g_assert_true (has_focus_inside (window, bar));
  activate (window, "win.go-to");
  type (palette, "nothing is called so");
  g_assert_cmpuint (g_list_model_get_n_items (crow_palette_get_items (palette)), ==, 0);
  choose (palette);
  g_assert_true (crow_palette_is_open (palette));
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

static gboolean
is_full_size (gpointer canvas)
{
  return ABS (crow_canvas_get_zoom (canvas) - 1) < 0.01;
}

static void
test_palette_gives_commands (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowPalette *palette = crow_test_find_widget (window, CROW_TYPE_PALETTE);
  CrowCanvas *canvas = crow_window_get_canvas (window);

  activate (window, "win.go-to");
  type (palette, ">");
  g_assert_cmpuint (g_list_model_get_n_items (crow_palette_get_items (palette)), >, 10);
  /* Nothing has been changed: there is nothing to undo. */
  type (palette, ">undo");
  g_assert_cmpuint (g_list_model_get_n_items (crow_palette_get_items (palette)), ==, 0);
  type (palette, "> full SIZE");
  g_assert_cmpuint (g_list_model_get_n_items (crow_palette_get_items (palette)), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.zoom-to", "d", 2.0);
  choose (palette);
  crow_test_wait (is_full_size, canvas);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

typedef struct
{
  CrowModelsList *models;
  CrowRelationsList *relations;
  guint n_models;
  guint n_relations;
} Shown;

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;

  return crow_models_list_get_n_shown (shown->models) == shown->n_models &&
         crow_relations_list_get_n_shown (shown->relations) == shown->n_relations;
}

static void
wait_shown (gpointer sidebar, guint n_models, guint n_relations)
{
  Shown shown = { crow_test_find_widget (sidebar, CROW_TYPE_MODELS_LIST),
                  crow_test_find_widget (sidebar, CROW_TYPE_RELATIONS_LIST), n_models,
                  n_relations };

  crow_test_wait (is_shown, &shown);
}

static void
test_filter_understands_queries (gconstpointer application)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  CrowModelsList *models = crow_test_find_widget (window, CROW_TYPE_MODELS_LIST);
  GtkWidget *sidebar = gtk_widget_get_ancestor (GTK_WIDGET (models),
                                                g_type_from_name ("CrowSidebar"));

  activate (window, "win.filter-lists");
  g_assert_true (has_focus_inside (window, sidebar));
  type (sidebar, "onDelete:SetDefault");
  wait_shown (sidebar, 2, 1);
  type (sidebar, "field:email");
  wait_shown (sidebar, 1, 0);
  type (sidebar, "");
  wait_shown (sidebar, get_schema (window)->models->len, get_schema (window)->relations->len);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

/* `|` is the cursor. */
static const struct
{
  const char *text;
  const char *hints;
  const char *first; /* the text with the first of them */
} hints[] = {
  { "|", "onDelete: onUpdate: action: is: model: field: constraint: schema:", "onDelete:|" },
  { "on|", "onDelete: onUpdate:", "onDelete:|" },
  { "ONU|", "onUpdate:", "onUpdate:|" },
  { "user on|", "onDelete: onUpdate:", "user onDelete:|" },
  { "on| user", "onDelete: onUpdate:", "onDelete:| user" },
  { "on|x", "", NULL },
  { "user|", "", NULL },
  { "user |", "", NULL },
  { "onDelete:|", "Cascade Restrict NoAction SetNull SetDefault", "onDelete:Cascade |" },
  { "onDelete:set|", "SetNull SetDefault", "onDelete:SetNull |" },
  { "ondelete:r| user", "Restrict", "ondelete:Restrict |user" },
  { "onDelete:Cascade|", "", NULL },
  { "is:p|", "problem", "is:problem |" },
  { "model:u|", "", NULL },
  { "\"on|", "", NULL },
  { "é on|", "onDelete: onUpdate:", "é onDelete:|" },
};

static void
test_hints (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      const char *bar = strchr (hints[i].text, '|');
      gsize cursor = (gsize) (bar - hints[i].text);
      g_autofree char *text = g_strdup (hints[i].text);
      g_autoptr (CrowSearchHints) found = NULL;
      g_autofree char *labels = NULL;

      memmove (text + cursor, text + cursor + 1, strlen (text + cursor));
      found = crow_search_hints_new (text, cursor);
      g_ptr_array_add (found->labels, NULL);
      labels = g_strjoinv (" ", (char **) found->labels->pdata);
      g_test_message ("%s", hints[i].text);
      g_assert_cmpstr (labels, ==, hints[i].hints);
      if (hints[i].first != NULL)
        {
          g_autofree char *put = crow_search_hints_apply (found, text, 0, &cursor);
          g_autoptr (GString) shown = g_string_new (put);

          g_string_insert_c (shown, (gssize) cursor, '|');
          g_assert_cmpstr (shown->str, ==, hints[i].first);
        }
    }
}

static gboolean
is_filled (gpointer data)
{
  CrowWindow *window = data;
  CrowRelationsList *list = crow_test_find_widget (window, CROW_TYPE_RELATIONS_LIST);

  return crow_window_is_idle (window) && get_schema (window) != NULL &&
         crow_relations_list_get_n_shown (list) == get_schema (window)->relations->len;
}

/* As typed: what both texts begin with stays. */
static void
retype (GtkEditable *entry, const char *text)
{
  const char *old = gtk_editable_get_text (entry);
  int same = 0;
  int at;

  while (old[same] != '\0' && old[same] == text[same])
    same++;
  at = same;
  if (old[same] != '\0')
    gtk_editable_delete_text (entry, same, -1);
  if (text[same] != '\0')
    gtk_editable_insert_text (entry, text + same, -1, &at);
}

/* The longest time without the main loop after each key. */
static void
time_typing (CrowTestProbe *probe,
             gpointer widget,
             const char *const *texts,
             guint n_texts,
             const char *what)
{
  GtkEditable *entry = crow_test_find_widget (widget, GTK_TYPE_SEARCH_ENTRY);

  for (guint i = 0; i < n_texts; i++)
    {
      CrowTestGap gap;

      crow_test_probe_start (probe);
      retype (entry, texts[i]);
      crow_test_iterate (300);
      gap = crow_test_probe_stop (probe);
      g_test_message ("%s: %-18s %6.1f ms, of which %6.1f ms of its own", what, texts[i], gap.wall,
                      gap.cpu);
      g_assert_cmpfloat (gap.cpu, <, MAX_CPU);
    }
}

static void
test_typing_is_quick (gconstpointer application)
{
  const char *const filters[] = { "o",
                                  "or",
                                  "ord",
                                  "orde",
                                  "order",
                                  "order1",
                                  "order",
                                  "ord",
                                  "o",
                                  "",
                                  "onDelete:Cascade",
                                  "is:problem",
                                  "" };
  const char *const finds[] = { "o", "or", "ord", "order", "i", "id", "onDelete:Cascade", "" };
  g_autofree char *path = crow_test_write_large (N_MODELS, 2 * N_MODELS);
  CrowWindow *window = crow_test_open_window ((CrowApplication *) application, path);
  GtkWidget *models;
  CrowTestProbe *probe = crow_test_probe_new ();

  crow_test_wait (is_filled, window);
  crow_test_iterate (500);
  models = crow_test_find_widget (window, CROW_TYPE_MODELS_LIST);
  activate (window, "win.filter-lists");
  crow_test_iterate (500);
  time_typing (probe, gtk_widget_get_parent (models), filters, G_N_ELEMENTS (filters), "filter");
  activate (window, "win.go-to");
  time_typing (probe, crow_test_find_widget (window, CROW_TYPE_PALETTE), finds,
               G_N_ELEMENTS (finds), "palette");
  activate (window, "win.find");
  crow_test_iterate (300);
  time_typing (probe, crow_test_find_widget (window, CROW_TYPE_SEARCH_BAR), finds,
               G_N_ELEMENTS (finds), "bar");
  crow_test_probe_free (probe);
  crow_test_close_window (window);
  crow_test_delete_copy (path);
}

int
main (int argc, char **argv)
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_func ("/find/hints-complete-filters", test_hints);
  g_test_add_data_func ("/find/bar-steps-through-matches", application,
                        test_bar_steps_through_matches);
  g_test_add_data_func ("/find/bar-finds-actions", application, test_bar_finds_actions);
  g_test_add_data_func ("/find/palette-goes-to-what-is-chosen", application,
                        test_palette_goes_to_what_is_chosen);
  g_test_add_data_func ("/find/palette-closes", application, test_palette_closes);
  g_test_add_data_func ("/find/palette-gives-commands", application, test_palette_gives_commands);
  g_test_add_data_func ("/find/filter-understands-queries", application,
                        test_filter_understands_queries);
  g_test_add_data_func ("/find/typing-is-quick", application, test_typing_is_quick);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
