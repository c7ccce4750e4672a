#include "crow-introspection-private.h"

#include <stdlib.h>
#include <string.h>

#define PUBLIC_PREFIX "public."

/* A table of `public` is not said to be there, and neither is a type. format_type() quotes where
 * that is needed, so nothing else can look like the prefix. */
static char *
take_type_name (const char *raw)
{
  if (raw == NULL)
    return g_strdup ("(unknown)");
  if (g_str_has_prefix (raw, PUBLIC_PREFIX))
    raw += strlen (PUBLIC_PREFIX);
  return crow_catalog_take_text (raw);
}

static void
read_domains (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogDomain *domain = g_new0 (CrowCatalogDomain, 1);

      domain->is_not_null = crow_cell_is_true (result, i, 1);
      domain->base = crow_cell_oid (result, i, 2);
      domain->default_value = crow_catalog_take_text (crow_cell (result, i, 3));
      g_hash_table_insert (self->domains, GUINT_TO_POINTER (crow_cell_oid (result, i, 0)), domain);
    }
}

static CrowEnum *
make_enum (CrowCatalog *self, const PGresult *result, int row)
{
  const CrowCatalogNamespace
      *namespace_ = g_hash_table_lookup (self->namespaces,
                                         GUINT_TO_POINTER (crow_cell_oid (result, row, 2)));
  CrowEnum *enumeration = crow_enum_new ();
  gboolean is_raw = FALSE;

  enumeration->name = take_type_name (crow_cell (result, row, 4));
  enumeration->database_name = crow_catalog_take_name (self, crow_cell (result, row, 1), &is_raw);
  enumeration->namespace_ = namespace_ != NULL ? g_strdup (namespace_->name) : NULL;
  return enumeration;
}

/* Rows of one type stand together, in the order of its values. */
static void
read_enums (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gpointer oid = GUINT_TO_POINTER (crow_cell_oid (result, i, 0));
      CrowEnum *enumeration = g_hash_table_lookup (self->enum_by_oid, oid);
      gboolean is_raw = FALSE;

      if (enumeration == NULL)
        {
          enumeration = make_enum (self, result, i);
          g_hash_table_insert (self->enum_by_oid, oid, enumeration);
          g_ptr_array_add (self->enum_owner->enums, enumeration);
        }
      g_ptr_array_add (enumeration->values,
                       crow_catalog_take_name (self, crow_cell (result, i, 3), &is_raw));
    }
}

/* A domain over a NOT NULL domain is one as well. A server that lies may send a ring. */
static gboolean
is_not_null_domain (const CrowCatalog *self, guint32 oid)
{
  for (guint n = g_hash_table_size (self->domains); n > 0; n--)
    {
      const CrowCatalogDomain *domain = g_hash_table_lookup (self->domains, GUINT_TO_POINTER (oid));

      if (domain == NULL || domain->is_not_null)
        return domain != NULL;
      oid = domain->base;
    }
  return FALSE;
}

/* Of a column, once per type and modifier. */
static const CrowCatalogType *
find_type (CrowCatalog *self, const PGresult *result, int row)
{
  guint32 oid = crow_cell_oid (result, row, 3);
  const char *modifier = PQgetvalue (result, row, 4);
  guint32 bits = *modifier == '-' ? G_MAXUINT32 : crow_cell_oid (result, row, 4);
  gint64 key = (gint64) ((guint64) oid << 32 | bits);
  const char *raw = crow_cell (result, row, 8);
  CrowCatalogType *type = g_hash_table_lookup (self->types, &key);
  const CrowCatalogDomain *domain;

  if (type != NULL)
    return type;
  domain = g_hash_table_lookup (self->domains, GUINT_TO_POINTER (oid));
  type = g_new0 (CrowCatalogType, 1);
  type->name = take_type_name (raw != NULL || bits != G_MAXUINT32 ? raw
                                                                  : crow_type_name_find (oid));
  type->kind = g_hash_table_contains (self->enum_by_oid, GUINT_TO_POINTER (oid)) ? CROW_TYPE_ENUM
                                                                                 : CROW_TYPE_SCALAR;
  type->is_not_null = is_not_null_domain (self, oid);
  type->default_value = domain != NULL ? domain->default_value : NULL;
  g_hash_table_insert (self->types, g_memdup2 (&key, sizeof key), type);
  return type;
}

/* An array stays REQUIRED or OPTIONAL, and is one by its type (`text[]`): CROW_ARITY_LIST would not
 * say whether it may be NULL. */
static CrowField *
make_field (CrowCatalog *self, CrowCatalogTable *table, const PGresult *result, int row)
{
  const CrowCatalogType *type = find_type (self, result, row);
  CrowField *field = crow_field_new ();
  gboolean is_raw = FALSE;

  field->column = crow_catalog_take_name (self, crow_cell (result, row, 2), &is_raw);
  field->name = g_strdup (field->column);
  field->kind = type->kind;
  field->type = g_strdup (type->name);
  field->identity = crow_cell_letter (result, row, 6);
  field->generated = crow_cell_letter (result, row, 7);
  field->default_value = g_strdup (type->default_value);
  field->arity = crow_cell_is_true (result, row, 5) || type->is_not_null ? CROW_ARITY_REQUIRED
                                                                         : CROW_ARITY_OPTIONAL;
  table->is_raw |= is_raw;
  return field;
}

/* A column on its way to its place in its table. */
typedef struct
{
  CrowCatalogTable *table;
  CrowField *field; /* (owned) */
  guint32 attnum;
} Column;

/* In the order of the server, which is any. (element-type Column) */
static GArray *
list_columns (CrowCatalog *self, const PGresult *result)
{
  GArray *columns = g_array_sized_new (FALSE, FALSE, sizeof (Column), (guint) PQntuples (result));
  Column column = { 0 };

  for (int i = 0; i < PQntuples (result); i++)
    {
      guint32 oid = crow_cell_oid (result, i, 0);

      if (column.table == NULL || column.table->oid != oid)
        column.table = crow_catalog_find_table (self, oid);
      column.attnum = crow_cell_oid (result, i, 1);
      if (column.table == NULL)
        continue; /* the system's */
      if (column.attnum == 0 || column.attnum > G_MAXINT16)
        {
          self->n_broken++;
          continue;
        }
      column.field = make_field (self, column.table, result, i);
      column.table->n_columns++;
      g_array_append_val (columns, column);
    }
  return columns;
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const Column *x = a;
  const Column *y = b;

  return (x->attnum > y->attnum) - (x->attnum < y->attnum);
}

/* Table by table; each gets its place by the number of columns before it. (transfer full) */
static Column *
group_columns (CrowCatalog *self, const GArray *columns)
{
  Column *grouped = g_new (Column, columns->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);

      table->first_attnum = n;
      n += table->n_columns;
      table->n_columns = 0;
    }
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      grouped[column->table->first_attnum + column->table->n_columns++] = *column;
    }
  return grouped;
}

static gboolean
is_sorted (const Column *columns, guint n)
{
  for (guint i = 1; i < n; i++)
    if (columns[i - 1].attnum >= columns[i].attnum)
      return FALSE;
  return TRUE;
}

/* Linear, save for a table whose columns did not come in order. */
static void
read_fields (CrowCatalog *self, const PGresult *result)
{
  g_autoptr (GArray) columns = list_columns (self, result);
  g_autofree Column *grouped = group_columns (self, columns);

  g_array_set_size (self->attnums, columns->len);
  for (guint i = 0; i < self->tables->len; i++)
    {
      CrowCatalogTable *table = g_ptr_array_index (self->tables, i);
      Column *first = grouped + table->first_attnum;

      if (!is_sorted (first, table->n_columns))
        qsort (first, table->n_columns, sizeof *first, compare_columns);
      for (guint j = 0; j < table->n_columns; j++)
        {
          g_ptr_array_add (table->model->fields, first[j].field);
          g_array_index (self->attnums, guint16,
                         table->first_attnum + j) = (guint16) first[j].attnum;
        }
    }
}

static void
read_defaults (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogTable *table = crow_catalog_find_table (self, crow_cell_oid (result, i, 0));
      int index = table != NULL
                      ? crow_catalog_find_field (self, table, crow_cell_oid (result, i, 1))
                      : -1;
      CrowField *field;

      if (index < 0)
        continue;
      field = crow_model_get_field (table->model, (guint) index);
      g_free (field->default_value);
      field->default_value = crow_catalog_take_text (crow_cell (result, i, 2));
    }
}

/**
 * crow_catalog_read_columns:
 * @self: a catalogue
 * @query: what was asked about types and columns
 * @result: the answer
 *
 * The part of crow_catalog_read() for columns.
 */
void
crow_catalog_read_columns (CrowCatalog *self, CrowQuery query, const PGresult *result)
{
  if (query == CROW_QUERY_DOMAINS)
    read_domains (self, result);
  else if (query == CROW_QUERY_ENUMS)
    read_enums (self, result);
  else if (query == CROW_QUERY_COLUMNS)
    read_fields (self, result);
  else
    read_defaults (self, result);
}
