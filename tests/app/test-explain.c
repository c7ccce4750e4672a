#include <locale.h>
#include <string.h>

#include "crow-explain.h"
#include "crow-prisma.h"
#include "crow-test.h"
#include "crow-words.h"

#define POSTGRES "datasource db {\n  provider = \"postgresql\"\n}\n"

static CrowPrisma *
read_text (const char *text)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  return crow_prisma_new (files);
}

static CrowPrisma *
read_blog (void)
{
  g_autofree char *path = crow_test_source ("data/examples/blog.prisma");
  g_autofree char *text = crow_test_read (path, NULL);

  return read_text (text);
}

static guint
find (CrowPrisma *prisma, const char *id)
{
  int index = crow_schema_find_relation (crow_prisma_get_schema (prisma), id);

  g_assert_cmpint (index, >=, 0);
  return (guint) index;
}

static void
assert_delete (CrowPrisma *prisma, const char *id, const char *expected)
{
  g_autofree char *text = crow_explain_delete (crow_prisma_get_schema (prisma), find (prisma, id));

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_update (CrowPrisma *prisma, const char *id, const char *expected)
{
  g_autofree char *text = crow_explain_update (crow_prisma_get_schema (prisma), find (prisma, id));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_words (void)
{
  const char *const plurals[][2] = {
    { "Article", "Articles" },  { "Category", "Categories" },
    { "Address", "Addresses" }, { "Status", "Statuses" },
    { "users", "users" },       { "Box", "Boxes" },
    { "Person", "People" },     { "Day", "Days" },
    { "Child", "Children" },
  };
  const char *const articles[][2] = {
    { "Article", "an Article" },
    { "User", "a User" },
    { "Update", "an Update" },
    { "Status", "a Status" },
    { "Order", "an Order" },
    { "", "a " },
    { "u", "an u" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plurals); i++)
    {
      g_autofree char *plural = crow_words_plural (plurals[i][0]);

      g_assert_cmpstr (plural, ==, plurals[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (articles); i++)
    {
      g_autofree char *with = crow_words_with_article (articles[i][0]);

      g_assert_cmpstr (with, ==, articles[i][1]);
    }
}

static void
test_lists_are_cut (void)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const char *const expected[] = { "A", "A and B", "A, B and C", "A, B and 2 more" };
  static const char *const letters[] = { "A", "B", "C", "D" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *text = NULL;

      g_ptr_array_add (words, (gpointer) letters[i]);
      text = crow_words_join (words, 2);
      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static void
test_every_action_of_the_blog (void)
{
  g_autoptr (CrowPrisma) prisma = read_blog ();

  assert_delete (prisma, "Profile.user", "Deleting a User deletes its Profile.");
  assert_delete (prisma, "Article.author",
                 "Deleting a User deletes the Articles that refer to it by authorId, and with them "
                 "their ArticleTags, Comments, Bookmarks and Notes.");
  assert_delete (prisma, "Article.editor",
                 "Deleting a User keeps the Articles that refer to it by editorId and sets "
                 "editorId "
                 "to NULL.");
  assert_delete (prisma, "Comment.author",
                 "Deleting a User is refused while Comments refer to it.");
  assert_delete (prisma, "Article.status",
                 "Deleting a Status keeps its Articles and sets statusId to the default, 1. It is "
                 "refused where no Status has that id.");
  assert_delete (prisma, "User.manager",
                 "Deleting a User is refused while Users refer to it by managerId. This is checked "
                 "when the statement ends: what the same statement deletes does not count.");
  assert_delete (prisma, "Article.categories",
                 "Deleting an Article or a Category removes its links; the rows at the other end "
                 "stay.");
  assert_update (prisma, "Profile.user",
                 "Changing a User’s id changes userId of its Profile with it.");
  assert_update (prisma, "User.manager",
                 "Changing a User’s id is refused while Users refer to it by managerId.");
}

static void
test_cascade_meets_what_holds_it_back (void)
{
  g_autoptr (CrowPrisma)
      prisma = read_text (POSTGRES
                          "model User {\n  id Int @id\n  posts Post[]\n}\n"
                          "model Post {\n  id Int @id\n  user User @relation(fields: [userId], "
                          "references: [id], onDelete: Cascade)\n  userId Int\n  bills Bill[]\n"
                          "  drafts Draft[]\n}\n"
                          "model Bill {\n  id Int @id\n  post Post @relation(fields: [postId], "
                          "references: [id], onDelete: Restrict)\n  postId Int\n}\n"
                          "model Draft {\n  id Int @id\n  post Post? @relation(fields: [postId], "
                          "references: [id])\n  postId Int?\n}\n");
  CrowSchema *schema = crow_prisma_get_schema (prisma);

  assert_delete (prisma, "Post.user",
                 "Deleting a User deletes its Posts. All of it is refused while Bill.post still "
                 "refers to one of them. Where Draft.post refers to one of them, it becomes NULL.");
  g_assert_true (crow_explain_may_refuse (schema, find (prisma, "Post.user"), CROW_EVENT_DELETE));
  g_assert_false (crow_explain_may_refuse (schema, find (prisma, "Post.user"), CROW_EVENT_UPDATE));
}

/* A cascade round a circle ends, and a tree takes its branches with it. */
static void
test_circles_end (void)
{
  g_autoptr (CrowPrisma) prisma = read_text (
      POSTGRES "model A {\n  id Int @id\n  b B? @relation(\"one\", fields: [bId], "
               "references: [id], onDelete: Cascade)\n  bId Int?\n  bs B[] "
               "@relation(\"two\")\n}\n"
               "model B {\n  id Int @id\n  a A? @relation(\"two\", fields: [aId], "
               "references: [id], onDelete: Cascade)\n  aId Int?\n  as A[] "
               "@relation(\"one\")\n}\n"
               "model Node {\n  id Int @id\n  up Node? @relation(\"tree\", fields: "
               "[upId], references: [id], onDelete: Cascade)\n  upId Int?\n  down Node[] "
               "@relation(\"tree\")\n}\n");

  assert_delete (prisma, "A.b", "Deleting a B deletes its As, and with them their Bs.");
  assert_delete (prisma, "Node.up",
                 "Deleting a Node deletes the Nodes that refer to it by upId, and theirs in turn.");
}

static void
test_null_where_it_may_not_be (void)
{
  g_autoptr (CrowPrisma)
      prisma = read_text (POSTGRES
                          "model User {\n  id Int @id\n  posts Post[]\n}\n"
                          "model Post {\n  id Int @id\n  user User @relation(fields: [userId], "
                          "references: [id], onDelete: SetNull)\n  userId Int\n}\n");
  g_autofree char *seen = crow_explain_refusal (crow_prisma_get_schema (prisma),
                                                find (prisma, "Post.user"));

  assert_delete (prisma, "Post.user",
                 "Deleting a User would set userId to NULL, which is not allowed there: it fails "
                 "while Posts refer to it.");
  g_assert_nonnull (strstr (seen, "P2011, SQLSTATE 23502"));
}

static void
test_refusals_name_the_error (void)
{
  g_autoptr (CrowPrisma) prisma = read_blog ();
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const struct
  {
    const char *id, *has, *has_not;
  } cases[] = {
    { "Comment.author", "A refused delete is Prisma P2003, SQLSTATE 23503 (PostgreSQL 18: 23001)",
      "Nothing" },
    { "User.manager", "A refused delete or change of the key is Prisma P2003, SQLSTATE 23503 —",
      "23001" },
    { "Profile.user", "Nothing is refused here. With Restrict: ", "A refused" },
    { "Article.categories", "Nothing is refused here.", "23503" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = crow_explain_refusal (schema, find (prisma, cases[i].id));

      g_assert_nonnull (strstr (text, cases[i].has));
      g_assert_null (strstr (text, cases[i].has_not));
    }
}

static void
test_titles (void)
{
  g_autoptr (CrowPrisma) prisma = read_blog ();
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  const char *const cases[][3] = {
    { "Article.author", "Article.author → User",
      "Article.authorId refers to User.id · many to one, required" },
    { "User.address", "User.address → Address",
      "User.addressId refers to Address.id · many to one, optional" },
    { "Profile.user", "Profile.user → User",
      "Profile.userId refers to User.id · one to one, required" },
    { "Note.bookmark", "Note.bookmark → Bookmark",
      "Note (userId and articleId) refers to Bookmark (userId and articleId) · many to one, "
      "required" },
    { "Article.categories", "Article.categories ↔ Category",
      "Many to many through the hidden table _ArticleToCategory" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint relation = find (prisma, cases[i][0]);
      g_autofree char *title = crow_explain_title (schema, relation);
      g_autofree char *caption = crow_explain_caption (schema, relation);

      g_assert_cmpstr (title, ==, cases[i][1]);
      g_assert_cmpstr (caption, ==, cases[i][2]);
    }
}

/* Whatever a real schema holds, there is a sentence for it. */
static void
test_corpus_is_explained (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;
  guint n = 0;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *text = crow_test_read (g_ptr_array_index (paths, i), NULL);
      g_autoptr (CrowPrisma) prisma = g_utf8_validate (text, -1, NULL) ? read_text (text) : NULL;
      CrowSchema *schema = prisma != NULL ? crow_prisma_get_schema (prisma) : NULL;

      for (guint j = 0; schema != NULL && j < schema->relations->len; j++, n++)
        {
          g_autofree char *title = crow_explain_title (schema, j);
          g_autofree char *caption = crow_explain_caption (schema, j);
          g_autofree char *on_delete = crow_explain_delete (schema, j);
          g_autofree char *on_update = crow_explain_update (schema, j);
          g_autofree char *refusal = crow_explain_refusal (schema, j);
          g_autofree char *effect = crow_explain_effect (schema, j);

          g_assert_true (g_str_has_suffix (on_delete, "."));
          g_assert_true (g_str_has_suffix (on_update, "."));
          g_assert_true (g_str_has_suffix (refusal, "."));
          g_assert_cmpuint (strlen (title) + strlen (caption) + strlen (effect), >, 20);
        }
    }
  g_test_message ("%u relations explained", n);
  g_assert_cmpuint (n, >, 100);
}

/* A damaged schema: what is not known is not told. */
static void
test_without_a_key (void)
{
  g_autoptr (CrowPrisma) prisma = read_text (POSTGRES "model A {\n  id Int @id\n  b B @relation("
                                                      "fields: [bId], references: [id])\n}\n"
                                                      "model B {\n  id Int @id\n  as A[]\n}\n");
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  guint relation = find (prisma, "A.b");
  g_autofree char *caption = crow_explain_caption (schema, relation);

  g_assert_cmpstr (caption, ==, "A refers to B · many to one, required");
  assert_update (prisma, "A.b",
                 "What a change does here is not known: the relation’s fields could not be read.");
  g_assert_cmpint (crow_schema_get_default_action (schema,
                                                   crow_schema_get_relation (schema, relation),
                                                   CROW_EVENT_DELETE),
                   ==, CROW_ACTION_RESTRICT);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/without-a-key", test_without_a_key);
  g_test_add_func ("/explain/words", test_words);
  g_test_add_func ("/explain/lists-are-cut", test_lists_are_cut);
  g_test_add_func ("/explain/every-action-of-the-blog", test_every_action_of_the_blog);
  g_test_add_func ("/explain/cascade-meets-what-holds-it-back",
                   test_cascade_meets_what_holds_it_back);
  g_test_add_func ("/explain/circles-end", test_circles_end);
  g_test_add_func ("/explain/null-where-it-may-not-be", test_null_where_it_may_not_be);
  g_test_add_func ("/explain/refusals-name-the-error", test_refusals_name_the_error);
  g_test_add_func ("/explain/titles", test_titles);
  g_test_add_func ("/explain/corpus-is-explained", test_corpus_is_explained);
  return g_test_run ();
}
