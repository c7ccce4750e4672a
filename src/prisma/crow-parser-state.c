#include "crow-parser-private.h"

/**
 * crow_parser_skip_trivia:
 * @self: a parser in a list of a line that is being recovered
 *
 * Skips blanks, newlines and comments.
 */
void
crow_parser_skip_trivia (CrowParser *self)
{
  guint32 before;

  do
    {
      before = self->at;
      self->at = crow_scan_newline (&self->scanner, self->at);
      self->at = crow_scan_comment (&self->scanner, self->at);
      self->at = crow_scan_blanks (&self->scanner, self->at);
    }
  while (self->at > before);
}

/**
 * crow_parser_accept_newline:
 * @self: a parser
 *
 * Reads blanks and the newline.
 *
 * Returns: whether nothing else stood there
 */
gboolean
crow_parser_accept_newline (CrowParser *self)
{
  guint32 newline;

  crow_parser_skip_blanks (self);
  newline = self->at;
  self->at = crow_scan_newline (&self->scanner, newline);
  return self->at > newline;
}

/**
 * crow_parser_accept_line_end:
 * @self: a parser
 *
 * Reads blanks, at most one comment and the newline.
 *
 * Returns: whether nothing else stood there
 */
gboolean
crow_parser_accept_line_end (CrowParser *self)
{
  crow_parser_skip_blanks (self);
  self->at = crow_scan_comment (&self->scanner, self->at);
  return crow_parser_accept_newline (self);
}

/**
 * crow_parser_report:
 * @self: a parser
 * @span: what the error is about
 * @message: (transfer full): Prisma's own message
 *
 * Adds a syntax error.
 */
void
crow_parser_report (CrowParser *self, CrowSpan span, char *message)
{
  g_ptr_array_add (self->ast->diagnostics,
                   crow_diagnostic_new (CROW_SEVERITY_ERROR, CROW_RULE_PRISMA,
                                        self->ast->file_index, span, message));
}

/**
 * crow_parser_mark:
 * @self: a parser
 *
 * Returns: how far everything has come, for crow_parser_roll_back()
 */
CrowParserMark
crow_parser_mark (const CrowParser *self)
{
  const CrowAst *ast = self->ast;

  return (CrowParserMark){ self->at,
                           ast->blocks->len,
                           ast->fields->len,
                           ast->attributes->len,
                           ast->arguments->len,
                           ast->expressions->len,
                           ast->diagnostics->len,
                           self->block_attributes->len };
}

/**
 * crow_parser_roll_back:
 * @self: a parser
 * @mark: from crow_parser_mark()
 *
 * Forgets what was read since.
 */
void
crow_parser_roll_back (CrowParser *self, CrowParserMark mark)
{
  CrowAst *ast = self->ast;

  self->at = mark.at;
  g_array_set_size (ast->blocks, mark.blocks);
  g_array_set_size (ast->fields, mark.fields);
  g_array_set_size (ast->attributes, mark.attributes);
  g_array_set_size (ast->arguments, mark.arguments);
  g_array_set_size (ast->expressions, mark.expressions);
  g_ptr_array_set_size (ast->diagnostics, mark.diagnostics);
  g_array_set_size (self->block_attributes, mark.block_attributes);
}

/**
 * crow_parser_get_block:
 * @self: a parser
 *
 * Returns: (transfer none) (nullable): the block that fields go to; valid until the next one opens
 */
CrowAstBlock *
crow_parser_get_block (CrowParser *self)
{
  if (self->block == CROW_AST_NONE)
    return NULL;
  return &g_array_index (self->ast->blocks, CrowAstBlock, self->block);
}

/**
 * crow_parser_get_body:
 * @kind: a kind of block
 *
 * Returns: what it may hold
 */
CrowParserBody
crow_parser_get_body (CrowAstBlockKind kind)
{
  switch (kind)
    {
    case CROW_AST_ENUM:
      return CROW_BODY_VALUES;
    case CROW_AST_DATASOURCE:
    case CROW_AST_GENERATOR:
      return CROW_BODY_PROPERTIES;
    case CROW_AST_MODEL:
    case CROW_AST_VIEW:
    case CROW_AST_TYPE:
    default:
      return CROW_BODY_FIELDS;
    }
}

/**
 * crow_parser_open_block:
 * @self: a parser in no block
 * @block: kind, name and start
 *
 * From here on fields go to a new block.
 */
void
crow_parser_open_block (CrowParser *self, const CrowAstBlock *block)
{
  CrowAstBlock opened = *block;

  opened.first_field = self->ast->fields->len;
  opened.seen_as = self->seen_as;
  self->block = self->ast->blocks->len;
  g_array_append_val (self->ast->blocks, opened);
}

/**
 * crow_parser_close_block:
 * @self: a parser
 * @is_closed: whether the closing brace was found
 * @end: where the block ends
 *
 * Ends the block that fields go to, if there is one.
 */
void
crow_parser_close_block (CrowParser *self, gboolean is_closed, guint32 end)
{
  CrowAstBlock *block = crow_parser_get_block (self);

  if (block == NULL)
    return;
  block->span.end = end;
  block->is_closed = is_closed;
  block->n_fields = self->ast->fields->len - block->first_field;
  block->first_attribute = self->ast->attributes->len;
  block->n_attributes = self->block_attributes->len;
  g_array_append_vals (self->ast->attributes, self->block_attributes->data,
                       self->block_attributes->len);
  g_array_set_size (self->block_attributes, 0);
  self->block = CROW_AST_NONE;
}
