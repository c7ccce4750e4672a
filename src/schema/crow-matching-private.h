#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which item of one list is which of another: indexes or -1, both ways. */
typedef struct
{
  int *of_before; /* (owned) by index of the list before: index in the list after */
  int *of_after;  /* (owned) by index of the list after: index in the list before */
} CrowMatching;

/* (transfer full) (nullable): two items of the same text belong together; NULL: takes no part. */
typedef char *(*CrowMakeIdFunc) (gconstpointer item, gpointer user_data);

void crow_matching_init (CrowMatching *self, guint n_before, guint n_after);
void crow_matching_clear (CrowMatching *self);
/* Pairs what is still alone on both sides, first with first. Linear. */
void crow_matching_pair (CrowMatching *self,
                         const GPtrArray *before,
                         const GPtrArray *after,
                         CrowMakeIdFunc make_id,
                         gpointer user_data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowMatching, crow_matching_clear)

G_END_DECLS
