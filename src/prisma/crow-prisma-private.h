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

/* crow-validate.c: Prisma's own errors, then warnings, in Prisma's order, appended to the sealed
 * schema's diagnostics (syntax errors of the asts first). */
void crow_prisma_validate (CrowPrisma *self);

G_END_DECLS
