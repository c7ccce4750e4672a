#include "crow-text-diff.h"

#include <string.h>

/* One side of a merge, and how far it is. */
typedef struct
{
  const char *text;
  GArray *hunks;
  guint at;
} Side;

static const CrowTextHunk *
peek (const Side *self)
{
  return self->at < self->hunks->len ? &g_array_index (self->hunks, CrowTextHunk, self->at) : NULL;
}

static void
take (Side *self, GString *merged)
{
  const CrowTextHunk *hunk = peek (self);

  g_string_append_len (merged, self->text + hunk->new_start,
                       (gssize) (hunk->new_end - hunk->new_start));
  self->at++;
}

static gboolean
is_same (const Side *ours, const Side *theirs)
{
  const CrowTextHunk *a = peek (ours);
  const CrowTextHunk *b = peek (theirs);
  gsize length = a->new_end - a->new_start;

  return a->start == b->start && a->end == b->end && length == b->new_end - b->new_start &&
         memcmp (ours->text + a->new_start, theirs->text + b->new_start, length) == 0;
}

/* Lines beside each other may be changed by different people: a join table has its two relations
 * there. */
static gboolean
is_conflict (const CrowTextHunk *a, const CrowTextHunk *b)
{
  if (a->start == a->end && b->start == b->end)
    return a->start == b->start;
  return a->start < b->end && b->start < a->end;
}

/* Whether @a is to be written before @b; what is inserted comes before what replaces. */
static gboolean
is_before (const CrowTextHunk *a, const CrowTextHunk *b)
{
  return a->start < b->start || (a->start == b->start && a->end <= b->end);
}

/**
 * crow_text_merge:
 * @base: what both began with
 * @ours: what one made of it
 * @theirs: what the other did
 *
 * Line by line, as diff3; but changes of neighbouring lines are no conflict. Any thread.
 *
 * Returns: (transfer full) (nullable): the text with both; %NULL: both changed a line, differently
 */
GBytes *
crow_text_merge (GBytes *base, GBytes *ours, GBytes *theirs)
{
  g_autoptr (GArray) our_hunks = crow_text_diff_list (base, ours);
  g_autoptr (GArray) their_hunks = crow_text_diff_list (base, theirs);
  gsize length;
  const char *text = g_bytes_get_data (base, &length);
  Side a = { g_bytes_get_data (ours, NULL), our_hunks, 0 };
  Side b = { g_bytes_get_data (theirs, NULL), their_hunks, 0 };
  g_autoptr (GString) merged = g_string_sized_new (length);
  gsize at = 0;

  while (peek (&a) != NULL || peek (&b) != NULL)
    {
      const CrowTextHunk *one = peek (&a);
      const CrowTextHunk *two = peek (&b);
      gboolean both = one != NULL && two != NULL;
      Side *next = two == NULL || (both && is_before (one, two)) ? &a : &b;
      const CrowTextHunk *hunk = peek (next);

      if (both && is_same (&a, &b))
        b.at++;
      else if (both && is_conflict (one, two))
        return NULL;
      g_string_append_len (merged, text + at, (gssize) (hunk->start - at));
      at = hunk->end;
      take (next, merged);
    }
  g_string_append_len (merged, text + at, (gssize) (length - at));
  return g_string_free_to_bytes (g_steal_pointer (&merged));
}
