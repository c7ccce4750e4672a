#include "crow-text-diff.h"

#include <string.h>

#define CONTEXT 3      /* lines */
#define MAX_EDITS 1000 /* beyond, what differs is shown as one removed and one added block */

/* A line with its newline; the last may have none. */
typedef struct
{
  const char *text;
  gsize length;
  guint hash;
} Line;

/* One step from before to after. */
typedef enum { STEP_KEEP, STEP_REMOVE, STEP_ADD } Step;

typedef struct
{
  const Line *a; /* lines of before that are compared */
  guint n_a;
  const Line *b;
  guint n_b;
} Middle;

static GArray *
split_lines (GBytes *bytes)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  gsize length;
  const char *at = g_bytes_get_data (bytes, &length);
  const char *end = at + length;

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      const char *next = newline != NULL ? newline + 1 : end;
      Line line = { at, (gsize) (next - at), 5381 };

      for (; at < next; at++)
        line.hash = line.hash * 33 + (guchar) *at;
      g_array_append_val (lines, line);
    }
  return lines;
}

static gboolean
are_equal (const Line *a, const Line *b)
{
  return a->hash == b->hash && a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
append_steps (GArray *steps, Step step, guint n)
{
  for (guint i = 0; i < n; i++)
    g_array_append_val (steps, step);
}

/* Is diagonal @k reached from the one above it (an added line) and not from the one below it?
 * @reach: by diagonal, what @d - 1 edits reach. */
static gboolean
is_reached_by_add (const int *reach, int k, int d)
{
  return k == -d || (k != d && reach[k - 1] < reach[k + 1]);
}

/* One round of Myers' greedy search: the furthest points that @d edits reach, from those that
 * @d - 1 edits do. Diagonal k of round d is entry k + d + 1. Returns whether the end is reached. */
static gboolean
advance (const Middle *middle, int d, const int *last, int *now)
{
  for (int k = -d; k <= d; k += 2)
    {
      int x = 0;

      if (d > 0)
        x = is_reached_by_add (last + d, k, d) ? last[d + k + 1] : last[d + k - 1] + 1;
      while (x < (int) middle->n_a && x - k < (int) middle->n_b &&
             are_equal (&middle->a[x], &middle->b[x - k]))
        x++;
      now[k + d + 1] = x;
      if (x >= (int) middle->n_a && x - k >= (int) middle->n_b)
        return TRUE;
    }
  return FALSE;
}

/* Walks the rounds back and gives the steps, in reverse. */
static GArray *
trace_back (const Middle *middle, GPtrArray *rounds, int d)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  int x = (int) middle->n_a;
  int y = (int) middle->n_b;

  for (; d > 0; d--)
    {
      const int *reach = (const int *) g_ptr_array_index (rounds, d - 1) + d;
      gboolean is_add = is_reached_by_add (reach, x - y, d);
      int from_k = x - y + (is_add ? 1 : -1);
      int from_x = reach[from_k];
      int from_y = from_x - from_k;

      for (; x > from_x && y > from_y; x--, y--)
        append_steps (steps, STEP_KEEP, 1);
      append_steps (steps, is_add ? STEP_ADD : STEP_REMOVE, 1);
      x = from_x;
      y = from_y;
    }
  append_steps (steps, STEP_KEEP, (guint) x);
  return steps;
}

/* The shortest edit of the middle, appended to @steps. O((a + b) · edits), and edits are few: the
 * two texts differ by what was edited. */
static void
compare_middle (const Middle *middle, GArray *steps)
{
  g_autoptr (GPtrArray) rounds = g_ptr_array_new_with_free_func (g_free);

  for (int d = 0; d <= MAX_EDITS; d++)
    {
      int *now = g_new0 (int, 2 * d + 3);

      g_ptr_array_add (rounds, now);
      if (advance (middle, d, d > 0 ? g_ptr_array_index (rounds, d - 1) : NULL, now))
        {
          g_autoptr (GArray) reversed = trace_back (middle, rounds, d);

          for (guint i = reversed->len; i > 0; i--)
            g_array_append_val (steps, g_array_index (reversed, Step, i - 1));
          return;
        }
    }
  append_steps (steps, STEP_REMOVE, middle->n_a);
  append_steps (steps, STEP_ADD, middle->n_b);
}

static GArray *
find_steps (GArray *a, GArray *b)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  const Line *lines_a = (const Line *) (void *) a->data;
  const Line *lines_b = (const Line *) (void *) b->data;
  guint shorter = MIN (a->len, b->len);
  guint head = 0;
  guint tail = 0;
  Middle middle;

  while (head < shorter && are_equal (&lines_a[head], &lines_b[head]))
    head++;
  while (tail < shorter - head &&
         are_equal (&lines_a[a->len - 1 - tail], &lines_b[b->len - 1 - tail]))
    tail++;
  middle = (Middle){ lines_a + head, a->len - head - tail, lines_b + head, b->len - head - tail };

  append_steps (steps, STEP_KEEP, head);
  compare_middle (&middle, steps);
  append_steps (steps, STEP_KEEP, tail);
  return steps;
}

static void
append_line (GString *diff, char mark, const Line *line)
{
  g_string_append_c (diff, mark);
  g_string_append_len (diff, line->text, (gssize) line->length);
  if (line->length == 0 || line->text[line->length - 1] != '\n')
    g_string_append (diff, "\n\\ No newline at end of file\n");
}

/* `@@ -start,count +start,count @@`: a count of 1 is left out; an empty range names the line before
 * it. */
static void
append_range (GString *diff, char sign, guint start, guint count)
{
  g_string_append_printf (diff, "%c%u", sign, count > 0 ? start + 1 : start);
  if (count != 1)
    g_string_append_printf (diff, ",%u", count);
}

static void
append_hunk (GString *diff,
             GArray *a,
             GArray *b,
             const Step *steps,
             guint n,
             guint at_a,
             guint at_b)
{
  guint counts[3] = { 0, 0, 0 };

  for (guint i = 0; i < n; i++)
    counts[steps[i]]++;
  g_string_append (diff, "@@ ");
  append_range (diff, '-', at_a, counts[STEP_KEEP] + counts[STEP_REMOVE]);
  g_string_append_c (diff, ' ');
  append_range (diff, '+', at_b, counts[STEP_KEEP] + counts[STEP_ADD]);
  g_string_append (diff, " @@\n");
  for (guint i = 0; i < n; i++)
    {
      if (steps[i] == STEP_ADD)
        append_line (diff, '+', &g_array_index (b, Line, at_b));
      else
        append_line (diff, steps[i] == STEP_KEEP ? ' ' : '-', &g_array_index (a, Line, at_a));
      at_a += steps[i] != STEP_ADD;
      at_b += steps[i] != STEP_REMOVE;
    }
}

/* The first step after @from that is no KEEP, or the number of steps. */
static guint
find_change (GArray *steps, guint from)
{
  while (from < steps->len && g_array_index (steps, Step, from) == STEP_KEEP)
    from++;
  return from;
}

/* Where the hunk that starts with a change at @change ends: changes with at most twice the context
 * between them share a hunk. */
static guint
find_hunk_end (GArray *steps, guint change)
{
  for (;;)
    {
      guint end = change;
      guint next;

      while (end < steps->len && g_array_index (steps, Step, end) != STEP_KEEP)
        end++;
      next = find_change (steps, end);
      if (next >= steps->len || next - end > 2 * CONTEXT)
        return MIN (end + CONTEXT, steps->len);
      change = next;
    }
}

static void
append_hunks (GString *diff, GArray *a, GArray *b, GArray *steps)
{
  guint at = 0;
  guint at_a = 0;
  guint at_b = 0;

  for (guint change = find_change (steps, 0); change < steps->len; change = find_change (steps, at))
    {
      guint start = change - MIN (CONTEXT, change - at);
      guint end = find_hunk_end (steps, change);

      at_a += start - at;
      at_b += start - at;
      append_hunk (diff, a, b, &g_array_index (steps, Step, start), end - start, at_a, at_b);
      for (at = start; at < end; at++)
        {
          at_a += g_array_index (steps, Step, at) != STEP_ADD;
          at_b += g_array_index (steps, Step, at) != STEP_REMOVE;
        }
    }
}

/**
 * crow_text_diff_append:
 * @diff: where to
 * @name: the file's name, UTF-8
 * @before: a text
 * @after: a text
 *
 * Lines end at LF; a CR before it is part of the line. Any thread.
 */
void
crow_text_diff_append (GString *diff, const char *name, GBytes *before, GBytes *after)
{
  g_autoptr (GArray) a = NULL;
  g_autoptr (GArray) b = NULL;
  g_autoptr (GArray) steps = NULL;

  if (before == after || g_bytes_equal (before, after))
    return;

  a = split_lines (before);
  b = split_lines (after);
  steps = find_steps (a, b);
  g_string_append_printf (diff, "--- a/%s\n+++ b/%s\n", name, name);
  append_hunks (diff, a, b, steps);
}

/**
 * crow_text_diff_list:
 * @before: a text
 * @after: a text
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type CrowTextHunk): whole lines that differ, in their order
 */
GArray *
crow_text_diff_list (GBytes *before, GBytes *after)
{
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (CrowTextHunk));
  g_autoptr (GArray) a = split_lines (before);
  g_autoptr (GArray) b = split_lines (after);
  g_autoptr (GArray) steps = find_steps (a, b);
  CrowTextHunk at = { 0, 0, 0, 0 };
  guint line_a = 0;
  guint line_b = 0;

  for (guint i = 0; i <= steps->len; i++)
    {
      Step step = i < steps->len ? g_array_index (steps, Step, i) : STEP_KEEP;

      if (step == STEP_KEEP && (at.end > at.start || at.new_end > at.new_start))
        g_array_append_val (hunks, at);
      if (i < steps->len && step != STEP_ADD)
        at.end += g_array_index (a, Line, line_a++).length;
      if (i < steps->len && step != STEP_REMOVE)
        at.new_end += g_array_index (b, Line, line_b++).length;
      if (step == STEP_KEEP)
        {
          at.start = at.end;
          at.new_start = at.new_end;
        }
    }
  return hunks;
}
