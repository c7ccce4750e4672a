#include "crow-matching-private.h"
#include "crow-schema-diff-private.h"
#include "crow-database-table-private.h"

#include <string.h>

G_GNUC_PRINTF (2, 3)
static void
add_other (CrowSchemaDiff *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  crow_schema_diff_add (self, CROW_CHANGE_OTHER, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
add_column_change (CrowSchemaDiff *self,
                   CrowChangeKind kind,
                   const CrowColumn *before,
                   const CrowColumn *after,
                   char *name)
{
  CrowChange *change;

  /* A join table's columns are no model's fields: nobody can alter them by field. */
  if (before->model < 0 || after->model < 0)
    kind = CROW_CHANGE_OTHER;
  change = crow_schema_diff_add (self, kind, name);
  change->model_before = before->model;
  change->field_before = before->field;
  change->model_after = after->model;
  change->field_after = after->field;
}

static char *
make_shown_type (const CrowColumn *column)
{
  return g_strconcat (column->type, column->arity == CROW_ARITY_LIST ? "[]" : "", NULL);
}

static const char *
get_shown_default (const CrowColumn *column)
{
  if (column->is_open)
    return "dbgenerated()";
  return column->default_value != NULL ? column->default_value : "(none)";
}

static void
compare_columns (CrowSchemaDiff *self,
                 const CrowTable *table,
                 const CrowColumn *before,
                 const CrowColumn *after)
{
  gboolean was_list = before->arity == CROW_ARITY_LIST;
  gboolean is_list = after->arity == CROW_ARITY_LIST;

  if (was_list != is_list ||
      !crow_column_types_match (self->after->provider, before->type, after->type))
    {
      g_autofree char *old = make_shown_type (before);
      g_autofree char *new = make_shown_type (after);

      add_other (self, "column %s.%s: type %s to %s", table->label, before->name, old, new);
    }
  if (before->arity != after->arity && was_list == is_list)
    add_column_change (self, CROW_CHANGE_COLUMN_NULLABILITY, before, after,
                       g_strdup_printf ("column %s.%s: %s", table->label, before->name,
                                        after->arity == CROW_ARITY_OPTIONAL
                                            ? "required to optional"
                                            : "optional to required"));
  if (!after->is_open &&
      (before->is_open || g_strcmp0 (before->default_value, after->default_value) != 0))
    add_column_change (self, CROW_CHANGE_COLUMN_DEFAULT, before, after,
                       g_strdup_printf ("column %s.%s: default %s to %s", table->label,
                                        before->name, get_shown_default (before),
                                        get_shown_default (after)));
}

static char *
make_column_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowColumn *) item)->name);
}

static void
diff_columns (CrowSchemaDiff *self, const CrowTable *before, const CrowTable *after)
{
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, before->columns->len, after->columns->len);
  crow_matching_pair (&matching, before->columns, after->columns, make_column_id, NULL);
  for (guint i = 0; i < before->columns->len; i++)
    {
      const CrowColumn *column = g_ptr_array_index (before->columns, i);

      if (matching.of_before[i] < 0)
        add_other (self, "column %s.%s removed", before->label, column->name);
      else
        compare_columns (self, before, column,
                         g_ptr_array_index (after->columns, (guint) matching.of_before[i]));
    }
  for (guint i = 0; i < after->columns->len; i++)
    if (matching.of_after[i] < 0)
      add_other (self, "column %s.%s added", after->label,
                 ((const CrowColumn *) g_ptr_array_index (after->columns, i))->name);
}

static char *
make_whole_index_id (gconstpointer item, gpointer user_data)
{
  const CrowIndex *index = item;

  return g_strdup_printf ("%s\x1e%s", index->name, index->what);
}

static char *
make_index_what_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowIndex *) item)->what);
}

static char *
make_index_name_id (gconstpointer item, gpointer user_data)
{
  const CrowIndex *index = item;

  return *index->name != '\0' ? g_strdup (index->name) : NULL;
}

static void
compare_indexes (CrowSchemaDiff *self,
                 const CrowTable *table,
                 const CrowIndex *before,
                 const CrowIndex *after)
{
  if (strcmp (before->what, after->what) != 0)
    add_other (self, "%s: %s %s to %s", table->label, before->name, before->what, after->what);
  else if (strcmp (before->name, after->name) != 0)
    add_other (self, "%s: %s renamed from %s to %s", table->label, before->what, before->name,
               after->name);
}

static void
diff_indexes (CrowSchemaDiff *self, const CrowTable *before, const CrowTable *after)
{
  static const CrowMakeIdFunc passes[] = { make_whole_index_id, make_index_what_id,
                                           make_index_name_id };
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, before->indexes->len, after->indexes->len);
  for (guint i = 0; i < G_N_ELEMENTS (passes); i++)
    crow_matching_pair (&matching, before->indexes, after->indexes, passes[i], NULL);
  for (guint i = 0; i < before->indexes->len; i++)
    {
      const CrowIndex *index = g_ptr_array_index (before->indexes, i);

      if (matching.of_before[i] < 0)
        add_other (self, "%s: %s removed", before->label, index->what);
      else
        compare_indexes (self, before, index,
                         g_ptr_array_index (after->indexes, (guint) matching.of_before[i]));
    }
  for (guint i = 0; i < after->indexes->len; i++)
    if (matching.of_after[i] < 0)
      add_other (self, "%s: %s added", after->label,
                 ((const CrowIndex *) g_ptr_array_index (after->indexes, i))->what);
}

static char *
make_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowTable *) item)->id);
}

/**
 * crow_schema_diff_tables:
 * @self: a difference of two schemas of one provider
 *
 * Compares tables, columns, keys and indexes, in the order of the schema before, then what the one
 * after adds.
 */
void
crow_schema_diff_tables (CrowSchemaDiff *self)
{
  g_autoptr (GPtrArray) before = crow_schema_list_tables (self->before);
  g_autoptr (GPtrArray) after = crow_schema_list_tables (self->after);
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, before->len, after->len);
  crow_matching_pair (&matching, before, after, make_id, NULL);
  for (guint i = 0; i < before->len; i++)
    {
      const CrowTable *table = g_ptr_array_index (before, i);
      const CrowTable *other;

      if (matching.of_before[i] < 0)
        {
          add_other (self, "table %s removed", table->label);
          continue;
        }
      other = g_ptr_array_index (after, (guint) matching.of_before[i]);
      diff_columns (self, table, other);
      diff_indexes (self, table, other);
    }
  for (guint i = 0; i < after->len; i++)
    if (matching.of_after[i] < 0)
      add_other (self, "table %s added", ((const CrowTable *) g_ptr_array_index (after, i))->label);
}

static gboolean
has_enum_types (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_NONE;
}

static char *
make_enum_id (gconstpointer item, gpointer provider)
{
  const CrowEnum *enumeration = item;

  return crow_make_table_id (GPOINTER_TO_INT (provider), enumeration->namespace_,
                             enumeration->database_name);
}

static char *
make_value_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (item);
}

/* The order of the values is nothing to Prisma's engine. */
static void
diff_values (CrowSchemaDiff *self, const CrowEnum *before, const CrowEnum *after)
{
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, before->values->len, after->values->len);
  crow_matching_pair (&matching, before->values, after->values, make_value_id, NULL);
  for (guint i = 0; i < before->values->len; i++)
    if (matching.of_before[i] < 0)
      add_other (self, "enum %s: value %s removed", before->database_name,
                 (const char *) g_ptr_array_index (before->values, i));
  for (guint i = 0; i < after->values->len; i++)
    if (matching.of_after[i] < 0)
      add_other (self, "enum %s: value %s added", after->database_name,
                 (const char *) g_ptr_array_index (after->values, i));
}

/**
 * crow_schema_diff_enums:
 * @self: a difference of two schemas of one provider
 *
 * Compares enum types, where the provider has them; elsewhere a column's type tells.
 */
void
crow_schema_diff_enums (CrowSchemaDiff *self)
{
  const GPtrArray *before = self->before->enums;
  const GPtrArray *after = self->after->enums;
  gpointer provider = GINT_TO_POINTER (self->after->provider);
  g_auto (CrowMatching) matching = { NULL, NULL };

  if (!has_enum_types (self->after->provider))
    return;
  crow_matching_init (&matching, before->len, after->len);
  crow_matching_pair (&matching, before, after, make_enum_id, provider);
  for (guint i = 0; i < before->len; i++)
    {
      const CrowEnum *enumeration = g_ptr_array_index (before, i);

      if (matching.of_before[i] < 0)
        add_other (self, "enum %s removed", enumeration->database_name);
      else
        diff_values (self, enumeration, g_ptr_array_index (after, (guint) matching.of_before[i]));
    }
  for (guint i = 0; i < after->len; i++)
    if (matching.of_after[i] < 0)
      add_other (self, "enum %s added",
                 ((const CrowEnum *) g_ptr_array_index (after, i))->database_name);
}
