#include "crow-matching-private.h"

static int *
make_alone (guint n)
{
  int *partners = g_new (int, n + 1);

  for (guint i = 0; i < n; i++)
    partners[i] = -1;
  return partners;
}

/**
 * crow_matching_init:
 * @self: (out caller-allocates): free with crow_matching_clear()
 * @n_before: length of the list before
 * @n_after: length of the list after
 *
 * Begins with every item alone.
 */
void
crow_matching_init (CrowMatching *self, guint n_before, guint n_after)
{
  self->of_before = make_alone (n_before);
  self->of_after = make_alone (n_after);
}

/**
 * crow_matching_clear:
 * @self: a matching
 */
void
crow_matching_clear (CrowMatching *self)
{
  g_clear_pointer (&self->of_before, g_free);
  g_clear_pointer (&self->of_after, g_free);
}

/* Waiting items, by text: indexes into the list before, in order. */
static GHashTable *
index_waiting (CrowMatching *self,
               const GPtrArray *before,
               CrowMakeIdFunc make_id,
               gpointer user_data)
{
  GHashTable *waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) g_queue_free);

  for (guint i = 0; i < before->len; i++)
    {
      char *id = self->of_before[i] < 0 ? make_id (g_ptr_array_index (before, i), user_data) : NULL;
      GQueue *queue;

      if (id == NULL)
        continue;
      queue = g_hash_table_lookup (waiting, id);
      if (queue == NULL)
        {
          queue = g_queue_new ();
          g_hash_table_insert (waiting, id, queue);
        }
      else
        g_free (id);
      g_queue_push_tail (queue, GUINT_TO_POINTER (i));
    }
  return waiting;
}

/**
 * crow_matching_pair:
 * @self: a matching of @before and @after
 * @before: the list before
 * @after: the list after
 * @make_id: (scope call): what two items that belong together have in common
 * @user_data: for @make_id
 *
 * Pairs what is still alone on both sides. Several of the same text pair in order.
 */
void
crow_matching_pair (CrowMatching *self,
                    const GPtrArray *before,
                    const GPtrArray *after,
                    CrowMakeIdFunc make_id,
                    gpointer user_data)
{
  g_autoptr (GHashTable) waiting = index_waiting (self, before, make_id, user_data);

  for (guint i = 0; i < after->len; i++)
    {
      g_autofree char *id = NULL;
      GQueue *queue;
      guint partner;

      if (self->of_after[i] >= 0)
        continue;
      id = make_id (g_ptr_array_index (after, i), user_data);
      queue = id != NULL ? g_hash_table_lookup (waiting, id) : NULL;
      if (queue == NULL || g_queue_is_empty (queue))
        continue;
      partner = GPOINTER_TO_UINT (g_queue_pop_head (queue));
      self->of_after[i] = (int) partner;
      self->of_before[partner] = (int) i;
    }
}
