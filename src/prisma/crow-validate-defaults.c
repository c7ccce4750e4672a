#include "crow-validate-private.h"

#include <string.h>

/* What a function in @default takes. */
typedef enum {
  TAKES_NOTHING,
  TAKES_NUMBER, /* or nothing */
  TAKES_STRING, /* or nothing */
} Takes;

typedef struct
{
  const char *name;
  guint scalars; /* bits of CrowScalar: fields that may have it; 0: all */
  Takes takes;
  gboolean is_for_types; /* may stand on a composite type's field */
  guint low, high;       /* of the number; only @low and @high where @is_choice */
  gboolean is_choice;
  const char *range; /* how the error says it */
} Function;

#define BIT(scalar) (1u << CROW_SCALAR_##scalar)

static const Function functions[] = {
  { "autoincrement", BIT (INT) | BIT (BIG_INT), TAKES_NOTHING, FALSE, 0, 0, FALSE, NULL },
  { "cuid", BIT (STRING), TAKES_NUMBER, TRUE, 1, 2, TRUE, "which is either 1 or 2" },
  { "ulid", BIT (STRING), TAKES_NOTHING, TRUE, 0, 0, FALSE, NULL },
  { "uuid", BIT (STRING), TAKES_NUMBER, TRUE, 4, 7, TRUE, "which is either 4 or 7" },
  { "nanoid", BIT (STRING), TAKES_NUMBER, FALSE, 2, 255, FALSE, "between 2 and 255" },
  { "now", BIT (DATE_TIME), TAKES_NOTHING, TRUE, 0, 0, FALSE, NULL },
  { "auto", 0, TAKES_NOTHING, FALSE, 0, 0, FALSE, NULL },
  { "dbgenerated", BIT (STRING), TAKES_STRING, FALSE, 0, 0, FALSE, NULL },
};

/* A @default under examination. */
typedef struct
{
  CrowVisit *visit;
  CrowCheck *check;
  guint field;
  guint value; /* into the ast's expressions */
  const CrowAstExpression *node;
  const char *name;      /* (nullable) map: */
  gboolean is_composite; /* on a field of a composite type */
} Default;

static const CrowCheckField *
get_field (const Default *self)
{
  return crow_check_field (self->check, self->field);
}

static const Function *
find_function (const Default *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (crow_ast_equals (crow_check_ast (self->check), self->node->name, functions[i].name))
      return &functions[i];
  return NULL;
}

static guint
count_arguments (const Default *self)
{
  const CrowAst *ast = crow_check_ast (self->check);
  guint n_arguments = 0;

  for (guint i = self->node->first_argument; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    n_arguments++;
  return n_arguments;
}

/* Value of the function's first argument; NULL: it has none. */
static const CrowAstExpression *
get_first_value (const Default *self)
{
  const CrowAst *ast = crow_check_ast (self->check);

  if (self->node->first_argument == CROW_AST_NONE)
    return NULL;
  return crow_ast_get_expression (ast, g_array_index (ast->arguments, CrowAstArgument,
                                                      self->node->first_argument)
                                           .value);
}

/* A byte's worth of digits within the function's range. */
static gboolean
is_in_range (const Default *self, const Function *function, const CrowAstExpression *argument)
{
  g_autofree char *text = crow_ast_dup (crow_check_ast (self->check), argument->span);
  guint64 number;

  if (strspn (text, "0123456789") != strlen (text) ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT8, &number, NULL))
    return FALSE;
  if (function->is_choice)
    return number == function->low || number == function->high;
  return number >= function->low && number <= function->high;
}

/* Told twice where there are too many and the first is wrong: so does Prisma. */
static gboolean
check_number_argument (Default *self, const Function *function)
{
  const CrowAstExpression *argument = get_first_value (self);

  if (count_arguments (self) > 1)
    crow_visit_error (self->visit, "`%s()` takes a single Int argument.", function->name);
  if (argument == NULL)
    return TRUE;
  if (argument->kind != CROW_AST_NUMBER)
    crow_visit_error (self->visit, "`%s()` takes a single Int argument.", function->name);
  else if (!is_in_range (self, function, argument))
    crow_visit_error (self->visit,
                      "`%s()` takes either no argument, or a single integer argument %s.",
                      function->name, function->range);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_string_argument (Default *self)
{
  const CrowAstExpression *argument = get_first_value (self);

  if (count_arguments (self) > 1)
    crow_visit_error (self->visit, "`dbgenerated()` takes a single String argument");
  if (argument == NULL)
    return TRUE;
  if (argument->kind != CROW_AST_STRING)
    crow_visit_error (self->visit, "`dbgenerated()` takes a single String argument");
  else if (argument->span.end - argument->span.start == 2)
    crow_visit_error (self->visit, "dbgenerated() takes either no argument, or a single nonempty "
                                   "string argument.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_arguments (Default *self, const Function *function)
{
  if (function->takes == TAKES_NUMBER)
    return check_number_argument (self, function);
  if (function->takes == TAKES_STRING)
    return check_string_argument (self);
  if (self->node->first_argument == CROW_AST_NONE)
    return TRUE;
  if (g_str_equal (function->name, "auto"))
    crow_visit_error (self->visit, "`auto()` takes no arguments");
  else
    crow_visit_error (self->visit,
                      "The `%s` function does not take any argument. Consider changing this "
                      "default to `%s()`.",
                      function->name, function->name);
  return FALSE;
}

static gboolean
check_unknown_function (Default *self)
{
  if (self->is_composite)
    {
      g_autofree char *name = crow_ast_dup (crow_check_ast (self->check), self->node->name);

      crow_check_error (self->check, self->node->span,
                        "Unknown function in @default(): `%s` is not known. You can read about the "
                        "available functions here: https://pris.ly/d/attribute-functions",
                        name);
      return FALSE;
    }
  g_array_append_val (self->check->unknown_defaults, self->field);
  return TRUE;
}

static gboolean
check_function (Default *self)
{
  const Function *function = find_function (self);
  CrowScalar scalar = get_field (self)->scalar;

  if (function == NULL)
    return check_unknown_function (self);
  if (self->is_composite &&
      (g_str_equal (function->name, "autoincrement") || g_str_equal (function->name, "auto")))
    {
      crow_visit_error (self->visit, "The function `%s()` is not supported on composite fields.",
                        function->name);
      return FALSE;
    }
  if (self->name != NULL && g_str_equal (function->name, "autoincrement"))
    {
      crow_visit_error (self->visit, "Naming an autoincrement default value is not allowed.");
      return FALSE;
    }
  if ((function->scalars != 0 && (function->scalars & 1u << scalar) == 0) ||
      (self->is_composite && !function->is_for_types))
    {
      crow_visit_error (self->visit, "The function `%s()` cannot be used on fields of type `%s`.",
                        function->name, crow_scalar_get_name (scalar));
      return FALSE;
    }
  return check_arguments (self, function);
}

static gboolean
may_be (CrowScalar scalar, CrowAstExpressionKind kind)
{
  switch (scalar)
    {
    case CROW_SCALAR_STRING:
    case CROW_SCALAR_JSON:
    case CROW_SCALAR_BYTES:
    case CROW_SCALAR_DATE_TIME:
      return kind == CROW_AST_STRING;
    case CROW_SCALAR_INT:
    case CROW_SCALAR_BIG_INT:
    case CROW_SCALAR_FLOAT:
      return kind == CROW_AST_NUMBER;
    case CROW_SCALAR_DECIMAL:
      return kind == CROW_AST_NUMBER || kind == CROW_AST_STRING;
    default:
      return kind == CROW_AST_CONSTANT;
    }
}

/* One value of a built-in type. */
static gboolean
check_literal (Default *self, guint value)
{
  const CrowAst *ast = crow_check_ast (self->check);
  const CrowAstExpression *node = crow_ast_get_expression (ast, value);
  CrowScalar scalar = get_field (self)->scalar;
  g_autofree char *text = NULL;

  if (may_be (scalar, node->kind))
    {
      if (scalar != CROW_SCALAR_BOOLEAN || crow_ast_equals (ast, node->span, "true") ||
          crow_ast_equals (ast, node->span, "false"))
        return TRUE;
      crow_check_error (self->check, node->span,
                        "Error parsing attribute \"@default\": A boolean literal must be `true` or "
                        "`false`.");
      return FALSE;
    }
  text = crow_check_render (self->check, value);
  crow_visit_error (self->visit, "Expected a %s value, but found `%s`.",
                    crow_scalar_get_name (scalar), text);
  return FALSE;
}

/* One value of an enum. */
static gboolean
check_enum_value (Default *self, guint value)
{
  const CrowAstExpression *node = crow_ast_get_expression (crow_check_ast (self->check), value);
  g_autofree char *text = NULL;
  const char *name;

  if (node->kind != CROW_AST_CONSTANT)
    {
      text = crow_check_render (self->check, value);
      crow_visit_error (self->visit, "Expected an enum value, but found `%s`.", text);
      return FALSE;
    }
  name = crow_check_intern_span (self->check, node->span);
  if (crow_check_find_field (self->check, get_field (self)->target, name) != CROW_AST_NONE)
    return TRUE;
  crow_visit_error (self->visit,
                    "The defined default value `%s` is not a valid value of the enum specified for "
                    "the field.",
                    name);
  return FALSE;
}

static gboolean
check_one (Default *self, guint value)
{
  return get_field (self)->kind == CROW_CHECK_ENUM ? check_enum_value (self, value)
                                                   : check_literal (self, value);
}

/* The first wrong value is told. */
static gboolean
check_list (Default *self)
{
  const CrowAst *ast = crow_check_ast (self->check);

  if (self->node->kind != CROW_AST_ARRAY)
    {
      if (get_field (self)->kind == CROW_CHECK_ENUM)
        {
          g_autofree char *text = crow_check_render (self->check, self->value);

          crow_visit_error (self->visit, "Expected an enum value, but found `%s`.", text);
        }
      else
        crow_visit_error (self->visit, "The default value of a list field must be a list.");
      return FALSE;
    }
  for (guint i = self->node->first_element; i != CROW_AST_NONE;
       i = crow_ast_get_expression (ast, i)->next_sibling)
    if (!check_one (self, i))
      return FALSE;
  return TRUE;
}

static gboolean
check_value (Default *self)
{
  const CrowCheckField *field = get_field (self);

  if (field->kind == CROW_CHECK_SCALAR && self->node->kind == CROW_AST_FUNCTION)
    return check_function (self);
  if (field->arity == CROW_AST_LIST)
    return check_list (self);
  if (field->kind == CROW_CHECK_SCALAR && self->node->kind == CROW_AST_ARRAY)
    {
      crow_visit_error (self->visit, "The default value of a non-list field cannot be a list.");
      return FALSE;
    }
  return check_one (self, self->value);
}

/* FALSE: the field's type has no defaults, or not such ones. */
static gboolean
check_type (Default *self)
{
  const CrowCheckField *field = get_field (self);

  if (field->kind == CROW_CHECK_COMPOSITE)
    crow_check_error (self->check, self->visit->attribute->reported,
                      "Error validating field `%s` in composite type `%s`: Defaults on fields of "
                      "type composite are not supported. Please remove the `@default` attribute.",
                      field->name, field->type);
  else if (field->kind != CROW_CHECK_UNSUPPORTED)
    return TRUE;
  else if (self->is_composite)
    crow_visit_error (self->visit, "Composite field of type `Unsupported` cannot have default "
                                   "values.");
  else
    crow_visit_error (self->visit, "Only @default(dbgenerated(\"...\")) can be used for "
                                   "Unsupported types.");
  return FALSE;
}

/* `dbgenerated("…")`: on every field of a model, on no composite type's. */
static gboolean
check_generated (Default *self)
{
  if (!self->is_composite)
    return check_string_argument (self);
  crow_visit_error (self->visit, "Fields of composite types cannot have `dbgenerated()` as "
                                 "default.");
  return FALSE;
}

static const char *
read_name (CrowVisit *visit, gboolean is_composite)
{
  if (!is_composite)
    return crow_visit_map (visit);
  if (crow_visit_argument (visit, "map") != NULL)
    crow_visit_error (visit, "The `map` argument is not allowed on a composite type field.");
  return NULL;
}

/* Reads the current attribute, the @default of @field, and keeps what may stand there. */
void
crow_check_default_attribute (CrowVisit *visit, guint index)
{
  CrowCheck *check = visit->check;
  CrowCheckField *field = crow_check_field (check, index);
  const CrowAstArgument *argument = crow_visit_default (visit, "value", TRUE);
  Default self = { .visit = visit, .check = check, .field = index };
  CrowCheckExtra *extra;

  if (argument == NULL)
    return;
  self.value = argument->value;
  self.node = crow_ast_get_expression (crow_check_ast (check), self.value);
  self.is_composite = crow_check_model (check, field->model)->kind == CROW_AST_TYPE;
  self.name = read_name (visit, self.is_composite);
  if (self.node->kind == CROW_AST_FUNCTION &&
      crow_ast_equals (crow_check_ast (check), self.node->name, "dbgenerated"))
    {
      if (!check_generated (&self))
        return;
    }
  else if (!check_type (&self) || !check_value (&self))
    return;
  extra = crow_check_extra (check, field);
  extra->default_value = self.value;
  extra->default_attribute = visit->attribute_index;
  extra->default_name = self.name;
}
