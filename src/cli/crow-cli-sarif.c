#include "crow-cli-sarif.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-cli-git.h"
#include "crow-cli-json.h"
#include "crow-cli-rules.h"
#include "crow-source.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define HOME "https://github.com/crowsfoot/crowsfoot"
#define HELP HOME "#what-check-finds"
#define PRISMA_HELP "https://www.prisma.io/docs/orm/reference/prisma-schema-reference"
#define ROOT "SRCROOT"
#define FINGERPRINT "crowsfootProblem/v1"

/* A log being written. */
typedef struct
{
  JsonBuilder *builder;
  const CrowCliSource *source;
  GPtrArray *rules; /* (owned) (element-type utf8) ids, sorted */
  GHashTable *seen; /* (owned) (element-type utf8 guint) how often a fingerprint was made */
  char *folder;     /* (owned) the current one */
} Log;

static void
log_clear (Log *self)
{
  g_clear_object (&self->builder);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static void
begin_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
begin_array (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

/* SARIF's multiformatMessageString and message. */
static void
add_message (JsonBuilder *builder, const char *name, const char *text)
{
  begin_object (builder, name);
  crow_cli_json_add_string (builder, "text", text);
  json_builder_end_object (builder);
}

/* SARIF has no hints: a note is what it calls the mildest. */
static const char *
get_level (CrowSeverity severity)
{
  return severity == CROW_SEVERITY_HINT ? "note" : crow_severity_get_name (severity);
}

/* --- the tool -------------------------------------------------------------------------------- */

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

static guint
find_rule (const Log *self, const char *id)
{
  guint index = 0;

  g_ptr_array_find_with_equal_func (self->rules, id, g_str_equal, &index);
  return index;
}

static void
add_rule (JsonBuilder *builder, const char *id)
{
  const CrowCliRule *rule = crow_cli_rule_find (id);

  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "id", id);
  if (rule != NULL)
    {
      crow_cli_json_add_string (builder, "name", rule->name);
      add_message (builder, "shortDescription", rule->summary);
      add_message (builder, "fullDescription", rule->help);
      add_message (builder, "help", rule->help);
      crow_cli_json_add_string (builder, "helpUri",
                                strcmp (id, CROW_RULE_PRISMA) == 0 ? PRISMA_HELP : HELP);
      begin_object (builder, "defaultConfiguration");
      crow_cli_json_add_string (builder, "level", get_level (rule->severity));
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_tool (const Log *self)
{
  JsonBuilder *builder = self->builder;

  begin_object (builder, "tool");
  begin_object (builder, "driver");
  crow_cli_json_add_string (builder, "name", CROW_CLI_NAME);
  crow_cli_json_add_string (builder, "version", CROW_VERSION);
  crow_cli_json_add_string (builder, "informationUri", HOME);
  begin_array (builder, "rules");
  for (guint i = 0; i < self->rules->len; i++)
    add_rule (builder, g_ptr_array_index (self->rules, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* What relative paths begin at (3.14.14). Where that is differs from machine to machine. */
static void
add_root (JsonBuilder *builder)
{
  begin_object (builder, "originalUriBaseIds");
  begin_object (builder, ROOT);
  add_message (builder, "description",
               "The folder that " CROW_CLI_NAME " ran in; of a revision in git the repository's "
               "root.");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* --- places ---------------------------------------------------------------------------------- */

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

/* From the root, where it lies below it. Not ours to touch: standard input, and what is elsewhere.
 * (transfer full) @is_below: (out) */
static char *
build_path (const Log *self, guint file, gboolean *is_below)
{
  const CrowSourceText *text = g_ptr_array_index (self->source->texts, file);
  const char *shown = crow_cli_source_get_path (self->source, file);
  g_autofree char *path = NULL;
  gsize length = strlen (self->folder);

  *is_below = TRUE;
  if (crow_cli_git_is_source (shown) && text->path == NULL)
    return g_strdup (strchr (strchr (shown, ':') + 1, ':') + 1);
  if (text->path == NULL)
    {
      *is_below = FALSE;
      return g_strdup (shown);
    }
  path = g_canonicalize_filename (text->path, self->folder);
  if (strncmp (path, self->folder, length) == 0 && path[length] == '/')
    return g_strdup (path + length + 1);
  *is_below = FALSE;
  return g_steal_pointer (&path);
}

/* A URI reference that is relative must not begin with what looks like a scheme: `a:b.prisma`. */
static char *
build_uri (const char *path)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

  return *path == '/' ? g_strconcat ("file://", escaped, NULL) : g_steal_pointer (&escaped);
}

static void
add_physical (const Log *self, const CrowLocation *location)
{
  JsonBuilder *builder = self->builder;
  gboolean is_below;
  g_autofree char *path = build_path (self, location->file, &is_below);
  g_autofree char *uri = build_uri (path);

  begin_object (builder, "physicalLocation");
  begin_object (builder, "artifactLocation");
  crow_cli_json_add_string (builder, "uri", uri);
  if (is_below)
    crow_cli_json_add_string (builder, "uriBaseId", ROOT);
  json_builder_end_object (builder);
  add_region (builder, self->source->schema, location);
  json_builder_end_object (builder);
}

/* The relation or model of a schema file that a problem is about; a database's as messages say it.
 * (transfer full) (nullable) */
static char *
name_subject (const Log *self, const CrowDiagnostic *diagnostic)
{
  const CrowSchema *schema = self->source->schema;

  if (self->source->prisma == NULL)
    return crow_cli_source_name_subject (self->source, diagnostic);
  if (diagnostic->relation >= 0)
    return g_strdup (crow_schema_get_relation (schema, (guint) diagnostic->relation)->id);
  if (diagnostic->model >= 0)
    return g_strdup (crow_schema_get_model (schema, (guint) diagnostic->model)->name);
  return NULL;
}

/* What it is about, which a database has instead of places (3.33: logicalLocation). */
static void
add_logical (const Log *self, const CrowDiagnostic *diagnostic)
{
  g_autofree char *subject = name_subject (self, diagnostic);
  gboolean is_file = self->source->prisma != NULL;

  if (is_file && subject == NULL)
    return;
  begin_array (self->builder, "logicalLocations");
  json_builder_begin_object (self->builder);
  crow_cli_json_add_string (self->builder, "fullyQualifiedName",
                            subject != NULL ? subject : "database");
  crow_cli_json_add_string (self->builder, "kind",
                            diagnostic->relation >= 0 ? "relation"
                            : subject == NULL         ? "database"
                            : is_file                 ? "model"
                                                      : "table");
  json_builder_end_object (self->builder);
  json_builder_end_array (self->builder);
}

/* The same as long as the problem is: it knows no lines and no bytes. Of several that are alike the
 * how manieth. (3.27.17) */
static void
add_fingerprint (const Log *self, const CrowDiagnostic *diagnostic)
{
  g_autofree char *subject = name_subject (self, diagnostic);
  g_autoptr (GString) text = g_string_new (diagnostic->rule);
  g_autofree char *hash = NULL;
  g_autofree char *print = NULL;
  gboolean is_below;
  guint n;

  if (self->source->prisma != NULL)
    {
      g_autofree char *path = build_path (self, diagnostic->location.file, &is_below);

      g_string_append_printf (text, "\n%s", is_below ? path : "");
    }
  g_string_append_printf (text, "\n%s\n%s", subject != NULL ? subject : "", diagnostic->message);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, -1);
  hash[16] = '\0';
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->seen, hash)) + 1;
  g_hash_table_insert (self->seen, g_strdup (hash), GUINT_TO_POINTER (n));
  print = g_strdup_printf ("%s:%u", hash, n);
  begin_object (self->builder, "partialFingerprints");
  crow_cli_json_add_string (self->builder, FINGERPRINT, print);
  json_builder_end_object (self->builder);
}

static void
add_result (const Log *self, const CrowDiagnostic *diagnostic)
{
  JsonBuilder *builder = self->builder;

  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "ruleId", diagnostic->rule);
  crow_cli_json_add_number (builder, "ruleIndex", find_rule (self, diagnostic->rule));
  crow_cli_json_add_string (builder, "level", get_level (diagnostic->severity));
  add_message (builder, "message", diagnostic->message);
  begin_array (builder, "locations");
  json_builder_begin_object (builder);
  if (self->source->prisma != NULL)
    add_physical (self, &diagnostic->location);
  add_logical (self, diagnostic);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_fingerprint (self, diagnostic);
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
  g_auto (Log) self = { .source = source };
  GPtrArray *diagnostics = source->schema->diagnostics;

  self.builder = json_builder_new ();
  self.rules = collect_rules (source->schema);
  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.folder = g_canonicalize_filename (".", NULL);
  json_builder_begin_object (self.builder);
  crow_cli_json_add_string (self.builder, "$schema", SARIF_SCHEMA);
  crow_cli_json_add_string (self.builder, "version", "2.1.0");
  begin_array (self.builder, "runs");
  json_builder_begin_object (self.builder);
  add_tool (&self);
  if (source->prisma != NULL)
    add_root (self.builder);
  crow_cli_json_add_string (self.builder, "columnKind", "unicodeCodePoints");
  begin_array (self.builder, "results");
  for (guint i = 0; i < diagnostics->len; i++)
    add_result (&self, g_ptr_array_index (diagnostics, i));
  json_builder_end_array (self.builder);
  json_builder_end_object (self.builder);
  json_builder_end_array (self.builder);
  json_builder_end_object (self.builder);
  return crow_cli_print_json (self.builder);
}
