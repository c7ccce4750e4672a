#include "crow-schema-item.h"

struct _CrowSchemaItem
{
  GObject parent_instance;
  CrowSchema *schema; /* (owned) (nullable) */
  guint index;
  guint group;
};

enum { PROP_0, PROP_SCHEMA, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowSchemaItem, crow_schema_item, G_TYPE_OBJECT)

static void
crow_schema_item_finalize (GObject *object)
{
  CrowSchemaItem *self = CROW_SCHEMA_ITEM (object);

  g_clear_pointer (&self->schema, crow_schema_unref);

  G_OBJECT_CLASS (crow_schema_item_parent_class)->finalize (object);
}

static void
crow_schema_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrowSchemaItem *self = CROW_SCHEMA_ITEM (object);

  switch (id)
    {
    case PROP_SCHEMA:
      g_value_set_pointer (value, self->schema);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_schema_item_class_init (CrowSchemaItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_schema_item_finalize;
  G_OBJECT_CLASS (klass)->get_property = crow_schema_item_get_property;
  properties[PROP_SCHEMA] = g_param_spec_pointer ("schema", NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                      G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
crow_schema_item_init (CrowSchemaItem *self)
{
}

static void
set_schema (CrowSchemaItem *self, CrowSchema *schema, guint group)
{
  crow_schema_ref (schema);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema;
  self->group = group;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCHEMA]);
}

/**
 * crow_schema_item_new:
 * @schema: what holds the model, relation or diagnostic
 * @index: its index there
 * @group: index of its colour, as crow_theme_get_group_color() takes it
 *
 * Returns: (transfer full): a row for a list
 */
CrowSchemaItem *
crow_schema_item_new (CrowSchema *schema, guint index, guint group)
{
  CrowSchemaItem *self = g_object_new (CROW_TYPE_SCHEMA_ITEM, NULL);

  self->schema = crow_schema_ref (schema);
  self->index = index;
  self->group = group;
  return self;
}

/**
 * crow_schema_item_get_schema:
 * @self: a row
 *
 * Returns: (transfer none): the schema, until the row is told of another
 */
CrowSchema *
crow_schema_item_get_schema (CrowSchemaItem *self)
{
  g_return_val_if_fail (CROW_IS_SCHEMA_ITEM (self), NULL);

  return self->schema;
}

/**
 * crow_schema_item_get_index:
 * @self: a row
 *
 * Returns: the index of what the row shows, in its schema
 */
guint
crow_schema_item_get_index (CrowSchemaItem *self)
{
  g_return_val_if_fail (CROW_IS_SCHEMA_ITEM (self), 0);

  return self->index;
}

/**
 * crow_schema_item_get_group:
 * @self: a row
 *
 * Returns: the index of the row's colour
 */
guint
crow_schema_item_get_group (CrowSchemaItem *self)
{
  g_return_val_if_fail (CROW_IS_SCHEMA_ITEM (self), 0);

  return self->group;
}

static void
append (GListStore *store, CrowSchema *schema, guint n, const guint *groups)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = n_old; i < n; i++)
    g_ptr_array_add (added, crow_schema_item_new (schema, i, groups != NULL ? groups[i] : 0));
  g_list_store_splice (store, n_old, 0, added->pdata, added->len);
}

/**
 * crow_schema_item_append:
 * @store: the first rows of @schema
 * @schema: the schema that they show
 * @n: how many rows it has in all
 * @n_more: at most so many are appended
 *
 * Appends the next rows: views take a while to build theirs, so that long lists come in parts.
 *
 * Returns: whether more are to come
 */
gboolean
crow_schema_item_append (GListStore *store, CrowSchema *schema, guint n, guint n_more)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (n_old < n)
    append (store, schema, MIN (n, n_old + n_more), NULL);
  return n_old + n_more < n;
}

/**
 * crow_schema_item_fill:
 * @store: a list of #CrowSchemaItem
 * @schema: (nullable): the schema to show; %NULL empties the list
 * @n: how many items it has
 * @groups: (nullable) (array length=n): colours by index
 *
 * Makes @store hold rows 0 to @n - 1 of @schema. Rows that exist are kept and told of @schema, so
 * that views keep their scroll position and their selection.
 */
void
crow_schema_item_fill (GListStore *store, CrowSchema *schema, guint n, const guint *groups)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (schema == NULL)
    n = 0;
  for (guint i = 0; i < MIN (n, n_old); i++)
    {
      g_autoptr (CrowSchemaItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      set_schema (item, schema, groups != NULL ? groups[i] : 0);
    }
  if (n_old > n)
    g_list_store_splice (store, n, n_old - n, NULL, 0);
  else if (n > n_old)
    append (store, schema, n, groups);
}
