#include "crow-drift.h"
#include "crow-test-oracle.h"
#include "crow-test-proof.h"
#include "crow-test-read.h"
#include "crow-test-row-proof.h"
#include "crow-test.h"

#include <string.h>

#ifdef HAVE_SQLITE
#include "crow-test-sqlite-proof.h"
#endif

/* Of the schemas of more models one in SAMPLE goes to a server, unless CROW_TEST_FULL is set: what
 * a script costs there grows with them. */
#define WHOLE_BELOW 16
#define SAMPLE 8

static gboolean
is_full (void)
{
  return g_getenv ("CROW_TEST_FULL") != NULL;
}

static gboolean
is_in_sample (const CrowSchema *schema, guint i)
{
  return schema->models->len < WHOLE_BELOW || i % SAMPLE == 0;
}

/* The recorded pairs of schemas, each script of them on a database. */
typedef void (*CheckFunc) (const char *name,
                           CrowSchema *before,
                           CrowSchema *after,
                           gpointer user_data);

/* Returns: how many pairs are for @provider and tried; 0: the schemas are not here */
static guint
check_pairs (CrowProvider provider, gboolean is_all, CheckFunc check, gpointer user_data)
{
  g_autoptr (JsonNode) root = crow_test_oracle_load ("pairs.json");
  JsonArray *records = json_node_get_array (root);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);
      const char *schema = json_object_get_string_member (record, "schema");
      g_autofree char *name = g_strdup_printf ("pair %u (%s)", i, schema);
      g_autoptr (GPtrArray) files = crow_test_oracle_read (record);
      g_autoptr (GPtrArray) base = NULL;
      g_autoptr (GPtrArray) edited = NULL;
      g_autoptr (CrowPrisma) before = NULL;
      g_autoptr (CrowPrisma) after = NULL;

      if (files == NULL)
        return 0;
      base = crow_test_oracle_edit (files, record, "base");
      edited = crow_test_oracle_edit (base, record, "edits");
      before = crow_prisma_new (base);
      after = crow_prisma_new (edited);
      if (crow_prisma_get_schema (before)->provider != provider ||
          (!is_all && !is_in_sample (crow_prisma_get_schema (before), i)))
        continue;
      check (name, crow_prisma_get_schema (before), crow_prisma_get_schema (after), user_data);
      n++;
    }
  return n;
}

/* The lines of the file `refused`: `pair 16: message`. (element-type utf8 utf8) */
static GHashTable *
read_refused (void)
{
  g_autofree char *path = crow_test_source ("tests/oracle/refused");
  g_autofree char *text = crow_test_read (path, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTable *refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ": ", 2);

      if (g_str_has_prefix (lines[i], "pair "))
        g_hash_table_insert (refused, g_strdup (parts[0]), g_strdup (parts[1]));
    }
  return refused;
}

typedef struct
{
  CrowTestProof *proof;
  GHashTable *refused;
} Run;

static void
check_on_server (const char *name, CrowSchema *before, CrowSchema *after, gpointer user_data)
{
  Run *run = user_data;
  GPtrArray *refusals = run->proof->refusals;
  g_auto (GStrv) words = g_strsplit (name, " (", 2);
  const char *expected = g_hash_table_lookup (run->refused, words[0]);
  const char *found = NULL;

  g_ptr_array_set_size (refusals, 0);
  crow_test_proof_check (run->proof, name, before, after);
  if (refusals->len > 0)
    found = strchr (g_ptr_array_index (refusals, 0), '\t') + 1;
  if (g_strcmp0 (found, expected) != 0)
    crow_test_oracle_fail ("%s: the server says \"%s\", the file refused \"%s\"", name,
                           found != NULL ? found : "", expected != NULL ? expected : "");
}

static void
test_pairs_run_on_postgresql (void)
{
  g_autofree char *shared = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (CrowTestServer) server = shared != NULL ? crow_test_server_start (NULL) : NULL;
  g_autoptr (CrowTestProof) proof = NULL;
  g_autoptr (GHashTable) refused = read_refused ();
  Run run = { NULL, refused };

  if (server == NULL)
    return;
  run.proof = proof = crow_test_proof_new (server);
  proof->is_sample = !is_full ();
  g_assert_cmpuint (check_pairs (CROW_PROVIDER_POSTGRESQL, is_full (), check_on_server, &run), >=,
                    is_full () ? 248 : 100);
  crow_test_proof_report (proof, 1u << CROW_TEST_REASON_VECTOR |
                                     1u << CROW_TEST_REASON_PRIMARY_KEY |
                                     1u << CROW_TEST_REASON_CAST);
}

static void
check_on_rows (const char *name, CrowSchema *before, CrowSchema *after, gpointer user_data)
{
  g_autofree char *back = g_strconcat (name, ", back", NULL);

  crow_test_row_proof_check (user_data, name, before, after);
  crow_test_row_proof_check (user_data, back, after, before);
}

static void
test_warnings_are_true (void)
{
  g_autofree char *shared = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (CrowTestServer) server = shared != NULL ? crow_test_server_start (NULL) : NULL;
  g_autoptr (CrowTestProof) proof = NULL;
  CrowTestRowProof rows = { NULL };

  if (server == NULL)
    return;
  rows.proof = proof = crow_test_proof_new (server);
  check_pairs (CROW_PROVIDER_POSTGRESQL, FALSE, check_on_rows, &rows);
  crow_test_row_proof_report (&rows);
  g_assert_cmpuint (rows.n_run_and_warned, >=, 200);
  g_assert_cmpuint (rows.n_stopped, >=, 150);
  g_assert_cmpuint (rows.n_lost, >=, 500);
  g_assert_cmpuint (rows.n_untold, ==, 2); /* one script, with NULLs and without */
  g_assert_cmpuint (rows.n_not_filled, ==, 0);
}

/* What a schema's own script makes of nothing, read back, has the schema's relations. */
static gboolean
check_reading (CrowTestProof *proof, const char *name, CrowSchema *schema)
{
  g_autofree char *uri = crow_test_proof_make_database (proof, name, schema);
  g_autoptr (CrowSchema) database = NULL;
  g_autoptr (CrowDrift) drift = NULL;

  if (uri == NULL)
    return FALSE;
  database = crow_test_read_database (uri);
  drift = crow_drift_new (schema, database);
  if (crow_drift_count (drift, CROW_DRIFT_EQUAL) != drift->items->len)
    crow_test_oracle_fail ("%s: %u of %u foreign keys are equal", name,
                           crow_drift_count (drift, CROW_DRIFT_EQUAL), drift->items->len);
  crow_test_proof_drop_database (proof);
  return TRUE;
}

static void
test_schemas_are_read_back (void)
{
  g_autofree char *shared = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (CrowTestServer) server = shared != NULL ? crow_test_server_start (NULL) : NULL;
  g_autoptr (CrowTestProof) proof = server != NULL ? crow_test_proof_new (server) : NULL;
  g_autoptr (JsonNode) root = crow_test_oracle_load ("corpus.json");
  JsonArray *records = json_node_get_array (root);
  guint n = 0;

  for (guint i = 0; proof != NULL && i < json_array_get_length (records); i++)
    {
      JsonObject *record = json_array_get_object_element (records, i);
      g_autoptr (GPtrArray) files = crow_test_oracle_read (record);
      g_autoptr (CrowPrisma) prisma = crow_prisma_new (files);
      CrowSchema *schema = crow_prisma_get_schema (prisma);

      if (json_object_has_member (record, "sql") && schema->provider == CROW_PROVIDER_POSTGRESQL &&
          (is_full () || is_in_sample (schema, i)))
        n += check_reading (proof, json_object_get_string_member (record, "schema"), schema);
    }
  if (proof == NULL)
    return;
  proof->is_sample = !is_full ();
  g_test_message ("%u schemas", n);
  g_assert_cmpuint (n, >=, is_full () ? 39 : 15);
  crow_test_proof_report (proof, 1u << CROW_TEST_REASON_VECTOR);
}

#ifdef HAVE_SQLITE
static void
check_on_sqlite (const char *name, CrowSchema *before, CrowSchema *after, gpointer user_data)
{
  crow_test_sqlite_proof_check (user_data, name, before, after);
}

static void
test_pairs_run_on_sqlite (void)
{
  g_autofree char *shared = crow_test_shared_or_skip ("corpus/prisma");
  CrowTestSqliteProof proof = { { 0 } };

  if (shared == NULL)
    return;
  g_assert_cmpuint (check_pairs (CROW_PROVIDER_SQLITE, TRUE, check_on_sqlite, &proof), >=, 50);
  crow_test_sqlite_proof_report (&proof);
  g_assert_cmpuint (proof.n_orphaned, >, 0);
  g_assert_cmpuint (proof.n_foreign, >, 0);
  g_assert_cmpuint (proof.n_bare, >, 0);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
#ifdef HAVE_SQLITE
  g_test_add_func ("/oracle/run/pairs-run-on-sqlite", test_pairs_run_on_sqlite);
#endif
  g_test_add_func ("/oracle/run/pairs-run-on-postgresql", test_pairs_run_on_postgresql);
  g_test_add_func ("/oracle/run/warnings-are-true", test_warnings_are_true);
  g_test_add_func ("/oracle/run/schemas-are-read-back", test_schemas_are_read_back);
  return g_test_run ();
}
