#include "crow-database-private.h"

#include <string.h>

/* PostgreSQL's own limit, in bytes; Prisma cuts names of constraints only. */
#define NAME_LIMIT 63

static gboolean
has_name (const CrowColumnType *type, const char *const *names)
{
  return type->name != NULL && g_strv_contains (names, type->name);
}

/* Types that Prisma could have, by the server's names. */
static const struct
{
  const char *name;
  CrowTypeFamily family;
  const char *native;
} server_types[] = {
  { "smallint", CROW_FAMILY_INT, "SmallInt" },
  { "int2", CROW_FAMILY_INT, "SmallInt" },
  { "integer", CROW_FAMILY_INT, "Integer" },
  { "int", CROW_FAMILY_INT, "Integer" },
  { "int4", CROW_FAMILY_INT, "Integer" },
  { "oid", CROW_FAMILY_INT, "Oid" },
  { "bigint", CROW_FAMILY_BIGINT, "BigInt" },
  { "int8", CROW_FAMILY_BIGINT, "BigInt" },
  { "real", CROW_FAMILY_FLOAT, "Real" },
  { "float4", CROW_FAMILY_FLOAT, "Real" },
  { "double precision", CROW_FAMILY_FLOAT, "DoublePrecision" },
  { "float8", CROW_FAMILY_FLOAT, "DoublePrecision" },
  { "numeric", CROW_FAMILY_DECIMAL, "Decimal" },
  { "decimal", CROW_FAMILY_DECIMAL, "Decimal" },
  { "money", CROW_FAMILY_DECIMAL, "Money" },
  { "boolean", CROW_FAMILY_BOOLEAN, "Boolean" },
  { "bool", CROW_FAMILY_BOOLEAN, "Boolean" },
  { "text", CROW_FAMILY_STRING, "Text" },
  { "citext", CROW_FAMILY_STRING, "Citext" },
  { "varchar", CROW_FAMILY_STRING, "VarChar" },
  { "character varying", CROW_FAMILY_STRING, "VarChar" },
  { "char", CROW_FAMILY_STRING, "Char" },
  { "character", CROW_FAMILY_STRING, "Char" },
  { "uuid", CROW_FAMILY_STRING, "Uuid" },
  { "xml", CROW_FAMILY_STRING, "Xml" },
  { "inet", CROW_FAMILY_STRING, "Inet" },
  { "bit", CROW_FAMILY_STRING, "Bit" },
  { "varbit", CROW_FAMILY_STRING, "VarBit" },
  { "bit varying", CROW_FAMILY_STRING, "VarBit" },
  { "date", CROW_FAMILY_DATETIME, "Date" },
  { "time", CROW_FAMILY_DATETIME, "Time" },
  { "timetz", CROW_FAMILY_DATETIME, "Timetz" },
  { "timestamp", CROW_FAMILY_DATETIME, "Timestamp" },
  { "timestamptz", CROW_FAMILY_DATETIME, "Timestamptz" },
  { "bytea", CROW_FAMILY_BYTES, "ByteA" },
  { "json", CROW_FAMILY_JSON, "Json" },
  { "jsonb", CROW_FAMILY_JSON, "JsonB" },
};

/* `Unsupported("bigint")` is no longer unsupported when it is read from the server. */
static void
read_unsupported_back (CrowColumn *column)
{
  CrowColumnType *type = &column->type;
  g_autofree char *base = NULL;

  if (type->family != CROW_FAMILY_UNSUPPORTED || type->name == NULL)
    return;
  base = g_ascii_strdown (type->name, (gssize) strcspn (type->name, "("));
  g_strstrip (base);
  for (guint i = 0; i < G_N_ELEMENTS (server_types); i++)
    if (strcmp (server_types[i].name, base) == 0)
      {
        g_autofree char *native = g_strconcat (server_types[i].native,
                                               type->name + strcspn (type->name, "("), NULL);

        type->family = server_types[i].family;
        g_clear_pointer (&type->name, g_free);
        crow_column_type_set_native (type, native);
        return;
      }
}

static void
set_argument (CrowColumnType *type, const char *argument)
{
  type->n_arguments = 1;
  type->arguments[0] = g_strdup (argument);
}

/* What the server adds to a type that leaves its length or precision open; of an array's element it
 * tells no precision of time. */
static void
read_type_back (CrowColumn *column)
{
  static const char *const lengths[] = { "Char", "Bit", NULL };
  static const char *const times[] = { "Timestamp", "Timestamptz", "Time", "Timetz", NULL };
  CrowColumnType *type = &column->type;

  if (type->n_arguments > 0)
    return;
  if (has_name (type, lengths))
    set_argument (type, "1");
  else if (has_name (type, times) && column->arity != CROW_ARITY_LIST)
    set_argument (type, "6");
}

/* In bytes, at a character's start. */
static void
cut_name (char *name)
{
  gsize keep = NAME_LIMIT;

  if (name == NULL || strlen (name) <= keep)
    return;
  while (keep > 0 && ((guchar) name[keep] & 0xc0) == 0x80)
    keep--;
  name[keep] = '\0';
}

static void
read_column_back (const CrowDatabase *self, const CrowTable *table, CrowColumn *column)
{
  read_unsupported_back (column);
  crow_column_read_default_back (column, table, self);
  read_type_back (column);
  cut_name (column->name);
}

/* `int4_bloom_ops`, which Prisma calls `Int4BloomOps`: the engine knows it by its own word. */
static char *
dup_known_class (const char *name)
{
  static const char *const plain[] = { "inet_ops",  "jsonb_ops", "jsonb_path_ops",
                                       "array_ops", "text_ops",  NULL };
  static const char *const suffixes[] = { "_bloom_ops", "_minmax_ops", "_minmax_multi_ops",
                                          "_inclusion_ops" };
  gboolean is_known = g_strv_contains (plain, name);
  g_auto (GStrv) words = NULL;
  GString *known;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    is_known |= g_str_has_suffix (name, suffixes[i]);
  if (!is_known)
    return NULL;
  known = g_string_new (NULL);
  words = g_strsplit (name, "_", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], "minmax") == 0)
        g_string_append (known, "MinMax");
      else if (strcmp (words[i], "timestamptz") == 0)
        g_string_append (known, "TimestampTz");
      else if (strcmp (words[i], "timetz") == 0)
        g_string_append (known, "TimeTz");
      else if (strcmp (words[i], "varbit") == 0)
        g_string_append (known, "VarBit");
      else if (*words[i] != '\0')
        g_string_append_printf (known, "%c%s", g_ascii_toupper (*words[i]), words[i] + 1);
    }
  return g_string_free (known, FALSE);
}

static void
read_class_back (CrowIndexColumn *column, gboolean has_classes)
{
  char *known;

  if (!has_classes)
    g_clear_pointer (&column->operator_class, g_free);
  known = column->operator_class != NULL && column->is_raw_class
              ? dup_known_class (column->operator_class)
              : NULL;
  if (known != NULL)
    {
      g_free (column->operator_class);
      column->operator_class = known;
    }
  column->is_raw_class = column->operator_class != NULL && column->is_raw_class && known == NULL;
}

/* Of operator classes the engine reads those of indexes that are no trees and no hashes. */
static void
read_index_back (CrowIndex *index)
{
  gboolean has_classes = index->algorithm != NULL && strcmp (index->algorithm, "Hash") != 0;

  cut_name (index->name);
  for (guint i = 0; i < index->columns->len; i++)
    read_class_back (&g_array_index (index->columns, CrowIndexColumn, i), has_classes);
}

/* The engine does not list partial indexes, which it would not know how to compare. */
static void
drop_partial_indexes (CrowTable *table)
{
  for (guint i = table->indexes->len; i > 0; i--)
    if (((CrowIndex *) g_ptr_array_index (table->indexes, i - 1))->predicate != NULL)
      g_ptr_array_remove_index (table->indexes, i - 1);
}

static void
read_table_back (const CrowDatabase *self, CrowTable *table)
{
  cut_name (table->name);
  for (guint i = 0; i < table->columns->len; i++)
    read_column_back (self, table, crow_table_get_column (table, i));
  drop_partial_indexes (table);
  for (guint i = 0; i < table->indexes->len; i++)
    read_index_back (g_ptr_array_index (table->indexes, i));
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Namespaces with nothing in them were never created; `public` is there from the start. */
static void
read_namespaces_back (CrowDatabase *self)
{
  g_ptr_array_set_size (self->known_namespaces, 0);
  for (guint i = 0; i < self->namespaces->len; i++)
    g_ptr_array_add (self->known_namespaces, g_strdup (g_ptr_array_index (self->namespaces, i)));
  if (!g_ptr_array_find_with_equal_func (self->namespaces, "public", g_str_equal, NULL))
    g_ptr_array_add (self->known_namespaces, g_strdup ("public"));
  g_ptr_array_sort (self->known_namespaces, compare_strings);
}

static void
read_postgres_back (CrowDatabase *self)
{
  read_namespaces_back (self);
  for (guint i = 0; i < self->tables->len; i++)
    read_table_back (self, crow_database_get_table (self, i));
  for (guint i = 0; i < self->enums->len; i++)
    cut_name (crow_database_get_enum (self, i)->name);
}

/* The bytes of a blob's default are a text to the engine. */
static void
read_blob_back (CrowColumn *column)
{
  if (column->type.family != CROW_FAMILY_BYTES || column->value == NULL ||
      column->value->kind != CROW_DEFAULT_VALUE)
    return;
  crow_default_free (column->value);
  column->value = crow_default_new (CROW_DEFAULT_DBGENERATED);
  column->value->expression = g_strdup ("X''");
}

static void
read_sqlite_back (CrowDatabase *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowTable *table = crow_database_get_table (self, i);

      for (guint j = 0; j < table->columns->len; j++)
        read_blob_back (crow_table_get_column (table, j));
    }
}

/**
 * crow_database_read_back:
 * @self: a database that nobody else knows yet
 *
 * Makes @self what Prisma's engine reads of a server on which the SQL from empty has run: the
 * server fills in lengths and precisions, tells some constants as expressions and some expressions
 * as constants, cuts long names. What an expression of the user's becomes is estimated.
 */
void
crow_database_read_back (CrowDatabase *self)
{
  if (self->schema == NULL)
    return;
  if (self->provider == CROW_PROVIDER_POSTGRESQL)
    read_postgres_back (self);
  else if (self->provider == CROW_PROVIDER_SQLITE)
    read_sqlite_back (self);
}
