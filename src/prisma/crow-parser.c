#include "crow-parser-private.h"

#include <string.h>

#define MOST_RESERVED 65536 /* nodes of a kind; beyond, arrays grow as they must */

/* One line of a block that Prisma takes for a @kind. */
static gboolean
read_body_line (CrowParser *self, CrowAstBlockKind kind, CrowSpan name)
{
  switch (crow_parser_get_body (kind))
    {
    case CROW_BODY_VALUES:
      return crow_parser_read_enum_value (self) || crow_parser_read_block_attribute (self, kind);
    case CROW_BODY_PROPERTIES:
      return crow_parser_read_property (self);
    case CROW_BODY_FIELDS:
    case CROW_BODY_ANYTHING:
    case CROW_N_BODIES:
    default:
      return crow_parser_read_field (self, kind, name) ||
             crow_parser_read_block_attribute (self, kind);
    }
}

/* A comment, or the end of an empty line. */
static gboolean
skip_trivia (CrowParser *self)
{
  guint32 start = self->at;

  self->at = crow_scan_comment (&self->scanner, start);
  if (self->at == start)
    self->at = crow_scan_newline (&self->scanner, start);
  return self->at > start;
}

/* The rest of the line with its newline is none of what may stand there. */
static CrowSpan
reject_line (CrowParser *self, const char *message)
{
  CrowSpan line = { self->at, crow_scan_line (&self->scanner, self->at) };

  self->at = crow_scan_newline (&self->scanner, line.end);
  crow_parser_report (self, (CrowSpan){ line.start, self->at },
                      g_strconcat ("Error validating: ", message, NULL));
  return line;
}

static const char *
explain_rejected_line (CrowAstBlockKind kind)
{
  switch (kind)
    {
    case CROW_AST_ENUM:
      return "This line is not an enum value definition.";
    case CROW_AST_DATASOURCE:
      return "This line is not a valid definition within a datasource.";
    case CROW_AST_GENERATOR:
      return "This line is not a valid definition within a generator.";
    case CROW_AST_MODEL:
    case CROW_AST_VIEW:
    case CROW_AST_TYPE:
    default:
      return "This line is not a valid field or attribute definition.";
    }
}

/* Everything up to the closing brace, which must start a line's text. */
static gboolean
read_body (CrowParser *self, CrowAstBlockKind kind, CrowSpan name)
{
  while (TRUE)
    {
      CrowSpan line;

      crow_parser_skip_blanks (self);
      if (self->at >= self->scanner.end)
        return FALSE;
      if (crow_parser_accept (self, '}'))
        return TRUE;
      if (read_body_line (self, kind, name) || skip_trivia (self))
        continue;
      line = reject_line (self, explain_rejected_line (kind));
      crow_parser_recover_body_line (self, line.start, line.end);
    }
}

/* A block from its keyword to its closing brace. Without the brace Prisma sees no block at all,
 * and neither would a later one be closed: looking again would take quadratic time. */
static gboolean
read_block (CrowParser *self)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowAstBlock block = { 0 };
  CrowParserBody body;
  CrowSpan rest;

  if (!crow_parser_read_header (self, &block))
    return FALSE;
  body = crow_parser_get_body (block.kind);
  rest = (CrowSpan){ self->at, crow_scan_line (&self->scanner, self->at) };
  if (rest.end == self->scanner.end || rest.end >= self->unclosed_body[body])
    {
      self->at = mark.at;
      return FALSE;
    }

  crow_parser_close_block (self, FALSE, mark.at);
  mark = crow_parser_mark (self);
  mark.at = block.span.start;
  self->seen_as = self->ast->blocks->len;
  crow_parser_open_block (self, &block);
  self->at = crow_scan_newline (&self->scanner, rest.end);
  crow_parser_recover_rest_of_header (self, rest.start, rest.end);
  if (read_body (self, block.kind, block.name))
    {
      crow_parser_close_block (self, TRUE, self->at);
      self->seen_as = CROW_AST_NONE;
      return TRUE;
    }

  self->block = self->seen_as = CROW_AST_NONE;
  self->recovered_until = 0;
  crow_parser_roll_back (self, mark);
  self->unclosed_body[body] = rest.end;
  return FALSE;
}

/* As many attributes as are whole. */
static void
skip_attributes (CrowParser *self)
{
  CrowAstAttribute attribute;
  guint32 before;

  do
    {
      crow_parser_skip_blanks (self);
      before = self->at;
    }
  while (crow_parser_read_attribute (self, "@", &attribute));
  self->at = before;
}

/* `type Name = Int @attributes`, which Prisma once had. */
static gboolean
read_type_alias (CrowParser *self)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowSpan alias = { self->at, self->at };
  CrowSpan type = { 0 };
  guint32 name;

  if (self->scanner.end - mark.at < 4 || memcmp (self->scanner.text + mark.at, "type", 4) != 0)
    return FALSE;
  self->at += 4;
  crow_parser_skip_blanks (self);
  name = self->at;
  self->at = crow_scan_identifier (&self->scanner, name);
  crow_parser_skip_blanks (self);
  if (self->at > name && crow_parser_accept (self, '='))
    {
      crow_parser_skip_blanks (self);
      if (crow_parser_read_base_type (self, &type))
        skip_attributes (self);
      alias.end = type.end > type.start ? self->at : alias.end;
    }
  crow_parser_roll_back (self, mark);
  if (alias.end == alias.start)
    return FALSE;

  self->at = alias.end;
  crow_parser_report (self, alias,
                      g_strdup ("Error validating: Invalid type definition. Please check the "
                                "documentation in https://pris.ly/d/composite-types"));
  return TRUE;
}

/* `name { … }` without a keyword: an error as a whole, up to the first closing brace. */
static gboolean
read_arbitrary_block (CrowParser *self)
{
  guint32 start = self->at;
  guint32 at = crow_scan_identifier (&self->scanner, start);
  const char *close = NULL;

  if (at == start)
    return FALSE;
  at = crow_scan_blanks (&self->scanner, at);
  if (!crow_scan_is (&self->scanner, at, '{'))
    return FALSE;
  at = crow_scan_line (&self->scanner, at);
  if (at < self->unclosed_body[CROW_BODY_ANYTHING])
    close = memchr (self->scanner.text + at, '}', self->scanner.end - at);
  if (close == NULL)
    {
      self->unclosed_body[CROW_BODY_ANYTHING] = MIN (at, self->unclosed_body[CROW_BODY_ANYTHING]);
      return FALSE;
    }

  crow_parser_close_block (self, FALSE, start);
  self->at = close - self->scanner.text + 1;
  crow_parser_report (
      self, (CrowSpan){ start, self->at },
      g_strdup ("Error validating: This block is invalid. It does not start with any known Prisma "
                "schema keyword. Valid keywords include 'model', 'enum', 'type', 'datasource' and "
                "'generator'."));
  return TRUE;
}

static void
read_file (CrowParser *self)
{
  while (TRUE)
    {
      CrowSpan line;

      crow_parser_skip_blanks (self);
      if (self->at >= self->scanner.end)
        break;
      if (read_block (self) || read_type_alias (self) || read_arbitrary_block (self) ||
          skip_trivia (self))
        continue;
      line = reject_line (self, "This line is invalid. It does not start with any known Prisma "
                                "schema keyword.");
      crow_parser_recover_top_line (self, line.start, line.end);
    }
  crow_parser_close_block (self, FALSE, self->scanner.end);
}

/* As many as a text has, about; what is not filled is never touched. */
static GArray *
make_nodes (guint size, gsize n)
{
  return g_array_sized_new (FALSE, FALSE, size, (guint) MIN (n, MOST_RESERVED));
}

static CrowAst *
create_ast (CrowSourceFile *file, guint file_index)
{
  CrowAst *self = g_new0 (CrowAst, 1);
  gsize length;

  self->file = crow_source_file_ref (file);
  self->text = crow_source_file_get_text (file, &length);
  self->file_index = file_index;
  self->blocks = make_nodes (sizeof (CrowAstBlock), length / 512);
  self->fields = make_nodes (sizeof (CrowAstField), length / 32);
  self->attributes = make_nodes (sizeof (CrowAstAttribute), length / 48);
  self->arguments = make_nodes (sizeof (CrowAstArgument), length / 32);
  self->expressions = make_nodes (sizeof (CrowAstExpression), length / 24);
  self->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_diagnostic_free);
  return self;
}

/**
 * crow_ast_parse:
 * @file: a file of a schema
 * @file_index: its place among the schema's files, for the diagnostics
 *
 * Reads the syntax of @file as Prisma's grammar has it. Never fails: what Prisma rejects is in the
 * diagnostics, in its words and order, and what could be read of it is in the tree, marked as
 * recovered. Linear in time and memory; does not recurse. Any thread.
 *
 * Returns: (transfer full): the syntax tree
 */
CrowAst *
crow_ast_parse (CrowSourceFile *file, guint file_index)
{
  CrowParser parser = { .block = CROW_AST_NONE, .seen_as = CROW_AST_NONE };
  gsize length;
  const char *text = crow_source_file_get_text (file, &length);

  g_return_val_if_fail (length < G_MAXUINT32, NULL);

  parser.ast = create_ast (file, file_index);
  parser.stack = g_array_new (FALSE, FALSE, sizeof (CrowParserFrame));
  parser.block_attributes = g_array_new (FALSE, FALSE, sizeof (CrowAstAttribute));
  for (guint i = 0; i < CROW_N_BODIES; i++)
    parser.unclosed_body[i] = G_MAXUINT32;
  crow_scanner_init (&parser.scanner, text, (guint32) length);

  read_file (&parser);

  g_array_unref (parser.stack);
  g_array_unref (parser.block_attributes);
  return parser.ast;
}
