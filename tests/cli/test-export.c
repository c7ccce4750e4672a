/* The diagram through the program; what it looks like is src/draw's matter. */
#include <stdlib.h>
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

typedef struct
{
  char *folder;
  char *schema; /* path of the blog */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = crow_test_source ("tests/cli/blog.prisma");
  g_autofree char *text = crow_test_read (path, NULL);

  fixture->folder = crow_test_folder_new ();
  fixture->schema = crow_test_folder_write (fixture->folder, "blog.prisma", text, -1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->schema);
  crow_test_folder_remove (fixture->folder);
}

/* Exports to @name with the other options (NULL-terminated) and returns the bytes. */
static GBytes *export(Fixture *fixture, int status, const char *name, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (CrowTestRun) run = NULL;
  const char *option;
  va_list options;
  gsize length;
  char *content;

  g_ptr_array_add (arguments, (char *) "export");
  g_ptr_array_add (arguments, fixture->schema);
  g_ptr_array_add (arguments, (char *) "-o");
  g_ptr_array_add (arguments, path);
  va_start (options, name);
  while ((option = va_arg (options, const char *)) != NULL)
    g_ptr_array_add (arguments, (char *) option);
  va_end (options);
  g_ptr_array_add (arguments, NULL);
  run = crow_test_cli_run (fixture->folder, NULL, (const char *const *) arguments->pdata, NULL);
  if (status == 0)
    g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (run->status, ==, status);
  g_assert_cmpstr (run->output, ==, "");
  content = crow_test_read (path, &length);
  return g_bytes_new_take (content, length);
}

static gboolean
starts_with (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length > strlen (text) && memcmp (data, text, strlen (text)) == 0;
}

static char *
get_text (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count (GBytes *bytes, const char *word)
{
  g_autofree char *text = get_text (bytes);
  guint n = 0;

  for (const char *at = text; (at = strstr (at, word)) != NULL; at++)
    n++;
  return n;
}

/* Width of a PNG: bytes 16 to 19 of the file. */
static guint
get_png_width (GBytes *bytes)
{
  const guchar *data = g_bytes_get_data (bytes, NULL);

  return (guint) data[16] << 24 | (guint) data[17] << 16 | (guint) data[18] << 8 | data[19];
}

static void
test_formats (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) svg = export(fixture, 0, "a.svg", NULL);
  g_autoptr (GBytes) again = export(fixture, 0, "b.SVG", NULL);
  g_autoptr (GBytes) png = export(fixture, 0, "a.png", NULL);
  g_autoptr (GBytes) large = export(fixture, 0, "b.png", "--scale=2", NULL);
  g_autoptr (GBytes) pdf = export(fixture, 0, "a.pdf", NULL);

  g_assert_true (starts_with (svg, "<"));
  g_assert_true (g_bytes_equal (svg, again));
  g_assert_cmpuint (count (svg, "data-relation=\"Post.author\""), ==, 1);
  g_assert_cmpuint (count (svg, "data-model="), ==, 3);
  g_assert_cmpuint (count (svg, "<title>blog.prisma"), ==, 1);
  g_assert_true (starts_with (png, "\x89PNG\r\n"));
  g_assert_cmpuint (get_png_width (large), >=, 2 * get_png_width (png) - 1);
  g_assert_cmpuint (get_png_width (large), <=, 2 * get_png_width (png) + 1);
  g_assert_true (starts_with (pdf, "%PDF-"));
}

static void
test_standard_output (Fixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "export", fixture->schema, "-o", "-", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
  g_autoptr (GBytes) svg = export(fixture, 0, "a.svg", NULL);
  g_autofree char *text = get_text (svg);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, text);
}

static void
test_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) one = export(fixture, 0, "a.svg", "--only=User", NULL);
  g_autoptr (GBytes) two = export(fixture, 0, "b.svg", "--only=User", "--hops", "1", NULL);
  g_autoptr (GBytes) all = export(fixture, 0, "c.svg", "--only", "User,Tag", "--hops=1", NULL);

  g_assert_cmpuint (count (one, "data-model="), ==, 1);
  g_assert_cmpuint (count (one, "data-relation="), ==, 0);
  g_assert_cmpuint (count (two, "data-model="), ==, 2);
  g_assert_cmpuint (count (two, "data-relation="), ==, 1);
  g_assert_cmpuint (count (all, "data-model="), ==, 3);
}

/* Two tables more than the blog's, and a relation that sets NULL. */
static const char *const magazine =
    "datasource db {\n  provider = \"postgresql\"\n}\n"
    "model User {\n  id Int @id\n  name String\n  posts Post[]\n  issues Issue[]\n}\n"
    "model Post {\n  id Int @id\n  authorId Int\n"
    "  author User @relation(fields: [authorId], references: [id], onDelete: Cascade)\n}\n"
    "model Issue {\n  id Int @id\n  editorId Int?\n"
    "  editor User? @relation(fields: [editorId], references: [id], onDelete: SetNull)\n}\n"
    "model Alone {\n  id Int @id\n}\n";

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) all = export(fixture, 0, "a.svg", NULL);
  g_autoptr (GBytes) same = export(fixture, 0, "b.svg", "--rows=all", NULL);
  g_autoptr (GBytes) keys = export(fixture, 0, "c.svg", "--rows=keys", NULL);
  g_autoptr (GBytes) heads = export(fixture, 0, "d.svg", "--rows=none", NULL);

  g_assert_true (g_bytes_equal (all, same));
  g_assert_cmpuint (count (keys, "data-field="), ==, count (all, "data-field=") - 1);
  g_assert_cmpuint (count (keys, "data-field=\"name\""), ==, 0);
  g_assert_cmpuint (count (keys, "Only columns of keys."), ==, 2);
  g_assert_cmpuint (count (heads, "data-field="), ==, 0);
  g_assert_cmpuint (count (heads, "data-model="), ==, count (all, "data-model="));
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) cascade = NULL;
  g_autoptr (GBytes) both = NULL;
  g_autoptr (GBytes) faded = NULL;
  g_autoptr (GBytes) near = NULL;

  g_free (crow_test_folder_write (fixture->folder, "blog.prisma", magazine, -1));
  cascade = export(fixture, 0, "e.svg", "--on-delete=Cascade", NULL);
  both = export(fixture, 0, "f.svg", "--on-delete", "Cascade, SetNull", "--on-update=Cascade",
                NULL);
  faded = export(fixture, 0, "g.svg", "--on-delete=Cascade", "--fade", NULL);
  near = export(fixture, 0, "h.svg", "--only=Post", "--hops=1", "--on-delete=SetNull", NULL);
  g_assert_cmpuint (count (cascade, "data-model="), ==, 2);
  g_assert_cmpuint (count (cascade, "data-relation="), ==, 1);
  g_assert_cmpuint (count (cascade, "Not shown: 2 models, 1 relation"), ==, 2);
  g_assert_cmpuint (count (both, "data-model="), ==, 3);
  g_assert_cmpuint (count (both, "data-relation="), ==, 2);
  g_assert_cmpuint (count (faded, "data-model="), ==, 4);
  g_assert_cmpuint (count (faded, "data-faded=\"true\""), ==, 3);
  g_assert_cmpuint (count (faded, "Faint: 2 models, 1 relation"), ==, 2);
  /* The focus stays, though no relation of it is asked for. */
  g_assert_cmpuint (count (near, "data-model="), ==, 1);
}

static void
test_wrong_filters (Fixture *fixture, gconstpointer data)
{
  const char *const wrong[] = {
    "--on-delete=cascade", "--on-update=",       "--fade",
    "--rows=some",         "--only-problems=no", "--on-delete=Cascade,,"
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "wrong.svg", NULL);
      const char *const arguments[] = { "export", fixture->schema, "-o", path, wrong[i], NULL };
      g_autoptr (CrowTestRun) run = crow_test_cli_run (fixture->folder, NULL, arguments, NULL);

      g_test_message ("%s: %s", wrong[i], run->errors);
      g_assert_cmpint (run->status, ==, 2);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_colors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *layout = g_build_filename (fixture->folder, "crowsfoot.layout", NULL);
  g_autoptr (GBytes) before = export(fixture, 0, "a.svg", NULL);
  g_autoptr (GBytes) after = NULL;

  g_assert_true (g_file_set_contents (layout, "crowsfoot-layout 1\nUser\tcolor\tpink\n", -1, NULL));
  after = export(fixture, 0, "a.svg", NULL);
  g_assert_cmpuint (count (before, "#cf4f7f"), ==, 0);
  g_assert_cmpuint (count (after, "#cf4f7f"), ==, 2); /* the band, and the legend */
}

static void
test_looks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) light = export(fixture, 0, "a.svg", NULL);
  g_autoptr (GBytes) same = export(fixture, 0, "b.svg", "--theme=light", "--labels=all", NULL);
  g_autoptr (GBytes) dark = export(fixture, 0, "c.svg", "--theme=dark", NULL);
  g_autoptr (GBytes) written = export(fixture, 0, "d.svg", "--labels=written", NULL);
  g_autoptr (GBytes) none = export(fixture, 0, "e.svg", "--labels=none", NULL);

  g_assert_true (g_bytes_equal (light, same));
  g_assert_false (g_bytes_equal (light, dark));
  g_assert_cmpuint (count (light, "data-part=\"label\""), ==, 2);
  g_assert_cmpuint (count (written, "data-part=\"label\""), ==, 1);
  g_assert_cmpuint (count (none, "data-part=\"label\""), ==, 0);
}

/* A table stands where the window's user put it. */
static void
test_kept_positions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = export(fixture, 0, "a.svg", NULL);
  g_autoptr (GBytes) after = NULL;

  g_free (crow_test_folder_write (fixture->folder, "crowsfoot.layout",
                                  "crowsfoot-layout 1\nUser\t1234.5\t777\n", -1));
  after = export(fixture, 0, "a.svg", NULL);
  g_assert_cmpuint (count (before, "x=\"1234.5\" y=\"777\""), ==, 0);
  g_assert_cmpuint (count (after, "data-part=\"box\" x=\"1234.5\" y=\"777\""), ==, 1);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) svg = NULL;

  g_free (crow_test_folder_write (fixture->folder, "blog.prisma",
                                  "model A {\n  id Int @id\n  ???\n}\n", -1));
  svg = export(fixture, 1, "a.svg", NULL);
  g_assert_cmpuint (count (svg, "data-model=\"A\""), ==, 1);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) pdf = NULL;

  g_free (crow_test_folder_write (fixture->folder, "blog.prisma", "", 0));
  svg = export(fixture, 0, "a.svg", NULL);
  png = export(fixture, 0, "a.png", NULL);
  pdf = export(fixture, 0, "a.pdf", NULL);
  g_assert_cmpuint (count (svg, "data-model="), ==, 0);
  g_assert_true (starts_with (png, "\x89PNG"));
  g_assert_true (starts_with (pdf, "%PDF-"));
}

/* An image that no one could make is refused, with the scale that would do. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.png", NULL);
  const char *const arguments[] = { "export", fixture->schema, "-o", path, "--scale=100000", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);

  g_assert_cmpint (run->status, ==, 3);
  g_assert_nonnull (strstr (run->errors, "scale"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/cli/export/formats-by-ending", test_formats },
    { "/cli/export/standard-output", test_standard_output },
    { "/cli/export/part", test_part },
    { "/cli/export/rows", test_rows },
    { "/cli/export/filters", test_filters },
    { "/cli/export/wrong-filters", test_wrong_filters },
    { "/cli/export/colors", test_colors },
    { "/cli/export/looks", test_looks },
    { "/cli/export/kept-positions", test_kept_positions },
    { "/cli/export/damaged", test_damaged },
    { "/cli/export/empty", test_empty },
    { "/cli/export/too-large", test_too_large },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
