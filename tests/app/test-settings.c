/* The preferences: what the schema file says is what the program takes, and what is kept. */
#include "crow-settings.h"
#include "crow-test.h"

#include <glib/gstdio.h>

static CrowSettings *
create_kept (void)
{
  g_autoptr (GSettingsSchema) schema = crow_settings_find_schema ();

  g_assert_nonnull (schema);
  return crow_settings_new (schema);
}

static const char *const choices[] = { CROW_SETTINGS_STYLE, CROW_SETTINGS_RULES,
                                       CROW_SETTINGS_LABELS, CROW_SETTINGS_PLAN,
                                       CROW_SETTINGS_EXPORT_THEME };

/* Every key is a property, with the same default. */
static void
test_schema_agrees (void)
{
  g_autoptr (GSettingsSchema) schema = crow_settings_find_schema ();
  g_autoptr (CrowSettings) without = crow_settings_new (NULL);
  g_autoptr (CrowSettings) with = create_kept ();
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);
  g_autofree GParamSpec **pspecs = NULL;
  guint n;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (with), &n);
  g_assert_cmpuint (g_strv_length (keys), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) kept = G_VALUE_INIT;
      g_auto (GValue) own = G_VALUE_INIT;

      g_assert_true (g_strv_contains ((const char *const *) keys, pspecs[i]->name));
      g_object_get_property (G_OBJECT (with), pspecs[i]->name, &kept);
      g_object_get_property (G_OBJECT (without), pspecs[i]->name, &own);
      g_assert_cmpint (g_param_values_cmp (pspecs[i], &kept, &own), ==, 0);
    }
}

/* Every word that the schema allows is taken, and no other. */
static void
test_choices_agree (void)
{
  g_autoptr (GSettingsSchema) schema = crow_settings_find_schema ();
  g_autoptr (CrowSettings) settings = crow_settings_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, choices[i]);
      g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
      g_autoptr (GVariant) words = NULL;
      const char *kind;

      g_variant_get (range, "(&sv)", &kind, &words);
      g_assert_cmpstr (kind, ==, "enum");
      for (gsize j = 0; j < g_variant_n_children (words); j++)
        {
          const char *word;

          g_variant_get_child (words, j, "&s", &word);
          crow_settings_set_choice (settings, choices[i], word);
          g_assert_cmpstr (crow_settings_get_choice (settings, choices[i]), ==, word);
        }
      crow_settings_set_choice (settings, choices[i], "nonsense");
      g_assert_cmpstr (crow_settings_get_choice (settings, choices[i]), !=, "nonsense");
    }
}

static void
count_cb (CrowSettings *settings, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* A second object is as a second window of another program: it is told. */
static void
test_kept_and_told (void)
{
  g_autoptr (CrowSettings) one = create_kept ();
  g_autoptr (CrowSettings) two = create_kept ();
  guint n = 0;

  g_signal_connect (two, "notify::labels", G_CALLBACK (count_cb), &n);
  crow_settings_set_choice (one, CROW_SETTINGS_LABELS, "written");
  crow_settings_set_int (one, CROW_SETTINGS_WIDTH, 1e9);
  crow_settings_set_flag (one, CROW_SETTINGS_SHOW_END, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (crow_settings_get_choice (two, CROW_SETTINGS_LABELS), ==, "written");
  g_assert_cmpint (crow_settings_get_int (two, CROW_SETTINGS_WIDTH), ==, 20000);
  g_assert_false (crow_settings_get_flag (two, CROW_SETTINGS_SHOW_END));
  g_assert_false (crow_settings_is_reset (two));
  crow_settings_reset (two);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (crow_settings_is_reset (one));
  g_assert_cmpstr (crow_settings_get_choice (one, CROW_SETTINGS_LABELS), ==, "all");
  g_assert_false (crow_settings_get_flag (one, CROW_SETTINGS_SHOW_END));
}

static void
test_former_values_once (void)
{
  g_autoptr (CrowSettings) settings = crow_settings_new (NULL);
  g_autoptr (GKeyFile) state = g_key_file_new ();

  g_assert_true (g_key_file_load_from_data (state,
                                            "[window]\nwidth=900\nshow-end=false\nmaximized=true\n"
                                            "[application]\nstyle=dark\n[prisma]\nrules=6\n"
                                            "[view]\nzoom=2\n",
                                            -1, G_KEY_FILE_NONE, NULL));
  g_assert_true (crow_settings_take_former (settings, state));
  g_assert_cmpint (crow_settings_get_int (settings, CROW_SETTINGS_WIDTH), ==, 900);
  g_assert_false (crow_settings_get_flag (settings, CROW_SETTINGS_SHOW_END));
  g_assert_true (crow_settings_get_flag (settings, CROW_SETTINGS_MAXIMIZED));
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_STYLE), ==, "dark");
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_RULES), ==, "6");
  crow_settings_reset (settings);
  g_assert_false (crow_settings_take_former (settings, state));
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_STYLE), ==, "system");
  g_assert_cmpint (g_key_file_get_integer (state, "view", "zoom", NULL), ==, 2);
}

static void
test_action (void)
{
  g_autoptr (CrowSettings) settings = crow_settings_new (NULL);
  g_autoptr (GAction) action = crow_settings_create_action (settings, CROW_SETTINGS_STYLE);
  g_autoptr (GVariant) state = NULL;

  g_action_change_state (action, g_variant_new_string ("light"));
  g_assert_cmpstr (crow_settings_get_choice (settings, CROW_SETTINGS_STYLE), ==, "light");
  crow_settings_set_choice (settings, CROW_SETTINGS_STYLE, "dark");
  state = g_action_get_state (action);
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "dark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/schema-agrees", test_schema_agrees);
  g_test_add_func ("/settings/choices-agree", test_choices_agree);
  g_test_add_func ("/settings/kept-and-told", test_kept_and_told);
  g_test_add_func ("/settings/former-values-once", test_former_values_once);
  g_test_add_func ("/settings/action", test_action);
  return g_test_run ();
}
