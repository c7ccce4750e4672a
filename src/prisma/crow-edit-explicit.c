#include "crow-edit-private.h"

#include <string.h>

#include "crow-resolve-private.h"

/* One column of the hidden join table, and what the written model says of it. */
typedef struct
{
  const char *column;     /* static: A or B */
  const CrowModel *model; /* that it refers to */
  const CrowField *id;    /* the key that it refers to */
  const CrowField *list;  /* the list field of that model */
  CrowAstPlace place;     /* of the list field */
  char *relation;         /* (owned) name of the relation field */
  char *scalar;           /* (owned) name of the scalar field */
  char *native;           /* (owned) (nullable) `@db.Uuid` */
  char *name;             /* (owned) (nullable) relation name */
  char *constraint;       /* (owned) (nullable) of the foreign key; NULL: it has no name */
} Side;

typedef struct
{
  CrowPrisma *prisma;
  const CrowRelation *relation;
  const char *model; /* name of the new model */
  Side sides[2];     /* columns A and B */
  const CrowAst *ast;
  const char *indent;
  const char *newline;
} Writer;

static void
clear_side (Side *self)
{
  g_free (self->relation);
  g_free (self->scalar);
  g_free (self->native);
  g_free (self->name);
  g_free (self->constraint);
}

static const CrowField *
find_id (const CrowModel *model)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->kind == CROW_KEY_PRIMARY && key->fields->len == 1)
        return crow_model_get_field (model, g_array_index (key->fields, guint, 0));
    }
  return NULL;
}

/* The line of the block at @place that declares @field, into @place. */
static gboolean
find_line (const CrowAst *ast, CrowAstPlace *place, const CrowField *field)
{
  const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, place->block);

  for (guint i = block->first_field; i < block->first_field + block->n_fields; i++)
    {
      const CrowAstField *line = &g_array_index (ast->fields, CrowAstField, i);

      place->field = i;
      if (!line->is_recovered && crow_ast_equals (ast, line->name, field->name))
        return TRUE;
    }
  return FALSE;
}

/* `@db.Uuid` of the id, as written; NULL: the provider's own type. */
static char *
dup_native_type (const CrowAst *ast, const CrowAstField *line)
{
  for (guint i = line->first_attribute; i < line->first_attribute + line->n_attributes; i++)
    {
      const CrowAstAttribute *attribute = &g_array_index (ast->attributes, CrowAstAttribute, i);
      g_autofree char *name = crow_ast_dup (ast, attribute->name);

      if (strchr (name, '.') != NULL)
        return crow_ast_dup (ast, (CrowSpan){ attribute->span.start,
                                              crow_edit_trim_end (ast, attribute->span) });
    }
  return NULL;
}

/* `BlogPost` as a field is called: `blogPost`; `APIKey`: `apiKey`. */
static char *
make_field_name (const char *model)
{
  char *name = g_strdup (model);

  for (guint i = 0; g_ascii_isupper (name[i]); i++)
    if (i == 0 || !g_ascii_islower (name[i + 1]))
      name[i] = g_ascii_tolower (name[i]);
    else
      break;
  return name;
}

/* `post` and `id` as one name: `postId`, `blog_post_id`; `postId` alone says it all. */
static char *
make_scalar_name (const char *relation, const char *id)
{
  g_autofree char *capital = NULL;

  if (g_ascii_strncasecmp (id, relation, strlen (relation)) == 0 && strlen (id) > strlen (relation))
    return g_strdup (id);
  if (strchr (relation, '_') != NULL)
    return g_strconcat (relation, "_", id, NULL);
  capital = g_strdup (id);
  *capital = g_ascii_toupper (*capital);
  return g_strconcat (relation, capital, NULL);
}

/* @name, or with a number behind it that no name of @taken has. Becomes one of them. */
static char *
make_unique (GHashTable *taken, char *name)
{
  char *unique = g_strdup (name);

  for (guint i = 2; g_hash_table_contains (taken, unique); i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s%u", name, i);
    }
  g_free (name);
  g_hash_table_add (taken, g_strdup (unique));
  return unique;
}

/* A row of a self relation says "who is in A's list is B", so its fields are called as the lists
 * that lead there. */
static void
name_fields (Writer *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean is_self = self->sides[0].model == self->sides[1].model;

  for (guint i = 0; i < 2; i++)
    {
      Side *side = &self->sides[i];

      side->relation = make_unique (taken, is_self ? g_strdup (self->sides[1 - i].list->name)
                                                   : make_field_name (side->model->name));
    }
  for (guint i = 0; i < 2; i++)
    {
      Side *side = &self->sides[i];

      side->scalar = make_unique (taken, make_scalar_name (side->relation, side->id->name));
      if (is_self)
        side->name = g_strconcat (self->relation->name, "_", side->list->name, NULL);
      else
        side->name = g_strdup (self->relation->name);
    }
}

static gboolean
read_side (Writer *self, guint index, GError **error)
{
  const CrowSchema *schema = self->prisma->schema;
  const CrowRelation *relation = self->relation;
  Side *side = &self->sides[index];
  guint model = index == 0 ? relation->child : relation->parent;
  int list = index == 0 ? relation->child_field : relation->parent_field;
  const CrowAst *ast;
  CrowAstPlace id;

  side->column = index == 0 ? "A" : "B";
  side->model = crow_schema_get_model (schema, model);
  side->list = crow_model_get_field (side->model, (guint) list);
  side->id = find_id (side->model);
  side->place = g_array_index (self->prisma->model_places, CrowAstPlace, model);
  ast = g_ptr_array_index (self->prisma->asts, side->place.file);
  id = side->place;
  if (side->id == NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "%s: the model %s has no field with @id",
                   relation->id, side->model->name);
      return FALSE;
    }
  if (!find_line (ast, &side->place, side->list) || !find_line (ast, &id, side->id))
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
                   "%s: its lines cannot be read; put them right first", relation->id);
      return FALSE;
    }
  side->native = dup_native_type (ast, &g_array_index (ast->fields, CrowAstField, id.field));
  /* SQLite has no names for foreign keys, and without a provider nothing has. */
  if (schema->provider != CROW_PROVIDER_SQLITE && schema->provider != CROW_PROVIDER_NONE)
    side->constraint = crow_resolve_make_name (schema->provider, relation->join_table, NULL,
                                               index == 0 ? "_A_fkey" : "_B_fkey");
  return TRUE;
}

/* Column @from of the text at hand is @width wide: blanks up to there, and one more. */
static void
pad (GString *text, const char *written, glong width)
{
  for (glong n = g_utf8_strlen (written, -1); n <= width; n++)
    g_string_append_c (text, ' ');
}

static void
append_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    if (*value == '\n')
      g_string_append (text, "\\n");
    else if (*value == '\r')
      g_string_append (text, "\\r");
    else if (*value == '\t')
      g_string_append (text, "\\t");
    else
      {
        if (*value == '"' || *value == '\\')
          g_string_append_c (text, '\\');
        g_string_append_c (text, *value);
      }
  g_string_append_c (text, '"');
}

/* The actions that the hidden table has, written out. SQL Server takes no cascade along two ways to
 * one table, so that Prisma gives it none in a self relation. */
static const char *
get_action (const Writer *self)
{
  gboolean is_self = self->relation->child == self->relation->parent;

  return crow_action_get_name (is_self && self->prisma->schema->provider == CROW_PROVIDER_SQLSERVER
                                   ? CROW_ACTION_NO_ACTION
                                   : CROW_ACTION_CASCADE);
}

static void
append_relation (Writer *self, GString *text, const Side *side)
{
  g_string_append (text, "@relation(");
  if (side->name != NULL)
    {
      append_string (text, side->name);
      g_string_append (text, ", ");
    }
  g_string_append_printf (text, "fields: [%s], references: [%s], onDelete: %s, onUpdate: %s",
                          side->scalar, side->id->name, get_action (self), get_action (self));
  if (side->constraint != NULL)
    {
      g_string_append (text, ", map: ");
      append_string (text, side->constraint);
    }
  g_string_append_c (text, ')');
  if (side->model->is_ignored)
    g_string_append (text, " @ignore");
}

static void
append_scalar (GString *text, const Side *side)
{
  g_string_append_printf (text, "@map(\"%s\")", side->column);
  if (side->native != NULL)
    g_string_append_printf (text, " %s", side->native);
}

static void
append_fields (Writer *self, GString *text)
{
  glong name_width = 0, type_width = 0;

  for (guint i = 0; i < 2; i++)
    {
      const Side *side = &self->sides[i];

      name_width = MAX (name_width, g_utf8_strlen (side->scalar, -1));
      name_width = MAX (name_width, g_utf8_strlen (side->relation, -1));
      type_width = MAX (type_width, g_utf8_strlen (side->id->type, -1));
      type_width = MAX (type_width, g_utf8_strlen (side->model->name, -1));
    }
  for (guint i = 0; i < 4; i++)
    {
      const Side *side = &self->sides[i % 2];
      const char *name = i < 2 ? side->scalar : side->relation;
      const char *type = i < 2 ? side->id->type : side->model->name;

      g_string_append_printf (text, "%s%s", self->indent, name);
      pad (text, name, name_width);
      g_string_append (text, type);
      pad (text, type, type_width);
      if (i < 2)
        append_scalar (text, side);
      else
        append_relation (self, text, side);
      g_string_append (text, self->newline);
    }
}

/* `@@id([a, b], map: "_AToB_AB_pkey")`, with the name that the table's key or index has. */
static void
append_key (Writer *self,
            GString *text,
            const char *attribute,
            gboolean is_both,
            const char *suffix)
{
  g_autofree char *name = crow_resolve_make_name (self->prisma->schema->provider,
                                                  self->relation->join_table, NULL, suffix);

  g_string_append_printf (text, "%s%s([", self->indent, attribute);
  if (is_both)
    g_string_append_printf (text, "%s, ", self->sides[0].scalar);
  g_string_append_printf (text, "%s], map: ", self->sides[1].scalar);
  append_string (text, name);
  g_string_append_printf (text, ")%s", self->newline);
}

/* Prisma gives the hidden table a primary key on PostgreSQL and a unique index everywhere else. */
static void
append_attributes (Writer *self, GString *text)
{
  if (self->prisma->schema->provider == CROW_PROVIDER_POSTGRESQL)
    append_key (self, text, "@@id", TRUE, "_AB_pkey");
  else
    append_key (self, text, "@@unique", TRUE, "_AB_unique");
  append_key (self, text, "@@index", FALSE, "_B_index");
  g_string_append_printf (text, "%s@@map(", self->indent);
  append_string (text, self->relation->join_table);
  g_string_append_printf (text, ")%s", self->newline);
  if (self->relation->join_namespace == NULL)
    return;
  g_string_append_printf (text, "%s@@schema(", self->indent);
  append_string (text, self->relation->join_namespace);
  g_string_append_printf (text, ")%s", self->newline);
}

/* The new model, behind the later one of the two models where they share a file, else behind A's.
 */
static CrowTextEdit *
write_model (Writer *self)
{
  CrowAstPlace place = self->sides[0].place;
  CrowAstPlace other = self->sides[1].place;
  const CrowAst *ast = g_ptr_array_index (self->prisma->asts, place.file);
  guint block = other.file == place.file ? MAX (place.block, other.block) : place.block;
  CrowSpan line = g_array_index (ast->fields, CrowAstField, place.field).span;
  g_autofree char *indent = crow_edit_dup_indent (ast, line.start);
  g_autofree char *newline = crow_edit_dup_newline (ast, crow_edit_line_end (ast, line.start));
  g_autoptr (GString) text = g_string_new (newline);
  guint32 at;

  self->indent = indent;
  self->newline = newline;
  g_string_append_printf (text, "%smodel %s {%s", newline, self->model, newline);
  append_fields (self, text);
  g_string_append (text, newline);
  append_attributes (self, text);
  g_string_append_c (text, '}');
  at = crow_edit_line_end (ast, g_array_index (ast->blocks, CrowAstBlock, block).span.end - 1);
  return crow_text_edit_new (place.file, (CrowSpan){ at, at }, text->str);
}

/* The list becomes one of the new model; in a self relation its half gets a name of its own. */
static void
write_list (Writer *self, const Side *side, GPtrArray *text_edits)
{
  const CrowAst *ast = g_ptr_array_index (self->prisma->asts, side->place.file);
  const CrowAstField *line = &g_array_index (ast->fields, CrowAstField, side->place.field);
  const CrowAstAttribute *attribute = crow_ast_find_attribute (ast, line->first_attribute,
                                                               line->n_attributes, "relation");
  const CrowAstExpression *name;
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (text_edits, crow_text_edit_new (side->place.file, line->type, self->model));
  if (self->relation->child != self->relation->parent)
    return;
  name = crow_resolve_find_value (ast, attribute, "name", TRUE);
  append_string (text, side->name);
  g_ptr_array_add (text_edits, crow_text_edit_new (side->place.file, name->span, text->str));
}

static GPtrArray *
write_edits (Writer *self)
{
  GPtrArray *text_edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);

  for (guint i = 0; i < 2; i++)
    write_list (self, &self->sides[i], text_edits);
  g_ptr_array_add (text_edits, write_model (self));
  crow_edit_sort (text_edits);
  return text_edits;
}

static gboolean
is_taken (CrowPrisma *self, const char *name)
{
  for (guint i = 0; i < self->asts->len; i++)
    {
      const CrowAst *ast = g_ptr_array_index (self->asts, i);

      for (guint j = 0; j < ast->blocks->len; j++)
        {
          const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, j);

          /* datasources and generators have names of their own */
          if (block->kind <= CROW_AST_ENUM && crow_ast_equals (ast, block->name, name))
            return TRUE;
        }
    }
  return FALSE;
}

/* What begins a block. As a name it could be told from nothing: `model model {`. */
static gboolean
is_keyword (const char *name)
{
  static const char *const keywords[] = { "model",      "view",      "type", "enum",
                                          "datasource", "generator", NULL };

  return g_strv_contains (keywords, name);
}

/* As far as the grammar goes. */
static gboolean
is_grammatical (const char *name)
{
  g_autofree char *text = g_strconcat ("model ", name, " {\n  id Int\n}\n", NULL);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (CrowSourceFile) file = NULL;
  g_autoptr (CrowAst) ast = NULL;

  /* The grammar takes digits in front and dashes; validation does not. */
  if (!g_utf8_validate (name, -1, NULL) || g_ascii_isdigit (*name) || strchr (name, '-') != NULL)
    return FALSE;
  file = crow_source_file_new ("name.prisma", content);
  ast = crow_ast_parse (file, 0);
  return ast->diagnostics->len == 0 && ast->blocks->len == 1 &&
         crow_ast_equals (ast, g_array_index (ast->blocks, CrowAstBlock, 0).name, name);
}

/**
 * crow_prisma_explain_name:
 * @name: what may be one of a model
 *
 * Returns: (nullable): why a model may not be called so, after the name; %NULL: it may, as far as
 *   the name alone tells
 */
const char *
crow_prisma_explain_name (const char *name)
{
  if (is_keyword (name))
    return "is a word of the schema language: choose another name for the model";
  if (is_grammatical (name))
    return NULL;
  return "is no name for a model: it begins with a letter and has only letters, digits and _ in it";
}

/**
 * crow_prisma_is_name:
 * @name: what may be one
 *
 * Returns: whether a model may be called so, as far as the name alone tells
 */
gboolean
crow_prisma_is_name (const char *name)
{
  return crow_prisma_explain_name (name) == NULL;
}

static gboolean
check (CrowPrisma *self, const CrowRelation *relation, const char *model, GError **error)
{
  if (relation->kind != CROW_RELATION_MANY_TO_MANY)
    g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
                 "%s: this is no implicit many-to-many relation: its key is written already",
                 relation->id);
  else if (relation->join_table == NULL)
    g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
                 "%s: %s has no implicit many-to-many relations", relation->id,
                 crow_provider_get_display_name (self->schema->provider));
  else if (relation->child == relation->parent && relation->name == NULL)
    g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID,
                 "%s: a self relation needs a name; put it right first", relation->id);
  else if (!crow_prisma_is_name (model))
    g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "\"%s\" %s", model,
                 crow_prisma_explain_name (model));
  else if (is_taken (self, model))
    g_set_error (error, CROW_ERROR, CROW_ERROR_INVALID, "the schema has something called %s",
                 model);
  else
    return TRUE;
  return FALSE;
}

/**
 * crow_prisma_suggest_model:
 * @self: a schema
 * @id: of an implicit many-to-many relation
 *
 * Returns: (transfer full) (nullable): a name that the model of its join table could have and that
 *   nothing has: the relation's, else `CategoryOnPost`; %NULL: no such relation
 */
char *
crow_prisma_suggest_model (CrowPrisma *self, const char *id)
{
  int index = crow_schema_find_relation (self->schema, id);
  const CrowRelation *relation;
  g_autofree char *base = NULL;
  char *name;

  if (index < 0)
    return NULL;
  relation = crow_schema_get_relation (self->schema, (guint) index);
  if (relation->name != NULL && crow_prisma_is_name (relation->name))
    base = g_strdup (relation->name);
  else
    base = g_strconcat (crow_schema_get_model (self->schema, relation->child)->name, "On",
                        crow_schema_get_model (self->schema, relation->parent)->name, NULL);
  name = g_strdup (base);
  for (guint i = 2; is_taken (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s%u", base, i);
    }
  return name;
}

/**
 * crow_prisma_edit_explicit:
 * @self: a schema
 * @id: of an implicit many-to-many relation; either of its list fields
 * @model: what the model of its join table is to be called
 * @text_edits: (out) (optional) (transfer full) (element-type CrowTextEdit): the bytes that change,
 *   sorted by place, not overlapping
 * @error: %CROW_ERROR_UNKNOWN, no such relation; %CROW_ERROR_INVALID, it is none such, the name
 *   cannot be taken, or the schema would have more of Prisma's errors than it has
 *
 * Writes the hidden join table out as a model: the same table, columns, types, key, index and
 * constraint names, so that the database need not change and no row is lost; the actions are those
 * that were fixed. The two list fields become lists of the new model. Any thread.
 *
 * Returns: (transfer full) (nullable): the schema as edited
 */
CrowPrisma *
crow_prisma_edit_explicit (CrowPrisma *self,
                           const char *id,
                           const char *model,
                           GPtrArray **text_edits,
                           GError **error)
{
  int index = crow_schema_find_relation (self->schema, id);
  Writer writer = { self, NULL, model };
  g_autoptr (GPtrArray) written = NULL;
  CrowPrisma *after = NULL;

  if (index < 0)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "There is no relation %s", id);
      return NULL;
    }
  writer.relation = crow_schema_get_relation (self->schema, (guint) index);
  if (!check (self, writer.relation, model, error))
    return NULL;
  if (read_side (&writer, 0, error) && read_side (&writer, 1, error))
    {
      name_fields (&writer);
      written = write_edits (&writer);
      after = crow_edit_try (self, written, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (writer.sides); i++)
    clear_side (&writer.sides[i]);
  if (after != NULL && text_edits != NULL)
    *text_edits = g_steal_pointer (&written);
  return after;
}
