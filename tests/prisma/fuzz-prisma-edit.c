#include "crow-edit-check.h"
#include "crow-foreign-key.h"
#include "crow-test-prisma.h"
#include "fuzz-prisma.h"

/* Any bytes are read as a schema, and one relation of it is edited in every way: only that clause
 * changes, and the way back gives the same bytes. Of a text with errors less is asked. The text's
 * own hash chooses, so that an input is the whole of a failure. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autoptr (CrowPrisma) prisma = crow_test_open_text (text);
  CrowSchema *schema = crow_prisma_get_schema (prisma);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_str_hash (text));
  g_autoptr (GPtrArray) keys = NULL;
  CrowEditCounts counts = { 0 };

  if (schema->relations->len == 0)
    return 0;
  crow_edit_check_any (prisma, random);
  if (!crow_prisma_is_valid (prisma))
    return 0;
  keys = crow_schema_list_foreign_keys (schema);
  crow_edit_check_relation (prisma,
                            (guint) g_rand_int_range (random, 0, (gint32) schema->relations->len),
                            keys, &counts);
  return 0;
}
