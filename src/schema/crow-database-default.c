#include "crow-database-private.h"

#include <string.h>

/* A number as the engine reads it: no zeros before it, and no sign before nothing. */
static char *
make_number (const char *text)
{
  gboolean is_negative = *text == '-';
  const char *digits = text + (is_negative || *text == '+');

  while (*digits == '0' && g_ascii_isdigit (digits[1]))
    digits++;
  if (strspn (digits, "0.") == strlen (digits))
    is_negative = FALSE;
  return g_strconcat (is_negative ? "-" : "", digits, NULL);
}

static const char *
find_enum_value (const CrowEnum *enumeration, const char *name)
{
  if (enumeration != NULL)
    for (guint i = 0; i < enumeration->names->len && i < enumeration->values->len; i++)
      if (strcmp (g_ptr_array_index (enumeration->names, i), name) == 0)
        return g_ptr_array_index (enumeration->values, i);
  return name;
}

/* The constant of a column of the family. A Decimal may stand in quotes and is a number all the
 * same. */
static void
add_value (CrowDefault *self,
           CrowTypeFamily family,
           const CrowEnum *enumeration,
           const CrowValue *value)
{
  gboolean is_quoted_number = value->kind == CROW_VALUE_STRING &&
                              (family == CROW_FAMILY_DECIMAL || family == CROW_FAMILY_FLOAT);
  g_autofree char *number = NULL;

  if (value->kind == CROW_VALUE_NUMBER || is_quoted_number)
    {
      number = make_number (value->text);
      crow_default_add_value (self, CROW_VALUE_NUMBER, number);
    }
  else if (value->kind == CROW_VALUE_CONSTANT)
    crow_default_add_value (self, CROW_VALUE_CONSTANT, find_enum_value (enumeration, value->text));
  else
    crow_default_add_value (self, value->kind, value->text);
}

static CrowDefault *
make_value (const CrowDefault *written, CrowTypeFamily family, const CrowEnum *enumeration)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_VALUE);

  self->is_list = written->is_list;
  self->constraint = g_strdup (written->constraint);
  for (guint i = 0; i < written->values->len; i++)
    add_value (self, family, enumeration, g_ptr_array_index (written->values, i));
  return self;
}

/* Only PostgreSQL and its relatives have a default for it; the others a property of the column. */
static CrowDefault *
make_auto_increment (CrowProvider provider)
{
  if (provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB)
    return crow_default_new (CROW_DEFAULT_AUTOINCREMENT);
  return NULL;
}

/* An enum's `dbgenerated()` that tells nothing is none to the engine; another type's is one. */
static CrowDefault *
make_expression (const CrowDefault *written, const CrowField *field)
{
  if (field->kind == CROW_TYPE_ENUM && written->expression == NULL)
    return NULL;
  return crow_default_copy (written);
}

/* A server's catalogue tells its expression as text only. */
static CrowDefault *
make_catalog_default (const char *expression)
{
  CrowDefault *self = crow_default_new (CROW_DEFAULT_DBGENERATED);

  self->expression = g_strdup (expression);
  return self;
}

static CrowDefault *
make_default (CrowDatabaseBuilder *builder, const CrowColumn *column, const CrowField *field)
{
  const CrowDefault *written = field->value;
  guint unused;

  if (written == NULL)
    return crow_field_has_database_default (field) ? make_catalog_default (field->default_value)
                                                   : NULL;
  switch (written->kind)
    {
    case CROW_DEFAULT_VALUE:
      return make_value (written, column->type.family,
                         crow_database_builder_find_enum (builder, field, &unused));
    case CROW_DEFAULT_AUTOINCREMENT:
      return make_auto_increment (builder->database->provider);
    case CROW_DEFAULT_DBGENERATED:
      return make_expression (written, field);
    case CROW_DEFAULT_NOW:
    case CROW_DEFAULT_SEQUENCE:
      return crow_default_copy (written);
    case CROW_DEFAULT_NONE:
    case CROW_DEFAULT_CLIENT:
    default:
      return NULL;
    }
}

/* SQLite's rowid: a key of one Int counts by itself. */
static gboolean
is_row_id (const CrowModel *model, guint field)
{
  if (g_strcmp0 (crow_model_get_field (model, field)->type, "Int") != 0)
    return FALSE;
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == CROW_KEY_PRIMARY)
        return key->fields->len == 1 && g_array_index (key->fields, guint, 0) == field;
    }
  return FALSE;
}

/**
 * crow_column_set_default:
 * @column: a column whose type, model and field are set; SQLite has none without a model
 * @builder: the database that is being made
 * @field: the field that it is of
 *
 * Gives the column the default value that the database has, and says whether it counts by itself.
 */
void
crow_column_set_default (CrowColumn *column, CrowDatabaseBuilder *builder, const CrowField *field)
{
  column->value = make_default (builder, column, field);
  column->is_auto_increment = field->value != NULL &&
                              field->value->kind == CROW_DEFAULT_AUTOINCREMENT;
  if (builder->database->provider == CROW_PROVIDER_SQLITE &&
      is_row_id (crow_schema_get_model (builder->schema, (guint) column->model),
                 (guint) column->field))
    column->is_auto_increment = TRUE;
}
