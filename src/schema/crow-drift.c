#include "crow-drift.h"

#include <string.h>

#include "crow-error.h"
#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

#define DEFAULT_NAMESPACE "public"

static void
free_difference (gpointer data)
{
  CrowDriftDifference *difference = data;

  g_free (difference->schema);
  g_free (difference->database);
  g_free (difference);
}

static void
free_item (gpointer data)
{
  CrowDriftItem *item = data;

  g_ptr_array_unref (item->differences);
  g_ptr_array_unref (item->unsayable);
  g_free (item);
}

static const char *
get_namespace (const char *namespace_)
{
  return namespace_ != NULL ? namespace_ : DEFAULT_NAMESPACE;
}

static const CrowForeignKey *
get_key (const GPtrArray *keys, int index)
{
  return g_ptr_array_index (keys, (guint) index);
}

static gboolean
is_postgres (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB;
}

static char *
join_names (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

/* `User (id)`, `auth.users (id)`. */
static char *
describe_target (const CrowForeignKey *key)
{
  const char *namespace_ = get_namespace (key->ref_namespace);
  g_autofree char *columns = join_names (key->ref_columns);

  if (strcmp (namespace_, DEFAULT_NAMESPACE) == 0)
    return g_strdup_printf ("%s (%s)", key->ref_table, columns);
  return g_strdup_printf ("%s.%s (%s)", namespace_, key->ref_table, columns);
}

/* Takes both values. */
static void
add_difference (CrowDriftItem *item, const char *clause, char *schema, char *database)
{
  CrowDriftDifference *difference = g_new (CrowDriftDifference, 1);

  *difference = (CrowDriftDifference){ clause, schema, database };
  if (strcmp (schema, database) != 0)
    g_ptr_array_add (item->differences, difference);
  else
    free_difference (difference);
}

static void
compare (CrowDriftItem *item, const CrowForeignKey *schema, const CrowForeignKey *database)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    add_difference (item, crow_event_get_argument ((CrowEvent) event),
                    g_strdup (crow_action_get_name (schema->clauses[event].action)),
                    g_strdup (crow_action_get_name (database->clauses[event].action)));
  add_difference (item, "columns", join_names (schema->columns), join_names (database->columns));
  add_difference (item, "references", describe_target (schema), describe_target (database));
  add_difference (item, "constraint", g_strdup (schema->constraint),
                  g_strdup (database->constraint));
}

static void
add_deferral (GPtrArray *unsayable, const CrowRelation *relation)
{
  if (relation->is_deferrable)
    g_ptr_array_add (unsayable,
                     g_strdup (relation->is_initially_deferred ? "DEFERRABLE INITIALLY DEFERRED"
                                                               : "DEFERRABLE"));
}

static void
add_set_columns (GPtrArray *unsayable, const CrowModel *child, const CrowRelation *relation)
{
  CrowAction action = relation->clauses[CROW_EVENT_DELETE].action;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *joined = NULL;

  if (relation->set_columns == NULL ||
      (action != CROW_ACTION_SET_NULL && action != CROW_ACTION_SET_DEFAULT))
    return;
  names = g_ptr_array_new ();
  for (guint i = 0; i < relation->set_columns->len; i++)
    {
      guint field = g_array_index (relation->set_columns, guint, i);

      g_ptr_array_add (names, crow_model_get_field (child, field)->column);
    }
  joined = join_names (names);
  g_ptr_array_add (unsayable,
                   g_strdup_printf ("ON DELETE %s (%s)", crow_action_get_sql (action), joined));
}

static void
add_facts (GPtrArray *unsayable, const CrowKeyFacts *facts)
{
  static const char *const states[] = {
    [CROW_TRIGGERS_DISABLED] = "its triggers are disabled",
    [CROW_TRIGGERS_REPLICA] = "its triggers fire on a replica only",
    [CROW_TRIGGERS_ALWAYS] = "its triggers fire always",
    [CROW_TRIGGERS_MIXED] = "some of its triggers are disabled",
    [CROW_TRIGGERS_UNKNOWN] = NULL,
  };

  if (facts == NULL)
    return;
  if (states[facts->triggers] != NULL)
    g_ptr_array_add (unsayable, g_strdup (states[facts->triggers]));
  if (facts->codes != NULL)
    g_ptr_array_add (unsayable, g_strdup_printf ("unknown codes: %s", facts->codes));
}

/* What a foreign key of a database has and a schema file has no words for. */
static void
list_unsayable (GPtrArray *unsayable, const CrowSchema *database, const CrowForeignKey *key)
{
  const CrowRelation *relation = crow_schema_get_relation (database, key->relation);

  add_deferral (unsayable, relation);
  if (relation->match == CROW_MATCH_FULL)
    g_ptr_array_add (unsayable, g_strdup ("MATCH FULL"));
  if (relation->match == CROW_MATCH_PARTIAL)
    g_ptr_array_add (unsayable, g_strdup ("MATCH PARTIAL"));
  if (!relation->is_enforced)
    g_ptr_array_add (unsayable, g_strdup ("NOT ENFORCED"));
  else if (!relation->is_validated)
    g_ptr_array_add (unsayable, g_strdup ("NOT VALID"));
  if (relation->is_temporal)
    g_ptr_array_add (unsayable, g_strdup ("PERIOD"));
  add_set_columns (unsayable, crow_schema_get_model (database, relation->child), relation);
  add_facts (unsayable, relation->facts);
}

static void
add_item (CrowDrift *self, int schema_key, int database_key)
{
  CrowDriftItem *item = g_new0 (CrowDriftItem, 1);

  item->schema_key = schema_key;
  item->database_key = database_key;
  item->differences = g_ptr_array_new_with_free_func (free_difference);
  item->unsayable = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->items, item);
  if (database_key < 0)
    {
      item->kind = CROW_DRIFT_ONLY_SCHEMA;
      return;
    }
  list_unsayable (item->unsayable, self->database, get_key (self->database_keys, database_key));
  if (schema_key < 0 || get_key (self->schema_keys, schema_key)->constraint == NULL)
    {
      item->kind = CROW_DRIFT_ONLY_DATABASE;
      return;
    }
  compare (item, get_key (self->schema_keys, schema_key),
           get_key (self->database_keys, database_key));
  item->kind = item->differences->len > 0 ? CROW_DRIFT_DIFFERS : CROW_DRIFT_EQUAL;
}

/* @apart: namespaces that the schema file does not cover. */
static void
note_apart (CrowDrift *self, GHashTable *apart, guint n_keys)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (n_keys == 0)
    return;
  for (guint i = 0; i < self->database->namespaces->len; i++)
    if (g_hash_table_contains (apart, g_ptr_array_index (self->database->namespaces, i)))
      g_string_append_printf (names, "%s“%s”", names->len > 0 ? ", " : "",
                              (const char *) g_ptr_array_index (self->database->namespaces, i));
  g_ptr_array_add (self->notes,
                   g_strdup_printf ("The schema file does not cover the namespace%s %s: %u foreign "
                                    "key%s there %s not compared.",
                                    g_hash_table_size (apart) > 1 ? "s" : "", names->str, n_keys,
                                    n_keys > 1 ? "s" : "", n_keys > 1 ? "are" : "is"));
}

/* Leaves those that a schema file could speak of; what goes is noted. */
static void
drop_keys_apart (CrowDrift *self)
{
  g_autoptr (GHashTable) apart = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_apart = 0;

  for (guint i = 0; i < self->database_keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (self->database_keys, i);

      if (!crow_schema_covers (self->schema, key->namespace_))
        {
          n_apart++;
          g_hash_table_add (apart, (gpointer) get_namespace (key->namespace_));
        }
      else if (!crow_schema_can_have_key (self->schema, self->database, key))
        g_ptr_array_add (self->notes,
                         g_strdup_printf ("%s is of a single partition, and Prisma does not see "
                                          "partitions: it is not compared.",
                                          key->relation_id));
    }
  note_apart (self, apart, n_apart);
  crow_schema_keep_keys (self->schema, self->database, self->database_keys);
}

static char *
make_emulated_place (gconstpointer item, gpointer provider)
{
  return crow_foreign_key_make_place (item, GPOINTER_TO_INT (provider));
}

/* Keys that the schema has and Prisma emulates pair only with what nobody else claims. */
static void
match_keys (CrowDrift *self, CrowMatching *matching)
{
  CrowProvider provider = self->database->provider;

  crow_matching_init (matching, self->schema_keys->len, self->database_keys->len);
  crow_foreign_keys_match (matching, self->schema_keys, self->database_keys, provider);
  if (self->schema->relation_mode == CROW_RELATION_MODE_PRISMA)
    crow_matching_pair (matching, self->schema_keys, self->database_keys, make_emulated_place,
                        GINT_TO_POINTER (provider));
}

static int
compare_database_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const CrowDrift *self = user_data;
  const CrowForeignKey *one = get_key (self->database_keys, *(const int *) a);
  const CrowForeignKey *two = get_key (self->database_keys, *(const int *) b);
  int order = strcmp (get_namespace (one->namespace_), get_namespace (two->namespace_));

  if (order == 0)
    order = strcmp (one->table, two->table);
  if (order == 0)
    order = g_strcmp0 (one->constraint, two->constraint);
  return order;
}

static void
add_items (CrowDrift *self, const CrowMatching *matching)
{
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->schema_keys->len; i++)
    if (get_key (self->schema_keys, (int) i)->constraint != NULL)
      add_item (self, (int) i, matching->of_before[i]);
  for (int i = 0; i < (int) self->database_keys->len; i++)
    {
      int partner = matching->of_after[i];

      if (partner < 0 || get_key (self->schema_keys, partner)->constraint == NULL)
        g_array_append_val (rest, i);
    }
  g_array_sort_with_data (rest, compare_database_keys, self);
  for (guint i = 0; i < rest->len; i++)
    {
      int key = g_array_index (rest, int, i);

      add_item (self, matching->of_after[key], key);
    }
}

static void
note_emulation (CrowDrift *self)
{
  if (self->schema->relation_mode == CROW_RELATION_MODE_PRISMA)
    g_ptr_array_add (self->notes,
                     g_strdup ("The schema file says relationMode = \"prisma\": Prisma keeps the "
                               "relations itself and makes no foreign keys, so none is missing "
                               "from the database."));
}

/* The usual mistake: everything seems to be missing because another namespace was meant. */
static void
note_namespaces (CrowDrift *self)
{
  for (guint i = 0; i < MAX (self->schema->namespaces->len, 1); i++)
    {
      const char *name = self->schema->namespaces->len > 0
                             ? g_ptr_array_index (self->schema->namespaces, i)
                             : DEFAULT_NAMESPACE;

      if (self->schema->models->len > 0 &&
          !g_ptr_array_find_with_equal_func (self->database->namespaces, name, g_str_equal, NULL))
        g_ptr_array_add (self->notes,
                         g_strdup_printf ("The schema file lies in the namespace “%s”, which was "
                                          "not found in the database. If its tables are in another "
                                          "one, connect to that namespace only.",
                                          name));
    }
}

/**
 * crow_drift_check:
 * @schema: a sealed schema, of a schema file
 * @database: a sealed schema of a database
 * @error: %CROW_ERROR_UNCOVERED
 *
 * Returns: whether the two speak of the same kind of database
 */
gboolean
crow_drift_check (const CrowSchema *schema, const CrowSchema *database, GError **error)
{
  const char *server = database->server != NULL
                           ? database->server
                           : crow_provider_get_display_name (database->provider);

  if (schema->provider == CROW_PROVIDER_NONE)
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                 "the schema names no provider, so it cannot be compared with %s; add a datasource "
                 "with provider = \"postgresql\"",
                 server);
  else if (!is_postgres (schema->provider))
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
                 "the schema is for %s and the database is %s: their foreign keys do not compare",
                 crow_provider_get_display_name (schema->provider), server);
  else
    return TRUE;
  return FALSE;
}

/**
 * crow_drift_new:
 * @schema: a sealed schema, of a schema file
 * @database: a sealed schema of a database, which crow_drift_check() accepts beside it
 *
 * Pairs the foreign keys as crow_schema_diff_new() does and compares what both can say: actions,
 * columns, what they refer to, the constraint's name. What only a database can say is listed, but
 * is no drift. Keys outside the namespaces that @schema covers, and those of a single partition,
 * are not compared; a note says so. With relationMode = "prisma" nothing is missing from the
 * database: only what it has beyond is drift. Linear; any thread.
 *
 * Returns: (transfer full): relation by relation
 */
CrowDrift *
crow_drift_new (CrowSchema *schema, CrowSchema *database)
{
  CrowDrift *self = g_new0 (CrowDrift, 1);
  g_auto (CrowMatching) matching = { NULL, NULL };

  self->schema = crow_schema_place (schema, database);
  self->database = crow_schema_ref (database);
  self->schema_keys = crow_schema_list_foreign_keys (self->schema);
  self->database_keys = crow_schema_list_foreign_keys (self->database);
  self->items = g_ptr_array_new_with_free_func (free_item);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  note_emulation (self);
  note_namespaces (self);
  drop_keys_apart (self);
  match_keys (self, &matching);
  add_items (self, &matching);
  return self;
}

/**
 * crow_drift_free:
 * @self: (transfer full): a drift
 */
void
crow_drift_free (CrowDrift *self)
{
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->schema_keys);
  g_ptr_array_unref (self->database_keys);
  crow_schema_unref (self->schema);
  crow_schema_unref (self->database);
  g_free (self);
}

/**
 * crow_drift_count:
 * @self: a drift
 * @kind: which items
 *
 * Returns: how many there are
 */
guint
crow_drift_count (const CrowDrift *self, CrowDriftKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += ((const CrowDriftItem *) g_ptr_array_index (self->items, i))->kind == kind;
  return n;
}
