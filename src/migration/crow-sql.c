#include "crow-sql-private.h"

#include <string.h>

static GString *
start_step (const char *title, const char *namespace_, const char *table)
{
  GString *sql = g_string_new (title);

  g_string_append (sql, "\nALTER TABLE ");
  crow_sql_append_table (sql, namespace_, table);
  return sql;
}

/**
 * crow_sql_drop_foreign_key:
 * @key: a foreign key that the database has
 *
 * Returns: (transfer full): the step that drops it
 */
char *
crow_sql_drop_foreign_key (const CrowForeignKey *key)
{
  GString *sql = start_step ("-- DropForeignKey", key->namespace_, key->table);

  g_string_append (sql, " DROP CONSTRAINT ");
  crow_sql_append_identifier (sql, key->constraint);
  g_string_append (sql, ";\n");
  return g_string_free (sql, FALSE);
}

/**
 * crow_sql_add_foreign_key:
 * @key: a foreign key that the database is to get; its actions are known ones
 *
 * Returns: (transfer full): the step that adds it, both actions written
 */
char *
crow_sql_add_foreign_key (const CrowForeignKey *key)
{
  GString *sql = start_step ("-- AddForeignKey", key->namespace_, key->table);

  g_string_append (sql, " ADD CONSTRAINT ");
  crow_sql_append_identifier (sql, key->constraint);
  g_string_append (sql, " FOREIGN KEY ");
  crow_sql_append_columns (sql, key->columns);
  g_string_append (sql, " REFERENCES ");
  crow_sql_append_table (sql, key->ref_namespace, key->ref_table);
  crow_sql_append_columns (sql, key->ref_columns);
  g_string_append_printf (sql, " ON DELETE %s ON UPDATE %s;\n",
                          crow_action_get_sql (key->clauses[CROW_EVENT_DELETE].action),
                          crow_action_get_sql (key->clauses[CROW_EVENT_UPDATE].action));
  return g_string_free (sql, FALSE);
}

/**
 * crow_sql_rename_foreign_key:
 * @before: the key as it is
 * @after: the same key with another name
 *
 * Returns: (transfer full): the step that renames it
 */
char *
crow_sql_rename_foreign_key (const CrowForeignKey *before, const CrowForeignKey *after)
{
  GString *sql = start_step ("-- RenameForeignKey", before->namespace_, before->table);

  g_string_append (sql, " RENAME CONSTRAINT ");
  crow_sql_append_identifier (sql, before->constraint);
  g_string_append (sql, " TO ");
  crow_sql_append_identifier (sql, after->constraint);
  g_string_append (sql, ";\n");
  return g_string_free (sql, FALSE);
}

static gboolean
is_number_type (const char *type)
{
  static const char *const names[] = { "Int", "BigInt", "Float", "Decimal", NULL };

  return g_strv_contains (names, type);
}

static gboolean
is_number (const char *text)
{
  gsize length = strspn (text + (*text == '-'), "0123456789.");

  return length > 0 && text[(*text == '-') + length] == '\0';
}

/* A string without escapes: `"…"`. */
static gboolean
is_plain_string (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && text[0] == '"' && text[length - 1] == '"' && strchr (text, '\\') == NULL;
}

static char *
quote_literal (const char *text, gsize length)
{
  GString *sql = g_string_new ("'");

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\'')
        g_string_append_c (sql, '\'');
      g_string_append_c (sql, text[i]);
    }
  g_string_append_c (sql, '\'');
  return g_string_free (sql, FALSE);
}

/* The expression in `dbgenerated("…")`, without escapes; NULL: none. */
static char *
make_generated (const char *text)
{
  gsize head = strlen ("dbgenerated(\"");
  gsize length = strlen (text);

  if (!g_str_has_prefix (text, "dbgenerated(\"") || !g_str_has_suffix (text, "\")") ||
      length <= head + 2 || strchr (text, '\\') != NULL)
    return NULL;
  return g_strndup (text + head, length - head - 2);
}

/**
 * crow_sql_make_default:
 * @field: a field
 *
 * Numbers, booleans, now(), dbgenerated("…") and plain strings; nothing else yet.
 *
 * Returns: (transfer full) (nullable): the expression after SET DEFAULT, or %NULL
 */
char *
crow_sql_make_default (const CrowField *field)
{
  const char *text = field->default_value;

  if (text == NULL || field->kind != CROW_TYPE_SCALAR || field->arity == CROW_ARITY_LIST)
    return NULL;
  if (g_str_has_prefix (text, "dbgenerated("))
    return make_generated (text);
  if (is_number_type (field->type) && is_number (text))
    return g_strdup (text);
  if (strcmp (field->type, "Boolean") == 0 &&
      (strcmp (text, "true") == 0 || strcmp (text, "false") == 0))
    return g_strdup (text);
  if (strcmp (field->type, "DateTime") == 0 && strcmp (text, "now()") == 0)
    return g_strdup ("CURRENT_TIMESTAMP");
  if (strcmp (field->type, "String") == 0 && is_plain_string (text))
    return quote_literal (text + 1, strlen (text) - 2);
  return NULL;
}
