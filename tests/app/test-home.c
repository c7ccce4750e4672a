/* Preferences, the manual, recent sources, several windows. */
#include "crow-test-window.h"

#include <string.h>

#include "crow-changes-panel.h"
#include "crow-empty-state.h"
#include "crow-help-picture.h"
#include "crow-help-text.h"
#include "crow-help-window.h"
#include "crow-preferences.h"
#include "crow-settings.h"
#include "crow-sidebar.h"

static CrowApplication *application;

static gpointer
find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (toplevels, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }
  return NULL;
}

static void
assert_state (CrowWindow *window, const char *action, const char *expected)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), action);

  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, expected);
}

static AdwComboRow *
find_row (GtkWidget *root, const char *title)
{
  if (ADW_IS_COMBO_ROW (root) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return ADW_COMBO_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      AdwComboRow *row = find_row (child, title);

      if (row != NULL)
        return row;
    }
  return NULL;
}

/* A dialog within a window goes with it. */
static void
close_preferences (GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);

  if (!CROW_IS_WINDOW (root))
    gtk_window_destroy (GTK_WINDOW (root));
}

/* What is chosen there holds in all windows, and the dialog follows what is chosen elsewhere. */
static void
test_preferences_hold_at_once (void)
{
  CrowSettings *settings = crow_settings_get_default ();
  CrowWindow *one = crow_test_open_window (application, NULL);
  CrowWindow *two = crow_test_open_window (application, NULL);
  GtkWidget *dialog;
  AdwComboRow *row;

  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  dialog = crow_test_find_shown (CROW_TYPE_PREFERENCES);
  g_assert_nonnull (dialog);
  row = find_row (dialog, "_Labels");
  adw_combo_row_set_selected (row, 1);
  assert_state (one, "labels", "written");
  assert_state (two, "labels", "written");
  row = find_row (dialog, "_Rules");
  adw_combo_row_set_selected (row, 1);
  assert_state (one, "rules", "6");
  g_action_group_change_action_state (G_ACTION_GROUP (two), "rules", g_variant_new_string ("8"));
  assert_state (one, "rules", "8");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 3);
  crow_settings_reset (settings);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  assert_state (one, "labels", "all");
  close_preferences (dialog);
  crow_test_close_window (one);
  crow_test_close_window (two);
}

/* As many lines as there are choices, or one of them could not be reached. */
static void
test_preferences_offer_every_choice (void)
{
  const char *const rows[][2] = { { "_Style", CROW_SETTINGS_STYLE },
                                  { "_Labels", CROW_SETTINGS_LABELS },
                                  { "_Export Colors", CROW_SETTINGS_EXPORT_THEME },
                                  { "_Rules", CROW_SETTINGS_RULES },
                                  { "_Plan", CROW_SETTINGS_PLAN } };
  g_autoptr (GtkWidget) page = g_object_ref_sink (GTK_WIDGET (crow_preferences_new ()));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AdwComboRow *row = find_row (page, rows[i][0]);
      GListModel *model = adw_combo_row_get_model (row);
      const char *const *choices = crow_settings_list_choices (rows[i][1]);

      g_assert_cmpuint (g_list_model_get_n_items (model), ==, g_strv_length ((char **) choices));
      g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "");
    }
}

/* Every page has a title, says something, and its links lead to pages. */
static void
test_manual_is_whole (void)
{
  g_auto (GStrv) pages = crow_help_list_pages ();
  g_autoptr (GtkLabel) label = g_object_ref_sink (GTK_LABEL (gtk_label_new (NULL)));

  g_assert_cmpuint (g_strv_length (pages), >=, 14);
  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *source = crow_help_read_page (pages[i]);
      g_autoptr (GPtrArray) blocks = NULL;

      g_assert_nonnull (source);
      blocks = crow_help_parse (source);
      g_assert_cmpuint (blocks->len, >=, 3);
      for (guint b = 0; b < blocks->len; b++)
        {
          const CrowHelpBlock *block = g_ptr_array_index (blocks, b);
          g_auto (GStrv) links = g_strsplit (block->text, "<a href=\"", -1);

          g_assert_true ((b == 0) == (block->kind == CROW_HELP_TITLE));
          for (guint k = 1; links[k] != NULL; k++)
            {
              *strchr (links[k], '"') = '\0';
              g_assert_true (g_strv_contains ((const char *const *) pages, links[k]));
            }
          /* Wrong markup is a warning, which ends the test. */
          if (block->kind != CROW_HELP_CODE && block->kind != CROW_HELP_DIAGRAM)
            gtk_label_set_markup (label, block->text);
        }
    }
}

/* As gtk_accelerator_parse() wants them, whatever language they are named in. */
static char *
build_accelerator (const char *key)
{
  static const char *const names[][2] = {
    { "Strg+", "<Control>" },     { "Ctrl+", "<Control>" },  { "Umschalt+", "<Shift>" },
    { "Shift+", "<Shift>" },      { "Alt+", "<Alt>" },       { "Bild ab", "Page_Down" },
    { "Page Down", "Page_Down" }, { "Bild auf", "Page_Up" }, { "Page Up", "Page_Up" },
    { "Links", "Left" },          { "Eingabe", "Return" },   { "Plus", "plus" },
    { "Minus", "minus" },         { ",", "comma" },          { ".", "period" },
    { "?", "question" },
  };
  GString *accelerator = g_string_new (key);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_replace (accelerator, names[i][0], names[i][1], 0);
  return g_string_free (accelerator, FALSE);
}

/* (transfer full): the keys that a page names, in its order */
static GPtrArray *
list_keys (const char *source)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?:(?:Ctrl|Strg|Shift|Umschalt|Alt)\\+)+"
                                          "(?:Page Down|Page Up|Bild ab|Bild auf|Left|Links|Return|"
                                          "Eingabe|[Pp]lus|[Mm]inus|F[0-9]|[A-Z0-9,.?])|"
                                          "(?<![+A-Za-z])F[0-9]",
                                          0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (g_regex_match (regex, source, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *key = g_match_info_fetch (match, 0);

      g_ptr_array_add (keys, build_accelerator (key));
    }
  return keys;
}

/* Every key that the manual names does something. */
static void
test_manual_names_keys_that_there_are (void)
{
  g_auto (GStrv) pages = crow_help_list_pages ();
  guint n = 0;

  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *source = crow_help_read_page (pages[i]);
      g_autoptr (GPtrArray) keys = list_keys (source);

      for (guint k = 0; k < keys->len; k++, n++)
        {
          const char *key = g_ptr_array_index (keys, k);
          g_auto (GStrv)
              actions = gtk_application_get_actions_for_accel (GTK_APPLICATION (application), key);

          if (actions[0] == NULL && !g_str_equal (key, "F6")) /* GTK's own */
            g_test_fail_printf ("%s: %s does nothing", pages[i], key);
        }
    }
  g_assert_cmpuint (n, >, 40);
}

/* A translation has the same pages, each with the same parts, pictures, links and keys. */
static void
test_manual_is_translated_whole (void)
{
  g_auto (GStrv) pages = crow_help_list_pages ();

  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_autofree char *english = crow_help_read_page (pages[i]);
      g_autofree char *german = NULL;
      g_autoptr (GPtrArray) one = crow_help_parse (english);
      g_autoptr (GPtrArray) other = NULL;
      g_autoptr (GPtrArray) keys = list_keys (english);
      g_autoptr (GPtrArray) german_keys = NULL;

      g_setenv ("LANGUAGE", "de", TRUE);
      german = crow_help_read_page (pages[i]);
      g_unsetenv ("LANGUAGE");
      g_assert_cmpstr (english, !=, german);
      other = crow_help_parse (german);
      german_keys = list_keys (german);
      g_assert_cmpuint (one->len, ==, other->len);
      g_assert_cmpuint (keys->len, ==, german_keys->len);
      for (guint k = 0; k < keys->len; k++)
        g_assert_cmpstr (g_ptr_array_index (keys, k), ==, g_ptr_array_index (german_keys, k));
      for (guint b = 0; b < one->len; b++)
        {
          const CrowHelpBlock *a = g_ptr_array_index (one, b);
          const CrowHelpBlock *c = g_ptr_array_index (other, b);

          g_assert_cmpint (a->kind, ==, c->kind);
          g_assert_true ((strstr (a->text, "<a href") == NULL) ==
                         (strstr (c->text, "<a href") == NULL));
          if (a->kind == CROW_HELP_CODE || a->kind == CROW_HELP_DIAGRAM)
            g_assert_cmpstr (a->text, ==, c->text);
        }
    }
}

static void
test_manual_marks (void)
{
  g_autoptr (GPtrArray) blocks = crow_help_parse ("# A & B\none `c<d` **b** *i*\n  two [x](y)\n- "
                                                  "i\n- j\n```\n# <raw>\n```\nopen `tick\n");
  const struct
  {
    CrowHelpKind kind;
    const char *text;
  } expected[] = {
    { CROW_HELP_TITLE, "A &amp; B" },
    { CROW_HELP_PARAGRAPH, "one <tt>c&lt;d</tt> <b>b</b> <i>i</i> two <a href=\"y\">x</a>" },
    { CROW_HELP_ITEM, "i" },
    { CROW_HELP_ITEM, "j" },
    { CROW_HELP_CODE, "# <raw>" },
    { CROW_HELP_PARAGRAPH, "open `tick" },
  };

  g_assert_cmpuint (blocks->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < blocks->len; i++)
    {
      const CrowHelpBlock *block = g_ptr_array_index (blocks, i);

      g_assert_cmpint (block->kind, ==, expected[i].kind);
      g_assert_cmpstr (block->text, ==, expected[i].text);
    }
  g_assert_true (crow_help_matches ("The Crow’s Foot", "foot CROW"));
  g_assert_false (crow_help_matches ("The Crow’s Foot", "foot hand"));
}

static void
test_help_about_the_focus (void)
{
  CrowWindow *window = crow_test_open_window (application, NULL);
  CrowHelpWindow *help;

  g_assert_cmpstr (crow_help_find_topic (GTK_WIDGET (crow_window_get_canvas (window))), ==,
                   "picture");
  g_assert_cmpstr (crow_help_find_topic (GTK_WIDGET (crow_window_get_changes (window))), ==,
                   "migration");
  g_assert_cmpstr (crow_help_find_topic (crow_test_find_widget (window, CROW_TYPE_SIDEBAR)), ==,
                   "find");
  g_assert_null (crow_help_find_topic (NULL));
  g_action_group_activate_action (G_ACTION_GROUP (application), "help", NULL);
  help = find_toplevel (CROW_TYPE_HELP_WINDOW);
  g_assert_nonnull (help);
  g_action_group_activate_action (G_ACTION_GROUP (application), "help", NULL);
  crow_help_window_show_page (help, "picture");
  crow_help_window_show_page (help, "explicit");
  gtk_widget_activate_action (GTK_WIDGET (help), "help.back", NULL);
  g_assert_cmpstr (crow_help_window_get_page (help), ==, "picture");
  g_assert_nonnull (crow_test_find_widget (help, CROW_TYPE_HELP_PICTURE));
  crow_help_window_show_page (help, "no-such-page");
  g_assert_null (crow_help_window_get_page (help));
  gtk_window_destroy (GTK_WINDOW (help));
  g_assert_null (find_toplevel (CROW_TYPE_HELP_WINDOW));
  crow_test_close_window (window);
}

static GtkListBox *
find_list (CrowEmptyState *empty)
{
  return GTK_LIST_BOX (gtk_widget_get_template_child (GTK_WIDGET (empty), CROW_TYPE_EMPTY_STATE,
                                                      "list"));
}

static guint
count_rows (CrowEmptyState *empty)
{
  GtkListBox *list = find_list (empty);
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, (int) n) != NULL)
    n++;
  return n;
}

static void
test_recent_sources_are_offered (void)
{
  g_autoptr (CrowEmptyState) empty = g_object_ref_sink (g_object_new (CROW_TYPE_EMPTY_STATE, NULL));
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenu) databases = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new ("~/a__b.prisma", NULL);
  GtkListBox *list;
  AdwActionRow *row;

  crow_empty_state_set_recent (empty, G_MENU_MODEL (files), G_MENU_MODEL (databases));
  g_assert_cmpuint (count_rows (empty), ==, 0);
  g_menu_item_set_action_and_target (item, "win.open-path", "s", "/tmp/some & where/a_b.prisma");
  g_menu_append_item (files, item);
  g_menu_item_set_label (item, "shop__1 on db");
  g_menu_append_item (databases, item);
  crow_test_iterate (20);
  g_assert_cmpuint (count_rows (empty), ==, 2);
  list = find_list (empty);
  row = ADW_ACTION_ROW (gtk_list_box_get_row_at_index (list, 0));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "a_b.prisma");
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (row), "/tmp/some &"));
  row = ADW_ACTION_ROW (gtk_list_box_get_row_at_index (list, 1));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "shop_1 on db");
}

static void
test_open_file_is_not_opened_twice (void)
{
  g_autofree char *path = crow_test_copy_example ("blog.prisma");
  CrowWindow *one = crow_test_open_window (application, path);
  CrowWindow *two = crow_test_open_window (application, NULL);

  g_assert_true (crow_window_present_open (GTK_APPLICATION (application), path));
  gtk_widget_activate_action (GTK_WIDGET (two), "win.open-path", "s", path);
  crow_test_wait_idle (two);
  g_assert_true (crow_window_is_empty (two));
  g_assert_false (crow_window_present_open (GTK_APPLICATION (application), "/nowhere.prisma"));
  crow_test_close_window (two);
  crow_test_close_window (one);
  g_assert_false (crow_window_present_open (GTK_APPLICATION (application), path));
  crow_test_delete_copy (path);
}

int
main (int argc, char **argv)
{
  int status;

  application = crow_test_window_init (&argc, &argv);
  g_test_add_func ("/home/preferences-hold-at-once", test_preferences_hold_at_once);
  g_test_add_func ("/home/preferences-offer-every-choice", test_preferences_offer_every_choice);
  g_test_add_func ("/home/manual-is-whole", test_manual_is_whole);
  g_test_add_func ("/home/manual-names-keys-that-there-are", test_manual_names_keys_that_there_are);
  g_test_add_func ("/home/manual-is-translated-whole", test_manual_is_translated_whole);
  g_test_add_func ("/home/manual-marks", test_manual_marks);
  g_test_add_func ("/home/help-about-the-focus", test_help_about_the_focus);
  g_test_add_func ("/home/recent-sources-are-offered", test_recent_sources_are_offered);
  g_test_add_func ("/home/open-file-is-not-opened-twice", test_open_file_is_not_opened_twice);
  status = crow_test_run_windows ();
  g_object_unref (application);
  return status;
}
