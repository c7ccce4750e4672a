#include "crow-sql-text.h"

#include <string.h>

static void
test_sql_text_identifier_doubles_quotes (void)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  crow_sql_append_identifier (sql, "a\"; drop table victim; --\n");
  g_assert_cmpstr (sql->str, ==, "\"a\"\"; drop table victim; --\n\"");
}

static void
test_sql_text_literal_is_safe_with_either_setting (void)
{
  static const struct
  {
    const char *text;
    const char *literal;
  } cases[] = {
    { "", "''" },
    { "it's", "'it''s'" },
    { "a\\b", "E'a\\\\b'" },
    { "\\' or 1", "E'\\\\'' or 1'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);

      crow_sql_append_literal (sql, cases[i].text);
      g_assert_cmpstr (sql->str, ==, cases[i].literal);
    }
}

/* Everything that some program takes for the end of a line. */
static void
test_sql_text_remark_is_one_line (void)
{
  static const char *const ends[] = { "\n",       "\r",           "\v",           "\f",   "\x1c",
                                      "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", "\x7f", "\x1b" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = g_strconcat ("a", ends[i], "\\! touch pwned", NULL);
      g_autofree char *remark = crow_sql_make_remark (text);

      g_assert_cmpstr (remark, ==, "a \\! touch pwned");
    }
}

static void
test_sql_text_remark_is_short_and_valid (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *cut = crow_sql_make_remark (long_text);
  g_autofree char *mended = crow_sql_make_remark ("caf\xe9 \xe2\x80\xae evil");

  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 201);
  g_assert_true (g_str_has_suffix (cut, "x…"));
  g_assert_true (g_utf8_validate (mended, -1, NULL));
  g_assert_null (strstr (mended, "\xe2\x80\xae"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql-text/identifier-doubles-quotes", test_sql_text_identifier_doubles_quotes);
  g_test_add_func ("/sql-text/literal-is-safe-with-either-setting",
                   test_sql_text_literal_is_safe_with_either_setting);
  g_test_add_func ("/sql-text/remark-is-one-line", test_sql_text_remark_is_one_line);
  g_test_add_func ("/sql-text/remark-is-short-and-valid", test_sql_text_remark_is_short_and_valid);
  return g_test_run ();
}
