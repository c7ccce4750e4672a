#include "crow-introspection-private.h"

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

static CrowTypeKind
get_kind (char letter)
{
  switch (letter)
    {
    case 'e':
      return CROW_TYPE_ENUM;
    case 'c':
      return CROW_TYPE_COMPOSITE;
    case '\0':
      return CROW_TYPE_UNKNOWN;
    default:
      return CROW_TYPE_SCALAR;
    }
}

static gint64
make_type_key (const PGresult *result, int row, int column)
{
  const char *modifier = PQgetvalue (result, row, column + 1);

  return ((gint64) crow_cell_oid (result, row, column) << 32) |
         (guint32) g_ascii_strtoll (modifier, NULL, 10);
}

static void
read_types (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      gint64 key = make_type_key (result, i, 0);
      guint32 oid = crow_cell_oid (result, i, 0);
      const CrowCatalogDomain *domain = g_hash_table_lookup (self->domains, GUINT_TO_POINTER (oid));
      CrowCatalogType *type = g_new0 (CrowCatalogType, 1);

      type->name = take_type_name (crow_cell (result, i, 2));
      type->kind = get_kind (crow_cell_letter (result, i, 3));
      type->is_not_null = is_not_null_domain (self, oid);
      type->default_value = domain != NULL ? domain->default_value : NULL;
      g_hash_table_insert (self->types, g_memdup2 (&key, sizeof key), type);
    }
}

/* An array stays REQUIRED or OPTIONAL, and is one by its type (`text[]`): CROW_ARITY_LIST would not
 * say whether it may be NULL. */
static CrowField *
make_field (CrowCatalog *self, CrowCatalogTable *table, const PGresult *result, int row)
{
  gint64 key = make_type_key (result, row, 3);
  const CrowCatalogType *type = g_hash_table_lookup (self->types, &key);
  CrowField *field = crow_field_new ();
  gboolean is_required = crow_cell_is_true (result, row, 5);
  gboolean is_raw = FALSE;

  field->column = crow_catalog_take_name (self, crow_cell (result, row, 2), &is_raw);
  field->name = g_strdup (field->column);
  field->kind = type != NULL ? type->kind : CROW_TYPE_UNKNOWN;
  field->type = g_strdup (type != NULL ? type->name : "(unknown)");
  field->identity = crow_cell_letter (result, row, 6);
  field->generated = crow_cell_letter (result, row, 7);
  if (type != NULL)
    {
      is_required = is_required || type->is_not_null;
      field->default_value = g_strdup (type->default_value);
    }
  field->arity = is_required ? CROW_ARITY_REQUIRED : CROW_ARITY_OPTIONAL;
  table->is_raw |= is_raw;
  return field;
}

/* By table, then number, as the search for a column wants them. */
static void
read_fields (CrowCatalog *self, const PGresult *result)
{
  CrowCatalogTable *table = NULL;
  guint32 last = 0;

  for (int i = 0; i < PQntuples (result); i++)
    {
      guint32 oid = crow_cell_oid (result, i, 0);
      guint32 attnum = crow_cell_oid (result, i, 1);
      guint16 number = (guint16) attnum;

      if (table == NULL || table->oid != oid)
        {
          table = crow_catalog_find_table (self, oid);
          last = 0;
          if (table != NULL && table->model->fields->len == 0)
            table->first_attnum = self->attnums->len;
        }
      if (table == NULL || attnum <= last || attnum > G_MAXINT16 ||
          table->first_attnum + table->model->fields->len != self->attnums->len)
        {
          self->n_broken++;
          continue;
        }
      g_ptr_array_add (table->model->fields, make_field (self, table, result, i));
      g_array_append_val (self->attnums, number);
      last = attnum;
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
  else if (query == CROW_QUERY_TYPES)
    read_types (self, result);
  else if (query == CROW_QUERY_COLUMNS)
    read_fields (self, result);
  else
    read_defaults (self, result);
}
