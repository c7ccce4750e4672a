#include "crow-error.h"
#include "crow-test-prisma.h"
#include "crow-test.h"

#include <string.h>

#define POSTGRESQL "datasource db {\n  provider = \"postgresql\"\n}\n"
#define PARENT "model A {\n  id Int @id\n  bs B[]\n}\n"
#define CHILD "model B {\n  id Int @id\n  aId Int?\n"

static CrowPrisma *
open_bytes (const char *text, gsize length)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, length);

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  return crow_prisma_new (files);
}

static GPtrArray *
parse_edits (const char *const *texts)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      CrowActionEdit *edit = crow_action_edit_parse (texts[i], &error);

      g_assert_no_error (error);
      g_ptr_array_add (edits, edit);
    }
  return edits;
}

static char *
dup_text (CrowPrisma *prisma, guint file)
{
  gsize length;
  const char *text = crow_source_file_get_text (g_ptr_array_index (crow_prisma_get_files (prisma),
                                                                   file),
                                                &length);

  return g_strndup (text, length);
}

/* @text after @edits (separated by blanks). */
static char *
edit_text (const char *text, const char *edits)
{
  g_autoptr (CrowPrisma) prisma = open_bytes (text, strlen (text));
  g_auto (GStrv) texts = g_strsplit (edits, " ", -1);
  g_autoptr (GPtrArray) parsed = parse_edits ((const char *const *) texts);
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (CrowPrisma) after = NULL;
  g_autoptr (GError) error = NULL;

  text_edits = crow_prisma_edit_actions (prisma, parsed, &error);
  g_assert_no_error (error);
  after = crow_prisma_apply (prisma, text_edits);
  return dup_text (after, 0);
}

/* A relation field's line, what is asked of B.a, and the line that comes of it. */
typedef struct
{
  const char *before;
  const char *edit;
  const char *after;
} LineCase;

static const LineCase line_cases[] = {
  /* change */
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n", "onDelete=Restrict",
    "a A? @relation(fields: [aId], references: [id], onDelete: Restrict)\n" },
  { "a A? @relation(fields: [aId], references: [id],onDelete:Cascade)\n", "onDelete=Restrict",
    "a A? @relation(fields: [aId], references: [id],onDelete:Restrict)\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete : Cascade )\n", "onDelete=SetNull",
    "a A? @relation(fields: [aId], references: [id], onDelete : SetNull )\n" },
  { "a A? @relation(onUpdate: Cascade, onDelete: Cascade, fields: [aId], references: [id])\n",
    "onDelete=SetNull,onUpdate=Restrict",
    "a A? @relation(onUpdate: Restrict, onDelete: SetNull, fields: [aId], references: [id])\n" },
  /* add */
  { "a A? @relation(fields: [aId], references: [id])\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n" },
  { "a A? @relation(fields: [aId], references: [id])\n", "onUpdate=Cascade,onDelete=NoAction",
    "a A? @relation(fields: [aId], references: [id], onDelete: NoAction, onUpdate: Cascade)\n" },
  { "a A? @relation(fields: [aId], references: [id], onUpdate: Cascade)\n", "onDelete=NoAction",
    "a A? @relation(fields: [aId], references: [id], onDelete: NoAction, onUpdate: Cascade)\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade, map: \"x\")\n",
    "onUpdate=NoAction",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade, onUpdate: NoAction, map: "
    "\"x\")\n" },
  { "a A? @relation(references: [id], fields: [aId], map: \"x\")\n", "onDelete=NoAction",
    "a A? @relation(references: [id], onDelete: NoAction, fields: [aId], map: \"x\")\n" },
  { "a A? @relation(fields: [aId], references: [id], map: \"x\", onDelete: Cascade)\n",
    "onUpdate=NoAction",
    "a A? @relation(fields: [aId], references: [id], map: \"x\", onDelete: Cascade, onUpdate: "
    "NoAction)\n" },
  { "a A? @ relation ( fields : [ aId ] , references : [ id ] )\n", "onDelete=Cascade",
    "a A? @ relation ( fields : [ aId ] , references : [ id ], onDelete: Cascade )\n" },
  { "a\tA?\t@relation(fields: [aId],\treferences: [id])\t// keeps\ttabs\n", "onDelete=Cascade",
    "a\tA?\t@relation(fields: [aId],\treferences: [id], onDelete: Cascade)\t// keeps\ttabs\n" },
  { "a A? @relation(fields: [aId], references: [id]) /* b */ /// doc @relation(onDelete: X)\n",
    "onDelete=Cascade",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade) /* b */ /// doc "
    "@relation(onDelete: X)\n" },
  /* remove: last, middle, first */
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n", "onDelete=default",
    "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(fields: [aId], references: [id] , onDelete: Cascade )\n", "onDelete=default",
    "a A? @relation(fields: [aId], references: [id] )\n" },
  { "a A? @relation(fields: [aId], onDelete: Cascade, references: [id])\n", "onDelete=default",
    "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(onDelete: Cascade,  fields: [aId], references: [id])\n", "onDelete=default",
    "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(onUpdate: Cascade, onDelete: Cascade, fields: [aId], references: [id])\n",
    "onDelete=default,onUpdate=default", "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade, onUpdate: Cascade)\n",
    "onDelete=default,onUpdate=default", "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade, onUpdate: Cascade)\n",
    "onDelete=default", "a A? @relation(fields: [aId], references: [id], onUpdate: Cascade)\n" },
  /* one goes, the other comes */
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n",
    "onDelete=default,onUpdate=Restrict",
    "a A? @relation(fields: [aId], references: [id], onUpdate: Restrict)\n" },
  { "a A? @relation(onUpdate: Cascade, fields: [aId], references: [id])\n",
    "onUpdate=default,onDelete=Restrict",
    "a A? @relation(fields: [aId], references: [id], onDelete: Restrict)\n" },
  /* nothing to do */
  { "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n",
    "onDelete=Cascade,onUpdate=default",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n" },
};

static void
test_touches_only_the_clause (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (line_cases); i++)
    {
      const LineCase *line = &line_cases[i];
      g_autofree char *before = g_strconcat (POSTGRESQL PARENT CHILD "  ", line->before, "}\n",
                                             NULL);
      g_autofree char *after = g_strconcat (POSTGRESQL PARENT CHILD "  ", line->after, "}\n", NULL);
      g_autofree char *edit = g_strconcat ("B.a:", line->edit, NULL);
      g_autofree char *found = edit_text (before, edit);

      g_assert_cmpstr (found, ==, after);
    }
}

/* Relations that lack what Prisma wants still take an action: the damage is the same as before. */
static const LineCase damaged_cases[] = {
  { "a A?\n", "onDelete=Cascade", "a A? @relation(onDelete: Cascade)\n" },
  { "a A?  // why\n", "onDelete=Cascade,onUpdate=Restrict",
    "a A? @relation(onDelete: Cascade, onUpdate: Restrict)  // why\n" },
  { "a A? @ignore /* why */\n", "onUpdate=Cascade",
    "a A? @ignore @relation(onUpdate: Cascade) /* why */\n" },
  { "a A? @relation\n", "onDelete=Cascade", "a A? @relation(onDelete: Cascade)\n" },
  { "a A? @relation()\n", "onDelete=Cascade", "a A? @relation(onDelete: Cascade)\n" },
  { "a A? @relation( )\n", "onDelete=Cascade", "a A? @relation(onDelete: Cascade )\n" },
  { "a A? @relation(fields: [aId])\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], onDelete: Cascade)\n" },
  { "a A? @relation(fields: [aId], onUpdate: Cascade)\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], onDelete: Cascade, onUpdate: Cascade)\n" },
  { "a A? @relation(onDelete: Cascade)\n", "onDelete=default", "a A?\n" },
  { "a A? @relation(onDelete: Cascade) // why\n", "onDelete=default", "a A? // why\n" },
  { "a A? @relation(onDelete: Cascade)\n", "onDelete=default,onUpdate=Restrict",
    "a A? @relation(onUpdate: Restrict)\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete:)\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete:)\n", "onDelete=default",
    "a A? @relation(fields: [aId], references: [id])\n" },
  { "a A? @relation(fields: [aId], references: [id], onDelete: \"Cascade\")\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade)\n" },
  { "a A? @relation(fields: [aId], references: [id],)\n", "onDelete=Cascade",
    "a A? @relation(fields: [aId], references: [id], onDelete: Cascade,)\n" },
};

static void
test_edits_damaged_relations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damaged_cases); i++)
    {
      const LineCase *line = &damaged_cases[i];
      g_autofree char *before = g_strconcat (POSTGRESQL PARENT CHILD "  ", line->before, "}\n",
                                             NULL);
      g_autofree char *after = g_strconcat (POSTGRESQL PARENT CHILD "  ", line->after, "}\n", NULL);
      g_autofree char *edit = g_strconcat ("B.a:", line->edit, NULL);
      g_autofree char *found = edit_text (before, edit);

      g_assert_cmpstr (found, ==, after);
    }
}

/* Only a name: the relation field of a schema whose key stands on neither side. */
static void
test_edits_name_only (void)
{
  g_autofree char *found = edit_text (POSTGRESQL "model A {\n  id Int @id\n"
                                                 "  bs B[] @relation(\"x\")\n}\n" CHILD
                                                 "  a A? @relation(\"x\")\n}\n",
                                      "B.a:onDelete=Cascade");

  g_assert_nonnull (strstr (found, "  a A? @relation(\"x\", onDelete: Cascade)\n"));
}

/* CRLF, a byte order mark, no final newline: all stay. */
static void
test_keeps_the_rest (void)
{
  const char *before = "\xEF\xBB\xBF// caf\xC3\xA9\r\n" PARENT
      CHILD "  a A? @relation(fields: [aId], references: [id]) // \xF0\x9F\x98\x80\r\n\r\n}";
  const char *after = "\xEF\xBB\xBF// caf\xC3\xA9\r\n" PARENT CHILD
                      "  a A? @relation(fields: [aId], references: [id], onDelete: Cascade) // "
                      "\xF0\x9F\x98\x80\r\n\r\n}";
  g_autofree char *found = edit_text (before, "B.a:onDelete=Cascade");
  g_autofree char *back = edit_text (found, "B.a:onDelete=default");

  g_assert_cmpstr (found, ==, after);
  g_assert_cmpstr (back, ==, before);
}

/* Several files: only the one that holds the relation changes, the others are shared. */
static void
test_edits_one_file_of_several (void)
{
  static const char *const texts[] = {
    CHILD "  a A? @relation(fields: [aId], references: [id])\n}\n",
    PARENT,
    POSTGRESQL,
  };
  static const char *const edits[] = { "B.a:onDelete=Cascade", NULL };
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GPtrArray) parsed = parse_edits (edits);
  g_autoptr (GPtrArray) text_edits = NULL;
  g_autoptr (CrowPrisma) prisma = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autofree char *name = g_strdup_printf ("%u.prisma", i);

      g_ptr_array_add (files, crow_source_file_new (name, content));
    }
  prisma = crow_prisma_new (files);
  after = crow_prisma_edit (prisma, parsed, &text_edits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (text_edits->len, ==, 1);
  g_assert_cmpuint (((CrowTextEdit *) g_ptr_array_index (text_edits, 0))->location.file, ==, 0);
  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (g_ptr_array_index (crow_prisma_get_files (after), i) ==
                   g_ptr_array_index (crow_prisma_get_files (prisma), i));
}

/* A schema's head, what is asked, the code of the refusal and words of its message. */
typedef struct
{
  const char *provider; /* and what else stands in the datasource */
  const char *edits;
  CrowError code;
  const char *words[3];
} RefusalCase;

static const RefusalCase refusal_cases[] = {
  { "\"postgresql\"",
    "Tag.posts:onDelete=Cascade",
    CROW_ERROR_INVALID,
    { "many-to-many", "fixed", "explicit join" } },
  { "\"postgresql\"",
    "Post.tags:onUpdate=default",
    CROW_ERROR_INVALID,
    { "many-to-many", "fixed" } },
  { "\"sqlserver\"",
    "Post.author:onDelete=Restrict",
    CROW_ERROR_INVALID,
    { "SQL Server", "Cascade, NoAction" } },
  { "\"mysql\"",
    "Post.author:onDelete=SetNull",
    CROW_ERROR_INVALID,
    { "required", "Cascade, Restrict, NoAction, SetDefault" } },
  { "\"postgresql\"\n  relationMode = \"prisma\"",
    "Post.author:onUpdate=NoAction",
    CROW_ERROR_INVALID,
    { "relationMode", "Cascade, Restrict" } },
  { "\"sqlite\"\n  relationMode = \"prisma\"",
    "Post.author:onUpdate=NoAction",
    CROW_ERROR_INVALID,
    { "SQLite", "Cascade, Restrict" } },
  { "\"cockroachdb\"\n  relationMode = \"prisma\"",
    "Post.author:onDelete=SetDefault",
    CROW_ERROR_INVALID,
    { "CockroachDB", "Cascade, Restrict, NoAction" } },
  { "\"postgresql\"", "Post.nobody:onDelete=Cascade", CROW_ERROR_UNKNOWN, { "Post.nobody" } },
  { "\"postgresql\"", "User.posts:onDelete=Cascade", CROW_ERROR_UNKNOWN, { "Post.author" } },
  { "\"postgresql\"",
    "Post.author:onDelete=Cascade Post.author:onDelete=Restrict",
    CROW_ERROR_UNKNOWN,
    { "twice" } },
};

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusal_cases); i++)
    {
      const RefusalCase *refusal = &refusal_cases[i];
      g_autofree char
          *text = g_strconcat ("datasource db {\n  provider = ", refusal->provider,
                               "\n}\nmodel User {\n  id Int @id\n  posts Post[]\n}\n"
                               "model Post {\n  id Int @id\n  authorId Int\n"
                               "  author User @relation(fields: [authorId], references: [id])\n"
                               "  tags Tag[]\n}\nmodel Tag {\n  id Int @id\n  posts Post[]\n}\n",
                               NULL);
      g_autoptr (CrowPrisma) prisma = crow_test_open_text (text);
      g_auto (GStrv) texts = g_strsplit (refusal->edits, " ", -1);
      g_autoptr (GPtrArray) edits = parse_edits ((const char *const *) texts);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s, %s", refusal->provider, refusal->edits);
      g_assert_null (crow_prisma_edit_actions (prisma, edits, &error));
      g_assert_error (error, CROW_ERROR, (int) refusal->code);
      for (guint j = 0; j < G_N_ELEMENTS (refusal->words) && refusal->words[j] != NULL; j++)
        g_assert_nonnull (strstr (error->message, refusal->words[j]));
    }
}

/* A line that Prisma rejects, and of which no attribute could be read, is left alone. */
static void
test_refuses_an_unreadable_line (void)
{
  static const char *const texts[] = { "B.a:onDelete=Cascade", NULL };
  g_autoptr (CrowPrisma)
      prisma = crow_test_open_text (POSTGRESQL PARENT CHILD "  a A? /* b */ @relation(fields: "
                                                            "[aId], references: [id])\n}\n");
  g_autoptr (GPtrArray) edits = parse_edits (texts);
  g_autoptr (GError) error = NULL;

  g_assert_null (crow_prisma_edit_actions (prisma, edits, &error));
  g_assert_nonnull (error);
}

#define SELF                                                                                       \
  "datasource db {\n  provider = \"sqlserver\"\n}\nmodel A {\n  id Int @id\n  pId Int?\n"          \
  "  p A? @relation(\"t\", fields: [pId], references: [id], onDelete: NoAction, onUpdate: "        \
  "NoAction)\n  cs A[] @relation(\"t\")\n}\n"

/* A cycle shows only in the whole schema: the edit is judged by the errors that it would add. */
static void
test_refuses_a_new_cycle (void)
{
  static const char *const texts[] = { "A.p:onDelete=Cascade", NULL };
  g_autoptr (CrowPrisma) prisma = crow_test_open_text (SELF);
  g_autoptr (GPtrArray) edits = parse_edits (texts);
  g_autoptr (GError) error = NULL;

  g_assert_true (crow_prisma_is_valid (prisma));
  g_assert_null (crow_prisma_edit_actions (prisma, edits, &error));
  g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "A self-relation must have"));
  g_assert_nonnull (strstr (error->message, "Allowed for onDelete: NoAction"));
}

/* All edits of one call are judged together: one relation of the cycle may cascade again if the
 * other stops. */
static void
test_judges_edits_together (void)
{
  static const char text[] =
      "datasource db {\n  provider = \"sqlserver\"\n}\n"
      "model A {\n  id Int @id\n  bId Int?\n"
      "  b B? @relation(\"x\", fields: [bId], references: [id], onDelete: NoAction, onUpdate: "
      "NoAction)\n  bs B[] @relation(\"y\")\n}\n"
      "model B {\n  id Int @id\n  aId Int?\n"
      "  a A? @relation(\"y\", fields: [aId], references: [id])\n  as A[] @relation(\"x\")\n}\n";
  g_autofree char *found = edit_text (text, "A.b:onDelete=default,onUpdate=default "
                                            "B.a:onDelete=NoAction,onUpdate=NoAction");
  g_autofree char *back = edit_text (found, "B.a:onDelete=default,onUpdate=default "
                                            "A.b:onDelete=NoAction,onUpdate=NoAction");

  g_assert_nonnull (strstr (found, "b B? @relation(\"x\", fields: [bId], references: [id])\n"));
  g_assert_cmpstr (back, ==, text);
}

static void
test_explains_refusals (void)
{
  g_autoptr (CrowPrisma) prisma = crow_test_open_text (SELF);
  g_autofree char *restricted = crow_prisma_explain_refusal (prisma, "A.p", CROW_EVENT_DELETE,
                                                             CROW_ACTION_RESTRICT);
  g_autofree char *nulled = crow_prisma_explain_refusal (prisma, "A.p", CROW_EVENT_DELETE,
                                                         CROW_ACTION_SET_NULL);

  g_assert_cmpstr (restricted, ==,
                   "SQL Server does not take Restrict; it takes Cascade, NoAction, SetNull, "
                   "SetDefault");
  g_assert_null (nulled);
}

static void
test_parses_edits (void)
{
  static const char *const wrong[] = { "",
                                       "A.b",
                                       "A.b:",
                                       "Ab:onDelete=Cascade",
                                       "A.b:onDelete",
                                       "A.b:on=Cascade",
                                       "A.b:onDelete=cascade",
                                       "A.b:onDelete=",
                                       "A.b:onDelete=Cascade,",
                                       "A.b:onDelete=Cascade,onDelete=Cascade",
                                       "A.b:onDelete=Unknown" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowActionEdit)
      edit = crow_action_edit_parse ("A.b:onUpdate=default,onDelete=SetNull", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (edit->relation, ==, "A.b");
  g_assert_cmpint (edit->edits[CROW_EVENT_DELETE], ==, CROW_CLAUSE_SET);
  g_assert_cmpint (edit->actions[CROW_EVENT_DELETE], ==, CROW_ACTION_SET_NULL);
  g_assert_cmpint (edit->edits[CROW_EVENT_UPDATE], ==, CROW_CLAUSE_DEFAULT);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_null (crow_action_edit_parse (wrong[i], &error));
      g_assert_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN);
      g_clear_error (&error);
    }
}

/* What stands in the model before the index and after it. */
typedef struct
{
  const char *before, *after;
} IndexCase;

#define INDEXED(attributes)                                                                        \
  POSTGRESQL PARENT "model B {\n  id Int @id\n  aId Int @map(\"a_id\")\n"                          \
                    "  a A @relation(fields: [aId], references: [id])" attributes

static const IndexCase index_cases[] = {
  { INDEXED ("\n}\n"), INDEXED ("\n  @@index([aId])\n}\n") },
  { INDEXED (" // c\n}\n"), INDEXED (" // c\n  @@index([aId])\n}\n") },
  { INDEXED ("\r\n}\r\n"), INDEXED ("\r\n  @@index([aId])\r\n}\r\n") },
  { INDEXED ("\n\n\t@@map(\"b\") // c\n}\n"),
    INDEXED ("\n\n\t@@map(\"b\") // c\n\t@@index([aId])\n}\n") },
  { INDEXED ("\n  // last\n}\nmodel C {\n  id Int @id\n\n  @@map(\"c\")\n}\n"),
    INDEXED ("\n\n  @@index([aId])\n  // last\n}\nmodel C {\n  id Int @id\n\n  "
             "@@map(\"c\")\n}\n") },
  { INDEXED ("\n}\nmodel C {\n  id Int @id\n  @@map(\"c\")\n}"),
    INDEXED ("\n  @@index([aId])\n}\nmodel C {\n  id Int @id\n  @@map(\"c\")\n}") },
};

static void
test_adds_an_index (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (index_cases); i++)
    {
      g_autoptr (CrowPrisma) prisma = crow_test_open_text (index_cases[i].before), after = NULL;
      g_autoptr (GPtrArray) text_edits = NULL, again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *found = NULL;

      text_edits = crow_prisma_edit_add_index (prisma, "B.a", &error);
      g_assert_no_error (error);
      after = crow_prisma_apply (prisma, text_edits);
      found = dup_text (after, 0);
      g_assert_cmpstr (found, ==, index_cases[i].after);
      again = crow_prisma_edit_add_index (after, "B.a", &error);
      g_assert_null (again);
      g_assert_error (error, CROW_ERROR, CROW_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/touches-only-the-clause", test_touches_only_the_clause);
  g_test_add_func ("/edit/damaged-relations", test_edits_damaged_relations);
  g_test_add_func ("/edit/name-only", test_edits_name_only);
  g_test_add_func ("/edit/keeps-the-rest", test_keeps_the_rest);
  g_test_add_func ("/edit/one-file-of-several", test_edits_one_file_of_several);
  g_test_add_func ("/edit/refuses", test_refuses);
  g_test_add_func ("/edit/refuses-an-unreadable-line", test_refuses_an_unreadable_line);
  g_test_add_func ("/edit/refuses-a-new-cycle", test_refuses_a_new_cycle);
  g_test_add_func ("/edit/judges-edits-together", test_judges_edits_together);
  g_test_add_func ("/edit/explains-refusals", test_explains_refusals);
  g_test_add_func ("/edit/parses-edits", test_parses_edits);
  g_test_add_func ("/edit/adds-an-index", test_adds_an_index);
  return g_test_run ();
}
