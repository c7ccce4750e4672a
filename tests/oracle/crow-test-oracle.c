#include "crow-test-oracle.h"

#include "crow-test.h"

#include <string.h>

#define BLOCK_DIGITS 10 /* of a block's hash: record-corpus.mjs */

/**
 * crow_test_oracle_load:
 * @name: `corpus.json`
 *
 * Returns: (transfer full): a recorded file of this folder
 */
JsonNode *
crow_test_oracle_load (const char *name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = crow_test_source ("tests/oracle");
  g_autofree char *path = g_build_filename (folder, name, NULL);

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

/**
 * crow_test_oracle_fail:
 * @format: printf() format
 * @...: its arguments
 *
 * Fails the running test, which goes on. GLib prints the last reason only; this prints each.
 */
void
crow_test_oracle_fail (const char *format, ...)
{
  va_list arguments;
  g_autofree char *reason = NULL;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_test_message ("%s", reason);
  g_test_fail_printf ("%s", reason);
}

static CrowSourceFile *
open_file (const char *path, const char *name)
{
  gsize length;
  char *text = crow_test_read (path, &length);
  g_autoptr (GBytes) content = g_bytes_new_take (text, length);

  return crow_source_file_new (name, content);
}

/* A file by its own name, or every schema file below a folder by its path there. */
static GPtrArray *
open_files (const char *path)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GPtrArray) paths = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *name = g_path_get_basename (path);

      g_ptr_array_add (files, open_file (path, name));
      return files;
    }
  paths = crow_test_walk (path, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      const char *file = g_ptr_array_index (paths, i);

      g_ptr_array_add (files, open_file (file, file + strlen (path) + 1));
    }
  return files;
}

static char *
hash_files (const GPtrArray *files)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < files->len; i++)
    {
      const char *name = crow_source_file_get_name (files->pdata[i]);
      gsize length;
      const char *text = crow_source_file_get_text (files->pdata[i], &length);

      g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name) + 1);
      g_checksum_update (checksum, (const guchar *) text, (gssize) length);
      g_checksum_update (checksum, (const guchar *) "", 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * crow_test_oracle_read:
 * @record: an element of a recorded file
 *
 * Returns: (transfer full) (nullable) (element-type CrowSourceFile): the schema's files; %NULL, and
 *   the running test fails, where they are not those that were recorded
 */
GPtrArray *
crow_test_oracle_read (JsonObject *record)
{
  const char *schema = json_object_get_string_member (record, "schema");
  g_autofree char *path = crow_test_shared_or_skip (schema);
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *hash = NULL;

  if (path == NULL)
    return NULL;
  files = open_files (path);
  hash = hash_files (files);
  if (g_str_equal (hash, json_object_get_string_member (record, "hash")))
    return g_steal_pointer (&files);
  crow_test_oracle_fail ("%s is not the text that was recorded: run the scripts of tests/oracle",
                         schema);
  return NULL;
}

static CrowSourceFile *
edit_file (CrowSourceFile *file, guint index, JsonArray *edits)
{
  gsize length, at = 0;
  const char *text = crow_source_file_get_text (file, &length);
  GString *edited = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;

  for (guint i = 0; i < json_array_get_length (edits); i++)
    {
      JsonArray *edit = json_array_get_array_element (edits, i);
      gsize start = (gsize) json_array_get_int_element (edit, 1);

      if (json_array_get_int_element (edit, 0) != index)
        continue;
      g_assert_cmpuint (start, >=, at);
      g_string_append_len (edited, text + at, (gssize) (start - at));
      g_string_append (edited, json_array_get_string_element (edit, 3));
      at = (gsize) json_array_get_int_element (edit, 2);
    }
  g_string_append_len (edited, text + at, (gssize) (length - at));
  content = g_string_free_to_bytes (edited);
  return crow_source_file_new (crow_source_file_get_name (file), content);
}

/**
 * crow_test_oracle_edit:
 * @files: (element-type CrowSourceFile): files of a schema
 * @record: an element of a recorded file
 * @name: its member that has the edits
 *
 * Returns: (transfer full) (element-type CrowSourceFile): the edited files
 */
GPtrArray *
crow_test_oracle_edit (const GPtrArray *files, JsonObject *record, const char *name)
{
  GPtrArray *edited = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (edited,
                     edit_file (files->pdata[i], i, json_object_get_array_member (record, name)));
  return edited;
}

static gboolean
has_hash (const char *block, const char *hash)
{
  g_autofree char *found = g_compute_checksum_for_string (G_CHECKSUM_SHA256, block, -1);

  return strncmp (found, hash, BLOCK_DIGITS) == 0;
}

/**
 * crow_test_oracle_check_script:
 * @record: an element of a recorded file
 * @name: its member that has the hashes of a script's blocks
 * @sql: what we write
 *
 * Fails the running test where the two differ, with the first block of ours that the engines did
 * not write there.
 */
void
crow_test_oracle_check_script (JsonObject *record, const char *name, const char *sql)
{
  const char *schema = json_object_get_string_member (record, "schema");
  g_auto (GStrv) hashes = g_strsplit (json_object_get_string_member (record, name), " ", -1);
  g_auto (GStrv) blocks = g_strsplit (sql, "\n\n", -1);

  for (guint i = 0; hashes[i] != NULL || blocks[i] != NULL; i++)
    {
      if (hashes[i] != NULL && blocks[i] != NULL && has_hash (blocks[i], hashes[i]))
        continue;
      crow_test_oracle_fail ("%s, %s: block %u of %u is not the engines' (ours has %u): %s", schema,
                             name, i + 1, g_strv_length (hashes), g_strv_length (blocks),
                             blocks[i] != NULL ? blocks[i] : "missing");
      return;
    }
}
