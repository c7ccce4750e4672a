#include "crow-introspection-private.h"

#include <string.h>

/* What an index row says beside its columns. */
typedef struct
{
  gboolean is_unique;
  gboolean is_primary;
  gboolean is_valid;
  gboolean is_immediate;
  gboolean has_expressions;
  guint n_key_columns;
  const char *predicate; /* (nullable) */
  const char *method;    /* (nullable) */
} Index;

static void
append_word (GString *detail, const char *word, const char *value)
{
  g_string_append_printf (detail, "%s%s:%s", detail->len > 0 ? " " : "", word, value);
}

/* `gin` as `type:Gin`, the way that Prisma spells it. */
static void
append_method (GString *detail, const char *method)
{
  g_autofree char *name = crow_catalog_take_text (method);

  if (g_strcmp0 (name, "btree") == 0)
    return;
  if (g_strcmp0 (name, "spgist") == 0)
    {
      append_word (detail, "type", "SpGist");
      return;
    }
  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z "_0123456789", '_');
  *name = g_ascii_toupper (*name);
  append_word (detail, "type", name);
}

/* Names are escaped, so that none can look like a word of its own. */
static void
append_included (GString *detail, const CrowModel *model, const GArray *included)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < included->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, g_array_index (included, guint, i));
      g_autofree char *name = g_uri_escape_string (field->name, NULL, TRUE);

      g_string_append_printf (names, "%s%s", i > 0 ? "," : "", name);
    }
  if (included->len > 0)
    append_word (detail, "include", names->str);
}

/* The predicate last: it may hold anything. (transfer full) (nullable) */
static char *
make_detail (const CrowModel *model, const Index *index, const GArray *included)
{
  g_autoptr (GString) detail = g_string_new (NULL);

  if (index->method != NULL && *index->method != '\0')
    append_method (detail, index->method);
  if (!index->is_valid)
    append_word (detail, "invalid", "true");
  if (index->has_expressions)
    append_word (detail, "expressions", "true");
  if (index->has_expressions && index->is_unique)
    append_word (detail, "unique", "true");
  if (index->is_unique && !index->is_immediate)
    append_word (detail, "deferrable", "true");
  append_included (detail, model, included);
  if (index->predicate != NULL)
    {
      g_autofree char *predicate = crow_catalog_take_text (index->predicate);

      append_word (detail, "where", predicate);
    }
  return detail->len > 0 ? g_strdup (detail->str) : NULL;
}

/* An index over expressions keeps other rows apart than its columns would, and one that is not
 * valid none. */
static CrowKeyKind
get_kind (const Index *index)
{
  if (index->has_expressions || !index->is_valid)
    return CROW_KEY_INDEX;
  if (index->is_primary)
    return CROW_KEY_PRIMARY;
  return index->is_unique ? CROW_KEY_UNIQUE : CROW_KEY_INDEX;
}

/* The key columns up to the first expression (number 0), and those of INCLUDE. FALSE: a column does
 * not exist. */
static gboolean
split_columns (const CrowCatalog *self,
               const CrowCatalogTable *table,
               const GArray *numbers,
               guint n_key_columns,
               GArray *fields,
               GArray *included)
{
  gboolean is_cut = FALSE;

  for (guint i = 0; i < numbers->len; i++)
    {
      guint32 number = g_array_index (numbers, guint32, i);
      int found = number > 0 ? crow_catalog_find_field (self, table, number) : -1;
      guint field = (guint) found;

      is_cut = is_cut || number == 0;
      if (number > 0 && found < 0)
        return FALSE;
      if (i < n_key_columns && !is_cut)
        g_array_append_val (fields, field);
      if (i >= n_key_columns && found >= 0)
        g_array_append_val (included, field);
    }
  return TRUE;
}

static Index
read_index (const PGresult *result, int row)
{
  Index index = {
    .is_unique = crow_cell_is_true (result, row, 2),
    .is_primary = crow_cell_is_true (result, row, 3),
    .is_valid = crow_cell_is_true (result, row, 4),
    .is_immediate = crow_cell_is_true (result, row, 5),
    .n_key_columns = crow_cell_oid (result, row, 6),
    .has_expressions = crow_cell_is_true (result, row, 8),
    .predicate = crow_cell (result, row, 9),
    .method = crow_cell (result, row, 10),
  };

  return index;
}

static void
add_index (CrowCatalog *self, CrowCatalogTable *table, const PGresult *result, int row)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) included = g_array_new (FALSE, FALSE, sizeof (guint));
  Index index = read_index (result, row);
  CrowKey *key = crow_key_new (get_kind (&index));
  gboolean is_raw = FALSE;

  g_ptr_array_add (table->model->keys, key); /* whatever comes, it is owned */
  crow_cell_numbers (result, row, 7, numbers);
  if (!split_columns (self, table, numbers, index.n_key_columns, key->fields, included))
    {
      g_ptr_array_remove_index (table->model->keys, table->model->keys->len - 1);
      self->n_broken++;
      return;
    }
  key->name = crow_catalog_take_name (self, crow_cell (result, row, 1), &is_raw);
  key->detail = make_detail (table->model, &index, included);
}

/**
 * crow_catalog_read_indexes:
 * @self: a catalogue whose columns are read
 * @result: the answer about the indexes
 *
 * The part of crow_catalog_read() for indexes: primary and unique keys are among them, under their
 * constraints' names.
 */
void
crow_catalog_read_indexes (CrowCatalog *self, const PGresult *result)
{
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowCatalogTable *table = crow_catalog_find_table (self, crow_cell_oid (result, i, 0));

      if (table != NULL)
        add_index (self, table, result, i);
    }
}
