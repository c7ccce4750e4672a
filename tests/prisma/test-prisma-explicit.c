/* Implicit many-to-many relations made explicit, and defaults written out.
 *
 * tests/prisma/explicit/NAME.prisma begins with a line `// RELATION MODEL`; NAME.expected is what
 * comes of it, byte for byte. */
#include <string.h>

#include "crow-foreign-key.h"
#include "crow-test-prisma.h"
#include "crow-test.h"

#ifdef __SANITIZE_ADDRESS__
#define N_DAMAGED 1500
#else
#define N_DAMAGED 6000
#endif

#define POSTGRESQL "datasource db {\n  provider = \"postgresql\"\n}\n"
#define LISTS                                                                                      \
  "model Post {\n  id Int @id\n  tags Tag[]\n}\nmodel Tag {\n  id Int @id\n  posts Post[]\n}\n"

static const char *
get_text (CrowPrisma *prisma, guint file, gsize *length)
{
  return crow_source_file_get_text (g_ptr_array_index (crow_prisma_get_files (prisma), file),
                                    length);
}

static void
assert_text (CrowPrisma *prisma, const char *expected, gsize expected_length)
{
  gsize length;
  const char *text = get_text (prisma, 0, &length);
  g_autofree char *copy = g_strndup (text, length);

  g_assert_cmpstr (copy, ==, expected);
  g_assert_cmpuint (length, ==, expected_length);
}

static void
test_writes_the_model (void)
{
  g_autofree char *folder = crow_test_source ("tests/prisma/explicit");
  g_autoptr (GPtrArray) paths = crow_test_walk (folder, ".prisma");

  g_assert_cmpuint (paths->len, >, 5);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      gsize length, expected_length;
      g_autofree char *text = crow_test_read (path, &length);
      g_autofree char *base = g_strndup (path, strlen (path) - strlen (".prisma"));
      g_autofree char *expected_path = g_strconcat (base, ".expected", NULL);
      g_autofree char *expected = crow_test_read (expected_path, &expected_length);
      g_autoptr (CrowPrisma) prisma = crow_test_open_text (text);
      g_autoptr (CrowPrisma) after = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) words = g_strsplit_set (text, " \r\n", 4);

      g_test_message ("%s", path);
      g_assert_true (crow_prisma_is_valid (prisma));
      after = crow_prisma_edit_explicit (prisma, words[1], words[2], NULL, &error);
      g_assert_no_error (error);
      g_assert_true (crow_prisma_is_valid (after));
      assert_text (after, expected, expected_length);
    }
}

typedef struct
{
  const char *text;
  const char *relation;
  const char *model;
  int code;
  const char *message; /* part of it */
} Refusal;

static const Refusal refusals[] = {
  { POSTGRESQL LISTS, "Post.nothing", "PostTag", CROW_ERROR_UNKNOWN, "Post.nothing" },
  { POSTGRESQL LISTS, "Post.tags", "Tag", CROW_ERROR_INVALID, "called Tag" },
  { POSTGRESQL LISTS "enum Kind {\n  a\n}\n", "Post.tags", "Kind", CROW_ERROR_INVALID, "Kind" },
  { POSTGRESQL LISTS, "Post.tags", "db", 0, NULL }, /* a datasource's name is free */
  { POSTGRESQL LISTS, "Post.tags", "", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "_PostTag", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "9Lives", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "Post Tag", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "X {\n}\nmodel Y", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "X{}", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "X//", CROW_ERROR_INVALID, "no name" },
  { POSTGRESQL LISTS, "Post.tags", "String", CROW_ERROR_INVALID, "reserved" },
  { POSTGRESQL LISTS, "Post.tags", "PrismaClient", CROW_ERROR_INVALID, "reserved" },
  { POSTGRESQL "model A {\n  id Int @id\n  bs B[]\n}\n"
               "model B {\n  id Int @id\n  aId Int\n  a A @relation(fields: [aId], references: "
               "[id])\n}\n",
    "B.a", "AB", CROW_ERROR_INVALID, "written already" },
  { POSTGRESQL "model A {\n  a Int\n  b Int\n  bs B[]\n  @@id([a, b])\n}\n"
               "model B {\n  id Int @id\n  as A[]\n}\n",
    "A.bs", "AB", CROW_ERROR_INVALID, "no field with @id" },
  { "datasource db {\n  provider = \"mongodb\"\n}\n"
    "model A {\n  id Int @id @map(\"_id\")\n  bs B[]\n}\n"
    "model B {\n  id Int @id @map(\"_id\")\n  as A[]\n}\n",
    "A.bs", "AB", CROW_ERROR_INVALID, "MongoDB" },
};

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Refusal *refusal = &refusals[i];
      g_autoptr (CrowPrisma) prisma = crow_test_open_text (refusal->text);
      g_autoptr (CrowPrisma) after = NULL;
      g_autoptr (GError) error = NULL;
      GPtrArray *text_edits = NULL;

      after = crow_prisma_edit_explicit (prisma, refusal->relation, refusal->model, &text_edits,
                                         &error);
      if (refusal->message == NULL)
        {
          g_assert_no_error (error);
          g_ptr_array_unref (text_edits);
          continue;
        }
      g_assert_null (after);
      g_assert_null (text_edits);
      g_assert_error (error, CROW_ERROR, refusal->code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refusal->message));
    }
}

static char *
describe_key (const CrowForeignKey *key)
{
  return g_strdup_printf ("%s.%s(%s) -> %s.%s(%s) %s/%s %s", key->namespace_, key->table,
                          (const char *) g_ptr_array_index (key->columns, 0), key->ref_namespace,
                          key->ref_table, (const char *) g_ptr_array_index (key->ref_columns, 0),
                          crow_action_get_name (key->clauses[CROW_EVENT_DELETE].action),
                          crow_action_get_name (key->clauses[CROW_EVENT_UPDATE].action),
                          key->constraint);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Every foreign key, as the database has it, a line each, sorted. */
static char *
describe_keys (CrowPrisma *prisma)
{
  g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (crow_prisma_get_schema (prisma));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++)
    {
      const CrowForeignKey *key = g_ptr_array_index (keys, i);

      if (key->columns->len > 0 && key->ref_columns->len > 0)
        g_ptr_array_add (lines, describe_key (key));
    }
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* What the edits replace is put back: the text must be the old one. */
static void
assert_undoes (CrowPrisma *before, CrowPrisma *after, GPtrArray *text_edits)
{
  for (guint file = 0; file < crow_prisma_get_files (before)->len; file++)
    {
      gsize old_length, new_length;
      const char *old = get_text (before, file, &old_length);
      const char *new = get_text (after, file, &new_length);
      g_autoptr (GString) back = g_string_new_len (new, (gssize) new_length);

      for (guint i = text_edits->len; i > 0; i--)
        {
          const CrowTextEdit *edit = g_ptr_array_index (text_edits, i - 1);
          gsize shift = 0;

          if (edit->location.file != file)
            continue;
          for (guint j = 0; j + 1 < i; j++)
            {
              const CrowTextEdit *earlier = g_ptr_array_index (text_edits, j);

              if (earlier->location.file == file)
                shift += strlen (earlier->replacement) -
                         (earlier->location.span.end - earlier->location.span.start);
            }
          g_string_erase (back, (gssize) (edit->location.span.start + shift),
                          (gssize) strlen (edit->replacement));
          g_string_insert_len (back, (gssize) (edit->location.span.start + shift),
                               old + edit->location.span.start,
                               edit->location.span.end - edit->location.span.start);
        }
      g_assert_cmpmem (back->str, back->len, old, old_length);
    }
}

/* The database is the same, and one relation has become two. */
static gboolean
check_conversion (CrowPrisma *prisma, const CrowRelation *relation)
{
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  g_autofree char *name = crow_prisma_suggest_model (prisma, relation->id);
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma)
      after = crow_prisma_edit_explicit (prisma, relation->id, name, &text_edits, &error);
  g_autofree char *old = NULL, *new = NULL;
  CrowSchema *edited;
  int model;

  if (after == NULL)
    {
      g_test_message ("%s: %s", relation->id, error->message);
      return FALSE;
    }
  edited = crow_prisma_get_schema (after);
  old = describe_keys (prisma);
  new = describe_keys (after);
  g_assert_cmpstr (new, ==, old);
  g_assert_cmpuint (edited->relations->len, ==, schema->relations->len + 1);
  g_assert_cmpuint (edited->models->len, ==, schema->models->len + 1);
  model = crow_schema_find_model (edited, name);
  g_assert_cmpint (model, >=, 0);
  g_assert_cmpstr (crow_schema_get_model (edited, (guint) model)->table, ==, relation->join_table);
  g_assert_cmpuint (crow_schema_get_model (edited, (guint) model)->fields->len, ==, 4);
  assert_undoes (prisma, after, text_edits);
  return TRUE;
}

static void
test_keeps_the_keys_of_the_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;
  guint n_tried = 0, n_done = 0;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (CrowPrisma) prisma = NULL;
      GPtrArray *relations;

      g_ptr_array_add (one, g_ptr_array_index (paths, i));
      prisma = crow_test_open (one, folder);
      relations = crow_prisma_get_schema (prisma)->relations;
      for (guint j = 0; j < relations->len; j++)
        {
          const CrowRelation *relation = g_ptr_array_index (relations, j);

          if (relation->kind != CROW_RELATION_MANY_TO_MANY)
            continue;
          n_tried++;
          n_done += check_conversion (prisma, relation) != FALSE;
        }
    }
  g_test_message ("%u of %u many-to-many relations made explicit", n_done, n_tried);
  g_assert_cmpuint (n_done, >, 10);
  g_assert_cmpuint (n_done * 10, >=, n_tried * 9);
}

/* A random piece is lost or doubled, or a bracket comes. */
static void
damage (GString *text)
{
  static const char *const pieces[] = {
    "{", "}", "[]", "\n", "@relation(", ")", "\"", "//", "@id"
  };
  gssize start = g_test_rand_int_range (0, (gint32) text->len);
  gssize wanted = g_test_rand_int_range (1, 30);
  gssize length = MIN (wanted, (gssize) text->len - start);

  if (g_test_rand_bit ())
    g_string_erase (text, start, length);
  else
    g_string_insert (text, start, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
}

static guint
count_errors (CrowPrisma *prisma)
{
  return crow_schema_count_diagnostics (crow_prisma_get_schema (prisma), CROW_SEVERITY_ERROR);
}

static void
test_makes_damage_no_worse (void)
{
  const char *whole = POSTGRESQL LISTS "model User {\n  id String @id @db.Uuid\n"
                                       "  a User[] @relation(\"F\")\n"
                                       "  b User[] @relation(name: \"F\") // x\n}\n";
  guint n_done = 0;

  for (guint i = 0; i < N_DAMAGED; i++)
    {
      g_autoptr (GString) text = g_string_new (whole);
      g_autoptr (CrowPrisma) prisma = NULL;
      CrowSchema *schema;

      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        damage (text);
      if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
        continue;
      prisma = crow_test_open_text (text->str);
      schema = crow_prisma_get_schema (prisma);
      for (guint j = 0; j < schema->relations->len; j++)
        {
          const CrowRelation *relation = crow_schema_get_relation (schema, j);
          g_autoptr (GPtrArray) text_edits = NULL;
          g_autoptr (CrowPrisma)
              after = crow_prisma_edit_explicit (prisma, relation->id, "Joined", &text_edits, NULL);

          if (after == NULL)
            continue;
          g_assert_cmpint (relation->kind, ==, CROW_RELATION_MANY_TO_MANY);
          g_assert_cmpuint (count_errors (after), <=, count_errors (prisma));
          assert_undoes (prisma, after, text_edits);
          n_done++;
        }
    }
  g_assert_cmpuint (n_done, >, N_DAMAGED / 4);
}

static CrowPrisma *
read_by (CrowPrisma *prisma, CrowRules rules)
{
  return crow_prisma_new_with_rules (crow_prisma_get_files (prisma), rules);
}

static void
assert_same_actions (CrowPrisma *left, CrowPrisma *right, gboolean is_written)
{
  CrowSchema *one = crow_prisma_get_schema (left), *other = crow_prisma_get_schema (right);

  g_assert_cmpuint (one->relations->len, ==, other->relations->len);
  for (guint i = 0; i < one->relations->len; i++)
    for (guint event = 0; event < CROW_N_EVENTS; event++)
      {
        const CrowClause *a = &crow_schema_get_relation (one, i)->clauses[event];
        const CrowClause *b = &crow_schema_get_relation (other, i)->clauses[event];

        g_assert_cmpint (a->action, ==, b->action);
        if (is_written)
          g_assert_cmpint (b->reason, !=, CROW_REASON_DEFAULT);
      }
}

/* The edits stand within attributes called @relation. */
static void
assert_in_relations (CrowPrisma *prisma, GPtrArray *text_edits)
{
  for (guint i = 0; i < text_edits->len; i++)
    {
      const CrowTextEdit *edit = g_ptr_array_index (text_edits, i);
      const CrowAst *ast = g_ptr_array_index (prisma->asts, edit->location.file);
      gboolean is_inside = FALSE;

      for (guint j = 0; j < ast->attributes->len && !is_inside; j++)
        {
          const CrowAstAttribute *attribute = &g_array_index (ast->attributes, CrowAstAttribute, j);

          is_inside = crow_ast_equals (ast, attribute->name, "relation") &&
                      edit->location.span.start >= attribute->span.start &&
                      edit->location.span.end <= attribute->span.end;
        }
      g_assert_true (is_inside);
    }
}

static gboolean
check_pin (CrowPrisma *prisma)
{
  g_autoptr (GPtrArray) edits = crow_prisma_list_defaults (prisma);
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma) after = crow_prisma_edit (prisma, edits, &text_edits, &error);
  g_autoptr (CrowPrisma) later = NULL;

  if (!crow_prisma_is_valid (prisma))
    return FALSE;
  g_assert_no_error (error);
  assert_in_relations (prisma, text_edits);
  assert_undoes (prisma, after, text_edits);
  assert_same_actions (prisma, after, TRUE);
  later = read_by (after, CROW_RULES_8);
  assert_same_actions (prisma, later, TRUE);
  again = crow_prisma_list_defaults (after);
  g_assert_cmpuint (again->len, ==, 0);
  return edits->len > 0;
}

static void
test_pins_the_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;
  guint n_pinned = 0;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autoptr (CrowPrisma) prisma = NULL;

      g_ptr_array_add (one, g_ptr_array_index (paths, i));
      prisma = crow_test_open (one, folder);
      n_pinned += check_pin (prisma) != FALSE;
    }
  g_test_message ("%u schemas pinned", n_pinned);
  g_assert_cmpuint (n_pinned, >, 20);
}

static void
test_eight_leaves_nothing_to_happen (void)
{
  g_autoptr (CrowPrisma)
      seven = crow_test_open_text (POSTGRESQL "model A {\n  id Int @id\n  bs B[]\n  cs C[]\n}\n"
                                              "model B {\n  id Int @id\n  aId Int?\n  a A? "
                                              "@relation(fields: [aId], references: [id])\n}\n"
                                              "model C {\n  id Int @id\n  aId Int\n  a A @relation("
                                              "fields: [aId], references: [id], onDelete: Cascade)"
                                              "\n  as A[] @relation(\"M\")\n}\n");
  g_autoptr (CrowPrisma) eight = read_by (seven, CROW_RULES_8);
  const CrowRelation *relation = crow_schema_get_relation (crow_prisma_get_schema (eight), 0);

  g_assert_cmpint (crow_schema_get_relation (crow_prisma_get_schema (seven), 0)
                       ->clauses[CROW_EVENT_DELETE]
                       .action,
                   ==, CROW_ACTION_SET_NULL);
  g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].action, ==, CROW_ACTION_NO_ACTION);
  g_assert_cmpint (relation->clauses[CROW_EVENT_UPDATE].action, ==, CROW_ACTION_NO_ACTION);
  g_assert_cmpint (relation->clauses[CROW_EVENT_UPDATE].reason, ==, CROW_REASON_DEFAULT);
  relation = crow_schema_get_relation (crow_prisma_get_schema (eight), 1);
  g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].action, ==, CROW_ACTION_CASCADE);
  g_assert_cmpint (relation->clauses[CROW_EVENT_UPDATE].action, ==, CROW_ACTION_NO_ACTION);
}

static void
test_edits_keep_the_rules (void)
{
  g_autoptr (CrowPrisma) seven = crow_test_open_text (POSTGRESQL LISTS);
  g_autoptr (CrowPrisma) six = read_by (seven, CROW_RULES_6);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma)
      after = crow_prisma_edit_explicit (six, "Post.tags", "PostTag", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (crow_prisma_get_schema (seven)->rules, ==, CROW_RULES_7);
  g_assert_cmpint (crow_prisma_get_schema (after)->rules, ==, CROW_RULES_6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prisma/explicit/writes-the-model", test_writes_the_model);
  g_test_add_func ("/prisma/explicit/refuses", test_refuses);
  g_test_add_func ("/prisma/explicit/keeps-the-keys-of-the-corpus",
                   test_keeps_the_keys_of_the_corpus);
  g_test_add_func ("/prisma/explicit/makes-damage-no-worse", test_makes_damage_no_worse);
  g_test_add_func ("/prisma/pin/corpus", test_pins_the_corpus);
  g_test_add_func ("/prisma/rules/eight-leaves-nothing-to-happen",
                   test_eight_leaves_nothing_to_happen);
  g_test_add_func ("/prisma/rules/edits-keep-the-rules", test_edits_keep_the_rules);
  return g_test_run ();
}
