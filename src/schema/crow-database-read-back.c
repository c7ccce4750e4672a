#include "crow-database-private.h"

#include <string.h>

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The server's own, where a type's precision or length is left open. */
static void
close_type (CrowColumnType *type)
{
  static const char *const lengths[] = { "Char", "Bit", NULL };
  static const char *const precisions[] = { "Timestamp", "Timestamptz", "Time", "Timetz", NULL };
  const char *argument = NULL;

  if (type->name == NULL || type->n_arguments > 0)
    return;
  if (g_strv_contains (lengths, type->name))
    argument = "1";
  else if (g_strv_contains (precisions, type->name))
    argument = "6";
  if (argument == NULL)
    return;
  type->arguments[0] = g_strdup (argument);
  type->n_arguments = 1;
}

static void
set_value (CrowColumn *column, CrowDefault *value)
{
  crow_default_free (column->value);
  column->value = value;
}

/* A default of which the engine knows only the text. */
static void
set_expression (CrowColumn *column, char *expression)
{
  CrowDefault *value = crow_default_new (CROW_DEFAULT_DBGENERATED);

  value->expression = expression;
  set_value (column, value);
}

static void
set_constant (CrowColumn *column, CrowValueKind kind, const char *text)
{
  CrowDefault *value = crow_default_new (CROW_DEFAULT_VALUE);

  crow_default_add_value (value, kind, text);
  set_value (column, value);
}

/* The server prints it without quotes, and the engine reads no name that begins so. */
static gboolean
is_unreadable_name (const char *name)
{
  return name != NULL && *name == '_' &&
         strspn (name, "_abcdefghijklmnopqrstuvwxyz0123456789") == strlen (name);
}

static void
read_back_sequence (const CrowTable *table, CrowColumn *column)
{
  g_autofree char *name = g_strdup_printf ("%s_%s_seq", table->name, column->name);

  if (!is_unreadable_name (name) && !is_unreadable_name (table->namespace_))
    return;
  column->is_auto_increment = FALSE;
  set_expression (column, g_strdup_printf ("nextval('%s'::regclass)", name));
}

static gboolean
is_whole_number (const char *text)
{
  return strchr (text, '.') == NULL;
}

static gboolean
is_beyond_int (const char *text)
{
  gint64 number = g_ascii_strtoll (text, NULL, 10);

  return number > G_MAXINT32 || number < G_MININT32;
}

/* The server casts each member of an array whose literal is of another type, and with a cast the
 * engine reads only a number that needs no quotes. */
static gboolean
is_unreadable_member (const CrowColumnType *type, const char *text)
{
  static const char *const others[] = { "SmallInt", "BigInt", "Oid", "Uuid", NULL };
  gboolean is_quoted = is_whole_number (text) && (*text == '-' || is_beyond_int (text));

  if (type->name != NULL && g_strv_contains (others, type->name))
    return TRUE;
  if (type->family == CROW_FAMILY_FLOAT)
    return is_quoted || *text == '-';
  return type->family == CROW_FAMILY_DECIMAL && is_quoted;
}

static void
read_back_values (CrowColumn *column)
{
  const CrowDefault *value = column->value;
  gboolean is_uuid = g_strcmp0 (column->type.name, "Uuid") == 0;

  for (guint i = 0; i < value->values->len; i++)
    {
      const char *text = ((const CrowValue *) g_ptr_array_index (value->values, i))->text;

      if (!value->is_list && is_uuid)
        {
          set_expression (column, g_strdup_printf ("'%s'::uuid", text));
          return;
        }
      if (value->is_list && is_unreadable_member (&column->type, text))
        {
          set_expression (column, g_strdup ("ARRAY"));
          return;
        }
    }
}

static gboolean
is_number (const char *text)
{
  text += *text == '-';
  return *text != '\0' && strspn (text, "0123456789.") == strlen (text);
}

/* What the engine makes of an expression of the column's type; FALSE: no more than its text. */
static gboolean
read_back_constant (CrowColumn *column, const char *expression)
{
  g_autofree char *literal = crow_expression_dup_literal (expression);
  gboolean is_uuid = g_strcmp0 (column->type.name, "Uuid") == 0;

  switch (column->type.family)
    {
    case CROW_FAMILY_DATETIME:
      if (g_ascii_strcasecmp (expression, "now()") != 0 &&
          g_ascii_strcasecmp (expression, "CURRENT_TIMESTAMP") != 0)
        return FALSE;
      set_value (column, crow_default_new (CROW_DEFAULT_NOW));
      return TRUE;
    case CROW_FAMILY_STRING:
    case CROW_FAMILY_JSON:
    case CROW_FAMILY_ENUM:
      if (literal == NULL || is_uuid)
        return FALSE;
      set_constant (column, CROW_VALUE_STRING, literal);
      return TRUE;
    case CROW_FAMILY_INT:
    case CROW_FAMILY_BIGINT:
    case CROW_FAMILY_FLOAT:
    case CROW_FAMILY_DECIMAL:
      if (!is_number (literal != NULL ? literal : expression))
        return FALSE;
      set_constant (column, CROW_VALUE_NUMBER, literal != NULL ? literal : expression);
      return TRUE;
    case CROW_FAMILY_BOOLEAN:
      if (g_ascii_strcasecmp (expression, "true") != 0 &&
          g_ascii_strcasecmp (expression, "false") != 0)
        return FALSE;
      set_constant (column, CROW_VALUE_CONSTANT, expression);
      return TRUE;
    case CROW_FAMILY_BYTES:
      if (literal == NULL)
        return FALSE;
      set_expression (column, g_strdup_printf ("(%s)", expression)); /* bytes, no expression */
      return TRUE;
    case CROW_FAMILY_UNSUPPORTED:
    default:
      return FALSE;
    }
}

static void
read_back_expression (CrowColumn *column)
{
  g_autofree char *expression = g_strdup (column->value->expression);

  if (expression == NULL || *expression == '\0')
    set_value (column, NULL);
  else if (g_ascii_strncasecmp (expression, "NULL", 4) == 0)
    set_value (column, NULL);
  else if (column->arity != CROW_ARITY_LIST && read_back_constant (column, expression))
    return;
  else if (column->arity == CROW_ARITY_LIST || !crow_expression_is_plain (expression))
    set_expression (column, g_strdup_printf ("(%s)", expression)); /* but not as it is written */
}

static void
read_back_postgres_column (const CrowTable *table, CrowColumn *column)
{
  close_type (&column->type);
  if (column->value == NULL)
    return;
  if (column->value->kind == CROW_DEFAULT_AUTOINCREMENT)
    read_back_sequence (table, column);
  else if (column->value->kind == CROW_DEFAULT_VALUE)
    read_back_values (column);
  else if (column->value->kind == CROW_DEFAULT_DBGENERATED)
    read_back_expression (column);
}

/* An operator class that is not one of Prisma's own is another one to the engine each time. */
static void
read_back_postgres_index (CrowIndex *index)
{
  for (guint i = 0; i < index->columns->len; i++)
    {
      CrowIndexColumn *column = &g_array_index (index->columns, CrowIndexColumn, i);

      if (!column->is_raw_class)
        continue;
      column->is_raw_class = FALSE;
      g_clear_pointer (&column->operator_class, g_free);
    }
}

/* Those that the SQL made, and the one that is always there. */
static void
read_back_namespaces (CrowDatabase *self)
{
  gboolean has_public = FALSE;

  g_ptr_array_set_size (self->known_namespaces, 0);
  for (guint i = 0; i < self->namespaces->len; i++)
    {
      const char *name = g_ptr_array_index (self->namespaces, i);

      has_public = has_public || strcmp (name, "public") == 0;
      g_ptr_array_add (self->known_namespaces, g_strdup (name));
    }
  if (!has_public)
    g_ptr_array_add (self->known_namespaces, g_strdup ("public"));
  g_ptr_array_sort (self->known_namespaces, compare_strings);
}

static void
read_back_postgres (CrowDatabase *self)
{
  read_back_namespaces (self);
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowTable *table = crow_database_get_table (self, i);

      for (guint k = 0; k < table->columns->len; k++)
        read_back_postgres_column (table, crow_table_get_column (table, k));
      for (guint k = 0; k < table->indexes->len; k++)
        read_back_postgres_index (g_ptr_array_index (table->indexes, k));
    }
}

/* The bytes of a blob's default are a text to the engine. */
static void
read_back_sqlite (CrowDatabase *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowTable *table = crow_database_get_table (self, i);

      for (guint k = 0; k < table->columns->len; k++)
        {
          CrowColumn *column = crow_table_get_column (table, k);

          if (column->type.family == CROW_FAMILY_BYTES && column->value != NULL &&
              column->value->kind == CROW_DEFAULT_VALUE)
            set_expression (column, g_strdup ("X''"));
        }
    }
}

/**
 * crow_database_read_back:
 * @self: a database that nobody else knows yet
 *
 * Turns what the schema says into what Prisma's engine makes of the server's catalogue once the SQL
 * from empty has run: a type with the server's own precision, a default as far as the engine can
 * read it. What it cannot read differs ever after, and `migrate dev` writes it again each time.
 */
void
crow_database_read_back (CrowDatabase *self)
{
  if (self->provider == CROW_PROVIDER_POSTGRESQL)
    read_back_postgres (self);
  else if (self->provider == CROW_PROVIDER_SQLITE)
    read_back_sqlite (self);
}
