#include "crow-validate-private.h"

#include <string.h>

/* So many are compared one by one. */
#define FEW_ARGUMENTS 8u

static const CrowAstAttribute *
get_attribute (const CrowCheck *check, guint index)
{
  return &g_array_index (crow_check_ast (check)->attributes, CrowAstAttribute, index);
}

static const CrowAstArgument *
get_argument (const CrowVisit *self, guint index)
{
  return &g_array_index (crow_check_ast (self->check)->arguments, CrowAstArgument, index);
}

static CrowVisitEntry *
get_entry (CrowVisit *self, guint index)
{
  return &g_array_index (self->entries, CrowVisitEntry, index);
}

static guint64
get_letter_bit (char letter)
{
  return G_GUINT64_CONSTANT (1) << (letter & 63);
}

static gboolean
is_named (CrowVisit *self, guint index, const char *name, gsize length)
{
  const CrowVisitEntry *entry = get_entry (self, index);

  return entry->name != NULL && entry->length == length && memcmp (entry->name, name, length) == 0;
}

/* Begins with the @n_attributes attributes from @first of the current file. One visit at a time. */
void
crow_visit_begin (CrowVisit *self, CrowCheck *check, guint first, guint n_attributes)
{
  *self = (CrowVisit){ .check = check,
                       .entries = check->visit_entries,
                       .arguments = check->visit_arguments };
  g_array_set_size (self->entries, 0);
  g_array_set_size (self->arguments, 0);
  crow_visit_add (self, first, n_attributes);
}

/* More attributes of the same thing. */
void
crow_visit_add (CrowVisit *self, guint first, guint n_attributes)
{
  const char *text = crow_check_ast (self->check)->text;

  for (guint i = first; i < first + n_attributes; i++)
    {
      const CrowAstAttribute *attribute = get_attribute (self->check, i);
      CrowVisitEntry entry = { .attribute = i };

      if (!attribute->is_recovered)
        {
          entry.name = text + attribute->name.start;
          self->letters |= get_letter_bit (*entry.name);
        }
      entry.length = attribute->name.end - attribute->name.start;
      g_array_append_val (self->entries, entry);
    }
}

/* `Error parsing attribute "@x": …` over the whole of the current attribute. */
void
crow_visit_error (CrowVisit *self, const char *format, ...)
{
  g_autofree char *message = NULL, *name = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  name = crow_ast_dup (crow_check_ast (self->check), self->attribute->name);
  crow_check_error (self->check, self->attribute->reported, "Error parsing attribute \"@%s\": %s",
                    name, message);
}

/* Arguments without a value in the list that begins at @first: told, and FALSE. */
static gboolean
check_missing_values (CrowVisit *self, guint first, const char *at)
{
  const CrowAst *ast = crow_check_ast (self->check);
  gboolean is_complete = TRUE;

  for (guint i = first; i != CROW_AST_NONE; i = get_argument (self, i)->next_sibling)
    {
      const CrowAstArgument *argument = get_argument (self, i);
      g_autofree char *attribute = NULL, *name = NULL;

      if (argument->value != CROW_AST_NONE)
        continue;
      attribute = crow_ast_dup (ast, self->attribute->name);
      name = crow_ast_dup (ast, argument->name);
      crow_check_error (self->check, argument->name,
                        "Error parsing attribute \"%s%s\": The `%s` argument is missing a value.",
                        at, attribute, name);
      is_complete = FALSE;
    }
  return is_complete;
}

static void
check_trailing_comma (CrowVisit *self, CrowSpan comma)
{
  g_autofree char *name = NULL;

  if (comma.start == comma.end)
    return;
  name = crow_ast_dup (crow_check_ast (self->check), self->attribute->name);
  crow_check_error (self->check, comma,
                    "Error parsing attribute \"@%s\": Trailing commas are not valid in attribute "
                    "arguments, please remove the comma.",
                    name);
}

static guint
get_first_argument (const CrowAstAttribute *attribute)
{
  return attribute->n_arguments > 0 ? attribute->first_argument : CROW_AST_NONE;
}

/* The same for the functions that stand as elements of the array @array. */
static gboolean
check_array_functions (CrowVisit *self, const CrowAstExpression *array)
{
  const CrowAst *ast = crow_check_ast (self->check);
  gboolean is_complete = TRUE;

  for (guint i = array->first_element; i != CROW_AST_NONE;
       i = crow_ast_get_expression (ast, i)->next_sibling)
    {
      const CrowAstExpression *element = crow_ast_get_expression (ast, i);

      if (element->kind == CROW_AST_FUNCTION)
        check_missing_values (self, element->first_argument, "@@");
    }
  return is_complete;
}

/* One list of arguments: the attribute's own, or that of a function among its values. */
static gboolean
check_list (CrowVisit *self, guint first, CrowSpan trailing_comma)
{
  const CrowAst *ast = crow_check_ast (self->check);
  gboolean is_complete = check_missing_values (self, first, "@");

  for (guint i = first; i != CROW_AST_NONE; i = get_argument (self, i)->next_sibling)
    {
      guint value = get_argument (self, i)->value;

      if (value != CROW_AST_NONE && crow_ast_get_expression (ast, value)->kind == CROW_AST_ARRAY)
        is_complete &= check_array_functions (self, crow_ast_get_expression (ast, value));
    }
  check_trailing_comma (self, trailing_comma);
  return is_complete;
}

static gboolean
check_lists (CrowVisit *self)
{
  const CrowAst *ast = crow_check_ast (self->check);
  guint first = get_first_argument (self->attribute);
  gboolean is_complete = check_list (self, first, self->attribute->trailing_comma);

  for (guint i = first; i != CROW_AST_NONE; i = get_argument (self, i)->next_sibling)
    {
      guint value = get_argument (self, i)->value;
      const CrowAstExpression *expression;

      if (value == CROW_AST_NONE)
        continue;
      expression = crow_ast_get_expression (ast, value);
      if (expression->kind == CROW_AST_FUNCTION)
        is_complete &= check_list (self, expression->first_argument, expression->trailing_comma);
    }
  return is_complete;
}

/* Position of the argument of that name (empty: the unnamed one) among those not taken, or -1. */
static int
find_argument (CrowVisit *self, const char *name)
{
  const CrowAst *ast = crow_check_ast (self->check);

  for (guint i = 0; i < self->arguments->len; i++)
    {
      const CrowAstArgument *argument = get_argument (self,
                                                      g_array_index (self->arguments, guint, i));

      if (*name == '\0' ? argument->name.start == argument->name.end
                        : crow_ast_equals (ast, argument->name, name))
        return (int) i;
    }
  return -1;
}

/* The argument @next has the name of the one at @position: told, where it has one; else both go to
 * @unnamed. */
static void
tell_second_argument (CrowVisit *self, guint position, guint next, GString **unnamed)
{
  const CrowAstArgument *argument = get_argument (self, next);
  g_autofree char *name = crow_ast_dup (crow_check_ast (self->check), argument->name);
  g_autofree char *first = NULL, *second = NULL;

  if (*name != '\0')
    {
      crow_check_error (self->check, argument->span, "Argument \"%s\" is already specified.", name);
      return;
    }
  if (*unnamed == NULL)
    {
      guint index = g_array_index (self->arguments, guint, position);

      first = crow_check_render (self->check, get_argument (self, index)->value);
    }
  second = crow_check_render (self->check, argument->value);
  if (*unnamed == NULL)
    *unnamed = g_string_new (NULL);
  g_string_append_printf (*unnamed, "%s, %s", first != NULL ? first : "", second);
}

static gboolean
have_same_name (const CrowVisit *self, const char *text, guint left, guint right)
{
  CrowSpan a = get_argument (self, left)->name, b = get_argument (self, right)->name;

  return a.end - a.start == b.end - b.start &&
         memcmp (text + a.start, text + b.start, a.end - a.start) == 0;
}

/* Position + 1 of the argument of @next's name, or 0. Beyond a few arguments @positions has it. */
static guint
find_same_name (CrowVisit *self, guint next, CrowCheckTable **positions)
{
  const char *text = crow_check_ast (self->check)->text;
  const char *name;
  guint position;

  if (self->arguments->len <= FEW_ARGUMENTS && *positions == NULL)
    {
      for (guint i = 0; i < self->arguments->len; i++)
        if (have_same_name (self, text, g_array_index (self->arguments, guint, i), next))
          return i + 1;
      return 0;
    }
  if (*positions == NULL)
    {
      *positions = crow_check_table_new ();
      for (guint i = 0; i < self->arguments->len; i++)
        {
          const CrowAstArgument *argument;

          argument = get_argument (self, g_array_index (self->arguments, guint, i));
          name = crow_check_intern_span (self->check, argument->name);
          crow_check_table_set (*positions, GPOINTER_TO_SIZE (name), 0, i + 1);
        }
    }
  name = crow_check_intern_span (self->check, get_argument (self, next)->name);
  position = crow_check_table_get (*positions, GPOINTER_TO_SIZE (name), 0);
  if (position == 0)
    crow_check_table_set (*positions, GPOINTER_TO_SIZE (name), 0, self->arguments->len + 1);
  return position;
}

/* Two arguments of one name: the later one counts. */
static void
collect_arguments (CrowVisit *self)
{
  g_autoptr (CrowCheckTable) positions = NULL;
  GString *unnamed = NULL;

  for (guint i = get_first_argument (self->attribute); i != CROW_AST_NONE;
       i = get_argument (self, i)->next_sibling)
    {
      guint position = find_same_name (self, i, &positions);

      if (position == 0)
        {
          g_array_append_val (self->arguments, i);
          continue;
        }
      tell_second_argument (self, position - 1, i, &unnamed);
      g_array_index (self->arguments, guint, position - 1) = i;
    }
  if (unnamed == NULL)
    return;
  crow_visit_error (self,
                    "You provided multiple unnamed arguments. This is not possible. Did you "
                    "forget the brackets? Did you mean `[%s]`?",
                    unnamed->str);
  g_string_free (unnamed, TRUE);
}

/* Makes the attribute the current one. FALSE: it is too wrong to be read. */
static gboolean
open_attribute (CrowVisit *self, guint index)
{
  self->attribute = get_attribute (self->check, index);
  self->attribute_index = index;
  g_array_set_size (self->arguments, 0);
  if (!check_lists (self))
    return FALSE;
  collect_arguments (self);
  return TRUE;
}

/* Opens the attribute @name, which may stand once. FALSE: it does not, or cannot be read. */
gboolean
crow_visit_single (CrowVisit *self, const char *name)
{
  gsize length;
  guint found = CROW_AST_NONE, n_found = 0;

  if ((self->letters & get_letter_bit (*name)) == 0)
    return FALSE;
  length = strlen (name);
  for (guint i = 0; i < self->entries->len; i++)
    if (is_named (self, i, name, length))
      {
        found = get_entry (self, i)->attribute;
        n_found++;
        get_entry (self, i)->is_used = TRUE;
      }
  if (n_found == 1)
    return open_attribute (self, found);
  if (n_found == 0)
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    if (is_named (self, i, name, length))
      crow_check_error (self->check,
                        get_attribute (self->check, get_entry (self, i)->attribute)->reported,
                        "Attribute \"@%s\" can only be defined once.", name);
  return FALSE;
}

/* Opens the next attribute @name that has not been opened; for those that may stand often. */
gboolean
crow_visit_repeated (CrowVisit *self, const char *name)
{
  gsize length;

  if ((self->letters & get_letter_bit (*name)) == 0)
    return FALSE;
  length = strlen (name);
  if (self->repeated == NULL || !g_str_equal (self->repeated, name))
    {
      self->repeated = name;
      self->next_repeated = 0;
    }
  while (self->next_repeated < self->entries->len)
    {
      guint i = self->next_repeated++;

      if (get_entry (self, i)->is_used || !is_named (self, i, name, length))
        continue;
      get_entry (self, i)->is_used = TRUE;
      if (open_attribute (self, get_entry (self, i)->attribute))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_dot (const CrowVisit *self, CrowSpan name)
{
  gsize length;
  const char *text = crow_source_file_get_text (crow_check_ast (self->check)->file, &length);

  return memchr (text + name.start, '.', name.end - name.start) != NULL;
}

/* Takes the attributes with a dot, `@db.VarChar`: one may stand. The last of them, into the ast's
 * attributes, or CROW_AST_NONE. */
guint
crow_visit_native_type (CrowVisit *self)
{
  const CrowAst *ast = crow_check_ast (self->check);
  guint last = CROW_AST_NONE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const CrowAstAttribute *attribute = get_attribute (self->check,
                                                         get_entry (self, i)->attribute);

      if (attribute->is_recovered || !has_dot (self, attribute->name))
        continue;
      get_entry (self, i)->is_used = TRUE;
      if (last != CROW_AST_NONE)
        {
          g_autofree char *name = crow_ast_dup (ast, attribute->name);

          *strchr (name, '.') = '\0';
          crow_check_error (self->check, attribute->reported,
                            "Attribute \"@%s\" can only be defined once.", name);
        }
      last = get_entry (self, i)->attribute;
    }
  return last;
}

static const CrowAstArgument *
take_argument (CrowVisit *self, int position)
{
  guint index;

  if (position < 0)
    return NULL;
  index = g_array_index (self->arguments, guint, position);
  g_array_remove_index (self->arguments, (guint) position);
  return get_argument (self, index);
}

/* Takes the argument @name, or NULL. */
const CrowAstArgument *
crow_visit_argument (CrowVisit *self, const char *name)
{
  return take_argument (self, find_argument (self, name));
}

/* Takes the argument @name or else the unnamed one. Both, or none where it @is_required: told. */
const CrowAstArgument *
crow_visit_default (CrowVisit *self, const char *name, gboolean is_required)
{
  const CrowAstArgument *named = crow_visit_argument (self, name);
  const CrowAstArgument *unnamed = crow_visit_argument (self, "");

  if (named != NULL && unnamed != NULL)
    {
      if (is_required)
        crow_check_error (self->check, named->span,
                          "Argument \"%s\" is already specified as unnamed argument.", name);
      return NULL;
    }
  if (named == NULL && unnamed == NULL && is_required)
    crow_check_error (self->check, self->attribute->reported, "Argument \"%s\" is missing.", name);
  return named != NULL ? named : unnamed;
}

/* What has not been taken of the current attribute's arguments is told. */
void
crow_visit_end_arguments (CrowVisit *self)
{
  for (guint i = 0; i < self->arguments->len; i++)
    crow_check_error (self->check,
                      get_argument (self, g_array_index (self->arguments, guint, i))->span,
                      "No such argument.");
  g_array_set_size (self->arguments, 0);
}

void
crow_visit_discard_arguments (CrowVisit *self)
{
  g_array_set_size (self->arguments, 0);
}

/* What has not been opened of the attributes is told. */
void
crow_visit_end (CrowVisit *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const CrowAstAttribute *attribute = get_attribute (self->check,
                                                         get_entry (self, i)->attribute);
      g_autofree char *name = NULL;

      if (get_entry (self, i)->is_used || attribute->is_recovered)
        continue;
      name = crow_ast_dup (crow_check_ast (self->check), attribute->name);
      crow_check_error (self->check, attribute->reported, "Attribute not known: \"@%s\".", name);
    }
}

/* `Expected a string value, but received literal value `x`.` */
void
crow_check_mismatch (CrowCheck *self, const char *expected, guint expression)
{
  static const char *const received[] = {
    [CROW_AST_STRING] = "string",    [CROW_AST_NUMBER] = "numeric",
    [CROW_AST_CONSTANT] = "literal", [CROW_AST_FUNCTION] = "functional",
    [CROW_AST_ARRAY] = "array",      [CROW_AST_OBJECT] = "object",
  };
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstExpression *node = crow_ast_get_expression (ast, expression);
  g_autofree char *text = crow_check_render (self, expression);

  crow_check_error (self, node->span, "Expected a %s value, but received %s value `%s`.", expected,
                    received[node->kind], text);
}

static const CrowAstExpression *
coerce (CrowVisit *self,
        const CrowAstArgument *argument,
        CrowAstExpressionKind kind,
        const char *what)
{
  const CrowAstExpression *expression = crow_ast_get_expression (crow_check_ast (self->check),
                                                                 argument->value);

  if (expression->kind == kind)
    return expression;
  crow_check_mismatch (self->check, what, argument->value);
  return NULL;
}

const char *
crow_visit_string (CrowVisit *self, const CrowAstArgument *argument)
{
  const CrowAstExpression *expression = coerce (self, argument, CROW_AST_STRING, "string");
  g_autofree char *text = NULL;

  if (expression == NULL)
    return NULL;
  text = crow_ast_string_value (crow_check_ast (self->check), expression->span);
  return crow_check_intern (self->check, text);
}

const char *
crow_visit_constant (CrowVisit *self, const CrowAstArgument *argument)
{
  const CrowAstExpression *expression = coerce (self, argument, CROW_AST_CONSTANT, "constant");

  return expression != NULL ? crow_check_intern_span (self->check, expression->span) : NULL;
}

/* The optional argument @name; what it says is not needed, only that it is of its kind. */
void
crow_visit_typed (CrowVisit *self, const char *name, CrowAstExpressionKind kind, const char *what)
{
  const CrowAstArgument *argument = crow_visit_argument (self, name);

  if (argument != NULL)
    coerce (self, argument, kind, what);
}

const char *
crow_visit_map (CrowVisit *self)
{
  const CrowAstArgument *argument = crow_visit_argument (self, "map");
  const char *name = argument != NULL ? crow_visit_string (self, argument) : NULL;

  if (name == NULL || *name != '\0')
    return name;
  crow_visit_error (self, "The `map` argument cannot be an empty string.");
  return NULL;
}
