#include "crow-recovery.h"

#include <glib/gstdio.h>
#include <string.h>

#include "crow-file-util.h"
#include "crow-source.h"

/* Version, then for each edited file: name, checksum of the text that was edited, new text. */
#define FORMAT "(ua(ssay))"
#define VERSION 1

static char *
compute_checksum (GBytes *content)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
}

static GBytes *
get_content (CrowPrisma *prisma, guint file)
{
  return crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (prisma), file));
}

/**
 * crow_recovery_find:
 * @folder: where such files lie
 * @source: a source
 *
 * Returns: (transfer full): a path; the same for every way to name the source
 */
char *
crow_recovery_find (const char *folder, const char *source)
{
  g_autofree char *path = g_canonicalize_filename (source, NULL);
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  g_autofree char *name = g_strconcat (checksum, ".recovery", NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * crow_recovery_write:
 * @path: from crow_recovery_find()
 * @prisma: the edited schema
 * @texts: (element-type CrowSourceText): its files on the disk
 * @error: %CROW_ERROR_SOURCE
 *
 * Makes the folder where it is missing, for the user's eyes only. Blocking; any thread.
 *
 * Returns: whether the edits are on the disk
 */
gboolean
crow_recovery_write (const char *path, CrowPrisma *prisma, GPtrArray *texts, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssay)"));
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      GBytes *content = get_content (prisma, i);
      g_autofree char *checksum = NULL;

      if (g_bytes_equal (content, text->content))
        continue;
      checksum = compute_checksum (text->content);
      g_variant_builder_add (&builder, "(ss@ay)", text->name, checksum,
                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, content, TRUE));
    }
  variant = g_variant_ref_sink (g_variant_new (FORMAT, VERSION, &builder));
  bytes = g_variant_get_data_as_bytes (variant);
  g_mkdir_with_parents (folder, 0700);
  return crow_file_write (path, bytes, NULL, NULL, error);
}

/* Index of the text that was edited; -1: it is not there, or not what it was. */
static int
find_text (GPtrArray *texts, const char *name, const char *checksum)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      g_autofree char *found = NULL;

      if (strcmp (text->name, name) != 0)
        continue;
      found = compute_checksum (text->content);
      return strcmp (found, checksum) == 0 ? (int) i : -1;
    }
  return -1;
}

/* One text edit a file: from the first byte that differs to the last. */
static GPtrArray *
collect_edits (GVariant *variant, GPtrArray *texts)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);
  g_autoptr (GVariant) files = g_variant_get_child_value (variant, 1);

  for (gsize i = 0; i < g_variant_n_children (files); i++)
    {
      g_autoptr (GVariant) content = NULL;
      const char *name;
      const char *checksum;
      const CrowSourceText *text;
      g_autofree char *replacement = NULL;
      gsize length;
      const char *data;
      int at;

      g_variant_get_child (files, i, "(&s&s@ay)", &name, &checksum, &content);
      at = find_text (texts, name, checksum);
      data = g_variant_get_fixed_array (content, &length, 1);
      if (at < 0 || (length > 0 && !g_utf8_validate_len (data, length, NULL)))
        return NULL;
      text = g_ptr_array_index (texts, at);
      replacement = g_strndup (length > 0 ? data : "", length);
      g_ptr_array_add (edits, crow_text_edit_new ((guint) at,
                                                  (CrowSpan){ 0, g_bytes_get_size (text->content) },
                                                  replacement));
    }
  return g_steal_pointer (&edits);
}

static int
compare_edits (gconstpointer a, gconstpointer b)
{
  const CrowTextEdit *one = *(const CrowTextEdit *const *) a;
  const CrowTextEdit *two = *(const CrowTextEdit *const *) b;

  return one->location.file < two->location.file ? -1 : one->location.file > two->location.file;
}

/**
 * crow_recovery_read:
 * @path: from crow_recovery_find()
 * @prisma: the schema as it is on the disk
 * @texts: (element-type CrowSourceText): its files
 *
 * Edits of a file that somebody changed since are not brought to it; they stay in @path until other
 * edits of the source take their place. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the schema with the edits
 */
CrowPrisma *
crow_recovery_read (const char *path, CrowPrisma *prisma, GPtrArray *texts)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  guint32 version;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
  g_variant_get_child (variant, 0, "u", &version);
  if (version != VERSION)
    return NULL;
  edits = collect_edits (variant, texts);
  if (edits == NULL || edits->len == 0)
    return NULL;
  g_ptr_array_sort (edits, compare_edits);
  return crow_prisma_apply (prisma, edits);
}

/**
 * crow_recovery_remove:
 * @path: from crow_recovery_find()
 *
 * The edits were saved or given up.
 */
void
crow_recovery_remove (const char *path)
{
  g_unlink (path);
}
