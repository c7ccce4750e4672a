#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

static void
free_change (gpointer data)
{
  CrowChange *change = data;

  g_free (change->name);
  g_free (change);
}

/**
 * crow_schema_diff_add:
 * @self: a difference that is being computed
 * @kind: what kind of change
 * @name: (transfer full): for people
 *
 * Returns: (transfer none): the new last change
 */
CrowChange *
crow_schema_diff_add (CrowSchemaDiff *self, CrowChangeKind kind, char *name)
{
  CrowChange *change = g_new0 (CrowChange, 1);

  change->kind = kind;
  change->before = -1;
  change->after = -1;
  change->name = name;
  g_ptr_array_add (self->changes, change);
  return change;
}

static CrowSchema *
make_empty (CrowProvider provider)
{
  CrowSchema *schema = crow_schema_new ();

  schema->provider = provider;
  crow_schema_seal (schema);
  return schema;
}

static const char *
get_provider_word (const CrowSchema *schema)
{
  return schema->provider != CROW_PROVIDER_NONE ? crow_provider_get_name (schema->provider)
                                                : "none";
}

/* Lists the keys and compares the providers; whether anything is left to compare. */
static gboolean
start (CrowSchemaDiff *self, CrowSchema *before, CrowSchema *after)
{
  self->before = before != NULL ? crow_schema_ref (before) : make_empty (after->provider);
  self->after = crow_schema_ref (after);
  self->before_keys = crow_schema_list_foreign_keys (self->before);
  self->after_keys = crow_schema_list_foreign_keys (self->after);
  self->changes = g_ptr_array_new_with_free_func (free_change);
  if (before == after)
    return FALSE;
  if (self->before->provider == after->provider)
    return TRUE;
  crow_schema_diff_add (self, CROW_CHANGE_OTHER,
                        g_strdup_printf ("provider: %s to %s", get_provider_word (self->before),
                                         get_provider_word (after)));
  return FALSE;
}

/**
 * crow_schema_diff_new:
 * @before: (nullable): a sealed schema; %NULL: an empty database of @after's provider
 * @after: a sealed schema
 *
 * Compares two schemas as a database would see them. Foreign keys come first (those of @before in
 * its order, then what @after adds in its own), then the rest in a script's order. What only Prisma
 * sees is no difference: order, names of models and fields that @map hides, docs, @updatedAt,
 * uuid() and the like, @ignore, views. Between two providers that is the only change: nothing else
 * compares. Linear.
 *
 * Returns: (transfer full): the difference; no changes: the database would not notice
 */
CrowSchemaDiff *
crow_schema_diff_new (CrowSchema *before, CrowSchema *after)
{
  CrowSchemaDiff *self = g_new0 (CrowSchemaDiff, 1);

  if (!start (self, before, after))
    return self;
  crow_schema_diff_foreign_keys (self);
  crow_schema_diff_tables (self);
  return self;
}

/**
 * crow_schema_diff_new_for_keys:
 * @before: (nullable): a sealed schema; %NULL: an empty database of @after's provider
 * @after: a sealed schema
 *
 * As crow_schema_diff_new(), of the foreign keys alone. A schema file says less than a catalogue:
 * between the two only actions, columns, target and name count. The file lies where
 * crow_schema_place() puts it, and foreign keys of which it could not speak (of namespaces that it
 * does not cover, of one partition) take no part: they stay.
 *
 * Returns: (transfer full): the difference
 */
CrowSchemaDiff *
crow_schema_diff_new_for_keys (CrowSchema *before, CrowSchema *after)
{
  CrowSchemaDiff *self = g_new0 (CrowSchemaDiff, 1);
  gboolean is_from_database = before != NULL && crow_schema_is_database (before);
  gboolean is_to_database = crow_schema_is_database (after);
  g_autoptr (CrowSchema) placed = NULL;

  if (before == NULL || is_from_database == is_to_database)
    {
      if (start (self, before, after))
        crow_schema_diff_foreign_keys (self);
      return self;
    }
  placed = is_from_database ? crow_schema_place (after, before) : crow_schema_place (before, after);
  if (!start (self, is_from_database ? before : placed, is_from_database ? placed : after))
    return self;
  crow_schema_keep_keys (placed, is_from_database ? before : after,
                         is_from_database ? self->before_keys : self->after_keys);
  crow_schema_diff_foreign_keys (self);
  return self;
}

/**
 * crow_schema_diff_free:
 * @self: (transfer full): a difference
 */
void
crow_schema_diff_free (CrowSchemaDiff *self)
{
  g_ptr_array_unref (self->changes);
  g_ptr_array_unref (self->before_keys);
  g_ptr_array_unref (self->after_keys);
  crow_schema_unref (self->before);
  crow_schema_unref (self->after);
  g_free (self);
}
