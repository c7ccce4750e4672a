#pragma once

#include "crow-prisma-private.h"

G_BEGIN_DECLS

/* What must hold of any edit of an action, checked by assertions. */

typedef struct
{
  guint n_relations, n_edits, n_refused, n_restored;
} CrowEditCounts;

void
crow_edit_check_relation (CrowPrisma *prisma, guint index, GPtrArray *keys, CrowEditCounts *counts);

/* An edit chosen by @random is made or refused; what is made lies in the text, in order. */
void crow_edit_check_any (CrowPrisma *prisma, GRand *random);

G_END_DECLS
