#pragma once

#include "crow-ast-private.h"
#include "crow-prisma.h"

G_BEGIN_DECLS

/* Where in the syntax a resolved thing was declared. */
typedef struct
{
  guint file;  /* into asts */
  guint block; /* into that ast's blocks */
  guint field; /* into that ast's fields, or CROW_AST_NONE */
} CrowAstPlace;

struct _CrowPrisma
{
  GPtrArray *files;     /* (element-type CrowSourceFile) (owned) */
  GPtrArray *asts;      /* (element-type CrowAst) (owned), one a file */
  CrowSchema *schema;   /* (owned) sealed, linted */
  GArray *model_places; /* (element-type CrowAstPlace) by index of schema->models */
  GArray
      *relation_places; /* (element-type CrowAstPlace) by index of schema->relations: the field
                           that holds the key; a many-to-many: the list field of its first model */
};

/* crow-resolve.c: names to things. Fills schema (not yet sealed), model_places, relation_places.
 * Reports nothing itself. */
void crow_prisma_resolve (CrowPrisma *self);

/* A diagnostic, and what of the syntax it is about: known before the schema's models are. */
typedef struct
{
  CrowDiagnostic *diagnostic; /* (owned) without a model and a relation */
  guint block_file;           /* into asts; where block is one */
  guint block;                /* a model's: into that ast's blocks, or CROW_AST_NONE */
  guint line; /* start of a field's line in the diagnostic's file, or CROW_AST_NONE */
} CrowCheckProblem;

/* crow-validate.c: Prisma's own errors, then warnings, in Prisma's order (syntax errors of the asts
 * first); wants nothing but the asts. (transfer full) (element-type CrowCheckProblem) */
GArray *crow_prisma_validate (CrowPrisma *self);

/* crow-validate-problem.c: appends them to the sealed schema's diagnostics, which are told what
 * they are about. @problems: (transfer full) */
void crow_prisma_add_problems (CrowPrisma *self, GArray *problems);

G_END_DECLS
