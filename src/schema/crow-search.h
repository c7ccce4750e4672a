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

/* What is wrong with a query. */
typedef enum {
  CROW_SEARCH_FINE,
  CROW_SEARCH_NO_ACTION, /* no action's name begins so: `onDelete:Foo` */
  CROW_SEARCH_NO_KIND,   /* `is:foo` */
} CrowSearchFault;

/* Words that all must be found, each in a name of the model (its table's and namespace's too), a
 * field, a relation or its constraint, without regard to case and accents; `onDelete:Cascade`,
 * `onUpdate:…` and `action:…` ask for relations with that action (the beginning of its name does;
 * several in the same query: each must hold), `is:written`, `is:default`, `is:problem`, `is:self`,
 * `is:optional` for relations of that kind, `model:`, `field:`, `constraint:`, `schema:` look in
 * one place only. `"two words"` are one. `Post.title` is the title of a Post. */
typedef struct _CrowSearch CrowSearch;

CrowSearch *crow_search_new (const char *query); /* never fails: what is no filter is a word */
void crow_search_free (CrowSearch *self);
gboolean crow_search_is_empty (const CrowSearch *self);
/* @word: (transfer none) (nullable) set to what was not understood. */
CrowSearchFault crow_search_get_fault (const CrowSearch *self, const char **word);

/* (transfer full) (element-type CrowSearchMatch): best first, then in schema order; at most @limit,
 * 0: all. The schema's names are folded when it is first searched, and kept with it. Any thread. */
GArray *crow_search_run (const CrowSearch *self, const CrowSchema *schema, guint limit);
/* For lists of one kind. By its own name; where a filter asks for relations or fields, a model that
 * has such a one, too. */
gboolean crow_search_has_model (const CrowSearch *self, const CrowSchema *schema, guint model);
/* By its own names or by those of the two models that it joins. */
gboolean
crow_search_has_relation (const CrowSearch *self, const CrowSchema *schema, guint relation);

/* The filters, and the values of one: for hints and completion. NULL-terminated; static. */
const char *const *crow_search_get_filters (void);                   /* `onDelete`, … */
const char *const *crow_search_get_values (const char *filter_name); /* (nullable): any text */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSearch, crow_search_free)

G_END_DECLS
