#include "crow-constraint.h"
#include "crow-matching-private.h"
#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

#include <string.h>

static void
append_columns (GString *text, const GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (text, "\x1f%s", (const char *) g_ptr_array_index (columns, i));
  g_string_append_c (text, '\x1e');
}

static GString *
start_id (const CrowForeignKey *key, CrowProvider provider)
{
  g_autofree char *table = crow_make_table_id (provider, key->namespace_, key->table);
  g_autofree char *ref_table = crow_make_table_id (provider, key->ref_namespace, key->ref_table);
  GString *id = g_string_new (table);

  append_columns (id, key->columns);
  g_string_append (id, ref_table);
  append_columns (id, key->ref_columns);
  return id;
}

/* Table, columns, and what they refer to: one text for all three, whether or not the database has
 * the key. (transfer full) */
char *
crow_foreign_key_make_place (const CrowForeignKey *key, CrowProvider provider)
{
  return g_string_free (start_id (key, provider), FALSE);
}

/* NULL, here and below: not in the database. */
static char *
make_place_id (gconstpointer item, gpointer provider)
{
  const CrowForeignKey *key = item;

  if (key->constraint == NULL)
    return NULL;
  return crow_foreign_key_make_place (key, GPOINTER_TO_INT (provider));
}

static char *
make_named_id (gconstpointer item, gpointer provider)
{
  const CrowForeignKey *key = item;
  GString *id;

  if (key->constraint == NULL)
    return NULL;
  id = start_id (key, GPOINTER_TO_INT (provider));
  g_string_append (id, key->constraint);
  return g_string_free (id, FALSE);
}

static char *
make_actions_id (gconstpointer item, gpointer provider)
{
  const CrowForeignKey *key = item;
  GString *id;

  if (key->constraint == NULL)
    return NULL;
  id = start_id (key, GPOINTER_TO_INT (provider));
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    g_string_append_printf (id, "%d ", key->clauses[i].action);
  return g_string_free (id, FALSE);
}

static char *
make_constraint_id (gconstpointer item, gpointer provider)
{
  const CrowForeignKey *key = item;
  g_autofree char *table = NULL;

  if (key->constraint == NULL)
    return NULL;
  table = crow_make_table_id (GPOINTER_TO_INT (provider), key->namespace_, key->table);
  return g_strdup_printf ("%s\x1e%s", table, key->constraint);
}

/* Pairs the foreign keys that both databases have. Closest first: the very key, one with another
 * name, one with other actions, one that took its name. */
void
crow_foreign_keys_match (CrowMatching *matching,
                         const GPtrArray *before,
                         const GPtrArray *after,
                         CrowProvider provider)
{
  static const CrowMakeIdFunc passes[] = { make_named_id, make_actions_id, make_place_id,
                                           make_constraint_id };

  for (guint i = 0; i < G_N_ELEMENTS (passes); i++)
    crow_matching_pair (matching, before, after, passes[i], GINT_TO_POINTER (provider));
}

static char *
join_columns (const GPtrArray *columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (columns, i));
  return g_string_free (text, FALSE);
}

static void
add_part (GString *parts, const char *what, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) == 0)
    return;
  g_string_append_printf (parts, "%s%s%s%s to %s", parts->len > 0 ? ", " : "", what,
                          *what != '\0' ? " " : "", before, after);
}

static char *
make_ref_label (const CrowForeignKey *key)
{
  return key->ref_namespace != NULL ? g_strconcat (key->ref_namespace, ".", key->ref_table, NULL)
                                    : g_strdup (key->ref_table);
}

/* `on delete Restrict to Cascade`. */
static void
add_clauses (GString *parts,
             CrowProvider provider,
             const CrowForeignKey *before,
             const CrowForeignKey *after)
{
  /* A table without a namespace lies in public: other words for the same place. */
  g_autofree char *id_before = crow_make_table_id (provider, before->ref_namespace,
                                                   before->ref_table);
  g_autofree char *id_after = crow_make_table_id (provider, after->ref_namespace, after->ref_table);
  g_autofree char *columns_before = join_columns (before->columns);
  g_autofree char *columns_after = join_columns (after->columns);
  g_autofree char *target_before = make_ref_label (before);
  g_autofree char *target_after = make_ref_label (after);
  g_autofree char *ref_before = join_columns (before->ref_columns);
  g_autofree char *ref_after = join_columns (after->ref_columns);

  add_part (parts, "on delete", crow_action_get_name (before->clauses[CROW_EVENT_DELETE].action),
            crow_action_get_name (after->clauses[CROW_EVENT_DELETE].action));
  add_part (parts, "on update", crow_action_get_name (before->clauses[CROW_EVENT_UPDATE].action),
            crow_action_get_name (after->clauses[CROW_EVENT_UPDATE].action));
  add_part (parts, "columns", columns_before, columns_after);
  if (strcmp (id_before, id_after) != 0)
    add_part (parts, "refers to", target_before, target_after);
  add_part (parts, "referenced columns", ref_before, ref_after);
}

/* What only catalogues tell is compared only between two of them. */
static void
add_promises (GString *parts,
              const CrowSchemaDiff *self,
              const CrowForeignKey *before,
              const CrowForeignKey *after)
{
  g_autoptr (CrowConstraint) a = NULL;
  g_autoptr (CrowConstraint) b = NULL;
  g_autofree char *change = NULL;

  if (self->before->files->len > 0 || self->after->files->len > 0)
    return;
  a = crow_constraint_new_for_key (self->before, before);
  b = crow_constraint_new_for_key (self->after, after);
  change = crow_constraint_describe_promises (a, b);
  if (change != NULL)
    g_string_append_printf (parts, "%s%s", parts->len > 0 ? ", " : "", change);
}

static void
compare_keys (CrowSchemaDiff *self, guint before_index, guint after_index)
{
  const CrowForeignKey *before = g_ptr_array_index (self->before_keys, before_index);
  const CrowForeignKey *after = g_ptr_array_index (self->after_keys, after_index);
  g_autoptr (GString) parts = g_string_new (NULL);
  CrowChangeKind kind;
  CrowChange *change;

  add_clauses (parts, self->after->provider, before, after);
  add_promises (parts, self, before, after);
  kind = parts->len > 0 ? CROW_CHANGE_FOREIGN_KEY_ALTERED : CROW_CHANGE_FOREIGN_KEY_RENAMED;
  add_part (parts, "constraint", before->constraint, after->constraint);
  if (parts->len == 0)
    return;
  change = crow_schema_diff_add (self, kind,
                                 g_strdup_printf ("%s: %s", after->relation_id, parts->str));
  change->before = (int) before_index;
  change->after = (int) after_index;
}

/**
 * crow_schema_diff_foreign_keys:
 * @self: a difference whose keys are listed
 *
 * Pairs the foreign keys of both schemas and tells what became of each. Those that Prisma only
 * emulates are not in the database and so take no part.
 */
void
crow_schema_diff_foreign_keys (CrowSchemaDiff *self)
{
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, self->before_keys->len, self->after_keys->len);
  crow_foreign_keys_match (&matching, self->before_keys, self->after_keys, self->after->provider);
  for (guint i = 0; i < self->before_keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (self->before_keys, i);
      CrowChange *change;

      if (key->constraint == NULL)
        continue;
      if (matching.of_before[i] >= 0)
        {
          compare_keys (self, i, (guint) matching.of_before[i]);
          continue;
        }
      change = crow_schema_diff_add (self, CROW_CHANGE_FOREIGN_KEY_REMOVED,
                                     g_strdup_printf ("%s: foreign key %s removed",
                                                      key->relation_id, key->constraint));
      change->before = (int) i;
    }
  for (guint i = 0; i < self->after_keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (self->after_keys, i);
      CrowChange *change;

      if (key->constraint == NULL || matching.of_after[i] >= 0)
        continue;
      change = crow_schema_diff_add (self, CROW_CHANGE_FOREIGN_KEY_ADDED,
                                     g_strdup_printf ("%s: foreign key %s added", key->relation_id,
                                                      key->constraint));
      change->after = (int) i;
    }
}
