/* A many-to-many with rows in its join table is made explicit, on a server. */
#include <string.h>

#include "crow-test-cli.h"
#include "crow-test-folder.h"
#include "crow-test-server.h"

static const char rows_query[] = "SELECT * FROM \"_PostToTag\"";

static const char data[] = "INSERT INTO \"Post\" SELECT generate_series (1, 40);"
                           "INSERT INTO \"Tag\" SELECT 't' || i FROM generate_series (1, 30) AS i;"
                           "INSERT INTO \"_PostToTag\" SELECT p.id, t.id FROM \"Post\" p, \"Tag\" t"
                           "  WHERE (p.id * 7 + length (t.id)) % 3 = 0;";

static const char
    old_key[] = "ALTER TABLE \"_PostToTag\" DROP CONSTRAINT \"_PostToTag_AB_pkey\";"
                "CREATE UNIQUE INDEX \"_PostToTag_AB_unique\" ON \"_PostToTag\" (\"A\", \"B\");";

static const char schema[] = "datasource db {\n  provider = \"postgresql\"\n}\n\n"
                             "model Post {\n  id   Int   @id\n  tags Tag[]\n}\n\n"
                             "model Tag {\n  id    String @id @db.VarChar(20)\n  posts Post[]\n}\n";

/* Standard output of a run that must go well. */
static char *
run (const char *folder, const char *const *arguments)
{
  g_autoptr (CrowTestRun) done = crow_test_cli_run (folder, NULL, arguments, NULL);

  if (done->status != 0)
    g_test_message ("%s%s", done->output, done->errors);
  g_assert_cmpint (done->status, ==, 0);
  return g_strdup (done->output);
}

/* A server with a database of before.prisma that has rows, and after.prisma beside it. */
typedef struct
{
  CrowTestServer *server;
  char *folder;
  char *uri;
  PGconn *connection;
  char *rows;
} Fixture;

static gboolean
set_up (Fixture *self, const char *more)
{
  self->server = crow_test_server_start (NULL);
  if (self->server == NULL)
    return FALSE;
  self->folder = crow_test_folder_new ();
  g_free (crow_test_folder_write (self->folder, "before.prisma", schema, -1));
  g_free (run (self->folder,
               (const char *const[]){ "set", "before.prisma", "Post.tags:explicit=PostTag", "-o",
                                      "after.prisma", NULL }));
  {
    g_autofree char *sql = run (self->folder, (const char *const[]){ "diff", "--from-empty",
                                                                     "before.prisma", NULL });

    self->uri = crow_test_server_add_database (self->server, "shop", sql);
  }
  self->connection = crow_test_connect (self->uri, NULL);
  crow_test_execute (self->connection, data);
  if (more != NULL)
    crow_test_execute (self->connection, more);
  self->rows = crow_test_fetch_sorted (self->connection, rows_query);
  g_assert_cmpuint (strlen (self->rows), >, 1000);
  return TRUE;
}

static void
tear_down (Fixture *self)
{
  g_free (self->rows);
  PQfinish (self->connection);
  g_free (self->uri);
  crow_test_folder_remove (self->folder);
  crow_test_server_stop (self->server);
}

static void
assert_rows (Fixture *self)
{
  g_autofree char *rows = crow_test_fetch_sorted (self->connection, rows_query);

  g_assert_cmpstr (rows, ==, self->rows);
}

/* The database is what a fresh one of @name would be. */
static void
assert_is_as (Fixture *self, const char *name)
{
  g_autofree char *sql = run (self->folder,
                              (const char *const[]){ "diff", "--from-empty", name, NULL });
  g_autofree char *uri = crow_test_server_add_database (self->server, "fresh", sql);
  g_autoptr (PGconn) fresh = crow_test_connect (uri, NULL);
  g_autofree char *expected = crow_test_fetch_catalogue (fresh);
  g_autofree char *found = crow_test_fetch_catalogue (self->connection);

  g_assert_cmpstr (found, ==, expected);
  g_free (run (self->folder, (const char *const[]){ "drift", name, self->uri, NULL }));
}

static void
test_primary_key (void)
{
  Fixture fixture;
  g_autofree char *sql = NULL;

  if (!set_up (&fixture, NULL))
    return;
  sql = run (fixture.folder,
             (const char *const[]){ "diff", "before.prisma", "after.prisma", NULL });
  g_assert_cmpstr (sql, ==, "-- This is an empty migration.\n");
  crow_test_execute (fixture.connection, sql);
  assert_rows (&fixture);
  assert_is_as (&fixture, "after.prisma");
  tear_down (&fixture);
}

static void
test_unique_index_of_prisma_5 (void)
{
  Fixture fixture;
  g_autofree char *before = NULL, *after = NULL, *up = NULL, *down = NULL;

  if (!set_up (&fixture, old_key))
    return;
  before = crow_test_fetch_catalogue (fixture.connection);
  up = run (fixture.folder, (const char *const[]){ "diff", fixture.uri, "after.prisma", NULL });
  down = run (fixture.folder,
              (const char *const[]){ "diff", fixture.uri, "after.prisma", "--down", NULL });
  g_assert_null (strstr (up, "DROP TABLE"));
  crow_test_execute (fixture.connection, up);
  assert_rows (&fixture);
  assert_is_as (&fixture, "after.prisma");
  crow_test_execute (fixture.connection, down);
  assert_rows (&fixture);
  after = crow_test_fetch_catalogue (fixture.connection);
  g_assert_cmpstr (after, ==, before);
  tear_down (&fixture);
}

/* What it was done for. */
static void
test_action_can_be_chosen (void)
{
  Fixture fixture;
  g_autofree char *sql = NULL;

  if (!set_up (&fixture, NULL))
    return;
  g_free (run (fixture.folder,
               (const char *const[]){ "set", "after.prisma", "PostTag.tag:onDelete=Restrict", "-o",
                                      "chosen.prisma", NULL }));
  sql = run (fixture.folder,
             (const char *const[]){ "diff", "before.prisma", "chosen.prisma", NULL });
  g_assert_null (strstr (sql, "TABLE \"_PostToTag\" ("));
  crow_test_execute (fixture.connection, sql);
  assert_rows (&fixture);
  assert_is_as (&fixture, "chosen.prisma");
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explicit/primary-key", test_primary_key);
  g_test_add_func ("/explicit/unique-index-of-prisma-5", test_unique_index_of_prisma_5);
  g_test_add_func ("/explicit/action-can-be-chosen", test_action_can_be_chosen);
  return g_test_run ();
}
