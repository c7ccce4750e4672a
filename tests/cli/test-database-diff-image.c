/* Pictures of changes with a database on one side or on both. */
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test-server.h"

#define TABLES                                                                                     \
  "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);"                                   \
  "CREATE TABLE tags (id int PRIMARY KEY);"                                                        \
  "CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL, tag_id int,"                      \
  "  CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE RESTRICT ON "  \
  "UPDATE CASCADE,"                                                                                \
  "  CONSTRAINT posts_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags ON DELETE SET NULL ON "     \
  "UPDATE CASCADE);"
#define CHANGES                                                                                    \
  "ALTER TABLE posts DROP CONSTRAINT posts_tag_id_fkey, DROP CONSTRAINT posts_user_id_fkey;"       \
  "ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON " \
  "DELETE CASCADE DEFERRABLE;"                                                                     \
  "ALTER TABLE users ADD COLUMN \"né\" text;"                                                     \
  "CREATE TABLE notes (id int PRIMARY KEY, post_id int REFERENCES posts ON DELETE CASCADE);"       \
  "CREATE SCHEMA other; CREATE TABLE other.users (id int PRIMARY KEY);"

/* The tests share a server; the first one starts it. NULL: the test is skipped. */
static CrowTestServer *
get_server (gconstpointer data)
{
  CrowTestServer **server = (CrowTestServer **) data;

  if (*server == NULL)
    *server = crow_test_server_start (NULL);
  return *server;
}

static char *
compare (const char *folder, const char *before, const char *after, const char *option)
{
  const char *const arguments[] = { "diff-image", before,     after,    "-o", "out.svg",
                                    option,       "--schema", "public", NULL };
  const char *const list[] = { "diff-image", before, after, "--text", "--schema", "public", NULL };
  g_autoptr (CrowTestRun) picture = crow_test_cli_run (folder, NULL, arguments, NULL);
  g_autoptr (CrowTestRun) run = crow_test_cli_run (folder, NULL, list, NULL);
  g_autofree char *path = g_build_filename (folder, "out.svg", NULL);
  g_autofree char *svg = NULL;

  g_assert_cmpstr (picture->errors, ==, run->errors);
  g_assert_cmpint (picture->status, ==, 0);
  svg = crow_test_read (path, NULL);
  g_assert_nonnull (strstr (svg, "</svg>"));
  return g_steal_pointer (&run->output);
}

/* Both ways: what one adds the other removes. */
static void
test_two_databases (gconstpointer data)
{
  const CrowTestServer *server = get_server (data);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *there = NULL;
  g_autofree char *back = NULL;
  g_autofree char *same = NULL;
  g_autoptr (CrowTestFolder) folder = NULL;

  if (server == NULL)
    return;
  folder = crow_test_folder_new ();
  one = crow_test_server_add_database (server, "before", TABLES);
  two = crow_test_server_add_database (server, "after", TABLES CHANGES);
  there = compare (folder, one, two, "--fade");
  g_assert_cmpstr (there, ==,
                   "+ relation notes.notes_post_id_fkey to posts: on delete Cascade, on update "
                   "NoAction\n"
                   "~ relation posts.posts_user_id_fkey to users: on delete Restrict → Cascade, on "
                   "update Cascade → NoAction, deferrable no → yes\n"
                   "- relation posts.posts_tag_id_fkey to tags: on delete SetNull, on update "
                   "Cascade\n"
                   "+ model notes\n"
                   "+ field users.né: text?\n");
  back = compare (folder, two, one, "--theme=dark");
  g_assert_nonnull (strstr (back, "- model notes\n"));
  g_assert_nonnull (strstr (back, "+ relation posts.posts_tag_id_fkey to tags: on delete SetNull"));
  g_assert_nonnull (strstr (back, "- field users.né: text?\n"));
  same = compare (folder, two, two, "--all");
  g_assert_cmpstr (same, ==, "");
}

/* A schema file and a database: names are the file's, and types are not compared. */
static void
test_file_and_database (gconstpointer data)
{
  static const char text[] =
      "datasource db {\n  provider = \"postgresql\"\n}\n"
      "model User {\n  id Int @id\n  name String\n  posts Post[]\n  @@map(\"users\")\n}\n"
      "model Tag {\n  id Int @id\n  posts Post[]\n  @@map(\"tags\")\n}\n"
      "model Post {\n  id Int @id\n  userId Int @map(\"user_id\")\n  tagId Int? @map(\"tag_id\")\n"
      "  user User @relation(fields: [userId], references: [id])\n"
      "  tag Tag? @relation(fields: [tagId], references: [id])\n  @@map(\"posts\")\n}\n";
  const CrowTestServer *server = get_server (data);
  g_autofree char *uri = NULL;
  g_autofree char *there = NULL;
  g_autofree char *back = NULL;
  g_autoptr (CrowTestFolder) folder = NULL;

  if (server == NULL)
    return;
  folder = crow_test_folder_new ();
  g_free (crow_test_folder_write (folder, "a.prisma", text, -1));
  uri = crow_test_server_add_database (server, "mixed", TABLES CHANGES);
  there = compare (folder, "a.prisma", uri, "--fade");
  g_assert_cmpstr (there, ==,
                   "~ relation Post.user to User: on delete Restrict → Cascade, on update Cascade "
                   "→ "
                   "NoAction\n"
                   "- relation Post.tag to Tag: on delete SetNull (default), on update Cascade "
                   "(default)\n"
                   "+ relation notes.notes_post_id_fkey to Post: on delete Cascade, on update "
                   "NoAction\n"
                   "+ field User.né: text?\n"
                   "+ model notes\n");
  back = compare (folder, uri, "a.prisma", "--theme=dark");
  g_assert_nonnull (strstr (back, "~ relation Post.user to User: on delete Cascade → Restrict"));
  g_assert_nonnull (strstr (back, "+ relation Post.tag to Tag: on delete SetNull (default)"));
  g_assert_nonnull (strstr (back, "- model notes\n"));
}

int
main (int argc, char **argv)
{
  CrowTestServer *server = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/diff-image/two-databases", &server, test_two_databases);
  g_test_add_data_func ("/diff-image/file-and-database", &server, test_file_and_database);
  status = g_test_run ();
  g_clear_pointer (&server, crow_test_server_stop);
  return status;
}
