#include "crow-edit-check.h"
#include "crow-foreign-key.h"
#include "crow-test-mutate.h"
#include "crow-test-prisma.h"
#include "crow-test.h"

#include <string.h>

/* Above this many bytes a schema is sampled, unless CROW_TEST_FULL is set: every edit reads it
 * twice. A sanitized program is ten times slower. */
#ifdef __SANITIZE_ADDRESS__
#define WHOLE_BELOW 10000
#define SAMPLE 96
#define N_DAMAGED 1500
#else
#define WHOLE_BELOW 200000
#define SAMPLE 20
#define N_DAMAGED 6000
#endif

static gsize
count_bytes (CrowPrisma *prisma)
{
  gsize total = 0;

  for (guint i = 0; i < crow_prisma_get_files (prisma)->len; i++)
    {
      gsize length;

      crow_source_file_get_text (g_ptr_array_index (crow_prisma_get_files (prisma), i), &length);
      total += length;
    }
  return total;
}

static void
check_schema (CrowPrisma *prisma, const char *name, CrowEditCounts *counts)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);
  gboolean is_whole = g_getenv ("CROW_TEST_FULL") != NULL || count_bytes (prisma) < WHOLE_BELOW;
  guint step = is_whole ? 1 : SAMPLE;
  double start = crow_test_cpu_seconds ();
  guint before = counts->n_edits;

  for (guint i = 0; i < schema->relations->len; i += step)
    crow_edit_check_relation (prisma, i, keys, counts);
  if (schema->relations->len > 0)
    g_test_message ("%s: %u relations%s, %u edits, %.1f s", name, schema->relations->len,
                    step > 1 ? " (one in " G_STRINGIFY (SAMPLE) " tried)" : "",
                    counts->n_edits - before, crow_test_cpu_seconds () - start);
}

/* Are the files below @owner's folder one schema? There is one list of expected rows for all. */
static gboolean
is_one_schema (const char *folder, const char *owner)
{
  g_autofree char *name = g_strconcat (owner, "--all.tsv", NULL);
  g_autofree char *rows = g_build_filename (folder, "expected-fks", name, NULL);

  return g_file_test (rows, G_FILE_TEST_EXISTS);
}

/* The schemas of the corpus: (element-type GPtrArray of utf8). A file alone is one, too, where its
 * folder is. */
static GPtrArray *
list_schemas (const char *folder)
{
  GPtrArray *schemas = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".prisma");
  g_autofree char *last = g_strdup ("");

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *owner = g_strndup (path + strlen (folder) + 1,
                                          strcspn (path + strlen (folder) + 1, "/"));

      if (!g_str_equal (owner, last) || !is_one_schema (folder, owner))
        g_ptr_array_add (schemas, g_ptr_array_new_with_free_func (g_free));
      g_ptr_array_add (g_ptr_array_index (schemas, schemas->len - 1), g_strdup (path));
      g_free (last);
      last = g_steal_pointer (&owner);
    }
  return schemas;
}

static void
test_every_edit_of_the_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) schemas = NULL;
  CrowEditCounts counts = { 0 };

  if (folder == NULL)
    return;
  schemas = list_schemas (folder);
  for (guint i = 0; i < schemas->len; i++)
    {
      GPtrArray *files = g_ptr_array_index (schemas, i);
      g_autoptr (CrowPrisma) prisma = crow_test_open (files, folder);
      const char *name = g_ptr_array_index (files, 0);

      check_schema (prisma, name + strlen (folder) + 1, &counts);
    }
  g_test_message ("%u relations, %u edits, %u restored byte for byte, %u refused",
                  counts.n_relations, counts.n_edits, counts.n_restored, counts.n_refused);
  g_assert_cmpuint (counts.n_relations, >, 50);
  g_assert_cmpuint (counts.n_restored, >, counts.n_edits / 2);
}

static void
test_damaged_text (void)
{
  const char *shared = crow_test_get_shared ();
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus/prisma", NULL)
                                           : crow_test_source ("tests/prisma/golden-validate");
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".prisma");
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_runs = 0;

  while (n_runs < N_DAMAGED)
    {
      const char *path = g_ptr_array_index (paths,
                                            (guint) g_test_rand_int_range (0, (gint32) paths->len));
      gsize length;
      g_autofree char *original = crow_test_read (path, &length);
      g_autoptr (GString) text = g_string_new_len (original, (gssize) length);
      g_autofree char *valid = NULL;
      g_autoptr (CrowPrisma) prisma = NULL;

      if (length > 20000)
        continue;
      for (gint32 i = g_test_rand_int_range (1, 6); i > 0; i--)
        crow_test_mutate (text, random);
      valid = g_utf8_make_valid (text->str, (gssize) text->len);
      prisma = crow_test_open_text (valid);
      crow_edit_check_any (prisma, random);
      n_runs++;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit-property/every-edit-of-the-corpus", test_every_edit_of_the_corpus);
  g_test_add_func ("/edit-property/damaged-text", test_damaged_text);
  return g_test_run ();
}
