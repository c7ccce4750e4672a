#include "crow-application.h"

#include <glib/gi18n.h>

#include "crow-about.h"
#include "crow-connection-input.h"
#include "crow-help-window.h"
#include "crow-postgres.h"
#include "crow-preferences.h"
#include "crow-settings.h"
#include "crow-spoken-names.h"
#include "crow-window.h"

struct _CrowApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (CrowApplication, crow_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Control>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.help", { "F1" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.open", { "<Control>o" } },
  { "win.open-folder", { "<Control><Shift>o" } },
  { "win.connect", { "<Control>d" } },
  { "win.compare", { "<Control><Shift>d" } },
  { "win.reload", { "<Control>r", "F5" } },
  { "win.save", { "<Control>s" } },
  { "win.save-copy", { "<Control><Shift>s" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.find", { "<Control>f" } },
  { "win.find-next", { "<Control>g", "F3" } },
  { "win.find-previous", { "<Control><Shift>g", "<Shift>F3" } },
  { "win.filter-lists", { "<Control><Shift>f" } },
  { "win.go-to", { "<Control>k" } },
  { "win.export-svg", { "<Control>e" } },
  { "win.export-migration", { "<Control>m" } },
  { "win.copy-change", { "<Control><Shift>c" } },
  { "win.rehearse", { "<Control><Shift>r" } },
  { "win.apply", { "<Control><Shift>Return", "<Control><Shift>KP_Enter" } },
  { "win.toggle-start", { "F9" } },
  { "win.toggle-end", { "<Shift>F9" } },
  { "win.show-changes", { "<Control>F9" } },
  { "win.show-problems", { "<Control>period" } },
  { "win.next-problem", { "F4" } },
  { "win.previous-problem", { "<Shift>F4" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.zoom-to(1.0)", { "<Control>0", "<Control>KP_0" } },
  { "win.zoom-fit", { "<Control>1" } },
  { "win.zoom-selection", { "<Control>2" } },
  { "win.tidy-up", { "<Control>t" } },
  { "win.show-overview", { "<Control><Shift>m" } },
  { "win.next-relation", { "<Alt>Page_Down" } },
  { "win.previous-relation", { "<Alt>Page_Up" } },
  { "win.focus-canvas", { "<Control>l" } },
  { "win.next-part", { "F6" } },
  { "win.previous-part", { "<Shift>F6" } },
  { "win.show-filters", { "F8" } },
  { "win.reset-filter", { "<Control><Shift>a" } },
  { "win.focus-selection", { "<Control>i" } },
  { "win.leave-focus", { "<Control><Shift>i" } },
  { "win.widen-focus", { "<Alt>plus", "<Alt>equal", "<Alt>KP_Add" } },
  { "win.narrow-focus", { "<Alt>minus", "<Alt>KP_Subtract" } },
  { "win.focus-hops(uint32 0)", { "<Alt>0" } },
  { "win.focus-hops(uint32 1)", { "<Alt>1" } },
  { "win.focus-hops(uint32 2)", { "<Alt>2" } },
  { "win.focus-hops(uint32 3)", { "<Alt>3" } },
  { "win.focus-hops(uint32 4)", { "<Alt>4" } },
  { "win.focus-hops(uint32 5)", { "<Alt>5" } },
  { "win.filter-back", { "<Alt>Left" } },
  { "win.filter-forward", { "<Alt>Right" } },
  { "win.hide-selection", { "<Control>h" } },
};

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (data));

  /* Each window may ask about unsaved edits; the program ends with the last of them. */
  for (GList *at = windows; at != NULL; at = at->next)
    gtk_window_close (at->data);
  g_list_free (windows);
}

static GtkWindow *
find_active (void)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_is_active (window))
        return window;
    }
  return NULL;
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_preferences_show (gtk_application_get_active_window (data));
}

static CrowHelpWindow *
find_help (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (CROW_IS_HELP_WINDOW (window))
        return CROW_HELP_WINDOW (window);
    }
  return NULL;
}

/* The page about where the focus is; in one window. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *active = find_active ();
  CrowHelpWindow *help = find_help ();
  GtkWidget *focus;

  if (active == NULL)
    active = gtk_application_get_active_window (data);
  focus = active != NULL ? gtk_window_get_focus (active) : NULL;
  if (help == NULL)
    help = crow_help_window_new ();
  if (GTK_WINDOW (help) != active)
    crow_help_window_show_page (help,
                                crow_help_find_topic (focus != NULL ? focus : GTK_WIDGET (active)));
  gtk_window_present (GTK_WINDOW (help));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (crow_window_new (data)));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_about_show (gtk_application_get_active_window (data));
}

static void
apply_style (const char *name)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  if (g_str_equal (name, "dark"))
    adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  else if (g_str_equal (name, "light"))
    adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  else
    adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

static void
follow_style_cb (CrowSettings *settings, GParamSpec *pspec, gpointer data)
{
  apply_style (crow_settings_get_choice (settings, CROW_SETTINGS_STYLE));
}

static void
follow_settings (CrowApplication *self)
{
  CrowSettings *settings = crow_settings_get_default ();
  g_autoptr (GAction) style = crow_settings_create_action (settings, CROW_SETTINGS_STYLE);

  g_action_map_add_action (G_ACTION_MAP (self), style);
  g_signal_connect_object (settings, "notify::" CROW_SETTINGS_STYLE, G_CALLBACK (follow_style_cb),
                           self, 0);
  follow_style_cb (settings, NULL, self);
}

static gboolean
help_key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "help", NULL);
  return TRUE;
}

/* The application's keys hold in its own windows; a dialog is none, and needs help as well. */
static void
toplevels_changed_cb (GListModel *toplevels, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);
      GtkEventController *controller;

      if (GTK_IS_APPLICATION_WINDOW (window))
        continue;
      controller = gtk_shortcut_controller_new ();
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                            gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1,
                                                                                      0),
                                                              gtk_callback_action_new (help_key_cb,
                                                                                       NULL,
                                                                                       NULL)));
      gtk_widget_add_controller (window, controller);
    }
}

static void
set_accelerators (CrowApplication *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    {
      const char *keys[G_N_ELEMENTS (accelerators[i].keys) + 1] = { NULL };

      for (guint j = 0; j < G_N_ELEMENTS (accelerators[i].keys); j++)
        keys[j] = accelerators[i].keys[j];
      gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action, keys);
    }
}

static void
crow_application_startup (GApplication *application)
{
  const GActionEntry entries[] = {
    { "quit", quit_cb }, { "new-window", new_window_cb }, { "preferences", preferences_cb },
    { "help", help_cb }, { "about", about_cb },
  };

  G_APPLICATION_CLASS (crow_application_parent_class)->startup (application);
  crow_spoken_names_install ();
  gtk_window_set_default_icon_name (CROW_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  set_accelerators (CROW_APPLICATION (application));
  follow_settings (CROW_APPLICATION (application));
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed",
                           G_CALLBACK (toplevels_changed_cb), application, 0);
}

/* What is kept is written a moment later: now is the last one. */
static void
crow_application_shutdown (GApplication *application)
{
  g_settings_sync ();

  G_APPLICATION_CLASS (crow_application_parent_class)->shutdown (application);
}

static void
crow_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (!CROW_IS_WINDOW (window))
    window = GTK_WINDOW (crow_window_new (GTK_APPLICATION (application)));
  gtk_window_present (window);
}

/* A window in which nothing is open takes the first file; every further one gets its own. */
static CrowWindow *
find_window (CrowApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (CROW_IS_WINDOW (active) && crow_window_is_empty (CROW_WINDOW (active)) &&
      crow_window_is_idle (CROW_WINDOW (active)))
    return CROW_WINDOW (active);
  return crow_window_new (GTK_APPLICATION (self));
}

/* The window is there before anything is read. */
static void
crow_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);
      g_autofree char *uri = g_file_get_uri (files[i]);
      CrowWindow *window;

      if (crow_window_present_open (GTK_APPLICATION (application), path))
        continue;
      window = find_window (CROW_APPLICATION (application));
      gtk_window_present (GTK_WINDOW (window));
      crow_window_open (window, path != NULL ? path : uri);
    }
}

static void
tell_wrong_source (GApplicationCommandLine *command_line, const char *source, const char *message)
{
  g_autofree char *hidden = g_strdup (source);

  crow_connection_input_mask (hidden);
  /* Translators: an argument of the command line, then what is wrong with it */
  g_application_command_line_printerr (command_line, _ ("crowsfoot: “%s”: %s\n"), hidden, message);
}

/* (transfer full) (nullable): NULL: it is none, or a wrong one, and that is said. */
static CrowConnection *
parse_connection (GApplicationCommandLine *command_line, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (source, NULL);
  CrowConnection *connection = crow_connection_parse (source, &error);

  /* What Prisma adds to a URI is not libpq's. */
  if (connection == NULL && input != NULL && input->is_rewritten)
    {
      connection = crow_connection_parse (input->text, NULL);
      if (connection != NULL && input->password != NULL)
        {
          CrowConnection *with = crow_connection_with_password (connection, input->password);

          crow_connection_unref (connection);
          connection = with;
        }
    }
  if (connection == NULL)
    tell_wrong_source (command_line, source, error->message);
  return connection;
}

static char *
find_path (GApplicationCommandLine *command_line, const char *source)
{
  g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, source);
  char *path = g_file_get_path (file);

  return path != NULL ? path : g_file_get_uri (file);
}

/* A connection or a file in a window of its own; FALSE: it is neither. */
static gboolean
open_source (CrowApplication *self, GApplicationCommandLine *command_line, const char *source)
{
  g_autoptr (CrowConnection) connection = NULL;
  g_autofree char *path = NULL;
  CrowWindow *window;

  if (crow_postgres_is_connection (source))
    {
      g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (source, NULL);

      connection = parse_connection (command_line, source);
      if (connection == NULL)
        return FALSE;
      window = find_window (self);
      gtk_window_present (GTK_WINDOW (window));
      crow_window_connect (window, connection,
                           input != NULL ? (const char *const *) input->namespaces : NULL);
      return TRUE;
    }
  path = find_path (command_line, source);
  if (crow_window_present_open (GTK_APPLICATION (self), path))
    return TRUE;
  window = find_window (self);
  gtk_window_present (GTK_WINDOW (window));
  crow_window_open (window, path);
  return TRUE;
}

/* `SCHEMA DATABASE`: one picture of both. */
static gboolean
open_comparison (CrowApplication *self,
                 GApplicationCommandLine *command_line,
                 const char *schema,
                 const char *database)
{
  g_autoptr (CrowConnection) connection = parse_connection (command_line, database);
  g_autoptr (CrowConnectionInput) input = crow_connection_input_parse (database, NULL);
  g_autofree char *path = find_path (command_line, schema);
  CrowWindow *window;

  if (connection == NULL)
    return FALSE;
  window = find_window (self);
  gtk_window_present (GTK_WINDOW (window));
  crow_window_open (window, path);
  crow_window_compare (window, connection,
                       input != NULL ? (const char *const *) input->namespaces : NULL);
  return TRUE;
}

/* In the instance that runs, with the arguments of the one that was just started. The window is
 * there before anything is read. */
static int
crow_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  CrowApplication *self = CROW_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **sources = NULL;
  gboolean is_fine = TRUE;
  guint n;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &sources);
  n = sources != NULL ? g_strv_length ((char **) sources) : 0;
  if (g_variant_dict_contains (options, "new-window"))
    g_action_group_activate_action (G_ACTION_GROUP (self), "new-window", NULL);
  else if (n == 0)
    g_application_activate (application);
  if (n == 2 && !crow_postgres_is_connection (sources[0]) &&
      crow_postgres_is_connection (sources[1]))
    return open_comparison (self, command_line, sources[0], sources[1]) ? 0 : 2;
  for (guint i = 0; i < n; i++)
    is_fine = open_source (self, command_line, sources[i]) && is_fine;
  return is_fine ? 0 : 2;
}

/* In the program that was just started: what needs no window. */
static int
crow_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("crowsfoot %s\n", CROW_VERSION);
  return 0;
}

static void
crow_application_class_init (CrowApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->startup = crow_application_startup;
  G_APPLICATION_CLASS (klass)->shutdown = crow_application_shutdown;
  G_APPLICATION_CLASS (klass)->activate = crow_application_activate;
  G_APPLICATION_CLASS (klass)->open = crow_application_open;
  G_APPLICATION_CLASS (klass)->command_line = crow_application_command_line;
  G_APPLICATION_CLASS (klass)->handle_local_options = crow_application_handle_local_options;
}

static void
crow_application_init (CrowApplication *self)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, _ ("Show the version"), NULL },
    { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, _ ("Open a new window"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self),
                                                     _ ("[SOURCE… | SCHEMA DATABASE]"));
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Shows a schema with the actions of its relations.\n\nA SOURCE is a Prisma schema, a "
         "folder "
         "of them, or a PostgreSQL database:\npostgresql://USER@HOST/DATABASE or "
         "\"host=HOST dbname=DATABASE\". A schema and a\ndatabase are shown as one picture of what "
         "they disagree on."));
}

/**
 * crow_application_new:
 *
 * Returns: (transfer full): the program, to be run
 */
CrowApplication *
crow_application_new (void)
{
  return g_object_new (CROW_TYPE_APPLICATION, "application-id", CROW_APP_ID, "resource-base-path",
                       "/io/github/crowsfoot/Crowsfoot", "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}
