/* Schemas as git has them, and git's own diffs through the program, in real repositories. */
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test.h"

#define SOURCE "datasource db {\n  provider = \"postgresql\"\n}\n"
#define USER "model User {\n  id Int @id\n  posts Post[]\n}\n"
#define POST(action)                                                                               \
  "model Post {\n  id Int @id\n  authorId Int\n  author User @relation(fields: [authorId], "       \
  "references: [id]" action ")\n}\n"
#define CHANGE "~ relation Post.author to User: on delete Restrict → Cascade\n"

/* A repository, of which git on this machine knows nothing else. */
typedef struct
{
  char *folder;
} Repository;

static const char *const environment[] = {
  "GIT_CONFIG_NOSYSTEM=1",
  "GIT_CONFIG_GLOBAL=/dev/null",
  "GIT_AUTHOR_NAME=a",
  "GIT_AUTHOR_EMAIL=a@b.c",
  "GIT_COMMITTER_NAME=a",
  "GIT_COMMITTER_EMAIL=a@b.c",
  "GIT_TERMINAL_PROMPT=0",
  "GIT_PAGER=cat",
  NULL,
};

/* What git prints; it must succeed unless @may_fail. */
static char *
git (Repository *self, gboolean may_fail, const char *command, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  va_list list;
  int status;

  g_ptr_array_add (argv, (char *) "env");
  for (guint i = 0; environment[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) environment[i]);
  g_ptr_array_add (argv, (char *) "git");
  g_ptr_array_add (argv, (char *) "-C");
  g_ptr_array_add (argv, self->folder);
  va_start (list, command);
  for (const char *word = command; word != NULL; word = va_arg (list, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (list);
  g_ptr_array_add (argv, NULL);
  status = crow_test_run ((const char *const *) argv->pdata, NULL, &output, &errors);
  if (status != 0 && !may_fail)
    g_test_message ("git: %s", errors);
  g_assert_true (may_fail || status == 0);
  return g_steal_pointer (&output);
}

static void
commit (Repository *self, const char *tag)
{
  g_free (git (self, FALSE, "add", "--all", NULL));
  g_free (git (self, FALSE, "commit", "-q", "-m", "x", NULL));
  g_free (git (self, FALSE, "tag", tag, NULL));
}

static void
put (Repository *self, const char *name, const char *text)
{
  g_free (crow_test_folder_write (self->folder, name, text, -1));
}

/* Revision `one` is a schema in two files for Prisma 7; `two` deletes with the parent. */
static gboolean
set_up (Repository *self)
{
  g_autofree char *program = g_find_program_in_path ("git");

  if (program == NULL)
    {
      g_test_skip ("git is not installed");
      return FALSE;
    }
  self->folder = crow_test_folder_new ();
  g_free (git (self, FALSE, "init", "-q", "-b", "main", NULL));
  put (self, "package.json", "{\"devDependencies\": {\"prisma\": \"^7.0.0\"}}");
  put (self, "db/prisma/user.prisma", SOURCE USER);
  put (self, "db/prisma/blog/post.prisma", POST (""));
  put (self, "README.md", "nothing\n");
  commit (self, "one");
  put (self, "db/prisma/blog/post.prisma", POST (", onDelete: Cascade"));
  commit (self, "two");
  return TRUE;
}

static void
tear_down (Repository *self)
{
  g_clear_pointer (&self->folder, crow_test_folder_remove);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Repository, tear_down)

static CrowTestRun *
run (Repository *self, const char *below, const char *const *arguments)
{
  g_autofree char *folder = g_build_filename (self->folder, below, NULL);

  return crow_test_cli_run (folder, environment, arguments, NULL);
}

static void
test_compares_revisions (void)
{
  const char *const arguments[] = { "diff-image", "git:one:db/prisma", "git:two:db/prisma",
                                    "--text", NULL };
  const char *const from_here[] = { "diff-image", "git:one:./", "git:two:../prisma/", "--text",
                                    NULL };
  const char *const with_disk[] = { "diff-image", "git:one:db/prisma", "db/prisma", "--text",
                                    NULL };
  const char *const picture[] = { "diff-image", "git:one:db/prisma", "git:two:db/prisma", "-o", "-",
                                  NULL };
  g_auto (Repository) self = { NULL };

  if (!set_up (&self))
    return;
  for (guint i = 0; i < 3; i++)
    {
      const char *const *all[] = { arguments, from_here, with_disk };
      g_autoptr (CrowTestRun) result = run (&self, i == 1 ? "db/prisma" : ".", all[i]);

      g_assert_cmpstr (result->errors, ==, "");
      g_assert_cmpstr (result->output, ==, CHANGE);
      g_assert_cmpint (result->status, ==, 0);
    }
  {
    g_autoptr (CrowTestRun) result = run (&self, ".", picture);

    g_assert_nonnull (strstr (result->output, "Changes from prisma at one to prisma at two<"));
  }
}

/* Each command that reads a schema, and a file alone as well as a folder. */
static void
test_every_command (void)
{
  static const struct
  {
    const char *arguments[7];
    int status;
    const char *output; /* (nullable) what is in it */
    const char *errors;
  } cases[] = {
    { { "relations", "git:two:db/prisma", "--format=tsv" }, 0, "Post.author\tPost", "" },
    { { "check", "git:two:" }, 0, "git:two:db/prisma/blog/post.prisma:4:3: warning", "" },
    { { "check", "git:two:db/prisma/blog/post.prisma" },
      1,
      "git:two:db/prisma/blog/post.prisma:4:10: error: Type \"User\"",
      "" },
    { { "diff", "git:one:db/prisma", "git:two:db/prisma" }, 0, "ON DELETE CASCADE", "" },
    { { "export", "git:two:db/prisma", "-o", "-" }, 0, "prisma at two", "" },
    { { "set", "git:one:db/prisma", "Post.author:onDelete=SetDefault" }, 0, "SetDefault", "" },
    { { "set", "git:one:db/prisma", "Post.author:onDelete=Cascade", "-w" },
      2,
      NULL,
      "revision of git" },
    { { "diff", "--from-empty", "git:one:db/prisma", "--migration", "x" }, 2, NULL, "out of git" },
    { { "check", "git:two:README.md" }, 1, "", "" },
    { { "check", "git:none:db" }, 3, NULL, "git:none:db: there is no such revision" },
    { { "check", "git:--help:db" }, 3, NULL, "there is no such revision" },
    { { "check", "git:two:none" }, 3, NULL, "has no such file or folder" },
    { { "check", "git:two" }, 3, NULL, "git:REV:PATH" },
    { { "check", "git::db" }, 3, NULL, "git:REV:PATH" },
  };
  g_auto (Repository) self = { NULL };

  if (!set_up (&self))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrowTestRun) result = run (&self, ".", cases[i].arguments);

      g_test_message ("%s %s: %s%s", cases[i].arguments[0], cases[i].arguments[1], result->output,
                      result->errors);
      g_assert_cmpint (result->status, ==, cases[i].status);
      if (cases[i].output != NULL)
        g_assert_nonnull (strstr (result->output, cases[i].output));
      else
        g_assert_cmpstr (result->output, ==, "");
      if (*cases[i].errors == '\0')
        g_assert_cmpstr (result->errors, ==, "");
      else
        g_assert_nonnull (strstr (result->errors, cases[i].errors));
    }
}

/* The rules are those that the revision asks for, not those of the files that lie here. */
static void
test_rules_of_revision (void)
{
  const char *const arguments[] = { "diff-image", "git:two:db/prisma", "git:three:db/prisma",
                                    "--text", NULL };
  g_auto (Repository) self = { NULL };
  g_autoptr (CrowTestRun) result = NULL;

  if (!set_up (&self))
    return;
  put (&self, "package.json", "{\"devDependencies\": {\"prisma\": \"^8.0.0\"}}");
  commit (&self, "three");
  put (&self, "package.json", "{}");
  result = run (&self, ".", arguments);
  g_assert_cmpstr (result->output, ==,
                   "~ relation Post.author to User: on update Cascade → NoAction (default)\n");
}

/* As on disk, symbolic links are followed; one that leads nowhere is an error, not a gap. */
static void
test_symbolic_links (void)
{
  const char *const arguments[] = { "relations", "git:links:linked", "--format=tsv", NULL };
  const char *const dangling[] = { "relations", "git:dangling:linked", "--format=tsv", NULL };
  const char *const link[] = { "ln", "-s", "../db/prisma/blog/post.prisma", "b.prisma", NULL };
  const char *const nowhere[] = { "ln", "-s", "../none", "c.prisma", NULL };
  g_auto (Repository) self = { NULL };
  g_autofree char *folder = NULL;
  g_autoptr (CrowTestRun) result = NULL;
  g_autoptr (CrowTestRun) broken = NULL;

  if (!set_up (&self))
    return;
  put (&self, "linked/a.prisma", SOURCE USER);
  folder = g_build_filename (self.folder, "linked", NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (0);
      g_autoptr (GSubprocess) process = NULL;

      g_subprocess_launcher_set_cwd (launcher, folder);
      process = g_subprocess_launcher_spawnv (launcher, i == 0 ? link : nowhere, NULL);
      g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
      commit (&self, i == 0 ? "links" : "dangling");
    }
  result = run (&self, ".", arguments);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (strstr (result->output, "Post.author"));
  broken = run (&self, ".", dangling);
  g_assert_cmpint (broken->status, ==, 3);
  g_assert_nonnull (strstr (broken->errors, "git:dangling:linked/c.prisma: it is a symbolic link"));
}

static void
test_no_repository (void)
{
  const char *const arguments[] = { "check", "git:HEAD:prisma", NULL };
  const char *const nothing[] = { "PATH=/nonexistent", NULL };
  char *folder = crow_test_folder_new ();
  g_autoptr (CrowTestRun) result = NULL;
  g_autoptr (CrowTestRun) bare = crow_test_cli_run (folder, nothing, arguments, NULL);
  g_autofree char *program = g_find_program_in_path ("git");

  g_assert_cmpint (bare->status, ==, 3);
  g_assert_nonnull (strstr (bare->errors, "git:HEAD:prisma: git is needed"));
  if (program == NULL)
    g_test_skip ("git is not installed");
  else
    {
      result = crow_test_cli_run (folder, environment, arguments, NULL);
      g_assert_cmpint (result->status, ==, 3);
      g_assert_nonnull (strstr (result->errors, "git: not a git repository"));
    }
  crow_test_folder_remove (folder);
}

/* --- git's own diffs ------------------------------------------------------------------------ */

/* @driver: `textconv` or `command`; @words: of the program. */
static void
configure (Repository *self, const char *driver, const char *words)
{
  g_autofree char *program = crow_test_build ("src/cli/crowsfoot-cli");
  g_autofree char *quoted = g_shell_quote (program);
  g_autofree char *value = g_strconcat (quoted, " ", words, NULL);
  g_autofree char *key = g_strconcat ("diff.prisma.", driver, NULL);

  g_free (git (self, FALSE, "config", key, value, NULL));
  put (self, ".git/info/attributes", "*.prisma diff=prisma\n");
}

/* Only the key's type changes in the text, and with it what a delete does; the model that it leads
 * to is declared in another file. */
static void
test_textconv (void)
{
  g_auto (Repository) self = { NULL };
  g_autofree char *difference = NULL;

  if (!set_up (&self))
    return;
  put (&self, "db/prisma/blog/post.prisma",
       "model Post {\n  id Int @id\n  authorId Int?\n  author User? @relation(fields: [authorId], "
       "references: [id])\n}");
  configure (&self, "textconv", "relations --textconv");
  difference = git (&self, FALSE, "diff", "one", "--", "db", NULL);
  g_test_message ("%s", difference);
  g_assert_nonnull (strstr (difference, "\n-  authorId Int\n"));
  g_assert_nonnull (strstr (difference, "\n+  authorId Int?\n"));
  g_assert_nonnull (strstr (difference,
                            "\n-// Post.author to User: on delete Restrict (default), on "
                            "update Cascade (default)\n"));
  g_assert_nonnull (strstr (difference,
                            "\n+// Post.author to User: on delete SetNull (default), on "
                            "update Cascade (default)\n"));
}

/* Whatever the file holds, git must get an answer, or it shows no difference at all. */
static void
test_textconv_of_anything (void)
{
  static const char *const texts[] = {
    "model Post {",
    "\xff\xfe no schema",
    "",
    "enum A {\n}\n",
    "model A {\n  b B @relation(fields: [",
  };
  g_auto (Repository) self = { NULL };

  if (!set_up (&self))
    return;
  configure (&self, "textconv", "relations --textconv");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *difference = NULL;

      put (&self, "db/prisma/user.prisma", texts[i]);
      difference = git (&self, FALSE, "diff", "two", "--", "db", NULL);
      g_assert_nonnull (strstr (difference, "\n-model User {\n"));
    }
}

static void
test_external_diff (void)
{
  g_auto (Repository) self = { NULL };
  g_autofree char *command = NULL;
  g_autofree char *difference = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *svg = NULL;
  g_autofree char *pictures = NULL;

  if (!set_up (&self))
    return;
  pictures = g_build_filename (self.folder, ".git", "pictures", NULL);
  g_free (crow_test_folder_write (pictures, "a", "", 0));
  command = g_strconcat ("diff-image --git --theme=dark -o ", pictures, NULL);
  configure (&self, "command", command);
  difference = git (&self, FALSE, "diff", "one", "two", NULL);
  picture = g_build_filename (pictures, "db-prisma-blog-post.prisma.svg", NULL);
  expected = g_strconcat ("schema db/prisma/blog/post.prisma\n" CHANGE "picture: ", picture, "\n",
                          NULL);
  g_assert_cmpstr (difference, ==, expected);
  svg = crow_test_read (picture, NULL);
  g_assert_nonnull (strstr (svg, "<title>Changes in db/prisma/blog/post.prisma<"));
  g_assert_nonnull (strstr (svg, "data-drift=\"changed\""));
}

/* Added, removed, renamed, only moved about in, damaged and in conflict. */
static void
test_external_diff_of_every_kind (void)
{
  g_auto (Repository) self = { NULL };
  g_autofree char *difference = NULL;
  g_autofree char *conflict = NULL;

  if (!set_up (&self))
    return;
  configure (&self, "command", "diff-image --git");
  put (&self, "a/added.prisma", "model A {\n  id Int @id\n}\n");
  put (&self, "a/damaged.prisma", "model A {");
  put (&self, "a/moved.prisma", "model B {\n  id Int @id\n  b Int\n  c Int\n  d Int\n}\n");
  commit (&self, "three");
  g_free (git (&self, FALSE, "mv", "a/moved.prisma", "a/renamed.prisma", NULL));
  put (&self, "a/renamed.prisma", "model B {\n  id Int @id\n  b Int\n  c Int\n  d Int?\n}\n");
  put (&self, "a/added.prisma", "model A {\n\n  id Int @id\n}\n");
  g_free (git (&self, FALSE, "rm", "-q", "db/prisma/user.prisma", NULL));
  commit (&self, "four");
  difference = git (&self, FALSE, "diff", "two", "three", NULL);
  g_assert_nonnull (strstr (difference, "schema a/added.prisma\n+ model A\n"));
  g_assert_nonnull (strstr (difference, "schema a/damaged.prisma\n+ model A\n"));
  g_free (difference);
  difference = git (&self, FALSE, "diff", "-M", "three", "four", NULL);
  g_assert_cmpstr (difference, ==,
                   "schema a/added.prisma\nno change but in the text\n"
                   "schema a/moved.prisma → a/renamed.prisma\n~ field B.d: Int → Int?\n"
                   "schema db/prisma/user.prisma\n- model User\n");

  g_free (git (&self, FALSE, "checkout", "-q", "-b", "side", "three", NULL));
  put (&self, "a/added.prisma", "model A {\n  key Int @id\n}\n");
  commit (&self, "five");
  g_free (git (&self, TRUE, "merge", "four", NULL));
  conflict = git (&self, FALSE, "diff", "--base", NULL);
  g_assert_nonnull (strstr (conflict, "schema a/added.prisma: has conflicts\n"));
}

/* Each file of a folder can be looked at with the tool of choice. */
static void
test_difftool (void)
{
  g_auto (Repository) self = { NULL };
  g_autofree char *program = crow_test_build ("src/cli/crowsfoot-cli");
  g_autofree char *command = NULL;
  g_autofree char *difference = NULL;

  if (!set_up (&self))
    return;
  command = g_strconcat ("'", program, "' diff-image --text \"$LOCAL\" \"$REMOTE\"", NULL);
  put (&self, "db/prisma/user.prisma", SOURCE "model User {\n  id Int @id\n}\n");
  put (&self, "db/prisma/blog/post.prisma", "");
  commit (&self, "three");
  put (&self, "db/prisma/user.prisma", SOURCE "model User {\n  id BigInt @id\n}\n");
  g_free (git (&self, FALSE, "config", "difftool.crowsfoot.cmd", command, NULL));
  difference = git (&self, FALSE, "difftool", "-y", "-t", "crowsfoot", NULL);
  g_assert_nonnull (strstr (difference, "~ field User.id: Int → BigInt\n"));
}

static void
test_wrong_words (void)
{
  const char *const arguments[] = { "diff-image", "--git", "a", "b", "c", NULL };
  g_autoptr (CrowTestRun) result = crow_test_cli_run (NULL, NULL, arguments, NULL);

  g_assert_cmpint (result->status, ==, 2);
  g_assert_nonnull (strstr (result->errors, "--git is for git"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/git/compares-revisions", test_compares_revisions);
  g_test_add_func ("/git/every-command-reads-revisions", test_every_command);
  g_test_add_func ("/git/rules-are-those-of-the-revision", test_rules_of_revision);
  g_test_add_func ("/git/follows-symbolic-links", test_symbolic_links);
  g_test_add_func ("/git/says-what-is-missing", test_no_repository);
  g_test_add_func ("/git/textconv-tells-actions", test_textconv);
  g_test_add_func ("/git/textconv-never-fails", test_textconv_of_anything);
  g_test_add_func ("/git/external-diff-draws", test_external_diff);
  g_test_add_func ("/git/external-diff-of-every-kind", test_external_diff_of_every_kind);
  g_test_add_func ("/git/difftool", test_difftool);
  g_test_add_func ("/git/external-diff-by-hand", test_wrong_words);
  return g_test_run ();
}
