#include "crow-drift.h"

#include "crow-picture-private.h"

/* Only the database has this foreign key; NULL: the schema has its edge. */
static const CrowRelation *
get_new_relation (const CrowDrift *drift, const CrowDriftItem *item)
{
  const CrowForeignKey *key;

  if (item->kind != CROW_DRIFT_ONLY_DATABASE || item->schema_key >= 0)
    return NULL;
  key = g_ptr_array_index (drift->database_keys, (guint) item->database_key);
  return crow_schema_get_relation (drift->database, key->relation);
}

/* Of the database's models those that must be there, for an edge ends at them. */
static gboolean *
mark_ends (const CrowDrift *drift)
{
  gboolean *is_end = g_new0 (gboolean, drift->database->models->len + 1);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowRelation *relation = get_new_relation (drift, g_ptr_array_index (drift->items, i));

      if (relation != NULL)
        is_end[relation->child] = is_end[relation->parent] = TRUE;
    }
  return is_end;
}

/* What an implicit many-to-many has two of. */
static CrowMark
join_marks (CrowMark a, CrowMark b)
{
  return a == b ? a : CROW_MARK_DIFFERS;
}

static CrowMark
get_mark (const CrowDriftItem *item)
{
  static const CrowMark marks[] = {
    [CROW_DRIFT_EQUAL] = CROW_MARK_NONE,
    [CROW_DRIFT_DIFFERS] = CROW_MARK_DIFFERS,
    [CROW_DRIFT_ONLY_SCHEMA] = CROW_MARK_ONLY_SCHEMA,
    [CROW_DRIFT_ONLY_DATABASE] = CROW_MARK_ONLY_DATABASE,
  };

  return marks[item->kind];
}

static void
set_marks (CrowPicture *self, const CrowDrift *drift)
{
  g_autofree gboolean *is_marked = g_new0 (gboolean, drift->schema->relations->len + 1);

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);
      const CrowForeignKey *key;
      CrowRelation *relation;

      if (item->schema_key < 0)
        continue;
      key = g_ptr_array_index (drift->schema_keys, (guint) item->schema_key);
      relation = crow_schema_get_relation (self->schema, key->relation);
      relation->mark = is_marked[key->relation] ? join_marks (relation->mark, get_mark (item))
                                                : get_mark (item);
      is_marked[key->relation] = TRUE;
    }
}

static void
add_database_relations (CrowPicture *self, const CrowDrift *drift)
{
  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowRelation *relation = get_new_relation (drift, g_ptr_array_index (drift->items, i));

      if (relation != NULL)
        crow_picture_add_relation (self, relation, CROW_MARK_ONLY_DATABASE);
    }
}

/**
 * crow_drift_build_picture:
 * @self: a drift
 *
 * The models and relations of the schema file come first, with the same indexes, ids and keys; then
 * the tables that only the database has (of the namespaces that the file covers; not Prisma's own
 * table, nor those that stand behind a many-to-many edge), and its relations. A column that a
 * relation needs and the schema's model lacks is added to that model. Files and problems are the
 * schema's. Linear; any thread.
 *
 * Returns: (transfer full): sealed
 */
CrowSchema *
crow_drift_build_picture (const CrowDrift *self)
{
  g_auto (CrowPicture) picture = { NULL };
  g_autofree gboolean *is_end = mark_ends (self);

  crow_picture_init (&picture, self->schema, self->database, self->database->provider);
  crow_picture_add_second_models (&picture, is_end);
  set_marks (&picture, self);
  add_database_relations (&picture, self);
  return crow_picture_finish (&picture);
}
