#include "crow-library-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-library-sentences.h"
#include "crow-words.h"

#define MOST_WORDS 8
#define MOST_HEADS 4
#define HOLE "%s"

/* What stood where a sentence has its placeholders. */
typedef struct
{
  char *words[MOST_WORDS]; /* (owned) */
  guint n;
} Words;

static void
words_clear (Words *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->words[i]);
  self->n = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

/* Does @text begin at @at with the @length bytes of @piece? The last one has to end it. */
static const char *
find_piece (const char *at, const char *piece, gsize length, gboolean is_last)
{
  gsize rest = strlen (at);

  if (length == 0)
    return is_last ? at + rest : at;
  if (!is_last)
    return g_strstr_len (at, (gssize) rest, piece);
  if (rest < length || !g_str_has_suffix (at, piece))
    return NULL;
  return at + rest - length;
}

/* Takes @text apart as @sentence has it. Each placeholder ends at the next words of the sentence.
 */
static gboolean
match (const char *sentence, const char *text, Words *words)
{
  g_auto (GStrv) pieces = g_strsplit (sentence, HOLE, -1);
  const char *at = text;

  words_clear (words);
  if (!g_str_has_prefix (text, pieces[0]))
    return FALSE;
  at += strlen (pieces[0]);
  if (pieces[1] == NULL)
    return *at == '\0';
  for (guint i = 1; pieces[i] != NULL && words->n < MOST_WORDS; i++)
    {
      gsize length = strlen (pieces[i]);
      const char *found = find_piece (at, pieces[i], length, pieces[i + 1] == NULL);

      if (found == NULL)
        return FALSE;
      words->words[words->n++] = g_strndup (at, (gsize) (found - at));
      at = found + length;
    }
  return *at == '\0';
}

/* Which word the placeholder at @at wants, and where it ends: `%s` is the next, `%2$s` the second.
 */
static int
read_hole (const char *at, guint next, const char **end)
{
  if (g_str_has_prefix (at, HOLE))
    {
      *end = at + strlen (HOLE);
      return (int) next;
    }
  if (at[0] == '%' && g_ascii_isdigit (at[1]) && at[2] == '$' && at[3] == 's')
    {
      *end = at + 4;
      return g_ascii_digit_value (at[1]) - 1;
    }
  return -1;
}

/* Not printf(): a translation decides nothing but the places. (transfer full) */
static char *
fill (const char *sentence, const Words *words)
{
  GString *text = g_string_new (NULL);
  guint next = 0;

  for (const char *at = sentence; *at != '\0';)
    {
      const char *end = at + 1;
      int word = read_hole (at, next, &end);

      if (word < 0)
        g_string_append_c (text, *at);
      else if ((guint) word < words->n)
        g_string_append (text, words->words[word]);
      next += word >= 0;
      at = end;
    }
  return g_string_free (text, FALSE);
}

/* (transfer none) (nullable): the sentence in the user's language; @words is what fills it. */
static const char *
find (const char *text, Words *words)
{
  guint n;
  const char *const *sentences = crow_library_sentences_get (&n);

  for (guint i = 0; i < n; i++)
    if (match (sentences[i], text, words))
      return _ (sentences[i]);
  words_clear (words);
  return NULL;
}

/* A piece of a sentence. (transfer full) (nullable) */
static char *
say_piece (const char *text)
{
  g_auto (Words) words = { { NULL }, 0 };
  const char *sentence = find (text, &words);

  return sentence != NULL ? fill (sentence, &words) : NULL;
}

/* A whole sentence, and what stands in its places. (transfer full) (nullable) */
static char *
say_sentence (const char *text)
{
  g_auto (Words) words = { { NULL }, 0 };
  const char *sentence = find (text, &words);

  if (sentence == NULL)
    return NULL;
  for (guint i = 0; i < words.n; i++)
    {
      char *word = say_piece (words.words[i]);

      if (word == NULL)
        continue;
      g_free (words.words[i]);
      words.words[i] = word;
    }
  return fill (sentence, &words);
}

/* "Post.author: its line cannot be read": the name, then a sentence. (transfer full) */
static char *
say_line (const char *line)
{
  char *said = say_sentence (line);
  const char *at = line;

  for (guint i = 0; said == NULL && i < MOST_HEADS && (at = strstr (at, ": ")) != NULL; i++)
    {
      g_autofree char *tail = NULL;

      at += 2;
      tail = say_sentence (at);
      if (tail != NULL)
        said = g_strdup_printf ("%s%.*s%s", crow_words_get_mark (), (int) (at - line), line, tail);
    }
  return said != NULL ? said : g_strdup (line);
}

/**
 * crow_library_words_say:
 * @text: what a library says, an error's message or a warning
 *
 * The libraries and the command line speak English. Of what they say the window knows the sentences
 * of crow_library_sentences_get(), and puts the names into the translated one. What is not among
 * them, such as what Prisma or a server says, stays as it is, line by line.
 *
 * Returns: (transfer full): the same in the user's language
 */
char *
crow_library_words_say (const char *text)
{
  char *whole = say_sentence (text);
  g_auto (GStrv) lines = NULL;

  if (whole != NULL)
    return whole;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *said = say_line (lines[i]);

      g_free (lines[i]);
      lines[i] = said;
    }
  return g_strjoinv ("\n", lines);
}
