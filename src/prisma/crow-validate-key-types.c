#include "crow-validate-private.h"

/* What the field at @index of the key says; never NULL. */
const CrowCheckOption *
crow_check_option (const CrowCheckKey *key, guint index)
{
  return &g_array_index (key->options, CrowCheckOption, index);
}

gboolean
crow_check_has_length (const CrowCheckKey *key)
{
  for (guint i = 0; i < key->options->len; i++)
    if (crow_check_option (key, i)->length != CROW_CHECK_NO_LENGTH)
      return TRUE;
  return FALSE;
}

gboolean
crow_check_has_sort (const CrowCheckKey *key)
{
  for (guint i = 0; i < key->options->len; i++)
    if (crow_check_option (key, i)->sort != CROW_CHECK_UNSORTED)
      return TRUE;
  return FALSE;
}

const char *
crow_check_key_attribute (const CrowCheckKey *key)
{
  switch (key->kind)
    {
    case CROW_KEY_PRIMARY:
      return key->is_field ? "@id" : "@@id";
    case CROW_KEY_UNIQUE:
      return key->is_field ? "@unique" : "@@unique";
    case CROW_KEY_FULLTEXT:
      return "@@fulltext";
    default:
      return "@@index";
    }
}

/* `Error parsing attribute "@@index": …` over the key's attribute. */
void
crow_check_key_error (CrowCheck *self, const CrowCheckKey *key, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  crow_check_error (self, crow_check_attribute_span (self, key->attribute),
                    "Error parsing attribute \"%s\": %s", crow_check_key_attribute (key), message);
}

/* `length:` is for texts and bytes. */
static void
check_length_types (CrowCheck *self, const CrowCheckKey *key)
{
  if (!crow_provider_can (self->provider, CROW_CAN_PREFIX_LENGTH))
    return;
  for (guint i = 0; i < key->fields->len; i++)
    {
      const CrowCheckField *field = crow_check_field (self, g_array_index (key->fields, guint, i));

      if (crow_check_option (key, i)->length != CROW_CHECK_NO_LENGTH &&
          field->kind != CROW_CHECK_UNSUPPORTED && field->scalar != CROW_SCALAR_STRING &&
          field->scalar != CROW_SCALAR_BYTES)
        crow_check_key_error (self, key,
                              "The length argument is only allowed with field types `String` or "
                              "`Bytes`.");
    }
}

/* More than one @@fulltext, where the database has but one. */
static void
check_fulltext_count (CrowCheck *self, const CrowCheckModel *model)
{
  guint n_fulltext = 0;

  if (!crow_provider_can (self->provider, CROW_CAN_FULLTEXT) ||
      crow_provider_can (self->provider, CROW_CAN_FULLTEXT_OFTEN))
    return;
  for (guint i = 0; i < model->keys->len; i++)
    n_fulltext += g_array_index (model->keys, CrowCheckKey, i).kind == CROW_KEY_FULLTEXT;
  for (guint i = 0; i < model->keys->len && n_fulltext > 1; i++)
    {
      const CrowCheckKey *key = &g_array_index (model->keys, CrowCheckKey, i);

      if (key->kind == CROW_KEY_FULLTEXT)
        crow_check_key_error (self, key,
                              "The current connector only allows one fulltext attribute per "
                              "model");
    }
}

/* length: and sort: of a primary key, where there is one; and how many @@fulltext there are. */
void
crow_check_id_options (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  if (model->has_id && !crow_provider_can (self->provider, CROW_CAN_PREFIX_LENGTH) &&
      crow_check_has_length (&model->id))
    crow_check_key_error (self, &model->id,
                          "The length argument is not supported in the primary key with the "
                          "current connector");
  if (model->has_id && !crow_provider_can (self->provider, CROW_CAN_ID_SORT) &&
      crow_check_has_sort (&model->id))
    crow_check_key_error (self, &model->id,
                          "The sort argument is not supported in the primary key with the current "
                          "connector");
  check_fulltext_count (self, model);
}

static gboolean
check_clustering (CrowCheck *self, const CrowCheckKey *key)
{
  if (crow_provider_can (self->provider, CROW_CAN_CLUSTER))
    return TRUE;
  if (key->clustered != CROW_CHECK_UNSET)
    crow_check_key_error (self, key,
                          "Defining clustering is not supported in the current connector.");
  return FALSE;
}

/* length: and clustered: of a primary key. */
void
crow_check_id_clustering (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);
  const CrowCheckKey *key = &model->id;

  if (!model->has_id)
    return;
  check_length_types (self, key);
  if (check_clustering (self, key) && key->clustered != CROW_CHECK_FALSE && model->n_clustered > 0)
    crow_check_key_error (self, key, "A model can only hold one clustered index or id.");
}

static gboolean
has_algorithm (CrowProvider provider, CrowCheckAlgorithm algorithm)
{
  if (algorithm == CROW_CHECK_NO_ALGORITHM || algorithm == CROW_CHECK_BTREE)
    return TRUE;
  if (provider == CROW_PROVIDER_COCKROACHDB)
    return algorithm == CROW_CHECK_GIN;
  return provider == CROW_PROVIDER_POSTGRESQL;
}

static void
check_algorithm (CrowCheck *self, const CrowCheckKey *key)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);

  if (!has_algorithm (self->provider, key->algorithm))
    {
      crow_check_argument_span (self, key->attribute, "type", &span);
      crow_check_error (self, span,
                        "Error parsing attribute \"%s\": The given index type is not supported "
                        "with the current connector",
                        crow_check_key_attribute (key));
    }
  else if (key->algorithm == CROW_CHECK_HASH && crow_check_has_sort (key))
    crow_check_key_error (self, key, "Hash type does not support sort option.");
}

/* Whether the fields without sort: all stand together. */
static gboolean
is_bundled (const CrowCheckKey *key)
{
  gboolean has_text = FALSE, is_over = FALSE;

  for (guint i = 0; i < key->options->len; i++)
    {
      gboolean is_sorted = crow_check_option (key, i)->sort != CROW_CHECK_UNSORTED;

      if (is_over && !is_sorted)
        return FALSE;
      has_text |= !is_sorted;
      is_over |= has_text && is_sorted;
    }
  return TRUE;
}

static void
check_fulltext (CrowCheck *self, const CrowCheckKey *key)
{
  if (!crow_provider_can (self->provider, CROW_CAN_FULLTEXT))
    {
      crow_check_key_error (self, key,
                            "Defining fulltext indexes is not supported with the current "
                            "connector.");
      return;
    }
  if (crow_check_has_length (key))
    crow_check_key_error (self, key,
                          "The length argument is not supported in a @@fulltext attribute.");
  if (!crow_provider_can (self->provider, CROW_CAN_FULLTEXT_SORT) && crow_check_has_sort (key))
    crow_check_key_error (self, key,
                          "The sort argument is not supported in a @@fulltext attribute in the "
                          "current connector.");
  else if (crow_provider_can (self->provider, CROW_CAN_FULLTEXT_SORT) && !is_bundled (key))
    crow_check_key_error (self, key,
                          "All index fields must be listed adjacently in the fields argument.");
}

/* length:, type: and sort: of an index, and what @@fulltext may have. */
void
crow_check_index_options (CrowCheck *self, const CrowCheckKey *key)
{
  if (!crow_provider_can (self->provider, CROW_CAN_PREFIX_LENGTH) && crow_check_has_length (key))
    crow_check_key_error (self, key,
                          "The length argument is not supported in an index definition with the "
                          "current connector");
  check_algorithm (self, key);
  if (key->kind == CROW_KEY_FULLTEXT)
    check_fulltext (self, key);
}

static void
check_cluster_count (CrowCheck *self, const CrowCheckModel *model, const CrowCheckKey *key)
{
  if (!check_clustering (self, key) || key->clustered != CROW_CHECK_TRUE)
    return;
  if (model->has_id && model->id.clustered != CROW_CHECK_FALSE)
    crow_check_key_error (self, key, "A model can only hold one clustered index or key.");
  if (model->n_clustered > 1)
    crow_check_key_error (self, key, "A model can only hold one clustered index.");
}

static void
check_classes (CrowCheck *self, const CrowCheckKey *key)
{
  if (key->kind == CROW_KEY_INDEX)
    return;
  for (guint i = 0; i < key->options->len; i++)
    if (crow_check_option (key, i)->class != NULL)
      {
        crow_check_key_error (self, key,
                              "Operator classes can only be defined to fields in an @@index "
                              "attribute.");
        return;
      }
}

/* mongodb has no unique index over several fields with a composite one. */
static void
check_composites (CrowCheck *self, const CrowCheckKey *key)
{
  for (guint i = 0; i < key->fields->len && key->fields->len > 1; i++)
    {
      const CrowCheckField *field = crow_check_field (self, g_array_index (key->fields, guint, i));

      if (field->kind != CROW_CHECK_COMPOSITE || key->kind != CROW_KEY_UNIQUE)
        continue;
      crow_check_key_error (self, key,
                            "Prisma does not currently support composite types in compound unique "
                            "indices, please remove \"%s\" from the index. See "
                            "https://pris.ly/d/mongodb-composite-compound-indices for more details",
                            field->name);
      return;
    }
}

static void
check_partial (CrowCheck *self, const CrowCheckKey *key)
{
  CrowSpan span = crow_check_attribute_span (self, key->attribute);

  if (!key->is_partial)
    return;
  crow_check_argument_span (self, key->attribute, "where", &span);
  if (!crow_check_has_preview (self, "partialIndexes"))
    crow_check_error (self, span,
                      "Error parsing attribute \"%s\": Partial indexes are a preview feature. Add "
                      "\"partialIndexes\" to previewFeatures in your generator block.",
                      crow_check_key_attribute (key));
  else if (!crow_provider_can (self->provider, CROW_CAN_PARTIAL_INDEX))
    crow_check_error (self, span,
                      "Error parsing attribute \"%s\": Partial indexes (with a `where` clause) are "
                      "not supported by the current connector.",
                      crow_check_key_attribute (key));
}

/* clustered:, ops:, where: of an index, and what length: stands for. */
void
crow_check_index_clustering (CrowCheck *self, guint index, const CrowCheckKey *key)
{
  check_cluster_count (self, crow_check_model (self, index), key);
  check_classes (self, key);
  check_composites (self, key);
  check_partial (self, key);
  check_length_types (self, key);
}
