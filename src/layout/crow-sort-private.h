#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define CROW_SORT_RUN 8 /* items that are sorted by insertion */
#define CROW_SORT_FEW 48

/* Defines name (Type *items, guint n, gconstpointer data), which sorts items by precedes (const
 * Type *, const Type *, gconstpointer data). Stable; a merge sort from below that costs next to
 * nothing where the items are in order already, as they mostly are from one round to the next. The
 * comparison becomes part of the loop, unlike in g_qsort_with_data(). */
#define CROW_DEFINE_SORT(name, Type, precedes)                                                     \
  static void name##_run (Type *items, guint n, gconstpointer data)                                \
  {                                                                                                \
    for (guint i = 1; i < n; i++)                                                                  \
      {                                                                                            \
        Type item = items[i];                                                                      \
        guint k = i;                                                                               \
                                                                                                   \
        for (; k > 0 && precedes (&item, &items[k - 1], data); k--)                                \
          items[k] = items[k - 1];                                                                 \
        items[k] = item;                                                                           \
      }                                                                                            \
  }                                                                                                \
                                                                                                   \
  static void name##_merge (Type *items, guint middle, guint n, Type *spare, gconstpointer data)   \
  {                                                                                                \
    guint i = 0, j = middle, k = 0;                                                                \
                                                                                                   \
    if (!precedes (&items[middle], &items[middle - 1], data))                                      \
      return;                                                                                      \
    memcpy (spare, items, middle * sizeof (Type));                                                 \
    while (i < middle && j < n)                                                                    \
      {                                                                                            \
        if (precedes (&items[j], &spare[i], data))                                                 \
          items[k++] = items[j++];                                                                 \
        else                                                                                       \
          items[k++] = spare[i++];                                                                 \
      }                                                                                            \
    memcpy (items + k, spare + i, (middle - i) * sizeof (Type));                                   \
  }                                                                                                \
                                                                                                   \
  static void name (Type *items, guint n, gconstpointer data)                                      \
  {                                                                                                \
    Type few[CROW_SORT_FEW];                                                                       \
    g_autofree Type *many = n > CROW_SORT_FEW ? g_new (Type, n) : NULL;                            \
    Type *spare = many != NULL ? many : few;                                                       \
                                                                                                   \
    for (guint low = 0; low < n; low += CROW_SORT_RUN)                                             \
      name##_run (items + low, MIN (CROW_SORT_RUN, n - low), data);                                \
    for (guint width = CROW_SORT_RUN; width < n; width *= 2)                                       \
      {                                                                                            \
        for (guint low = 0; low + width < n; low += 2 * width)                                     \
          name##_merge (items + low, width, MIN (2 * width, n - low), spare, data);                \
      }                                                                                            \
  }

static inline gboolean
crow_sort_precedes_double (const double *a, const double *b, gconstpointer unused)
{
  return *a < *b;
}

G_END_DECLS
