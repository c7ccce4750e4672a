#include "crow-arena.h"

#include <string.h>

#define FIRST_CHUNK 1024u
#define LAST_CHUNK 65536u
#define ALIGNMENT 8u

typedef struct _Chunk Chunk;

struct _Chunk
{
  Chunk *next; /* (owned) (nullable) an older one */
};

struct _CrowArena
{
  Chunk *chunks; /* (owned) (nullable) the newest first */
  char *at;      /* (nullable) what is free of the newest chunk, up to end */
  char *end;
  gsize next_size; /* of the next chunk: they grow, so that small schemas take little */
};

static void
clear_arena (gpointer data)
{
  CrowArena *self = data;

  while (self->chunks != NULL)
    {
      Chunk *next = self->chunks->next;

      g_free (self->chunks);
      self->chunks = next;
    }
}

static void
add_chunk (CrowArena *self, gsize least)
{
  gsize size = MAX (self->next_size, sizeof (Chunk) + least);
  Chunk *chunk = g_malloc (size);

  chunk->next = self->chunks;
  self->chunks = chunk;
  self->at = (char *) (chunk + 1);
  self->end = (char *) chunk + size;
  self->next_size = MIN (self->next_size * 2, LAST_CHUNK);
}

/**
 * crow_arena_new:
 *
 * Returns: (transfer full): an empty arena
 */
CrowArena *
crow_arena_new (void)
{
  CrowArena *self = g_atomic_rc_box_new0 (CrowArena);

  self->next_size = FIRST_CHUNK;
  return self;
}

/**
 * crow_arena_ref:
 * @self: an arena
 *
 * Returns: (transfer full): @self; any thread
 */
CrowArena *
crow_arena_ref (CrowArena *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_arena_unref:
 * @self: (transfer full): an arena; any thread
 *
 * The last one frees all that lies in it.
 */
void
crow_arena_unref (CrowArena *self)
{
  g_atomic_rc_box_release_full (self, clear_arena);
}

/**
 * crow_arena_alloc:
 * @self: an arena
 * @size: in bytes
 *
 * Returns: (transfer none): so many zero bytes, aligned for pointers and numbers
 */
gpointer
crow_arena_alloc (CrowArena *self, gsize size)
{
  gsize padding = -(gsize) GPOINTER_TO_SIZE (self->at) & (ALIGNMENT - 1);
  gpointer memory;

  if (self->at == NULL || (gsize) (self->end - self->at) < padding + size)
    {
      add_chunk (self, size);
      padding = 0;
    }
  memory = self->at + padding;
  self->at += padding + size;
  return memset (memory, 0, size);
}

/**
 * crow_arena_dup:
 * @self: an arena
 * @text: (array length=length): bytes without a zero
 * @length: their number
 *
 * Returns: (transfer none): a copy with a zero byte behind it
 */
char *
crow_arena_dup (CrowArena *self, const char *text, gsize length)
{
  char *copy;

  if (self->at == NULL || (gsize) (self->end - self->at) <= length)
    add_chunk (self, length + 1);
  copy = self->at;
  self->at += length + 1;
  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

/**
 * crow_arena_take:
 * @self: an arena
 * @text: (transfer full) (nullable): a text
 *
 * Returns: (transfer none) (nullable): the text, in the arena
 */
char *
crow_arena_take (CrowArena *self, char *text)
{
  char *copy = text != NULL ? crow_arena_dup (self, text, strlen (text)) : NULL;

  g_free (text);
  return copy;
}
