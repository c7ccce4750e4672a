/* What no file of a case can say: standard output that cannot be written, locales, time. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

/* Runs a line of shell in which $CLI is the program and $FOLDER has blog.prisma. */
static CrowTestRun *
run_shell (const char *folder, const char *line)
{
  CrowTestRun *run = g_new0 (CrowTestRun, 1);
  g_autofree char *cli = crow_test_build ("src/cli/crowsfoot-cli");
  g_autofree char *script = g_strdup_printf ("CLI='%s'; cd '%s' && %s", cli, folder, line);
  const char *const argv[] = { "sh", "-c", script, NULL };

  run->status = crow_test_run (argv, NULL, &run->output, &run->errors);
  if (run->output == NULL) /* nothing was printed */
    run->output = g_strdup ("");
  if (run->errors == NULL)
    run->errors = g_strdup ("");
  return run;
}

static char *
make_blog (void)
{
  char *folder = crow_test_folder_new ();
  g_autofree char *path = crow_test_source ("tests/cli/blog.prisma");
  g_autofree char *text = crow_test_read (path, NULL);

  g_free (crow_test_folder_write (folder, "blog.prisma", text, -1));
  return folder;
}

static void
test_full_disk (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun) run = run_shell (folder, "$CLI relations blog.prisma > /dev/full");
  g_autoptr (CrowTestRun) help = run_shell (folder, "$CLI --help > /dev/full");

  g_assert_cmpint (run->status, ==, 3);
  g_assert_cmpstr (run->errors, ==,
                   "crowsfoot-cli: standard output: cannot be written: the disk is full\n");
  g_assert_cmpint (help->status, ==, 3);
}

static void
test_reader_gone (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun)
      run = run_shell (folder, "{ sleep 0.2; $CLI relations blog.prisma; echo $? >&2; } | true");

  g_assert_cmpstr (run->errors, ==, "3\n");
}

static void
test_closed (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun) run = run_shell (folder, "$CLI relations blog.prisma >&-");
  g_autoptr (CrowTestRun) errors = run_shell (folder, "$CLI relations none.prisma 2>&-");
  g_autoptr (CrowTestRun)
      all = run_shell (folder,
                       "$CLI set --write blog.prisma Post.author:onDelete=Restrict <&- >&- 2>&-");
  g_autofree char *path = g_build_filename (folder, "blog.prisma", NULL);
  g_autofree char *text = crow_test_read (path, NULL);

  g_assert_cmpint (run->status, ==, 3);
  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (errors->status, ==, 3);
  g_assert_cmpint (all->status, ==, 0);
  g_assert_true (g_str_has_prefix (text, "// A small blog"));
  g_assert_nonnull (strstr (text, "onDelete: Restrict"));
}

static void
test_output_is_atomic (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun)
      run = run_shell (folder,
                       "echo old > out.tsv && ln -s out.tsv link && "
                       "$CLI relations blog.prisma --format=tsv -o link && "
                       "$CLI relations blog.prisma --format=tsv | cmp - out.tsv && ls -A | sort");

  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->output, ==, "blog.prisma\nlink\nout.tsv\n");
}

static void
test_output_folder_missing (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun) run = run_shell (folder, "$CLI export blog.prisma -o none/a.svg");

  g_assert_cmpint (run->status, ==, 3);
  g_assert_nonnull (strstr (run->errors, "none/a.svg"));
}

static void
test_process_substitution (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun) run = run_shell (folder, "mkfifo pipe && { cat blog.prisma > pipe & } && "
                                                   "$CLI diff pipe blog.prisma");

  g_assert_cmpstr (run->errors, ==, "");
  g_assert_cmpstr (run->output, ==, "-- This is an empty migration.\n");
}

/* Whichever locales are installed: setting one that is not must do no harm either. */
static void
test_locales (void)
{
  static const char *const locales[] = {
    "LC_ALL=C", "LC_ALL=C.UTF-8", "LC_ALL=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8", "LC_ALL=ja_JP.eucJP",
  };
  static const char *const commands[][6] = {
    { "relations", "blog.prisma", NULL },
    { "relations", "blog.prisma", "--format=json", NULL },
    { "check", "blog.prisma", "--format=sarif", NULL },
    { "set", "blog.prisma", "Post.author:onDelete=Restrict", NULL },
    { "export", "blog.prisma", "-o", "-", NULL },
    { "relations", "nöne.prisma", NULL },
    { "--help", NULL },
  };
  g_autoptr (CrowTestFolder) folder = make_blog ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *const first[] = { locales[0], NULL };
      g_autoptr (CrowTestRun) expected = crow_test_cli_run (folder, first, commands[i], NULL);

      for (guint j = 1; j < G_N_ELEMENTS (locales); j++)
        {
          const char *const environment[] = { locales[j], "LANGUAGE=de:tr", NULL };
          g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, environment, commands[i], NULL);

          g_assert_cmpint (run->status, ==, expected->status);
          g_assert_cmpstr (run->output, ==, expected->output);
          g_assert_cmpstr (run->errors, ==, expected->errors);
        }
    }
}

/* A chain of models, each with two relations to earlier ones. */
static char *
build_large_schema (guint n)
{
  GString *text = g_string_new ("datasource db {\n  provider = \"postgresql\"\n}\n");

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, "\nmodel M%u {\n  id Int @id\n  name String?\n", i);
      for (guint j = 1; j <= 2 && i >= j; j++)
        g_string_append_printf (text,
                                "  p%uId Int\n  p%u M%u @relation(\"r%u\", fields: [p%uId], "
                                "references: [id], onDelete: Cascade)\n",
                                j, j, i - j, j, j);
      for (guint j = 1; j <= 2 && i + j < n; j++)
        g_string_append_printf (text, "  c%u M%u[] @relation(\"r%u\")\n", j, i + j, j);
      g_string_append (text, "}\n");
    }
  return g_string_free (text, FALSE);
}

static double
get_children_seconds (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_CHILDREN, &usage), ==, 0);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The time is told, not judged: who shares this machine is not known. */
static void
test_large_schema (void)
{
  g_autoptr (CrowTestFolder) folder = crow_test_folder_new ();
  g_autofree char *text = build_large_schema (1000);
  g_autofree char *path = crow_test_folder_write (folder, "large.prisma", text, -1);
  const char *const arguments[] = { "relations", path, "--format=tsv", NULL };
  double before = get_children_seconds ();
  g_autoptr (CrowTestRun) run = crow_test_cli_run (NULL, NULL, arguments, NULL);
  double seconds = get_children_seconds () - before;
  guint n_lines = 0;

  g_assert_cmpstr (run->errors, ==, "");
  for (const char *at = run->output; (at = strchr (at, '\n')) != NULL; at++)
    n_lines++;
  g_assert_cmpuint (n_lines, ==, 1 + 1997);
  g_test_message ("relations of 1000 models, 1997 relations: %.3f s of CPU", seconds);
}

/* The dynamic linker lists what the program starts with. libpq's and Pango's libraries would take
 * longer than a check: src/cli/crow-late-*.c stand in for every function of theirs that it calls.
 */
static void
test_libraries (void)
{
  g_autoptr (CrowTestFolder) folder = make_blog ();
  g_autoptr (CrowTestRun) run = run_shell (folder, "LD_TRACE_LOADED_OBJECTS=1 $CLI");

  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->output, "libglib-2.0"));
  g_assert_null (strstr (run->output, "libpq"));
  g_assert_null (strstr (run->output, "libpango"));
  g_assert_null (strstr (run->output, "libcairo"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/full-disk-is-told", test_full_disk);
  g_test_add_func ("/cli/reader-gone-is-quiet", test_reader_gone);
  g_test_add_func ("/cli/closed-streams", test_closed);
  g_test_add_func ("/cli/output-is-atomic", test_output_is_atomic);
  g_test_add_func ("/cli/output-folder-missing", test_output_folder_missing);
  g_test_add_func ("/cli/source-may-be-a-pipe", test_process_substitution);
  g_test_add_func ("/cli/same-bytes-in-every-locale", test_locales);
  g_test_add_func ("/cli/starts-without-libpq-and-pango", test_libraries);
  g_test_add_func ("/cli/large-schema", test_large_schema);
  return g_test_run ();
}
