#include "crow-introspection-private.h"

#include "crow-error.h"
#include "crow-lint.h"
#include "crow-test-read.h"

#include <string.h>

/* tests/postgres/sql/hostile.sql, read: every fact that a catalogue has of it. */

#define HOSTILE "we.ird, s\\chema"
#define HOSTILE_TABLE "Ta\"ble\nof\t100 % 😀, and.more"
#define HOSTILE_ID                                                                                  \
  "we\\.ird\\, s\\\\chema.Ta\"ble\nof\t100 % 😀\\, and\\.more.fk\\.1\\, \"quoted\"\n\\\\! touch " \
  "pwned"

typedef struct
{
  CrowTestServer *server; /* (owned) (nullable) */
  char *uri;              /* (owned) of the hostile database */
  CrowSchema *schema;     /* (owned) */
} World;

static World world;

static gboolean
is_here (void)
{
  if (world.server == NULL)
    g_test_skip ("there is no server");
  return world.server != NULL;
}

static void
load_world (void)
{
  g_autofree char *path = crow_test_source ("tests/postgres/sql/hostile.sql");
  g_autofree char *message = NULL;

  world.uri = crow_test_server_add_database (world.server, "hostile", NULL);
  if (crow_test_psql (world.uri, path, TRUE, &message) != 0)
    g_error ("%s", message);
  world.schema = crow_test_read_database (world.uri);
}

/* --- tables and columns --------------------------------------------------------------------- */

static void
test_database (void)
{
  static const char *const namespaces[] = { "empty", "public", "shop", HOSTILE };

  if (!is_here ())
    return;
  g_assert_true (crow_schema_is_database (world.schema));
  g_assert_true (g_str_has_prefix (world.schema->server, "PostgreSQL "));
  g_assert_cmpint (world.schema->server_version, >=, 150000);
  g_assert_false (world.schema->is_readonly);
  g_assert_cmpint (world.schema->provider, ==, CROW_PROVIDER_POSTGRESQL);
  g_assert_cmpuint (world.schema->files->len, ==, 0);
  g_assert_cmpuint (world.schema->notes->len, ==, 0);
  g_assert_cmpuint (world.schema->namespaces->len, ==, G_N_ELEMENTS (namespaces));
  for (guint i = 0; i < G_N_ELEMENTS (namespaces); i++)
    g_assert_cmpstr (g_ptr_array_index (world.schema->namespaces, i), ==, namespaces[i]);
}

static void
test_tables (void)
{
  static const struct
  {
    const char *key;
    char kind;
    char persistence;
    gboolean is_view;
    gboolean has_children;
    gboolean has_row_security;
    double rows;
    guint n_partitions;
    const char *partition_key;
  } rows[] = {
    { "public.base", 'r', 'p', FALSE, TRUE, FALSE, 500, 0, NULL },
    { "public.derived", 'r', 'p', FALSE, FALSE, FALSE, -1, 0, NULL },
    { "public.hasty", 'r', 'u', FALSE, FALSE, TRUE, -1, 0, NULL },
    { "shop.seen", 'v', 'p', TRUE, FALSE, FALSE, -1, 0, NULL },
    { "shop.kept", 'm', 'p', TRUE, FALSE, FALSE, -1, 0, NULL },
    { "shop.event", 'p', 'p', FALSE, FALSE, FALSE, 3, 4, "RANGE (day)" },
    { HOSTILE "." HOSTILE_TABLE, 'r', 'p', FALSE, FALSE, FALSE, -1, 0, NULL },
  };

  for (guint i = 0; is_here () && i < G_N_ELEMENTS (rows); i++)
    {
      const CrowModel *model = crow_test_get_table (world.schema, rows[i].key);

      g_assert_cmpint (model->kind, ==, rows[i].is_view ? CROW_MODEL_VIEW : CROW_MODEL_TABLE);
      g_assert_cmpint (model->facts->kind, ==, rows[i].kind);
      g_assert_cmpint (model->facts->persistence, ==, rows[i].persistence);
      g_assert_cmpint (model->facts->has_children, ==, rows[i].has_children);
      g_assert_cmpint (model->facts->has_row_security, ==, rows[i].has_row_security);
      g_assert_cmpfloat (model->facts->estimated_rows, ==, rows[i].rows);
      g_assert_cmpuint (model->facts->n_partitions, ==, rows[i].n_partitions);
      g_assert_cmpstr (model->facts->partition_key, ==, rows[i].partition_key);
      g_assert_cmpstr (model->facts->owner, ==, "sandbox");
      g_assert_true (model->facts->can_select && model->facts->is_owner &&
                     model->facts->can_reference);
      g_assert_cmpuint (model->facts->oid, >=, 16384);
    }
}

static void
test_folds_and_hides (void)
{
  static const char *const hidden[] = { "event_2024", "event_2024_1", "event.odd", "fleeting",
                                        "pg_class" };

  for (guint i = 0; is_here () && i < world.schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (world.schema, i);
      const CrowModel *last = i > 0 ? crow_schema_get_model (world.schema, i - 1) : NULL;
      int order = last != NULL ? strcmp (last->namespace_, model->namespace_) : -1;

      g_assert_cmpint (order != 0 ? order : strcmp (last->table, model->table), <, 0);
      for (guint j = 0; j < G_N_ELEMENTS (hidden); j++)
        g_assert_cmpstr (model->table, !=, hidden[j]);
    }
}

static void
test_columns (void)
{
  static const struct
  {
    const char *name;
    const char *type;
    CrowArity arity;
    const char *default_value;
    char identity;
    char generated;
  } rows[] = {
    { "id", "bigint", CROW_ARITY_REQUIRED, NULL, 'a', 0 },
    { "parent_id", "integer", CROW_ARITY_OPTIONAL, "1", 0, 0 },
    { "mood", "shop.mood", CROW_ARITY_OPTIONAL, "'sad'::shop.mood", 0, 0 },
    { "level", "level[]", CROW_ARITY_REQUIRED, NULL, 0, 0 },
    { "needed", "shop.twice", CROW_ARITY_REQUIRED, NULL, 0, 0 },
    { "counted", "counted", CROW_ARITY_OPTIONAL, "7", 0, 0 },
    { "price", "numeric(10,2)", CROW_ARITY_OPTIONAL, "1.5", 0, 0 },
    { "at", "timestamp(3) with time zone", CROW_ARITY_OPTIONAL, "now()", 0, 0 },
    { "tags", "text[]", CROW_ARITY_OPTIONAL, NULL, 0, 0 },
    { "doubled", "integer", CROW_ARITY_OPTIONAL, "(qa * 2)", 0, 's' },
  };
  const CrowModel *child;

  if (!is_here ())
    return;
  child = crow_test_get_table (world.schema, "shop.child");
  g_assert_cmpuint (child->fields->len, ==, 15); /* one was dropped */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CrowField *field = crow_test_get_column (child, rows[i].name);

      g_assert_cmpstr (field->type, ==, rows[i].type);
      g_assert_cmpint (field->arity, ==, rows[i].arity);
      g_assert_cmpstr (field->default_value, ==, rows[i].default_value);
      g_assert_cmpint (field->identity, ==, rows[i].identity);
      g_assert_cmpint (field->generated, ==, rows[i].generated);
    }
  g_assert_cmpint (crow_test_get_column (child, "mood")->kind, ==, CROW_TYPE_ENUM);
  g_assert_cmpuint (crow_test_get_table (world.schema, "public.wide")->fields->len, ==, 1600);
}

static void
test_comments (void)
{
  const CrowModel *parent;
  const CrowModel *child;

  if (!is_here ())
    return;
  parent = crow_test_get_table (world.schema, "shop.parent");
  child = crow_test_get_table (world.schema, "shop.child");
  g_assert_cmpstr (parent->facts->comment, ==, "the parent; it's \"quoted\"");
  g_assert_cmpstr (crow_test_get_column (parent, "code")->comment, ==, "a code");
  g_assert_cmpuint (strlen (child->facts->comment), ==, 2000);
  /* A plan writes it again: not a character may be missing. */
  g_assert_cmpuint (strlen (crow_test_get_relation (world.schema, "shop.child.child_some")
                                ->facts->comment),
                    ==, 5000);
  g_assert_cmpstr (crow_test_get_relation (world.schema, "shop.child.child_full")->facts->comment,
                   ==, "all or nothing");
}

static void
test_enums (void)
{
  const CrowEnum *mood;

  if (!is_here ())
    return;
  g_assert_cmpuint (world.schema->enums->len, ==, 2);
  mood = g_ptr_array_index (world.schema->enums, 1);
  g_assert_cmpstr (mood->name, ==, "shop.mood");
  g_assert_cmpstr (mood->database_name, ==, "mood");
  g_assert_cmpstr (mood->namespace_, ==, "shop");
  g_assert_cmpuint (mood->values->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (mood->values, 0), ==, "sad");
  g_assert_cmpstr (g_ptr_array_index (mood->values, 2), ==, "happy 😀");
}

static void
test_indexes (void)
{
  static const struct
  {
    const char *name;
    CrowKeyKind kind;
    guint n_fields;
    const char *detail;
  } rows[] = {
    { "child_pkey", CROW_KEY_PRIMARY, 1, NULL },
    { "child_expression_idx", CROW_KEY_INDEX, 1, "expressions:true" },
    { "child_unique_expression_idx", CROW_KEY_INDEX, 1, "expressions:true unique:true" },
    { "child_unique_partial_idx", CROW_KEY_UNIQUE, 1, "where:(qa > 0)" },
    { "child_hash_idx", CROW_KEY_INDEX, 1, "type:Hash" },
    { "child_tags_idx", CROW_KEY_INDEX, 1, "type:Gin" },
    { "child_partial_idx", CROW_KEY_INDEX, 1, "where:(parent_id IS NOT NULL)" },
    { "child_some_idx", CROW_KEY_INDEX, 2, "include:price,at" },
  };
  const CrowModel *child;

  if (!is_here ())
    return;
  child = crow_test_get_table (world.schema, "shop.child");
  g_assert_cmpuint (child->keys->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CrowKey *key = crow_test_get_key (child, rows[i].name);

      g_assert_cmpint (key->kind, ==, rows[i].kind);
      g_assert_cmpuint (key->fields->len, ==, rows[i].n_fields);
      g_assert_cmpstr (key->detail, ==, rows[i].detail);
    }
  g_assert_false (crow_test_get_column (child, "counted")->is_unique); /* only where qa > 0 */
  g_assert_true (crow_test_get_column (crow_test_get_table (world.schema, "shop.parent"), "code")
                     ->is_unique);
}

/* --- foreign keys --------------------------------------------------------------------------- */

typedef struct
{
  const char *id;
  const char *columns;
  const char *parent;
  const char *ref_columns;
  CrowAction on_delete;
  CrowAction on_update;
  CrowMatch match;
  const char *flags; /* d deferrable, i initially deferred, n not valid, o optional, 1 one to one */
  const char *set_columns; /* (nullable) */
  CrowTriggerState triggers;
} Expected;

static const Expected expected[] = {
  { "base.base_fkey", "parent_id", "shop.parent", "id", CROW_ACTION_NO_ACTION,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "disabled.disabled_fkey", "up", "public.disabled", "id", CROW_ACTION_NO_ACTION,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_DISABLED },
  { "half.half_fkey", "parent_id", "shop.parent", "id", CROW_ACTION_NO_ACTION,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_MIXED },
  { "wide.wide_fkey", "c1600", "shop.parent", "id", CROW_ACTION_NO_ACTION, CROW_ACTION_NO_ACTION,
    CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.child.child_parent_fkey", "parent_id", "shop.parent", "id", CROW_ACTION_SET_DEFAULT,
    CROW_ACTION_CASCADE, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.child.child_self_fkey", "self", "shop.child", "id", CROW_ACTION_CASCADE,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "dio", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.child.child_full", "pa,pb", "shop.parent", "a,b", CROW_ACTION_SET_NULL,
    CROW_ACTION_RESTRICT, CROW_MATCH_FULL, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.child.child_some", "qa,qb", "shop.parent", "a,b", CROW_ACTION_SET_NULL,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "do", "qb", CROW_TRIGGERS_ORIGIN },
  { "shop.child.child_lazy", "qa", "shop.parent", "id", CROW_ACTION_NO_ACTION,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "n", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.event.event_parent_fkey", "parent_id", "shop.parent", "id", CROW_ACTION_CASCADE,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "empty.event\\.odd.odd_kind_fkey", "kind", "shop.parent", "id", CROW_ACTION_CASCADE,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.log.log_event_fkey", "event,day", "shop.event", "id,day", CROW_ACTION_CASCADE,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "shop.log.log_odd_fkey", "odd,odd_day", "shop.event", "id,day", CROW_ACTION_NO_ACTION,
    CROW_ACTION_NO_ACTION, CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
  { "rules.rules_identity", "id", "shop.parent", "id", CROW_ACTION_NO_ACTION, CROW_ACTION_CASCADE,
    CROW_MATCH_SIMPLE, "1", NULL, CROW_TRIGGERS_ORIGIN },
  { HOSTILE_ID, "co\"lumn\n%s 😀", "shop.parent", "id", CROW_ACTION_NO_ACTION, CROW_ACTION_NO_ACTION,
    CROW_MATCH_SIMPLE, "o", NULL, CROW_TRIGGERS_ORIGIN },
};

static char *
join_columns (const CrowModel *model, const GArray *fields)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            crow_model_get_field (model, g_array_index (fields, guint, i))->column);
  return g_string_free (text, FALSE);
}

static char *
print_flags (const CrowRelation *relation)
{
  return g_strconcat (relation->is_deferrable ? "d" : "",
                      relation->is_initially_deferred ? "i" : "", relation->is_validated ? "" : "n",
                      relation->is_optional ? "o" : "", relation->is_one_to_one ? "1" : "", NULL);
}

static void
check_relation (const Expected *row)
{
  const CrowRelation *relation = crow_test_get_relation (world.schema, row->id);
  const CrowModel *child = crow_schema_get_model (world.schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (world.schema, relation->parent);
  g_autofree char *columns = join_columns (child, relation->child_fields);
  g_autofree char *ref_columns = join_columns (parent, relation->parent_fields);
  g_autofree char *flags = print_flags (relation);

  g_assert_cmpstr (columns, ==, row->columns);
  g_assert_cmpstr (parent->key, ==, row->parent);
  g_assert_cmpstr (ref_columns, ==, row->ref_columns);
  g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].action, ==, row->on_delete);
  g_assert_cmpint (relation->clauses[CROW_EVENT_UPDATE].action, ==, row->on_update);
  g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].reason, ==, CROW_REASON_DATABASE);
  g_assert_cmpint (relation->match, ==, row->match);
  g_assert_cmpstr (flags, ==, row->flags);
  g_assert_cmpint (relation->facts->triggers, ==, row->triggers);
  g_assert_null (relation->facts->codes);
  g_assert_null (relation->facts->operator_namespaces);
  g_assert_true (relation->is_enforced && !relation->is_temporal);
  g_assert_cmpint (relation->set_columns != NULL, ==, row->set_columns != NULL);
  if (row->set_columns != NULL)
    {
      g_autofree char *set = join_columns (child, relation->set_columns);

      g_assert_cmpstr (set, ==, row->set_columns);
    }
}

static void
test_relations (void)
{
  for (guint i = 0; is_here () && i < G_N_ELEMENTS (expected); i++)
    check_relation (&expected[i]);
}

static void
test_partition_keys (void)
{
  const CrowRelation *own;
  const CrowRelation *to;

  if (!is_here ())
    return;
  own = crow_test_get_relation (world.schema, "empty.event\\.odd.odd_kind_fkey");
  to = crow_test_get_relation (world.schema, "shop.log.log_odd_fkey");
  g_assert_cmpstr (crow_schema_get_model (world.schema, own->child)->key, ==, "shop.event");
  g_assert_cmpstr (own->facts->partition_namespace, ==, "empty");
  g_assert_cmpstr (own->facts->partition, ==, "event.odd");
  g_assert_true (own->facts->is_indexed);
  g_assert_cmpstr (to->facts->ref_partition_namespace, ==, "empty");
  g_assert_cmpstr (to->facts->ref_partition, ==, "event.odd");
  g_assert_null (to->facts->partition);
}

/* The firing order is the text order of the triggers' names; and they are the server's. */
static void
test_first_triggers (void)
{
  g_autoptr (PGconn) connection = NULL;

  if (!is_here ())
    return;
  connection = crow_test_connect (world.uri, NULL);
  for (guint i = 0; i < world.schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (world.schema, i);
      g_autofree char *query = g_strdup_printf ("SELECT min (tgname) FROM pg_trigger WHERE "
                                                "tgconstraint = %u AND tgtype & 8 <> 0",
                                                relation->facts->oid);
      g_autoptr (GPtrArray) lines = crow_test_fetch_lines (connection, query);

      g_assert_cmpstr (relation->facts->first_trigger, ==, g_ptr_array_index (lines, 0));
    }
}

/* --- rules ---------------------------------------------------------------------------------- */

static void
test_rules (void)
{
  static const struct
  {
    const char *rule;
    const char *relation;
    CrowSeverity severity;
  } rows[] = {
    { "RA001", "rules.rules_domain", CROW_SEVERITY_ERROR },
    { "RA002", "rules.rules_nodefault", CROW_SEVERITY_ERROR },
    { "RA002", "rules.rules_softdefault", CROW_SEVERITY_WARNING },
    { "RA004", "rules.rules_identity", CROW_SEVERITY_ERROR },
    { "RA005", "rules.rules_partial", CROW_SEVERITY_ERROR },
    { "RA009", "ring_a.ring_a_fkey", CROW_SEVERITY_ERROR },
    { "RA014", "rules.rules_restrict", CROW_SEVERITY_WARNING },
    { "RA015", "shop.child.child_lazy", CROW_SEVERITY_WARNING },
    { "RA016", "shop.child.child_some", CROW_SEVERITY_HINT },
    { "RA016", "shop.log.log_event_fkey", CROW_SEVERITY_HINT },
    { "RA016", "shop.log.log_odd_fkey", CROW_SEVERITY_HINT },
    { "RA016", "rules.rules_twin_1", CROW_SEVERITY_HINT },
    { "RA016", "rules.rules_twin_2", CROW_SEVERITY_HINT },
    { "RA017", "rules.rules_twin_1", CROW_SEVERITY_WARNING },
    { "RA017", "rules.rules_twin_2", CROW_SEVERITY_WARNING },
    { "RA018", "disabled.disabled_fkey", CROW_SEVERITY_ERROR },
    { "RA018", "half.half_fkey", CROW_SEVERITY_ERROR },
    { "RA019", "base.base_fkey", CROW_SEVERITY_WARNING },
  };
  guint n_others = 0;

  for (guint i = 0; is_here () && i < G_N_ELEMENTS (rows); i++)
    {
      int relation = crow_schema_find_relation (world.schema, rows[i].relation);
      guint n = 0;

      for (guint j = 0; j < world.schema->diagnostics->len; j++)
        {
          const CrowDiagnostic *diagnostic = g_ptr_array_index (world.schema->diagnostics, j);

          if (diagnostic->relation != relation || strcmp (diagnostic->rule, rows[i].rule) != 0)
            continue;
          n++;
          g_assert_cmpint (diagnostic->severity, ==, rows[i].severity);
        }
      if (n != 1)
        g_error ("%s said %u times of %s", rows[i].rule, n, rows[i].relation);
    }
  /* And of no other relation. */
  for (guint j = 0; world.schema != NULL && j < world.schema->diagnostics->len; j++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (world.schema->diagnostics, j);

      n_others += strcmp (diagnostic->rule, "RA006") != 0 &&
                  strcmp (diagnostic->rule, "RA013") != 0;
    }
  if (world.schema != NULL)
    g_assert_cmpuint (n_others, ==, G_N_ELEMENTS (rows));
}

static gboolean
lacks_index (const char *relation)
{
  int index = crow_schema_find_relation (world.schema, relation);

  g_assert_cmpint (index, >=, 0);
  for (guint i = 0; i < world.schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (world.schema->diagnostics, i);

      if (diagnostic->relation == index && strcmp (diagnostic->rule, "RA006") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
test_missing_indexes (void)
{
  static const char *const with[] = {
    "shop.child.child_parent_fkey",    /* WHERE parent_id IS NOT NULL */
    "shop.child.child_some",           /* with INCLUDE */
    "shop.child.child_lazy",           /* the first column of another's */
    "empty.event\\.odd.odd_kind_fkey", /* the partition's own */
    "shop.child.child_self_fkey",      /* an expression comes after it */
    HOSTILE_ID,                        /* a predicate over a quoted name */
  };
  static const char *const without[] = { "shop.child.child_counted_fkey", "base.base_fkey",
                                         "shop.child.child_full", "shop.event.event_parent_fkey" };

  for (guint i = 0; is_here () && i < G_N_ELEMENTS (with); i++)
    g_assert_false (lacks_index (with[i]));
  for (guint i = 0; is_here () && i < G_N_ELEMENTS (without); i++)
    g_assert_true (lacks_index (without[i]));
}

/* --- choices -------------------------------------------------------------------------------- */

/* No key is lost: a table outside comes along where a key inside refers to it. */
static void
test_chosen_namespaces (void)
{
  const char *const only_public[] = { "public", NULL };
  const char *const hostile[] = { HOSTILE, "empty", NULL };
  const char *const unknown[] = { "public", "nowhere", NULL };
  g_autoptr (CrowSchema) first = NULL;
  g_autoptr (CrowSchema) second = NULL;
  g_autoptr (GError) error = NULL;

  if (!is_here ())
    return;
  first = crow_test_try_read (world.uri, only_public, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crow_schema_find_model (first, "shop.parent"), >=, 0);
  g_assert_cmpint (crow_schema_find_model (first, "shop.child"), <, 0);
  g_assert_cmpint (crow_schema_find_relation (first, "base.base_fkey"), >=, 0);
  g_assert_cmpuint (first->notes->len, ==, 0);
  second = crow_test_try_read (world.uri, hostile, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crow_schema_find_relation (second, HOSTILE_ID), >=, 0);
  g_assert_cmpint (crow_schema_find_relation (second, "empty.event\\.odd.odd_kind_fkey"), >=, 0);
  g_assert_null (crow_test_try_read (world.uri, unknown, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "nowhere"));
}

static void
test_counts_namespaces (void)
{
  static const struct
  {
    const char *name;
    guint n_tables;
  } rows[] = { { "empty", 1 }, { "public", 12 }, { "shop", 9 }, { HOSTILE, 1 } };
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (GPtrArray) counts = NULL;

  if (!is_here ())
    return;
  connection = crow_connection_parse (world.uri, NULL);
  session = crow_session_open (connection, CROW_SESSION_READ, NULL, NULL);
  counts = crow_introspect_namespaces (session, NULL, NULL);
  g_assert_cmpuint (counts->len, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < counts->len; i++)
    {
      const CrowNamespaceCount *count = g_ptr_array_index (counts, i);

      g_assert_cmpstr (count->name, ==, rows[i].name);
      g_assert_cmpuint (count->n_tables, ==, rows[i].n_tables);
    }
}

/* An extension's tables are its own business, save for one that a key of ours refers to. */
static void
test_extension_members (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (PGconn) connection = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  const CrowRelation *relation;

  if (!is_here ())
    return;
  uri = crow_test_server_add_database (world.server, "extended", NULL);
  connection = crow_test_connect (uri, NULL);
  crow_test_execute (
      connection,
      "CREATE SCHEMA kit; CREATE EXTENSION citext SCHEMA kit;"
      "CREATE TABLE kit.secret (id int PRIMARY KEY); CREATE TYPE kit.state AS ENUM ('on');"
      "CREATE TABLE kit.known (id int PRIMARY KEY, s int CONSTRAINT inner_fkey REFERENCES "
      "kit.secret);"
      "ALTER EXTENSION citext ADD TABLE kit.secret; ALTER EXTENSION citext ADD TABLE kit.known;"
      "ALTER EXTENSION citext ADD TYPE kit.state;"
      "CREATE TABLE name (n kit.citext PRIMARY KEY, k int CONSTRAINT ours_fkey REFERENCES "
      "kit.known);"
      "CREATE TABLE alias (n kit.citext CONSTRAINT alias_fkey REFERENCES name ON DELETE CASCADE);");
  schema = crow_test_read_database (uri);
  g_assert_cmpuint (schema->models->len, ==, 3);
  g_assert_cmpint (crow_schema_find_model (schema, "kit.known"), >=, 0);
  g_assert_cmpint (crow_schema_find_model (schema, "kit.secret"), <, 0);
  g_assert_cmpuint (schema->relations->len, ==, 2);
  g_assert_cmpint (crow_schema_find_relation (schema, "name.ours_fkey"), >=, 0);
  g_assert_cmpuint (schema->enums->len, ==, 0);
  relation = crow_test_get_relation (schema, "alias.alias_fkey");
  g_assert_cmpuint (relation->facts->operator_namespaces->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (relation->facts->operator_namespaces, 0), ==, "kit");
}

/* --- the query set -------------------------------------------------------------------------- */

/* Asks in the words for @version, and joins the answers. */
static CrowSchema *
read_as (PGconn *connection, int version, CrowQueryScope scope)
{
  const char *const values[] = { "{public,shop,empty,\"we.ird, s\\\\chema\"}" };
  g_autoptr (CrowCatalog) catalog = crow_catalog_new (version, 0);
  CrowSchema *schema = crow_schema_new ();

  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      gboolean has_value = scope == CROW_SCOPE_CHOSEN && crow_query_has_choice ((CrowQuery) i);
      g_autofree char *sql = crow_query_build_sql ((CrowQuery) i, version, 0, scope);
      g_autoptr (PGresult) result = NULL;

      if (sql == NULL)
        continue;
      result = PQexecParams (connection, sql, has_value, NULL, values, NULL, NULL, 0);
      if (PQresultStatus (result) != PGRES_TUPLES_OK)
        g_error ("%d: %s%s", version, sql, PQresultErrorMessage (result));
      g_assert_cmpint (PQnfields (result), ==, crow_query_count_columns ((CrowQuery) i));
      crow_catalog_read (catalog, (CrowQuery) i, result);
    }
  crow_catalog_join (catalog, schema);
  schema->server = g_strdup ("PostgreSQL");
  crow_schema_seal (schema);
  crow_lint_schema (schema);
  return schema;
}

/* By number, by namespace or all of them chosen: the same tables. */
static void
test_scopes_agree (void)
{
  g_autoptr (PGconn) connection = NULL;
  g_autofree char *expected_text = NULL;

  if (!is_here ())
    return;
  connection = crow_test_connect (world.uri, NULL);
  crow_test_execute (connection, "SET search_path = pg_catalog");
  expected_text = crow_test_print_schema (world.schema, TRUE);
  for (guint scope = CROW_SCOPE_ALL; scope <= CROW_SCOPE_CHOSEN; scope++)
    {
      g_autoptr (CrowSchema)
          schema = read_as (connection, world.schema->server_version, (CrowQueryScope) scope);
      g_autofree char *text = crow_test_print_schema (schema, TRUE);

      g_assert_cmpstr (text, ==, expected_text);
    }
}

/* What older servers are asked, this one understands as well, save that it says less. */
static void
test_words_of_older_versions (void)
{
  static const int versions[] = { 90600, 100000, 110000, 120000, 130000, 140000, 150000 };
  g_autoptr (PGconn) connection = NULL;

  if (!is_here ())
    return;
  connection = crow_test_connect (world.uri, NULL);
  crow_test_execute (connection, "SET search_path = pg_catalog");
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    for (guint scope = CROW_SCOPE_ALL; scope <= CROW_SCOPE_CHOSEN; scope++)
      {
        g_autoptr (CrowSchema) schema = read_as (connection, versions[i], (CrowQueryScope) scope);
        const CrowRelation *some = crow_test_get_relation (schema, "shop.child.child_some");

        g_assert_cmpint (some->set_columns != NULL, ==, versions[i] >= 150000);
        g_assert_cmpint (crow_test_get_column (crow_test_get_table (schema, "shop.child"),
                                               "doubled")
                             ->generated,
                         ==, versions[i] >= 120000 ? 's' : 0);
        g_assert_cmpfloat (crow_test_get_table (schema, "public.base")->facts->estimated_rows, ==,
                           500);
      }
}

/* An index that is not valid finds nothing, and keeps nothing apart. */
static void
test_invalid_index (void)
{
  g_autofree char *uri = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  const CrowKey *key;

  if (!is_here ())
    return;
  uri = crow_test_server_add_database (world.server, "invalid",
                                       "CREATE TABLE p (id int PRIMARY KEY);"
                                       "CREATE TABLE c (k int, p int CONSTRAINT fk REFERENCES p) "
                                       "PARTITION BY LIST (k);"
                                       "CREATE TABLE c1 PARTITION OF c FOR VALUES IN (1);"
                                       "CREATE INDEX c_idx ON ONLY c (p)");
  schema = crow_test_read_database (uri);
  key = crow_test_get_key (crow_test_get_table (schema, "public.c"), "c_idx");
  g_assert_cmpstr (key->detail, ==, "invalid:true");
  g_assert_cmpuint (schema->diagnostics->len, ==, 1);
  g_assert_cmpstr (((const CrowDiagnostic *) g_ptr_array_index (schema->diagnostics, 0))->rule, ==,
                   "RA006");
}

/* Types that the query does not ask the name of. */
static void
test_known_types (void)
{
  g_autoptr (PGconn) connection = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  if (!is_here ())
    return;
  connection = crow_test_connect (world.uri, NULL);
  lines = crow_test_fetch_lines (connection, "SELECT oid, pg_catalog.format_type (oid, -1)"
                                             "  FROM pg_catalog.pg_type"
                                             " WHERE oid IN (" CROW_KNOWN_TYPES ")");
  g_assert_cmpuint (lines->len, ==, 19);
  for (guint i = 0; i < lines->len; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_ptr_array_index (lines, i), " ", 2);
      guint32 oid = (guint32) g_ascii_strtoull (cells[0], NULL, 10);

      g_assert_cmpstr (crow_type_name_find (oid), ==, cells[1]);
    }
}

static void
add_fraction (double fraction, gpointer user_data)
{
  GArray *fractions = user_data;

  g_array_append_val (fractions, fraction);
}

static void
test_progress (void)
{
  g_autoptr (GArray) fractions = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (CrowSession) session = NULL;
  g_autoptr (CrowSchema) schema = NULL;

  if (!is_here ())
    return;
  connection = crow_connection_parse (world.uri, NULL);
  session = crow_session_open (connection, CROW_SESSION_READ, NULL, NULL);
  schema = crow_introspect (session, NULL, add_fraction, fractions, NULL, NULL);
  g_assert_nonnull (schema);
  g_assert_cmpuint (fractions->len, >, 5);
  g_assert_cmpfloat (g_array_index (fractions, double, 0), ==, 0);
  g_assert_cmpfloat (g_array_index (fractions, double, fractions->len - 1), ==, 1);
  for (guint i = 1; i < fractions->len; i++)
    g_assert_cmpfloat (g_array_index (fractions, double, i), >=,
                       g_array_index (fractions, double, i - 1));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  world.server = crow_test_server_start (NULL);
  if (world.server != NULL)
    load_world ();
  g_test_add_func ("/introspection/database", test_database);
  g_test_add_func ("/introspection/tables", test_tables);
  g_test_add_func ("/introspection/folds-partitions-and-hides-the-system", test_folds_and_hides);
  g_test_add_func ("/introspection/columns", test_columns);
  g_test_add_func ("/introspection/comments", test_comments);
  g_test_add_func ("/introspection/enums", test_enums);
  g_test_add_func ("/introspection/indexes", test_indexes);
  g_test_add_func ("/introspection/relations", test_relations);
  g_test_add_func ("/introspection/keys-of-one-partition", test_partition_keys);
  g_test_add_func ("/introspection/first-triggers", test_first_triggers);
  g_test_add_func ("/introspection/rules", test_rules);
  g_test_add_func ("/introspection/missing-indexes", test_missing_indexes);
  g_test_add_func ("/introspection/chosen-namespaces", test_chosen_namespaces);
  g_test_add_func ("/introspection/counts-namespaces", test_counts_namespaces);
  g_test_add_func ("/introspection/extension-members", test_extension_members);
  g_test_add_func ("/introspection/scopes-agree", test_scopes_agree);
  g_test_add_func ("/introspection/words-of-older-versions", test_words_of_older_versions);
  g_test_add_func ("/introspection/invalid-index", test_invalid_index);
  g_test_add_func ("/introspection/known-types", test_known_types);
  g_test_add_func ("/introspection/progress", test_progress);
  status = g_test_run ();
  g_clear_pointer (&world.schema, crow_schema_unref);
  g_clear_pointer (&world.server, crow_test_server_stop);
  g_free (world.uri);
  return status;
}
