#include "crow-migration.h"

#include "crow-plan-private.h"
#include "crow-sql-private.h"

#define MAX_NAMED 3 /* differences that an error lists */

/* A key that a damaged schema left without columns, or an action that we do not know. */
static gboolean
is_writable (const CrowForeignKey *key)
{
  return key->columns->len > 0 && key->columns->len == key->ref_columns->len &&
         key->clauses[CROW_EVENT_DELETE].action != CROW_ACTION_UNKNOWN &&
         key->clauses[CROW_EVENT_UPDATE].action != CROW_ACTION_UNKNOWN;
}

static void
add_words (GString *text, gboolean is_so, const char *words)
{
  if (is_so)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
}

/* What of @key Prisma's statements do not make. */
static char *
list_losses (const CrowConstraint *key)
{
  GString *text = g_string_new (NULL);

  add_words (text, key->match != CROW_MATCH_SIMPLE, "MATCH FULL");
  add_words (text, key->set_columns != NULL, "the columns that ON DELETE sets");
  add_words (text, key->is_deferrable && !key->is_initially_deferred, "DEFERRABLE");
  add_words (text, key->is_initially_deferred, "DEFERRABLE INITIALLY DEFERRED");
  add_words (text, !key->is_enforced, "NOT ENFORCED");
  add_words (text, key->is_enforced && !key->is_validated, "NOT VALID");
  add_words (text, key->is_temporal, "PERIOD");
  add_words (text, key->comment != NULL, "the comment");
  return g_string_free (text, FALSE);
}

/* Of two databases the one after decides what the key must have; a schema file leaves what the
 * database has. NULL: Prisma's statements lose nothing. */
static char *
explain_loss (const CrowSchemaDiff *diff, const CrowChange *change)
{
  gboolean is_to = crow_schema_is_database (diff->after);
  const CrowSchema *schema = is_to ? diff->after : diff->before;
  const GPtrArray *keys = is_to ? diff->after_keys : diff->before_keys;
  int index = is_to ? change->after : change->before;
  g_autoptr (CrowConstraint) key = NULL;
  g_autofree char *losses = NULL;

  if (index < 0 || change->after < 0 || change->kind == CROW_CHANGE_FOREIGN_KEY_RENAMED ||
      !crow_schema_is_database (schema))
    return NULL;
  key = crow_constraint_new_for_key (schema, g_ptr_array_index (keys, (guint) index));
  losses = list_losses (key);
  if (*losses == '\0')
    return NULL;
  return g_strdup_printf ("Prisma's statements would lose %s; the plans online, simple and swap "
                          "keep "
                          "it",
                          losses);
}

static gboolean
is_covered (const CrowSchemaDiff *diff, const CrowChange *change)
{
  switch (change->kind)
    {
    case CROW_CHANGE_FOREIGN_KEY_ALTERED:
    case CROW_CHANGE_FOREIGN_KEY_ADDED:
      return is_writable (g_ptr_array_index (diff->after_keys, (guint) change->after));
    case CROW_CHANGE_FOREIGN_KEY_RENAMED:
    case CROW_CHANGE_FOREIGN_KEY_REMOVED:
      return TRUE;
    case CROW_CHANGE_OTHER:
    default:
      return FALSE;
    }
}

/* Names the first differences that Prisma's statements do not express. */
static gboolean
check_coverage (const CrowSchemaDiff *diff, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_uncovered = 0;

  for (guint i = 0; i < diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, i);
      g_autofree char *loss = explain_loss (diff, change);

      if (loss == NULL && is_covered (diff, change))
        continue;
      if (n_uncovered++ >= MAX_NAMED)
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? "; " : "", change->name);
      if (loss != NULL)
        g_string_append_printf (names, " (%s)", loss);
    }
  if (n_uncovered == 0)
    return TRUE;
  if (n_uncovered > MAX_NAMED)
    g_string_append_printf (names, "; and %u more", n_uncovered - MAX_NAMED);
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED, "No SQL can be written yet for: %s",
               names->str);
  return FALSE;
}

static void
write_dropped (const CrowSchemaDiff *diff, GPtrArray *steps)
{
  for (guint i = 0; i < diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, i);

      if (change->kind == CROW_CHANGE_FOREIGN_KEY_ALTERED ||
          change->kind == CROW_CHANGE_FOREIGN_KEY_REMOVED)
        g_ptr_array_add (steps,
                         crow_sql_drop_foreign_key (g_ptr_array_index (diff->before_keys,
                                                                       (guint) change->before)));
    }
}

static void
write_renamed (const CrowSchemaDiff *diff, GPtrArray *steps)
{
  for (guint i = 0; i < diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, i);

      if (change->kind != CROW_CHANGE_FOREIGN_KEY_RENAMED)
        continue;
      g_ptr_array_add (steps,
                       crow_sql_rename_foreign_key (g_ptr_array_index (diff->before_keys,
                                                                       (guint) change->before),
                                                    g_ptr_array_index (diff->after_keys,
                                                                       (guint) change->after)));
    }
}

/* Keys that come anew, in the order of the schema after. */
static void
write_added (const CrowSchemaDiff *diff, GPtrArray *steps)
{
  g_autofree gboolean *is_added = g_new0 (gboolean, diff->after_keys->len + 1);

  for (guint i = 0; i < diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, i);

      if (change->kind == CROW_CHANGE_FOREIGN_KEY_ALTERED ||
          change->kind == CROW_CHANGE_FOREIGN_KEY_ADDED)
        is_added[change->after] = TRUE;
    }
  for (guint i = 0; i < diff->after_keys->len; i++)
    if (is_added[i])
      g_ptr_array_add (steps, crow_sql_add_foreign_key (g_ptr_array_index (diff->after_keys, i)));
}

/**
 * crow_migration_build_key_sql:
 * @before: (nullable): a sealed schema
 * @after: a sealed schema; one of the two is a database
 * @error: %CROW_ERROR_UNCOVERED names what Prisma's statements would lose, or cannot say
 *
 * Foreign keys only, and only what stands and falls with nothing else. Any thread.
 *
 * Returns: (transfer full) (nullable): Prisma's statements; "": the keys are the same
 */
char *
crow_migration_build_key_sql (CrowSchema *before, CrowSchema *after, GError **error)
{
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new_for_keys (before, after);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  g_auto (CrowPlanner) planner = { CROW_PLAN_PRISMA };

  if (diff->changes->len == 0)
    return g_strdup ("");
  if (!check_coverage (diff, error) || !crow_planner_init (&planner, diff, CROW_PLAN_PRISMA, error))
    return NULL;
  write_dropped (diff, steps);
  write_renamed (diff, steps);
  write_added (diff, steps);
  g_ptr_array_add (steps, NULL);
  return g_strjoinv ("\n", (char **) steps->pdata);
}
