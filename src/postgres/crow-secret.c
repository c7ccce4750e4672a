#include "crow-secret-private.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct _CrowSecret
{
  char *pages; /* (owned) NUL-terminated text, then zeros */
  gsize size;  /* bytes mapped */
};

/**
 * crow_secret_new:
 * @text: the secret; the caller wipes its own copy
 *
 * Whole pages by mmap(), so that a heap dump, a core file (MADV_DONTDUMP) or the swap (mlock(),
 * as far as RLIMIT_MEMLOCK goes) does not have them.
 *
 * Returns: (transfer full): @text, held apart
 */
CrowSecret *
crow_secret_new (const char *text)
{
  CrowSecret *self = g_new (CrowSecret, 1);
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize length = strlen (text);

  self->size = (length + page) / page * page;
  self->pages = mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert (self->pages != MAP_FAILED); /* as g_malloc(): without memory there is no going on */

  madvise (self->pages, self->size, MADV_DONTDUMP);
  (void) mlock (self->pages, self->size);
  memcpy (self->pages, text, length);
  return self;
}

/**
 * crow_secret_free:
 * @self: (transfer full): a secret; it is overwritten
 */
void
crow_secret_free (CrowSecret *self)
{
  explicit_bzero (self->pages, self->size);
  munmap (self->pages, self->size);
  g_free (self);
}

/**
 * crow_secret_peek:
 * @self: a secret
 *
 * Returns: (transfer none): its text
 */
const char *
crow_secret_peek (const CrowSecret *self)
{
  return self->pages;
}
