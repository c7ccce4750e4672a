#include "crow-changes-private.h"

#include <string.h>

static gboolean
is_row (const CrowField *field)
{
  return field->kind != CROW_TYPE_MODEL;
}

static char *
compare_fields (const CrowField *before, const CrowField *after)
{
  g_autofree char *type_before = crow_changes_describe_type (before);
  g_autofree char *type_after = crow_changes_describe_type (after);
  GString *words = g_string_new (NULL);

  if (strcmp (type_before, type_after) != 0)
    g_string_append_printf (words, "%s" CROW_CHANGES_ARROW "%s", type_before, type_after);
  if (strcmp (before->name, after->name) != 0)
    g_string_append_printf (words, "%swas %s", words->len > 0 ? ", " : "", before->name);
  crow_changes_add_words (words, "default", before->default_value, after->default_value);
  crow_changes_add_words (words, "unique", before->is_unique ? "yes" : "no",
                          after->is_unique ? "yes" : "no");
  crow_changes_add_words (words, "primary key", before->is_primary_key ? "yes" : "no",
                          after->is_primary_key ? "yes" : "no");
  return g_string_free (words, FALSE);
}

static void
mark_field (const CrowComparison *self, CrowField *field, const CrowField *other)
{
  g_autofree char *words = NULL;

  if (self->is_mixed) /* a schema file's types are not a database's */
    return;
  words = compare_fields (other, field);
  if (*words == '\0')
    return;
  field->mark = CROW_MARK_CHANGED;
  field->change = g_steal_pointer (&words);
}

/* @index: of the picture, which has the fields of both after this. */
static void
mark_fields (CrowComparison *self, guint index, const CrowModel *other)
{
  CrowModel *model = crow_schema_get_model (self->picture.schema, index);
  guint n = model->fields->len;
  g_autofree gboolean *is_found = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < other->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (other, i);
      guint found;

      if (!is_row (field) || field->column == NULL)
        continue;
      found = crow_picture_map_field (&self->picture, index, field);
      if (found < n)
        {
          is_found[found] = TRUE;
          mark_field (self, crow_model_get_field (model, found), field);
        }
      else
        crow_model_get_field (model, found)->mark = self->is_first_after ? CROW_MARK_REMOVED
                                                                         : CROW_MARK_ADDED;
    }
  for (guint i = 0; i < n; i++)
    {
      CrowField *field = crow_model_get_field (model, i);

      if (is_row (field) && field->column != NULL && !is_found[i])
        field->mark = self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
    }
  for (guint i = 0; i < model->fields->len; i++)
    if (crow_model_get_field (model, i)->mark != CROW_MARK_NONE)
      model->mark = CROW_MARK_CHANGED;
}

static char *
describe_key (const CrowModel *model, const CrowKey *key)
{
  static const char *const kinds[] = { "@@id", "@@unique", "@@index", "@@fulltext" };
  g_autofree char *columns = crow_changes_join_columns (model, key->fields);

  return g_strdup_printf ("%s (%s)%s%s", kinds[key->kind], columns, key->detail != NULL ? " " : "",
                          key->detail != NULL ? key->detail : "");
}

/* Keys over several columns and indexes, which no row shows. */
static GHashTable *
list_keys (const CrowModel *model)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->fields->len > 1 || key->kind == CROW_KEY_INDEX || key->kind == CROW_KEY_FULLTEXT)
        g_hash_table_add (keys, describe_key (model, key));
    }
  return keys;
}

static void
add_key_words (GString *words, const CrowModel *model, GHashTable *others, const char *sign)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);
      g_autofree char *text = describe_key (model, key);

      if ((key->fields->len > 1 || key->kind == CROW_KEY_INDEX || key->kind == CROW_KEY_FULLTEXT) &&
          !g_hash_table_contains (others, text))
        g_string_append_printf (words, "%s%s %s", words->len > 0 ? ", " : "", sign, text);
    }
}

/* Its name, its keys. */
static void
mark_model (const CrowComparison *self,
            CrowModel *model,
            const CrowModel *mine,
            const CrowModel *other)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GHashTable) my_keys = NULL;
  g_autoptr (GHashTable) other_keys = NULL;

  if (self->is_mixed)
    return;
  my_keys = list_keys (mine);
  other_keys = list_keys (other);
  if (strcmp (mine->name, other->name) != 0)
    g_string_append_printf (words, "was %s", other->name);
  add_key_words (words, mine, other_keys, "+");
  add_key_words (words, other, my_keys, "−");
  if (words->len == 0)
    return;
  model->mark = CROW_MARK_CHANGED;
  model->change = g_strdup (words->str);
}

/* crow_comparison_mark_models: fields that only the second has are added to the picture. */
void
crow_comparison_mark_models (CrowComparison *self)
{
  guint n_first = self->first->models->len;
  g_autofree int *partners = g_new (int, n_first + 1);
  CrowPicture *picture = &self->picture;

  for (guint i = 0; i < n_first; i++)
    partners[i] = -1;
  for (guint i = 0; i < self->second->models->len; i++)
    if (picture->model_of_second[i] >= 0 && (guint) picture->model_of_second[i] < n_first)
      partners[picture->model_of_second[i]] = (int) i;
  for (guint i = 0; i < picture->schema->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (picture->schema, i);
      const CrowModel *other;

      if (i >= n_first || partners[i] < 0)
        {
          model->mark = (i < n_first) == self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
          continue;
        }
      other = crow_schema_get_model (self->second, (guint) partners[i]);
      mark_fields (self, i, other);
      mark_model (self, model, crow_schema_get_model (self->first, i), other);
    }
}
