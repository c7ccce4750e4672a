#include "crow-facts.h"

#include <glib/gi18n.h>

#include "crow-explain-private.h"
#include "crow-library-words.h"
#include "crow-sql-text.h"
#include "crow-words.h"

/* How many names a fact lists before it counts the rest. */
#define MOST_NAMES 6

static void
free_fact (gpointer data)
{
  CrowFact *fact = data;

  g_free (fact->label);
  g_free (fact->text);
  g_free (fact);
}

static GPtrArray *
create_facts (void)
{
  return g_ptr_array_new_with_free_func (free_fact);
}

/* @text: (transfer full) (nullable): nothing is added */
static void
add (GPtrArray *facts, const char *label, char *text, gboolean is_warning)
{
  CrowFact *fact;

  if (text == NULL)
    return;
  fact = g_new0 (CrowFact, 1);
  fact->label = g_strdup (label);
  fact->text = text;
  fact->is_warning = is_warning;
  g_ptr_array_add (facts, fact);
}

static char *
explain_triggers (CrowTriggerState state)
{
  switch (state)
    {
    case CROW_TRIGGERS_DISABLED:
      return g_strdup (_ ("Disabled: nothing is checked and nothing cascades until a superuser "
                          "enables them (ENABLE TRIGGER ALL)."));
    case CROW_TRIGGERS_REPLICA:
      return g_strdup (_ ("They fire on a replica only (ENABLE REPLICA TRIGGER): in usual sessions "
                          "nothing is checked."));
    case CROW_TRIGGERS_ALWAYS:
      return g_strdup (_ ("They fire always, on a replica too (ENABLE ALWAYS TRIGGER)."));
    case CROW_TRIGGERS_MIXED:
      return g_strdup (_ ("Some are disabled: part of what the foreign key promises does not "
                          "happen."));
    case CROW_TRIGGERS_UNKNOWN:
      return g_strdup (_ ("Their state could not be read."));
    case CROW_TRIGGERS_ORIGIN:
    default:
      return NULL;
    }
}

static char *
explain_timing (const CrowRelation *relation)
{
  if (relation->is_initially_deferred)
    return g_strdup (_ ("When the transaction commits (DEFERRABLE INITIALLY DEFERRED). Only "
                        "NO ACTION waits so long."));
  if (relation->is_deferrable)
    return g_strdup (_ ("When the statement ends; a transaction may put it off until it commits "
                        "(DEFERRABLE). Only NO ACTION waits so long."));
  return NULL;
}

static char *
explain_match (CrowMatch match)
{
  if (match == CROW_MATCH_FULL)
    return g_strdup (_ ("MATCH FULL: either all columns of the key are NULL, or none is."));
  if (match == CROW_MATCH_PARTIAL)
    return g_strdup (_ ("MATCH PARTIAL, which no PostgreSQL has: shown as it was read."));
  return NULL;
}

static char *
name_set_columns (const CrowSubject *self)
{
  GArray *set = self->relation->set_columns;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if (set == NULL || set->len == 0)
    return NULL;
  for (guint i = 0; i < set->len; i++)
    g_ptr_array_add (names,
                     crow_model_get_field (self->child, g_array_index (set, guint, i))->name);
  list = crow_words_join (names, MOST_NAMES);
  /* Translators: %s is a list of columns */
  return g_strdup_printf (_ ("Only %s, not the whole key."), list);
}

static gboolean
has_same_fields (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      gboolean is_found = FALSE;

      for (guint j = 0; j < b->len; j++)
        is_found |= g_array_index (a, guint, i) == g_array_index (b, guint, j);
      if (!is_found)
        return FALSE;
    }
  return TRUE;
}

/* The key that the foreign key leans on. */
static char *
name_referenced_key (const CrowSubject *self)
{
  for (guint i = 0; i < self->parent->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (self->parent->keys, i);

      if (key->kind > CROW_KEY_UNIQUE || key->name == NULL ||
          !has_same_fields (key->fields, self->relation->parent_fields))
        continue;
      /* Translators: %s is the name of a constraint or an index */
      return key->kind == CROW_KEY_PRIMARY ? g_strdup_printf (_ ("Primary key %s"), key->name)
                                           : g_strdup_printf (_ ("Unique key %s"), key->name);
    }
  return NULL;
}

/* `orders`, `billing.orders`: as relations are called. */
static char *
name_table (const CrowModel *model)
{
  if (model->namespace_ == NULL || g_str_equal (model->namespace_, "public"))
    return g_strdup (model->table);
  return g_strdup (model->key);
}

/* "orders: about 1,200 rows, not readable by you" */
static char *
describe_table (const CrowModel *model)
{
  g_autofree char *rows = crow_facts_count_rows (model);
  g_autofree char *name = name_table (model);

  if (model->facts == NULL)
    return NULL;
  return model->facts->can_select
             /* Translators: a table's name, then how many rows it has */
             ? g_strdup_printf (C_ ("a table, its rows", "%s, %s"), name, rows)
             /* Translators: a table's name, then how many rows it has */
             : g_strdup_printf (_ ("%s, %s; you may not read it"), model->key, rows);
}

static void
add_states (GPtrArray *facts, const CrowRelation *relation)
{
  if (!relation->is_enforced)
    add (facts, _ ("Enforcement"),
         g_strdup (_ ("NOT ENFORCED: nothing is checked and nothing cascades.")), TRUE);
  else if (!relation->is_validated)
    add (facts, _ ("Old rows"),
         g_strdup (_ ("NOT VALID: new rows are checked; rows from before may refer to nothing.")),
         TRUE);
  if (relation->facts != NULL)
    add (facts, _ ("Triggers"), explain_triggers (relation->facts->triggers),
         relation->facts->triggers != CROW_TRIGGERS_ALWAYS);
  add (facts, _ ("Checked"), explain_timing (relation), FALSE);
  add (facts, _ ("Match"), explain_match (relation->match), FALSE);
  if (relation->is_temporal)
    add (facts, _ ("Temporal"),
         g_strdup (_ ("The last column is a PERIOD: the parent must exist for all of that time.")),
         FALSE);
}

/**
 * crow_facts_list_relation:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full) (element-type CrowFact): what the catalogue says of it, what weakens it
 *   first; empty where @schema is no database's
 */
GPtrArray *
crow_facts_list_relation (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  GPtrArray *facts = create_facts ();
  const CrowKeyFacts *key = self.relation->facts;

  if (key == NULL)
    return facts;
  add_states (facts, self.relation);
  add (facts, _ ("On delete sets"), name_set_columns (&self), FALSE);
  if (key->partition != NULL)
    add (facts, _ ("Partition"),
         /* Translators: %s is a table's name */
         g_strdup_printf (_ ("Only the partition %s has it, not the whole table."), key->partition),
         TRUE);
  if (key->codes != NULL)
    add (facts, _ ("Unknown"),
         /* Translators: %s is what the server's catalogue says, in English */
         g_strdup_printf (_ ("The catalogue says something that this version does not know: %s."),
                          key->codes),
         TRUE);
  add (facts, _ ("Comment"), g_strdup (key->comment), FALSE);
  add (facts, _ ("Refers to"), name_referenced_key (&self), FALSE);
  add (facts, _ ("Child table"), describe_table (self.child), FALSE);
  if (self.parent != self.child)
    add (facts, _ ("Parent table"), describe_table (self.parent), FALSE);
  return facts;
}

static void
add_differences (GPtrArray *facts, const CrowDriftItem *item)
{
  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *one = g_ptr_array_index (item->differences, i);

      /* Translators: two values of one clause */
      add (facts, one->clause,
           g_strdup_printf (_ ("%s in the schema, %s in the database"),
                            one->schema != NULL ? one->schema : "–",
                            one->database != NULL ? one->database : "–"),
           TRUE);
    }
  for (guint i = 0; i < item->unsayable->len; i++)
    add (facts, _ ("Beyond Prisma"), g_strdup (g_ptr_array_index (item->unsayable, i)), FALSE);
}

/**
 * crow_facts_list_drift:
 * @drift: a comparison
 * @relation: index of a relation in its schema
 *
 * Returns: (transfer full) (element-type CrowFact): what the database has otherwise, and what it
 * has that Prisma cannot express
 */
GPtrArray *
crow_facts_list_drift (const CrowDrift *drift, guint relation)
{
  GPtrArray *facts = create_facts ();

  for (guint i = 0; i < drift->items->len; i++)
    {
      const CrowDriftItem *item = g_ptr_array_index (drift->items, i);
      const CrowForeignKey *key = item->schema_key >= 0
                                      ? g_ptr_array_index (drift->schema_keys,
                                                           (guint) item->schema_key)
                                      : NULL;

      if (key == NULL || key->relation != relation)
        continue;
      if (item->kind == CROW_DRIFT_ONLY_SCHEMA)
        add (facts, _ ("Missing"), g_strdup (_ ("The database has no such foreign key.")), TRUE);
      else
        add_differences (facts, item);
    }
  return facts;
}

/**
 * crow_facts_explain_rights:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Reference of the product, section 2.2: the owner of the child alone may drop and add its foreign
 * keys, and needs REFERENCES on the parent.
 *
 * Returns: (transfer full) (nullable): why the server will refuse a change; %NULL: it will not
 */
char *
crow_facts_explain_rights (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  const CrowTableFacts *child = self.child->facts;
  const CrowTableFacts *parent = self.parent->facts;
  g_autofree char *child_name = name_table (self.child);
  g_autofree char *parent_name = name_table (self.parent);

  if (child == NULL || parent == NULL)
    return NULL;
  if (!child->is_owner)
    /* Translators: a table, then the role that owns it */
    return g_strdup_printf (_ ("You do not own %s, %s does: the server will refuse a change with "
                               "SQLSTATE 42501. The SQL can still be exported for somebody who "
                               "may."),
                            child_name, child->owner != NULL ? child->owner : "?");
  if (!parent->can_reference)
    /* Translators: %s is a table */
    return g_strdup_printf (_ ("You may not refer to %s (no REFERENCES right): the server will "
                               "refuse a change with SQLSTATE 42501 and keep what there is."),
                            parent_name);
  return NULL;
}

static char *
describe_kind (const CrowModel *model)
{
  const CrowTableFacts *facts = model->facts;

  switch (facts->kind)
    {
    case 'p':
      /* Translators: a number, then `RANGE (day)` */
      return g_strdup_printf (ngettext ("Partitioned by %2$s into %1$u partition",
                                        "Partitioned by %2$s into %1$u partitions",
                                        facts->n_partitions),
                              facts->n_partitions,
                              facts->partition_key != NULL ? facts->partition_key : "?");
    case 'f':
      return g_strdup (_ ("Foreign table: its rows are on another server"));
    case 'v':
      return g_strdup (_ ("View"));
    case 'm':
      return g_strdup (_ ("Materialized view"));
    default:
      break;
    }
  if (facts->persistence == 'u')
    return g_strdup (_ ("Unlogged: emptied after a crash"));
  return facts->persistence == 't' ? g_strdup (_ ("Temporary")) : NULL;
}

static char *
describe_rights (const CrowTableFacts *facts)
{
  if (!facts->can_select)
    return g_strdup (_ ("You may not read its rows (no SELECT right)."));
  return NULL;
}

static char *
describe_owner (const CrowTableFacts *facts)
{
  if (facts->owner == NULL)
    return NULL;
  if (facts->is_owner)
    return g_strdup (facts->owner);
  /* Translators: %s is a role */
  return g_strdup_printf (_ ("%s, not you: the server will refuse to change its foreign keys "
                             "(SQLSTATE 42501)."),
                          facts->owner);
}

/**
 * crow_facts_list_model:
 * @schema: a schema
 * @model: index of one of its models
 *
 * Returns: (transfer full) (element-type CrowFact): what the catalogue says of the table; empty
 *   where @schema is no database's
 */
GPtrArray *
crow_facts_list_model (const CrowSchema *schema, guint model)
{
  const CrowModel *shown = crow_schema_get_model (schema, model);
  const CrowTableFacts *table = shown->facts;
  GPtrArray *facts = create_facts ();

  if (table == NULL)
    return facts;
  add (facts, _ ("Kind"), describe_kind (shown), FALSE);
  if (table->kind != 'v')
    add (facts, _ ("Rows"), crow_facts_count_rows (shown), FALSE);
  add (facts, _ ("Owner"), describe_owner (table), FALSE);
  add (facts, _ ("Rights"), describe_rights (table), TRUE);
  if (table->has_row_security)
    add (facts, _ ("Row security"),
         g_strdup (_ ("On: who reads it may see only some of its rows.")), FALSE);
  if (table->has_children)
    add (facts, _ ("Inheritance"),
         g_strdup (_ ("Other tables inherit from it (INHERITS): their rows are neither checked "
                      "nor cascaded.")),
         TRUE);
  add (facts, _ ("Comment"), g_strdup (table->comment), FALSE);
  return facts;
}

/**
 * crow_facts_list_server:
 * @schema: a schema
 * @encryption: (nullable): of the session, English
 *
 * Returns: (transfer full) (element-type CrowFact): server and session; empty where @schema is no
 *   database's
 */
GPtrArray *
crow_facts_list_server (const CrowSchema *schema, const char *encryption)
{
  GPtrArray *facts = create_facts ();

  if (!crow_schema_is_database (schema))
    return facts;
  add (facts, _ ("Server"), g_strdup (schema->server), FALSE);
  add (facts, _ ("Connection"), g_strdup (encryption), FALSE);
  if (schema->is_readonly)
    add (facts, _ ("Only to be looked at"),
         g_strdup (_ ("It is a relative of PostgreSQL: what a change of a foreign key locks and "
                      "does there is not known, so nothing is changed. The diagram can be "
                      "exported.")),
         TRUE);
  for (guint i = 0; i < schema->notes->len; i++)
    add (facts, _ ("Not read"), crow_library_words_say (g_ptr_array_index (schema->notes, i)),
         TRUE);
  return facts;
}

/**
 * crow_facts_describe_field:
 * @field: a column of a database
 *
 * Returns: (transfer full) (nullable): identity, generation, default and comment in one line
 */
char *
crow_facts_describe_field (const CrowField *field)
{
  GString *text = g_string_new (NULL);

  if (field->identity == 'a')
    g_string_append (text, "GENERATED ALWAYS AS IDENTITY");
  else if (field->identity != 0)
    g_string_append (text, "GENERATED BY DEFAULT AS IDENTITY");
  else if (field->generated != 0)
    /* Translators: SQL's own words; then the expression */
    g_string_append_printf (text, "GENERATED ALWAYS AS (%s)%s",
                            field->default_value != NULL ? field->default_value : "?",
                            field->generated == 's' ? " STORED" : " VIRTUAL");
  else if (field->default_value != NULL)
    g_string_append_printf (text, "DEFAULT %s", field->default_value);
  if (field->comment != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", field->comment);
  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}

/**
 * crow_facts_count_rows:
 * @model: a table
 *
 * Returns: (transfer full): how many rows the server believes it has
 */
char *
crow_facts_count_rows (const CrowModel *model)
{
  double rows = model->facts != NULL ? model->facts->estimated_rows : -1;

  if (rows < 0)
    return g_strdup (_ ("number of rows unknown"));
  /* Translators: an estimate, with the locale's separators */
  return g_strdup_printf (ngettext ("about %'.0f row", "about %'.0f rows", (gulong) rows), rows);
}

/**
 * crow_facts_build_index:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): the statement that adds the index which the foreign key lacks
 */
char *
crow_facts_build_index (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  gboolean is_partitioned = self.child->facts != NULL && self.child->facts->kind == 'p';
  /* CONCURRENTLY is not for partitioned tables (0A000). */
  GString *sql = g_string_new (is_partitioned ? "CREATE INDEX ON "
                                              : "CREATE INDEX CONCURRENTLY ON ");

  for (guint i = 0; i < self.relation->child_fields->len; i++)
    {
      guint index = g_array_index (self.relation->child_fields, guint, i);

      g_ptr_array_add (columns, crow_model_get_field (self.child, index)->column);
    }
  crow_sql_append_table (sql, self.child->namespace_, self.child->table);
  g_string_append_c (sql, ' ');
  crow_sql_append_columns (sql, columns);
  g_string_append_c (sql, ';');
  return g_string_free (sql, FALSE);
}
