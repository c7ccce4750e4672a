#include "crow-database-diff-private.h"

#include <string.h>

/**
 * crow_differ_add_schemas:
 * @self: a difference in the making
 *
 * Adds a step for each namespace that something lies in and that was not there. None is ever
 * dropped.
 */
void
crow_differ_add_schemas (CrowDiffer *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->before->known_namespaces->len; i++)
    g_hash_table_add (known, g_ptr_array_index (self->before->known_namespaces, i));
  for (guint i = 0; i < self->after->namespaces->len; i++)
    if (!g_hash_table_contains (known, g_ptr_array_index (self->after->namespaces, i)))
      crow_differ_add_step (self, CROW_STEP_CREATE_SCHEMA)->after = (int) i;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* What one side does not tell does not differ. */
static gboolean
tells_otherwise (const char *before, const char *after)
{
  return !is_empty (before) && !is_empty (after) && strcmp (before, after) != 0;
}

/* Only a server tells which extensions can be moved: those that cannot are few. */
static gboolean
is_relocatable (const CrowDiffer *self, const CrowExtension *before)
{
  return self->before->is_read_back && !g_str_has_prefix (before->name, "postgis");
}

static void
add_altered_extension (CrowDiffer *self, guint before, guint after)
{
  const CrowExtension *old = g_ptr_array_index (self->before->extensions, before);
  const CrowExtension *new = g_ptr_array_index (self->after->extensions, after);
  CrowStep *step;

  if (!tells_otherwise (old->version, new->version) && !tells_otherwise (old->schema, new->schema))
    return;
  if (is_relocatable (self, old))
    {
      step = crow_differ_add_step (self, CROW_STEP_ALTER_EXTENSION);
      step->before = (int) before;
      step->after = (int) after;
      return;
    }
  crow_differ_add_step (self, CROW_STEP_DROP_EXTENSION)->before = (int) before;
  crow_differ_add_step (self, CROW_STEP_CREATE_EXTENSION)->after = (int) after;
}

/**
 * crow_differ_add_extensions:
 * @self: a difference in the making
 *
 * Adds the steps for PostgreSQL's extensions. One that is no longer named stays.
 */
void
crow_differ_add_extensions (CrowDiffer *self)
{
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->before->extensions->len; i++)
    {
      const CrowExtension *extension = g_ptr_array_index (self->before->extensions, i);

      g_hash_table_insert (old, extension->name, GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < self->after->extensions->len; i++)
    {
      const CrowExtension *extension = g_ptr_array_index (self->after->extensions, i);
      guint before = GPOINTER_TO_UINT (g_hash_table_lookup (old, extension->name));

      if (before == 0)
        crow_differ_add_step (self, CROW_STEP_CREATE_EXTENSION)->after = (int) i;
      else
        add_altered_extension (self, before - 1, i);
    }
}

/* Those of @values that @others lacks. (transfer full) */
static GPtrArray *
subtract_values (const GPtrArray *values, const GPtrArray *others)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *rest = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < others->len; i++)
    g_hash_table_add (known, g_ptr_array_index (others, i));
  for (guint i = 0; i < values->len; i++)
    if (!g_hash_table_contains (known, g_ptr_array_index (values, i)))
      g_ptr_array_add (rest, g_strdup (g_ptr_array_index (values, i)));
  return rest;
}

/* Enums whose values change: their usages are asked for by name before. */
typedef struct
{
  CrowDiffer *differ;
  GHashTable *by_name; /* (element-type utf8 GArray) unowned names, usages owned by the steps */
} Usages;

static gboolean
has_default (const CrowColumn *column)
{
  return column->value != NULL && column->value->kind != CROW_DEFAULT_CLIENT &&
         column->value->kind != CROW_DEFAULT_NONE;
}

static const char *
get_enum_name (const CrowDatabase *database, const CrowColumn *column)
{
  if (column->type.family != CROW_FAMILY_ENUM || column->type.enumeration < 0)
    return NULL;
  return crow_database_get_enum (database, (guint) column->type.enumeration)->name;
}

static void
add_usage (Usages *usages, guint table, guint column, int table_after, int column_after)
{
  const CrowDatabase *database = usages->differ->before;
  const CrowColumn *before = crow_table_get_column (crow_database_get_table (database, table),
                                                    column);
  const char *name = get_enum_name (database, before);
  CrowEnumUsage usage = { table, column, -1, -1 };
  GArray *list;

  if (name == NULL || !has_default (before))
    return;
  list = g_hash_table_lookup (usages->by_name, name);
  if (list == NULL)
    return;
  if (table_after >= 0)
    {
      const CrowDatabase *other = usages->differ->after;
      const CrowColumn
          *after = crow_table_get_column (crow_database_get_table (other, (guint) table_after),
                                          (guint) column_after);

      if (g_strcmp0 (get_enum_name (other, after), name) == 0 && has_default (after))
        {
          usage.table_after = table_after;
          usage.after = column_after;
        }
    }
  g_array_append_val (list, usage);
}

/* Of dropped tables first, then by table: dropped columns, then those that stay, by name. */
static void
find_usages (Usages *usages)
{
  CrowDiffer *self = usages->differ;

  for (guint i = 0; i < self->before->tables->len; i++)
    for (guint j = 0; j < crow_database_get_table (self->before, i)->columns->len &&
                      self->of_before[i] == CROW_TABLE_ALONE;
         j++)
      add_usage (usages, i, j, -1, -1);
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const CrowTablePair *pair = g_ptr_array_index (self->pairs, i);

      for (guint j = 0; j < pair->changes->len; j++)
        {
          const CrowTableChange *change = &g_array_index (pair->changes, CrowTableChange, j);

          if (change->before >= 0)
            add_usage (usages, pair->before, (guint) change->before,
                       change->after >= 0 ? (int) pair->after : -1, change->after);
        }
    }
}

static void
add_altered_enum (Usages *usages, guint before, guint after)
{
  CrowDiffer *self = usages->differ;
  const CrowDatabaseEnum *old = crow_database_get_enum (self->before, before);
  const CrowDatabaseEnum *new = crow_database_get_enum (self->after, after);
  g_autoptr (GPtrArray) added = subtract_values (new->values, old->values);
  g_autoptr (GPtrArray) removed = subtract_values (old->values, new->values);
  CrowStep *step;

  if (added->len == 0 && removed->len == 0)
    return;
  step = crow_differ_add_step (self, CROW_STEP_ALTER_ENUM);
  step->before = (int) before;
  step->after = (int) after;
  step->added_values = g_steal_pointer (&added);
  step->removed_values = g_steal_pointer (&removed);
  step->usages = g_array_new (FALSE, FALSE, sizeof (CrowEnumUsage));
  /* Enums of one name in two namespaces: the engine tells their columns apart by name only. */
  if (!g_hash_table_contains (usages->by_name, old->name))
    g_hash_table_insert (usages->by_name, old->name, step->usages);
}

static char *
make_enum_id (const CrowDiffer *self, const CrowDatabaseEnum *enumeration)
{
  return g_strconcat (crow_differ_get_namespace (self, enumeration->namespace_), "\x1f",
                      enumeration->name, NULL);
}

static GHashTable *
index_enums (const CrowDiffer *self, const CrowDatabase *database)
{
  GHashTable *enums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < database->enums->len; i++)
    g_hash_table_insert (enums, make_enum_id (self, crow_database_get_enum (database, i)),
                         GUINT_TO_POINTER (i + 1));
  return enums;
}

/* Enums of one name share what was found for the first. */
static void
share_usages (const Usages *usages)
{
  const CrowDiffer *self = usages->differ;

  for (guint i = 0; i < self->steps->len; i++)
    {
      CrowStep *step = g_ptr_array_index (self->steps, i);
      GArray *found;

      if (step->kind != CROW_STEP_ALTER_ENUM)
        continue;
      found = g_hash_table_lookup (usages->by_name,
                                   crow_database_get_enum (self->before, (guint) step->before)
                                       ->name);
      if (found != step->usages)
        g_array_append_vals (step->usages, found->data, found->len);
    }
}

/**
 * crow_differ_add_enums:
 * @self: a difference in the making, its tables paired
 *
 * Adds the steps for enums where they are types of the database's own, and where no SQL says what
 * they are. The order of values does not count.
 */
void
crow_differ_add_enums (CrowDiffer *self)
{
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Usages usages = { self, by_name };

  if (self->provider == CROW_PROVIDER_MYSQL || self->provider == CROW_PROVIDER_SQLITE ||
      self->provider == CROW_PROVIDER_SQLSERVER)
    return;
  before = index_enums (self, self->before);
  after = index_enums (self, self->after);
  for (guint i = 0; i < self->before->enums->len; i++)
    {
      g_autofree char *id = make_enum_id (self, crow_database_get_enum (self->before, i));
      guint partner = GPOINTER_TO_UINT (g_hash_table_lookup (after, id));

      if (partner == 0)
        crow_differ_add_step (self, CROW_STEP_DROP_ENUM)->before = (int) i;
      else
        add_altered_enum (&usages, i, partner - 1);
    }
  for (guint i = 0; i < self->after->enums->len; i++)
    {
      g_autofree char *id = make_enum_id (self, crow_database_get_enum (self->after, i));

      if (!g_hash_table_contains (before, id))
        crow_differ_add_step (self, CROW_STEP_CREATE_ENUM)->after = (int) i;
    }
  if (g_hash_table_size (by_name) == 0)
    return;
  find_usages (&usages);
  share_usages (&usages);
}

static guint
compare_sequences (const CrowSequence *a, const CrowSequence *b)
{
  guint differences = 0;

  if ((a->has_min ? a->min : 1) != (b->has_min ? b->min : 1))
    differences |= CROW_SEQUENCE_MIN;
  if ((a->has_max ? a->max : G_MAXINT64) != (b->has_max ? b->max : G_MAXINT64))
    differences |= CROW_SEQUENCE_MAX;
  if ((a->has_start ? a->start : 1) != (b->has_start ? b->start : 1))
    differences |= CROW_SEQUENCE_START;
  if ((a->has_cache ? a->cache : 1) != (b->has_cache ? b->cache : 1))
    differences |= CROW_SEQUENCE_CACHE;
  if ((a->has_increment ? a->increment : 1) != (b->has_increment ? b->increment : 1))
    differences |= CROW_SEQUENCE_INCREMENT;
  return differences;
}

static const CrowSequence *
get_sequence (const CrowDatabase *database, guint table, int column)
{
  const CrowDefault *value = crow_table_get_column (crow_database_get_table (database, table),
                                                    (guint) column)
                                 ->value;

  return value != NULL && value->kind == CROW_DEFAULT_SEQUENCE ? &value->sequence : NULL;
}

/**
 * crow_differ_add_sequences:
 * @self: a difference in the making, its tables paired
 *
 * Adds a step for each column whose sequence(…) changes, redefined tables too.
 */
void
crow_differ_add_sequences (CrowDiffer *self)
{
  if (self->provider != CROW_PROVIDER_COCKROACHDB)
    return;
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const CrowTablePair *pair = g_ptr_array_index (self->pairs, i);

      for (guint j = pair->n_dropped + pair->n_added; j < pair->changes->len; j++)
        {
          CrowTableChange change = g_array_index (pair->changes, CrowTableChange, j);
          const CrowSequence *before = get_sequence (self->before, pair->before, change.before);
          const CrowSequence *after = get_sequence (self->after, pair->after, change.after);
          CrowStep *step;

          if (before == NULL || after == NULL)
            continue;
          change.differences = compare_sequences (before, after);
          if (change.differences == 0)
            continue;
          step = crow_differ_add_step (self, CROW_STEP_ALTER_SEQUENCE);
          step->table_before = (int) pair->before;
          step->table_after = (int) pair->after;
          step->before = change.before;
          step->after = change.after;
          step->changes = g_array_new (FALSE, FALSE, sizeof (CrowTableChange));
          g_array_append_val (step->changes, change);
        }
    }
}
