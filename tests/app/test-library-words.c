/* What the libraries say, as the window says it. */
#include "crow-library-sentences.h"
#include "crow-library-words.h"

/* (transfer full): @sentence with a word in each of its places */
static char *
fill (const char *sentence)
{
  g_auto (GStrv) pieces = g_strsplit (sentence, "%s", -1);
  GString *text = g_string_new (pieces[0]);

  for (guint i = 1; pieces[i] != NULL; i++)
    g_string_append_printf (text, "wörd%u%s", i, pieces[i]);
  return g_string_free (text, FALSE);
}

/* In English it is what the library said, each word in its place, alone and after a name. */
static void
test_english (void)
{
  guint n;
  const char *const *sentences = crow_library_sentences_get (&n);

  g_assert_cmpuint (n, >, 100);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = fill (sentences[i]);
      g_autofree char *named = g_strdup_printf ("Post.author: %s\nand this: unknown: %s", text,
                                                text);
      g_autofree char *said = crow_library_words_say (text);
      g_autofree char *said_named = crow_library_words_say (named);

      g_assert_cmpstr (said, ==, text);
      g_assert_cmpstr (said_named, ==, named);
    }
}

/* What nobody knows stays as it is. */
static void
test_unknown (void)
{
  static const char *const texts[] = {
    "",         ":",
    ": ",       "%s",
    "%1$s %n",  "FATAL:  role \"x\" does not exist",
    "a\n\nb\n", "permission denied!",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *said = crow_library_words_say (texts[i]);

      g_assert_cmpstr (said, ==, texts[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library-words/english", test_english);
  g_test_add_func ("/library-words/unknown", test_unknown);
  return g_test_run ();
}
