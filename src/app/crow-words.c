#include "crow-words.h"

#include <glib/gi18n.h>
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
 * crow_words_plural:
 * @name: a model's name
 *
 * Returns: (transfer full): its English plural: `Addresses`, `Categories`, `users`
 */
char *
crow_words_plural (const char *name)
{
  gsize cut;
  const char *ending = get_plural_ending (name, &cut);

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
 * Returns: (transfer full): @name after its English indefinite article
 */
char *
crow_words_with_article (const char *name)
{
  return g_strconcat (is_vowel (name[0]) && !starts_like_you (name) ? "an " : "a ", name, NULL);
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
