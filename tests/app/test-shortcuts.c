#include <string.h>

#include "crow-test-window.h"

/* The window of shortcuts and the application's accelerators tell the same. */

#define OVERLAY "/io/github/crowsfoot/Crowsfoot/gtk/help-overlay.ui"
#define CANVAS_GROUP "In the Diagram" /* keys that the canvas takes itself */

/* What stands in the window of shortcuts. */
typedef struct
{
  GtkApplication *application;
  GHashTable *keys; /* (element-type utf8): as gtk_accelerator_name() has them */
  char *name;       /* (nullable) of the property that is being read */
  char *title;      /* (nullable) of the group that is being read */
  GString *text;
  gboolean is_title;
} Overlay;

static char *
normalize (const char *accelerator)
{
  guint key;
  GdkModifierType modifiers;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    g_error ("%s is no accelerator", accelerator);
  return gtk_accelerator_name (key, modifiers);
}

static void
add_key (Overlay *self, const char *accelerator)
{
  g_hash_table_add (self->keys, normalize (accelerator));
}

/* `<Alt>0...5` are six. */
static void
add_range (Overlay *self, const char *word, const char *dots)
{
  g_autofree char *start = g_strndup (word, (gsize) (dots - word) - 1);

  for (char c = dots[-1]; c <= dots[3]; c++)
    {
      g_autofree char *accelerator = g_strdup_printf ("%s%c", start, c);

      add_key (self, accelerator);
    }
}

static void
add_words (Overlay *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *dots = strstr (words[i], "...");

      if (dots != NULL)
        add_range (self, words[i], dots);
      else
        add_key (self, words[i]);
    }
}

static void
add_action (Overlay *self, const char *action)
{
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (self->application, action);

  if (keys[0] == NULL)
    g_error ("%s has no accelerator", action);
  add_key (self, keys[0]);
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Overlay *self = data;

  if (strcmp (element, "object") == 0)
    self->is_title = strcmp (values[0], "GtkShortcutsGroup") == 0;
  if (strcmp (element, "property") != 0)
    return;
  g_free (self->name);
  self->name = g_strdup (values[0]);
  g_string_truncate (self->text, 0);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer data,
         GError **error)
{
  g_string_append_len (((Overlay *) data)->text, text, (gssize) length);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Overlay *self = data;

  if (strcmp (element, "property") != 0)
    return;
  if (strcmp (self->name, "title") == 0 && self->is_title)
    {
      g_free (self->title);
      self->title = g_strdup (self->text->str);
    }
  else if (strcmp (self->name, "action-name") == 0)
    add_action (self, self->text->str);
  else if (strcmp (self->name, "accelerator") == 0 && strcmp (self->title, CANVAS_GROUP) != 0)
    add_words (self, self->text->str);
}

static void
read_overlay (Overlay *self)
{
  const GMarkupParser parser = { start_cb, end_cb, text_cb };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, self, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (OVERLAY, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bytes);
  g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL),
                                (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_markup_parse_context_free (context);
}

/* The keys of all actions. Of those with several, any may stand in the window. */
static void
compare_actions (Overlay *self, GHashTable *known)
{
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (self->application);

  g_assert_cmpuint (g_strv_length (actions), >, 40);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (self->application, actions[i]);
      gboolean is_told = FALSE;

      for (guint k = 0; keys[k] != NULL; k++)
        {
          char *key = normalize (keys[k]);

          is_told = is_told || g_hash_table_contains (self->keys, key);
          g_hash_table_add (known, key);
        }
      if (!is_told)
        g_test_fail_printf ("%s is not in the window of shortcuts", actions[i]);
    }
}

static void
test_every_accelerator_is_told (gconstpointer application)
{
  Overlay overlay = { GTK_APPLICATION ((gpointer) application),
                      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                      NULL,
                      NULL,
                      g_string_new (NULL),
                      FALSE };
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  read_overlay (&overlay);
  compare_actions (&overlay, known);
  g_hash_table_iter_init (&iter, overlay.keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (known, key))
      g_test_fail_printf ("%s in the window of shortcuts does nothing", (char *) key);
  g_hash_table_unref (overlay.keys);
  g_free (overlay.name);
  g_free (overlay.title);
  g_string_free (overlay.text, TRUE);
}

/* No key has two actions. */
static void
test_every_accelerator_is_one (gconstpointer data)
{
  GtkApplication *application = GTK_APPLICATION ((gpointer) data);
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (application, actions[i]);

      for (guint k = 0; keys[k] != NULL; k++)
        {
          g_auto (GStrv) owners = gtk_application_get_actions_for_accel (application, keys[k]);

          g_assert_cmpuint (g_strv_length (owners), ==, 1);
          g_assert_cmpstr (owners[0], ==, actions[i]);
        }
    }
}

/* The window of shortcuts is as wide as its widest page, whatever the screen is. */
static void
test_fits_a_small_screen (gconstpointer data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (OVERLAY);
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL); /* GTK's own labels warn */
  int width;

  g_assert_nonnull (window);
  gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (window)), GTK_ORIENTATION_HORIZONTAL, -1,
                      NULL, &width, NULL, NULL);
  g_log_set_always_fatal (fatal);
  g_assert_cmpint (width, <=, 1280);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  CrowApplication *application = crow_test_window_init (&argc, &argv);
  int status;

  g_test_add_data_func ("/shortcuts/every-accelerator-is-told", application,
                        test_every_accelerator_is_told);
  g_test_add_data_func ("/shortcuts/every-accelerator-is-one", application,
                        test_every_accelerator_is_one);
  g_test_add_data_func ("/shortcuts/fits-a-small-screen", NULL, test_fits_a_small_screen);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
