#include <json-glib/json-glib.h>
#include <string.h>

#include "crow-cli-json.h"
#include "crow-cli-source.h"
#include "crow-foreign-key.h"

#define PUBLIC "public" /* the namespace that is never said */

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

/* `\t`, `\n` and `\\`, and each of @hidden behind a backslash. */
static void
append_escaped (GString *text, const char *name, const char *hidden)
{
  for (const char *at = name; *at != '\0'; at++)
    if (*at == '\t')
      g_string_append (text, "\\t");
    else if (*at == '\n')
      g_string_append (text, "\\n");
    else
      {
        if (*at == '\\' || strchr (hidden, *at) != NULL)
          g_string_append_c (text, '\\');
        g_string_append_c (text, *at);
      }
}

static void
append_table (GString *text, const CrowSchema *schema, const char *namespace_, const char *table)
{
  if (namespace_ != NULL && strcmp (namespace_, PUBLIC) != 0 && schema->namespaces->len != 1)
    {
      append_escaped (text, namespace_, ".,");
      g_string_append_c (text, '.');
    }
  append_escaped (text, table, ".,");
}

static void
append_columns (GString *text, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_escaped (text, g_ptr_array_index (columns, i), ".,");
    }
}

static void
append_cell (GString *text, const CrowSchema *schema, const CrowForeignKey *key, guint column)
{
  const CrowClause *on_delete = &key->clauses[CROW_EVENT_DELETE];
  const CrowClause *on_update = &key->clauses[CROW_EVENT_UPDATE];

  switch (column)
    {
    case COLUMN_RELATION:
      append_escaped (text, key->relation_id, "");
      break;
    case COLUMN_TABLE:
      append_table (text, schema, key->namespace_, key->table);
      break;
    case COLUMN_COLUMNS:
      append_columns (text, key->columns);
      break;
    case COLUMN_REF_TABLE:
      append_table (text, schema, key->ref_namespace, key->ref_table);
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
        append_escaped (text, key->constraint, "");
      break;
    }
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
  N_SHOWN
};

static const char *const titles[N_SHOWN] = {
  "RELATION", "KEY", "REFERS TO", "ON DELETE", "ON UPDATE", "CONSTRAINT",
};

static void
append_clause (GString *text, const CrowClause *clause)
{
  g_string_append (text, crow_action_get_name (clause->action));
  if (clause->reason == CROW_REASON_DEFAULT || clause->reason == CROW_REASON_FIXED)
    g_string_append_printf (text, " (%s)", crow_reason_get_name (clause->reason));
}

/* A terminal would obey control characters, and show what follows a mark of direction elsewhere. */
static gboolean
is_obeyed (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static char *
print_visibly (const char *text)
{
  GString *visible = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (is_obeyed (c))
        g_string_append_printf (visible, "\\u%04x", c);
      else
        g_string_append_unichar (visible, c);
    }
  return g_string_free (visible, FALSE);
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
    }
  return print_visibly (text->str);
}

/* Cells of a terminal. */
static guint
measure (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
append_row (GString *text, const char *const *cells, const guint *widths)
{
  guint last = N_SHOWN;

  while (last > 0 && *cells[last - 1] == '\0')
    last--;
  for (guint i = 0; i < last; i++)
    {
      g_string_append (text, cells[i]);
      for (guint n = measure (cells[i]); i + 1 < last && n < widths[i] + 2; n++)
        g_string_append_c (text, ' ');
    }
  g_string_append_c (text, '\n');
}

static char *
print_table (const CrowSchema *schema, GPtrArray *keys)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);
  guint widths[N_SHOWN] = { 0 };

  for (guint i = 0; i < N_SHOWN; i++)
    g_ptr_array_add (cells, g_strdup (titles[i]));
  for (guint i = 0; i < keys->len; i++)
    for (guint j = 0; j < N_SHOWN; j++)
      g_ptr_array_add (cells, format_shown (schema, g_ptr_array_index (keys, i), j));
  for (guint i = 0; i < cells->len; i++)
    widths[i % N_SHOWN] = MAX (widths[i % N_SHOWN], measure (g_ptr_array_index (cells, i)));
  for (guint i = 0; i < cells->len; i += N_SHOWN)
    append_row (text, (const char *const *) &cells->pdata[i], widths);
  return g_string_free (text, FALSE);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void
add_json_columns (JsonBuilder *builder, GPtrArray *columns)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < columns->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (columns, i));
  json_builder_end_array (builder);
}

static void
add_json_table (JsonBuilder *builder,
                const CrowSchema *schema,
                const char *namespace_,
                const char *table)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_table (text, schema, namespace_, table);
  json_builder_add_string_value (builder, text->str);
}

static void
add_json_cell (JsonBuilder *builder,
               const CrowSchema *schema,
               const CrowForeignKey *key,
               guint column)
{
  json_builder_set_member_name (builder, names[column]);
  if (column == COLUMN_COLUMNS)
    add_json_columns (builder, key->columns);
  else if (column == COLUMN_REF_COLUMNS)
    add_json_columns (builder, key->ref_columns);
  else if (column == COLUMN_TABLE)
    add_json_table (builder, schema, key->namespace_, key->table);
  else if (column == COLUMN_REF_TABLE)
    add_json_table (builder, schema, key->ref_namespace, key->ref_table);
  else if (column == COLUMN_RELATION)
    json_builder_add_string_value (builder, key->relation_id);
  else if (column == COLUMN_CONSTRAINT)
    json_builder_add_string_value (builder, key->constraint != NULL ? key->constraint : "");
  else
    {
      g_autoptr (GString) text = g_string_new (NULL);

      append_cell (text, schema, key, column);
      json_builder_add_string_value (builder, text->str);
    }
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
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return crow_cli_print_json (builder);
}

static CrowExit
run (const CrowArguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource)
      source = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  const char *format = crow_arguments_get (arguments, "format");
  g_autoptr (GPtrArray) keys = NULL;
  g_autofree char *text = NULL;
  gboolean is_damaged;

  if (source == NULL)
    return crow_cli_report_usage ("relations", error);
  is_damaged = crow_cli_source_report_damage (source);
  keys = crow_schema_list_foreign_keys (source->schema);
  if (g_strcmp0 (format, "tsv") == 0)
    text = print_tsv (source->schema, keys);
  else if (g_strcmp0 (format, "json") == 0)
    text = print_json (source->schema, keys);
  else
    text = print_table (source->schema, keys);
  return crow_cli_write (arguments, text, is_damaged ? CROW_EXIT_FOUND : CROW_EXIT_DONE);
}

static const CrowOption options[] = {
  { "format", 0, CROW_OPTION_CHOICE, "table|tsv|json", "how to print (default table)" },
  CROW_SCHEMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_relations = {
  "relations",
  "SOURCE [--format=table|tsv|json]",
  "every relation with its effective actions",
  "Of a damaged schema it prints what could be read, and exits with 1.\n",
  options,
  1,
  1,
  run,
};
