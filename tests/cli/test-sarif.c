/* The SARIF log as its readers take it: paths, rules, columns, fingerprints. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

#define HEAD "datasource db {\n  provider = \"postgresql\"\n}\n"
#define USER "model User {\n  id Int @id\n  posts Post[]\n}\n"
#define POST                                                                                       \
  "model Post {\n  id Int @id\n  authorId Int\n  author User @relation(fields: [authorId], "       \
  "references: [id])\n}\n"

/* The first run of the log that `check` prints of @source. */
static JsonObject *
read_run (const char *folder, const char *source)
{
  const char *const arguments[] = { "check", source, "--format=sarif", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, arguments, NULL);
  g_autoptr (JsonNode) root = json_from_string (run->output, NULL);
  JsonObject *log;

  g_assert_nonnull (root);
  log = json_node_get_object (root);
  g_assert_cmpstr (json_object_get_string_member (log, "version"), ==, "2.1.0");
  return json_object_ref (json_array_get_object_element (json_object_get_array_member (log, "runs"),
                                                         0));
}

static JsonObject *
read_text (const char *folder, const char *name, const char *text)
{
  g_free (crow_test_folder_write (folder, name, text, -1));
  return read_run (folder, name);
}

static JsonObject *
get_result (JsonObject *run, guint index)
{
  JsonArray *results = json_object_get_array_member (run, "results");

  g_assert_cmpuint (json_array_get_length (results), >, index);
  return json_array_get_object_element (results, index);
}

static JsonObject *
get_place (JsonObject *run, const char *name)
{
  JsonArray *locations = json_object_get_array_member (get_result (run, 0), "locations");
  JsonObject *location = json_array_get_object_element (locations, 0);

  return json_object_get_object_member (json_object_get_object_member (location,
                                                                       "physicalLocation"),
                                        name);
}

static const char *
get_fingerprint (JsonObject *run, guint index)
{
  JsonObject *prints = json_object_get_object_member (get_result (run, index),
                                                      "partialFingerprints");

  return json_object_get_string_member (prints, "crowsfootProblem/v1");
}

/* Each result points at its rule, and the rule says what it is about. */
static void
test_rules (void)
{
  char *folder = crow_test_folder_new ();
  g_autoptr (JsonObject) run = read_text (folder, "a.prisma", HEAD USER POST "model Bad {\n}\n");
  JsonObject *driver = json_object_get_object_member (json_object_get_object_member (run, "tool"),
                                                      "driver");
  JsonArray *rules = json_object_get_array_member (driver, "rules");
  guint n = json_array_get_length (json_object_get_array_member (run, "results"));

  g_assert_cmpuint (json_array_get_length (rules), ==, 2);
  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *result = get_result (run, i);
      guint index = (guint) json_object_get_int_member (result, "ruleIndex");
      JsonObject *rule = json_array_get_object_element (rules, index);
      JsonObject *help = json_object_get_object_member (rule, "help");
      JsonObject *defaults = json_object_get_object_member (rule, "defaultConfiguration");

      g_assert_cmpstr (json_object_get_string_member (rule, "id"), ==,
                       json_object_get_string_member (result, "ruleId"));
      g_assert_cmpuint (strlen (json_object_get_string_member (help, "text")), >, 20);
      g_assert_true (g_str_has_prefix (json_object_get_string_member (rule, "helpUri"),
                                       "https://"));
      g_assert_cmpstr (json_object_get_string_member (defaults, "level"), ==,
                       json_object_get_string_member (result, "level"));
    }
  crow_test_folder_remove (folder);
}

/* Lines and bytes move, the problem stays; another file or relation is another problem, and two
 * that are alike can be told apart. */
static void
test_fingerprints (void)
{
  static const char twice[] = HEAD USER POST "model Bad {\n}\nmodel Bad {\n}\nmodel Bad {\n}\n";
  char *folder = crow_test_folder_new ();
  g_autoptr (JsonObject) run = read_text (folder, "a.prisma", HEAD USER POST);
  g_autoptr (JsonObject)
      moved = read_text (folder, "a.prisma", "// é\n\n" HEAD "// more\n" POST "\n\n" USER);
  g_autoptr (JsonObject) other = read_text (folder, "b.prisma", HEAD USER POST);
  g_autoptr (JsonObject) alike = read_text (folder, "a.prisma", twice);
  guint n = json_array_get_length (json_object_get_array_member (alike, "results"));

  g_assert_cmpstr (get_fingerprint (run, 0), ==, get_fingerprint (moved, 0));
  g_assert_cmpstr (get_fingerprint (run, 0), !=, get_fingerprint (other, 0));
  g_assert_cmpint (json_object_get_int_member (get_place (run, "region"), "startLine"), !=,
                   json_object_get_int_member (get_place (moved, "region"), "startLine"));
  g_assert_cmpuint (n, >, 2);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (get_fingerprint (alike, i), !=, get_fingerprint (alike, j));
  crow_test_folder_remove (folder);
}

/* Relative to where the program runs, whatever way the path was given. */
static void
test_paths (void)
{
  char *folder = crow_test_folder_new ();
  g_autofree char *absolute = crow_test_folder_write (folder, "sub dir/é:a.prisma", HEAD USER POST,
                                                      -1);
  g_autofree char *sub = g_build_filename (folder, "sub dir", NULL);
  const char *const ways[] = { "sub dir", "./sub dir/../sub dir/é:a.prisma", absolute };
  g_autoptr (JsonObject) outside = NULL;

  g_free (crow_test_folder_write (folder, "top.prisma", HEAD USER POST, -1));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (JsonObject) run = read_run (folder, ways[i]);
      JsonObject *artifact = get_place (run, "artifactLocation");

      g_assert_cmpstr (json_object_get_string_member (artifact, "uri"), ==,
                       "sub%20dir/%C3%A9%3Aa.prisma");
      g_assert_cmpstr (json_object_get_string_member (artifact, "uriBaseId"), ==, "SRCROOT");
      g_assert_true (json_object_has_member (json_object_get_object_member (run,
                                                                            "originalUriBaseIds"),
                                             "SRCROOT"));
    }
  outside = read_run (sub, "../top.prisma");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (get_place (outside,
                                                                             "artifactLocation"),
                                                                  "uri"),
                                   "file:///"));
  g_assert_false (json_object_has_member (get_place (outside, "artifactLocation"), "uriBaseId"));
  crow_test_folder_remove (folder);
}

/* A column counts characters, as columnKind says, and an offset counts bytes. */
static void
test_columns (void)
{
  static const char text[] = HEAD "model A {\n  id Int @id @default(\"é𝄞\") @nope\n}\n";
  char *folder = crow_test_folder_new ();
  g_autoptr (JsonObject) run = read_text (folder, "a.prisma", text);
  JsonArray *results = json_object_get_array_member (run, "results");
  gboolean is_found = FALSE;

  g_assert_cmpstr (json_object_get_string_member (run, "columnKind"), ==, "unicodeCodePoints");
  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonArray *locations = json_object_get_array_member (get_result (run, i), "locations");
      JsonObject
          *location = json_object_get_object_member (json_array_get_object_element (locations, 0),
                                                     "physicalLocation");
      JsonObject *region = json_object_get_object_member (location, "region");
      gint64 offset = json_object_get_int_member (region, "byteOffset");
      const char *line = g_strrstr_len (text, offset, "\n");

      g_assert_nonnull (line);
      g_assert_cmpint (json_object_get_int_member (region, "startColumn"), ==,
                       g_utf8_strlen (line + 1, text + offset - (line + 1)) + 1);
      is_found |= text + offset > strstr (text, "𝄞");
    }
  g_assert_true (is_found);
  crow_test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sarif/rules-are-explained", test_rules);
  g_test_add_func ("/sarif/fingerprints-stay", test_fingerprints);
  g_test_add_func ("/sarif/paths-are-relative", test_paths);
  g_test_add_func ("/sarif/columns-count-characters", test_columns);
  return g_test_run ();
}
