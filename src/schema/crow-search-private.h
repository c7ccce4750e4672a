#pragma once

#include "crow-search.h"

G_BEGIN_DECLS

/* Names without case and accents, one after another. */
typedef struct
{
  GString *text;      /* (owned) each ends with NUL */
  GByteArray *starts; /* (owned) by byte of @text: 1: a word or a hump begins there */
} CrowNamePool;

typedef struct
{
  guint32 at; /* into the pool, bytes */
  guint32 length;
  guint32 skip;    /* a hit must go beyond so many bytes: what a name repeats of its table's */
  guint64 letters; /* which bytes it has, hashed */
} CrowFoldedName;

/* What is looked for in names. */
typedef struct
{
  char *text;   /* (owned) folded */
  guint length; /* bytes */
  guint
      *retreats; /* (owned) where to go on after a byte that does not fit (Knuth, Morris, Pratt) */
  guint64 letters;
  guint64 *places; /* (owned) by byte: bits where @text has it, the first 63 (Shift-And) */
} CrowNeedle;

/* crow-search-fold.c */
char *crow_search_fold (const char *text);
CrowNamePool *crow_name_pool_new (void);
void crow_name_pool_free (CrowNamePool *self);
CrowFoldedName crow_name_pool_add (CrowNamePool *self, const char *name);
void crow_needle_init (CrowNeedle *self, const char *text);
void crow_needle_clear (CrowNeedle *self);
double crow_needle_rate (const CrowNeedle *self,
                         const CrowNamePool *pool,
                         const CrowFoldedName *name,
                         gboolean with_humps);

/* What a name is to the thing that has it. */
typedef enum {
  CROW_PLACE_MODEL = 1 << 0, /* a model's name or table */
  CROW_PLACE_SCHEMA = 1 << 1,
  CROW_PLACE_FIELD = 1 << 2,
  CROW_PLACE_CONSTRAINT = 1 << 3,
  CROW_PLACE_RELATION = 1 << 4,
  CROW_PLACE_KEY_FIELD = 1 << 5, /* of a relation: not its own name */
  CROW_PLACE_ANY = (1 << 6) - 1,
} CrowPlace;

typedef struct
{
  CrowFoldedName name;
  CrowPlace place;
  double weight; /* 0 to 1 */
} CrowPlacedName;

typedef enum { CROW_THING_MODEL, CROW_THING_FIELD, CROW_THING_RELATION } CrowThingKind;

/* Something that can be found. */
typedef struct
{
  CrowThingKind kind;
  guint model;
  guint index; /* of the field or the relation */
  guint first; /* into the names */
  guint n_names;
} CrowThing;

/* Everything of a schema that can be found, in schema order: a model, its fields, the relations
 * whose child it is. It points into no schema. */
typedef struct
{
  CrowNamePool *pool;     /* (owned) */
  GArray *names;          /* (owned) (element-type CrowPlacedName) */
  GArray *things;         /* (owned) (element-type CrowThing) */
  guint *model_things;    /* (owned) by model: its thing; its fields and relations follow */
  guint *relation_things; /* (owned) by relation */
  guint *parent_starts;   /* (owned) by model, and one more: into @parent_things */
  guint *parent_things;   /* (owned) things of the relations that refer to a model, by model */
  guint8 *has_problem;    /* (owned) by relation: a warning or an error is about it */
} CrowSearchIndex;

typedef enum { CROW_TERM_NAME, CROW_TERM_ACTION, CROW_TERM_KIND } CrowTermType;

typedef enum {
  CROW_RELATION_SORT_NONE,
  CROW_RELATION_SORT_WRITTEN,
  CROW_RELATION_SORT_DEFAULT,
  CROW_RELATION_SORT_PROBLEM,
  CROW_RELATION_SORT_SELF,
  CROW_RELATION_SORT_OPTIONAL,
} CrowRelationSort;

/* One thing that must be true of what is found. */
typedef struct
{
  CrowTermType type;
  guint places; /* of a name: CrowPlace */
  CrowNeedle needle;
  gboolean is_dotted; /* `left.right`: the model's name, and one in it */
  CrowNeedle left;
  CrowNeedle right;
  guint events;  /* of an action: bits 1 << CrowEvent */
  guint actions; /* bits 1 << CrowAction; of a name: those that it names */
  CrowRelationSort sort;
} CrowTerm;

/* What somebody looks for. */
struct _CrowSearch
{
  GArray *terms;            /* (owned) (element-type CrowTerm) */
  gboolean wants_relations; /* some term is true of nothing else */
  gboolean wants_parts;     /* or of models only by what they have */
  CrowSearchFault fault;
  char *fault_word; /* (owned) (nullable) */
};

/* crow-search-index.c */
const CrowSearchIndex *crow_search_index_get (const CrowSchema *schema);
void crow_search_index_free (CrowSearchIndex *self);

G_END_DECLS
