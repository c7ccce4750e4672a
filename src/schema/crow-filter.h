#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Which rows tables show. */
typedef enum {
  CROW_ROWS_ALL,
  CROW_ROWS_KEYS,    /* members of primary, unique and foreign keys */
  CROW_ROWS_NONE,    /* heads only */
  CROW_ROWS_CHANGED, /* keys, and what a picture of changes marks */
} CrowRows;

/* What becomes of what the filter leaves out. */
typedef enum {
  CROW_REST_HIDDEN, /* not there: the rest is laid out by itself */
  CROW_REST_FADED,  /* where it was, faintly */
} CrowRest;

/* What of a schema somebody wants to see; by name, so that it outlives an edit and a reload. */
typedef struct
{
  GPtrArray *focus;             /* (owned) (element-type utf8) keys of models; empty: everything */
  guint hops;                   /* and what lies within so many relations of them */
  guint actions[CROW_N_EVENTS]; /* by CrowEvent: bits 1 << CrowAction; only relations that have one
                                   of them; 0: any */
  gboolean only_problems;       /* only relations that a warning or an error is about */
  GPtrArray *hidden_models;     /* (owned) (element-type utf8) keys, hidden by hand */
  GPtrArray *hidden_namespaces; /* (owned) (element-type utf8) "": models without one */
  CrowRows rows;
  CrowRest rest; /* of focus, actions and problems; what is hidden by hand is always hidden */
} CrowFilter;

/* What the filter leaves of a schema. */
typedef struct
{
  CrowSchema *schema;      /* (owned) what is drawn; the very schema where nothing is left out. Ids
                              and keys are those of the whole */
  CrowRows rows;           /* which rows it has */
  guint8 *faded_models;    /* (owned) (nullable) by model of @schema */
  guint8 *faded_relations; /* (owned) (nullable) by relation of @schema */
  guint8 *has_model;       /* (owned) by model of the whole: whether it is in @schema */
  guint8 *has_relation;    /* (owned) by relation of the whole, likewise */
  guint n_hidden_models;   /* and what is not drawn at all */
  guint n_hidden_relations;
  guint n_hidden_rows; /* of the models that are drawn */
  guint n_faded_models;
  guint n_faded_relations;
} CrowShown;

CrowFilter *crow_filter_new (void); /* everything */
CrowFilter *crow_filter_copy (const CrowFilter *self);
void crow_filter_free (CrowFilter *self);
gboolean crow_filter_equal (const CrowFilter *a, const CrowFilter *b);
gboolean crow_filter_is_plain (const CrowFilter *self); /* leaves nothing out */
/* Sets of names: a name is in them once. FALSE: it was there, or not there, already. */
gboolean crow_filter_names_add (GPtrArray *names, const char *name);
gboolean crow_filter_names_remove (GPtrArray *names, const char *name);
gboolean crow_filter_names_contain (const GPtrArray *names, const char *name);

/* Names that the schema does not have are passed over. A relation of the filter keeps both its
 * models; with actions or only_problems, models that no relation is left of go too, but not the
 * focus, nor, with only_problems alone, a model that a problem is about. Distance from the focus is
 * counted along relations that the rest of the filter leaves. Any thread. */
CrowShown *crow_filter_apply (const CrowFilter *self, CrowSchema *schema);
/* The same parts of @schema, which has the same models and relations (an edited action): what an
 * edit makes fall out of the filter stays until the filter is changed. Any thread. */
CrowShown *crow_shown_renew (const CrowShown *self, CrowSchema *schema);
void crow_shown_free (CrowShown *self);

/* For exports: what the filter asks for and what it leaves out, in English sentences; NULL: nothing
 * is left out or faded. (transfer full) (nullable) */
char *crow_filter_describe (const CrowFilter *self, const CrowShown *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowFilter, crow_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowShown, crow_shown_free)

G_END_DECLS
