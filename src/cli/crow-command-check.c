#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-cli-json.h"
#include "crow-cli-sarif.h"
#include "crow-cli-source.h"

static char *
print_text (const CrowCliSource *source)
{
  GPtrArray *diagnostics = source->schema->diagnostics;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      g_autofree char *line = crow_cli_source_format_diagnostic (source, diagnostic);

      g_string_append (text, line);
      g_string_append (text, " [");
      g_string_append (text, diagnostic->rule);
      g_string_append (text, "]\n");
    }
  return g_string_free (text, FALSE);
}

static void
add_place (JsonBuilder *builder, const CrowSchema *schema, const CrowLocation *location)
{
  const CrowSourceFile *file = g_ptr_array_index (schema->files, location->file);
  CrowSpan span = location->span;
  guint line;
  guint column;

  crow_cli_json_add_string (builder, "file", crow_source_file_get_name (file));
  crow_cli_json_add_number (builder, "start", span.start);
  crow_cli_json_add_number (builder, "end", span.end);
  crow_source_file_locate (file, span.start, &line, &column);
  crow_cli_json_add_number (builder, "line", line);
  crow_cli_json_add_number (builder, "column", column);
  crow_source_file_locate (file, span.end, &line, &column);
  crow_cli_json_add_number (builder, "endLine", line);
  crow_cli_json_add_number (builder, "endColumn", column);
}

/* A database is no text: the same members without a value, and what it is about. */
static void
add_subject (JsonBuilder *builder, const CrowCliSource *source, const CrowDiagnostic *diagnostic)
{
  static const char *const places[] = {
    "file", "start", "end", "line", "column", "endLine", "endColumn",
  };
  g_autofree char *subject = crow_cli_source_name_subject (source, diagnostic);
  gboolean is_relation = diagnostic->relation >= 0;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    crow_cli_json_add_null (builder, places[i]);
  crow_cli_json_add_string (builder, "relation", is_relation ? subject : NULL);
  crow_cli_json_add_string (builder, "table", is_relation ? NULL : subject);
}

static void
add_diagnostic (JsonBuilder *builder, const CrowCliSource *source, const CrowDiagnostic *diagnostic)
{
  json_builder_begin_object (builder);
  if (source->prisma != NULL)
    add_place (builder, source->schema, &diagnostic->location);
  else
    add_subject (builder, source, diagnostic);
  crow_cli_json_add_string (builder, "severity", crow_severity_get_name (diagnostic->severity));
  crow_cli_json_add_string (builder, "rule", diagnostic->rule);
  crow_cli_json_add_string (builder, "message", diagnostic->message);
  json_builder_end_object (builder);
}

/* Valid is what Prisma calls so. */
static gboolean
is_valid (const CrowSchema *schema)
{
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->severity == CROW_SEVERITY_ERROR &&
          strcmp (diagnostic->rule, CROW_RULE_PRISMA) == 0)
        return FALSE;
    }
  return TRUE;
}

static char *
print_json (const CrowCliSource *source)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const CrowSchema *schema = source->schema;

  json_builder_begin_object (builder);
  crow_cli_json_add_boolean (builder, "valid", is_valid (schema));
  json_builder_set_member_name (builder, "diagnostics");
  json_builder_begin_array (builder);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    add_diagnostic (builder, source, g_ptr_array_index (schema->diagnostics, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return crow_cli_print_json (builder);
}

static CrowExit
get_status (const CrowArguments *arguments, const CrowSchema *schema)
{
  guint n = crow_schema_count_diagnostics (schema, CROW_SEVERITY_ERROR);

  if (g_strcmp0 (crow_arguments_get (arguments, "fail-on"), "warning") == 0)
    n += crow_schema_count_diagnostics (schema, CROW_SEVERITY_WARNING);
  return n > 0 ? CROW_EXIT_FOUND : CROW_EXIT_DONE;
}

static CrowExit
run (const CrowArguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource)
      source = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  const char *format = crow_arguments_get (arguments, "format");
  g_autofree char *text = NULL;

  if (source == NULL)
    return crow_cli_report_usage ("check", error);
  if (g_strcmp0 (format, "json") == 0)
    text = print_json (source);
  else if (g_strcmp0 (format, "sarif") == 0)
    text = crow_cli_print_sarif (source);
  else
    text = print_text (source);
  return crow_cli_write (arguments, text, get_status (arguments, source->schema));
}

static const CrowOption options[] = {
  { "format", 0, CROW_OPTION_CHOICE, "text|json|sarif", "how to print (default text)" },
  { "fail-on", 0, CROW_OPTION_CHOICE, "error|warning",
    "what makes it exit with 1 (default error)" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_check = {
  "check",
  "SOURCE [--format=text|json|sarif] [--fail-on=error|warning]",
  "the problems of a schema: Prisma's own errors and warnings, then ours",
  "Text has a line `file:line:column: severity: message [rule]` for each problem; nothing\n"
  "is printed where there is none.\n"
  "\n"
  "Of a database the rules are ours alone, and a line is `relation: severity: message [rule]`\n"
  "(or `table: …`). There is no place in a text: in JSON `file` and what belongs to it are\n"
  "null, and `relation` or `table` says what it is about; SARIF has logical locations.\n",
  options,
  1,
  1,
  run,
};
