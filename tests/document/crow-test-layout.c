#include "crow-test-layout.h"

#include <string.h>

#include "crow-layout-file.h"

/**
 * crow_test_layout_describe:
 * @positions: (element-type utf8 CrowPosition): places
 * @colors: (element-type utf8 guint): colours
 *
 * Returns: (transfer full): both as a text without a line break
 */
char *
crow_test_layout_describe (GHashTable *positions, GHashTable *colors)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (positions), (GCompareFunc) strcmp);
  g_autoptr (GList) painted = g_list_sort (g_hash_table_get_keys (colors), (GCompareFunc) strcmp);
  GString *layout = g_string_new ("@");

  for (GList *at = keys; at != NULL; at = at->next)
    {
      const CrowPosition *position = g_hash_table_lookup (positions, at->data);

      g_string_append_printf (layout, "%s=%.2f,%.2f;", (char *) at->data, position->x, position->y);
    }
  for (GList *at = painted; at != NULL; at = at->next)
    g_string_append_printf (layout, "%s=%u;", (char *) at->data,
                            GPOINTER_TO_UINT (g_hash_table_lookup (colors, at->data)));
  return g_string_free (layout, FALSE);
}
