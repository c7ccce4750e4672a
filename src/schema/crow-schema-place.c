#include "crow-foreign-key.h"
#include "crow-schema-private.h"

#include <string.h>

#define DEFAULT_NAMESPACE "public"

static const char *
find_home (const CrowSchema *self, const CrowSchema *database)
{
  const char *home = database->home != NULL ? database->home : self->home;

  if (self->namespaces->len > 0 || crow_schema_is_database (self))
    return NULL;
  if (home == NULL && database->namespaces->len == 1)
    home = g_ptr_array_index (database->namespaces, 0);
  return g_strcmp0 (home, DEFAULT_NAMESPACE) != 0 ? home : NULL;
}

/* Whether a schema file says what is in @namespace_ (nullable: `public`). */
gboolean
crow_schema_covers (const CrowSchema *self, const char *namespace_)
{
  namespace_ = namespace_ != NULL ? namespace_ : DEFAULT_NAMESPACE;
  if (self->namespaces->len == 0)
    return strcmp (namespace_, DEFAULT_NAMESPACE) == 0;
  return g_ptr_array_find_with_equal_func (self->namespaces, namespace_, g_str_equal, NULL);
}

/* Whether a schema file could say that @database has @key: not of a namespace that it does not
 * cover, nor of one partition, which Prisma does not see. */
gboolean
crow_schema_can_have_key (const CrowSchema *self,
                          const CrowSchema *database,
                          const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (database, key->relation);

  return crow_schema_covers (self, key->namespace_) &&
         (relation->facts == NULL ||
          (relation->facts->partition == NULL && relation->facts->ref_partition == NULL));
}

/* Leaves of @keys, the foreign keys of @database, those that a schema file could have. */
void
crow_schema_keep_keys (const CrowSchema *self, const CrowSchema *database, GPtrArray *keys)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  guint n_kept = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      CrowForeignKey *key = g_ptr_array_index (keys, i);

      if (crow_schema_can_have_key (self, database, key))
        keys->pdata[n_kept++] = key;
      else
        g_ptr_array_add (others, key);
    }
  for (guint i = 0; i < others->len; i++) /* at the end, for the array to free them */
    keys->pdata[n_kept + i] = g_ptr_array_index (others, i);
  g_ptr_array_set_size (keys, (int) n_kept);
}

static CrowModel *
place_model (const CrowModel *model, const char *home)
{
  CrowModel *copy = crow_model_copy (model);

  g_free (copy->namespace_);
  copy->namespace_ = g_strdup (home);
  return copy;
}

static CrowRelation *
place_relation (const CrowRelation *relation, const char *home)
{
  CrowRelation *copy = crow_relation_copy (relation);

  if (copy->join_table == NULL)
    return copy;
  g_free (copy->join_namespace);
  copy->join_namespace = g_strdup (home);
  return copy;
}

static CrowEnum *
place_enum (const CrowEnum *enumeration, const char *home)
{
  CrowEnum *copy = crow_enum_copy (enumeration);

  g_free (copy->namespace_);
  copy->namespace_ = g_strdup (home);
  return copy;
}

/**
 * crow_schema_place:
 * @self: a sealed schema, of a schema file
 * @database: a sealed schema of a database
 *
 * Prisma puts a schema without `schemas` into the one namespace of its connection: `?schema=app`
 * in the url, else `public`. So it lies where the connection to @database says, or its own url, or
 * in the only namespace that was read.
 * Indexes, ids of relations and keys of models stay those of @self. Any thread.
 *
 * Returns: (transfer full): sealed; @self itself where nothing is to be moved
 */
CrowSchema *
crow_schema_place (CrowSchema *self, const CrowSchema *database)
{
  const char *home = find_home (self, database);
  CrowSchema *placed;

  if (home == NULL)
    return crow_schema_ref (self);
  placed = crow_schema_copy_head (self);
  g_ptr_array_add (placed->namespaces, g_strdup (home));
  for (guint i = 0; i < self->models->len; i++)
    g_ptr_array_add (placed->models, place_model (crow_schema_get_model (self, i), home));
  for (guint i = 0; i < self->relations->len; i++)
    g_ptr_array_add (placed->relations, place_relation (crow_schema_get_relation (self, i), home));
  for (guint i = 0; i < self->enums->len; i++)
    g_ptr_array_add (placed->enums, place_enum (g_ptr_array_index (self->enums, i), home));
  for (guint i = 0; i < self->diagnostics->len; i++)
    g_ptr_array_add (placed->diagnostics,
                     crow_diagnostic_copy (g_ptr_array_index (self->diagnostics, i)));
  crow_schema_seal (placed);
  return placed;
}
