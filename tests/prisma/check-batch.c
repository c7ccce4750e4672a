#include "crow-prisma-private.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* Many small schemas in one process, for mutate-check.mjs: each line of standard input is
 * `{"files": [["a.prisma", "text"], …]}`, each line of standard output what Prisma would say of it,
 * as cli.md's `check --format=json` names it, but for our own rules. */

static CrowPrisma *
read_question (const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  JsonArray *pairs;

  if (!json_parser_load_from_data (parser, line, -1, &error))
    {
      g_printerr ("check-batch: %s\n", error->message);
      return NULL;
    }
  pairs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "files");
  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      const char *text = json_array_get_string_element (pair, 1);
      g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

      g_ptr_array_add (files,
                       crow_source_file_new (json_array_get_string_element (pair, 0), content));
    }
  return crow_prisma_new (files);
}

static void
add_number (JsonBuilder *builder, const char *name, guint number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_diagnostic (JsonBuilder *builder, CrowPrisma *prisma, const CrowDiagnostic *diagnostic)
{
  CrowSourceFile *file = g_ptr_array_index (crow_prisma_get_files (prisma),
                                            diagnostic->location.file);
  CrowSpan span = diagnostic->location.span;
  guint line, column;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, crow_source_file_get_name (file));
  add_number (builder, "start", span.start);
  add_number (builder, "end", span.end);
  crow_source_file_locate (file, span.start, &line, &column);
  add_number (builder, "line", line);
  add_number (builder, "column", column);
  crow_source_file_locate (file, span.end, &line, &column);
  add_number (builder, "endLine", line);
  add_number (builder, "endColumn", column);
  json_builder_set_member_name (builder, "warning");
  json_builder_add_boolean_value (builder, diagnostic->severity == CROW_SEVERITY_WARNING);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, diagnostic->message);
  json_builder_end_object (builder);
}

static char *
answer (CrowPrisma *prisma)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GPtrArray *diagnostics = crow_prisma_get_schema (prisma)->diagnostics;

  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (g_str_equal (diagnostic->rule, CROW_RULE_PRISMA))
        add_diagnostic (builder, prisma, diagnostic);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

int
main (void)
{
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  char *line = NULL;

  while (g_io_channel_read_line (input, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL)
    {
      g_autofree char *question = line;
      g_autoptr (CrowPrisma) prisma = read_question (question);
      g_autofree char *text = prisma != NULL ? answer (prisma) : NULL;

      if (text == NULL)
        return 1;
      puts (text);
      fflush (stdout);
    }
  return 0;
}
