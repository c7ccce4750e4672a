#include "crow-prisma-private.h"

#include "crow-lint.h"

static void
clear_prisma (gpointer data)
{
  CrowPrisma *self = data;

  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->asts);
  crow_schema_unref (self->schema);
  g_array_unref (self->model_places);
  g_array_unref (self->relation_places);
}

/**
 * crow_prisma_new_with_rules:
 * @files: (element-type CrowSourceFile): the files of one schema, in the order the user sees
 * @rules: the version of Prisma that they are read as
 *
 * Reads a schema: syntax, meaning, Prisma's errors and warnings, then our own rules. Never fails:
 * whatever is wrong is in the schema's diagnostics, and what could be read is in the schema.
 * Linear time and memory. Any thread.
 *
 * Returns: (transfer full): the schema
 */
CrowPrisma *
crow_prisma_new_with_rules (GPtrArray *files, CrowRules rules)
{
  CrowPrisma *self = g_atomic_rc_box_new0 (CrowPrisma);
  GArray *problems;

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  self->asts = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_ast_free);
  self->schema = crow_schema_new ();
  self->schema->rules = rules;
  self->model_places = g_array_new (FALSE, FALSE, sizeof (CrowAstPlace));
  self->relation_places = g_array_new (FALSE, FALSE, sizeof (CrowAstPlace));
  for (guint i = 0; i < files->len; i++)
    {
      g_ptr_array_add (self->files, crow_source_file_ref (g_ptr_array_index (files, i)));
      g_ptr_array_add (self->asts, crow_ast_parse (g_ptr_array_index (files, i), i));
    }

  problems = crow_prisma_validate (self);
  crow_prisma_resolve (self);
  crow_schema_seal (self->schema);
  crow_prisma_add_problems (self, problems);
  crow_lint_schema (self->schema);
  return self;
}

/**
 * crow_prisma_new:
 * @files: (element-type CrowSourceFile): the files of one schema, in the order the user sees
 *
 * crow_prisma_new_with_rules() by %CROW_RULES_DEFAULT.
 *
 * Returns: (transfer full): the schema
 */
CrowPrisma *
crow_prisma_new (GPtrArray *files)
{
  return crow_prisma_new_with_rules (files, CROW_RULES_DEFAULT);
}

/**
 * crow_prisma_ref:
 * @self: a schema
 *
 * Returns: (transfer full): @self; any thread
 */
CrowPrisma *
crow_prisma_ref (CrowPrisma *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_prisma_unref:
 * @self: (transfer full): a schema; any thread
 */
void
crow_prisma_unref (CrowPrisma *self)
{
  g_atomic_rc_box_release_full (self, clear_prisma);
}

/**
 * crow_prisma_get_schema:
 * @self: a schema
 *
 * Returns: (transfer none): what the files mean
 */
CrowSchema *
crow_prisma_get_schema (CrowPrisma *self)
{
  return self->schema;
}

/**
 * crow_prisma_get_files:
 * @self: a schema
 *
 * Returns: (transfer none) (element-type CrowSourceFile): the files, in the order given
 */
GPtrArray *
crow_prisma_get_files (CrowPrisma *self)
{
  return self->files;
}
