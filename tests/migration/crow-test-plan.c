#include "crow-test-plan.h"

#include <string.h>

typedef struct
{
  CrowSchema *schema;
  CrowModel *model;
  GPtrArray *keys; /* (element-type GStrv) words of fk lines, before which their child stands */
} Reader;

static guint
find_field (const CrowModel *model, const char *column)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (g_str_equal (crow_model_get_field (model, i)->column, column))
      return i;
  g_error ("no column %s", column);
}

static GArray *
list_fields (const CrowModel *model, const char *columns, GArray *fields)
{
  g_auto (GStrv) names = g_strsplit (columns, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint index = find_field (model, names[i]);

      g_array_append_val (fields, index);
    }
  return fields;
}

static guint
find_table (const CrowSchema *schema, const char *namespace_, const char *table)
{
  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      if (g_str_equal (model->table, table) && g_strcmp0 (model->namespace_, namespace_) == 0)
        return i;
    }
  g_error ("no table %s.%s", namespace_, table);
}

/* The value of `name=…` among @words, or NULL. */
static const char *
get_option (GStrv words, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; words[i] != NULL; i++)
    if (strncmp (words[i], name, length) == 0 && words[i][length] == '=')
      return words[i] + length + 1;
  return NULL;
}

static gboolean
has (GStrv words, const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

static void
read_source (Reader *reader, GStrv words)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  reader->schema->provider = CROW_PROVIDER_POSTGRESQL;
  if (g_str_equal (words[0], "file"))
    {
      reader->schema->home = g_strdup (get_option (words, "home"));
      if (words[1] != NULL && reader->schema->home == NULL)
        reader->schema->provider = g_str_equal (words[1], "mysql") ? CROW_PROVIDER_MYSQL
                                                                   : CROW_PROVIDER_COCKROACHDB;
      g_ptr_array_add (reader->schema->files, crow_source_file_new ("schema.prisma", nothing));
      return;
    }
  reader->schema->server_version = atoi (words[1]);
  reader->schema->server = g_strdup_printf ("PostgreSQL %d",
                                            reader->schema->server_version / 10000);
  reader->schema->is_readonly = has (words, "readonly");
}

static void
read_table (Reader *reader, GStrv words)
{
  CrowModel *model = crow_model_new ();
  CrowTableFacts *facts = crow_table_facts_new ();
  const char *owner = get_option (words, "owner");

  model->namespace_ = *words[1] != '\0' ? g_strdup (words[1]) : NULL;
  model->table = g_strdup (words[2]);
  model->name = g_strdup (words[2]);
  reader->model = model;
  g_ptr_array_add (reader->schema->models, model);
  if (!crow_schema_is_database (reader->schema))
    {
      g_free (facts);
      return;
    }
  facts->is_owner = owner == NULL;
  facts->owner = g_strdup (owner);
  facts->can_reference = !has (words, "foreign");
  facts->has_children = has (words, "children");
  if (get_option (words, "kind") != NULL)
    facts->kind = *get_option (words, "kind");
  if (get_option (words, "partitions") != NULL)
    facts->n_partitions = (guint) atoi (get_option (words, "partitions"));
  if (get_option (words, "rows") != NULL)
    facts->estimated_rows = g_ascii_strtod (get_option (words, "rows"), NULL);
  model->facts = facts;
}

static void
read_column (Reader *reader, GStrv words)
{
  CrowField *field = crow_field_new ();
  gsize length = strlen (words[2]);

  field->arity = words[2][length - 1] == '?' ? CROW_ARITY_OPTIONAL : CROW_ARITY_REQUIRED;
  field->type = g_strndup (words[2], length - (field->arity == CROW_ARITY_OPTIONAL));
  field->name = g_strdup (words[1]);
  field->column = g_strdup (words[1]);
  field->generated = has (words, "generated") ? 's' : 0;
  g_ptr_array_add (reader->model->fields, field);
}

static void
read_key (Reader *reader, GStrv words)
{
  gboolean is_primary = g_str_equal (words[0], "primary");
  CrowKey *key = crow_key_new (is_primary ? CROW_KEY_PRIMARY : CROW_KEY_UNIQUE);

  key->name = g_strconcat (reader->model->table, is_primary ? "_pkey" : "_key", NULL);
  list_fields (reader->model, words[1], key->fields);
  if (has (words, "where"))
    key->detail = g_strdup ("where:(a > 0)");
  g_ptr_array_add (reader->model->keys, key);
}

static CrowAction
get_action (GStrv words, const char *option)
{
  const char *name = get_option (words, option);
  CrowAction action = CROW_ACTION_NO_ACTION;

  if (name != NULL && !crow_action_from_name (name, &action))
    return CROW_ACTION_UNKNOWN;
  return action;
}

static CrowKeyFacts *
make_facts (GStrv words)
{
  CrowKeyFacts *facts = crow_key_facts_new ();
  const char *partition = get_option (words, "partition");

  facts->comment = g_strdup (get_option (words, "comment"));
  facts->codes = g_strdup (get_option (words, "codes"));
  facts->first_trigger = g_strdup (get_option (words, "trigger"));
  facts->triggers = has (words, "disabled") ? CROW_TRIGGERS_DISABLED : CROW_TRIGGERS_ORIGIN;
  facts->oid = get_option (words, "oid") != NULL ? (guint32) atoi (get_option (words, "oid")) : 0;
  if (partition != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (partition, "/", 2);

      facts->partition_namespace = g_strdup (parts[0]);
      facts->partition = g_strdup (parts[1]);
    }
  return facts;
}

static void
add_promises (CrowRelation *relation, const CrowModel *child, GStrv words)
{
  relation->match = get_option (words, "match") != NULL ? CROW_MATCH_FULL : CROW_MATCH_SIMPLE;
  relation->is_deferrable = has (words, "deferrable") || has (words, "deferred");
  relation->is_initially_deferred = has (words, "deferred");
  relation->is_enforced = !has (words, "not-enforced");
  relation->is_validated = !has (words, "not-valid") && relation->is_enforced;
  relation->is_temporal = has (words, "temporal");
  relation->facts = make_facts (words);
  if (get_option (words, "set") != NULL)
    relation->set_columns = list_fields (child, get_option (words, "set"),
                                         g_array_new (FALSE, FALSE, sizeof (guint)));
}

static void
add_relation (Reader *reader, CrowModel *child, GStrv words)
{
  CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);
  gboolean is_database = crow_schema_is_database (reader->schema);
  const char *namespace_ = *words[3] != '\0' ? words[3] : NULL;

  g_assert_true (g_ptr_array_find (reader->schema->models, child, &relation->child));
  relation->parent = find_table (reader->schema, namespace_, words[4]);
  relation->constraint = g_strdup (words[1]);
  relation->id = g_strconcat (child->name, ".", words[1], NULL);
  list_fields (child, words[2], relation->child_fields);
  list_fields (crow_schema_get_model (reader->schema, relation->parent), words[5],
               relation->parent_fields);
  relation->clauses[CROW_EVENT_DELETE].action = get_action (words, "delete");
  relation->clauses[CROW_EVENT_UPDATE].action = get_action (words, "update");
  if (is_database)
    add_promises (relation, child, words);
  g_ptr_array_add (reader->schema->relations, relation);
}

static GStrv
split (const char *line)
{
  g_autoptr (GError) error = NULL;
  GStrv words = NULL;

  if (!g_shell_parse_argv (line, NULL, &words, &error))
    g_error ("%s: %s", error->message, line);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = g_strcompress (words[i]);

      g_free (words[i]);
      words[i] = word;
    }
  return words;
}

static void
read_line (Reader *reader, const char *line)
{
  g_auto (GStrv) words = split (line);

  if (g_str_equal (words[0], "file") || g_str_equal (words[0], "database"))
    read_source (reader, words);
  else if (g_str_equal (words[0], "table"))
    read_table (reader, words);
  else if (g_str_equal (words[0], "column"))
    read_column (reader, words);
  else if (g_str_equal (words[0], "primary") || g_str_equal (words[0], "unique"))
    read_key (reader, words);
  else if (g_str_equal (words[0], "fk"))
    {
      g_ptr_array_add (reader->keys, reader->model);
      g_ptr_array_add (reader->keys, g_steal_pointer (&words));
    }
  else
    g_error ("%s?", line);
}

CrowSchema *
crow_test_read_plan_schema (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  Reader reader = { crow_schema_new (), NULL, keys };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (*lines[i] != '\0' && *lines[i] != '#')
        read_line (&reader, lines[i]);
    }
  for (guint i = 0; i < keys->len; i += 2)
    {
      add_relation (&reader, g_ptr_array_index (keys, i), g_ptr_array_index (keys, i + 1));
      g_strfreev (g_ptr_array_index (keys, i + 1));
    }
  crow_schema_seal (reader.schema);
  return reader.schema;
}
