#include "crow-recovery-private.h"

#include <string.h>

#include "crow-source.h"

/* Version, then for each edited file: name, checksum of the text that was edited, new text. */
#define FORMAT "(ua(ssay))"
#define VERSION 1

/* Where the edits belong. */
typedef struct
{
  CrowPrisma *prisma;
  GPtrArray *texts;
} Target;

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
 * crow_recovery_write_text:
 * @self: where to
 * @prisma: the edited schema
 * @texts: (element-type CrowSourceText): its files on the disk
 * @error: %CROW_ERROR_SOURCE
 *
 * Blocking; any thread.
 *
 * Returns: whether the edits are on the disk
 */
gboolean
crow_recovery_write_text (CrowRecovery *self, CrowPrisma *prisma, GPtrArray *texts, GError **error)
{
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
  return crow_recovery_write (self, g_variant_new (FORMAT, VERSION, &builder), error);
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

static gpointer
read_edits (GBytes *content, gpointer data)
{
  const Target *target = data;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  guint32 version;

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), content, FALSE));
  g_variant_get_child (variant, 0, "u", &version);
  if (version != VERSION)
    return NULL;
  edits = collect_edits (variant, target->texts);
  if (edits == NULL || edits->len == 0)
    return NULL;
  g_ptr_array_sort (edits, compare_edits);
  return crow_prisma_apply (target->prisma, edits);
}

/**
 * crow_recovery_read_text:
 * @folder: as crow_recovery_new()
 * @id: of the source
 * @prisma: the schema as it is on the disk
 * @texts: (element-type CrowSourceText): its files
 * @left: (out) (transfer full) (nullable): the file that the edits lie in, the caller's from now on
 *
 * Edits of a file that somebody changed since are not brought to it; they stay where they are.
 * Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the schema with the edits
 */
CrowPrisma *
crow_recovery_read_text (const char *folder,
                         const char *id,
                         CrowPrisma *prisma,
                         GPtrArray *texts,
                         CrowRecovery **left)
{
  Target target = { prisma, texts };

  return crow_recovery_find (folder, id, read_edits, &target, left);
}
