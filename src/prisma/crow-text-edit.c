#include "crow-prisma-private.h"

/**
 * crow_text_edit_new:
 * @file: index of a file of the schema
 * @span: the bytes to be replaced; empty: an insertion
 * @replacement: what stands there then
 *
 * Returns: (transfer full): the edit
 */
CrowTextEdit *
crow_text_edit_new (guint file, CrowSpan span, const char *replacement)
{
  CrowTextEdit *self = g_new0 (CrowTextEdit, 1);

  self->location = (CrowLocation){ file, span };
  self->replacement = g_strdup (replacement);
  return self;
}

/**
 * crow_text_edit_free:
 * @self: (transfer full): an edit
 *
 * Frees @self.
 */
void
crow_text_edit_free (CrowTextEdit *self)
{
  g_free (self->replacement);
  g_free (self);
}

/* The file with those of @edits, from @next on, that are its own; @next goes beyond them. */
static CrowSourceFile *
edit_file (CrowSourceFile *file, guint index, GPtrArray *edits, guint *next)
{
  gsize length;
  const char *text = crow_source_file_get_text (file, &length);
  g_autoptr (GBytes) content = NULL;
  GString *edited;
  gsize at = 0;

  if (*next == edits->len || ((CrowTextEdit *) edits->pdata[*next])->location.file != index)
    return crow_source_file_ref (file);

  edited = g_string_sized_new (length);
  for (; *next < edits->len; ++*next)
    {
      const CrowTextEdit *edit = edits->pdata[*next];

      if (edit->location.file != index)
        break;
      g_assert (at <= edit->location.span.start);
      g_assert (edit->location.span.start <= edit->location.span.end);
      g_assert (edit->location.span.end <= length);
      g_string_append_len (edited, text + at, edit->location.span.start - at);
      g_string_append (edited, edit->replacement);
      at = edit->location.span.end;
    }
  g_string_append_len (edited, text + at, length - at);
  content = g_string_free_to_bytes (edited);
  return crow_source_file_new (crow_source_file_get_name (file), content);
}

/**
 * crow_prisma_apply:
 * @self: a schema
 * @text_edits: (element-type CrowTextEdit): sorted by place, not overlapping, within the files
 *
 * Makes the schema that @self is after the edits, and reads it. Files that they do not touch are
 * shared. Any thread.
 *
 * Returns: (transfer full): the new schema
 */
CrowPrisma *
crow_prisma_apply (CrowPrisma *self, GPtrArray *text_edits)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  guint next = 0;

  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (files, edit_file (self->files->pdata[i], i, text_edits, &next));
  g_return_val_if_fail (next == text_edits->len, NULL);

  return crow_prisma_new_with_rules (files, self->schema->rules);
}
