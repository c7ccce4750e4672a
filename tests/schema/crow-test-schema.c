#include "crow-test-schema.h"

#include <string.h>

static const char *const scalars[] = { "Int",     "BigInt", "String", "Boolean", "DateTime",
                                       "Decimal", "Float",  "Json",   "Bytes",   NULL };

static guint
find_field (const CrowModel *model, const char *name)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (strcmp (crow_model_get_field (model, i)->name, name) == 0)
      return i;
  return G_MAXUINT;
}

static guint
find_model (const CrowSchema *schema, const char *name)
{
  for (guint i = 0; i < schema->models->len; i++)
    if (strcmp (crow_schema_get_model (schema, i)->name, name) == 0)
      return i;
  g_error ("no model %s", name);
}

static void
add_fields (const CrowModel *model, const char *names, GArray *fields)
{
  g_auto (GStrv) parts = g_strsplit (names, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint index = find_field (model, parts[i]);

      g_assert_cmpuint (index, !=, G_MAXUINT);
      g_array_append_val (fields, index);
    }
}

CrowModel *
crow_test_add_model (CrowSchema *schema, const char *name)
{
  CrowModel *model = crow_model_new ();

  model->name = g_strdup (name);
  model->table = g_strdup (name);
  g_ptr_array_add (schema->models, model);
  return model;
}

CrowField *
crow_test_add_field (CrowModel *model, const char *name, const char *type)
{
  CrowField *field = crow_field_new ();
  gsize length = strcspn (type, "?[");

  field->name = g_strdup (name);
  field->type = g_strndup (type, length);
  field->arity = type[length] == '?'   ? CROW_ARITY_OPTIONAL
                 : type[length] == '[' ? CROW_ARITY_LIST
                                       : CROW_ARITY_REQUIRED;
  field->kind = g_strv_contains (scalars, field->type) ? CROW_TYPE_SCALAR : CROW_TYPE_MODEL;
  if (field->kind == CROW_TYPE_SCALAR)
    field->column = g_strdup (name);
  g_ptr_array_add (model->fields, field);
  return field;
}

CrowKey *
crow_test_add_key (CrowModel *model, CrowKeyKind kind, const char *name, const char *fields)
{
  CrowKey *key = crow_key_new (kind);

  key->name = g_strdup (name);
  add_fields (model, fields, key->fields);
  g_ptr_array_add (model->keys, key);
  return key;
}

static CrowRelation *
start_relation (CrowSchema *schema,
                CrowRelationKind kind,
                const char *id,
                const char *parent,
                CrowAction on_delete,
                CrowAction on_update)
{
  CrowRelation *relation = crow_relation_new (kind);
  const char *dot = strchr (id, '.');
  g_autofree char *child = g_strndup (id, (gsize) (dot - id));

  relation->id = g_strdup (id);
  relation->child = find_model (schema, child);
  relation->parent = find_model (schema, parent);
  relation->clauses[CROW_EVENT_DELETE] = (CrowClause){ on_delete, CROW_REASON_WRITTEN };
  relation->clauses[CROW_EVENT_UPDATE] = (CrowClause){ on_update, CROW_REASON_WRITTEN };
  g_ptr_array_add (schema->relations, relation);
  return relation;
}

CrowRelation *
crow_test_add_relation (CrowSchema *schema,
                        const char *id,
                        const char *columns,
                        const char *parent,
                        const char *ref_columns,
                        CrowAction on_delete,
                        CrowAction on_update)
{
  CrowRelation *relation = start_relation (schema, CROW_RELATION_FOREIGN_KEY, id, parent, on_delete,
                                           on_update);
  CrowModel *child = crow_schema_get_model (schema, relation->child);
  const char *field = strchr (id, '.') + 1;
  g_auto (GStrv) parts = g_strsplit (columns, ",", -1);
  g_autofree char *joined = g_strjoinv ("_", parts);

  add_fields (child, columns, relation->child_fields);
  add_fields (crow_schema_get_model (schema, relation->parent), ref_columns,
              relation->parent_fields);
  if (find_field (child, field) == G_MAXUINT)
    crow_test_add_field (child, field, parent);
  relation->child_field = (int) find_field (child, field);
  relation->constraint = g_strdup_printf ("%s_%s_fkey", child->table, joined);
  return relation;
}

CrowRelation *
crow_test_add_many_to_many (CrowSchema *schema, const char *a, const char *b)
{
  g_auto (GStrv) first = g_strsplit (a, ".", 2);
  g_auto (GStrv) second = g_strsplit (b, ".", 2);
  CrowRelation *relation = start_relation (schema, CROW_RELATION_MANY_TO_MANY, a, second[0],
                                           CROW_ACTION_CASCADE, CROW_ACTION_CASCADE);
  CrowModel *child = crow_schema_get_model (schema, relation->child);
  CrowModel *parent = crow_schema_get_model (schema, relation->parent);

  relation->clauses[CROW_EVENT_DELETE].reason = CROW_REASON_FIXED;
  relation->clauses[CROW_EVENT_UPDATE].reason = CROW_REASON_FIXED;
  relation->child_field = (int) child->fields->len;
  crow_test_add_field (child, first[1], second[0])->arity = CROW_ARITY_LIST;
  relation->parent_field = (int) parent->fields->len;
  crow_test_add_field (parent, second[1], first[0])->arity = CROW_ARITY_LIST;
  relation->join_table = g_strdup_printf ("_%sTo%s", first[0], second[0]);
  relation->join_constraints[0] = g_strdup_printf ("%s_A_fkey", relation->join_table);
  relation->join_constraints[1] = g_strdup_printf ("%s_B_fkey", relation->join_table);
  return relation;
}

static CrowModel *
add_model_with_id (CrowSchema *schema, const char *name)
{
  CrowModel *model = crow_test_add_model (schema, name);
  g_autofree char *key = g_strconcat (name, "_pkey", NULL);

  crow_test_add_field (model, "id", "Int")->default_value = g_strdup ("autoincrement()");
  crow_test_add_key (model, CROW_KEY_PRIMARY, key, "id");
  return model;
}

CrowSchema *
crow_test_build_blog (void)
{
  CrowSchema *schema = crow_schema_new ();
  CrowModel *user = add_model_with_id (schema, "User");
  CrowModel *profile = add_model_with_id (schema, "Profile");
  CrowModel *post = add_model_with_id (schema, "Post");
  CrowModel *category = add_model_with_id (schema, "Category");

  schema->provider = CROW_PROVIDER_POSTGRESQL;
  crow_test_add_field (user, "name", "String?");
  crow_test_add_field (profile, "userId", "Int");
  crow_test_add_key (profile, CROW_KEY_UNIQUE, "Profile_userId_key", "userId");
  crow_test_add_field (post, "author", "User");
  crow_test_add_field (post, "authorId", "Int");
  crow_test_add_field (post, "reviewerId", "Int?");
  crow_test_add_key (post, CROW_KEY_INDEX, "Post_authorId_idx", "authorId");
  crow_test_add_field (category, "label", "String");
  crow_test_add_relation (schema, "Profile.user", "userId", "User", "id", CROW_ACTION_CASCADE,
                          CROW_ACTION_CASCADE);
  crow_test_add_relation (schema, "Post.author", "authorId", "User", "id", CROW_ACTION_RESTRICT,
                          CROW_ACTION_CASCADE);
  crow_test_add_relation (schema, "Post.reviewer", "reviewerId", "User", "id", CROW_ACTION_SET_NULL,
                          CROW_ACTION_CASCADE);
  crow_test_add_many_to_many (schema, "Category.posts", "Post.categories");
  return schema;
}

CrowSchema *
crow_test_make_blog (void)
{
  CrowSchema *schema = crow_test_build_blog ();

  crow_schema_seal (schema);
  return schema;
}
