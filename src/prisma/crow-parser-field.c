#include "crow-parser-private.h"

#include <string.h>

static gboolean
starts_with (const CrowParser *self, guint32 at, const char *text)
{
  gsize length = strlen (text);

  return self->scanner.end - at >= length && memcmp (self->scanner.text + at, text, length) == 0;
}

/* `Unsupported("…")`: no blank before the parenthesis. */
static gboolean
read_unsupported (CrowParser *self)
{
  guint32 start = self->at;
  CrowSpan string;

  if (!starts_with (self, start, "Unsupported("))
    return FALSE;
  self->at += strlen ("Unsupported(");
  crow_parser_skip_blanks (self);
  if (crow_parser_read_string (self, &string))
    {
      crow_parser_skip_blanks (self);
      if (crow_parser_accept (self, ')'))
        return TRUE;
    }
  self->at = start;
  return FALSE;
}

/**
 * crow_parser_read_base_type:
 * @self: a parser
 * @type: (out): the type, `Int` or `Unsupported("…")`
 *
 * Returns: whether there is a type
 */
gboolean
crow_parser_read_base_type (CrowParser *self, CrowSpan *type)
{
  guint32 start = self->at;

  if (!read_unsupported (self))
    self->at = crow_scan_identifier (&self->scanner, start);
  *type = (CrowSpan){ start, self->at };
  return self->at > start;
}

/* What follows a type's name: nothing, `[]`, `?`, or what Prisma 1 had. */
static void
read_arity (CrowParser *self, CrowAstField *field, const char **problem)
{
  guint32 before = self->at;

  crow_parser_skip_blanks (self);
  if (starts_with (self, self->at, "[]"))
    {
      self->at += 2;
      field->arity = CROW_AST_LIST;
      before = self->at;
      crow_parser_skip_blanks (self);
      if (crow_parser_accept (self, '?'))
        *problem = "Optional lists are not supported. Use either `Type[]` or `Type?`.";
      else
        self->at = before;
    }
  else if (crow_parser_accept (self, '?'))
    field->arity = CROW_AST_OPTIONAL;
  else if (crow_parser_accept (self, '!'))
    *problem = "Fields are required by default, `!` is no longer required.";
  else
    self->at = before;
}

/**
 * crow_parser_read_type:
 * @self: a parser
 * @field: (inout): gets its type and arity
 * @problem: (out) (nullable): what Prisma says of the type, where it is none of today's
 *
 * Returns: whether there is a type
 */
gboolean
crow_parser_read_type (CrowParser *self, CrowAstField *field, const char **problem)
{
  *problem = NULL;
  field->arity = CROW_AST_REQUIRED;
  if (!crow_parser_accept (self, '['))
    {
      if (!crow_parser_read_base_type (self, &field->type))
        return FALSE;
      read_arity (self, field, problem);
      return TRUE;
    }

  crow_parser_skip_blanks (self);
  if (!crow_parser_read_base_type (self, &field->type))
    return FALSE;
  crow_parser_skip_blanks (self);
  field->arity = CROW_AST_LIST;
  *problem = "To specify a list, please use `Type[]` instead of `[Type]`.";
  return crow_parser_accept (self, ']');
}

/**
 * crow_parser_read_field_attributes:
 * @self: a parser
 * @field: (inout): gets its attributes
 *
 * Returns: FALSE where one is damaged
 */
gboolean
crow_parser_read_field_attributes (CrowParser *self, CrowAstField *field)
{
  CrowAstAttribute attribute;

  field->first_attribute = self->ast->attributes->len;
  field->n_attributes = 0;
  crow_parser_skip_blanks (self);
  while (crow_scan_is (&self->scanner, self->at, '@') &&
         !crow_scan_is (&self->scanner, self->at + 1, '@'))
    {
      if (!crow_parser_read_attribute (self, "@", &attribute))
        return FALSE;
      g_array_append_val (self->ast->attributes, attribute);
      field->n_attributes++;
      crow_parser_skip_blanks (self);
    }
  return TRUE;
}

/* Reads a name; FALSE: none. */
static gboolean
read_name (CrowParser *self, CrowAstField *field)
{
  field->span.start = self->at;
  field->value = CROW_AST_NONE;
  field->name = (CrowSpan){ self->at, crow_scan_identifier (&self->scanner, self->at) };
  field->type = (CrowSpan){ field->name.end, field->name.end };
  self->at = field->name.end;
  return field->name.end > field->name.start;
}

/* The list of an attribute that was recovered over several lines may have lines like `id`: these
 * are no fields. */
static void
add_field (CrowParser *self, CrowAstField *field)
{
  if (field->is_recovered && field->span.start < self->recovered_until)
    return;
  field->span.end = self->at;
  g_array_append_val (self->ast->fields, *field);
}

static void
report_missing_type (CrowParser *self,
                     const CrowAstField *field,
                     CrowAstBlockKind kind,
                     CrowSpan block_name)
{
  static const char *const words[] = { "model", "view", "type" };
  g_autofree char *name = crow_ast_dup (self->ast, block_name);

  crow_parser_report (self, (CrowSpan){ field->span.start, self->at },
                      g_strdup_printf ("Error validating %s \"%s\": This field declaration is "
                                       "invalid. It is either missing a name or a type.",
                                       words[kind], name));
}

/* In a composite type some attributes are an error of their own. */
static void
report_composite_attributes (CrowParser *self, const CrowAstField *field)
{
  static const char *const refused[] = { "relation", "unique", "id", NULL };

  for (guint i = 0; i < field->n_attributes; i++)
    {
      CrowAstAttribute *attribute = &g_array_index (self->ast->attributes, CrowAstAttribute,
                                                    field->first_attribute + i);
      g_autofree char *name = crow_ast_dup (self->ast, attribute->name);

      if (g_strv_contains (refused, name))
        crow_parser_report (self, (CrowSpan){ field->span.start, self->at },
                            g_strdup_printf ("Error validating: Defining `@%s` attribute for a "
                                             "field in a composite type is not allowed.",
                                             name));
    }
}

/* A colon after the name, with the blanks around it. */
static void
read_colon (CrowParser *self, CrowSpan *colon)
{
  crow_parser_skip_blanks (self);
  colon->start = self->at;
  crow_parser_accept (self, ':');
  colon->end = self->at;
  crow_parser_skip_blanks (self);
}

/* What is wrong with the strings of a line that has this problem, Prisma does not say. */
static void
report_only (CrowParser *self, CrowParserMark mark, CrowSpan span, const char *message)
{
  g_ptr_array_set_size (self->ast->diagnostics, mark.diagnostics);
  crow_parser_report (self, span, g_strdup (message));
}

static gboolean
take_back (CrowParser *self, CrowParserMark mark)
{
  crow_parser_roll_back (self, mark);
  return FALSE;
}

/**
 * crow_parser_read_field:
 * @self: a parser at the start of a line's text
 * @kind: model, view or type: of the block as Prisma sees it
 * @block_name: its name
 *
 * Reads a field of a model, a view or a composite type.
 *
 * Returns: whether the line is one
 */
gboolean
crow_parser_read_field (CrowParser *self, CrowAstBlockKind kind, CrowSpan block_name)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowAstField field = { 0 };
  CrowSpan colon, type;
  const char *problem = NULL;

  if (!read_name (self, &field))
    return FALSE;
  read_colon (self, &colon);
  type.start = self->at;
  if (!crow_parser_read_type (self, &field, &problem) && self->at > type.start)
    return take_back (self, mark);
  type.end = self->at;
  if (!crow_parser_read_field_attributes (self, &field) || !crow_parser_accept_line_end (self))
    return take_back (self, mark);

  field.is_recovered = TRUE;
  if (colon.end > colon.start)
    report_only (self, mark, colon, "Field declarations don't require a `:`.");
  else if (problem != NULL)
    report_only (self, mark, type, problem);
  else if (field.type.end == field.type.start)
    report_missing_type (self, &field, kind, block_name);
  else
    field.is_recovered = FALSE;
  if (kind == CROW_AST_TYPE && !field.is_recovered)
    report_composite_attributes (self, &field);
  add_field (self, &field);
  return TRUE;
}

/**
 * crow_parser_read_enum_value:
 * @self: a parser at the start of a line's text
 *
 * Returns: whether the line is a value of an enum
 */
gboolean
crow_parser_read_enum_value (CrowParser *self)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowAstField field = { 0 };

  if (!read_name (self, &field))
    return FALSE;
  if (!crow_parser_read_field_attributes (self, &field) || !crow_parser_accept_line_end (self))
    return take_back (self, mark);
  add_field (self, &field);
  return TRUE;
}

/**
 * crow_parser_read_property:
 * @self: a parser at the start of a line's text
 *
 * A property spans no newline, as in Prisma's messages.
 *
 * Returns: whether the line is a property of a datasource or generator
 */
gboolean
crow_parser_read_property (CrowParser *self)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowAstField field = { .first_attribute = self->ast->attributes->len };
  guint32 start;

  if (!read_name (self, &field))
    return FALSE;
  crow_parser_skip_blanks (self);
  if (!crow_parser_accept (self, '='))
    return take_back (self, mark);
  crow_parser_skip_blanks (self);
  start = self->at;
  if (!crow_parser_read_expression (self, &field.value) && self->at > start)
    return take_back (self, mark);
  crow_parser_skip_blanks (self);
  self->at = crow_scan_comment (&self->scanner, self->at);
  field.span.end = self->at;
  if (!crow_parser_accept_newline (self))
    return take_back (self, mark);
  g_array_append_val (self->ast->fields, field);
  return TRUE;
}

static const char *
explain_composite_attribute (const CrowAst *ast, CrowSpan name)
{
  static const struct
  {
    const char *name;
    const char *message;
  } known[] = {
    { "map", "The name of a composite type is not persisted in the database, therefore it does "
             "not need a mapped database name." },
    { "unique", "A unique constraint should be defined in the model containing the embed." },
    { "index", "An index should be defined in the model containing the embed." },
    { "fulltext", "A fulltext index should be defined in the model containing the embed." },
    { "id", "A composite type cannot define an id." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (crow_ast_equals (ast, name, known[i].name))
      return known[i].message;
  return "A composite type cannot have block-level attributes.";
}

/**
 * crow_parser_read_block_attribute:
 * @self: a parser at the start of a line's text
 * @kind: of the block as Prisma sees it
 *
 * Returns: whether the line is an attribute of the block
 */
gboolean
crow_parser_read_block_attribute (CrowParser *self, CrowAstBlockKind kind)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowAstAttribute attribute;
  gboolean is_whole;

  if (!crow_scan_is (&self->scanner, self->at, '@'))
    return FALSE;
  is_whole = crow_parser_read_attribute (self, "@@", &attribute);
  if (is_whole)
    {
      crow_parser_skip_blanks (self);
      self->at = crow_scan_comment (&self->scanner, self->at);
      attribute.reported.end = self->at;
    }
  if (!is_whole || !crow_parser_accept_newline (self))
    return take_back (self, mark);
  if (kind == CROW_AST_TYPE)
    {
      attribute.is_recovered = TRUE;
      crow_parser_report (self, attribute.reported,
                          g_strconcat ("Error validating: ",
                                       explain_composite_attribute (self->ast, attribute.name),
                                       NULL));
    }
  g_array_append_val (self->block_attributes, attribute);
  return TRUE;
}
