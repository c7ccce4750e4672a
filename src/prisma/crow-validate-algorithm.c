#include "crow-validate-private.h"

static const char *const names[] = {
  [CROW_CHECK_BTREE] = "BTree", [CROW_CHECK_HASH] = "Hash",      [CROW_CHECK_GIST] = "Gist",
  [CROW_CHECK_GIN] = "Gin",     [CROW_CHECK_SP_GIST] = "SpGist", [CROW_CHECK_BRIN] = "Brin",
};

const char *
crow_check_algorithm_name (CrowCheckAlgorithm algorithm)
{
  return names[algorithm == CROW_CHECK_NO_ALGORITHM ? CROW_CHECK_BTREE : algorithm];
}

/* CROW_CHECK_NO_ALGORITHM: none is called so. */
CrowCheckAlgorithm
crow_check_find_algorithm (const char *name)
{
  for (CrowCheckAlgorithm i = 0; i < CROW_CHECK_NO_ALGORITHM; i++)
    if (g_str_equal (names[i], name))
      return i;
  return CROW_CHECK_NO_ALGORITHM;
}

/* Whether a field of that type, without a native one, can stand in such an index. */
gboolean
crow_check_algorithm_takes (CrowCheckAlgorithm algorithm, const CrowCheckField *field)
{
  if (field->kind == CROW_CHECK_UNSUPPORTED)
    return TRUE;
  switch (algorithm)
    {
    case CROW_CHECK_GIST:
    case CROW_CHECK_SP_GIST:
      return field->scalar == CROW_SCALAR_STRING;
    case CROW_CHECK_GIN:
      return field->scalar == CROW_SCALAR_JSON || field->arity == CROW_AST_LIST;
    case CROW_CHECK_BRIN:
      return field->scalar != CROW_SCALAR_NONE && field->scalar != CROW_SCALAR_BOOLEAN &&
             field->scalar != CROW_SCALAR_JSON;
    default:
      return TRUE;
    }
}
