#include "crow-test-meaning.h"

#include <json-glib/json-glib.h>
#include <string.h>

#ifdef HAVE_PG_QUERY
#include <pg_query.h>

static JsonNode *
parse (const char *sql)
{
  PgQueryParseResult result = pg_query_parse (sql);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (result.error != NULL)
    g_error ("%s\n%s", result.error->message, sql);
  node = json_from_string (result.parse_tree, &error);
  g_assert_no_error (error);
  pg_query_free_parse_result (result);
  return node;
}

/* Where something stands is no part of what it means. */
static void
drop_locations (JsonNode *root)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  g_ptr_array_add (stack, root);
  while (stack->len > 0)
    {
      JsonNode *node = g_ptr_array_steal_index (stack, stack->len - 1);
      g_autoptr (GList) children = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          JsonObject *object = json_node_get_object (node);

          if (json_object_has_member (object, "location"))
            json_object_remove_member (object, "location");
          children = json_object_get_values (object);
        }
      else if (JSON_NODE_HOLDS_ARRAY (node))
        children = json_array_get_elements (json_node_get_array (node));
      for (GList *at = children; at != NULL; at = at->next)
        g_ptr_array_add (stack, at->data);
    }
}

static JsonArray *
get_statements (JsonNode *tree)
{
  return json_object_get_array_member (json_node_get_object (tree), "stmts");
}

static JsonNode *
get_statement (JsonNode *tree, guint index)
{
  JsonObject *statement = json_array_get_object_element (get_statements (tree), index);

  return json_object_get_member (statement, "stmt");
}

/* The only member of an object: `{"AlterTableStmt": {…}}`. */
static JsonObject *
open (JsonNode *node, const char **kind)
{
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) members = json_object_get_members (object);

  g_assert_cmpuint (g_list_length (members), ==, 1);
  *kind = g_intern_string (members->data);
  return json_object_get_object_member (object, members->data);
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, "");
}

static gboolean
get_flag (JsonObject *object, const char *member)
{
  return json_object_get_boolean_member_with_default (object, member, FALSE);
}

static void
check_table (JsonObject *range, const char *namespace_, const char *table)
{
  g_assert_cmpstr (get_text (range, "schemaname"), ==, namespace_);
  g_assert_cmpstr (get_text (range, "relname"), ==, table);
  g_assert_true (get_flag (range, "inh"));
}

static void
check_names (JsonObject *object, const char *member, const GPtrArray *names)
{
  JsonArray *array = json_object_has_member (object, member)
                         ? json_object_get_array_member (object, member)
                         : NULL;

  g_assert_cmpuint (array != NULL ? json_array_get_length (array) : 0, ==,
                    names != NULL ? names->len : 0);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      JsonObject *string = json_object_get_object_member (json_array_get_object_element (array, i),
                                                          "String");

      g_assert_cmpstr (get_text (string, "sval"), ==, g_ptr_array_index (names, i));
    }
}

/* May a statement about @promise speak of @name? Its two names, and one that it has for a while. */
static void
check_name (const CrowPromise *promise, const char *name)
{
  gboolean is_own = (promise->before != NULL && g_str_equal (name, promise->before->name)) ||
                    (promise->after != NULL && g_str_equal (name, promise->after->name));

  g_assert_cmpuint (strlen (name), <=, 63);
  g_assert_true (is_own || strstr (name, "_new") != NULL || strstr (name, "_old") != NULL);
}

static void
check_definition (const CrowPromise *promise, JsonObject *key)
{
  static const char letters[] = "crand"; /* pg_constraint's, by CrowAction */
  const CrowConstraint *after = promise->after;
  const char on_delete[] = { letters[after->actions[CROW_EVENT_DELETE]], '\0' };
  const char on_update[] = { letters[after->actions[CROW_EVENT_UPDATE]], '\0' };

  g_assert_cmpstr (get_text (key, "contype"), ==, "CONSTR_FOREIGN");
  check_name (promise, get_text (key, "conname"));
  check_table (json_object_get_object_member (key, "pktable"), after->ref_namespace,
               after->ref_table);
  check_names (key, "fk_attrs", after->columns);
  check_names (key, "pk_attrs", after->ref_columns);
  check_names (key, "fk_del_set_cols", after->set_columns);
  g_assert_cmpstr (get_text (key, "fk_del_action"), ==, on_delete);
  g_assert_cmpstr (get_text (key, "fk_upd_action"), ==, on_update);
  g_assert_cmpstr (get_text (key, "fk_matchtype"), ==, after->match == CROW_MATCH_FULL ? "f" : "s");
  g_assert_cmpint (get_flag (key, "deferrable"), ==, after->is_deferrable);
  g_assert_cmpint (get_flag (key, "initdeferred"), ==, after->is_initially_deferred);
  if (!after->is_validated)
    g_assert_true (get_flag (key, "skip_validation"));
}

static void
check_command (const CrowPromise *promise, const CrowStatement *statement, JsonObject *command)
{
  const char *what = get_text (command, "subtype");
  JsonObject *definition = NULL;

  g_assert_cmpstr (get_text (command, "behavior"), ==, "DROP_RESTRICT");
  if (json_object_has_member (command, "def"))
    definition = json_object_get_object_member (json_object_get_object_member (command, "def"),
                                                "Constraint");
  if (g_str_equal (what, "AT_ValidateConstraint"))
    {
      g_assert_cmpint (statement->kind, ==, CROW_STATEMENT_VALIDATE);
      check_name (promise, get_text (command, "name"));
      return;
    }
  g_assert_cmpint (statement->kind, ==, CROW_STATEMENT_CHANGE);
  if (g_str_equal (what, "AT_DropConstraint"))
    check_name (promise, get_text (command, "name"));
  else if (g_str_equal (what, "AT_AddConstraint"))
    check_definition (promise, definition);
  else
    {
      g_assert_cmpstr (what, ==, "AT_AlterConstraint");
      g_assert_cmpint (get_flag (definition, "deferrable"), ==, promise->after->is_deferrable);
      g_assert_cmpint (get_flag (definition, "initdeferred"), ==,
                       promise->after->is_initially_deferred);
    }
}

static void
check_alter (const CrowPromise *promise, const CrowStatement *statement, JsonObject *alter)
{
  const CrowConstraint *key = promise->before != NULL ? promise->before : promise->after;
  JsonArray *commands = json_object_get_array_member (alter, "cmds");

  check_table (json_object_get_object_member (alter, "relation"), key->namespace_, key->table);
  g_assert_cmpuint (json_array_get_length (commands), >=, 1);
  g_assert_cmpuint (json_array_get_length (commands), <=, 2);
  for (guint i = 0; i < json_array_get_length (commands); i++)
    check_command (promise, statement,
                   json_object_get_object_member (json_array_get_object_element (commands, i),
                                                  "AlterTableCmd"));
}

static void
check_rename (const CrowPromise *promise, JsonObject *rename)
{
  const CrowConstraint *key = promise->before;

  g_assert_cmpstr (get_text (rename, "renameType"), ==, "OBJECT_TABCONSTRAINT");
  check_table (json_object_get_object_member (rename, "relation"), key->namespace_, key->table);
  check_name (promise, get_text (rename, "subname"));
  check_name (promise, get_text (rename, "newname"));
}

static void
check_comment (const CrowPromise *promise, JsonObject *comment)
{
  const CrowConstraint *after = promise->after;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  JsonObject *object = json_object_get_object_member (comment, "object");

  g_ptr_array_add (names, after->namespace_);
  g_ptr_array_add (names, after->table);
  g_ptr_array_add (names, after->name);
  g_assert_cmpstr (get_text (comment, "objtype"), ==, "OBJECT_TABCONSTRAINT");
  check_names (json_object_get_object_member (object, "List"), "items", names);
  g_assert_cmpstr (get_text (comment, "comment"), ==, after->comment != NULL ? after->comment : "");
}

static void
check_statement (const CrowScript *script, const CrowStatement *statement, JsonNode *node)
{
  static const char *const kinds[] = {
    [CROW_STATEMENT_SETTING] = "VariableSetStmt",
    [CROW_STATEMENT_BEGIN] = "TRANS_STMT_BEGIN",
    [CROW_STATEMENT_COMMIT] = "TRANS_STMT_COMMIT",
  };
  const CrowPromise *promise = statement->promise >= 0
                                   ? g_ptr_array_index (script->promises,
                                                        (guint) statement->promise)
                                   : NULL;
  const char *kind = NULL;
  JsonObject *object = open (node, &kind);

  if (g_str_equal (kind, "AlterTableStmt"))
    check_alter (promise, statement, object);
  else if (g_str_equal (kind, "TransactionStmt"))
    g_assert_cmpstr (get_text (object, "kind"), ==, kinds[statement->kind]);
  else if (statement->kind == CROW_STATEMENT_SETTING)
    g_assert_cmpstr (kind, ==, kinds[statement->kind]);
  else
    {
      g_assert_cmpint (statement->kind, ==, CROW_STATEMENT_CHANGE);
      if (g_str_equal (kind, "RenameStmt"))
        check_rename (promise, object);
      else if (g_str_equal (kind, "CommentStmt"))
        check_comment (promise, object);
      else
        g_error ("%s: %s", kind, statement->sql);
    }
}

/* Is there anything that only a younger server's parser knows? */
static gboolean
is_young (const CrowScript *script)
{
  for (guint i = 0; i < script->promises->len; i++)
    {
      const CrowPromise *promise = g_ptr_array_index (script->promises, i);
      const CrowConstraint *after = promise->after;

      if (after != NULL && (!after->is_enforced || after->is_temporal))
        return TRUE;
    }
  return FALSE;
}

gboolean
crow_test_check_meaning (const CrowScript *script, const char *text)
{
  g_autoptr (JsonNode) whole = NULL;

  if (is_young (script))
    return FALSE;
  whole = parse (text);
  drop_locations (whole);
  g_assert_cmpuint (json_array_get_length (get_statements (whole)), ==, script->statements->len);
  for (guint i = 0; i < script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (script->statements, i);
      g_autoptr (JsonNode) alone = parse (statement->sql);

      drop_locations (alone);
      g_assert_cmpuint (json_array_get_length (get_statements (alone)), ==, 1);
      g_assert_true (json_node_equal (get_statement (whole, i), get_statement (alone, 0)));
      check_statement (script, statement, get_statement (alone, 0));
    }
  return TRUE;
}

void
crow_test_check_query (const char *query)
{
  g_autoptr (JsonNode) tree = parse (query);
  const char *kind = NULL;

  g_assert_cmpuint (json_array_get_length (get_statements (tree)), ==, 1);
  open (get_statement (tree, 0), &kind);
  g_assert_cmpstr (kind, ==, "SelectStmt");
}

#else

gboolean
crow_test_check_meaning (const CrowScript *script, const char *text)
{
  return FALSE;
}

void
crow_test_check_query (const char *query)
{
}

#endif
