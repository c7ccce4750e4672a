#include "crow-prisma-private.h"

/**
 * crow_prisma_validate:
 * @self: a schema, resolved and sealed
 *
 * Appends the syntax errors of the files, in order, to the schema's diagnostics.
 */
void
crow_prisma_validate (CrowPrisma *self)
{
  for (guint i = 0; i < self->asts->len; i++)
    {
      CrowAst *ast = g_ptr_array_index (self->asts, i);

      for (guint j = 0; j < ast->diagnostics->len; j++)
        {
          const CrowDiagnostic *syntax = g_ptr_array_index (ast->diagnostics, j);

          g_ptr_array_add (self->schema->diagnostics,
                           crow_diagnostic_new (syntax->severity, syntax->rule,
                                                syntax->location.file, syntax->location.span,
                                                g_strdup (syntax->message)));
        }
    }
}
