#include "crow-validate-private.h"

#include <string.h>

/* How the message about an unknown preview feature begins. */
#define UNKNOWN_FEATURE "The preview feature \""

#define FEW_FIELDS 16u /* so many are looked through as they are */

const CrowCheckEnds crow_check_no_ends = { 0 };
const CrowCheckExtra crow_check_no_extra = { .default_value = CROW_AST_NONE };

static void
clear_model (gpointer data)
{
  CrowCheckModel *model = data;

  g_clear_pointer (&model->keys, g_array_unref);
}

/* Keeps a diagnostic, and what of the syntax it is about. */
static void
tell (CrowCheck *self, GArray *list, CrowSeverity severity, CrowSpan span, char *message)
{
  CrowCheckProblem problem = { .line = CROW_AST_NONE, .block = CROW_AST_NONE };

  problem.diagnostic = crow_diagnostic_new (severity, CROW_RULE_PRISMA, self->file, span, message);
  if (self->at_model != CROW_AST_NONE)
    {
      problem.block_file = crow_check_model (self, self->at_model)->file;
      problem.block = crow_check_model (self, self->at_model)->block;
    }
  if (self->at_field != CROW_AST_NONE)
    problem.line = crow_check_field (self, self->at_field)->span.start;
  g_array_append_val (list, problem);
}

/* The diagnostics that follow are about this model and field; file too, if there is a model. */
void
crow_check_at (CrowCheck *self, guint model, guint field)
{
  self->at_model = model;
  self->at_field = field;
  if (model != CROW_AST_NONE)
    self->file = crow_check_model (self, model)->file;
}

void
crow_check_error (CrowCheck *self, CrowSpan span, const char *format, ...)
{
  va_list arguments;
  char *message;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  tell (self, self->errors, CROW_SEVERITY_ERROR, span, message);
  self->n_stopping++;
}

void
crow_check_warning (CrowCheck *self, CrowSpan span, const char *format, ...)
{
  va_list arguments;
  char *message;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  tell (self, self->warnings, CROW_SEVERITY_WARNING, span, message);
}

const char *
crow_check_intern (CrowCheck *self, const char *text)
{
  return crow_check_words_intern (self->words, text, strlen (text));
}

const char *
crow_check_intern_span (CrowCheck *self, CrowSpan span)
{
  const char *text = crow_check_ast (self)->text;

  return crow_check_words_intern (self->words, text + span.start, span.end - span.start);
}

CrowCheckExtra *
crow_check_extra (CrowCheck *self, CrowCheckField *field)
{
  if (field->extra == &crow_check_no_extra)
    {
      field->extra = crow_arena_alloc (self->arena, sizeof (CrowCheckExtra));
      *field->extra = crow_check_no_extra;
    }
  return field->extra;
}

/* What @array holds, elements of @size bytes, to be read until the end of the check: there are many
 * of these lists, nearly all of one element. */
const CrowCheckList *
crow_check_keep (CrowCheck *self, const GArray *array, gsize size)
{
  CrowCheckList *list = crow_arena_alloc (self->arena, sizeof *list + array->len * size);

  list->data = list + 1;
  list->len = array->len;
  if (array->len > 0)
    memcpy (list->data, array->data, array->len * size);
  return list;
}

/* Block @index of the current file as Prisma reads it: with the fields of the blocks behind it that
 * it counts to this one, which is not closed. */
CrowAstBlock
crow_check_block (const CrowCheck *self, guint index)
{
  const GArray *blocks = crow_check_ast (self)->blocks;
  CrowAstBlock block = g_array_index (blocks, CrowAstBlock, index);

  for (guint i = index + 1; i < blocks->len; i++)
    {
      const CrowAstBlock *other = &g_array_index (blocks, CrowAstBlock, i);

      if (other->seen_as != index)
        break;
      block.span.end = other->span.end;
      if (block.n_fields == 0)
        block.first_field = other->first_field;
      if (other->first_field == block.first_field + block.n_fields)
        block.n_fields += other->n_fields;
    }
  return block;
}

static gboolean
name_in_table (CrowCheck *self, guint model, const char *name, guint field)
{
  return crow_check_table_set (self->field_by_name, model, GPOINTER_TO_SIZE (name), field + 1) == 0;
}

/* The last of the @n fields from @first that bears @name, or CROW_AST_NONE. */
static guint
find_among (const CrowCheck *self, guint first, guint n, const char *name)
{
  for (guint i = first + n; i > first; i--)
    if (crow_check_field (self, i - 1)->name == name)
      return i - 1;
  return CROW_AST_NONE;
}

/* FALSE: the model had a field of that name; the new one, its last, takes its place. */
gboolean
crow_check_name_field (CrowCheck *self, guint model, const char *name, guint field)
{
  guint first = crow_check_model (self, model)->first_field;
  guint n = field - first;

  if (crow_check_model (self, model)->kind == CROW_AST_ENUM)
    return name_in_table (self, model, name, field);
  if (n < FEW_FIELDS)
    return find_among (self, first, n, name) == CROW_AST_NONE;
  for (guint i = first; n == FEW_FIELDS && i < field; i++)
    name_in_table (self, model, crow_check_field (self, i)->name, i);
  return name_in_table (self, model, name, field);
}

/* The field of that (interned) name, or CROW_AST_NONE. An enum: its value. */
guint
crow_check_find_field (const CrowCheck *self, guint model, const char *name)
{
  const CrowCheckModel *owner = crow_check_model (self, model);
  guint found;

  if (owner->kind != CROW_AST_ENUM && owner->n_fields <= FEW_FIELDS)
    return find_among (self, owner->first_field, owner->n_fields, name);
  found = crow_check_table_get (self->field_by_name, model, GPOINTER_TO_SIZE (name));
  return found > 0 ? found - 1 : CROW_AST_NONE;
}

const char *
crow_check_container (const CrowCheckModel *model)
{
  return model->kind == CROW_AST_VIEW ? "view" : "model";
}

char *
crow_check_join (const CrowCheck *self, const CrowCheckList *fields, const char *separator)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? separator : "",
                            crow_check_field (self, g_array_index (fields, guint, i))->name);
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* Does @list begin with exactly the fields of @head? */
gboolean
crow_check_begins (const CrowCheckList *list, const CrowCheckList *head)
{
  for (guint i = 0; i < head->len; i++)
    if (i >= list->len || g_array_index (list, guint, i) != g_array_index (head, guint, i))
      return FALSE;
  return TRUE;
}

const char *
crow_check_column (const CrowCheckField *field)
{
  return field->mapped != NULL ? field->mapped : field->name;
}

const char *
crow_check_table_name (const CrowCheckModel *model)
{
  return model->mapped != NULL ? model->mapped : model->name;
}

static guint
count_fields (const CrowPrisma *prisma)
{
  guint n = 0;

  for (guint i = 0; i < prisma->asts->len; i++)
    n += ((const CrowAst *) g_ptr_array_index (prisma->asts, i))->fields->len;
  return n;
}

static void
init_check (CrowCheck *self, CrowPrisma *prisma)
{
  *self = (CrowCheck){
    .prisma = prisma, .schema = prisma->schema, .at_model = CROW_AST_NONE, .at_field = CROW_AST_NONE
  };
  self->words = crow_check_words_new ();
  self->scratch = g_string_new (NULL);
  self->arena = crow_arena_new ();
  self->scratch_fields = g_array_new (FALSE, FALSE, sizeof (guint));
  self->scratch_options = g_array_new (FALSE, FALSE, sizeof (CrowCheckOption));
  self->models = g_array_new (FALSE, FALSE, sizeof (CrowCheckModel));
  g_array_set_clear_func (self->models, clear_model);
  self->fields = g_array_sized_new (FALSE, FALSE, sizeof (CrowCheckField), count_fields (prisma));
  self->relations = g_array_new (FALSE, FALSE, sizeof (CrowCheckRelation));
  self->model_by_name = g_hash_table_new (NULL, NULL);
  self->field_by_name = crow_check_table_new ();
  self->extensions = g_array_new (FALSE, FALSE, sizeof (guint));
  self->schemas = g_hash_table_new (NULL, NULL);
  self->preview_features = g_hash_table_new (NULL, NULL);
  self->visit_entries = g_array_new (FALSE, FALSE, sizeof (CrowVisitEntry));
  self->visit_arguments = g_array_new (FALSE, FALSE, sizeof (guint));
  self->unknown_defaults = g_array_new (FALSE, FALSE, sizeof (guint));
  self->errors = g_array_new (FALSE, FALSE, sizeof (CrowCheckProblem));
  self->warnings = g_array_new (FALSE, FALSE, sizeof (CrowCheckProblem));
}

static void
clear_check (CrowCheck *self)
{
  g_array_unref (self->models);
  g_array_unref (self->fields);
  g_array_unref (self->relations);
  g_hash_table_unref (self->model_by_name);
  g_clear_pointer (&self->model_by_lower_name, g_hash_table_unref);
  crow_check_table_free (self->field_by_name);
  crow_check_table_free (self->groups);
  g_hash_table_unref (self->keys_by_first);
  g_hash_table_unref (self->keys_by_least);
  g_array_unref (self->extensions);
  g_clear_pointer (&self->native_types, g_hash_table_unref);
  g_array_unref (self->unknown_defaults);
  g_hash_table_unref (self->schemas);
  g_hash_table_unref (self->preview_features);
  g_array_unref (self->visit_entries);
  g_array_unref (self->visit_arguments);
  crow_check_words_free (self->words);
  g_string_free (self->scratch, TRUE);
  g_array_unref (self->scratch_fields);
  g_array_unref (self->scratch_options);
  crow_arena_unref (self->arena);
  g_array_unref (self->warnings);
}

static void
add_syntax_errors (CrowCheck *self)
{
  for (guint i = 0; i < self->prisma->asts->len; i++)
    {
      const CrowAst *ast = g_ptr_array_index (self->prisma->asts, i);

      for (guint j = 0; j < ast->diagnostics->len; j++)
        {
          const CrowDiagnostic *error = g_ptr_array_index (ast->diagnostics, j);

          self->file = error->location.file;
          crow_check_error (self, error->location.span, "%s", error->message);
        }
    }
}

/* What Prisma looks at only in a schema without an error so far. */
static void
check_whole (CrowCheck *self)
{
  g_autoptr (CrowCheckNames) names = crow_check_names_new (self);

  crow_check_types_supported (self);
  crow_check_unknown_defaults (self);
  crow_check_datasource (self);
  crow_check_database_names (self);
  if (!crow_check_models (self, names))
    return;
  crow_check_enums (self);
  crow_check_relations (self, names);
}

/**
 * crow_prisma_validate:
 * @self: a schema whose files are parsed
 *
 * Finds Prisma's own errors and then its warnings, in the stages and the order of Prisma's
 * validator: syntax, names, types, attributes, configuration; and where all of these are well, what
 * the schema means. It wants the syntax alone, so it runs before the names are resolved: what it
 * takes is given back when the schema is made.
 *
 * Returns: (transfer full) (element-type CrowCheckProblem): for crow_prisma_add_problems()
 */
GArray *
crow_prisma_validate (CrowPrisma *self)
{
  CrowCheck check;

  init_check (&check, self);
  add_syntax_errors (&check);
  crow_check_names (&check);
  crow_check_types (&check);
  crow_check_attributes (&check);
  crow_check_index_keys (&check);
  crow_check_infer_relations (&check);
  crow_check_configuration (&check);
  if (check.n_stopping == 0)
    check_whole (&check);
  g_array_append_vals (check.errors, check.warnings->data, check.warnings->len);
  clear_check (&check);
  return check.errors;
}

/**
 * crow_prisma_is_error:
 * @diagnostic: one of a schema's
 *
 * Prisma's errors are, but for a preview feature that Prisma 7 does not know: schemas of older
 * releases name such and are whole otherwise. Our own rules judge a schema that is valid.
 *
 * Returns: whether the schema is damaged by it
 */
gboolean
crow_prisma_is_error (const CrowDiagnostic *diagnostic)
{
  return diagnostic->severity == CROW_SEVERITY_ERROR &&
         g_str_equal (diagnostic->rule, CROW_RULE_PRISMA) &&
         !g_str_has_prefix (diagnostic->message, UNKNOWN_FEATURE);
}

/**
 * crow_prisma_is_valid:
 * @self: a schema
 *
 * Returns: whether it has no error as crow_prisma_is_error() counts them
 */
gboolean
crow_prisma_is_valid (CrowPrisma *self)
{
  for (guint i = 0; i < self->schema->diagnostics->len; i++)
    if (crow_prisma_is_error (g_ptr_array_index (self->schema->diagnostics, i)))
      return FALSE;
  return TRUE;
}
