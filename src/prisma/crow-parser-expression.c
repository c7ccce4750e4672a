#include "crow-parser-private.h"

#include "crow-ast-string-private.h"

#include <string.h>

/* Deeper than any schema; what is being recovered is kept only so far. */
#define LENIENT_DEPTH 64

static CrowParserFrame *
get_frame (CrowParser *self)
{
  return &g_array_index (self->stack, CrowParserFrame, self->stack->len - 1);
}

static CrowParserFrame *
get_outermost (CrowParser *self)
{
  return &g_array_index (self->stack, CrowParserFrame, 0);
}

static CrowAstArgument *
get_argument (CrowParser *self, guint index)
{
  return &g_array_index (self->ast->arguments, CrowAstArgument, index);
}

static guint
add_expression (CrowParser *self, CrowAstExpressionKind kind, CrowSpan span)
{
  CrowAstExpression expression = { kind, span, span, CROW_AST_NONE, CROW_AST_NONE, CROW_AST_NONE };

  g_array_append_val (self->ast->expressions, expression);
  return self->ast->expressions->len - 1;
}

/* Hangs a value into the list that is being read, if any. */
static void
attach (CrowParser *self, guint expression)
{
  CrowParserFrame *frame;

  if (self->stack->len == 0)
    return;
  frame = get_frame (self);
  if (!frame->is_array)
    {
      get_argument (self, frame->last)->value = expression;
      return;
    }
  if (frame->last == CROW_AST_NONE)
    crow_ast_get_expression (self->ast, frame->owner)->first_element = expression;
  else
    crow_ast_get_expression (self->ast, frame->last)->next_sibling = expression;
  frame->last = expression;
}

/* What is_balanced() looks at; all else is passed over. */
static const gboolean matters[256] = {
  ['\n'] = TRUE, ['\r'] = TRUE, ['/'] = TRUE, ['"'] = TRUE, ['('] = TRUE,
  [')'] = TRUE,  ['['] = TRUE,  [']'] = TRUE, ['{'] = TRUE, ['}'] = TRUE,
};

/* Whether the bracket at @at is closed on its line with no comment before. Without it a line of
 * open brackets would be built up before it is thrown away. */
static gboolean
is_balanced (const CrowScanner *scanner, guint32 at)
{
  guint depth = 0;

  for (; at < scanner->end; at++)
    {
      char c = scanner->text[at];

      if (!matters[(guchar) c])
        continue;
      if (c == '"')
        {
          guint32 string = crow_scan_string (scanner, at);

          if (string == at)
            return FALSE;
          at = string - 1;
        }
      else if (c == '\n' || c == '\r' || c == '/')
        return FALSE;
      else if (c == '(' || c == '[' || c == '{')
        depth++;
      else if (--depth == 0)
        return TRUE;
    }
  return FALSE;
}

/* Opens a list at its bracket. */
static gboolean
push_list (CrowParser *self, guint owner)
{
  char bracket = self->scanner.text[self->at];
  CrowParserFrame frame = { .owner = owner,
                            .last = CROW_AST_NONE,
                            .is_array = bracket == '[',
                            .is_object = bracket == '{',
                            .state = CROW_LIST_FIRST };

  if (self->is_lenient ? self->stack->len >= LENIENT_DEPTH
                       : self->stack->len == 0 && !is_balanced (&self->scanner, self->at))
    return FALSE;
  self->at++;
  g_array_append_val (self->stack, frame);
  return TRUE;
}

static void
set_list_end (CrowParser *self, guint owner)
{
  if (owner != CROW_AST_NONE)
    crow_ast_get_expression (self->ast, owner)->span.end = self->at;
}

static void
set_argument_end (CrowParser *self)
{
  CrowParserFrame *frame = self->stack->len > 0 ? get_frame (self) : NULL;

  if (frame != NULL && !frame->is_array)
    get_argument (self, frame->last)->span.end = self->at;
}

static void
set_trailing_comma (CrowParser *self, guint owner, CrowSpan comma)
{
  if (owner == CROW_AST_NONE)
    self->attribute->trailing_comma = comma;
  else
    crow_ast_get_expression (self->ast, owner)->trailing_comma = comma;
}

/* One value, or the start of one that is a list: then its frame is on the stack. */
static gboolean
read_value (CrowParser *self, guint *expression)
{
  const CrowScanner *scanner = &self->scanner;
  guint32 start = self->at;
  guint32 path = crow_scan_path (scanner, start);
  guint32 number;
  CrowSpan string;

  if (path > start)
    {
      self->at = path;
      crow_parser_skip_blanks (self);
      if (crow_scan_is (scanner, self->at, '('))
        {
          *expression = add_expression (self, CROW_AST_FUNCTION, (CrowSpan){ start, path });
          attach (self, *expression);
          return push_list (self, *expression);
        }
      self->at = start;
    }
  if (crow_scan_is (scanner, start, '['))
    {
      *expression = add_expression (self, CROW_AST_ARRAY, (CrowSpan){ start, start + 1 });
      attach (self, *expression);
      return push_list (self, *expression);
    }
  if (crow_scan_is (scanner, start, '{') && !self->is_lenient)
    {
      *expression = add_expression (self, CROW_AST_OBJECT, (CrowSpan){ start, start + 1 });
      attach (self, *expression);
      return push_list (self, *expression);
    }
  number = crow_scan_number (scanner, start);
  if (number > start)
    *expression = add_expression (self, CROW_AST_NUMBER, (CrowSpan){ start, self->at = number });
  else if (crow_parser_read_string (self, &string))
    *expression = add_expression (self, CROW_AST_STRING, string);
  else if (path > start)
    *expression = add_expression (self, CROW_AST_CONSTANT, (CrowSpan){ start, self->at = path });
  else
    return FALSE;
  attach (self, *expression);
  set_argument_end (self);
  return TRUE;
}

/* strchr() would find a zero byte in any set. */
static gboolean
is_one_of (const char *set, char c)
{
  return c != '\0' && strchr (set, c) != NULL;
}

static gboolean
is_at_value (const CrowParser *self)
{
  const char *starts = self->is_lenient ? "[\"-" : "[{\"-";

  return self->at < self->scanner.end && (is_one_of (starts, self->scanner.text[self->at]) ||
                                          crow_scan_path (&self->scanner, self->at) > self->at);
}

/* `name: value`, `value`, or `name:` without a value, which is grammatical but in an object. */
static gboolean
read_argument (CrowParser *self)
{
  CrowParserFrame *frame = get_frame (self);
  guint32 start = self->at;
  guint32 name_end = crow_scan_identifier (&self->scanner, start);
  CrowAstArgument argument = { { start, start }, { start, start }, CROW_AST_NONE, CROW_AST_NONE };
  guint index = self->ast->arguments->len;
  guint value;

  self->at = name_end;
  crow_parser_skip_blanks (self);
  if (name_end > start && crow_parser_accept (self, ':'))
    {
      argument.name.end = name_end;
      argument.span.end = self->at;
      crow_parser_skip_blanks (self);
    }
  else
    self->at = start;
  if (frame->is_object ? argument.name.end == start || !is_at_value (self)
                       : argument.name.end == start && !is_at_value (self))
    return FALSE;

  if (frame->last != CROW_AST_NONE)
    get_argument (self, frame->last)->next_sibling = index;
  else if (frame->owner != CROW_AST_NONE)
    crow_ast_get_expression (self->ast, frame->owner)->first_argument = index;
  else
    self->attribute->first_argument = index;
  frame->last = index;
  if (frame->owner == CROW_AST_NONE)
    self->attribute->n_arguments++;
  g_array_append_val (self->ast->arguments, argument);

  return !is_at_value (self) || read_value (self, &value);
}

static gboolean
is_at_list_end (CrowParser *self, const CrowParserFrame *frame)
{
  char bracket = frame->is_array ? ']' : frame->is_object ? '}' : ')';
  gboolean may_trail = (!frame->is_array && !frame->is_object) || self->is_lenient;

  return crow_scan_is (&self->scanner, self->at, bracket) &&
         (frame->state != CROW_LIST_AFTER_COMMA || may_trail);
}

static void
pop_list (CrowParser *self)
{
  CrowParserFrame frame = *get_frame (self);

  self->at++;
  set_list_end (self, frame.owner);
  g_array_set_size (self->stack, self->stack->len - 1);
  set_argument_end (self);
}

/* The next item, comma or end of the innermost list. */
static gboolean
read_list_part (CrowParser *self, guint32 *comma)
{
  CrowParserFrame *frame = get_frame (self);
  gboolean may_have_item = frame->state == CROW_LIST_FIRST || frame->state == CROW_LIST_AFTER_COMMA;
  guint expression;

  if (is_at_list_end (self, frame))
    {
      if (!frame->is_array && frame->state >= CROW_LIST_AFTER_COMMA)
        set_trailing_comma (self, frame->owner, (CrowSpan){ *comma, *comma + 1 });
      pop_list (self);
      return TRUE;
    }
  if (crow_scan_is (&self->scanner, self->at, ','))
    {
      if (frame->state != CROW_LIST_AFTER_ITEM &&
          (frame->state != CROW_LIST_FIRST || frame->is_array || frame->is_object))
        return FALSE;
      frame->state = frame->state == CROW_LIST_FIRST ? CROW_LIST_AT_END : CROW_LIST_AFTER_COMMA;
      *comma = self->at++;
      return TRUE;
    }
  if (!may_have_item)
    return FALSE;
  frame->state = CROW_LIST_AFTER_ITEM;
  return frame->is_array ? read_value (self, &expression) : read_argument (self);
}

/* Ends lists as far as they were read, until @depth are left. */
static void
break_off (CrowParser *self, guint depth)
{
  self->is_broken = TRUE;
  while (self->stack->len > depth)
    {
      set_list_end (self, get_frame (self)->owner);
      g_array_set_size (self->stack, self->stack->len - 1);
      set_argument_end (self);
    }
}

/* While recovering: goes on with the next argument of the outermost list on the same line. */
static gboolean
skip_to_next_argument (CrowParser *self)
{
  guint32 at = self->at;

  break_off (self, 1);
  while (at < self->scanner.end && !is_one_of (",)\n\r", self->scanner.text[at]))
    at = MAX (crow_scan_string (&self->scanner, at), at + 1);
  if (crow_scan_newline (&self->scanner, at) > at || at >= self->scanner.end)
    return FALSE;
  self->at = at;
  get_frame (self)->state = CROW_LIST_AFTER_ITEM;
  return TRUE;
}

/* Reads until all lists on the stack are closed. */
static gboolean
read_lists (CrowParser *self)
{
  guint32 comma = self->at;

  while (self->stack->len > 0)
    {
      crow_parser_skip_blanks (self);
      if (read_list_part (self, &comma))
        continue;
      if (!self->is_lenient || get_outermost (self)->is_array || !skip_to_next_argument (self))
        break;
    }
  if (self->stack->len == 0)
    return TRUE;
  break_off (self, 0);
  return FALSE;
}

/**
 * crow_parser_read_string:
 * @self: a parser
 * @span: (out): the string with its quotes
 *
 * Reads a string and reports what is wrong with its escapes.
 *
 * Returns: whether there is a string; otherwise nothing is read
 */
gboolean
crow_parser_read_string (CrowParser *self, CrowSpan *span)
{
  guint32 end = crow_scan_string (&self->scanner, self->at);

  if (end == self->at)
    return FALSE;
  *span = (CrowSpan){ self->at, end };
  self->at = end;
  if (!self->is_lenient && memchr (self->scanner.text + span->start, '\\', end - span->start))
    {
      g_autoptr (GArray) problems = g_array_new (FALSE, FALSE, sizeof (CrowEscapeProblem));

      crow_ast_unescape (self->scanner.text, *span, NULL, problems);
      for (guint i = 0; i < problems->len; i++)
        {
          CrowEscapeProblem *problem = &g_array_index (problems, CrowEscapeProblem, i);

          crow_parser_report (self, problem->span, g_strdup (problem->message));
        }
    }
  return TRUE;
}

/**
 * crow_parser_read_expression:
 * @self: a parser
 * @expression: (out): index of the expression
 *
 * Reads a value that stands alone. On failure nothing is taken back: that is for the caller's
 * crow_parser_roll_back(), unless it wants what could be read.
 *
 * Returns: whether it is whole
 */
gboolean
crow_parser_read_expression (CrowParser *self, guint *expression)
{
  *expression = CROW_AST_NONE;
  return read_value (self, expression) && read_lists (self);
}

/**
 * crow_parser_read_attribute:
 * @self: a parser
 * @sign: `@` or `@@`
 * @attribute: (out): the attribute, not yet in the tree
 *
 * Reads an attribute with its arguments. On failure nothing is taken back, as in
 * crow_parser_read_expression(). While recovering, arguments that break off count as read.
 *
 * Returns: whether there is one and it is whole
 */
gboolean
crow_parser_read_attribute (CrowParser *self, const char *sign, CrowAstAttribute *attribute)
{
  CrowAstAttribute read = { { self->at, self->at }, .first_argument = CROW_AST_NONE };
  guint32 start = self->at;
  gboolean is_whole = TRUE;

  for (; *sign != '\0'; sign++)
    if (!crow_parser_accept (self, *sign))
      return FALSE;
  crow_parser_skip_blanks (self);
  read.name = (CrowSpan){ self->at, crow_scan_path (&self->scanner, self->at) };
  if (read.name.end == read.name.start)
    return FALSE;

  self->at = read.name.end;
  read.parentheses = (CrowSpan){ self->at, self->at };
  read.is_recovered = self->is_lenient;
  crow_parser_skip_blanks (self);
  read.span = (CrowSpan){ start, read.name.end };
  read.reported = (CrowSpan){ start, self->at };
  if (crow_scan_is (&self->scanner, self->at, '('))
    {
      read.parentheses.start = self->at;
      self->attribute = &read;
      is_whole = push_list (self, CROW_AST_NONE) && read_lists (self);
      read.parentheses.end = read.span.end = read.reported.end = self->at;
    }
  *attribute = read;
  return is_whole || self->is_lenient;
}
