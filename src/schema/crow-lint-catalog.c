#include "crow-lint-private.h"

#include <string.h>

static const CrowModel *
get_child (const CrowLinter *self, const CrowRelation *relation)
{
  return crow_schema_get_model (self->schema, relation->child);
}

static const char *
get_event_words (CrowEvent event)
{
  return event == CROW_EVENT_DELETE ? "On delete" : "On update";
}

/* RA002: SET DEFAULT without a default sets NULL. */
static void
check_missing_default (CrowLinter *self, guint index, CrowEvent event)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *child = get_child (self, relation);
  const GArray *fields = crow_relation_get_set_columns (relation, event);

  if (relation->clauses[event].action != CROW_ACTION_SET_DEFAULT ||
      (self->schema->unread & CROW_UNREAD_DEFAULTS) != 0)
    return;
  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));
      gboolean is_required = field->arity == CROW_ARITY_REQUIRED;

      if (field->default_value != NULL || field->identity != 0)
        continue;
      crow_diagnostic_set_words (
          crow_linter_report (
              self, index, is_required ? CROW_SEVERITY_ERROR : CROW_SEVERITY_WARNING, "RA002",
              g_strdup_printf ("%s SET DEFAULT: `%s` has no default, so it is set to "
                               "NULL%s. Give it a default, or choose another action.",
                               get_event_words (event), field->name,
                               is_required ? ", which the column refuses (error 23502)" : "")),
          event == CROW_EVENT_DELETE ? (is_required ? "delete-required" : "delete")
                                     : (is_required ? "update-required" : "update"),
          field->name, NULL);
      return;
    }
}

/* RA004: the server lets nobody write the column, itself neither. */
static void
check_identity (CrowLinter *self, guint index, CrowEvent event)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *child = get_child (self, relation);
  const GArray *fields = crow_relation_get_set_columns (relation, event);
  CrowAction action = relation->clauses[event].action;

  if (action != CROW_ACTION_SET_NULL && action != CROW_ACTION_SET_DEFAULT &&
      !(event == CROW_EVENT_UPDATE && action == CROW_ACTION_CASCADE))
    return;
  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));

      if (field->identity != 'a')
        continue;
      crow_diagnostic_set_words (
          crow_linter_report (
              self, index, CROW_SEVERITY_ERROR, "RA004",
              g_strdup_printf (
                  "%s %s writes `%s`, which is GENERATED ALWAYS AS IDENTITY: every %s of "
                  "a %s fails with error 428C9, even without children. Make it GENERATED "
                  "BY DEFAULT, or choose another action.",
                  get_event_words (event), crow_action_get_sql (action), field->name,
                  event == CROW_EVENT_DELETE ? "delete" : "change of the key",
                  crow_schema_get_model (self->schema, relation->parent)->name)),
          event == CROW_EVENT_DELETE ? "delete" : "update", crow_action_get_sql (action),
          field->name, crow_schema_get_model (self->schema, relation->parent)->name, NULL);
      return;
    }
}

/* RA005: half of a key that must be NULL as a whole. */
static void
check_partial_null (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  CrowAction action = relation->clauses[CROW_EVENT_DELETE].action;

  if (relation->match != CROW_MATCH_FULL || relation->set_columns == NULL ||
      relation->set_columns->len >= relation->child_fields->len ||
      (action != CROW_ACTION_SET_NULL && action != CROW_ACTION_SET_DEFAULT))
    return;
  crow_diagnostic_set_words (
      crow_linter_report (
          self, index, CROW_SEVERITY_ERROR, "RA005",
          g_strdup_printf ("On delete %s sets only some columns of the key, and MATCH "
                           "FULL wants all of them NULL or none: the delete fails with "
                           "error 23503. Leave the column list out, or use MATCH "
                           "SIMPLE.",
                           crow_action_get_sql (action))),
      NULL, crow_action_get_sql (action), NULL);
}

/* RA014: RESTRICT never waits for the end of the transaction. */
static void
check_restrict (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);

  for (guint event = 0; event < CROW_N_EVENTS && relation->is_deferrable; event++)
    if (relation->clauses[event].action == CROW_ACTION_RESTRICT)
      {
        crow_diagnostic_set_words (
            crow_linter_report (self, index, CROW_SEVERITY_WARNING, "RA014",
                                g_strdup_printf ("%s RESTRICT is checked at once although the "
                                                 "constraint is DEFERRABLE. Only NO ACTION waits.",
                                                 get_event_words ((CrowEvent) event))),
            event == CROW_EVENT_DELETE ? "delete" : "update", NULL);
        return;
      }
}

/* RA015: rows that nobody checked. */
static void
check_state (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);

  if (!relation->is_enforced)
    crow_diagnostic_set_words (crow_linter_report (self, index, CROW_SEVERITY_WARNING, "RA015",
                                                   g_strdup ("The foreign key is NOT ENFORCED: "
                                                             "nothing is checked, and no "
                                                             "action is taken.")),
                               "not-enforced", NULL);
  else if (!relation->is_validated)
    crow_diagnostic_set_words (crow_linter_report (self, index, CROW_SEVERITY_WARNING, "RA015",
                                                   g_strdup ("The foreign key is NOT VALID: new "
                                                             "rows are checked, those that "
                                                             "were there before may have no "
                                                             "parent. VALIDATE CONSTRAINT "
                                                             "looks at them.")),
                               "not-valid", NULL);
}

/* RA016: MATCH SIMPLE looks away as soon as one column is NULL. */
static void
check_half_null (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  g_autofree char *names = NULL;

  if (relation->child_fields->len < 2 || relation->match != CROW_MATCH_SIMPLE ||
      !relation->is_optional)
    return;
  names = crow_linter_list_names (get_child (self, relation), relation->child_fields, "`");
  crow_diagnostic_set_words (
      crow_linter_report (self, index, CROW_SEVERITY_HINT, "RA016",
                          g_strdup_printf ("A row with NULL in one of %s is not checked at all, "
                                           "whatever the others hold. MATCH FULL or a CHECK would "
                                           "refuse it.",
                                           names)),
      NULL, names, NULL);
}

/* RA018: what enforces the key is switched off. */
static void
check_triggers (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const char *state;
  const char *variant;

  if (relation->facts == NULL)
    return;
  switch (relation->facts->triggers)
    {
    case CROW_TRIGGERS_DISABLED:
      state = "are disabled: nothing is checked, and no action is taken";
      variant = "disabled";
      break;
    case CROW_TRIGGERS_REPLICA:
      state = "fire only on a replica: here nothing is checked, and no action is taken";
      variant = "replica";
      break;
    case CROW_TRIGGERS_MIXED:
      state = "are partly disabled: some changes are not checked, or have no effect";
      variant = "mixed";
      break;
    case CROW_TRIGGERS_ORIGIN:
    case CROW_TRIGGERS_ALWAYS:
    case CROW_TRIGGERS_UNKNOWN:
    default:
      return;
    }
  crow_diagnostic_set_words (crow_linter_report (self, index, CROW_SEVERITY_ERROR, "RA018",
                                                 g_strdup_printf ("The triggers of the foreign key "
                                                                  "%s. A superuser can ENABLE "
                                                                  "TRIGGER ALL on both tables.",
                                                                  state)),
                             variant, NULL);
}

/* RA019: foreign keys do not reach the tables that inherit. */
static void
check_inheritance (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *child = get_child (self, relation);
  const CrowModel *parent = crow_schema_get_model (self->schema, relation->parent);
  gboolean is_child = child->facts != NULL && child->facts->has_children;

  if (!is_child && (parent->facts == NULL || !parent->facts->has_children))
    return;
  crow_diagnostic_set_words (
      crow_linter_report (self, index, CROW_SEVERITY_WARNING, "RA019",
                          g_strdup_printf ("Other tables inherit from %s: their rows are %s.",
                                           is_child ? child->name : parent->name,
                                           is_child ? "neither checked nor cascaded"
                                                    : "not found as parents")),
      is_child ? "child" : "parent", is_child ? child->name : parent->name, NULL);
}

/**
 * crow_linter_check_catalog:
 * @self: a run of the rules over a database
 * @relation: index of a foreign key
 *
 * The rules that one foreign key breaks alone, by what only a catalogue knows.
 */
void
crow_linter_check_catalog (CrowLinter *self, guint relation)
{
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      check_missing_default (self, relation, (CrowEvent) event);
      check_identity (self, relation, (CrowEvent) event);
    }
  check_partial_null (self, relation);
  check_restrict (self, relation);
  check_state (self, relation);
  check_half_null (self, relation);
  check_triggers (self, relation);
  check_inheritance (self, relation);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const guint *x = a;
  const guint *y = b;

  return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0]) : (x[1] > y[1]) - (x[1] < y[1]);
}

/* Equal text: the same columns of the same tables, in whatever order they are written. */
static char *
make_signature (const CrowRelation *relation)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < relation->child_fields->len; i++)
    {
      guint pair[] = { g_array_index (relation->child_fields, guint, i),
                       g_array_index (relation->parent_fields, guint, i) };

      g_array_append_vals (pairs, pair, 1);
    }
  g_array_sort (pairs, compare_pairs);
  g_string_append_printf (text, "%u %u", relation->child, relation->parent);
  for (guint i = 0; i < pairs->len; i++)
    g_string_append_printf (text, " %u=%u", ((guint *) pairs->data)[2 * i],
                            ((guint *) pairs->data)[2 * i + 1]);
  if (relation->facts != NULL && relation->facts->partition != NULL)
    g_string_append_printf (text, " %s\n%s", relation->facts->partition_namespace,
                            relation->facts->partition);
  return g_string_free (text, FALSE);
}

/* Whose trigger comes first, by the text of its name. */
static gboolean
fires_first (const CrowRelation *a, const CrowRelation *b)
{
  const char *x = a->facts != NULL ? a->facts->first_trigger : NULL;
  const char *y = b->facts != NULL ? b->facts->first_trigger : NULL;

  if (x != NULL && y != NULL)
    return strcmp (x, y) < 0;
  return a->facts != NULL && b->facts != NULL && a->facts->oid < b->facts->oid;
}

static void
report_duplicate (CrowLinter *self, guint index, guint other)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowRelation *first = crow_schema_get_relation (self->schema, other);

  crow_diagnostic_set_words (
      crow_linter_report (self, index, CROW_SEVERITY_WARNING, "RA017",
                          g_strdup_printf ("`%s` is the same foreign key: every check is done "
                                           "twice, and the action of "
                                           "`%s` comes first. Drop one of them.",
                                           first->constraint,
                                           fires_first (first, relation) ? first->constraint
                                                                         : relation->constraint)),
      NULL, first->constraint,
      fires_first (first, relation) ? first->constraint : relation->constraint, NULL);
}

static gboolean
has_plain_key (const CrowRelation *relation)
{
  return relation->kind == CROW_RELATION_FOREIGN_KEY && relation->constraint != NULL &&
         relation->child_fields->len == relation->parent_fields->len;
}

static gpointer
make_end_hash (const CrowRelation *relation)
{
  return GUINT_TO_POINTER (relation->child * 2654435761u + relation->parent);
}

/* How often two tables are joined: most only once, and need no closer look. Two pairs may share a
 * number. */
static GHashTable *
count_ends (const CrowSchema *schema)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      gpointer hash = make_end_hash (crow_schema_get_relation (schema, i));
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, hash));

      g_hash_table_insert (counts, hash, GUINT_TO_POINTER (count + 1));
    }
  return counts;
}

/**
 * crow_linter_check_duplicates:
 * @self: a run of the rules over a database
 *
 * RA017: the same columns of a table refer to the same columns of another twice.
 */
void
crow_linter_check_duplicates (CrowLinter *self)
{
  g_autoptr (GHashTable) counts = count_ends (self->schema);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->schema, i);
      char *signature;
      gpointer other;

      if (!has_plain_key (relation) ||
          GPOINTER_TO_UINT (g_hash_table_lookup (counts, make_end_hash (relation))) < 2)
        continue;
      signature = make_signature (relation);
      if (g_hash_table_lookup_extended (seen, signature, NULL, &other))
        report_duplicate (self, i, GPOINTER_TO_UINT (other));
      g_hash_table_replace (seen, signature, GUINT_TO_POINTER (i));
    }
}
