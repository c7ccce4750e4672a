#include "crow-test.h"
#include "crow-token-private.h"

#include <string.h>

static void
assert_spans_cover (const char *source, gsize length)
{
  g_autoptr (GArray) tokens = crow_lex (source, length);
  guint32 at = 0;

  for (guint i = 0; i < tokens->len; i++)
    {
      CrowToken *token = &g_array_index (tokens, CrowToken, i);

      g_assert_cmpuint (token->span.start, ==, at);
      g_assert_true (token->span.end > at || i == tokens->len - 1);
      g_assert_true ((token->kind == CROW_TOKEN_EOF) == (i == tokens->len - 1));
      at = token->span.end;
    }
  g_assert_cmpuint (at, ==, length);
}

/* One letter a token, blanks and the end left out. */
static char *
describe_tokens (const char *source)
{
  static const char letters[] = { '-', 'n', 'c', 'd', 'b', 'B', 'i', '1', 's', '@', 'A', 'p', '?' };
  g_autoptr (GArray) tokens = crow_lex (source, strlen (source));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i + 1 < tokens->len; i++)
    {
      CrowTokenKind kind = g_array_index (tokens, CrowToken, i).kind;

      if (kind != CROW_TOKEN_BLANK)
        g_string_append_c (text, letters[kind]);
    }
  return g_string_free (text, FALSE);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *source;
    const char *tokens;
  } cases[] = {
    { "\357\273\277model A {\r\n\r\n}\r", "Biipnnpn" },
    { "id\302\240Int@id @@map(\"a\\\"b\")", "ii@iAipsp" },
    { "// a\n/// b\n/* c\n c */ d", "cndnbi" },
    { "Ä 漢 a-b 1a 12 -1.5 1.x", "iiii111pi" },
    { "\"open\nx", "?ni" },
    { "/* open\nx /", "??ini?" },
    { "a\377\376b ' _x", "i??i??i" },
    { "x [1, f(a: b)]?", "ip1pipipippp" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tokens = describe_tokens (cases[i].source);

      g_assert_cmpstr (tokens, ==, cases[i].tokens);
    }
}

static void
test_spans_cover_random_bytes (void)
{
  static const char
      alphabet[] = "model {}[]()@@\"\\/*/*\n\r\t :,=?.-_19azÄ\357\273\277\377\302\240";
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint round = 0; round < 2000; round++)
    {
      guint length = g_test_rand_int_range (0, 200);

      g_string_truncate (text, 0);
      for (guint i = 0; i < length; i++)
        g_string_append_c (text, round % 2 == 0
                                     ? (char) g_test_rand_int_range (0, 256)
                                     : alphabet[g_test_rand_int_range (0, sizeof alphabet)]);
      assert_spans_cover (text->str, text->len);
    }
}

static void
test_spans_cover_corpus (void)
{
  g_autofree char *folder = crow_test_shared_or_skip ("corpus/prisma");
  g_autoptr (GPtrArray) paths = NULL;

  if (folder == NULL)
    return;
  paths = crow_test_walk (folder, ".prisma");
  g_assert_cmpuint (paths->len, >, 50);
  for (guint i = 0; i < paths->len; i++)
    {
      gsize length;
      g_autofree char *text = crow_test_read (paths->pdata[i], &length);

      assert_spans_cover (text, length);
    }
}

/* Every way to be unclosed, two hundred thousand times over: quadratic time would show. */
static void
test_unclosed_is_linear (void)
{
  static const char *const pieces[] = { "/*", "\"", "\"\\", "/* *", "[", "@", "\\\n" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint n = 0; n < 200000; n++)
        g_string_append (text, pieces[i]);
      assert_spans_cover (text->str, text->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexer/kinds", test_kinds);
  g_test_add_func ("/lexer/spans-cover-random-bytes", test_spans_cover_random_bytes);
  g_test_add_func ("/lexer/spans-cover-corpus", test_spans_cover_corpus);
  g_test_add_func ("/lexer/unclosed-is-linear", test_unclosed_is_linear);
  return g_test_run ();
}
