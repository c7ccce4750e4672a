#include "crow-lint-private.h"

#include <string.h>

/* The column that a predicate speaks of: `name` or `"Na""me"`, unquoted into @name. Returns what
 * follows, or NULL. */
static const char *
read_column (const char *at, GString *name)
{
  g_string_truncate (name, 0);
  if (*at != '"')
    {
      gsize length = strcspn (at, " ()\"");

      g_string_append_len (name, at, (gssize) length);
      return length > 0 ? at + length : NULL;
    }
  for (at++; *at != '\0'; at++)
    {
      if (*at == '"' && at[1] != '"')
        return at + 1;
      at += *at == '"';
      g_string_append_c (name, *at);
    }
  return NULL;
}

static gboolean
is_among (const CrowModel *model, const GArray *fields, const char *column)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_strcmp0 (crow_model_get_field (model, g_array_index (fields, guint, i))->column,
                   column) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a predicate, as pg_get_expr() prints it, leaves out nothing but rows whose key is NULL:
 * `((a IS NOT NULL) AND (b IS NOT NULL))` over columns of the key. */
static gboolean
is_not_null_only (const CrowModel *model, const GArray *fields, const char *predicate)
{
  static const char test[] = " IS NOT NULL";
  static const char conjunction[] = " AND ";
  g_autoptr (GString) name = g_string_new (NULL);
  const char *at = predicate;

  for (;;)
    {
      at = read_column (at + strspn (at, "("), name);
      if (at == NULL || !g_str_has_prefix (at, test) || !is_among (model, fields, name->str))
        return FALSE;
      at += strlen (test);
      at += strspn (at, ")");
      if (*at == '\0')
        return TRUE;
      if (!g_str_has_prefix (at, conjunction))
        return FALSE;
      at += strlen (conjunction);
    }
}

/* The predicate stands last in a catalogue's detail. (nullable) */
static const char *
find_predicate (const CrowKey *key)
{
  static const char word[] = "where:";
  const char *at = key->detail;

  for (at = strstr (at, word); at != NULL; at = strstr (at + 1, word))
    if (at == key->detail || at[-1] == ' ')
      return at + strlen (word);
  return NULL;
}

/* A catalogue names every access method but btree; a temporal key is looked up by GiST. */
static gboolean
answers_catalog (const CrowKey *key,
                 const CrowModel *model,
                 const GArray *fields,
                 gboolean is_temporal)
{
  const char *predicate;

  if (key->detail == NULL)
    return TRUE;
  if (crow_key_has_option (key, "invalid:"))
    return FALSE;
  if (crow_key_has_option (key, "type:") && !crow_key_has_option (key, "type:Hash") &&
      !(is_temporal && crow_key_has_option (key, "type:Gist")))
    return FALSE;
  predicate = find_predicate (key);
  return predicate == NULL || is_not_null_only (model, fields, predicate);
}

/* An access method that answers no `=`, or a predicate that leaves rows out. */
static gboolean
is_special (const CrowKey *key)
{
  static const char *const useless[] = { "type:Gin", "type:Gist", "type:SpGist", "type:Brin",
                                         "where:" };

  for (guint i = 0; i < G_N_ELEMENTS (useless); i++)
    if (crow_key_has_option (key, useless[i]))
      return TRUE;
  return key->kind == CROW_KEY_FULLTEXT;
}

/**
 * crow_key_finds:
 * @key: a key or index
 * @model: (nullable): its model, of a database; %NULL: of a schema's text
 * @fields: (element-type guint): fields of a foreign key
 * @is_temporal: whether that key's last column is a PERIOD
 *
 * Returns: whether @key spares the scan of all rows in a search by @fields: its first columns are
 * theirs, in any order (reference of the product, section 3.4)
 */
gboolean
crow_key_finds (const CrowKey *key,
                const CrowModel *model,
                const GArray *fields,
                gboolean is_temporal)
{
  if (key->fields->len < fields->len || !crow_key_starts_within (key, fields))
    return FALSE;
  return model != NULL ? answers_catalog (key, model, fields, is_temporal) : !is_special (key);
}

/**
 * crow_lint_has_index:
 * @model: a model of a database
 * @fields: (element-type guint): some of its fields
 * @is_temporal: whether the last of them is a PERIOD
 *
 * Returns: whether one of its indexes finds rows by @fields
 */
gboolean
crow_lint_has_index (const CrowModel *model, const GArray *fields, gboolean is_temporal)
{
  for (guint i = 0; i < model->keys->len; i++)
    if (crow_key_finds (g_ptr_array_index (model->keys, i), model, fields, is_temporal))
      return TRUE;
  return FALSE;
}
