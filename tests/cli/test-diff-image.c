/* Two schemas as one picture, through the program. */
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

#define HEAD "datasource db {\n  provider = \"postgresql\"\n}\n"
#define USER "model User {\n  id Int @id\n  posts Post[]\n}\n"
#define POST(key, type, action)                                                                    \
  "model Post {\n  id Int @id\n  authorId Int" key "\n" type "  author User" key                   \
  " @relation(fields: [authorId], references: [id]" action ")\n}\n"

static const char before[] = HEAD USER POST ("", "", ", onDelete: Restrict");

typedef struct
{
  const char *name;
  const char *after;
  const char *lines; /* what --text says */
} Case;

static const Case cases[] = {
  { "same", HEAD USER POST ("", "", ", onDelete: Restrict"), "" },
  { "action", HEAD USER POST ("", "", ", onDelete: Cascade"),
    "~ relation Post.author to User: on delete Restrict → Cascade\n" },
  { "written-default", HEAD USER POST ("", "", ", onDelete: Restrict, onUpdate: Cascade"), "" },
  { "default", HEAD USER POST ("?", "", ""),
    "~ relation Post.author to User: on delete Restrict → SetNull (default), key is required → "
    "optional\n~ field Post.authorId: Int → Int?\n" },
  { "field", HEAD USER POST ("", "  title String\n", ", onDelete: Restrict"),
    "+ field Post.title: String\n" },
  { "renamed-model",
    HEAD "model Person {\n  id Int @id\n  posts Post[]\n  @@map(\"User\")\n}\n"
         "model Post {\n  id Int @id\n  authorId Int\n  author Person @relation(fields: [authorId],"
         " references: [id], onDelete: Restrict)\n}\n",
    "~ model Person: was User\n" },
};

static CrowTestRun *
compare (const char *after, const char *option, const char *value)
{
  char *folder = crow_test_folder_new ();
  g_autofree char *first = crow_test_folder_write (folder, "before.prisma", before, -1);
  g_autofree char *second = crow_test_folder_write (folder, "after.prisma", after, -1);
  const char *const arguments[] = { "diff-image", first, second, option, value, NULL };
  CrowTestRun *run = crow_test_cli_run (folder, NULL, arguments, NULL);

  crow_test_folder_remove (folder);
  return run;
}

static void
test_lines (gconstpointer data)
{
  const Case *item = data;
  g_autoptr (CrowTestRun) run = compare (item->after, "--text", NULL);
  g_autoptr (CrowTestRun) coded = compare (item->after, "--text", "--exit-code");
  gboolean is_same = *item->lines == '\0';

  g_assert_cmpstr (run->output, ==, item->lines);
  g_assert_cmpstr (run->errors, ==, is_same ? "crowsfoot-cli: nothing changed\n" : "");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpint (coded->status, ==, is_same ? 0 : 1);
}

static void
test_picture (void)
{
  const char *after = HEAD USER POST ("", "",
                                      ", onDelete: Cascade") "model Audit {\n  id Int @id\n}\n";
  g_autoptr (CrowTestRun) run = compare (after, "-o", "-");
  g_autoptr (CrowTestRun) again = compare (after, "-o", "-");

  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, again->output);
  g_assert_nonnull (strstr (run->output, "data-drift=\"changed\""));
  g_assert_nonnull (strstr (run->output, "<title>Changes from before.prisma to after.prisma<"));
  g_assert_nonnull (strstr (run->output, "1 relation changed; 1 model added"));
  g_assert_nonnull (strstr (run->output, "+ added"));
}

static void
test_damaged (void)
{
  g_autoptr (CrowTestRun) run = compare (HEAD "model User {", "-o", "-");

  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->output, "</svg>"));
  g_assert_nonnull (strstr (run->errors, "error"));
}

/* Both sides: the errors of both are told, and what could be read is drawn. */
static void
test_both_damaged (void)
{
  char *folder = crow_test_folder_new ();
  g_autofree char *first = crow_test_folder_write (folder, "one.prisma", HEAD USER "model X {", -1);
  g_autofree char *second = crow_test_folder_write (folder, "two.prisma", HEAD "model {\n}\n" USER,
                                                    -1);
  const char *const arguments[] = { "diff-image", first, second, "--all", "-o", "-", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, arguments, NULL);

  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->errors, "one.prisma:"));
  g_assert_nonnull (strstr (run->errors, "two.prisma:"));
  g_assert_nonnull (strstr (run->output, "data-model=\"User\""));
  g_assert_nonnull (strstr (run->output, "</svg>"));
  crow_test_folder_remove (folder);
}

static void
test_empty (void)
{
  char *folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_folder_write (folder, "a.prisma", before, -1);
  const char *const added[] = { "diff-image", "/dev/null", path, "--text", NULL };
  const char *const removed[] = { "diff-image", path, "/dev/null", "--text", NULL };
  g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, added, NULL);
  g_autoptr (CrowTestRun) back = crow_test_cli_run (folder, NULL, removed, NULL);

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->output, "+ model User\n"));
  g_assert_nonnull (strstr (back->output, "- model User\n"));
  g_assert_nonnull (strstr (back->output, "- relation Post.author to User: on delete Restrict"));
  crow_test_folder_remove (folder);
}

static const char two_changes[] = HEAD
    "model User {\n  id Int @id\n  posts Post[]\n  tags Tag[]\n}\n" POST (
        "", "", "") "model Tag {\n  id Int @id\n  userId Int\n  user User @relation(fields: "
                    "[userId], references: "
                    "[id])\n}\nmodel Log {\n  id Int @id\n}\nmodel Other {\n  id Int @id\n}\n";

/* --only picks by name, --fade keeps the rest faintly, and both refuse --all. */
static void
test_picks (void)
{
  g_autoptr (CrowTestRun) only = NULL;
  g_autoptr (CrowTestRun) faded = NULL;
  g_autoptr (CrowTestRun) unknown = NULL;
  g_autoptr (CrowTestRun) contradiction = NULL;
  char *folder = crow_test_folder_new ();
  g_autofree char *first = crow_test_folder_write (folder, "a.prisma", two_changes, -1);
  g_autofree char *text = g_strconcat (two_changes, "model Added {\n  id Int @id\n}\n", NULL);
  g_autofree char *second = crow_test_folder_write (folder, "b.prisma", text, -1);
  const char *const with_only[] = { "diff-image", first, second, "--only", "Tag",
                                    "--hops=0",   "-o",  "-",    NULL };
  const char *const with_fade[] = { "diff-image", first, second, "--fade", "-o", "-", NULL };
  const char *const with_unknown[] = { "diff-image", first, second, "--only=Tga", "-o", "-", NULL };
  const char *const with_all[] = { "diff-image", first, second, "--only=Tag",
                                   "--all",      "-o",  "-",    NULL };

  only = crow_test_cli_run (folder, NULL, with_only, NULL);
  g_assert_nonnull (strstr (only->output, "data-model=\"Tag\""));
  g_assert_null (strstr (only->output, "data-model=\"Added\""));
  g_assert_null (strstr (only->output, "data-model=\"User\""));
  faded = crow_test_cli_run (folder, NULL, with_fade, NULL);
  g_assert_nonnull (strstr (faded->output, "data-model=\"Added\""));
  g_assert_nonnull (strstr (faded->output, "data-model=\"Other\""));
  unknown = crow_test_cli_run (folder, NULL, with_unknown, NULL);
  g_assert_cmpint (unknown->status, ==, 2);
  g_assert_nonnull (strstr (unknown->errors, "did you mean"));
  contradiction = crow_test_cli_run (folder, NULL, with_all, NULL);
  g_assert_cmpint (contradiction->status, ==, 2);
  g_assert_nonnull (strstr (contradiction->errors, "--only does not go with --all"));
  crow_test_folder_remove (folder);
}

/* A changed table brings its neighbours, a hub does not bring half of the schema; --hops does. */
static void
test_hub (void)
{
  static const guint sizes[] = { 3, 30 };
  char *folder = crow_test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GString) first = g_string_new (HEAD "model Hub {\n  id Int @id\n");
      g_autofree char *second = NULL;
      g_autofree char *before_path = NULL;
      g_autofree char *after_path = NULL;
      g_autoptr (CrowTestRun) plain = NULL;
      g_autoptr (CrowTestRun) near = NULL;
      const char *near_arguments[] = { "diff-image", NULL, NULL, "--hops=1", "-o", "-", NULL };
      const char *arguments[] = { "diff-image", NULL, NULL, "-o", "-", NULL };

      for (guint j = 0; j < sizes[i]; j++)
        g_string_append_printf (first, "  m%u M%u[]\n", j, j);
      g_string_append (first, "}\n");
      for (guint j = 0; j < sizes[i]; j++)
        g_string_append_printf (first,
                                "model M%u {\n  id Int @id\n  hubId Int\n  hub Hub "
                                "@relation(fields: [hubId], references: [id])\n}\n",
                                j);
      second = g_strdup (first->str);
      g_string_insert (first, strstr (first->str, "  m0") - first->str, "  old Int\n");
      before_path = crow_test_folder_write (folder, "a.prisma", first->str, -1);
      after_path = crow_test_folder_write (folder, "b.prisma", second, -1);
      arguments[1] = near_arguments[1] = before_path;
      arguments[2] = near_arguments[2] = after_path;
      plain = crow_test_cli_run (folder, NULL, arguments, NULL);
      near = crow_test_cli_run (folder, NULL, near_arguments, NULL);
      g_assert_nonnull (strstr (plain->output, "data-model=\"Hub\""));
      g_assert_nonnull (strstr (near->output, "data-model=\"M1\""));
      if (sizes[i] > 8)
        {
          g_assert_null (strstr (plain->output, "data-model=\"M1\""));
          g_assert_nonnull (strstr (plain->output, "30 tables are not drawn"));
        }
      else
        g_assert_nonnull (strstr (plain->output, "data-model=\"M1\""));
    }
  crow_test_folder_remove (folder);
}

/* Both actions and the key changed: the longest label there is, in every format. */
static void
test_longest_label (void)
{
  static const char *const formats[] = { "a.svg", "a.png", "a.pdf" };
  const char *after = HEAD USER POST ("?", "", ", onDelete: Cascade, onUpdate: Restrict");

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *folder = crow_test_folder_new ();
      g_autofree char *first = crow_test_folder_write (folder, "before.prisma", before, -1);
      g_autofree char *second = crow_test_folder_write (folder, "after.prisma", after, -1);
      const char *const arguments[] = { "diff-image", first, second, "-o", formats[i], NULL };
      g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, arguments, NULL);
      g_autofree char *path = g_build_filename (folder, formats[i], NULL);

      g_assert_cmpstr (run->errors, ==, "");
      g_assert_cmpint (run->status, ==, 0);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      crow_test_folder_remove (folder);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/diff-image/lines/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_lines);
    }
  g_test_add_func ("/diff-image/marks-changes", test_picture);
  g_test_add_func ("/diff-image/draws-damaged", test_damaged);
  g_test_add_func ("/diff-image/draws-both-damaged", test_both_damaged);
  g_test_add_func ("/diff-image/dev-null-is-empty", test_empty);
  g_test_add_func ("/diff-image/picks", test_picks);
  g_test_add_func ("/diff-image/hub-alone", test_hub);
  g_test_add_func ("/diff-image/longest-label", test_longest_label);
  return g_test_run ();
}
