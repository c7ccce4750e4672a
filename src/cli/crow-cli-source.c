#include "crow-cli-source.h"

#include "crow-damage.h"
#include "crow-postgres.h"
#include "crow-source.h"

/**
 * crow_cli_source_read:
 * @arguments: the command line
 * @source: one of its arguments
 * @error: %CROW_ERROR_SOURCE, %CROW_USAGE_ERROR
 *
 * Returns: (transfer full) (nullable): the source; its schema may have errors
 */
CrowCliSource *
crow_cli_source_read (const CrowArguments *arguments, const char *source, GError **error)
{
  g_autoptr (CrowCliSource) self = NULL;
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  /* The connection itself stays unsaid: it may hold a password. */
  if (crow_postgres_is_connection (source))
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                           "the source is a connection, and reading databases is not part of this "
                           "version; name a .prisma file or a folder");
      return NULL;
    }
  if (crow_arguments_has (arguments, "schema"))
    {
      g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                           "--schema limits a connection, and the source is none");
      return NULL;
    }
  self = g_new0 (CrowCliSource, 1);
  self->source = g_strdup (source);
  self->texts = crow_source_read (source, NULL, error);
  if (self->texts == NULL)
    return NULL;
  for (guint i = 0; i < self->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (self->texts, i);

      g_ptr_array_add (files, crow_source_file_new (text->name, text->content));
    }
  self->prisma = crow_prisma_new (files);
  self->schema = crow_prisma_get_schema (self->prisma);
  return g_steal_pointer (&self);
}

/**
 * crow_cli_source_free:
 * @self: (transfer full): a source
 */
void
crow_cli_source_free (CrowCliSource *self)
{
  g_free (self->source);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->prisma, crow_prisma_unref);
  g_free (self);
}

/**
 * crow_cli_source_get_path:
 * @self: a source
 * @file: index into its files
 *
 * Returns: the file's path from here, or `<stdin>`
 */
const char *
crow_cli_source_get_path (const CrowCliSource *self, guint file)
{
  const CrowSourceText *text = g_ptr_array_index (self->texts, file);

  return text->path != NULL ? text->path : text->name;
}

/**
 * crow_cli_source_format_diagnostic:
 * @self: a source
 * @diagnostic: one of its schema's
 *
 * Returns: (transfer full): without a newline at its end
 */
char *
crow_cli_source_format_diagnostic (const CrowCliSource *self, const CrowDiagnostic *diagnostic)
{
  guint file = diagnostic->location.file;
  g_autofree char *path = g_utf8_make_valid (crow_cli_source_get_path (self, file), -1);
  g_auto (GStrv) lines = g_strsplit (diagnostic->message, "\n", -1);
  g_autofree char *message = g_strjoinv ("\n    ", lines);
  guint line;
  guint column;

  crow_source_file_locate (g_ptr_array_index (self->schema->files, file),
                           diagnostic->location.span.start, &line, &column);
  return g_strdup_printf ("%s:%u:%u: %s: %s", path, line, column,
                          crow_severity_get_name (diagnostic->severity), message);
}

/**
 * crow_cli_source_report_damage:
 * @self: a source
 *
 * Prints every error of a damaged schema.
 *
 * Returns: whether it is damaged
 */
gboolean
crow_cli_source_report_damage (const CrowCliSource *self)
{
  GPtrArray *diagnostics = self->schema->diagnostics;

  if (!crow_damage_check (self->prisma))
    return FALSE;
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      g_autofree char *text = NULL;

      if (!crow_prisma_is_error (diagnostic))
        continue;
      text = crow_cli_source_format_diagnostic (self, diagnostic);
      crow_cli_print_message ("%s", text);
    }
  return TRUE;
}
