#include "crow-prisma-private.h"

/**
 * crow_prisma_find_datasource_file:
 * @self: a schema
 *
 * Migrations lie beside the file that holds the datasource. Any thread.
 *
 * Returns: index into the files of the first one with a `datasource` block, or -1
 */
int
crow_prisma_find_datasource_file (CrowPrisma *self)
{
  for (guint i = 0; i < self->asts->len; i++)
    {
      const CrowAst *ast = g_ptr_array_index (self->asts, i);

      for (guint j = 0; j < ast->blocks->len; j++)
        if (g_array_index (ast->blocks, CrowAstBlock, j).kind == CROW_AST_DATASOURCE)
          return (int) i;
    }
  return -1;
}
