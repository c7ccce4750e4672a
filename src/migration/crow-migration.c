#include "crow-migration.h"

#include "crow-plan-private.h"
#include "crow-sql-private.h"

#include <string.h>

#define EMPTY_MIGRATION "-- This is an empty migration."
#define MAX_NAMED 3 /* differences that an error lists */

/* What is done to one table's columns: one ALTER TABLE. */
typedef struct
{
  const CrowModel *model; /* as it is before */
  GPtrArray *changes;     /* (owned) (element-type CrowChange) */
} TableStep;

typedef struct
{
  const CrowSchemaDiff *diff;
  GPtrArray *dropped; /* (element-type CrowForeignKey) of the schema before */
  GPtrArray *altered; /* (element-type TableStep) */
  GPtrArray *renamed; /* (element-type CrowChange) */
  GPtrArray *added;   /* (element-type CrowForeignKey) in the order of the schema after */
} Script;

static void
free_table_step (gpointer data)
{
  TableStep *step = data;

  g_ptr_array_unref (step->changes);
  g_free (step);
}

/* A key that a damaged schema left without columns, or an action that we do not know. */
static gboolean
is_writable (const CrowForeignKey *key)
{
  return key->columns->len > 0 && key->columns->len == key->ref_columns->len &&
         key->clauses[CROW_EVENT_DELETE].action != CROW_ACTION_UNKNOWN &&
         key->clauses[CROW_EVENT_UPDATE].action != CROW_ACTION_UNKNOWN;
}

static const CrowField *
get_field (const CrowSchema *schema, int model, int field)
{
  return crow_model_get_field (crow_schema_get_model (schema, (guint) model), (guint) field);
}

/* autoincrement() is a sequence beside the column, not only a default. */
static gboolean
can_set_default (const CrowSchemaDiff *diff, const CrowChange *change)
{
  const CrowField *before = get_field (diff->before, change->model_before, change->field_before);
  const CrowField *after = get_field (diff->after, change->model_after, change->field_after);
  g_autofree char *value = crow_sql_make_default (after);

  if (before->default_value != NULL &&
      (g_str_has_prefix (before->default_value, "autoincrement(") ||
       g_str_has_prefix (before->default_value, "sequence(")))
    return FALSE;
  return value != NULL || !crow_field_has_database_default (after);
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
    case CROW_CHANGE_COLUMN_NULLABILITY:
      return TRUE;
    case CROW_CHANGE_COLUMN_DEFAULT:
      return can_set_default (diff, change);
    case CROW_CHANGE_OTHER:
    default:
      return FALSE;
    }
}

static gboolean
is_known_dialect (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB;
}

/* Names the first differences that no SQL of ours expresses. */
static gboolean
check_coverage (const CrowSchemaDiff *diff, GError **error)
{
  CrowProvider provider = diff->after->provider;
  gboolean is_known = is_known_dialect (provider);
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_uncovered = 0;

  for (guint i = 0; i < diff->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (diff->changes, i);
      g_autofree char *loss = explain_loss (diff, change);

      if (is_known && loss == NULL && is_covered (diff, change))
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
  if (is_known || diff->before->provider != provider)
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED, "No SQL can be written yet for: %s",
                 names->str);
  else
    g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED, "No SQL can be written yet for %s: %s",
                 provider != CROW_PROVIDER_NONE ? crow_provider_get_display_name (provider)
                                                : "a schema without a provider",
                 names->str);
  return FALSE;
}

/* The step of @change's table: changes of one table stand together in the difference. */
static TableStep *
get_table_step (Script *script, const CrowChange *change)
{
  const CrowModel *model = crow_schema_get_model (script->diff->before,
                                                  (guint) change->model_before);
  TableStep *step = script->altered->len > 0
                        ? g_ptr_array_index (script->altered, script->altered->len - 1)
                        : NULL;

  if (step != NULL && step->model == model)
    return step;
  step = g_new0 (TableStep, 1);
  step->model = model;
  step->changes = g_ptr_array_new ();
  g_ptr_array_add (script->altered, step);
  return step;
}

static void
add_change (Script *script, CrowChange *change)
{
  const CrowSchemaDiff *diff = script->diff;

  switch (change->kind)
    {
    case CROW_CHANGE_FOREIGN_KEY_ALTERED:
    case CROW_CHANGE_FOREIGN_KEY_REMOVED:
      g_ptr_array_add (script->dropped,
                       g_ptr_array_index (diff->before_keys, (guint) change->before));
      break;
    case CROW_CHANGE_FOREIGN_KEY_RENAMED:
      g_ptr_array_add (script->renamed, change);
      break;
    case CROW_CHANGE_COLUMN_NULLABILITY:
    case CROW_CHANGE_COLUMN_DEFAULT:
      g_ptr_array_add (get_table_step (script, change)->changes, change);
      break;
    case CROW_CHANGE_FOREIGN_KEY_ADDED:
    case CROW_CHANGE_OTHER:
    default:
      break;
    }
}

/* Keys that come anew, in the order of the schema after. */
static void
list_added (Script *script)
{
  const CrowSchemaDiff *diff = script->diff;
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
      g_ptr_array_add (script->added, g_ptr_array_index (diff->after_keys, i));
}

static int
compare_tables (const char *namespace_a, const char *a, const char *namespace_b, const char *b)
{
  int order = g_strcmp0 (namespace_a, namespace_b);

  return order != 0 ? order : strcmp (a, b);
}

static int
compare_keys (const CrowForeignKey *a, const CrowForeignKey *b)
{
  int order = compare_tables (a->namespace_, a->table, b->namespace_, b->table);

  return order != 0 ? order : strcmp (a->constraint, b->constraint);
}

static int
compare_dropped (gconstpointer a, gconstpointer b)
{
  return compare_keys (*(CrowForeignKey *const *) a, *(CrowForeignKey *const *) b);
}

static int
compare_renamed (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const CrowSchemaDiff *diff = user_data;
  const CrowChange *x = *(CrowChange *const *) a;
  const CrowChange *y = *(CrowChange *const *) b;

  return compare_keys (g_ptr_array_index (diff->before_keys, (guint) x->before),
                       g_ptr_array_index (diff->before_keys, (guint) y->before));
}

static int
compare_altered (gconstpointer a, gconstpointer b)
{
  const CrowModel *x = (*(TableStep *const *) a)->model;
  const CrowModel *y = (*(TableStep *const *) b)->model;

  return compare_tables (x->namespace_, x->table, y->namespace_, y->table);
}

/* `migrate dev` reads what is there back from a database, which lists it by name. */
static void
sort_as_database (Script *script)
{
  g_ptr_array_sort (script->dropped, compare_dropped);
  g_ptr_array_sort (script->altered, compare_altered);
  g_ptr_array_sort_with_data (script->renamed, compare_renamed, (gpointer) script->diff);
}

/* A name inside a comment, which it must not end, nor begin another (PostgreSQL nests them). */
static void
append_comment_name (GString *sql, const char *name)
{
  g_auto (GStrv) ends = g_strsplit (name, "*/", -1);
  g_autofree char *open = g_strjoinv ("* /", ends);
  g_auto (GStrv) starts = g_strsplit (open, "/*", -1);
  g_autofree char *safe = g_strjoinv ("/ *", starts);

  g_string_append (sql, safe);
}

static void
append_table_warnings (const Script *script, const TableStep *step, GString *warnings)
{
  for (guint i = 0; i < step->changes->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (step->changes, i);
      const CrowField *field = get_field (script->diff->after, change->model_after,
                                          change->field_after);

      if (change->kind != CROW_CHANGE_COLUMN_NULLABILITY || field->arity == CROW_ARITY_OPTIONAL)
        continue;
      g_string_append (warnings, "  - Made the column `");
      append_comment_name (warnings, field->column);
      g_string_append (warnings, "` on table `");
      append_comment_name (warnings, step->model->table);
      g_string_append (warnings,
                       "` required. This step will fail if there are existing NULL values in "
                       "that column.\n");
    }
}

static void
append_warnings (const Script *script, GString *sql)
{
  g_autoptr (GString) warnings = g_string_new (NULL);

  for (guint i = 0; i < script->altered->len; i++)
    append_table_warnings (script, g_ptr_array_index (script->altered, i), warnings);
  if (warnings->len > 0)
    g_string_append_printf (sql, "/*\n  Warnings:\n\n%s\n*/\n", warnings->str);
}

static void
append_column_action (const Script *script, const CrowChange *change, GString *sql)
{
  const CrowField *field = get_field (script->diff->after, change->model_after,
                                      change->field_after);
  g_autofree char *value = NULL;

  g_string_append (sql, "ALTER COLUMN ");
  crow_sql_append_identifier (sql, field->column);
  if (change->kind == CROW_CHANGE_COLUMN_NULLABILITY)
    {
      gboolean is_optional = field->arity == CROW_ARITY_OPTIONAL;

      g_string_append (sql, is_optional ? " DROP NOT NULL" : " SET NOT NULL");
      return;
    }
  value = crow_sql_make_default (field);
  if (value != NULL)
    g_string_append_printf (sql, " SET DEFAULT %s", value);
  else
    g_string_append (sql, " DROP DEFAULT");
}

/* One statement with all actions; on CockroachDB, as Prisma does it, a statement an action. */
static char *
make_alter_table (const Script *script, const TableStep *step)
{
  gboolean is_split = script->diff->after->provider == CROW_PROVIDER_COCKROACHDB;
  g_autoptr (GString) head = g_string_new ("ALTER TABLE ");
  GString *sql = g_string_new ("-- AlterTable\n");

  crow_sql_append_table (head, step->model->namespace_, step->model->table);
  g_string_append_printf (sql, "%s ", head->str);
  for (guint i = 0; i < step->changes->len; i++)
    {
      if (i > 0 && is_split)
        g_string_append_printf (sql, ";\n%s ", head->str);
      else if (i > 0)
        g_string_append (sql, ",\n");
      append_column_action (script, g_ptr_array_index (step->changes, i), sql);
    }
  g_string_append (sql, ";\n");
  return g_string_free (sql, FALSE);
}

/* In the order of Prisma's engine: drop, alter, rename, add. */
static GPtrArray *
make_steps (const Script *script)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < script->dropped->len; i++)
    g_ptr_array_add (steps, crow_sql_drop_foreign_key (g_ptr_array_index (script->dropped, i)));
  for (guint i = 0; i < script->altered->len; i++)
    g_ptr_array_add (steps, make_alter_table (script, g_ptr_array_index (script->altered, i)));
  for (guint i = 0; i < script->renamed->len; i++)
    {
      const CrowChange *change = g_ptr_array_index (script->renamed, i);
      const CrowSchemaDiff *diff = script->diff;

      g_ptr_array_add (steps,
                       crow_sql_rename_foreign_key (g_ptr_array_index (diff->before_keys,
                                                                       (guint) change->before),
                                                    g_ptr_array_index (diff->after_keys,
                                                                       (guint) change->after)));
    }
  for (guint i = 0; i < script->added->len; i++)
    g_ptr_array_add (steps, crow_sql_add_foreign_key (g_ptr_array_index (script->added, i)));
  g_ptr_array_add (steps, NULL);
  return steps;
}

static char *
make_script (const CrowSchemaDiff *diff, CrowPlan plan)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new ();
  g_autoptr (GPtrArray) altered = g_ptr_array_new_with_free_func (free_table_step);
  g_autoptr (GPtrArray) renamed = g_ptr_array_new ();
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *body = NULL;
  Script script = { diff, dropped, altered, renamed, added };
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < diff->changes->len; i++)
    add_change (&script, g_ptr_array_index (diff->changes, i));
  list_added (&script);
  if (plan == CROW_PLAN_MIGRATE_DEV)
    {
      sort_as_database (&script);
      append_warnings (&script, sql);
    }
  steps = make_steps (&script);
  body = g_strjoinv ("\n", (char **) steps->pdata);
  g_string_append (sql, body);
  return g_string_free (sql, FALSE);
}

/* Foreign keys only, and only what stands and falls with nothing else. */
static char *
build_for_database (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowSchemaDiff) diff = crow_schema_diff_new_for_keys (before, after);
  g_auto (CrowPlanner) planner = { plan };

  if (diff->changes->len == 0)
    return g_strdup (EMPTY_MIGRATION "\n");
  if (!check_coverage (diff, error) || !crow_planner_init (&planner, diff, plan, error))
    return NULL;
  return make_script (diff, plan);
}

static char *
build_plan (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowScript) script = crow_migration_build_script (before, after, plan, error);

  return script != NULL ? crow_script_build_text (script) : NULL;
}

/**
 * crow_migration_build_sql:
 * @before: (nullable): a sealed schema; %NULL: an empty database
 * @after: a sealed schema
 * @plan: how the change is brought to the database
 * @error: %CROW_ERROR_UNCOVERED names the differences that we cannot express yet
 *
 * Foreign keys, nullability and plain default values on PostgreSQL and CockroachDB, the very bytes
 * of Prisma's engine; all else is refused by name, so that no script leaves anything out. Where one
 * of the two is a database only foreign keys are looked at, and Prisma's statements are refused
 * where they would lose what Prisma cannot say. The down script is the same call with the two
 * exchanged.
 *
 * Returns: (transfer full) (nullable): SQL that ends in a newline; where the database sees no
 * difference a comment that says so (which `migrate dev` leaves without its newline)
 */
char *
crow_migration_build_sql (CrowSchema *before, CrowSchema *after, CrowPlan plan, GError **error)
{
  g_autoptr (CrowSchemaDiff) diff = NULL;

  g_return_val_if_fail (after != NULL, NULL);

  if (plan >= CROW_PLAN_ONLINE)
    return build_plan (before, after, plan, error);
  if ((before != NULL && crow_schema_is_database (before)) || crow_schema_is_database (after))
    return build_for_database (before, after, CROW_PLAN_PRISMA, error);
  diff = crow_schema_diff_new (before, after);
  if (diff->changes->len == 0)
    return g_strdup (plan == CROW_PLAN_PRISMA ? EMPTY_MIGRATION "\n" : EMPTY_MIGRATION);
  if (!check_coverage (diff, error))
    return NULL;
  return make_script (diff, plan);
}
