#pragma once

#include "crow-validate-types-private.h"

G_BEGIN_DECLS

/* What Prisma's own validator knows of a schema, read from the syntax alone. It is not the
 * CrowSchema: a wrong schema must be told as wrong as it is, so nothing here is repaired. Models,
 * fields and the like are indexes into arrays; CROW_AST_NONE is none. Names are interned: equal
 * names are one pointer. */

typedef enum {
  CROW_CHECK_SCALAR,
  CROW_CHECK_ENUM,
  CROW_CHECK_COMPOSITE,
  CROW_CHECK_UNSUPPORTED,
  CROW_CHECK_RELATION,
  CROW_CHECK_UNKNOWN,
} CrowCheckKind;

typedef struct
{
  gboolean is_set;
  CrowAction action;
  CrowSpan span; /* of the value */
} CrowCheckAction;

/* A list that is only read, in the check's arena; for g_array_index(). */
typedef struct
{
  gpointer data;
  guint len;
} CrowCheckList;

/* The same of an array. */
#define CROW_CHECK_LIST(array) (&(CrowCheckList){ (array)->data, (array)->len })

/* What a @relation says. */
typedef struct
{
  const char *relation_name;   /* (nullable) */
  const CrowCheckList *fields; /* (nullable) (element-type guint) into fields; NULL: not written */
  const CrowCheckList *references; /* (nullable) (element-type guint) into fields */
  const char *constraint;          /* (nullable) map: */
  CrowCheckAction actions[CROW_N_EVENTS];
} CrowCheckEnds;

/* What few scalar fields say. */
typedef struct
{
  /* `@db.VarChar(3)`: what stands before and behind the dot; NULL: none. */
  const char *native_prefix;
  const char *native_name;
  guint native_attribute; /* into the ast's attributes */
  /* @default, where its value may stand there. */
  guint default_value;      /* into the ast's expressions; CROW_AST_NONE: none */
  guint default_attribute;  /* into the ast's attributes */
  const char *default_name; /* (nullable) map: */
} CrowCheckExtra;

typedef struct
{
  guint model; /* into models: the model, view or type it stands in */
  guint node;  /* into the ast's fields */
  const char *name;
  const char *mapped; /* (nullable) @map */
  CrowSpan span;      /* the line, as Prisma spans a field */
  const char *type;   /* type's name; the text of an Unsupported("…") */
  CrowAstArity arity : 4;
  CrowCheckKind kind : 4;
  CrowScalar scalar : 8;
  guint is_ignored : 1;
  guint target;        /* relation, composite, enum: into models */
  guint attribute;     /* a relation field's: into the ast's attributes; CROW_AST_NONE: not read */
  guint next_in_group; /* relation: the next of the same model, target and name; or CROW_AST_NONE */
  CrowCheckExtra *extra; /* in the arena; never NULL; crow_check_no_extra: nothing is said */
  CrowCheckEnds *ends;   /* in the arena; never NULL; crow_check_no_ends: nothing is said */
} CrowCheckField;

typedef enum {
  CROW_CHECK_BTREE,
  CROW_CHECK_HASH,
  CROW_CHECK_GIST,
  CROW_CHECK_GIN,
  CROW_CHECK_SP_GIST,
  CROW_CHECK_BRIN,
  CROW_CHECK_NO_ALGORITHM, /* not written */
} CrowCheckAlgorithm;

typedef enum {
  CROW_CHECK_UNSET,
  CROW_CHECK_TRUE,
  CROW_CHECK_FALSE,
} CrowCheckSwitch;

typedef enum {
  CROW_CHECK_UNSORTED,
  CROW_CHECK_ASC,
  CROW_CHECK_DESC,
} CrowCheckSort;

#define CROW_CHECK_NO_LENGTH G_MAXUINT64

typedef struct
{
  const char *path; /* `a`, `a.b` */
  CrowCheckSort sort;
  guint64 length;    /* CROW_CHECK_NO_LENGTH: not written */
  const char *class; /* (nullable) ops: the operator class's name; "" for raw("…") */
} CrowCheckOption;

typedef struct
{
  CrowKeyKind kind;
  guint attribute;              /* into the ast's attributes */
  gboolean is_field;            /* @id, @unique: stands on a field */
  const CrowCheckList *fields;  /* (element-type guint) into fields; the last of a path a.b */
  const CrowCheckList *options; /* (element-type CrowCheckOption) one a field */
  CrowCheckAlgorithm algorithm;
  CrowCheckSwitch clustered;
  gboolean is_partial;     /* where: */
  const char *name;        /* (nullable) name: */
  const char *mapped;      /* (nullable) map: */
  const char *in_database; /* (nullable) by crow_check_names_new(): its name there, if it has one */
  gboolean is_optional;    /* some field of it is optional */
  gboolean is_unsupported; /* some field of it is Unsupported("…") */
} CrowCheckKey;

typedef struct
{
  CrowAstBlockKind kind; /* model, view, type or enum */
  guint file;
  guint block; /* into the ast's blocks */
  const char *name;
  const char *mapped;          /* (nullable) @@map */
  const char *schema;          /* (nullable) @@schema */
  CrowSpan schema_span;        /* its value */
  guint first_field, n_fields; /* into fields; a type's too */
  gboolean is_ignored;
  gboolean has_id;
  guint n_clustered; /* keys with clustered: true, the id aside */
  GArray *keys;    /* (owned) (element-type CrowCheckKey) as Prisma walks them: @id or @@id aside */
  CrowCheckKey id; /* where has_id */
} CrowCheckModel;

typedef struct
{
  guint model; /* into models */
  guint key;   /* into its keys */
} CrowCheckKeyPlace;

typedef enum {
  CROW_CHECK_ONE_TO_ONE,
  CROW_CHECK_ONE_TO_MANY,
  CROW_CHECK_IMPLICIT,
  CROW_CHECK_EMBEDDED, /* a many-to-many with fields: mongodb's */
} CrowCheckRelationKind;

/* Many-to-many: a and b in the order of the join table. Else a holds the key. */
typedef struct
{
  CrowCheckRelationKind kind;
  guint model_a, model_b; /* into models */
  guint field_a, field_b; /* into fields, or CROW_AST_NONE */
  const char
      *in_database; /* by crow_check_names_new(): the foreign key's name; no many-to-many's */
} CrowCheckRelation;

/* crow-validate-words.c: equal texts are one pointer. */
typedef struct _CrowCheckWords CrowCheckWords;
CrowCheckWords *crow_check_words_new (void);
void crow_check_words_free (CrowCheckWords *self);
const char *crow_check_words_intern (CrowCheckWords *self, const char *text, gsize length);

/* crow-validate-table.c: pairs of numbers, or of interned names, to a number that is not 0. */
typedef struct _CrowCheckTable CrowCheckTable;
CrowCheckTable *crow_check_table_new (void);
void crow_check_table_free (CrowCheckTable *self);
guint crow_check_table_get (const CrowCheckTable *self, guint64 first, guint64 second);
guint crow_check_table_set (CrowCheckTable *self, guint64 first, guint64 second, guint value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCheckTable, crow_check_table_free)

typedef struct
{
  CrowPrisma *prisma;
  CrowSchema *schema;
  CrowCheckWords *words;
  GString *scratch;          /* a name that is being put together */
  CrowArena *arena;          /* (owned) of what models and fields point at */
  GArray *scratch_fields;    /* (element-type guint) a list that is being read */
  GArray *scratch_options;   /* (element-type CrowCheckOption) with it */
  GArray *models;            /* (element-type CrowCheckModel) models, views, types and enums */
  GArray *fields;            /* (element-type CrowCheckField) */
  GArray *relations;         /* (element-type CrowCheckRelation) */
  GHashTable *model_by_name; /* interned name to index + 1 */
  GHashTable *model_by_lower_name; /* (nullable) crow-validate-names.c */
  CrowCheckTable *field_by_name;   /* model and interned name to index + 1: of enums' values and of
                                      models with many fields */
  CrowCheckTable *groups;          /* crow-validate-infer.c */
  GHashTable *keys_by_first;       /* crow-validate-lookup.c: of models with many keys */
  GHashTable *keys_by_least;       /* the same */
  GHashTable *native_types;        /* (nullable) interned name to CrowNativeType */
  GArray *unknown_defaults;        /* (element-type guint) into fields: whose function none knows */
  GArray *errors;                  /* (element-type CrowCheckProblem) */
  GArray *warnings;                /* (element-type CrowCheckProblem) */
  guint n_stopping; /* errors that end the run after their stage: all but unknown previews */
  /* The datasource, as far as it could be read. */
  gboolean has_datasource;
  const char *datasource_name; /* (nullable) */
  CrowProvider provider;
  CrowRelationMode mode;
  gboolean has_schemas;
  CrowSpan schemas_span;
  CrowSpan extensions_span; /* of the property; empty: none */
  GArray *extensions;       /* (element-type guint) into the datasource's ast's expressions */
  guint datasource_file;
  GHashTable *schemas;          /* (element-type utf8) interned */
  GHashTable *preview_features; /* (element-type utf8) interned */
  /* One attribute is read at a time: what crow-validate-visit.c does it with. */
  GArray *visit_entries;
  GArray *visit_arguments;
  /* What the next diagnostics are about. */
  guint file;
  guint at_model; /* into models, or CROW_AST_NONE */
  guint at_field; /* into fields, or CROW_AST_NONE */
} CrowCheck;

/* Of the current file. */
static inline const CrowAst *
crow_check_ast (const CrowCheck *self)
{
  return g_ptr_array_index (self->prisma->asts, self->file);
}

static inline CrowCheckModel *
crow_check_model (const CrowCheck *self, guint index)
{
  return &g_array_index (self->models, CrowCheckModel, index);
}

static inline CrowCheckField *
crow_check_field (const CrowCheck *self, guint index)
{
  return &g_array_index (self->fields, CrowCheckField, index);
}

/* crow-validate.c */
extern const CrowCheckEnds crow_check_no_ends;
extern const CrowCheckExtra crow_check_no_extra;
CrowCheckExtra *crow_check_extra (CrowCheck *self, CrowCheckField *field); /* to be written */
void crow_check_at (CrowCheck *self, guint model, guint field);
void crow_check_error (CrowCheck *self, CrowSpan span, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void crow_check_warning (CrowCheck *self, CrowSpan span, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
const char *crow_check_intern (CrowCheck *self, const char *text);
const char *crow_check_intern_span (CrowCheck *self, CrowSpan span); /* text of the current file */
const CrowCheckList *crow_check_keep (CrowCheck *self, const GArray *array, gsize size);
CrowAstBlock crow_check_block (const CrowCheck *self, guint index); /* merged as Prisma sees it */
gboolean crow_check_name_field (CrowCheck *self, guint model, const char *name, guint field);
guint crow_check_find_field (const CrowCheck *self, guint model, const char *name);
const char *crow_check_container (const CrowCheckModel *model); /* "view" or "model" */
char *crow_check_join (const CrowCheck *self, const CrowCheckList *fields, const char *separator);
gboolean crow_check_begins (const CrowCheckList *list, const CrowCheckList *head); /* of fields */
const char *crow_check_column (const CrowCheckField *field);
const char *crow_check_table_name (const CrowCheckModel *model);

/* crow-validate-names.c: stages one and two. */
void crow_check_names (CrowCheck *self);
void crow_check_types (CrowCheck *self);

/* crow-validate-visit.c: one set of attributes, one attribute's arguments. Each is taken once; what
 * is left at the end is an error. */
typedef struct
{
  CrowCheck *check;
  GArray *entries;      /* (not owned) (element-type CrowVisitEntry) in order of the text */
  guint64 letters;      /* with which their names begin, in bits: tells most that are not there */
  const char *repeated; /* (nullable) what crow_visit_repeated() looks for */
  guint next_repeated;  /* into entries: where it goes on */
  const CrowAstAttribute *attribute;
  guint attribute_index; /* into the ast's attributes */
  GArray *arguments;     /* (not owned) (element-type guint) into the ast's arguments: not taken */
} CrowVisit;

typedef struct
{
  guint attribute; /* into the ast's attributes */
  gboolean is_used;
  const char *name; /* (not owned) not NUL-terminated; NULL: recovered, which has no name here */
  guint length;
} CrowVisitEntry;

void crow_visit_begin (CrowVisit *self, CrowCheck *check, guint first, guint n_attributes);
void crow_visit_add (CrowVisit *self, guint first, guint n_attributes);
gboolean crow_visit_single (CrowVisit *self, const char *name);
gboolean crow_visit_repeated (CrowVisit *self, const char *name);
guint crow_visit_native_type (CrowVisit *self);
const CrowAstArgument *crow_visit_argument (CrowVisit *self, const char *name);
const CrowAstArgument *crow_visit_default (CrowVisit *self, const char *name, gboolean is_required);
void crow_visit_error (CrowVisit *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void crow_visit_end_arguments (CrowVisit *self);
void crow_visit_discard_arguments (CrowVisit *self);
void crow_visit_end (CrowVisit *self);

/* crow-validate-render.c: a value as Prisma's messages quote it. (transfer full) */
char *crow_check_render (const CrowCheck *self, guint expression);

/* Values. NULL: it is none; the error is told. The text is interned. */
const char *crow_visit_string (CrowVisit *self, const CrowAstArgument *argument);
const char *crow_visit_constant (CrowVisit *self, const CrowAstArgument *argument);
const char *crow_visit_map (CrowVisit *self); /* the optional `map:` */
void
crow_visit_typed (CrowVisit *self, const char *name, CrowAstExpressionKind kind, const char *what);
void crow_check_mismatch (CrowCheck *self, const char *expected, guint expression);

/* crow-validate-attributes.c, crow-validate-keys.c, crow-validate-relation.c: stage three. */
void crow_check_attributes (CrowCheck *self);
void crow_check_field_id (CrowVisit *visit, guint field);
void crow_check_field_unique (CrowVisit *visit, guint field);
void crow_check_model_id (CrowVisit *visit, guint model);
void crow_check_model_index (CrowVisit *visit, guint model, CrowKeyKind kind);
void crow_check_id_arity (CrowCheck *self, guint model);
void crow_check_relation_attribute (CrowVisit *visit, guint field);
/* crow-validate-defaults.c */
void crow_check_default_attribute (CrowVisit *visit, guint field);
/* crow-validate-native.c */
void crow_check_native_attribute (CrowCheck *self, guint field, guint attribute);

/* crow-validate-config.c: stage four. */
void crow_check_configuration (CrowCheck *self);

/* crow-validate-lookup.c: keys by their fields. */
void crow_check_index_keys (CrowCheck *self);
gboolean crow_check_find_key (const CrowCheck *self,
                              guint model,
                              const CrowCheckList *fields,
                              gboolean is_unique,
                              gboolean is_set,
                              gboolean (*compare) (const CrowCheckList *key,
                                                   const CrowCheckList *fields));
gboolean crow_check_same_list (const CrowCheckList *left, const CrowCheckList *right);

/* crow-validate-infer.c: fills relations. */
void crow_check_infer_relations (CrowCheck *self);
guint crow_check_get_group (const CrowCheck *self, guint field); /* its first; next_in_group */

/* crow-validate-constraints.c: names of constraints, and the spaces in which they must be unique.
 */
typedef struct _CrowCheckNames CrowCheckNames;

typedef enum {
  CROW_CHECK_NAME_INDEX,
  CROW_CHECK_NAME_RELATION,
  CROW_CHECK_NAME_PRIMARY_KEY,
  CROW_CHECK_NAME_DEFAULT,
} CrowCheckNameKind;

CrowCheckNames *crow_check_names_new (CrowCheck *self);
void crow_check_names_free (CrowCheckNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCheckNames, crow_check_names_free)
guint crow_check_name_limit (const CrowCheck *self);
/* Tells for each space in which @name stands more than once. */
void crow_check_name_clashes (CrowCheck *self,
                              CrowCheckNames *names,
                              CrowCheckNameKind kind,
                              guint model,
                              const char *name,
                              const char *attribute,
                              CrowSpan span);
gboolean crow_check_custom_name_clashes (CrowCheckNames *names, guint model, const char *name);
void crow_check_name_length (CrowCheck *self,
                             guint model,
                             const char *name,
                             const char *attribute,
                             CrowSpan span);
/* Span of the argument @name of an attribute; FALSE where it is not written. */
gboolean
crow_check_argument_span (const CrowCheck *self, guint attribute, const char *name, CrowSpan *span);
CrowSpan crow_check_attribute_span (const CrowCheck *self, guint attribute); /* as reported */

/* Stage five: only where no error stands. */
void crow_check_types_supported (CrowCheck *self); /* crow-validate-composites.c */
void crow_check_datasource (CrowCheck *self);
void crow_check_database_names (CrowCheck *self);
gboolean crow_check_models (CrowCheck *self, CrowCheckNames *names); /* FALSE: Prisma stops there */
void crow_check_enums (CrowCheck *self);
const char *crow_check_connector_name (const CrowCheck *self);
gboolean crow_check_has_preview (const CrowCheck *self, const char *feature);
/* crow-validate-relation-field.c: FALSE: ambiguous, where Prisma stops. */
gboolean crow_check_relation_ambiguity (CrowCheck *self, guint field);
void crow_check_relation_field (CrowCheck *self, guint field);
void crow_check_mysql_actions (CrowCheck *self, guint model);
/* crow-validate-many.c */
void crow_check_implicit (CrowCheck *self, const CrowCheckRelation *relation);
void crow_check_embedded (CrowCheck *self, const CrowCheckRelation *relation);
/* crow-validate-relations.c */
gboolean crow_check_same_type (const CrowCheckField *left, const CrowCheckField *right);
void crow_check_relations (CrowCheck *self, CrowCheckNames *names);
CrowAction
crow_check_get_action (const CrowCheck *self, const CrowCheckRelation *relation, CrowEvent event);
/* crow-validate-cycles.c: which relations cascade round, or along two paths. */
typedef struct _CrowCheckGraph CrowCheckGraph;
CrowCheckGraph *crow_check_graph_new (CrowCheck *self);
void crow_check_graph_free (CrowCheckGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCheckGraph, crow_check_graph_free)
void crow_check_cycles (CrowCheckGraph *self, guint relation);
void crow_check_paths (CrowCheckGraph *self, guint relation);

/* crow-validate-native.c */
gboolean crow_check_native (CrowCheck *self, guint field, CrowNative *native);
void crow_check_native_type (CrowCheck *self, guint field);
void crow_check_unsupported (CrowCheck *self, guint field);
/* crow-validate-field-types.c */
void crow_check_unknown_defaults (CrowCheck *self);
void crow_check_scalar_type (CrowCheck *self, guint field);
void crow_check_default_value (CrowCheck *self, guint field);
void crow_check_default_name (CrowCheck *self, CrowCheckNames *names, guint field);
void crow_check_autoincrement (CrowCheck *self, guint model);
gboolean crow_check_default_is (const CrowCheck *self, guint field, const char *function);
const char *crow_check_default_constraint (const CrowCheck *self, guint field);
/* crow-validate-option.c: the arguments of a key's fields. */
gboolean crow_check_is_integer (CrowCheck *self, guint expression);
CrowCheckSwitch crow_check_is_boolean (CrowCheck *self, guint expression);
CrowCheckOption crow_check_no_option (void);
CrowCheckOption crow_check_read_option (CrowCheck *self, const CrowAstExpression *function);
CrowCheckOption crow_check_read_field_option (CrowVisit *visit);
gboolean crow_check_where (CrowVisit *visit, guint model); /* crow-validate-where.c */
/* crow-validate-key-types.c: what keys say of sort, length, algorithm and the like. */
void crow_check_id_options (CrowCheck *self, guint model);
void crow_check_id_clustering (CrowCheck *self, guint model);
void crow_check_index_options (CrowCheck *self, const CrowCheckKey *key);
void crow_check_index_clustering (CrowCheck *self, guint model, const CrowCheckKey *key);
const CrowCheckOption *crow_check_option (const CrowCheckKey *key, guint index);
gboolean crow_check_has_length (const CrowCheckKey *key);
gboolean crow_check_has_sort (const CrowCheckKey *key);
const char *crow_check_key_attribute (const CrowCheckKey *key); /* "@@index" */
void crow_check_key_error (CrowCheck *self, const CrowCheckKey *key, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* crow-validate-provider.c: rules of one database. */
void crow_check_provider_model (CrowCheck *self, guint model);
/* crow-validate-mongodb.c */
void crow_check_mongodb_model (CrowCheck *self, guint model);
void crow_check_mongodb_view (CrowCheck *self, guint view);
void crow_check_mongodb_relation (CrowCheck *self, guint field);
/* crow-validate-operator.c */
gboolean crow_check_is_operator_class (const char *name);
void crow_check_operator_classes (CrowCheck *self, const CrowCheckKey *key);
/* crow-validate-algorithm.c */
const char *crow_check_algorithm_name (CrowCheckAlgorithm algorithm);
CrowCheckAlgorithm crow_check_find_algorithm (const char *name);
gboolean crow_check_algorithm_takes (CrowCheckAlgorithm algorithm, const CrowCheckField *field);

G_END_DECLS
