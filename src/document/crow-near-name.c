#include "crow-near-name.h"

#include <string.h>

#define MAX_HINTS 3
#define MAX_COMPARED 64 /* code points: a longer name is compared by its beginning */

typedef struct
{
  const char *name;
  guint distance;
} Candidate;

/* Case folded code points, at most MAX_COMPARED of them. */
static glong
fold (const char *text, gunichar points[MAX_COMPARED])
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  glong n = 0;

  for (const char *at = valid; *at != '\0' && n < MAX_COMPARED; at = g_utf8_next_char (at))
    points[n++] = g_unichar_tolower (g_utf8_get_char (at));
  return n;
}

/* Edits (a swap of neighbours is one) between two words: Damerau's and Levenshtein's distance. */
static guint
measure_distance (const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
  guint rows[3][MAX_COMPARED + 1] = { { 0 } };

  for (glong j = 0; j <= n_b; j++)
    rows[0][j] = (guint) j;
  for (glong i = 1; i <= n_a; i++)
    {
      guint *now = rows[i % 3];
      const guint *last = rows[(i + 2) % 3];
      const guint *before = rows[(i + 1) % 3];

      now[0] = (guint) i;
      for (glong j = 1; j <= n_b; j++)
        {
          guint best = MIN (last[j], now[j - 1]) + 1;

          best = MIN (best, last[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            best = MIN (best, before[j - 2] + 1);
          now[j] = best;
        }
    }
  return rows[n_a % 3][n_b];
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *one = a;
  const Candidate *two = b;

  if (one->distance != two->distance)
    return one->distance < two->distance ? -1 : 1;
  return strcmp (one->name, two->name);
}

static GArray *
find_near (const char *name, GPtrArray *candidates)
{
  GArray *near = g_array_new (FALSE, FALSE, sizeof (Candidate));
  gunichar wanted[MAX_COMPARED];
  gunichar found[MAX_COMPARED];
  glong n_wanted = fold (name, wanted);

  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate candidate = { g_ptr_array_index (candidates, i), 0 };
      glong n_found = fold (candidate.name, found);

      if (strcmp (candidate.name, name) == 0)
        continue;
      candidate.distance = measure_distance (wanted, n_wanted, found, n_found);
      if (candidate.distance <= (guint) MAX (1, MAX (n_wanted, n_found) / 3))
        g_array_append_val (near, candidate);
    }
  g_array_sort (near, compare_candidates);
  return near;
}

/**
 * crow_near_names_build_hint:
 * @name: what was typed
 * @candidates: (element-type utf8): what there is
 *
 * Linear in the number of candidates.
 *
 * Returns: (transfer full): an addition to a message, with a leading blank, or ""
 */
char *
crow_near_names_build_hint (const char *name, GPtrArray *candidates)
{
  g_autoptr (GArray) near = find_near (name, candidates);
  GString *hint = g_string_new (NULL);
  guint n = MIN (near->len, MAX_HINTS);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (g_array_index (near, Candidate, i).name, -1);

      g_string_append (hint, i == 0 ? " (did you mean " : i + 1 == n ? " or " : ", ");
      g_string_append_printf (hint, "\"%s\"", valid);
    }
  if (n > 0)
    g_string_append (hint, "?)");
  return g_string_free (hint, FALSE);
}
