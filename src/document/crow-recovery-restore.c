#include "crow-recovery-restore.h"

#include <string.h>

#include "crow-clause-merge.h"
#include "crow-damage.h"
#include "crow-source.h"
#include "crow-text-diff.h"

/* A schema of one file is found under another name as well: it was renamed, or opened through a
 * link. */
static int
find_text (GPtrArray *texts, const char *name, gboolean is_only)
{
  if (is_only && texts->len == 1)
    return 0;
  for (guint i = 0; i < texts->len; i++)
    if (strcmp (((const CrowSourceText *) g_ptr_array_index (texts, i))->name, name) == 0)
      return (int) i;
  return -1;
}

/* Whether nobody but the program that was killed wrote what is on the disk. */
static gboolean
is_ours (const CrowRecoveryFile *file, GBytes *disk)
{
  return g_bytes_equal (disk, file->base) || g_bytes_equal (disk, file->text) ||
         g_ptr_array_find_with_equal_func (file->saving, disk, g_bytes_equal, NULL);
}

/* (transfer full) (nullable): what @file becomes on a disk that says @disk. */
static GBytes *
bring (const CrowRecoveryFile *file, GBytes *disk, gboolean *is_merged)
{
  if (is_ours (file, disk))
    return g_bytes_ref (file->text);
  *is_merged = TRUE;
  return crow_text_merge (file->base, file->text, disk);
}

static int
compare_edits (gconstpointer a, gconstpointer b)
{
  const CrowTextEdit *one = *(const CrowTextEdit *const *) a;
  const CrowTextEdit *two = *(const CrowTextEdit *const *) b;

  return one->location.file < two->location.file ? -1 : one->location.file > two->location.file;
}

static void
add_edit (GPtrArray *edits, guint file, GBytes *before, GBytes *after)
{
  gsize length;
  const char *data = g_bytes_get_data (after, &length);
  g_autofree char *text = g_strndup (length > 0 ? data : "", length);

  if (!g_bytes_equal (before, after))
    g_ptr_array_add (edits,
                     crow_text_edit_new (file, (CrowSpan){ 0, g_bytes_get_size (before) }, text));
}

/* @prisma with what was @edited, or with what that was made of, in place of what is there. */
static CrowPrisma *
go_back (CrowRecoveryContent *content, CrowPrisma *prisma, GPtrArray *texts, gboolean is_edited)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  GPtrArray *now = crow_prisma_get_files (prisma);

  for (guint i = 0; i < now->len; i++)
    g_ptr_array_add (files, crow_source_file_ref (g_ptr_array_index (now, i)));
  for (guint i = 0; i < content->files->len; i++)
    {
      const CrowRecoveryFile *file = g_ptr_array_index (content->files, i);
      guint at = (guint) find_text (texts, file->name, content->files->len == 1);
      CrowSourceFile *other = g_ptr_array_index (files, at);

      g_ptr_array_index (files, at) = crow_source_file_new (crow_source_file_get_name (other),
                                                            is_edited ? file->text : file->base);
      crow_source_file_unref (other);
    }
  return crow_prisma_new_with_rules (files, crow_prisma_get_schema (prisma)->rules);
}

/* @prisma with the edits of lines, and those of actions in the files whose lines cannot be brought
 * together; (transfer full) (nullable). */
static CrowPrisma *
make_edits (CrowRecoveryContent *content,
            CrowPrisma *prisma,
            GPtrArray *texts,
            GPtrArray *edits,
            GArray *refused)
{
  CrowPrisma *made = edits->len > 0 ? crow_prisma_apply (prisma, edits) : crow_prisma_ref (prisma);
  g_autoptr (CrowPrisma) theirs = NULL;
  g_autoptr (CrowPrisma) base = NULL;
  g_autoptr (CrowPrisma) ours = NULL;

  if (refused->len == 0)
    return made;
  theirs = made;
  base = go_back (content, prisma, texts, FALSE);
  ours = go_back (content, prisma, texts, TRUE);
  return crow_clause_merge (base, ours, theirs, refused);
}

/**
 * crow_recovery_restore:
 * @content: what was unsaved
 * @prisma: the schema as it is on the disk
 * @texts: (element-type CrowSourceText): its files
 * @restored: (out) (transfer full) (nullable): the schema with the edits, unless the result is
 *   %CROW_RESTORE_NOTHING or %CROW_RESTORE_REFUSED
 *
 * File by file: where the disk is as it was, the edited text; where it has that already, nothing;
 * where somebody changed it, both changes, unless they are about the same lines (and, where ours
 * are actions only, about the same clauses), or together make an error that neither has alone. Any
 * thread.
 *
 * Returns: what came of it
 */
CrowRestore
crow_recovery_restore (CrowRecoveryContent *content,
                       CrowPrisma *prisma,
                       GPtrArray *texts,
                       CrowPrisma **restored)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);
  g_autoptr (GArray) refused = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_merged = FALSE;

  *restored = NULL;
  for (guint i = 0; i < content->files->len; i++)
    {
      const CrowRecoveryFile *file = g_ptr_array_index (content->files, i);
      int at = find_text (texts, file->name, content->files->len == 1);
      const CrowSourceText *text = at >= 0 ? g_ptr_array_index (texts, at) : NULL;
      g_autoptr (GBytes) after = text != NULL ? bring (file, text->content, &is_merged) : NULL;

      if (text == NULL)
        return CROW_RESTORE_REFUSED;
      if (after != NULL)
        add_edit (edits, (guint) at, text->content, after);
      else
        g_array_append_val (refused, at);
    }
  if (edits->len + refused->len == 0)
    return CROW_RESTORE_NOTHING;
  g_ptr_array_sort (edits, compare_edits);
  *restored = make_edits (content, prisma, texts, edits, refused);
  if (*restored == NULL)
    return CROW_RESTORE_REFUSED;
  if (*restored == prisma) /* in other words */
    {
      g_clear_pointer (restored, crow_prisma_unref);
      return CROW_RESTORE_NOTHING;
    }
  if (!is_merged)
    return CROW_RESTORE_EXACT;
  if (!crow_damage_check (*restored) || crow_damage_check (prisma))
    return CROW_RESTORE_MERGED;
  g_clear_pointer (restored, crow_prisma_unref);
  return CROW_RESTORE_REFUSED;
}
