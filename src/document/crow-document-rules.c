#include "crow-document-private.h"

/**
 * crow_document_has_same_text:
 * @one: a schema
 * @other: another, of the same files
 *
 * Returns: whether no file differs between them; files that an edit did not touch are shared
 */
gboolean
crow_document_has_same_text (CrowPrisma *one, CrowPrisma *other)
{
  GPtrArray *left = crow_prisma_get_files (one);
  GPtrArray *right = crow_prisma_get_files (other);

  if (left->len != right->len)
    return FALSE;
  for (guint i = 0; i < left->len; i++)
    if (g_ptr_array_index (left, i) != g_ptr_array_index (right, i))
      return FALSE;
  return TRUE;
}

/**
 * crow_document_get_rules:
 * @self: a document
 *
 * Returns: the rules that its schema files are read by: the user's choice, else the project's, else
 *   the default
 */
CrowRules
crow_document_get_rules (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), CROW_RULES_DEFAULT);

  return crow_package_choose_rules (self->package, self->wanted_rules);
}

/**
 * crow_document_adapt:
 * @self: a document
 * @revision: of what is open
 *
 * Undo and redo bring revisions back that were read by other rules.
 *
 * Returns: (transfer full): @revision by the rules in force
 */
CrowRevision *
crow_document_adapt (CrowDocument *self, CrowRevision *revision)
{
  CrowRevision *adapted = crow_revision_read_by (revision, crow_document_get_rules (self));
  CrowRevision *baseline = self->baseline;

  /* What is as opened is the baseline itself. */
  if (adapted != revision && baseline != NULL &&
      crow_document_has_same_text (crow_revision_get_prisma (adapted),
                                   crow_revision_get_prisma (baseline)))
    {
      crow_revision_unref (adapted);
      adapted = crow_revision_ref (baseline);
    }
  return adapted;
}

/**
 * crow_document_get_package:
 * @self: a document
 *
 * Returns: (nullable): path of the package.json that the rules come from; %NULL: there is none, or
 *   the user has chosen
 */
const char *
crow_document_get_package (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->package != NULL && self->wanted_rules == 0 ? self->package->path : NULL;
}

/**
 * crow_document_set_rules:
 * @self: a document
 * @rules: a CrowRules; 0: the project's
 *
 * From now on schema files are read by @rules. What is open is read by them, too: its text, its
 * edits and what can be undone stay; "changed" is emitted if something means something else.
 */
void
crow_document_set_rules (CrowDocument *self, guint rules)
{
  CrowRevision *baseline, *current;

  g_return_if_fail (CROW_IS_DOCUMENT (self));

  if (rules == self->wanted_rules)
    return;
  self->wanted_rules = rules;
  if (crow_document_get_prisma (self) == NULL ||
      crow_document_get_schema (self)->rules == crow_document_get_rules (self))
    return;
  baseline = crow_revision_read_by (self->baseline, crow_document_get_rules (self));
  crow_revision_unref (self->baseline);
  self->baseline = baseline;
  current = crow_document_adapt (self, self->current);
  crow_revision_unref (self->current);
  self->current = current;
  crow_document_forget_drift (self);
  crow_document_update_properties (self);
  g_signal_emit_by_name (self, "changed");
}
