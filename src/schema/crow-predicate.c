#include "crow-database-diff-private.h"

#include <string.h>

/**
 * crow_predicates_match:
 * @a: a condition in SQL
 * @b: another
 *
 * Returns: whether both say the same
 */
gboolean
crow_predicates_match (const char *a, const char *b)
{
  return strcmp (a, b) == 0;
}
