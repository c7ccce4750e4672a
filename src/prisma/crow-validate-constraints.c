#include "crow-validate-private.h"

#include <string.h>

/* A space of names, and what shares it. */
typedef enum {
  SPACE_GLOBAL_INDEX,
  SPACE_GLOBAL_FOREIGN_KEY,
  SPACE_GLOBAL_PRIMARY_INDEX,
  SPACE_GLOBAL_PRIMARY_FOREIGN_KEY,
  SPACE_MODEL_INDEX,
  SPACE_MODEL_PRIMARY_INDEX,
  SPACE_MODEL_ALL,
  N_SPACES,
} Space;

typedef struct
{
  const char *description; /* of a model's space: %s is the model */
  gboolean is_global;
  guint holds;  /* bits of CrowCheckNameKind: what counts in it */
  guint checks; /* bits of CrowCheckNameKind: what is told when it clashes there */
} SpaceFacts;

#define INDEX (1u << CROW_CHECK_NAME_INDEX)
#define RELATION (1u << CROW_CHECK_NAME_RELATION)
#define PRIMARY (1u << CROW_CHECK_NAME_PRIMARY_KEY)
#define DEFAULT (1u << CROW_CHECK_NAME_DEFAULT)

/* Prisma tells an index that clashes with a foreign key at the foreign key only. */
static const SpaceFacts space_facts[N_SPACES] = {
  [SPACE_GLOBAL_INDEX] = { "global for indexes and unique constraints", TRUE, INDEX, INDEX },
  [SPACE_GLOBAL_FOREIGN_KEY] = { "global for foreign keys", TRUE, RELATION, RELATION },
  [SPACE_GLOBAL_PRIMARY_INDEX] = { "global for primary key, indexes and unique constraints", TRUE,
                                   INDEX | PRIMARY, INDEX | PRIMARY },
  [SPACE_GLOBAL_PRIMARY_FOREIGN_KEY] = { "global for primary keys, foreign keys and default "
                                         "constraints",
                                         TRUE, RELATION | PRIMARY | DEFAULT,
                                         RELATION | PRIMARY | DEFAULT },
  [SPACE_MODEL_INDEX] = { "on model `%s` for indexes and unique constraints", FALSE, INDEX, INDEX },
  [SPACE_MODEL_PRIMARY_INDEX] = { "on model `%s` for primary key, indexes and unique constraints",
                                  FALSE, INDEX | PRIMARY, INDEX | PRIMARY },
  [SPACE_MODEL_ALL] = { "on model `%s` for primary key, indexes, unique constraints and foreign "
                        "keys",
                        FALSE, INDEX | RELATION | PRIMARY, RELATION | PRIMARY },
};

#define BIT(space) (1u << SPACE_##space)

/* Which spaces each database has. */
static const guint provider_spaces[] = {
  [CROW_PROVIDER_NONE] = 0,
  [CROW_PROVIDER_POSTGRESQL] = BIT (GLOBAL_PRIMARY_INDEX) | BIT (MODEL_ALL),
  [CROW_PROVIDER_COCKROACHDB] = BIT (MODEL_ALL),
  [CROW_PROVIDER_MYSQL] = BIT (GLOBAL_FOREIGN_KEY) | BIT (MODEL_INDEX),
  [CROW_PROVIDER_SQLITE] = BIT (GLOBAL_INDEX),
  [CROW_PROVIDER_SQLSERVER] = BIT (GLOBAL_PRIMARY_FOREIGN_KEY) | BIT (MODEL_PRIMARY_INDEX),
  [CROW_PROVIDER_MONGODB] = BIT (MODEL_INDEX),
};

struct _CrowCheckNames
{
  CrowCheckTable *counts[N_SPACES]; /* (nullable) owner and interned name to how often */
  CrowCheckTable *custom_names;     /* model and interned name, of `name:`, to how often */
};

static void
count (CrowCheckTable *counts, guint64 owner, const char *name)
{
  guint n = crow_check_table_get (counts, owner, GPOINTER_TO_SIZE (name));

  crow_check_table_set (counts, owner, GPOINTER_TO_SIZE (name), n + 1);
}

/* A global space is one a database schema, a model's one a model. */
static guint64
get_owner (const CrowCheck *self, Space space, guint model)
{
  const char *schema = crow_check_model (self, model)->schema;

  if (!space_facts[space].is_global)
    return model;
  return schema != NULL && *schema != '\0' ? GPOINTER_TO_SIZE (schema) : 0;
}

static void
count_name (const CrowCheck *self,
            CrowCheckNames *names,
            CrowCheckNameKind kind,
            guint model,
            const char *name,
            gboolean is_global)
{
  for (guint space = 0; space < N_SPACES; space++)
    {
      if ((provider_spaces[self->provider] & 1u << space) == 0 ||
          (space_facts[space].holds & 1u << kind) == 0 || space_facts[space].is_global != is_global)
        continue;
      count (names->counts[space], get_owner (self, space, model), name);
    }
}

/* Longest name in bytes, or 0. */
guint
crow_check_name_limit (const CrowCheck *self)
{
  return self->provider == CROW_PROVIDER_MONGODB ? 127
                                                 : crow_provider_get_name_limit (self->provider);
}

/* The scratch, cut so that @suffix fits: to bytes, back to a whole character. */
static const char *
make_default_name (const CrowCheck *self, const char *suffix)
{
  GString *parts = self->scratch;
  guint limit = crow_check_name_limit (self);
  gsize room = limit - strlen (suffix);

  if (limit > 0 && parts->len >= room)
    {
      while (room > 0 && ((guchar) parts->str[room] & 0xC0) == 0x80)
        room--;
      g_string_truncate (parts, room);
    }
  g_string_append (parts, suffix);
  return crow_check_words_intern (self->words, parts->str, parts->len);
}

/* Table and column into the scratch, joined by `_`. */
static void
start_name (const CrowCheck *self, guint model)
{
  g_string_assign (self->scratch, crow_check_table_name (crow_check_model (self, model)));
}

static void
append_column (const CrowCheck *self, guint field)
{
  g_string_append_c (self->scratch, '_');
  g_string_append (self->scratch, crow_check_column (crow_check_field (self, field)));
}

static void
join_columns (const CrowCheck *self, guint model, const CrowCheckList *fields)
{
  start_name (self, model);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    append_column (self, g_array_index (fields, guint, i));
}

static gboolean
has_named_primary_keys (CrowProvider provider)
{
  return provider == CROW_PROVIDER_POSTGRESQL || provider == CROW_PROVIDER_COCKROACHDB ||
         provider == CROW_PROVIDER_SQLSERVER;
}

/* Name of a key or index in the database, interned; NULL: it has none. (nullable) */
static const char *
make_key_name (const CrowCheck *self, guint model, const CrowCheckKey *key)
{
  if (key->kind == CROW_KEY_PRIMARY && !has_named_primary_keys (self->provider))
    return NULL;
  if (key->mapped != NULL)
    return key->mapped;
  join_columns (self, model, key->kind == CROW_KEY_PRIMARY ? NULL : key->fields);
  switch (key->kind)
    {
    case CROW_KEY_PRIMARY:
      return make_default_name (self, "_pkey");
    case CROW_KEY_UNIQUE:
      return make_default_name (self, "_key");
    default:
      return make_default_name (self, "_idx");
    }
}

/* Name of the foreign key of a relation that is no many-to-many, interned. */
static const char *
make_relation_name (const CrowCheck *self, const CrowCheckRelation *relation)
{
  const CrowCheckField *field = relation->field_a != CROW_AST_NONE
                                    ? crow_check_field (self, relation->field_a)
                                    : NULL;
  const CrowCheckList *fields = field != NULL ? field->ends->fields : NULL;

  if (field != NULL && field->ends->constraint != NULL)
    return field->ends->constraint;
  join_columns (self, relation->model_a, fields);
  if (fields == NULL || fields->len == 0)
    g_string_append_c (self->scratch, '_');
  return make_default_name (self, "_fkey");
}

/* Name of the constraint of a field's default, on sqlserver, interned. */
const char *
crow_check_default_constraint (const CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  if (field->extra->default_name != NULL)
    return field->extra->default_name;
  start_name (self, field->model);
  append_column (self, index);
  return make_default_name (self, "_df");
}

static void
count_defaults (const CrowCheck *self, CrowCheckNames *names, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    if (crow_check_field (self, i)->extra->default_value != CROW_AST_NONE)
      {
        const char *name = crow_check_default_constraint (self, i);

        count_name (self, names, CROW_CHECK_NAME_DEFAULT, index, name, TRUE);
      }
}

static void
count_key (const CrowCheck *self, CrowCheckNames *names, guint model, CrowCheckKey *key)
{
  CrowCheckNameKind kind = key->kind == CROW_KEY_PRIMARY ? CROW_CHECK_NAME_PRIMARY_KEY
                                                         : CROW_CHECK_NAME_INDEX;
  const char *name = key->in_database = make_key_name (self, model, key);

  if (name != NULL)
    {
      count_name (self, names, kind, model, name, TRUE);
      count_name (self, names, kind, model, name, FALSE);
    }
  if (key->name != NULL)
    count (names->custom_names, model, key->name);
}

/* Counts a foreign key: in global spaces, and in those of the model that has it; where only the
 * list is there, Prisma counts it to the model of the list. A view has no spaces. */
static void
count_relation (const CrowCheck *self, CrowCheckNames *names, CrowCheckRelation *relation)
{
  const char *name = relation->in_database = make_relation_name (self, relation);
  guint owner = relation->field_a != CROW_AST_NONE ? relation->model_a : relation->model_b;

  count_name (self, names, CROW_CHECK_NAME_RELATION, relation->model_a, name, TRUE);
  if (crow_check_model (self, owner)->kind != CROW_AST_VIEW)
    count_name (self, names, CROW_CHECK_NAME_RELATION, owner, name, FALSE);
}

/* Counts every name of the schema. */
CrowCheckNames *
crow_check_names_new (CrowCheck *self)
{
  CrowCheckNames *names = g_new0 (CrowCheckNames, 1);

  for (guint space = 0; space < N_SPACES; space++)
    if ((provider_spaces[self->provider] & 1u << space) != 0)
      names->counts[space] = crow_check_table_new ();
  names->custom_names = crow_check_table_new ();
  for (guint i = 0; i < self->models->len; i++)
    {
      CrowCheckModel *model = crow_check_model (self, i);

      if (model->has_id)
        count_key (self, names, i, &model->id);
      for (guint j = 0; j < model->keys->len; j++)
        count_key (self, names, i, &g_array_index (model->keys, CrowCheckKey, j));
      if (self->provider == CROW_PROVIDER_SQLSERVER)
        count_defaults (self, names, i);
    }
  for (guint i = 0; i < self->relations->len; i++)
    {
      CrowCheckRelation *relation = &g_array_index (self->relations, CrowCheckRelation, i);

      if (relation->kind != CROW_CHECK_IMPLICIT && relation->kind != CROW_CHECK_EMBEDDED)
        count_relation (self, names, relation);
    }
  return names;
}

void
crow_check_names_free (CrowCheckNames *self)
{
  if (self == NULL)
    return;
  for (guint space = 0; space < N_SPACES; space++)
    crow_check_table_free (self->counts[space]);
  crow_check_table_free (self->custom_names);
  g_free (self);
}

static void
tell_clash (CrowCheck *self,
            const SpaceFacts *facts,
            guint model,
            const char *name,
            const char *attribute,
            CrowSpan span)
{
  g_autoptr (GString) description = g_string_new (facts->description);

  g_string_replace (description, "%s", crow_check_model (self, model)->name, 1);
  crow_check_error (self, span,
                    "Error parsing attribute \"%s\": The given constraint name `%s` has to be "
                    "unique in the following namespace: %s. Please provide a different name using "
                    "the `map` argument.",
                    attribute, name, description->str);
}

/* See the header: global spaces first, then the model's. */
void
crow_check_name_clashes (CrowCheck *self,
                         CrowCheckNames *names,
                         CrowCheckNameKind kind,
                         guint model,
                         const char *name,
                         const char *attribute,
                         CrowSpan span)
{
  for (guint space = 0; space < N_SPACES; space++)
    {
      if ((provider_spaces[self->provider] & 1u << space) == 0 ||
          (space_facts[space].checks & 1u << kind) == 0)
        continue;
      if (crow_check_table_get (names->counts[space], get_owner (self, space, model),
                                GPOINTER_TO_SIZE (name)) > 1)
        tell_clash (self, &space_facts[space], model, name, attribute, span);
    }
}

gboolean
crow_check_custom_name_clashes (CrowCheckNames *names, guint model, const char *name)
{
  return crow_check_table_get (names->custom_names, model, GPOINTER_TO_SIZE (name)) > 1;
}

/* @attribute: "@@index". */
void
crow_check_name_length (CrowCheck *self,
                        guint model,
                        const char *name,
                        const char *attribute,
                        CrowSpan span)
{
  guint limit = crow_check_name_limit (self);

  if (name == NULL || limit == 0 || strlen (name) <= limit)
    return;
  crow_check_error (self, span,
                    "Error validating model \"%s\": The constraint name '%s' specified in the "
                    "`map` "
                    "argument for the `%s` constraint is too long for your chosen provider. The "
                    "maximum allowed length is %u bytes.",
                    crow_check_model (self, model)->name, name, attribute, limit);
}

CrowSpan
crow_check_attribute_span (const CrowCheck *self, guint attribute)
{
  return g_array_index (crow_check_ast (self)->attributes, CrowAstAttribute, attribute).reported;
}

gboolean
crow_check_argument_span (const CrowCheck *self, guint attribute, const char *name, CrowSpan *span)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstArgument *argument = crow_ast_find_argument (ast,
                                                            &g_array_index (ast->attributes,
                                                                            CrowAstAttribute,
                                                                            attribute),
                                                            name, FALSE);

  if (argument == NULL)
    return FALSE;
  *span = argument->span;
  return TRUE;
}
