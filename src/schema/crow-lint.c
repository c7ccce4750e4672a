#include "crow-lint-private.h"

#include <string.h>

#define LARGE_TABLE 100000 /* rows; a scan of so many for each parent is an error */

/**
 * crow_linter_report:
 * @self: a run of the rules
 * @relation: index of the relation that breaks one
 * @severity: how bad
 * @rule: its stable id
 * @message: (transfer full): one or two sentences
 *
 * Returns: (transfer none): the diagnostic, to be completed
 */
CrowDiagnostic *
crow_linter_report (CrowLinter *self,
                    guint relation,
                    CrowSeverity severity,
                    const char *rule,
                    char *message)
{
  const CrowRelation *edge = crow_schema_get_relation (self->schema, relation);
  CrowDiagnostic *diagnostic = crow_diagnostic_new (severity, rule, edge->location.file,
                                                    edge->location.span, message);

  diagnostic->relation = (int) relation;
  diagnostic->model = (int) edge->child;
  g_ptr_array_add (self->found, diagnostic);
  return diagnostic;
}

/**
 * crow_linter_list_names:
 * @model: a model
 * @fields: (element-type guint): indexes of its fields
 * @quote: to put on both sides of each name
 *
 * Returns: (transfer full): `a`, `b`
 */
char *
crow_linter_list_names (const CrowModel *model, const GArray *fields, const char *quote)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      g_string_append (names, i > 0 ? ", " : "");
      g_string_append (names, quote);
      g_string_append (names, crow_model_get_field (model, g_array_index (fields, guint, i))->name);
      g_string_append (names, quote);
    }
  return g_string_free (names, FALSE);
}

/**
 * crow_relation_get_set_columns:
 * @relation: a relation with a key
 * @event: delete of a parent, or change of what the key refers to
 *
 * Returns: (element-type guint): the fields of the child that SetNull or SetDefault would write
 */
const GArray *
crow_relation_get_set_columns (const CrowRelation *relation, CrowEvent event)
{
  return event == CROW_EVENT_DELETE && relation->set_columns != NULL ? relation->set_columns
                                                                     : relation->child_fields;
}

/* RA001: a SetNull that meets NOT NULL. Prisma says so itself, as an error or, on PostgreSQL, as a
 * warning: it is repeated only where Prisma is silent. */
static void
check_set_null (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *child = crow_schema_get_model (self->schema, relation->child);

  if (self->is_told_null[index])
    return;
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const GArray *fields = crow_relation_get_set_columns (relation, (CrowEvent) event);

      for (guint i = 0; relation->clauses[event].action == CROW_ACTION_SET_NULL && i < fields->len;
           i++)
        {
          const CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));

          if (field->arity == CROW_ARITY_OPTIONAL)
            continue;
          crow_diagnostic_set_words (
              crow_linter_report (
                  self, index, CROW_SEVERITY_ERROR, "RA001",
                  g_strdup_printf ("%s: SetNull cannot work: `%s` is never NULL, so the database "
                                   "refuses it with error 23502. Make `%s` %s, or choose "
                                   "Cascade or Restrict.",
                                   crow_event_get_argument ((CrowEvent) event), field->name,
                                   field->name, self->is_database ? "nullable" : "optional")),
              self->is_database ? "nullable" : "optional",
              crow_event_get_argument ((CrowEvent) event), field->name, NULL);
          break;
        }
    }
}

/* The first columns of a usable index are the key's columns, in any order. */
static gboolean
has_index (CrowLinter *self, const CrowModel *child, const CrowRelation *relation)
{
  const GArray *fields = relation->child_fields;

  for (guint i = 0; i < fields->len; i++)
    {
      CrowField *field = crow_model_get_field (child, g_array_index (fields, guint, i));
      const GPtrArray *keys = crow_schema_find_keys (self->keys_by_field, child, field);

      for (guint j = 0; keys != NULL && j < keys->len; j++)
        if (crow_key_finds (g_ptr_array_index (keys, j), self->is_database ? child : NULL, fields,
                            relation->is_temporal))
          return TRUE;
    }
  return FALSE;
}

/* Whether somebody looks for the children when a parent goes: the database for its foreign keys,
 * Prisma for those it emulates, save where it leaves them alone. MySQL makes the index itself. */
static gboolean
needs_index (CrowLinter *self, const CrowRelation *relation)
{
  if ((self->schema->unread & CROW_UNREAD_INDEXES) != 0)
    return FALSE;
  if (relation->facts != NULL && relation->facts->partition != NULL)
    return !relation->facts->is_indexed;
  if (relation->constraint == NULL)
    return relation->clauses[CROW_EVENT_DELETE].action != CROW_ACTION_NO_ACTION ||
           relation->clauses[CROW_EVENT_UPDATE].action != CROW_ACTION_NO_ACTION;
  return self->schema->provider != CROW_PROVIDER_MYSQL;
}

static gboolean
is_large (const CrowModel *model)
{
  return model->facts != NULL && model->facts->estimated_rows > LARGE_TABLE;
}

/* RA006: every delete of a parent reads the whole child table. */
static void
check_index (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *child = crow_schema_get_model (self->schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (self->schema, relation->parent);
  g_autofree char *quoted = NULL;
  g_autofree char *plain = NULL;
  CrowDiagnostic *diagnostic;

  if (self->is_told_index[index] || !needs_index (self, relation) ||
      has_index (self, child, relation))
    return;
  quoted = crow_linter_list_names (child, relation->child_fields, "`");
  plain = crow_linter_list_names (child, relation->child_fields, self->is_database ? "\"" : "");
  diagnostic = crow_linter_report (
      self, index, is_large (child) ? CROW_SEVERITY_ERROR : CROW_SEVERITY_WARNING, "RA006",
      g_strdup_printf ("%s %s no index: deleting or re-keying one %s scans every "
                       "%s. Add %s%s%s.",
                       quoted, relation->child_fields->len > 1 ? "have" : "has", parent->name,
                       child->name, self->is_database ? "an index on (" : "@@index([", plain,
                       self->is_database ? ")" : "])"));
  crow_diagnostic_set_words (diagnostic, self->is_database ? "database" : "schema", quoted,
                             parent->name, child->name, plain, NULL);
  if (!self->is_database)
    diagnostic->fix = CROW_FIX_ADD_INDEX;
}

/* Keys that a generator hands out are never changed afterwards. */
static gboolean
is_generated (const CrowField *field)
{
  static const char *const generators[] = {
    "autoincrement(",  "sequence(",     "uuid(",
    "cuid(",           "ulid(",         "nanoid(",
    "auto(",           "nextval(",      "gen_random_uuid(",
    "uuid_generate_v", "unique_rowid(",
  };
  const char *text = field->default_value;

  if (field->identity != 0)
    return TRUE;
  if (text == NULL)
    return FALSE;
  if (g_str_has_prefix (text, "dbgenerated(\""))
    text += strlen ("dbgenerated(\"");
  if (g_str_has_prefix (text, "public.")) /* as a catalogue names what an extension brought */
    text += strlen ("public.");
  for (guint i = 0; i < G_N_ELEMENTS (generators); i++)
    if (g_str_has_prefix (text, generators[i]))
      return TRUE;
  return FALSE;
}

/* RA013: somebody asked for an update action on a key that is never updated. A clause that is only
 * Prisma's default (Cascade) is nobody's wish, and saying it for each would bury all else. */
static void
check_update_action (CrowLinter *self, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (self->schema, index);
  const CrowModel *parent = crow_schema_get_model (self->schema, relation->parent);
  const CrowClause *clause = &relation->clauses[CROW_EVENT_UPDATE];
  g_autofree char *quoted = NULL;

  if (clause->action == CROW_ACTION_NO_ACTION || clause->reason == CROW_REASON_DEFAULT ||
      relation->parent_fields->len == 0)
    return;
  for (guint i = 0; i < relation->parent_fields->len; i++)
    if (!is_generated (crow_model_get_field (parent,
                                             g_array_index (relation->parent_fields, guint, i))))
      return;
  quoted = crow_linter_list_names (parent, relation->parent_fields, "`");
  crow_diagnostic_set_words (
      crow_linter_report (
          self, index, CROW_SEVERITY_HINT, "RA013",
          g_strdup_printf ("onUpdate: %s never does anything here: %s of %s is generated and is "
                           "not changed afterwards.",
                           crow_action_get_name (clause->action), quoted, parent->name)),
      NULL, crow_action_get_name (clause->action), quoted, parent->name, NULL);
}

static gboolean
overlaps (const CrowLocation *a, const CrowLocation *b)
{
  return a->file == b->file && a->span.start < b->span.end && b->span.start < a->span.end;
}

/* (file, start) as one number: the place of a diagnostic or of a relation. */
static guint64
get_place (const CrowLocation *location)
{
  return ((guint64) location->file << 32) | location->span.start;
}

static int
compare_relation_places (gconstpointer a, gconstpointer b)
{
  guint64 x = get_place (&(*(CrowRelation *const *) a)->location);
  guint64 y = get_place (&(*(CrowRelation *const *) b)->location);

  return (x > y) - (x < y);
}

/* The relation in whose line @location lies, among @sorted, or -1. */
static int
find_relation_at (CrowLinter *self,
                  const GPtrArray *sorted,
                  GHashTable *indexes,
                  const CrowLocation *at)
{
  guint low = 0;
  guint high = sorted->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const CrowRelation *relation = g_ptr_array_index (sorted, middle);

      if (overlaps (&relation->location, at))
        return GPOINTER_TO_INT (g_hash_table_lookup (indexes, relation));
      if (get_place (&relation->location) < get_place (at))
        low = middle + 1;
      else
        high = middle;
    }
  return -1;
}

/* Notes which relations Prisma itself already complains about. */
static void
read_prisma_diagnostics (CrowLinter *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GHashTable) indexes = g_hash_table_new (NULL, NULL);

  if (self->schema->diagnostics->len == 0)
    return;
  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (self->schema, i);

      g_ptr_array_add (sorted, relation);
      g_hash_table_insert (indexes, relation, GUINT_TO_POINTER (i));
    }
  g_ptr_array_sort (sorted, compare_relation_places);
  for (guint i = 0; i < self->schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (self->schema->diagnostics, i);
      int relation = diagnostic->relation;

      if (relation < 0)
        relation = find_relation_at (self, sorted, indexes, &diagnostic->location);
      if (relation < 0)
        continue;
      if (strstr (diagnostic->message, "`SetNull`") != NULL)
        self->is_told_null[relation] = TRUE;
      if (strstr (diagnostic->message, "benefit from the index") != NULL)
        self->is_told_index[relation] = TRUE;
    }
}

static int
compare_diagnostics (gconstpointer a, gconstpointer b)
{
  const CrowDiagnostic *x = *(CrowDiagnostic *const *) a;
  const CrowDiagnostic *y = *(CrowDiagnostic *const *) b;
  guint64 place_x = get_place (&x->location);
  guint64 place_y = get_place (&y->location);
  int order = (place_x > place_y) - (place_x < place_y);

  if (order == 0)
    order = strcmp (x->rule, y->rule);
  return order != 0 ? order : (x->relation > y->relation) - (x->relation < y->relation);
}

/**
 * crow_lint_schema:
 * @schema: a sealed schema that is not shared yet, with Prisma's own diagnostics, if any
 *
 * Appends what our own rules find, sorted by file, start and rule: RA001, RA006, RA013, and of a
 * database RA002, RA004, RA005, RA009 and RA014 to RA019 (reference of the product, section 3.5).
 * What Prisma says in its own words is not said again. Linear but for the sorting.
 */
void
crow_lint_schema (CrowSchema *schema)
{
  g_autoptr (GHashTable) keys_by_field = crow_schema_index_keys (schema);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree gboolean *is_told_null = g_new0 (gboolean, schema->relations->len + 1);
  g_autofree gboolean *is_told_index = g_new0 (gboolean, schema->relations->len + 1);
  CrowLinter self = { schema,       keys_by_field, found,
                      is_told_null, is_told_index, schema->files->len == 0 };

  read_prisma_diagnostics (&self);
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->kind != CROW_RELATION_FOREIGN_KEY || relation->child_fields->len == 0 ||
          crow_schema_get_model (schema, relation->child)->kind == CROW_MODEL_VIEW)
        continue;
      check_set_null (&self, i);
      check_index (&self, i);
      check_update_action (&self, i);
      if (crow_schema_is_database (schema))
        crow_linter_check_catalog (&self, i);
    }
  if (crow_schema_is_database (schema))
    {
      crow_linter_check_duplicates (&self);
      crow_linter_check_cycles (&self);
    }
  g_ptr_array_sort (found, compare_diagnostics);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (schema->diagnostics, g_ptr_array_index (found, i));
}
