#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

typedef enum { CROW_MATCH_MODEL, CROW_MATCH_FIELD, CROW_MATCH_RELATION } CrowMatchKind;

/* One thing that a query finds. */
typedef struct
{
  CrowMatchKind kind;
  guint model;    /* index; of a relation: its child */
  guint field;    /* of a field: index into the model's fields */
  guint relation; /* of a relation: index */
  double score;   /* more is better */
} CrowSearchMatch;

/* Words that all must be found, each in a name of the model (its table's and namespace's too), a
 * field, a relation or its constraint, without regard to case and accents; `onDelete:Cascade`,
 * `onUpdate:…` and `action:…` ask for relations with that action, `is:written`, `is:default`,
 * `is:problem`, `is:self`, `is:optional` for relations of that kind, `model:`, `field:`,
 * `constraint:`, `schema:` look in one place only. `"two words"` are one. */
typedef struct _CrowSearch CrowSearch;

CrowSearch *crow_search_new (const char *query); /* never fails: what is no filter is a word */
void crow_search_free (CrowSearch *self);
gboolean crow_search_is_empty (const CrowSearch *self);
/* What no part of the query understands, for people: `There is no action “Casc”`; NULL: nothing.
 * (transfer none) */
const char *crow_search_get_complaint (const CrowSearch *self);

/* (transfer full) (element-type CrowSearchMatch): best first, then in schema order; at most @limit,
 * 0: all. Any thread. */
GArray *crow_search_run (const CrowSearch *self, const CrowSchema *schema, guint limit);
gboolean crow_search_has_model (const CrowSearch *self, const CrowSchema *schema, guint model);
gboolean
crow_search_has_relation (const CrowSearch *self, const CrowSchema *schema, guint relation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSearch, crow_search_free)

G_END_DECLS
