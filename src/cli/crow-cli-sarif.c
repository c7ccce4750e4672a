#include "crow-cli-sarif.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-cli-json.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static void
begin_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The rules that something was found by, each once, sorted. */
static GPtrArray *
collect_rules (const CrowSchema *schema)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *rules = g_ptr_array_new ();

  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (g_hash_table_add (seen, diagnostic->rule))
        g_ptr_array_add (rules, diagnostic->rule);
    }
  g_ptr_array_sort (rules, compare_names);
  return rules;
}

static void
add_tool (JsonBuilder *builder, const CrowSchema *schema)
{
  g_autoptr (GPtrArray) rules = collect_rules (schema);

  begin_object (builder, "tool");
  begin_object (builder, "driver");
  crow_cli_json_add_string (builder, "name", CROW_CLI_NAME);
  crow_cli_json_add_string (builder, "version", CROW_VERSION);
  json_builder_set_member_name (builder, "rules");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rules->len; i++)
    {
      json_builder_begin_object (builder);
      crow_cli_json_add_string (builder, "id", g_ptr_array_index (rules, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_region (JsonBuilder *builder, const CrowSchema *schema, const CrowLocation *location)
{
  const CrowSourceFile *file = g_ptr_array_index (schema->files, location->file);
  guint line;
  guint column;

  begin_object (builder, "region");
  crow_source_file_locate (file, location->span.start, &line, &column);
  crow_cli_json_add_number (builder, "startLine", line);
  crow_cli_json_add_number (builder, "startColumn", column);
  crow_source_file_locate (file, location->span.end, &line, &column);
  crow_cli_json_add_number (builder, "endLine", line);
  crow_cli_json_add_number (builder, "endColumn", column);
  crow_cli_json_add_number (builder, "byteOffset", location->span.start);
  crow_cli_json_add_number (builder, "byteLength", location->span.end - location->span.start);
  json_builder_end_object (builder);
}

static void
add_physical (JsonBuilder *builder, const CrowCliSource *source, const CrowLocation *location)
{
  g_autofree char *uri = g_uri_escape_string (crow_cli_source_get_path (source, location->file),
                                              G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);

  begin_object (builder, "physicalLocation");
  begin_object (builder, "artifactLocation");
  crow_cli_json_add_string (builder, "uri", uri);
  json_builder_end_object (builder);
  add_region (builder, source->schema, location);
  json_builder_end_object (builder);
}

/* A database has no files (SARIF 2.1.0, 3.33: logicalLocation). */
static void
add_logical (JsonBuilder *builder, const CrowCliSource *source, const CrowDiagnostic *diagnostic)
{
  g_autofree char *subject = crow_cli_source_name_subject (source, diagnostic);

  json_builder_set_member_name (builder, "logicalLocations");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "fullyQualifiedName", subject != NULL ? subject : "database");
  crow_cli_json_add_string (builder, "kind",
                            diagnostic->relation >= 0 ? "relation"
                            : subject != NULL         ? "table"
                                                      : "database");
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
add_location (JsonBuilder *builder, const CrowCliSource *source, const CrowDiagnostic *diagnostic)
{
  json_builder_set_member_name (builder, "locations");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  if (source->prisma != NULL)
    add_physical (builder, source, &diagnostic->location);
  else
    add_logical (builder, source, diagnostic);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

static void
add_result (JsonBuilder *builder, const CrowCliSource *source, const CrowDiagnostic *diagnostic)
{
  /* SARIF has no hints: a note is what it calls the mildest. */
  const char *level = diagnostic->severity == CROW_SEVERITY_HINT
                          ? "note"
                          : crow_severity_get_name (diagnostic->severity);

  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "ruleId", diagnostic->rule);
  crow_cli_json_add_string (builder, "level", level);
  begin_object (builder, "message");
  crow_cli_json_add_string (builder, "text", diagnostic->message);
  json_builder_end_object (builder);
  add_location (builder, source, diagnostic);
  json_builder_end_object (builder);
}

/**
 * crow_cli_print_sarif:
 * @source: a source
 *
 * Returns: (transfer full): a SARIF log with one run; columns count code points
 */
char *
crow_cli_print_sarif (const CrowCliSource *source)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GPtrArray *diagnostics = source->schema->diagnostics;

  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "$schema", SARIF_SCHEMA);
  crow_cli_json_add_string (builder, "version", "2.1.0");
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_tool (builder, source->schema);
  crow_cli_json_add_string (builder, "columnKind", "unicodeCodePoints");
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnostics->len; i++)
    add_result (builder, source, g_ptr_array_index (diagnostics, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return crow_cli_print_json (builder);
}
