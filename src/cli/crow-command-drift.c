#include <string.h>

#include "crow-cli-json.h"
#include "crow-cli-source.h"
#include "crow-cli-text.h"
#include "crow-drift.h"

static const char *const statuses[] = { "equal", "differs", "only_schema", "only_database" };

static const CrowForeignKey *
get_key (const GPtrArray *keys, int index)
{
  return index >= 0 ? g_ptr_array_index (keys, (guint) index) : NULL;
}

/* The relation as its own source calls it; the schema's name first. */
static const char *
get_relation (const CrowDrift *drift, const CrowDriftItem *item)
{
  const CrowForeignKey *key = get_key (drift->schema_keys, item->schema_key);

  if (key == NULL)
    key = get_key (drift->database_keys, item->database_key);
  return key->relation_id;
}

/* Where it lies in the database, or would. */
static char *
build_table (const CrowDrift *drift, const CrowDriftItem *item)
{
  const CrowForeignKey *key = get_key (drift->database_keys, item->database_key);
  const CrowSchema *schema = key != NULL ? drift->database : drift->schema;
  GString *text = g_string_new (NULL);

  if (key == NULL)
    key = get_key (drift->schema_keys, item->schema_key);
  crow_cli_append_table (text, schema, key->namespace_, key->table);
  return g_string_free (text, FALSE);
}

static const char *
get_constraint (const CrowDrift *drift, const CrowDriftItem *item)
{
  const CrowForeignKey *key = get_key (drift->database_keys, item->database_key);

  if (key == NULL)
    key = get_key (drift->schema_keys, item->schema_key);
  return key->constraint != NULL ? key->constraint : "";
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void
add_item (JsonBuilder *builder, const CrowDrift *drift, const CrowDriftItem *item)
{
  g_autofree char *table = build_table (drift, item);

  json_builder_begin_object (builder);
  crow_cli_json_add_string (builder, "relation", get_relation (drift, item));
  crow_cli_json_add_string (builder, "table", table);
  crow_cli_json_add_string (builder, "constraint", get_constraint (drift, item));
  crow_cli_json_add_string (builder, "status", statuses[item->kind]);
  json_builder_set_member_name (builder, "differences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *difference = g_ptr_array_index (item->differences, i);

      json_builder_begin_object (builder);
      crow_cli_json_add_string (builder, "clause", difference->clause);
      crow_cli_json_add_string (builder, "schema", difference->schema);
      crow_cli_json_add_string (builder, "database", difference->database);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crow_cli_json_add_strings (builder, "unsayable", item->unsayable);
  json_builder_end_object (builder);
}

static char *
print_json (const CrowDrift *drift)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  crow_cli_json_add_number (builder, "equal", crow_drift_count (drift, CROW_DRIFT_EQUAL));
  json_builder_set_member_name (builder, "items");
  json_builder_begin_array (builder);
  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);

      if (item->kind != CROW_DRIFT_EQUAL || item->unsayable->len > 0)
        add_item (builder, drift, item);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return crow_cli_print_json (builder);
}

/* --- for people ----------------------------------------------------------------------------- */

#define N_CELLS 4 /* a margin, the relation, its constraint, what is to be said of it */

static void
add_row (GPtrArray *cells, const CrowDrift *drift, const CrowDriftItem *item, const char *remark)
{
  g_autofree char *table = build_table (drift, item);
  g_autofree char *place = g_strdup_printf ("%s.%s", table, get_constraint (drift, item));
  const char *relation = get_relation (drift, item);

  g_ptr_array_add (cells, g_strdup (""));
  g_ptr_array_add (cells, crow_cli_print_visibly (relation));
  g_ptr_array_add (cells,
                   strcmp (relation, place) != 0 ? crow_cli_print_visibly (place) : g_strdup (""));
  g_ptr_array_add (cells, crow_cli_print_visibly (remark));
}

static void
add_differences (GPtrArray *cells, const CrowDrift *drift, const CrowDriftItem *item)
{
  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *difference = g_ptr_array_index (item->differences, i);
      g_autofree char *remark = g_strdup_printf ("%s: %s in the schema, %s in the database",
                                                 difference->clause, difference->schema,
                                                 difference->database);

      add_row (cells, drift, item, remark);
    }
}

static void
append_group (GString *text, const char *title, const GPtrArray *cells)
{
  if (cells->len == 0)
    return;
  g_string_append_printf (text, "%s:\n", title);
  crow_cli_append_rows (text, cells, N_CELLS);
  g_string_append_c (text, '\n');
}

static void
append_kind (GString *text, const CrowDrift *drift, CrowDriftKind kind, const char *title)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);

      if (item->kind != kind)
        continue;
      if (kind == CROW_DRIFT_DIFFERS)
        add_differences (cells, drift, item);
      else
        add_row (cells, drift, item, "");
    }
  append_group (text, title, cells);
}

static void
append_unsayable (GString *text, const CrowDrift *drift)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);

      for (guint j = 0; j < item->unsayable->len; j++)
        add_row (cells, drift, item, g_ptr_array_index (item->unsayable, j));
    }
  append_group (text, "In the database, and cannot be said in Prisma (no difference)", cells);
}

static char *
print_text (const CrowDrift *drift)
{
  GString *text = g_string_new (NULL);

  append_kind (text, drift, CROW_DRIFT_DIFFERS, "Differs");
  append_kind (text, drift, CROW_DRIFT_ONLY_SCHEMA, "Only in the schema");
  append_kind (text, drift, CROW_DRIFT_ONLY_DATABASE, "Only in the database");
  append_unsayable (text, drift);
  g_string_append_printf (text,
                          "%u equal, %u differ, %u only in the schema, %u only in the "
                          "database\n",
                          crow_drift_count (drift, CROW_DRIFT_EQUAL),
                          crow_drift_count (drift, CROW_DRIFT_DIFFERS),
                          crow_drift_count (drift, CROW_DRIFT_ONLY_SCHEMA),
                          crow_drift_count (drift, CROW_DRIFT_ONLY_DATABASE));
  return g_string_free (text, FALSE);
}

/* --- the command ---------------------------------------------------------------------------- */

static CrowExit
refuse_usage (const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (CROW_USAGE_ERROR, 0, message);

  return crow_cli_report_usage ("drift", error);
}

/* NULL: a schema and a database, in this order. */
static const char *
find_mistake (const CrowArguments *arguments)
{
  gboolean is_first = crow_cli_source_is_database (crow_arguments_get_argument (arguments, 0));
  gboolean is_second = crow_cli_source_is_database (crow_arguments_get_argument (arguments, 1));

  if (is_first && is_second)
    return "SCHEMA is a file or folder, and two databases were given: diff compares those";
  if (is_first)
    return "the schema comes first, the database second: drift SCHEMA DATABASE";
  if (!is_second)
    return "DATABASE is a connection (postgresql://… or \"key=value …\"), and two schemas were "
           "given: diff compares those";
  return NULL;
}

static gboolean
differs (const CrowDrift *drift)
{
  return crow_drift_count (drift, CROW_DRIFT_EQUAL) < drift->items->len;
}

static CrowExit
compare (const CrowArguments *arguments, const CrowCliSource *schema, const CrowCliSource *database)
{
  g_autoptr (CrowDrift) drift = crow_drift_new (schema->schema, database->schema);
  g_autofree char *text = g_strcmp0 (crow_arguments_get (arguments, "format"), "json") == 0
                              ? print_json (drift)
                              : print_text (drift);

  for (guint i = 0; i < drift->notes->len; i++) /* what was not compared: no drift, but no proof */
    crow_cli_print_message ("%s", (const char *) g_ptr_array_index (drift->notes, i));
  return crow_cli_write (arguments, text, differs (drift) ? CROW_EXIT_FOUND : CROW_EXIT_DONE);
}

static CrowExit
run (const CrowArguments *arguments)
{
  const char *mistake = find_mistake (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource) schema = NULL;
  g_autoptr (CrowCliSource) database = NULL;

  if (mistake != NULL)
    return refuse_usage (mistake);
  schema = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  if (schema == NULL)
    return crow_cli_report_usage ("drift", error);
  if (crow_cli_source_report_damage (schema))
    {
      crow_cli_print_message ("the schema is invalid: there is nothing to compare");
      return CROW_EXIT_FOUND;
    }
  if (schema->schema->provider != CROW_PROVIDER_POSTGRESQL &&
      schema->schema->provider != CROW_PROVIDER_COCKROACHDB)
    return refuse_usage ("the schema's provider is not postgresql, and the database is");
  database = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 1), &error);
  if (database == NULL)
    return crow_cli_report_usage ("drift", error);
  return compare (arguments, schema, database);
}

static const CrowOption options[] = {
  { "format", 0, CROW_OPTION_CHOICE, "text|json", "how to print (default text)" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_drift = {
  "drift",
  "SCHEMA DATABASE [--format=text|json]",
  "relation by relation, where a schema and a database disagree",
  "SCHEMA is a file, a folder or -, DATABASE a connection. Exits with 1 if they disagree. What\n"
  "Prisma cannot express (DEFERRABLE, MATCH FULL, …) is listed apart and is no difference.\n"
  "The SQL that takes the schema's side: " CROW_CLI_NAME " diff DATABASE SCHEMA.\n"
  "\n"
  "JSON is {\"equal\": n, \"items\": [{\"relation\", \"table\", \"constraint\", \"status\",\n"
  "\"differences\": [{\"clause\", \"schema\", \"database\"}], \"unsayable\": [text]}]}; `status` "
  "is\n"
  "differs, only_schema, only_database, or equal, where there is something unsayable.\n",
  options,
  2,
  2,
  run,
};
