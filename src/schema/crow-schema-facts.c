#include "crow-schema-private.h"

/**
 * crow_table_facts_new:
 *
 * Returns: (transfer full): facts of a permanent table of unknown size, without any right on it; a
 * model frees them
 */
CrowTableFacts *
crow_table_facts_new (void)
{
  CrowTableFacts *facts = g_new0 (CrowTableFacts, 1);

  facts->kind = 'r';
  facts->persistence = 'p';
  facts->estimated_rows = -1;
  return facts;
}

/* (transfer full) (nullable) */
CrowTableFacts *
crow_table_facts_copy (const CrowTableFacts *facts)
{
  CrowTableFacts *copy;

  if (facts == NULL)
    return NULL;
  copy = g_memdup2 (facts, sizeof *facts);
  copy->owner = g_strdup (facts->owner);
  copy->comment = g_strdup (facts->comment);
  copy->partition_key = g_strdup (facts->partition_key);
  return copy;
}

void
crow_table_facts_free (CrowTableFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->owner);
  g_free (facts->comment);
  g_free (facts->partition_key);
  g_free (facts);
}

/**
 * crow_key_facts_new:
 *
 * Returns: (transfer full): facts of a foreign key whose triggers are in their usual state; a
 * relation frees them
 */
CrowKeyFacts *
crow_key_facts_new (void)
{
  return g_new0 (CrowKeyFacts, 1);
}

/* (transfer full) (nullable) */
CrowKeyFacts *
crow_key_facts_copy (const CrowKeyFacts *facts)
{
  CrowKeyFacts *copy;

  if (facts == NULL)
    return NULL;
  copy = g_memdup2 (facts, sizeof *facts);
  copy->comment = g_strdup (facts->comment);
  copy->codes = g_strdup (facts->codes);
  copy->partition_namespace = g_strdup (facts->partition_namespace);
  copy->partition = g_strdup (facts->partition);
  copy->ref_partition_namespace = g_strdup (facts->ref_partition_namespace);
  copy->ref_partition = g_strdup (facts->ref_partition);
  if (facts->operator_namespaces != NULL)
    copy->operator_namespaces = g_ptr_array_ref (facts->operator_namespaces);
  copy->first_trigger = g_strdup (facts->first_trigger);
  return copy;
}

void
crow_key_facts_free (CrowKeyFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->comment);
  g_free (facts->codes);
  g_free (facts->partition_namespace);
  g_free (facts->partition);
  g_free (facts->ref_partition_namespace);
  g_free (facts->ref_partition);
  g_clear_pointer (&facts->operator_namespaces, g_ptr_array_unref);
  g_free (facts->first_trigger);
  g_free (facts);
}
