#include "crow-test-mutate.h"

/**
 * crow_test_mutate:
 * @text: a text
 * @random: chooses what and where
 *
 * Deletes, doubles, exchanges or truncates a random piece, or puts in a random token.
 */
void
crow_test_mutate (GString *text, GRand *random)
{
  static const char *const tokens[] = { "{",
                                        "}",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "@",
                                        "@@",
                                        "\"",
                                        "\n",
                                        "\r\n",
                                        "/*",
                                        "//",
                                        "*/",
                                        "?",
                                        "=",
                                        "@relation",
                                        "onDelete:",
                                        "model X {",
                                        "references",
                                        "\xEF\xBB\xBF",
                                        "é",
                                        "." };
  gsize start = (gsize) g_rand_int_range (random, 0, (gint32) text->len + 1);
  gsize wanted = (gsize) g_rand_int_range (random, 0, 60);
  gsize length = MIN (text->len - start, wanted);
  g_autofree char *piece = g_strndup (text->str + start, length);

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      g_string_erase (text, (gssize) start, (gssize) length);
      break;
    case 1:
      g_string_insert (text, (gssize) start, piece);
      break;
    case 2:
      g_string_insert (text, g_rand_int_range (random, 0, (gint32) text->len + 1), piece);
      break;
    case 3:
      g_string_truncate (text, start);
      break;
    default:
      g_string_insert (text, (gssize) start,
                       tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))]);
    }
}
