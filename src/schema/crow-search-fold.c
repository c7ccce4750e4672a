#include "crow-search-private.h"

#include <string.h>

/* Ratings of one name: whole, its beginning, the beginning of a word or hump in it, anywhere, the
 * beginnings of several humps ("uid": userId). A match that covers more of the name gets up to
 * COVER more. */
#define RATE_WHOLE 100.0
#define RATE_BEGINNING 75.0
#define RATE_WORD 55.0
#define RATE_INSIDE 30.0
#define RATE_HUMPS 12.0
#define COVER 10.0
/* Needles that are longer abbreviate nothing; one bit each. */
#define MAX_HUMPS 63

/* Accents as Unicode has them for Latin, Greek, Cyrillic: marks of other scripts (vowels of Indic
 * ones, dakuten) make other letters and stay. */
static gboolean
is_accent (gunichar c)
{
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x1ab0 && c <= 0x1aff) ||
         (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) ||
         (c >= 0xfe20 && c <= 0xfe2f);
}

static void
append_without_accents (GString *to, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_accent (g_utf8_get_char (at)))
      g_string_append_len (to, at, g_utf8_next_char (at) - at);
}

/* Decomposed, without case, and decomposed again: what lower case makes may have parts. */
static void
append_folded_char (GString *to, const char *at, gsize length)
{
  g_autofree char *parts = g_utf8_normalize (at, (gssize) length, G_NORMALIZE_ALL);
  g_autofree char *low = g_utf8_casefold (parts, -1);
  g_autofree char *again = g_utf8_normalize (low, -1, G_NORMALIZE_ALL);

  append_without_accents (to, again);
}

static gboolean
starts_word (gunichar before, gunichar c, gunichar next)
{
  if (!g_unichar_isalnum (before))
    return TRUE;
  if (g_unichar_isdigit (c) != g_unichar_isdigit (before))
    return TRUE;
  if (!g_unichar_isupper (c))
    return FALSE;
  return !g_unichar_isupper (before) || g_unichar_islower (next);
}

/* @starts: (nullable) */
static void
append_folded (GString *to, GByteArray *starts, const char *text)
{
  gunichar before = 0;

  for (const char *at = text; *at != '\0';)
    {
      const char *next = g_utf8_next_char (at);
      gunichar c = g_utf8_get_char (at);
      gsize old = to->len;

      if (c < 0x80)
        g_string_append_c (to, g_ascii_tolower ((char) c));
      else
        append_folded_char (to, at, (gsize) (next - at));
      if (starts != NULL && to->len > old)
        {
          guint n = starts->len;

          g_byte_array_set_size (starts, n + (guint) (to->len - old));
          memset (starts->data + n, 0, to->len - old);
          starts->data[n] = g_unichar_isalnum (c) &&
                            starts_word (before, c, g_utf8_get_char (next));
        }
      if (!is_accent (c))
        before = c;
      at = next;
    }
}

static guint64
get_letters (const char *text, gsize length)
{
  guint64 letters = 0;

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];
      guint bit = 36 + c % 28u;

      if (c >= 'a' && c <= 'z')
        bit = c - 'a' + 0u;
      else if (c >= '0' && c <= '9')
        bit = 26u + c - '0';
      letters |= G_GUINT64_CONSTANT (1) << bit;
    }
  return letters;
}

/**
 * crow_search_fold:
 * @text: any text; what is not UTF-8 in it is replaced
 *
 * Returns: (transfer full): @text without case, accents and compatibility forms
 */
char *
crow_search_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *folded = g_string_new (NULL);

  append_folded (folded, NULL, valid);
  return g_string_free (folded, FALSE);
}

/**
 * crow_name_pool_new:
 *
 * Returns: (transfer full): an empty pool
 */
CrowNamePool *
crow_name_pool_new (void)
{
  CrowNamePool *self = g_new0 (CrowNamePool, 1);

  self->text = g_string_new (NULL);
  self->starts = g_byte_array_new ();
  return self;
}

/**
 * crow_name_pool_free:
 * @self: (transfer full): a pool
 */
void
crow_name_pool_free (CrowNamePool *self)
{
  g_string_free (self->text, TRUE);
  g_byte_array_unref (self->starts);
  g_free (self);
}

/**
 * crow_name_pool_add:
 * @self: a pool
 * @name: a name
 *
 * Returns: where its folded form lies
 */
CrowFoldedName
crow_name_pool_add (CrowNamePool *self, const char *name)
{
  CrowFoldedName folded = { .at = (guint32) self->text->len };
  const guint8 end = 0;

  if (g_utf8_validate (name, -1, NULL))
    append_folded (self->text, self->starts, name);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (name, -1);

      append_folded (self->text, self->starts, valid);
    }
  folded.length = (guint32) self->text->len - folded.at;
  folded.letters = get_letters (self->text->str + folded.at, folded.length);
  g_string_append_c (self->text, '\0');
  g_byte_array_append (self->starts, &end, 1);
  return folded;
}

/**
 * crow_needle_init:
 * @self: (out caller-allocates): to be cleared with crow_needle_clear()
 * @text: what to look for
 */
void
crow_needle_init (CrowNeedle *self, const char *text)
{
  guint matched = 0;

  self->text = crow_search_fold (text);
  self->length = (guint) strlen (self->text);
  self->letters = get_letters (self->text, self->length);
  self->retreats = g_new0 (guint, self->length + 1);
  self->places = g_new0 (guint64, 256);
  for (guint i = 0; i < MIN (self->length, MAX_HUMPS); i++)
    self->places[(guchar) self->text[i]] |= G_GUINT64_CONSTANT (1) << i;
  for (guint i = 1; i < self->length; i++)
    {
      while (matched > 0 && self->text[i] != self->text[matched])
        matched = self->retreats[matched - 1];
      if (self->text[i] == self->text[matched])
        matched++;
      self->retreats[i] = matched;
    }
}

/**
 * crow_needle_clear:
 * @self: a needle
 */
void
crow_needle_clear (CrowNeedle *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->retreats, g_free);
  g_clear_pointer (&self->places, g_free);
}

/* The best occurrence as it stands; 0: none. */
static double
rate_text (const CrowNeedle *self,
           const char *text,
           const guint8 *starts,
           const CrowFoldedName *name)
{
  double cover = COVER * self->length / name->length;
  double best = 0;
  guint matched = 0;

  for (guint i = 0; i < name->length; i++)
    {
      guint at;

      while (matched > 0 && text[i] != self->text[matched])
        matched = self->retreats[matched - 1];
      if (text[i] == self->text[matched])
        matched++;
      if (matched < self->length)
        continue;
      matched = self->retreats[matched - 1];
      at = i + 1 - self->length;
      if (i < name->skip)
        continue;
      if (at == 0)
        return self->length == name->length ? RATE_WHOLE + cover : RATE_BEGINNING + cover;
      if (starts[at])
        return MAX (best, RATE_WORD + cover);
      best = RATE_INSIDE + cover;
    }
  return best;
}

/* Is the needle made of beginnings of the name's words and humps, in their order? A bit says that
 * so many bytes of the needle are found. */
static double
rate_humps (const CrowNeedle *self,
            const char *text,
            const guint8 *starts,
            const CrowFoldedName *name)
{
  guint64 reached = 1; /* at the end of some hump's beginning, anywhere before */
  guint64 running = 0; /* right before this byte */

  if (self->length < 2 || self->length > MAX_HUMPS)
    return 0;
  for (guint i = 0; i < name->length; i++)
    {
      running = ((starts[i] ? reached : running) & self->places[(guchar) text[i]]) << 1;
      reached |= running;
      if (reached >> self->length & 1)
        return RATE_HUMPS + COVER * self->length / name->length;
    }
  return 0;
}

/**
 * crow_needle_rate:
 * @self: what to look for
 * @pool: the names
 * @name: one of them
 * @with_humps: whether initials count
 *
 * Linear in the name.
 *
 * Returns: how well it is found there, 0 (not at all) to 110
 */
double
crow_needle_rate (const CrowNeedle *self,
                  const CrowNamePool *pool,
                  const CrowFoldedName *name,
                  gboolean with_humps)
{
  const char *text = pool->text->str + name->at;
  const guint8 *starts = pool->starts->data + name->at;
  double rate;

  if ((self->letters & ~name->letters) != 0 || self->length == 0 || self->length > name->length)
    return 0;
  rate = rate_text (self, text, starts, name);
  return rate > 0 || !with_humps ? rate : rate_humps (self, text, starts, name);
}
