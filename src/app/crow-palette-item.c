#include "crow-palette-item.h"

#include <glib/gi18n.h>

#include "crow-words.h"

struct _CrowPaletteItem
{
  GObject parent_instance;
  CrowPaletteKind kind;
  char *title;  /* (owned) */
  char *detail; /* (owned) */
  char *name;   /* (owned) */
  char *field;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CrowPaletteItem, crow_palette_item, G_TYPE_OBJECT)

static void
crow_palette_item_finalize (GObject *object)
{
  CrowPaletteItem *self = CROW_PALETTE_ITEM (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->name);
  g_free (self->field);

  G_OBJECT_CLASS (crow_palette_item_parent_class)->finalize (object);
}

static void
crow_palette_item_class_init (CrowPaletteItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_palette_item_finalize;
}

static void
crow_palette_item_init (CrowPaletteItem *self)
{
}

static const char *
get_arity_mark (CrowArity arity)
{
  if (arity == CROW_ARITY_LIST)
    return "[]";
  return arity == CROW_ARITY_OPTIONAL ? "?" : "";
}

/* The namespace, then what else is to be said; either may be missing. */
static char *
join_detail (const CrowModel *model, const char *rest)
{
  const char *parts[3] = { NULL };
  guint n = 0;

  if (model->namespace_ != NULL)
    parts[n++] = model->namespace_;
  if (rest != NULL && *rest != '\0')
    parts[n++] = rest;
  return crow_words_list (parts);
}

static void
fill_model (CrowPaletteItem *self, const CrowModel *model)
{
  gboolean has_table = g_strcmp0 (model->table, model->name) != 0;

  self->kind = CROW_PALETTE_MODEL;
  self->title = g_strdup (model->name);
  self->detail = join_detail (model, has_table ? model->table : NULL);
  self->name = g_strdup (model->key);
}

static void
fill_field (CrowPaletteItem *self, const CrowModel *model, const CrowField *field)
{
  g_autofree char *type = g_strconcat (field->type, get_arity_mark (field->arity), NULL);

  self->kind = CROW_PALETTE_FIELD;
  /* Translators: a model, then one of its fields: "User · authorId" */
  self->title = g_strdup_printf (_ ("%s · %s"), model->name, field->name);
  self->detail = join_detail (model, type);
  self->name = g_strdup (model->key);
  self->field = g_strdup (field->name);
}

static void
fill_relation (CrowPaletteItem *self, const CrowSchema *schema, const CrowRelation *relation)
{
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
  const char *own = relation->constraint;
  g_autofree char *
      action = g_strdup_printf ("onDelete: %s",
                                crow_action_get_name (relation->clauses[CROW_EVENT_DELETE].action));

  if (relation->child_field >= 0)
    own = crow_model_get_field (child, (guint) relation->child_field)->name;
  self->kind = CROW_PALETTE_RELATION;
  self->title = own != NULL
                    /* Translators: a model, its relation, the model that it refers to */
                    ? g_strdup_printf (_ ("%s · %s → %s"), child->name, own, parent->name)
                    : g_strdup_printf ("%s → %s", child->name, parent->name);
  self->detail = join_detail (child, action);
  self->name = g_strdup (relation->id);
}

/**
 * crow_palette_item_new:
 * @schema: a schema
 * @match: something that a search has found in it
 *
 * Returns: (transfer full): a row for it
 */
CrowPaletteItem *
crow_palette_item_new (const CrowSchema *schema, const CrowSearchMatch *match)
{
  CrowPaletteItem *self = g_object_new (CROW_TYPE_PALETTE_ITEM, NULL);
  const CrowModel *model = crow_schema_get_model (schema, match->model);

  if (match->kind == CROW_MATCH_MODEL)
    fill_model (self, model);
  else if (match->kind == CROW_MATCH_FIELD)
    fill_field (self, model, crow_model_get_field (model, match->field));
  else
    fill_relation (self, schema, crow_schema_get_relation (schema, match->relation));
  return self;
}

/**
 * crow_palette_item_new_command:
 * @label: what it is called
 * @action: detailed name of an action
 * @key: (nullable): its key, for people
 *
 * Returns: (transfer full): a row for something to do
 */
CrowPaletteItem *
crow_palette_item_new_command (const char *label, const char *action, const char *key)
{
  CrowPaletteItem *self = g_object_new (CROW_TYPE_PALETTE_ITEM, NULL);

  self->kind = CROW_PALETTE_COMMAND;
  self->title = g_strdup (label);
  self->detail = g_strdup (key != NULL ? key : "");
  self->name = g_strdup (action);
  return self;
}

static int
find_field (const CrowModel *model, const char *name)
{
  for (guint i = 0; i < model->fields->len; i++)
    if (g_strcmp0 (crow_model_get_field (model, i)->name, name) == 0)
      return (int) i;
  return -1;
}

/**
 * crow_palette_item_renew:
 * @self: a row, no command
 * @schema: a schema
 *
 * Returns: (transfer full) (nullable): a row for the same thing as @schema has it
 */
CrowPaletteItem *
crow_palette_item_renew (CrowPaletteItem *self, const CrowSchema *schema)
{
  CrowSearchMatch match = { .kind = CROW_MATCH_MODEL };
  int index;

  if (self->kind == CROW_PALETTE_RELATION)
    {
      match.kind = CROW_MATCH_RELATION;
      index = crow_schema_find_relation (schema, self->name);
      if (index < 0)
        return NULL;
      match.relation = (guint) index;
      match.model = crow_schema_get_relation (schema, match.relation)->child;
      return crow_palette_item_new (schema, &match);
    }
  index = crow_schema_find_model_by_key (schema, self->name);
  if (index < 0)
    return NULL;
  match.model = (guint) index;
  if (self->kind == CROW_PALETTE_FIELD)
    {
      match.kind = CROW_MATCH_FIELD;
      index = find_field (crow_schema_get_model (schema, match.model), self->field);
      if (index < 0)
        return NULL;
      match.field = (guint) index;
    }
  return crow_palette_item_new (schema, &match);
}

/**
 * crow_palette_item_is_same:
 * @self: a row
 * @other: another
 *
 * Returns: whether both lead to the same
 */
gboolean
crow_palette_item_is_same (CrowPaletteItem *self, CrowPaletteItem *other)
{
  return self->kind == other->kind && g_strcmp0 (self->name, other->name) == 0 &&
         g_strcmp0 (self->field, other->field) == 0;
}

/**
 * crow_palette_item_get_kind:
 * @self: a row
 *
 * Returns: what it is
 */
CrowPaletteKind
crow_palette_item_get_kind (CrowPaletteItem *self)
{
  return self->kind;
}

/**
 * crow_palette_item_get_title:
 * @self: a row
 *
 * Returns: (transfer none): what it is called
 */
const char *
crow_palette_item_get_title (CrowPaletteItem *self)
{
  return self->title;
}

/**
 * crow_palette_item_get_detail:
 * @self: a row
 *
 * Returns: (transfer none): what else tells it from others; maybe empty
 */
const char *
crow_palette_item_get_detail (CrowPaletteItem *self)
{
  return self->detail;
}

/**
 * crow_palette_item_get_name:
 * @self: a row
 *
 * Returns: (transfer none): the key of the model (a field's, too), the id of the relation, the
 *   detailed name of the action
 */
const char *
crow_palette_item_get_name (CrowPaletteItem *self)
{
  return self->name;
}

/**
 * crow_palette_item_get_field:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the field's name
 */
const char *
crow_palette_item_get_field (CrowPaletteItem *self)
{
  return self->field;
}
