#include "crow-test-matrix.h"

#include <glib/gstdio.h>

static const CrowPlan plans[] = { CROW_PLAN_SIMPLE, CROW_PLAN_ONLINE, CROW_PLAN_SWAP };

typedef struct
{
  const CrowTestServer *server; /* (nullable) NULL: none to be had */
  const CrowTestKind *kind;
} Fixture;

static gboolean
is_skipped (const Fixture *fixture)
{
  if (fixture->server == NULL)
    g_test_skip ("no PostgreSQL, or no pg-sandbox beside the project");
  return fixture->server == NULL;
}

static void
tell (const CrowTestMatrix *matrix, const char *what, guint n_changes)
{
  g_test_message ("%s: %u changes up and down, %u scripts run, %u of them parsed by libpg_query",
                  what, n_changes, matrix->n_scripts, matrix->n_parsed);
}

/* All 600 ordered changes between the 25 pairs of actions, for each plan. */
static void
test_matrix_all (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (CrowTestMatrix) matrix = NULL;
  guint n = 0;

  if (is_skipped (fixture))
    return;
  matrix = crow_test_matrix_new (fixture->server, fixture->kind);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    for (guint from = 0; from < CROW_TEST_N_PAIRS; from++)
      {
        crow_test_matrix_set (matrix, from);
        for (guint to = 0; to < CROW_TEST_N_PAIRS; to++)
          {
            if (from == to)
              continue;
            crow_test_matrix_change (matrix, from, to, plans[i]);
            crow_test_matrix_change (matrix, to, from, plans[i]);
            n++;
          }
      }
  tell (matrix, fixture->kind->name, n);
  g_assert_cmpuint (n, ==, 3 * 600);
}

/* From each pair to another, so that each is left once and reached once: 25 changes a plan. */
static void
test_matrix_kind (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (CrowTestMatrix) matrix = NULL;
  guint n = 0;

  if (is_skipped (fixture))
    return;
  matrix = crow_test_matrix_new (fixture->server, fixture->kind);
  for (guint i = 0; i < fixture->kind->n_plans; i++)
    for (guint from = 0; from < CROW_TEST_N_PAIRS; from++)
      {
        guint to = (from + 7) % CROW_TEST_N_PAIRS; /* other actions for both events */

        crow_test_matrix_set (matrix, from);
        crow_test_matrix_change (matrix, from, to, plans[i]);
        crow_test_matrix_change (matrix, to, from, plans[i]);
        n++;
      }
  tell (matrix, fixture->kind->name, n);
  g_assert_cmpuint (n, ==, fixture->kind->n_plans * CROW_TEST_N_PAIRS);
}

/* Below 18 the server knows no NOT VALID there. */
static void
test_matrix_refuses (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (CrowTestMatrix) matrix = NULL;

  if (is_skipped (fixture))
    return;
  matrix = crow_test_matrix_new (fixture->server, fixture->kind);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowScript)
          script = crow_migration_build_script (matrix->schemas[0], matrix->schemas[1], plans[i],
                                                &error);

      if (plans[i] == CROW_PLAN_SIMPLE)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (script);
      g_assert_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED);
      g_assert_nonnull (g_strstr_len (error->message, -1, "partitioned"));
      g_assert_nonnull (g_strstr_len (error->message, -1, "the plan simple can do it"));
      g_test_message ("%s", error->message);
    }
}

/* What a name full of SQL, of a remark's end and of a command for psql does there: nothing. */
static void
test_matrix_psql (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (CrowTestMatrix) matrix = NULL;
  g_autofree char *folder = NULL;

  if (is_skipped (fixture))
    return;
  folder = g_dir_make_tmp ("crowsfoot-psql-XXXXXX", NULL);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  matrix = crow_test_matrix_new (fixture->server, fixture->kind);
  crow_test_matrix_set (matrix, 0);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *text = crow_migration_build_sql (matrix->schemas[i], matrix->schemas[i + 1],
                                                        plans[i], NULL);
      g_autofree char *catalogue = NULL;
      g_autofree char *error = NULL;

      g_assert_true (g_file_set_contents ("script.sql", text, -1, NULL));
      g_assert_cmpint (crow_test_psql (matrix->uri, "script.sql", TRUE, &error), ==, 0);
      g_assert_cmpstr (error, ==, "");
      catalogue = crow_test_fetch_whole_catalogue (matrix->connection);
      g_assert_cmpstr (catalogue, ==, matrix->catalogues[i + 1]);
      g_assert_false (g_file_test ("pwned", G_FILE_TEST_EXISTS));
    }
  g_remove ("script.sql");
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static const CrowTestKind *
find_kind (const char *name)
{
  for (guint i = 0; i < crow_test_n_kinds; i++)
    if (g_str_equal (crow_test_kinds[i].name, name))
      return &crow_test_kinds[i];
  g_error ("no kind %s", name);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowTestServer) server = NULL;
  g_autofree Fixture *fixtures = g_new0 (Fixture, crow_test_n_kinds);
  CrowTestKind refused = *find_kind ("partitioned-child");
  CrowTestKind hostile = *find_kind ("hostile-names");
  Fixture refusing = { NULL, &refused };
  Fixture psql = { NULL, &hostile };

  g_test_init (&argc, &argv, NULL);
  server = crow_test_server_start (NULL);
  for (guint i = 0; i < crow_test_n_kinds; i++)
    {
      g_autofree char *path = g_strconcat ("/matrix/keeps/", crow_test_kinds[i].name, NULL);

      fixtures[i] = (Fixture){ server, &crow_test_kinds[i] };
      if (i == 0)
        g_test_add_data_func ("/matrix/all-changes", &fixtures[i], test_matrix_all);
      else
        g_test_add_data_func (path, &fixtures[i], test_matrix_kind);
    }
  refused.name = "refused";
  refusing.server = server;
  g_test_add_data_func ("/matrix/refuses-a-partitioned-child", &refusing, test_matrix_refuses);
  hostile.name = "psql";
  psql.server = server;
  g_test_add_data_func ("/matrix/psql-runs-the-text", &psql, test_matrix_psql);
  return g_test_run ();
}
