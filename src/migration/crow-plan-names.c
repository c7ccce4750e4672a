#include "crow-plan-private.h"

#include <string.h>

#define MAX_NAME 63 /* bytes: NAMEDATALEN - 1; a longer name would be cut by the server (42622) */

/**
 * crow_plan_make_name_id:
 * @namespace_: of the table
 * @table: a table
 * @constraint: a constraint's name, which is unique among those of its table only
 *
 * Returns: (transfer full): a text that no other three give
 */
char *
crow_plan_make_name_id (const char *namespace_, const char *table, const char *constraint)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT ".%s%" G_GSIZE_FORMAT ".%s%s", strlen (namespace_),
                          namespace_, strlen (table), table, constraint);
}

/**
 * crow_plan_make_table_id:
 * @namespace_: (nullable): of the table; %NULL: public
 * @table: a table
 *
 * Returns: (transfer full): a text that no other two give
 */
char *
crow_plan_make_table_id (const char *namespace_, const char *table)
{
  return crow_plan_make_name_id (namespace_ != NULL ? namespace_ : "public", table, "");
}

static void
add_name (CrowPlanner *self, const CrowModel *model, const char *name)
{
  if (name != NULL && model->table != NULL)
    g_hash_table_add (self->names,
                      crow_plan_make_name_id (model->namespace_ != NULL ? model->namespace_
                                                                        : "public",
                                              model->table, name));
}

static void
add_schema (CrowPlanner *self, const CrowSchema *schema)
{
  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      for (guint j = 0; j < model->keys->len; j++)
        add_name (self, model, ((const CrowKey *) g_ptr_array_index (model->keys, j))->name);
    }
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      add_name (self, crow_schema_get_model (schema, relation->child), relation->constraint);
    }
}

/**
 * crow_planner_collect_names:
 * @self: a plan in the making, its changes known
 *
 * A name more than needed is no harm: only names for a while are chosen around them.
 */
void
crow_planner_collect_names (CrowPlanner *self)
{
  add_schema (self, self->diff->before);
  add_schema (self, self->diff->after);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const CrowKeyChange *change = g_ptr_array_index (self->changes, i);
      const CrowConstraint *sides[] = { change->before, change->after };

      for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
        if (sides[j] != NULL)
          g_hash_table_add (self->names, crow_plan_make_name_id (sides[j]->namespace_,
                                                                 sides[j]->table, sides[j]->name));
    }
}

/* @name and @end, @name cut between two characters where both do not fit. */
static char *
join_cut (const char *name, const char *end)
{
  gsize length = strlen (name);
  gsize room = MAX_NAME - strlen (end);

  if (length > room)
    {
      length = room;
      while (length > 0 && ((guchar) name[length] & 0xc0) == 0x80)
        length--;
    }
  return g_strdup_printf ("%.*s%s", (int) length, name, end);
}

/**
 * crow_planner_make_name:
 * @self: a plan in the making, its names collected
 * @constraint: whose name for a while
 * @end: how it ends: `_new`
 *
 * Returns: (transfer full): a name of at most 63 bytes that no constraint of the table has (42710)
 */
char *
crow_planner_make_name (CrowPlanner *self, const CrowConstraint *constraint, const char *end)
{
  char *name = join_cut (constraint->name, end);

  for (guint i = 2;; i++)
    {
      char *id = crow_plan_make_name_id (constraint->namespace_, constraint->table, name);
      g_autofree char *numbered_end = NULL;

      if (!g_hash_table_contains (self->names, id))
        {
          g_hash_table_add (self->names, id);
          return name;
        }
      g_free (id);
      g_free (name);
      numbered_end = g_strdup_printf ("%s%u", end, i);
      name = join_cut (constraint->name, numbered_end);
    }
}

/* By the name that a key has before its turn: the change. */
static GHashTable *
index_holders (const CrowPlanner *self)
{
  GHashTable *holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->changes->len; i++)
    {
      CrowKeyChange *change = g_ptr_array_index (self->changes, i);
      const CrowConstraint *before = change->before;

      if (before != NULL)
        g_hash_table_insert (holders,
                             crow_plan_make_name_id (before->namespace_, before->table,
                                                     before->name),
                             change);
    }
  return holders;
}

/* Who has the name that @change wants. */
static CrowKeyChange *
find_holder (GHashTable *holders, const CrowKeyChange *change)
{
  g_autofree char *id = NULL;
  CrowKeyChange *holder;

  if (change->after == NULL)
    return NULL;
  id = crow_plan_make_name_id (change->after->namespace_, change->after->table,
                               change->after->name);
  holder = g_hash_table_lookup (holders, id);
  return holder != change ? holder : NULL;
}

/* The changes that must come before @change, nearest first, in @chain. Where they close a ring,
 * @change steps aside. */
static void
follow (CrowPlanner *self,
        CrowKeyChange *change,
        GHashTable *holders,
        GHashTable *seen,
        GPtrArray *chain)
{
  CrowKeyChange *first = change;

  g_ptr_array_set_size (chain, 0);
  while (change != NULL && g_hash_table_add (seen, change))
    {
      g_ptr_array_add (chain, change);
      change = find_holder (holders, change);
    }
  if (change == first && chain->len > 1)
    {
      g_free (first->name);
      first->name = crow_planner_make_name (self, first->before, "_old");
    }
}

/**
 * crow_planner_order:
 * @self: a plan in the making
 *
 * A name is wanted by at most one key and held by at most one: chains, which run from their free
 * end, and rings, where one key steps aside under another name first. Else the order stays. Linear.
 */
void
crow_planner_order (CrowPlanner *self)
{
  g_autoptr (GHashTable) holders = index_holders (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();

  for (guint i = 0; i < self->changes->len; i++)
    {
      follow (self, g_ptr_array_index (self->changes, i), holders, seen, chain);
      for (guint j = chain->len; j > 0; j--)
        g_ptr_array_add (ordered, g_ptr_array_index (chain, j - 1));
    }
  for (guint i = 0; i < ordered->len; i++)
    self->changes->pdata[i] = g_ptr_array_index (ordered, i);
}
