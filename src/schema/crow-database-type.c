#include "crow-database-private.h"

#include <string.h>

#define N_PROVIDERS (CROW_PROVIDER_MONGODB + 1)

typedef struct
{
  const char *scalar;
  CrowTypeFamily family;
  const char *native[N_PROVIDERS];
} DefaultType;

#define ROW(scalar, family, pg, crdb, mysql, mssql)                                                \
  {                                                                                                \
    scalar, CROW_FAMILY_##family,                                                                  \
    {                                                                                              \
      [CROW_PROVIDER_POSTGRESQL] = pg, [CROW_PROVIDER_COCKROACHDB] = crdb,                         \
      [CROW_PROVIDER_MYSQL] = mysql, [CROW_PROVIDER_SQLSERVER] = mssql                             \
    }                                                                                              \
  }

/* What Prisma makes of a scalar that has no `@db.` attribute; SQLite has none to write. */
static const DefaultType default_types[] = {
  ROW ("Int", INT, "Integer", "Int4", "Int", "Int"),
  ROW ("BigInt", BIGINT, "BigInt", "Int8", "BigInt", "BigInt"),
  ROW ("Float", FLOAT, "DoublePrecision", "Float8", "Double", "Float(53)"),
  ROW ("Decimal", DECIMAL, "Decimal(65,30)", "Decimal(65,30)", "Decimal(65,30)", "Decimal(32,16)"),
  ROW ("Boolean", BOOLEAN, "Boolean", "Bool", "TinyInt", "Bit"),
  ROW ("String", STRING, "Text", "String", "VarChar(191)", "NVarChar(1000)"),
  ROW ("DateTime", DATETIME, "Timestamp(3)", "Timestamp(3)", "DateTime(3)", "DateTime2"),
  ROW ("Bytes", BYTES, "ByteA", "Bytes", "LongBlob", "VarBinary(Max)"),
  ROW ("Json", JSON, "JsonB", "JsonB", "Json", "NVarChar(Max)"),
};

static const DefaultType *
find_scalar (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (default_types); i++)
    if (strcmp (default_types[i].scalar, name) == 0)
      return &default_types[i];
  return NULL;
}

/**
 * crow_column_type_set_native:
 * @type: a type without a name and arguments
 * @text: as Prisma writes it: `Decimal(10, 2)`
 *
 * Gives it its name and its arguments; more than two no type has.
 */
void
crow_column_type_set_native (CrowColumnType *type, const char *text)
{
  const char *open = strchr (text, '(');
  const char *close = open != NULL ? strrchr (open, ')') : NULL;
  g_autofree char *inner = NULL;
  g_auto (GStrv) arguments = NULL;

  type->name = g_strstrip (open != NULL ? g_strndup (text, open - text) : g_strdup (text));
  if (close == NULL)
    return;
  inner = g_strndup (open + 1, close - open - 1);
  arguments = g_strsplit (inner, ",", G_N_ELEMENTS (type->arguments) + 1);
  for (guint i = 0; arguments[i] != NULL && i < G_N_ELEMENTS (type->arguments); i++)
    {
      g_strstrip (arguments[i]);
      if (*arguments[i] != '\0')
        type->arguments[type->n_arguments++] = g_strdup (arguments[i]);
    }
}

static void
set_scalar_type (CrowColumnType *type, CrowProvider provider, const CrowField *field)
{
  const DefaultType *scalar = find_scalar (field->type);
  const char *native = field->native_type;

  if (scalar == NULL)
    {
      type->family = CROW_FAMILY_UNSUPPORTED;
      type->name = g_strconcat (field->type, native != NULL ? native : "", NULL);
      return;
    }
  type->family = scalar->family;
  if (native == NULL)
    native = scalar->native[provider];
  if (native != NULL && provider != CROW_PROVIDER_SQLITE)
    crow_column_type_set_native (type, native);
}

/* `circle` of `Unsupported("circle")`. */
static char *
dup_unsupported (const char *type)
{
  const char *open = strchr (type, '"');
  const char *close = open != NULL ? strrchr (open + 1, '"') : NULL;
  g_autofree char *quoted = NULL;

  if (close == NULL)
    return g_strdup (type);
  quoted = g_strndup (open + 1, close - open - 1);
  return g_strcompress (quoted);
}

/* MySQL writes an enum into each column's type, as if every column had one of its own. */
static guint
add_column_enum (CrowDatabaseBuilder *builder, const CrowColumn *column, const CrowEnum *source)
{
  CrowDatabase *database = builder->database;
  CrowTable *table = crow_database_get_table (database, column->table);
  CrowDatabaseEnum *enumeration = g_new0 (CrowDatabaseEnum, 1);

  enumeration->name = g_strconcat (table->name, "_", column->name, NULL);
  enumeration->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < source->values->len; i++)
    g_ptr_array_add (enumeration->values, g_strdup (g_ptr_array_index (source->values, i)));
  g_ptr_array_add (database->enums, enumeration);
  return database->enums->len - 1;
}

static void
set_enum_type (CrowColumn *column, CrowDatabaseBuilder *builder, const CrowField *field)
{
  CrowProvider provider = builder->database->provider;
  guint index;
  const CrowEnum *source = crow_database_builder_find_enum (builder, field, &index);

  column->type.family = CROW_FAMILY_ENUM;
  if (provider == CROW_PROVIDER_SQLITE)
    column->type.family = CROW_FAMILY_STRING;
  else if (source == NULL)
    {
      column->type.family = CROW_FAMILY_UNSUPPORTED;
      column->type.name = g_strdup (field->type);
    }
  else
    column->type.enumeration = provider == CROW_PROVIDER_MYSQL
                                   ? (int) add_column_enum (builder, column, source)
                                   : (int) index;
}

/**
 * crow_database_builder_find_enum:
 * @builder: a database that is being made
 * @field: a field
 * @index: (out): which of the schema's enums
 *
 * Returns: (transfer none) (nullable): the enum of the field's type
 */
const CrowEnum *
crow_database_builder_find_enum (CrowDatabaseBuilder *builder, const CrowField *field, guint *index)
{
  gpointer found;

  if (field->kind != CROW_TYPE_ENUM || field->type == NULL ||
      !g_hash_table_lookup_extended (builder->enums, field->type, NULL, &found))
    return NULL;
  *index = GPOINTER_TO_UINT (found);
  return g_ptr_array_index (builder->schema->enums, *index);
}

/**
 * crow_column_set_type:
 * @column: a column whose name and table are set
 * @builder: the database that is being made
 * @field: the field that it is of
 *
 * Gives the column the type that the provider makes of the field's.
 */
void
crow_column_set_type (CrowColumn *column, CrowDatabaseBuilder *builder, const CrowField *field)
{
  CrowColumnType *type = &column->type;

  type->enumeration = -1;
  switch (field->kind)
    {
    case CROW_TYPE_SCALAR:
      set_scalar_type (type, builder->database->provider, field);
      break;
    case CROW_TYPE_ENUM:
      set_enum_type (column, builder, field);
      break;
    case CROW_TYPE_UNSUPPORTED:
      type->family = CROW_FAMILY_UNSUPPORTED;
      type->name = dup_unsupported (field->type);
      break;
    case CROW_TYPE_COMPOSITE:
    case CROW_TYPE_MODEL:
    case CROW_TYPE_UNKNOWN:
    default:
      type->family = CROW_FAMILY_UNSUPPORTED;
      type->name = g_strdup (field->type != NULL ? field->type : "");
      break;
    }
}

/**
 * crow_column_type_copy:
 * @copy: (out): a type that owns nothing yet
 * @type: a type
 *
 * Makes @copy the same, for another column.
 */
void
crow_column_type_copy (CrowColumnType *copy, const CrowColumnType *type)
{
  *copy = *type;
  copy->name = g_strdup (type->name);
  for (guint i = 0; i < G_N_ELEMENTS (type->arguments); i++)
    copy->arguments[i] = g_strdup (type->arguments[i]);
}
