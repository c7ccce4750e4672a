#include "crow-words.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <string.h>

static gboolean
is_vowel (char c)
{
  return c != '\0' && strchr ("aeiouAEIOU", c) != NULL;
}

static gboolean
has_suffix (const char *name, const char *suffix)
{
  gsize length = strlen (name);
  gsize n = strlen (suffix);

  return length >= n && g_ascii_strcasecmp (name + length - n, suffix) == 0;
}

/* Model names are written both ways, `User` and `users`: what ends in a single s is taken for a
 * plural already, unless it is one of the common singulars in -ss and -us. */
static const char *
get_plural_ending (const char *name, gsize *cut)
{
  gsize length = strlen (name);

  *cut = 0;
  if (has_suffix (name, "person"))
    {
      *cut = 4;
      return "ople";
    }
  if (has_suffix (name, "child"))
    return "ren";
  if (has_suffix (name, "ss") || has_suffix (name, "us") || has_suffix (name, "x") ||
      has_suffix (name, "z") || has_suffix (name, "ch") || has_suffix (name, "sh"))
    return "es";
  if (has_suffix (name, "s") || has_suffix (name, "data") || has_suffix (name, "people") ||
      has_suffix (name, "children"))
    return "";
  if (has_suffix (name, "y") && length > 1 && !is_vowel (name[length - 2]))
    {
      *cut = 1;
      return "ies";
    }
  return "s";
}

/**
 * crow_words_get_mark:
 *
 * The Unicode bidirectional algorithm, and with it Pango, takes the direction of a line from its
 * first letter: a line that begins with a name in Latin letters would run from left to right in
 * Arabic too.
 *
 * Returns: (transfer none): U+200F RIGHT-TO-LEFT MARK, or nothing in languages that do not need it
 */
const char *
crow_words_get_mark (void)
{
  return gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? "\u200f" : "";
}

/**
 * crow_words_list:
 * @facts: (array zero-terminated=1): what is to be told, each in the user's language
 *
 * Facts beside each other, as a subtitle has them: "PostgreSQL 15 · encrypted · 34 tables". Each
 * keeps its own direction (U+2068 FIRST STRONG ISOLATE) where the language runs from right to left.
 *
 * Returns: (transfer full): one line
 */
char *
crow_words_list (const char *const *facts)
{
  gboolean is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  GString *text = g_string_new (crow_words_get_mark ());

  for (guint i = 0; facts[i] != NULL; i++)
    g_string_append_printf (text, is_rtl ? "%s\u2068%s\u2069" : "%s%s", i > 0 ? " · " : "",
                            facts[i]);
  return g_string_free (text, FALSE);
}

/**
 * crow_words_are_english:
 *
 * The names of models are whatever their author chose; only an English sentence bends them.
 *
 * Returns: whether sentences give the names of models English plurals and a genitive
 */
gboolean
crow_words_are_english (void)
{
  /* Translators: how the names of models stand in sentences such as "Deleting a User deletes its
   * Articles." Do not translate the words: write "names:as-written" and the name of the model
   * Article stays "Article" wherever a sentence speaks of several. Only a translation to a kind of
   * English repeats "names:english-plural". */
  return g_str_equal (_ ("names:english-plural"), "names:english-plural");
}

/**
 * crow_words_plural:
 * @name: a model's name
 *
 * Returns: (transfer full): its English plural: `Addresses`, `Categories`, `users`; @name itself in
 *   a sentence of another language
 */
char *
crow_words_plural (const char *name)
{
  gsize cut;
  const char *ending;

  if (!crow_words_are_english ())
    return g_strdup (name);
  ending = get_plural_ending (name, &cut);
  return g_strdup_printf ("%.*s%s", (int) (strlen (name) - cut), name, ending);
}

/* `a User`, `an Update`: a u before one consonant and a vowel is spoken as in "you". */
static gboolean
starts_like_you (const char *name)
{
  return (name[0] == 'u' || name[0] == 'U') && name[1] != '\0' && !is_vowel (name[1]) &&
         is_vowel (name[2]);
}

/**
 * crow_words_with_article:
 * @name: a model's name
 *
 * Returns: (transfer full): one row of the model, as a sentence names it: "a User", "an Update"
 */
char *
crow_words_with_article (const char *name)
{
  if (is_vowel (name[0]) && !starts_like_you (name))
    /* Translators: one row of a model whose name begins with a vowel; English says "an Article". It
     * is put into sentences such as "Deleting %s deletes its Comments." Where the language has one
     * article only, or none, translate it as "a %s". */
    return g_strdup_printf (C_ ("one row of a model", "an %s"), name);
  /* Translators: one row of a model: "a User". It is put into "Deleting %s deletes its Articles."
   * The gender of a name is not known: "a record of %s" is often the better translation. */
  return g_strdup_printf (C_ ("one row of a model", "a %s"), name);
}

/**
 * crow_words_join:
 * @words: (element-type utf8): at least one
 * @most: how many are named before the rest is counted, more than 0
 *
 * Returns: (transfer full): the words as a list in a sentence
 */
char *
crow_words_join (GPtrArray *words, guint most)
{
  guint n_named = words->len > most + 1 ? most : words->len;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_named; i++)
    {
      if (i > 0)
        /* Translators: between the words of a list, and before its last word */
        g_string_append (text, i + 1 == words->len ? _ (" and ") : _ (", "));
      g_string_append (text, g_ptr_array_index (words, i));
    }
  if (n_named < words->len)
    /* Translators: the end of a list that is too long to be shown whole */
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", words->len - n_named),
                            words->len - n_named);
  return g_string_free (text, FALSE);
}

/**
 * crow_words_say_encryption:
 * @encryption: (nullable): of a session, in English
 *
 * Returns: (transfer none): the same in the user's language; names of protocols stay as they are
 */
const char *
crow_words_say_encryption (const char *encryption)
{
  if (encryption == NULL)
    return _ ("encryption unknown");
  if (g_str_equal (encryption, "unix socket"))
    return _ ("socket on this computer");
  if (g_str_equal (encryption, "not encrypted"))
    return _ ("not encrypted");
  return encryption;
}
