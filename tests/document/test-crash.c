/* Kills a program that edits and saves: at random moments, and at every call that changes the disk.
 * CROW_CRASH_SEED repeats a run, CROW_CRASH_KILLS makes it longer. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "crow-layout-file.h"
#include "crow-test-folder.h"
#include "crow-test-layout.h"
#include "crow-test.h"

#define MAIN                                                                                       \
  "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id Int @id\n"                \
  "  posts Post[]\n  likes Like[]\n  bossId Int?\n"                                                \
  "  boss User? @relation(\"b\", fields: [bossId], references: [id])\n"                            \
  "  staff User[] @relation(\"b\")\n}\n"
#define POST                                                                                       \
  "model Post {\n  id Int @id\n  authorId Int\n"                                                   \
  "  author User @relation(fields: [authorId], references: [id])\n  likes Like[]\n}\n"
#define LIKE                                                                                       \
  "model Like {\n  userId Int\n  postId Int\n"                                                     \
  "  user User @relation(fields: [userId], references: [id])\n"                                    \
  "  post Post @relation(fields: [postId], references: [id])\n  @@id([userId, postId])\n}\n"

typedef struct
{
  char *folder; /* CrowTestFolder */
  char *source;
  char *state;
  GPtrArray *may_be; /* states that the next start may find; NULL: any */
  GHashTable *texts; /* "checksum name" of what a file may hold, and "@places" */
  guint n_acked;
  guint n_judged;
} Run;

static void
run_init (Run *run, gboolean is_several)
{
  run->folder = crow_test_folder_new ();
  run->state = g_build_filename (run->folder, "state", NULL);
  run->may_be = g_ptr_array_new_with_free_func (g_free);
  run->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->n_acked = 0;
  run->n_judged = 0;
  if (is_several)
    {
      g_free (crow_test_folder_write (run->folder, "schema/main.prisma", MAIN, -1));
      g_free (crow_test_folder_write (run->folder, "schema/post.prisma", POST, -1));
      g_free (crow_test_folder_write (run->folder, "schema/like.prisma", LIKE, -1));
      run->source = g_build_filename (run->folder, "schema", NULL);
    }
  else
    run->source = crow_test_folder_write (run->folder, "schema/all.prisma", MAIN POST LIKE, -1);
}

static void
run_clear (Run *run)
{
  crow_test_folder_remove (run->folder);
  g_free (run->source);
  g_free (run->state);
  g_ptr_array_unref (run->may_be);
  g_hash_table_unref (run->texts);
}

/* What a file of the source says, as the driver would tell it. */
static char *
describe_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length;
  g_autofree char *content = crow_test_read (path, &length);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_MD5, (guchar *) content, length);

  return g_strdup_printf ("%s %s", sum, name);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* What the file of places says; a line of it that is cut, or not ours, is an error. */
static char *
describe_layout (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, CROW_LAYOUT_FILE_NAME, NULL);
  g_autoptr (GHashTable) positions = NULL;
  g_autoptr (GHashTable) colors = NULL;
  g_autofree char *content = NULL;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_strdup ("@");
  content = crow_test_read (path, &length);
  positions = crow_layout_file_read (path, &colors, NULL);
  if (positions == NULL || strlen (content) != length || !g_str_has_suffix (content, "\n") ||
      count_lines (content) != 1 + g_hash_table_size (positions) + g_hash_table_size (colors))
    return g_strdup_printf ("no layout: %s", content);
  return crow_test_layout_describe (positions, colors);
}

typedef void (*FileFunc) (Run *run, char *description);

/* (transfer full) for @func: each of the source's files, as it is on the disk. */
static void
foreach_file (Run *run, FileFunc func)
{
  g_autofree char *folder = g_build_filename (run->folder, "schema", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".prisma") && *name != '.')
      func (run, describe_file (folder, name));
  func (run, describe_layout (folder));
}

static void
take_file (Run *run, char *description)
{
  g_hash_table_add (run->texts, description);
}

/* Each file holds the whole of what it held at the start, or of what the driver made of it. */
static void
judge_file (Run *run, char *description)
{
  run->n_judged++;
  if (!g_hash_table_contains (run->texts, description))
    g_test_fail_printf ("nobody wrote this: %s", description);
  g_free (description);
}

static GSubprocess *
start (Run *run, guint seed, const char *what, guint die_at)
{
  g_autofree char *driver = crow_test_build ("tests/document/crash-driver");
  g_autofree char *number = g_strdup_printf ("%u", seed);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  if (die_at > 0)
    {
      g_autofree char *library = crow_test_build ("tests/document/libcrow-die.so");
      g_autofree char *at = g_strdup_printf ("%u", die_at);
      const char *old = g_getenv ("LD_PRELOAD");
      g_autofree char *preload = old != NULL ? g_strconcat (old, " ", library, NULL)
                                             : g_strdup (library);

      g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", preload, TRUE);
      g_subprocess_launcher_setenv (launcher, "CROW_DIE_AT", at, TRUE);
      g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS",
                                    "verify_asan_link_order=0:detect_leaks=0", TRUE);
    }
  g_hash_table_remove_all (run->texts);
  foreach_file (run, take_file);
  process = g_subprocess_launcher_spawn (launcher, &error, driver, run->source, run->state, number,
                                         what, NULL);
  g_assert_no_error (error);
  return process;
}

static gboolean
contains (GPtrArray *states, const char *state)
{
  return g_ptr_array_find_with_equal_func (states, state, g_str_equal, NULL);
}

/* What the next start finds is the last acknowledged state, or a later one. */
static void
take_line (Run *run, const char *line)
{
  const char *state = strchr (line, ' ');

  g_assert_nonnull (state);
  state++;
  if (g_str_has_prefix (line, "text "))
    {
      g_hash_table_add (run->texts, g_strdup (state));
      return;
    }
  g_assert_nonnull (strchr (state, '@'));
  g_hash_table_add (run->texts, g_strdup (strchr (state, '@')));
  if (g_str_has_prefix (line, "open ") && run->may_be->len > 0 && !contains (run->may_be, state))
    {
      for (guint i = 0; i < run->may_be->len; i++)
        g_test_message ("may be %s", (char *) g_ptr_array_index (run->may_be, i));
      g_test_message ("is %s", state);
      g_test_fail_printf ("an acknowledged edit is lost");
    }
  if (!g_str_has_prefix (line, "try "))
    g_ptr_array_set_size (run->may_be, 0);
  run->n_acked += g_str_has_prefix (line, "ack ");
  g_ptr_array_add (run->may_be, g_strdup (state));
}

/* Reads what the driver has said until it is gone; a last line without an end was not said.
 * @delay: us from its first word on until it is killed; 0: it ends by itself. */
static void
take_output (Run *run, GSubprocess *process, gulong delay)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;
  char *at;
  char *end;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      g_string_append_len (text, buffer, n);
      if (delay == 0)
        continue;
      g_usleep (delay);
      g_subprocess_send_signal (process, SIGKILL);
      delay = 0;
    }
  for (at = text->str; (end = strchr (at, '\n')) != NULL; at = end + 1)
    {
      *end = '\0';
      take_line (run, at);
    }
}

/* Takes its words, and looks at what it has left. */
static void
finish (Run *run, GSubprocess *process, gulong delay)
{
  take_output (run, process, delay);
  g_subprocess_wait (process, NULL, NULL);
  foreach_file (run, judge_file);
}

/* Nothing that is half written: what a start did not clean is there after it. */
static void
assert_clean (Run *run)
{
  g_autofree char *folder = g_build_filename (run->folder, "schema", NULL);
  g_autofree char *migrations = g_build_filename (folder, "migrations", NULL);
  const char *const folders[] = { folder, migrations };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *names = g_file_test (folders[i], G_FILE_TEST_IS_DIR)
                                   ? crow_test_folder_list (folders[i])
                                   : g_strdup ("");

      if (strstr (names, ".crowsfoot-") != NULL)
        g_test_fail_printf ("left behind: %s", names);
    }
}

static void
check (Run *run)
{
  g_autoptr (GSubprocess) process = start (run, 0, "check", 0);

  finish (run, process, 0);
  g_assert_true (g_subprocess_get_successful (process));
  assert_clean (run);
}

static guint
get_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static void
test_random_moments (gconstpointer is_several)
{
  guint seed = get_number ("CROW_CRASH_SEED", (guint) g_get_real_time ());
  guint n = get_number ("CROW_CRASH_KILLS", 180) / 2;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Run run;

  g_test_message ("CROW_CRASH_SEED=%u", seed);
  run_init (&run, is_several != NULL);
  for (guint i = 0; i < n && !g_test_failed (); i++)
    {
      g_autoptr (GSubprocess) process = start (&run, g_rand_int (random), "random", 0);

      if (i % 4 == 3) /* also while it starts, and brings back what the last kill left */
        {
          g_usleep ((gulong) g_rand_int_range (random, 1000, 30000));
          g_subprocess_send_signal (process, SIGKILL);
        }
      finish (&run, process, (gulong) g_rand_int_range (random, 100, 100000));
      if (i % 10 == 9)
        check (&run);
    }
  check (&run);
  g_test_message ("%u states were acknowledged, %u files judged", run.n_acked, run.n_judged);
  g_assert_cmpuint (run.n_acked, >, 0);
  run_clear (&run);
}

/* A migration is there whole, or not at all. */
static void
assert_migration (Run *run)
{
  g_autofree char *folder = g_build_filename (run->folder, "schema", "migrations", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *names = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      names = crow_test_folder_list (path);
      g_assert_cmpstr (names, ==, "down.sql migration.sql");
    }
}

static void
test_every_call (gconstpointer what)
{
  guint n;

  for (n = 1; !g_test_failed (); n++)
    {
      g_autoptr (GSubprocess) process = NULL;
      gboolean is_through;
      Run run;

      run_init (&run, TRUE);
      process = start (&run, 1, what, n);
      finish (&run, process, 0);
      is_through = g_subprocess_get_if_exited (process);
      if (is_through)
        g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
      check (&run);
      assert_migration (&run);
      run_clear (&run);
      if (is_through)
        break;
      g_assert_cmpuint (n, <, 500);
    }
  g_test_message ("killed before each of %u calls", n - 1);
  g_assert_cmpuint (n, >, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/crash/one-file", NULL, test_random_moments);
  g_test_add_data_func ("/crash/several-files", "", test_random_moments);
  g_test_add_data_func ("/crash/every-call/journal", "edit", test_every_call);
  g_test_add_data_func ("/crash/every-call/save", "save", test_every_call);
  g_test_add_data_func ("/crash/every-call/layout", "move", test_every_call);
  g_test_add_data_func ("/crash/every-call/migration", "migration", test_every_call);
  return g_test_run ();
}
