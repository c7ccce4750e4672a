#include "crow-error.h"

/**
 * crow_error_quark:
 *
 * Written out, because the formatter puts blanks round the hyphens in the macro that would do it.
 *
 * Returns: the domain of #CrowError
 */
GQuark
crow_error_quark (void)
{
  return g_quark_from_static_string ("crow-error-quark");
}
