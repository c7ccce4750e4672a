#pragma once

#include "crow-prisma-private.h"

G_BEGIN_DECLS

/* What a name in a type's place means: a scalar, a model, an enum or a composite type. */
typedef struct
{
  CrowTypeKind kind;
  guint index; /* into the schema's models; unused for the others */
} CrowResolverType;

typedef struct
{
  CrowPrisma *prisma; /* not owned */
  CrowSchema *schema; /* not owned */
  gboolean has_datasource;
  CrowArena *arena;  /* (owned) of the models that come of it */
  GString *scratch;  /* (owned) a name that is being looked for */
  GHashTable *types; /* (owned) name (in the arena) -> CrowResolverType (there too); the first of a
                        name */
  GPtrArray *field_index; /* (owned) by model: (owned) (nullable) name (not owned) -> index into its
                             fields; NULL: they are few */
  GPtrArray *field_places; /* (owned) by model: (owned) (element-type guint) by field: into the
                              fields of the model's ast */
} CrowResolver;

/* crow-resolve.c */
gboolean crow_resolve_find_field (CrowResolver *self,
                                  guint model,
                                  const char *name,
                                  gsize length,
                                  guint *index);

/* crow-resolve-text.c */
char *crow_resolve_dup_expression (const CrowAst *ast, guint expression);
char *crow_resolve_dup_arguments (const CrowAst *ast, guint first_argument);
char *crow_resolve_dup_string (const CrowAst *ast,
                               const CrowAstAttribute *attribute,
                               const char *argument,
                               gboolean unnamed);
char *crow_resolve_take_string (const CrowAst *ast,
                                CrowArena *arena,
                                const CrowAstAttribute *attribute,
                                const char *argument,
                                gboolean unnamed);
char *crow_resolve_dup_function_string (const CrowAst *ast, const CrowAstExpression *function);
const CrowAstExpression *crow_resolve_find_value (const CrowAst *ast,
                                                  const CrowAstAttribute *attribute,
                                                  const char *argument,
                                                  gboolean unnamed);

const CrowAstExpression *crow_resolve_get_first (const CrowAst *ast, const CrowAstExpression *list);

/* crow-resolve-default.c */
CrowDefault *crow_resolve_make_default (const CrowAst *ast, guint expression);

/* crow-resolve-extension.c */
void
crow_resolve_extensions (const CrowAst *ast, const CrowAstExpression *list, GPtrArray *extensions);

/* crow-resolve-option.c */
void crow_resolve_key_options (CrowResolver *self,
                               guint model,
                               const CrowAst *ast,
                               CrowKey *key,
                               const CrowAstAttribute *attribute,
                               const CrowAstExpression *list);

/* crow-resolve-predicate.c */
char *crow_resolve_make_predicate (CrowResolver *self,
                                   guint model,
                                   const CrowAst *ast,
                                   const CrowAstExpression *value);

/* crow-resolve-name.c */
char *crow_resolve_make_name (CrowProvider provider,
                              const char *table,
                              const GPtrArray *columns,
                              const char *suffix);

/* crow-resolve-key.c */
void crow_resolve_keys (CrowResolver *self, guint model);
gboolean crow_resolve_fields (CrowResolver *self,
                              guint model,
                              const CrowAst *ast,
                              const CrowAstExpression *list,
                              GArray *fields);

/* crow-resolve-relation.c */
void crow_resolve_relations (CrowResolver *self);

G_END_DECLS
