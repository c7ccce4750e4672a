#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-cli-json.h"
#include "crow-cli-source.h"
#include "crow-cli-text.h"
#include "crow-foreign-key.h"
#include "crow-rule-change.h"
#include "crow-source.h"

/* The ten columns of TSV, in order; JSON has the same names. */
enum {
  COLUMN_RELATION,
  COLUMN_TABLE,
  COLUMN_COLUMNS,
  COLUMN_REF_TABLE,
  COLUMN_REF_COLUMNS,
  COLUMN_ON_DELETE,
  COLUMN_ON_UPDATE,
  COLUMN_ON_DELETE_WHY,
  COLUMN_ON_UPDATE_WHY,
  COLUMN_CONSTRAINT,
  N_COLUMNS
};

static const char *const names[N_COLUMNS] = {
  "relation",  "table",     "columns",       "ref_table",     "ref_columns",
  "on_delete", "on_update", "on_delete_why", "on_update_why", "constraint",
};

static void
append_columns (GString *text, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      crow_cli_append_name (text, g_ptr_array_index (columns, i), ".,");
    }
}

static void
append_names (GString *text, const CrowSchema *schema, const CrowForeignKey *key, guint column)
{
  const CrowClause *on_delete = &key->clauses[CROW_EVENT_DELETE];
  const CrowClause *on_update = &key->clauses[CROW_EVENT_UPDATE];

  switch (column)
    {
    case COLUMN_RELATION: /* a database's is written so already */
      g_string_append (text, key->relation_id);
      break;
    case COLUMN_TABLE:
      crow_cli_append_table (text, schema, key->namespace_, key->table);
      break;
    case COLUMN_COLUMNS:
      append_columns (text, key->columns);
      break;
    case COLUMN_REF_TABLE:
      crow_cli_append_table (text, schema, key->ref_namespace, key->ref_table);
      break;
    case COLUMN_REF_COLUMNS:
      append_columns (text, key->ref_columns);
      break;
    case COLUMN_ON_DELETE:
      g_string_append (text, crow_action_get_name (on_delete->action));
      break;
    case COLUMN_ON_UPDATE:
      g_string_append (text, crow_action_get_name (on_update->action));
      break;
    case COLUMN_ON_DELETE_WHY:
      g_string_append (text, crow_reason_get_name (on_delete->reason));
      break;
    case COLUMN_ON_UPDATE_WHY:
      g_string_append (text, crow_reason_get_name (on_update->reason));
      break;
    case COLUMN_CONSTRAINT:
      if (key->constraint != NULL)
        crow_cli_append_name (text, key->constraint, "");
      break;
    }
}

static void
append_cell (GString *text, const CrowSchema *schema, const CrowForeignKey *key, guint column)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  append_names (cell, schema, key, column);
  crow_cli_append_cell (text, cell->str);
}

static char *
print_tsv (const CrowSchema *schema, GPtrArray *keys)
{
  GString *text = g_string_new (NULL);

  for (guint column = 0; column < N_COLUMNS; column++)
    {
      g_string_append (text, names[column]);
      g_string_append_c (text, column + 1 < N_COLUMNS ? '\t' : '\n');
    }
  for (guint i = 0; i < keys->len; i++)
    for (guint column = 0; column < N_COLUMNS; column++)
      {
        append_cell (text, schema, g_ptr_array_index (keys, i), column);
        g_string_append_c (text, column + 1 < N_COLUMNS ? '\t' : '\n');
      }
  return g_string_free (text, FALSE);
}

/* --- for people ----------------------------------------------------------------------------- */

enum {
  SHOWN_RELATION,
  SHOWN_KEY,
  SHOWN_REFERS_TO,
  SHOWN_ON_DELETE,
  SHOWN_ON_UPDATE,
  SHOWN_CONSTRAINT,
  SHOWN_BESIDES,
  N_SHOWN
};

static const char *const titles[N_SHOWN] = {
  "RELATION", "KEY", "REFERS TO", "ON DELETE", "ON UPDATE", "CONSTRAINT", "BESIDES",
};

static void
append_clause (GString *text, const CrowClause *clause)
{
  g_string_append (text, crow_action_get_name (clause->action));
  if (clause->reason == CROW_REASON_DEFAULT || clause->reason == CROW_REASON_FIXED)
    g_string_append_printf (text, " (%s)", crow_reason_get_name (clause->reason));
}

static void
append_word (GString *text, gboolean is_so, const char *word)
{
  if (is_so)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", word);
}

/* What else the database has of it, in the words of SQL. */
static void
append_besides (GString *text, const CrowSchema *schema, const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);

  append_word (text, relation->match == CROW_MATCH_FULL, "MATCH FULL");
  append_word (text, relation->match == CROW_MATCH_PARTIAL, "MATCH PARTIAL");
  append_word (text, relation->set_columns != NULL, "only some columns are set");
  append_word (text, relation->is_deferrable && !relation->is_initially_deferred, "DEFERRABLE");
  append_word (text, relation->is_initially_deferred, "DEFERRABLE INITIALLY DEFERRED");
  append_word (text, relation->is_temporal, "PERIOD");
  append_word (text, !relation->is_enforced, "NOT ENFORCED");
  append_word (text, relation->is_enforced && !relation->is_validated, "NOT VALID");
}

static char *
format_shown (const CrowSchema *schema, const CrowForeignKey *key, guint column)
{
  g_autoptr (GString) text = g_string_new (NULL);

  switch (column)
    {
    case SHOWN_RELATION:
      append_cell (text, schema, key, COLUMN_RELATION);
      break;
    case SHOWN_KEY:
    case SHOWN_REFERS_TO:
      append_cell (text, schema, key, column == SHOWN_KEY ? COLUMN_TABLE : COLUMN_REF_TABLE);
      g_string_append_c (text, '(');
      append_cell (text, schema, key, column == SHOWN_KEY ? COLUMN_COLUMNS : COLUMN_REF_COLUMNS);
      g_string_append_c (text, ')');
      break;
    case SHOWN_ON_DELETE:
      append_clause (text, &key->clauses[CROW_EVENT_DELETE]);
      break;
    case SHOWN_ON_UPDATE:
      append_clause (text, &key->clauses[CROW_EVENT_UPDATE]);
      break;
    case SHOWN_CONSTRAINT:
      append_cell (text, schema, key, COLUMN_CONSTRAINT);
      break;
    case SHOWN_BESIDES:
      append_besides (text, schema, key);
      break;
    }
  return crow_cli_print_visibly (text->str);
}

static char *
print_table (const CrowSchema *schema, GPtrArray *keys)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  /* What Prisma cannot say only a database has. */
  guint n_columns = crow_schema_is_database (schema) ? N_SHOWN : SHOWN_BESIDES;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    g_ptr_array_add (cells, g_strdup (titles[i]));
  for (guint i = 0; i < keys->len; i++)
    for (guint j = 0; j < n_columns; j++)
      g_ptr_array_add (cells, format_shown (schema, g_ptr_array_index (keys, i), j));
  crow_cli_append_rows (text, cells, n_columns);
  return g_string_free (text, FALSE);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void
add_json_cell (JsonBuilder *builder,
               const CrowSchema *schema,
               const CrowForeignKey *key,
               guint column)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (column == COLUMN_COLUMNS)
    crow_cli_json_add_strings (builder, names[column], key->columns);
  else if (column == COLUMN_REF_COLUMNS)
    crow_cli_json_add_strings (builder, names[column], key->ref_columns);
  else if (column == COLUMN_RELATION)
    crow_cli_json_add_string (builder, names[column], key->relation_id);
  else if (column == COLUMN_CONSTRAINT)
    crow_cli_json_add_string (builder, names[column],
                              key->constraint != NULL ? key->constraint : "");
  else
    {
      if (crow_schema_is_database (schema))
        append_names (text, schema, key, column);
      else
        append_cell (text, schema, key, column);
      crow_cli_json_add_string (builder, names[column], text->str);
    }
}

/* What Prisma cannot say. */
static void
add_json_facts (JsonBuilder *builder, const CrowSchema *schema, const CrowForeignKey *key)
{
  static const char *const matches[] = { "simple", "full", "partial" };
  const CrowRelation *relation = crow_schema_get_relation (schema, key->relation);
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; relation->set_columns != NULL && i < relation->set_columns->len; i++)
    {
      guint field = g_array_index (relation->set_columns, guint, i);

      g_ptr_array_add (columns, crow_model_get_field (child, field)->column);
    }
  crow_cli_json_add_string (builder, "match", matches[relation->match]);
  crow_cli_json_add_boolean (builder, "deferrable", relation->is_deferrable);
  crow_cli_json_add_boolean (builder, "initially_deferred", relation->is_initially_deferred);
  crow_cli_json_add_boolean (builder, "validated", relation->is_validated);
  crow_cli_json_add_strings (builder, "set_columns", columns);
}

static char *
print_json (const CrowSchema *schema, GPtrArray *keys)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < keys->len; i++)
    {
      json_builder_begin_object (builder);
      for (guint column = 0; column < N_COLUMNS; column++)
        add_json_cell (builder, schema, g_ptr_array_index (keys, i), column);
      if (crow_schema_is_database (schema))
        add_json_facts (builder, schema, g_ptr_array_index (keys, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return crow_cli_print_json (builder);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const CrowForeignKey *left = *(const CrowForeignKey *const *) a;
  const CrowForeignKey *right = *(const CrowForeignKey *const *) b;
  int order = g_strcmp0 (left->namespace_, right->namespace_);

  if (order == 0)
    order = strcmp (left->table, right->table);
  return order != 0 ? order : g_strcmp0 (left->constraint, right->constraint);
}

/* --- by the rules of another version of Prisma ---------------------------------------------- */

static const char *const change_names[] = {
  "relation", "on_delete", "on_update", "on_delete_then", "on_update_then", NULL,
};

static const char *const change_titles[] = { "RELATION", "ON DELETE", "ON UPDATE" };

/* Cells of a change, as in change_names. */
static const char *
get_change_cell (const CrowSchema *schema, const CrowRuleChange *change, guint column)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, change->relation);

  if (column == 0)
    return relation->id;
  if (column <= CROW_N_EVENTS)
    return crow_action_get_name (relation->clauses[column - 1].action);
  return crow_action_get_name (change->actions[column - 1 - CROW_N_EVENTS]);
}

static char *
print_changes_tsv (const CrowSchema *schema, GArray *changes)
{
  g_autofree char *head = g_strjoinv ("\t", (char **) change_names);
  GString *text = g_string_new (head);

  g_string_append_c (text, '\n');
  for (guint i = 0; i < changes->len; i++)
    for (guint column = 0; change_names[column] != NULL; column++)
      {
        crow_cli_append_cell (text,
                              get_change_cell (schema, &g_array_index (changes, CrowRuleChange, i),
                                               column));
        g_string_append_c (text, change_names[column + 1] != NULL ? '\t' : '\n');
      }
  return g_string_free (text, FALSE);
}

static char *
print_changes_json (const CrowSchema *schema, GArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    {
      const CrowRuleChange *change = &g_array_index (changes, CrowRuleChange, i);

      json_builder_begin_object (builder);
      for (guint column = 0; change_names[column] != NULL; column++)
        crow_cli_json_add_string (builder, change_names[column],
                                  get_change_cell (schema, change, column));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return crow_cli_print_json (builder);
}

/* `Restrict → NoAction` */
static char *
print_changes_table (const CrowSchema *schema, GArray *changes)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (change_titles); i++)
    g_ptr_array_add (cells, g_strdup (change_titles[i]));
  for (guint i = 0; i < changes->len; i++)
    {
      const CrowRuleChange *change = &g_array_index (changes, CrowRuleChange, i);
      const CrowRelation *relation = crow_schema_get_relation (schema, change->relation);

      g_ptr_array_add (cells, crow_cli_print_visibly (relation->id));
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        {
          const char *now = crow_action_get_name (relation->clauses[event].action);
          const char *then = crow_action_get_name (change->actions[event]);

          g_ptr_array_add (cells,
                           now == then ? g_strdup (now) : g_strconcat (now, " → ", then, NULL));
        }
    }
  crow_cli_append_rows (text, cells, G_N_ELEMENTS (change_titles));
  return g_string_free (text, FALSE);
}

static char *
print_changes (const CrowSchema *schema, const char *version, const char *format)
{
  CrowRules rules = CROW_RULES_DEFAULT;
  g_autoptr (GArray) changes = NULL;

  crow_rules_from_name (version, &rules);
  changes = crow_schema_list_rule_changes (schema, rules);
  if (g_strcmp0 (format, "tsv") == 0)
    return print_changes_tsv (schema, changes);
  if (g_strcmp0 (format, "json") == 0)
    return print_changes_json (schema, changes);
  return print_changes_table (schema, changes);
}

/* --- for git diff ---------------------------------------------------------------------------- */

static void
append_conversion (GString *text, const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *visible = NULL;

  g_string_append_printf (line, "%s to %s: on delete ", relation->id, parent->name);
  append_clause (line, &relation->clauses[CROW_EVENT_DELETE]);
  g_string_append (line, ", on update ");
  append_clause (line, &relation->clauses[CROW_EVENT_UPDATE]);
  visible = crow_cli_print_visibly (line->str);
  g_string_append_printf (text, "// %s\n", visible);
}

/* The text as it is, so that its lines keep their numbers, then what it means. */
static char *
print_conversion (const CrowCliSource *source)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < source->texts->len; i++)
    {
      const CrowSourceText *file = g_ptr_array_index (source->texts, i);
      gsize length;
      const char *data = g_bytes_get_data (file->content, &length);

      if (data != NULL)
        g_string_append_len (text, data, (gssize) length);
      if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
    }
  if (source->schema->relations->len > 0)
    g_string_append (text, "\n// The actions in force, by crowsfoot-cli:\n");
  for (guint i = 0; i < source->schema->relations->len; i++)
    append_conversion (text, source->schema, crow_schema_get_relation (source->schema, i));
  return g_string_free (text, FALSE);
}

/* Git gives up on the whole diff where this fails: what cannot be read as a schema is shown as it
 * is. The file lies under a name of git's, so that the package.json is that of the current folder,
 * which git makes the root of the work tree. */
static CrowExit
convert (const CrowArguments *arguments, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource) source = crow_cli_source_read_part (arguments, path, ".", &error);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GBytes) bytes = NULL;

  if (source != NULL)
    {
      crow_cli_source_complete (source, NULL);
      text = print_conversion (source);
      return crow_cli_write (arguments, text, CROW_EXIT_DONE);
    }
  if (!g_file_get_contents (path, &text, &length, NULL))
    return crow_cli_report (error);
  bytes = g_bytes_new (text, length);
  return crow_cli_write_bytes (arguments, bytes, CROW_EXIT_DONE);
}

/* Two of the options are for texts. NULL: the command line can be meant so. */
static const char *
find_mistake (const CrowArguments *arguments)
{
  if (!crow_cli_source_is_database (crow_arguments_get_argument (arguments, 0)))
    return NULL;
  if (crow_arguments_has (arguments, "compare"))
    return "--compare is for schema files: a database's actions are not left to Prisma's rules";
  if (crow_arguments_has (arguments, "textconv"))
    return "--textconv is for a schema file that git hands over";
  return NULL;
}

static char *
print_keys (const CrowSchema *schema, GPtrArray *keys, const char *format)
{
  if (g_strcmp0 (format, "tsv") == 0)
    return print_tsv (schema, keys);
  if (g_strcmp0 (format, "json") == 0)
    return print_json (schema, keys);
  return print_table (schema, keys);
}

static CrowExit
run (const CrowArguments *arguments)
{
  const char *format = crow_arguments_get (arguments, "format");
  const char *version = crow_arguments_get (arguments, "compare");
  const char *name = crow_arguments_get_argument (arguments, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource) source = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  g_autofree char *text = NULL;
  gboolean is_damaged;

  if (find_mistake (arguments) != NULL)
    {
      error = g_error_new_literal (CROW_USAGE_ERROR, 0, find_mistake (arguments));
      return crow_cli_report_usage ("relations", error);
    }
  if (crow_arguments_has (arguments, "textconv"))
    return convert (arguments, name);
  source = crow_cli_source_read (arguments, name, &error);
  if (source == NULL)
    return crow_cli_report_usage ("relations", error);
  is_damaged = crow_cli_source_report_damage (source);
  keys = crow_schema_list_foreign_keys (source->schema);
  if (crow_schema_is_database (source->schema)) /* schema order means nothing there */
    g_ptr_array_sort (keys, compare_keys);
  text = version != NULL ? print_changes (source->schema, version, format)
                         : print_keys (source->schema, keys, format);
  return crow_cli_write (arguments, text, is_damaged ? CROW_EXIT_FOUND : CROW_EXIT_DONE);
}

static const CrowOption options[] = {
  { "format", 0, CROW_OPTION_CHOICE, "table|tsv|json", "how to print (default table)" },
  { "compare", 0, CROW_OPTION_CHOICE, "6|7|8", "only what another version of Prisma changes" },
  { "textconv", 0, CROW_OPTION_FLAG, NULL, "the text, and the actions in force: for git diff" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_relations = {
  "relations",
  "SOURCE [--format=table|tsv|json] [--compare=6|7|8]",
  "every relation with its effective actions",
  "Of a damaged schema it prints what could be read, and exits with 1.\n"
  "\n"
  "--compare=8 lists every relation whose meaning an upgrade to Prisma 8 changes, and what\n"
  "it is then; `set SOURCE --pin-defaults` writes out what it is now. What is known of\n"
  "Prisma 8 was read in the documents of its release candidates; no engine of it was run.\n"
  "\n"
  "Of a database `relation` is table.constraint, a table outside `public` is written\n"
  "namespace.table, and JSON has `match`, `deferrable`, `initially_deferred`, `validated`\n"
  "and `set_columns` (those that ON DELETE SET NULL or SET DEFAULT sets; empty: all of the\n"
  "key) besides. What could not be read goes to standard error.\n"
  "\n"
  "--textconv is for git diff: the file's own text, then the actions in force as comments, so\n"
  "that a diff tells where a default comes to mean something else. A file of several is\n"
  "enough, and the exit status is 0 whatever the file holds.\n",
  options,
  1,
  1,
  run,
};
