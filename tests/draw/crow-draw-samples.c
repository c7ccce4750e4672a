#include "crow-draw-samples.h"

#include <string.h>

static guint
find_model (CrowSchema *schema, const char *name)
{
  for (guint i = 0; i < schema->models->len; i++)
    if (strcmp (crow_schema_get_model (schema, i)->name, name) == 0)
      return i;
  g_assert_not_reached ();
}

static guint
find_field (CrowModel *model, const char *name)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (strcmp (crow_model_get_field (model, i)->name, name) == 0)
      return i;
  g_assert_not_reached ();
}

static void
add_key (CrowModel *model, CrowKeyKind kind, guint field)
{
  CrowKey *key = crow_key_new (kind);

  g_array_append_val (key->fields, field);
  g_ptr_array_add (model->keys, key);
}

static void
append_fields (CrowModel *model, GArray *indexes, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      guint index = find_field (model, list[i]);

      g_array_append_val (indexes, index);
    }
}

CrowField *
crow_sample_add_field (CrowModel *model, const char *name, const char *type)
{
  CrowField *field = crow_field_new ();

  field->name = g_strdup (name);
  field->column = g_strdup (name);
  field->type = g_strdup (type);
  if (g_str_has_suffix (type, "?"))
    {
      field->arity = CROW_ARITY_OPTIONAL;
      field->type[strlen (type) - 1] = '\0';
    }
  else if (g_str_has_suffix (type, "[]"))
    {
      field->arity = CROW_ARITY_LIST;
      field->type[strlen (type) - 2] = '\0';
    }
  g_ptr_array_add (model->fields, field);
  return field;
}

CrowModel *
crow_sample_add_model (CrowSchema *schema,
                       const char *name,
                       const char *table,
                       const char *namespace_,
                       const char *fields)
{
  CrowModel *model = crow_model_new ();
  g_auto (GStrv) list = g_strsplit (fields, " ", -1);

  model->name = g_strdup (name);
  model->table = g_strdup (table);
  model->namespace_ = g_strdup (namespace_);
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (list[i], ":", 3);

      crow_sample_add_field (model, parts[0], parts[1]);
      if (g_strcmp0 (parts[2], "pk") == 0)
        add_key (model, CROW_KEY_PRIMARY, i);
      if (g_strcmp0 (parts[2], "uq") == 0)
        add_key (model, CROW_KEY_UNIQUE, i);
    }
  g_ptr_array_add (schema->models, model);
  return model;
}

CrowRelation *
crow_sample_add_relation (CrowSchema *schema,
                          const char *child,
                          const char *name,
                          const char *fields,
                          const char *parent,
                          const char *parent_fields)
{
  CrowRelation *relation = crow_relation_new (CROW_RELATION_FOREIGN_KEY);

  relation->id = g_strdup_printf ("%s.%s", child, name);
  relation->child = find_model (schema, child);
  relation->parent = find_model (schema, parent);
  relation->child_field = -1;
  relation->parent_field = -1;
  append_fields (crow_schema_get_model (schema, relation->child), relation->child_fields, fields);
  append_fields (crow_schema_get_model (schema, relation->parent), relation->parent_fields,
                 parent_fields);
  g_ptr_array_add (schema->relations, relation);
  return relation;
}

void
crow_sample_set_actions (CrowRelation *relation,
                         CrowAction on_delete,
                         CrowReason why_delete,
                         CrowAction on_update,
                         CrowReason why_update)
{
  relation->clauses[CROW_EVENT_DELETE] = (CrowClause){ on_delete, why_delete };
  relation->clauses[CROW_EVENT_UPDATE] = (CrowClause){ on_update, why_update };
}

static void
add_blog_models (CrowSchema *schema)
{
  crow_sample_add_model (schema, "Address", "Address", "auth",
                         "id:Int:pk street:String city:String country:String");
  crow_sample_add_model (schema, "User", "users", "auth",
                         "id:Int:pk email:String:uq name:String addressId:Int? managerId:Int? "
                         "createdAt:DateTime");
  crow_sample_add_model (schema, "Article", "Article", "blog",
                         "id:Int:pk title:String content:String? authorId:Int editorId:Int?");
  crow_sample_add_model (schema, "Category", "Category", "blog", "id:Int:pk name:String:uq");
  crow_sample_add_model (schema, "Comment", "Comment", "blog",
                         "id:Int:pk body:String articleId:Int authorId:Int statusId:Int");
  crow_sample_add_model (schema, "Status", "statuses", "shop", "id:Int:pk label:String");
}

static void
add_blog_relations (CrowSchema *schema)
{
  const CrowReason given = CROW_REASON_WRITTEN;
  const CrowReason left = CROW_REASON_DEFAULT;
  const CrowAction cascade = CROW_ACTION_CASCADE;
  CrowRelation *r;

  r = crow_sample_add_relation (schema, "User", "address", "addressId", "Address", "id");
  crow_sample_set_actions (r, CROW_ACTION_SET_NULL, left, cascade, left);
  r = crow_sample_add_relation (schema, "User", "manager", "managerId", "User", "id");
  crow_sample_set_actions (r, CROW_ACTION_NO_ACTION, given, CROW_ACTION_NO_ACTION, given);
  r = crow_sample_add_relation (schema, "Article", "author", "authorId", "User", "id");
  crow_sample_set_actions (r, cascade, given, cascade, left);
  r = crow_sample_add_relation (schema, "Article", "editor", "editorId", "User", "id");
  crow_sample_set_actions (r, CROW_ACTION_SET_NULL, left, cascade, left);
  r = crow_sample_add_relation (schema, "Comment", "article", "articleId", "Article", "id");
  crow_sample_set_actions (r, cascade, given, cascade, left);
  r = crow_sample_add_relation (schema, "Comment", "author", "authorId", "User", "id");
  crow_sample_set_actions (r, CROW_ACTION_RESTRICT, left, cascade, left);
  r = crow_sample_add_relation (schema, "Comment", "status", "statusId", "Status", "id");
  crow_sample_set_actions (r, CROW_ACTION_SET_DEFAULT, given, cascade, left);
  r = crow_sample_add_relation (schema, "Article", "categories", "id", "Category", "id");
  crow_sample_set_actions (r, cascade, CROW_REASON_FIXED, cascade, CROW_REASON_FIXED);
  r->kind = CROW_RELATION_MANY_TO_MANY;
  r->join_table = g_strdup ("_ArticleToCategory");
}

CrowSchema *
crow_sample_blog (void)
{
  CrowSchema *schema = crow_schema_new ();
  CrowSpan nowhere = { 0, 0 };
  CrowDiagnostic *problem;

  g_ptr_array_add (schema->namespaces, g_strdup ("auth"));
  g_ptr_array_add (schema->namespaces, g_strdup ("blog"));
  g_ptr_array_add (schema->namespaces, g_strdup ("shop"));
  add_blog_models (schema);
  add_blog_relations (schema);
  crow_schema_seal (schema);

  problem = crow_diagnostic_new (CROW_SEVERITY_WARNING, "RA006", 0, nowhere,
                                 g_strdup ("statusId has no index"));
  problem->relation = 6;
  g_ptr_array_add (schema->diagnostics, problem);
  return schema;
}

CrowSchema *
crow_sample_hostile (void)
{
  static const char *const names[] = { "<&\">'",
                                       "a\001b\nc\td\x7f",
                                       "👩‍👩‍👧 emoji",
                                       "שלום عالم",
                                       "\342\200\256reversed",
                                       "]]>--><!--",
                                       "\xff\xfe invalid",
                                       "%s%n{}\\" };
  CrowSchema *schema = crow_schema_new ();
  g_autofree char *letters = g_strnfill (500, 'W');
  CrowModel *model = crow_sample_add_model (schema, letters, letters, NULL, "id:Int:pk");

  crow_sample_add_field (model, letters, letters);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      model = crow_sample_add_model (schema, names[i], "t\"<x>", NULL, "id:Int:pk");
      crow_sample_add_field (model, names[i], names[i]);
      crow_sample_add_relation (schema, names[i], names[i], names[i], letters, "id");
    }
  crow_schema_seal (schema);
  return schema;
}

CrowSchema *
crow_sample_many (guint n)
{
  CrowSchema *schema = crow_schema_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Model%u", i);

      crow_sample_add_model (schema, name, name, NULL,
                             "id:Int:pk name:String email:String:uq createdAt:DateTime "
                             "total:Decimal "
                             "note:String? firstId:Int secondId:Int? tags:String[] active:Boolean");
    }
  for (guint i = 1; i < n; i++)
    {
      guint n_relations = g_rand_double (random) < 0.6 ? 2 : 1;

      for (guint k = 0; k < n_relations; k++)
        {
          guint target = (guint) (i * g_rand_double (random) * g_rand_double (random));
          g_autofree char *child = g_strdup_printf ("Model%u", i);
          g_autofree char *parent = g_strdup_printf ("Model%u", target);
          CrowRelation *relation = crow_sample_add_relation (schema, child,
                                                             k == 0 ? "first" : "second",
                                                             k == 0 ? "firstId" : "secondId",
                                                             parent, "id");

          crow_sample_set_actions (relation,
                                   (CrowAction) g_rand_int_range (random, 0, CROW_N_ACTIONS),
                                   (CrowReason) g_rand_int_range (random, 0, 2),
                                   CROW_ACTION_CASCADE, CROW_REASON_DEFAULT);
        }
    }
  crow_schema_seal (schema);
  return schema;
}

CrowDiagram *
crow_sample_diagram (CrowSchema *schema, CrowLabels labels)
{
  g_autoptr (GError) error = NULL;
  CrowDiagramOptions options = { .labels = labels };
  CrowDiagram *diagram = crow_diagram_new (schema, &options, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  crow_schema_unref (schema);
  return diagram;
}
