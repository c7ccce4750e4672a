#include "crow-search.h"

#include "crow-test-schema.h"

/* Users in namespace auth, orders in sales; names of many kinds. */
static CrowSchema *
make_shop (void)
{
  CrowSchema *schema = crow_schema_new ();
  CrowModel *user = crow_test_add_model (schema, "User");
  CrowModel *post = crow_test_add_model (schema, "Post");
  CrowModel *item = crow_test_add_model (schema, "OrderItem");
  CrowModel *cafe = crow_test_add_model (schema, "Café");
  CrowDiagnostic *problem;

  schema->provider = CROW_PROVIDER_POSTGRESQL;
  user->namespace_ = g_strdup ("auth");
  post->namespace_ = g_strdup ("blog");
  g_free (item->table);
  item->table = g_strdup ("order_items");
  crow_test_add_field (user, "id", "Int");
  crow_test_add_field (user, "email", "String");
  crow_test_add_field (user, "managerId", "Int?");
  crow_test_add_key (user, CROW_KEY_PRIMARY, "User_pkey", "id");
  crow_test_add_key (user, CROW_KEY_UNIQUE, "one_mailbox_each", "email");
  crow_test_add_field (post, "id", "Int");
  crow_test_add_field (post, "userId", "Int");
  crow_test_add_field (post, "uid", "String");
  crow_test_add_field (post, "two words", "String");
  crow_test_add_field (item, "id", "Int");
  crow_test_add_field (item, "post_id", "Int?");
  crow_test_add_field (item, "HTTPStatus", "Int");
  crow_test_add_field (cafe, "Straße", "String");
  crow_test_add_field (cafe, "ﬁnal", "String");
  crow_test_add_relation (schema, "Post.author", "userId", "User", "id", CROW_ACTION_CASCADE,
                          CROW_ACTION_NO_ACTION);
  crow_test_add_relation (schema, "User.manager", "managerId", "User", "id", CROW_ACTION_SET_NULL,
                          CROW_ACTION_CASCADE);
  crow_test_add_relation (schema, "OrderItem.post", "post_id", "Post", "id", CROW_ACTION_RESTRICT,
                          CROW_ACTION_CASCADE);
  problem = crow_diagnostic_new (CROW_SEVERITY_WARNING, "RA006", 0, (CrowSpan){ 0, 0 },
                                 g_strdup ("no index"));
  problem->relation = 2;
  g_ptr_array_add (schema->diagnostics, problem);
  crow_schema_get_relation (schema, 2)->clauses[CROW_EVENT_DELETE].reason = CROW_REASON_DEFAULT;
  crow_schema_get_relation (schema, 2)->clauses[CROW_EVENT_UPDATE].reason = CROW_REASON_DEFAULT;
  crow_schema_seal (schema);
  return schema;
}

static char *
name_match (const CrowSchema *schema, const CrowSearchMatch *match)
{
  const CrowModel *model = crow_schema_get_model (schema, match->model);

  switch (match->kind)
    {
    case CROW_MATCH_MODEL:
      return g_strdup (model->name);
    case CROW_MATCH_FIELD:
      return g_strdup_printf ("%s.%s", model->name,
                              crow_model_get_field (model, match->field)->name);
    case CROW_MATCH_RELATION:
    default:
      return g_strdup_printf ("~%s", crow_schema_get_relation (schema, match->relation)->id);
    }
}

static char *
find (const CrowSchema *schema, const char *query, guint limit)
{
  g_autoptr (CrowSearch) search = crow_search_new (query);
  g_autoptr (GArray) matches = crow_search_run (search, schema, limit);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < matches->len; i++)
    {
      g_autofree char *name = name_match (schema, &g_array_index (matches, CrowSearchMatch, i));

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
    }
  return g_string_free (names, FALSE);
}

static const struct
{
  const char *query;
  const char *found; /* best first */
} finds[] = {
  /* whole names before beginnings, models before fields, fields before relations */
  { "user", "User Post.userId ~Post.author" },
  { "post", "Post ~OrderItem.post OrderItem.post_id" },
  { "POST", "Post ~OrderItem.post OrderItem.post_id" },
  { "order", "OrderItem" },
  { "item", "OrderItem" },
  { "order_items", "OrderItem" },
  { "auth", "~Post.author User" },
  { "author", "~Post.author" },
  /* beginnings of humps and words, lower than a whole name */
  { "uid", "Post.uid Post.userId" },
  { "oi", "OrderItem" },
  { "pid", "OrderItem.post_id" },
  { "status", "OrderItem.HTTPStatus" },
  { "hs", "OrderItem.HTTPStatus" },
  { "userid", "Post.userId ~Post.author" },
  { "postid", "OrderItem.post_id" },
  /* case, accents, compatibility forms */
  { "cafe", "Café" },
  { "CAFÉ", "Café" },
  { "cafe\u0301", "Café" },
  { "strasse", "Café.Straße" },
  { "STRASSE", "Café.Straße" },
  { "final", "Café.ﬁnal" },
  /* all words; one must be the thing's own */
  { "post uid", "Post.uid Post.userId" },
  { "user email", "User.email" },
  { "auth email", "User.email" },
  { "user nothing", "" },
  { "user  \t email", "User.email" },
  { "\"two words\"", "Post.two words" },
  { "\"two words", "Post.two words" },
  { "words two", "Post.two words" },
  { "\"words two\"", "" },
  /* paths */
  { "User.email", "User.email" },
  { "post.auth", "~Post.author" },
  { "auth.user", "User" },
  { "auth.User.email", "User.email" },
  { "email.User", "" },
  /* constraints: not for the table's name that they begin with */
  { "mailbox", "User.email" },
  { "Post_userId_fkey", "~Post.author" },
  { "constraint:fkey", "~Post.author ~User.manager ~OrderItem.post" },
  { "constraint:pkey", "User.id" },
  { "constraint:user_pkey", "User.id" },
  { "constraint:user", "~Post.author" },
  /* one place only */
  { "model:post", "Post" },
  { "table:post", "Post" },
  { "field:post", "~OrderItem.post OrderItem.post_id" },
  { "field:id model:user", "User.id User.managerId" },
  { "schema:auth", "User" },
  { "schema:auth field:email", "User.email" },
  { "schema:blog uid", "Post.uid Post.userId" },
  { "model:", "" },
  { "field:\"two words\"", "Post.two words" },
  /* relations with an action */
  { "onDelete:Cascade", "~Post.author" },
  { "ondelete:cascade", "~Post.author" },
  { "onUpdate:Cascade", "~User.manager ~OrderItem.post" },
  { "action:Cascade", "~User.manager ~Post.author ~OrderItem.post" },
  { "onDelete:casc", "~Post.author" },
  { "onDelete:\"SET NULL\"", "~User.manager" },
  { "onDelete:set_null", "~User.manager" },
  { "onUpdate:no-action", "~Post.author" },
  { "onDelete:", "~User.manager ~Post.author ~OrderItem.post" },
  { "action:Cascade onUpdate:NoAction", "~Post.author" },
  { "action:Cascade post", "~OrderItem.post ~Post.author" },
  { "onUpdate:Cascade model:user", "~User.manager" },
  { "cascade", "~User.manager ~Post.author ~OrderItem.post" },
  { "setnull", "~User.manager" },
  { "set", "" },
  /* and of a kind */
  { "is:written", "~User.manager ~Post.author" },
  { "is:default", "~OrderItem.post" },
  { "is:problem", "~OrderItem.post" },
  { "is:self", "~User.manager" },
  { "is:optional", "~User.manager ~OrderItem.post" },
  { "is:opt onUpdate:Cascade is:self", "~User.manager" },
  { "is:", "" },
  /* what makes no sense finds nothing; what is no filter is a word */
  { "onDelete:Foo", "" },
  { "onDelete:Foo user", "" },
  { "is:foo", "" },
  { "foo:bar", "" },
  { "", "" },
  { " \t\n", "" },
  { "\"", "" },
  { ":", "" },
  { "\u0301", "" },
};

static void
test_finds (void)
{
  g_autoptr (CrowSchema) schema = make_shop ();

  for (guint i = 0; i < G_N_ELEMENTS (finds); i++)
    {
      g_autofree char *found = find (schema, finds[i].query, 0);

      if (!g_str_equal (found, finds[i].found))
        g_test_message ("%s", finds[i].query);
      g_assert_cmpstr (found, ==, finds[i].found);
    }
}

static void
test_limit (void)
{
  g_autoptr (CrowSchema) schema = make_shop ();
  g_autofree char *one = find (schema, "post", 1);
  g_autofree char *two = find (schema, "post", 2);
  g_autofree char *nine = find (schema, "post", 9);

  g_assert_cmpstr (one, ==, "Post");
  g_assert_cmpstr (two, ==, "Post ~OrderItem.post");
  g_assert_cmpstr (nine, ==, "Post ~OrderItem.post OrderItem.post_id");
}

static const struct
{
  const char *query;
  CrowSearchFault fault;
  const char *word;
} faults[] = {
  { "onDelete:Foo", CROW_SEARCH_NO_ACTION, "Foo" },
  { "user action:Föo is:bar", CROW_SEARCH_NO_ACTION, "Föo" },
  { "is:bar", CROW_SEARCH_NO_KIND, "bar" },
  { "onUpdate:\"Set Nil\"", CROW_SEARCH_NO_ACTION, "Set Nil" },
  { "onDelete:Cas", CROW_SEARCH_FINE, NULL },
  { "onDelete:", CROW_SEARCH_FINE, NULL },
  { "foo:bar", CROW_SEARCH_FINE, NULL },
  { "\"onDelete:Foo\"", CROW_SEARCH_FINE, NULL },
  { "", CROW_SEARCH_FINE, NULL },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (CrowSearch) search = crow_search_new (faults[i].query);
      const char *word = "";

      g_assert_cmpint (crow_search_get_fault (search, &word), ==, faults[i].fault);
      g_assert_cmpstr (word, ==, faults[i].word);
    }
}

static char *
list (const CrowSchema *schema, const char *query, gboolean relations)
{
  g_autoptr (CrowSearch) search = crow_search_new (query);
  GString *names = g_string_new (NULL);
  guint n = relations ? schema->relations->len : schema->models->len;

  for (guint i = 0; i < n; i++)
    if (relations ? crow_search_has_relation (search, schema, i)
                  : crow_search_has_model (search, schema, i))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "",
                              relations ? crow_schema_get_relation (schema, i)->id
                                        : crow_schema_get_model (schema, i)->name);
  return g_string_free (names, FALSE);
}

static const struct
{
  const char *query;
  const char *models;
  const char *relations;
} lists[] = {
  { "", "User Post OrderItem Café", "Post.author User.manager OrderItem.post" },
  { "post", "Post", "Post.author OrderItem.post" },
  { "user", "User", "Post.author User.manager" },
  { "email", "", "" },
  { "field:email", "User", "" },
  { "constraint:mailbox", "User", "" },
  { "order post", "", "OrderItem.post" },
  { "onDelete:Cascade", "User Post", "Post.author" },
  { "is:self", "User", "User.manager" },
  { "onDelete:Foo", "", "" },
  { "café", "Café", "" },
};

static void
test_lists (void)
{
  g_autoptr (CrowSchema) schema = make_shop ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *models = list (schema, lists[i].query, FALSE);
      g_autofree char *relations = list (schema, lists[i].query, TRUE);

      g_test_message ("%s", lists[i].query);
      g_assert_cmpstr (models, ==, lists[i].models);
      g_assert_cmpstr (relations, ==, lists[i].relations);
    }
}

/* What a query finds, a query for its very name finds best. */
static void
test_names_find_themselves (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();

  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);
      g_autofree char *best = find (schema, model->name, 1);

      g_assert_cmpstr (best, ==, model->name);
      for (guint f = 0; f < model->fields->len; f++)
        {
          const CrowField *field = crow_model_get_field (model, f);
          g_autofree char *path = g_strdup_printf ("%s.%s", model->name, field->name);
          g_autofree char *found = field->row >= 0 ? find (schema, path, 1) : g_strdup (path);

          g_assert_cmpstr (found, ==, path);
        }
    }
}

/* Any bytes are a query, and any bytes a name; nothing crashes and nothing runs away. */
static void
test_any_bytes (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  const char *const words[] = { "is:", "onDelete:", "\"",  ":",          ".",        " ", "a",
                                "É",   "\xff",      "_",   "model:",     "\xe2\x82", "ß", "Ａ",
                                "한",  "9",         "x.y", "action:Set", "\t" };

  for (guint i = 0; i < 40; i++)
    {
      GString *name = g_string_new (NULL);

      for (guint k = g_rand_int_range (rand, 1, 30); k > 0; k--)
        g_string_append_c (name, (char) g_rand_int_range (rand, 1, 256));
      crow_test_add_field (crow_test_add_model (schema, name->str), name->str, "Int");
      g_string_free (name, TRUE);
    }
  crow_schema_seal (schema);
  for (guint i = 0; i < 4000; i++)
    {
      GString *query = g_string_new (NULL);
      g_autofree char *found = NULL;

      for (guint k = g_rand_int_range (rand, 0, 12); k > 0; k--)
        g_string_append (query, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      found = find (schema, query->str, 0);
      g_assert_nonnull (found);
      g_string_free (query, TRUE);
    }
}

/* A name that is as bad as can be for a naive search: linear, it takes no time. */
static void
test_long_names (void)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();
  g_autofree char *name = g_strnfill (1000000, 'a');
  g_autofree char *half = g_strnfill (500000, 'a');
  g_autofree char *query = g_strconcat (half, "b", NULL);
  g_autofree char *nothing = NULL;
  g_autofree char *found = NULL;

  g_free (g_steal_pointer (&name));
  name = g_strnfill (1000000, 'a');
  name[999999] = 'b';
  crow_test_add_model (schema, name);
  crow_test_add_model (schema, "other");
  crow_schema_seal (schema);
  found = find (schema, query, 0);
  g_assert_cmpstr (found, ==, name);
  nothing = g_strconcat ("b", half, NULL);
  g_clear_pointer (&found, g_free);
  found = find (schema, nothing, 0);
  g_assert_cmpstr (found, ==, "");
}

static gpointer
find_user (gpointer data)
{
  return find (data, "user", 0);
}

/* The first search of several threads at once folds the names. */
static void
test_threads (void)
{
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (CrowSchema) schema = make_shop ();
      GThread *threads[4];

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("search", find_user, schema);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          g_autofree char *found = g_thread_join (threads[i]);

          g_assert_cmpstr (found, ==, "User Post.userId ~Post.author");
        }
    }
}

static void
test_values (void)
{
  const char *const *filters = crow_search_get_filters ();

  for (guint i = 0; filters[i] != NULL; i++)
    {
      const char *const *values = crow_search_get_values (filters[i]);

      for (guint k = 0; values != NULL && values[k] != NULL; k++)
        {
          g_autofree char *query = g_strdup_printf ("%s:%s", filters[i], values[k]);
          g_autoptr (CrowSearch) search = crow_search_new (query);

          g_assert_cmpint (crow_search_get_fault (search, NULL), ==, CROW_SEARCH_FINE);
          g_assert_false (crow_search_is_empty (search));
        }
    }
  g_assert_null (crow_search_get_values ("model"));
  g_assert_null (crow_search_get_values ("nonsense"));
  g_assert_nonnull (crow_search_get_values ("ONDELETE"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/finds-best-first", test_finds);
  g_test_add_func ("/search/limit-keeps-the-best", test_limit);
  g_test_add_func ("/search/says-what-it-does-not-understand", test_faults);
  g_test_add_func ("/search/filters-lists", test_lists);
  g_test_add_func ("/search/names-find-themselves", test_names_find_themselves);
  g_test_add_func ("/search/takes-any-bytes", test_any_bytes);
  g_test_add_func ("/search/is-linear-in-long-names", test_long_names);
  g_test_add_func ("/search/any-thread-may-be-the-first", test_threads);
  g_test_add_func ("/search/values-are-understood", test_values);
  return g_test_run ();
}
