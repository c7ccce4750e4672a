#include "crow-database-diff-private.h"

#include <string.h>

/**
 * crow_column_type_get_number:
 * @self: a type
 * @argument: 0 or 1
 * @fallback: what it is where there is none, or where it is no number
 *
 * Returns: the number in an argument of a native type
 */
guint
crow_column_type_get_number (const CrowColumnType *self, guint argument, guint fallback)
{
  guint64 number;

  if (argument >= self->n_arguments || self->arguments[argument] == NULL ||
      !g_ascii_string_to_unsigned (self->arguments[argument], 10, 0, G_MAXUINT32, &number, NULL))
    return fallback;
  return (guint) number;
}

static gboolean
arguments_equal (const CrowColumnType *a, const CrowColumnType *b, guint i)
{
  guint number = crow_column_type_get_number (a, i, G_MAXUINT);

  if (number != G_MAXUINT && number == crow_column_type_get_number (b, i, G_MAXUINT))
    return TRUE;
  return g_strcmp0 (a->arguments[i], b->arguments[i]) == 0;
}

/**
 * crow_column_types_equal:
 * @a: a type that is no enum
 * @b: another
 *
 * Returns: whether the native types are the same, arguments too
 */
gboolean
crow_column_types_equal (const CrowColumnType *a, const CrowColumnType *b)
{
  if (g_strcmp0 (a->name, b->name) != 0 || a->n_arguments != b->n_arguments)
    return FALSE;
  for (guint i = 0; i < a->n_arguments; i++)
    if (!arguments_equal (a, b, i))
      return FALSE;
  return TRUE;
}

static gboolean
is_native (const CrowColumnType *type, const char *name)
{
  return type->family != CROW_FAMILY_UNSUPPORTED && g_strcmp0 (type->name, name) == 0;
}

static gboolean
has_column (const CrowIndex *index, guint column)
{
  for (guint i = 0; i < index->columns->len; i++)
    if (g_array_index (index->columns, CrowIndexColumn, i).column == column)
      return TRUE;
  return FALSE;
}

/* Is the column in any index, or in the primary key? */
static gboolean
is_indexed (const CrowDatabase *database, const CrowColumn *column)
{
  const CrowTable *table = crow_database_get_table (database, column->table);

  for (guint i = 0; i < table->columns->len; i++)
    {
      if (crow_table_get_column (table, i) != column)
        continue;
      if (table->primary != NULL && has_column (table->primary, i))
        return TRUE;
      for (guint j = 0; j < table->indexes->len; j++)
        if (has_column (g_ptr_array_index (table->indexes, j), i))
          return TRUE;
    }
  return FALSE;
}

/* CockroachDB's own precision is 6. */
static gboolean
is_same_time (const CrowColumnType *before, const CrowColumnType *after)
{
  static const char *const names[] = { "Time", "Timetz", "Timestamp", "Timestamptz" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_native (before, names[i]) && is_native (after, names[i]))
      return crow_column_type_get_number (before, 0, 6) ==
             crow_column_type_get_number (after, 0, 6);
  return FALSE;
}

/* https://go.crdb.dev/issue-v/49329/v22.1: there is little that an indexed column may become. */
static CrowCast
cast_cockroach_type (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  gboolean is_text = is_native (&before->type, "Int4") && is_native (&after->type, "String") &&
                     after->type.n_arguments == 0;
  gboolean is_smaller = is_native (&before->type, "Int8") && is_native (&after->type, "Int4");

  if (crow_column_types_equal (&before->type, &after->type) ||
      is_same_time (&before->type, &after->type))
    return CROW_CAST_NONE;
  if ((is_text || is_smaller) &&
      !(is_indexed (self->before, before) && is_indexed (self->after, after)))
    return is_text ? CROW_CAST_SAFE : CROW_CAST_RISKY;
  return CROW_CAST_IMPOSSIBLE;
}

static CrowCast
cast_cockroach (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  gboolean was_list = before->arity == CROW_ARITY_LIST;
  gboolean is_list = after->arity == CROW_ARITY_LIST;
  gboolean was_unknown = before->type.family == CROW_FAMILY_UNSUPPORTED;
  gboolean is_unknown = after->type.family == CROW_FAMILY_UNSUPPORTED;

  if (was_list && !is_list && is_native (&after->type, "String"))
    return after->type.n_arguments > 0 ? CROW_CAST_RISKY : CROW_CAST_SAFE;
  if (was_list && !is_list && is_native (&after->type, "Char"))
    return CROW_CAST_RISKY;
  if (was_list != is_list)
    return CROW_CAST_IMPOSSIBLE;
  if (was_unknown || is_unknown)
    return was_unknown && is_unknown ? CROW_CAST_NONE : CROW_CAST_RISKY;
  return cast_cockroach_type (self, before, after);
}

/* SQLite has families only; an enum is text there. */
static CrowCast
cast_sqlite (const CrowColumnType *before, const CrowColumnType *after)
{
  CrowTypeFamily previous = before->family == CROW_FAMILY_ENUM ? CROW_FAMILY_STRING
                                                               : before->family;
  CrowTypeFamily next = after->family == CROW_FAMILY_ENUM ? CROW_FAMILY_STRING : after->family;

  if (previous == next &&
      (next != CROW_FAMILY_UNSUPPORTED || g_strcmp0 (before->name, after->name) == 0))
    return CROW_CAST_NONE;
  return next == CROW_FAMILY_STRING ? CROW_CAST_SAFE : CROW_CAST_RISKY;
}

static gboolean
enums_equal (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  const CrowDatabaseEnum *previous = crow_database_get_enum (self->before,
                                                             (guint) before->type.enumeration);
  const CrowDatabaseEnum *next = crow_database_get_enum (self->after,
                                                         (guint) after->type.enumeration);

  return strcmp (previous->name, next->name) == 0 &&
         strcmp (crow_differ_get_namespace (self, previous->namespace_),
                 crow_differ_get_namespace (self, next->namespace_)) == 0;
}

static CrowCast
cast_enum (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  if (before->type.family == after->type.family && enums_equal (self, before, after))
    return CROW_CAST_NONE;
  return CROW_CAST_IMPOSSIBLE;
}

/* MySQL writes the values into the column's type. */
static CrowCast
cast_mysql_enum (const CrowDiffer *self, const CrowColumnType *before, const CrowColumnType *after)
{
  const GPtrArray *previous, *next;
  guint n = 0;

  if (before->family != after->family)
    return CROW_CAST_RISKY;
  previous = crow_database_get_enum (self->before, (guint) before->enumeration)->values;
  next = crow_database_get_enum (self->after, (guint) after->enumeration)->values;
  while (n < previous->len && n < next->len &&
         strcmp (g_ptr_array_index (previous, n), g_ptr_array_index (next, n)) == 0)
    n++;
  if (n < previous->len)
    return CROW_CAST_RISKY;
  return n < next->len ? CROW_CAST_SAFE : CROW_CAST_NONE;
}

/* MySQL and SQL Server: no SQL is written for columns, so only whether they differ matters. */
static CrowCast
cast_other (const CrowColumn *before, const CrowColumn *after)
{
  if (before->type.family == CROW_FAMILY_UNSUPPORTED &&
      after->type.family == CROW_FAMILY_UNSUPPORTED)
    return CROW_CAST_NONE;
  return crow_column_types_equal (&before->type, &after->type) ? CROW_CAST_NONE : CROW_CAST_RISKY;
}

/* MongoDB has no types of columns: what Prisma's client takes a value for. */
static CrowCast
cast_mongodb (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  gboolean is_equal = before->type.family == after->type.family &&
                      (before->type.family == CROW_FAMILY_ENUM
                           ? enums_equal (self, before, after)
                           : crow_column_types_equal (&before->type, &after->type));

  return is_equal ? CROW_CAST_NONE : CROW_CAST_RISKY;
}

/**
 * crow_columns_cast:
 * @self: a difference in the making
 * @before: a column
 * @after: the same column afterwards
 *
 * How the provider brings values from one type to the other, in the judgement of Prisma's engine.
 *
 * Returns: %CROW_CAST_NONE: the types are the same
 */
CrowCast
crow_columns_cast (const CrowDiffer *self, const CrowColumn *before, const CrowColumn *after)
{
  gboolean has_enum = before->type.family == CROW_FAMILY_ENUM ||
                      after->type.family == CROW_FAMILY_ENUM;

  switch (self->provider)
    {
    case CROW_PROVIDER_POSTGRESQL:
      return has_enum ? cast_enum (self, before, after) : crow_postgres_cast (before, after);
    case CROW_PROVIDER_COCKROACHDB:
      return has_enum ? cast_enum (self, before, after) : cast_cockroach (self, before, after);
    case CROW_PROVIDER_SQLITE:
      return cast_sqlite (&before->type, &after->type);
    case CROW_PROVIDER_MYSQL:
      return has_enum ? cast_mysql_enum (self, &before->type, &after->type)
                      : cast_other (before, after);
    case CROW_PROVIDER_MONGODB:
      return cast_mongodb (self, before, after);
    default:
      return cast_other (before, after);
    }
}
