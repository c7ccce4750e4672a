#include "crow-validate-private.h"

#include <string.h>

/* Slots are twice the words at least; a power of two. */
#define FIRST_SLOTS 1024u

typedef struct
{
  const char *text; /* (nullable) in strings; NULL: the slot is free */
  guint32 hash;
  guint32 length;
} Word;

struct _CrowCheckWords
{
  GStringChunk *strings;
  Word *slots; /* (owned) open addressing */
  guint n_slots;
  guint n_words;
};

CrowCheckWords *
crow_check_words_new (void)
{
  CrowCheckWords *self = g_new (CrowCheckWords, 1);

  self->strings = g_string_chunk_new (4096);
  self->n_slots = FIRST_SLOTS;
  self->n_words = 0;
  self->slots = g_new0 (Word, self->n_slots);
  return self;
}

void
crow_check_words_free (CrowCheckWords *self)
{
  g_string_chunk_free (self->strings);
  g_free (self->slots);
  g_free (self);
}

static void
grow (CrowCheckWords *self)
{
  guint n_slots = self->n_slots * 2;
  Word *slots = g_new0 (Word, n_slots);

  for (guint i = 0; i < self->n_slots; i++)
    {
      guint at = self->slots[i].hash & (n_slots - 1);

      if (self->slots[i].text == NULL)
        continue;
      while (slots[at].text != NULL)
        at = (at + 1) & (n_slots - 1);
      slots[at] = self->slots[i];
    }
  g_free (self->slots);
  self->slots = slots;
  self->n_slots = n_slots;
}

/* Eight bytes at a time. */
static guint32
hash_text (const char *text, guint32 length)
{
  guint64 hash = length, part = 0;

  for (guint32 i = 0; i + sizeof part <= length; i += sizeof part)
    {
      memcpy (&part, text + i, sizeof part);
      hash = (hash ^ part) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      hash ^= hash >> 32;
    }
  part = 0;
  memcpy (&part, text + (length & ~7u), length & 7u);
  hash = (hash ^ part) * G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);
  return (guint32) (hash >> 32);
}

/* The one copy of the @length bytes at @text, or of those before a zero byte among them. */
const char *
crow_check_words_intern (CrowCheckWords *self, const char *text, gsize length)
{
  guint32 n = (guint32) strnlen (text, length);
  guint32 hash = hash_text (text, n);
  guint at;

  for (at = hash & (self->n_slots - 1); self->slots[at].text != NULL;
       at = (at + 1) & (self->n_slots - 1))
    {
      const Word *word = &self->slots[at];

      if (word->hash == hash && word->length == n && memcmp (word->text, text, n) == 0)
        return word->text;
    }
  self->slots[at] = (Word){ g_string_chunk_insert_len (self->strings, text, n), hash, n };
  text = self->slots[at].text;
  if (++self->n_words * 2 > self->n_slots)
    grow (self);
  return text;
}
