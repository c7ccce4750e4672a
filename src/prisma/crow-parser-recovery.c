#include "crow-parser-private.h"

#include <string.h>

/* How far beyond its line a recovered attribute may reach. */
#define REACH 4096

#define BOM "\357\273\277"

static const struct
{
  const char *word;
  CrowAstBlockKind kind;
} keywords[] = {
  { "model", CROW_AST_MODEL },
  { "type", CROW_AST_TYPE },
  { "view", CROW_AST_VIEW },
  { "enum", CROW_AST_ENUM },
  { "datasource", CROW_AST_DATASOURCE },
  { "generator", CROW_AST_GENERATOR },
};

/* The keyword that starts the identifier [start, end). To Prisma `modelA {` is model A. */
static gboolean
find_keyword (const char *text, guint32 start, guint32 end, CrowAstBlock *block, guint32 *after)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      gsize length = strlen (keywords[i].word);

      if (end - start >= length && memcmp (text + start, keywords[i].word, length) == 0)
        {
          block->kind = keywords[i].kind;
          *after = start + length;
          return TRUE;
        }
    }
  return FALSE;
}

/* Keyword and name. */
static gboolean
read_block_name (CrowParser *self, CrowAstBlock *block)
{
  const CrowScanner *scanner = &self->scanner;
  guint32 start = self->at;
  guint32 end = crow_scan_identifier (scanner, start);
  guint32 after;

  if (!find_keyword (scanner->text, start, end, block, &after))
    return FALSE;
  block->span = (CrowSpan){ start, start };
  block->name.start = after < end ? after : crow_scan_blanks (scanner, after);
  block->name.end = crow_scan_identifier (scanner, block->name.start);
  self->at = crow_scan_blanks (scanner, block->name.end);
  if (block->name.end > block->name.start)
    return TRUE;
  self->at = start;
  return FALSE;
}

/**
 * crow_parser_read_header:
 * @self: a parser
 * @block: (inout): gets kind, name and the start of its span
 *
 * Reads `keyword name {`.
 *
 * Returns: whether it is there; otherwise nothing is read
 */
gboolean
crow_parser_read_header (CrowParser *self, CrowAstBlock *block)
{
  guint32 start = self->at;

  if (read_block_name (self, block) && crow_parser_accept (self, '{'))
    return TRUE;
  self->at = start;
  return FALSE;
}

/* The header of a block that Prisma does not see: its brace may be missing or stand on the next
 * line, its name may be one that Prisma refuses. */
static gboolean
read_damaged_header (CrowParser *self, CrowAstBlock *block)
{
  CrowScanner *scanner = &self->scanner;
  guint32 start = self->at;
  guint32 end = crow_scan_identifier (scanner, start);
  guint32 after;

  if (!find_keyword (scanner->text, start, end, block, &after) || after < end)
    return FALSE;
  block->span = (CrowSpan){ start, start };
  block->name.start = crow_scan_blanks (scanner, after);
  after = block->name.start;
  while (crow_scan_is (scanner, after, '_'))
    after++;
  block->name.end = crow_scan_identifier (scanner, after);
  if (block->name.start == end || block->name.end == after)
    return FALSE;
  self->at = crow_scan_blanks (scanner, block->name.end);
  self->at = crow_scan_blanks (scanner, crow_scan_comment (scanner, self->at));
  if (crow_parser_accept (self, '{') || crow_scan_line (scanner, self->at) == self->at)
    return TRUE;
  self->at = start;
  return FALSE;
}

static void
skip_underscores (CrowParser *self)
{
  while (crow_parser_accept (self, '_'))
    ;
}

/* A field's name, whatever Prisma says of it. */
static gboolean
read_field_name (CrowParser *self, CrowAstField *field)
{
  guint32 start = self->at;
  guint32 bare;

  skip_underscores (self);
  bare = self->at;
  self->at = crow_scan_identifier (&self->scanner, bare);
  field->span.start = start;
  field->value = CROW_AST_NONE;
  field->name = (CrowSpan){ start, self->at };
  field->first_attribute = self->ast->attributes->len;
  field->is_recovered = TRUE;
  return self->at > bare;
}

/* Name, type and as much of the attributes as can be read. */
static gboolean
read_model_field (CrowParser *self, CrowAstField *field)
{
  const char *problem;

  if (!read_field_name (self, field))
    return FALSE;
  crow_parser_skip_blanks (self);
  return crow_parser_read_type (self, field, &problem) &&
         crow_parser_read_field_attributes (self, field);
}

static gboolean
read_value_field (CrowParser *self, CrowAstField *field)
{
  return read_field_name (self, field) && crow_parser_read_field_attributes (self, field);
}

static gboolean
read_property_field (CrowParser *self, CrowAstField *field)
{
  guint32 start;

  if (!read_field_name (self, field))
    return FALSE;
  crow_parser_skip_blanks (self);
  if (!crow_parser_accept (self, '='))
    return FALSE;
  crow_parser_skip_blanks (self);
  start = self->at;
  crow_parser_read_expression (self, &field->value);
  return self->at > start;
}

/* One thing of a block of the open block's kind; FALSE: nothing that could be kept. */
static gboolean
read_damaged_item (CrowParser *self)
{
  CrowAstBlockKind kind = crow_parser_get_block (self)->kind;
  CrowParserBody body = crow_parser_get_body (kind);
  CrowAstField field = { 0 };
  CrowAstAttribute attribute;
  gboolean is_read;

  if (crow_scan_is (&self->scanner, self->at, '@'))
    {
      if (body == CROW_BODY_PROPERTIES || !crow_parser_read_attribute (self, "@@", &attribute))
        return FALSE;
      g_array_append_val (self->block_attributes, attribute);
      return TRUE;
    }
  if (body == CROW_BODY_VALUES)
    is_read = read_value_field (self, &field);
  else if (body == CROW_BODY_PROPERTIES)
    is_read = read_property_field (self, &field);
  else
    is_read = read_model_field (self, &field);
  if (!is_read)
    return FALSE;
  field.span.end = self->at;
  g_array_append_val (self->ast->fields, field);
  return TRUE;
}

/* Runs read_damaged_item() from @start with sight up to @end. */
static gboolean
recover_item (CrowParser *self, guint32 start, guint32 end)
{
  CrowParserMark mark = crow_parser_mark (self);
  CrowScanner whole = self->scanner;
  gboolean is_read;

  mark.at = start;
  self->at = start;
  self->scanner.end = end;
  self->is_lenient = TRUE;
  self->is_broken = FALSE;
  is_read = read_damaged_item (self);
  self->is_lenient = FALSE;
  self->scanner = whole;
  if (!is_read)
    crow_parser_roll_back (self, mark);
  return is_read;
}

/* An attribute may go on over the next lines, if it then is whole; else its first line counts. */
static gboolean
recover_first_item (CrowParser *self, guint32 start, guint32 end)
{
  CrowParserMark mark = crow_parser_mark (self);
  guint32 reach = MIN (self->scanner.end - end, REACH) + end;

  if (recover_item (self, start, reach) && !self->is_broken)
    return TRUE;
  crow_parser_roll_back (self, mark);
  return recover_item (self, start, end);
}

/* A field, or block attributes one after the other. */
static void
recover_line (CrowParser *self, guint32 start, guint32 end)
{
  guint32 after = self->at;

  if (start < self->recovered_until)
    return;
  if (recover_first_item (self, start, end))
    {
      if (self->at > end)
        self->recovered_until = self->at;
      start = crow_scan_blanks (&self->scanner, self->at);
      while (start < end && crow_scan_is (&self->scanner, start, '@') &&
             recover_item (self, start, end))
        start = crow_scan_blanks (&self->scanner, self->at);
    }
  self->at = after;
}

/**
 * crow_parser_recover_rest_of_header:
 * @self: a parser
 * @start: after the opening brace
 * @end: end of its line
 *
 * Prisma skips whatever follows an opening brace on its line; `model A { id Int }` has a field
 * there. Leaves the position as it is.
 */
void
crow_parser_recover_rest_of_header (CrowParser *self, guint32 start, guint32 end)
{
  guint32 after = self->at;
  guint32 at = crow_scan_blanks (&self->scanner, start);

  while (at < end && recover_item (self, at, end))
    at = crow_scan_blanks (&self->scanner, self->at);
  if (crow_scan_is (&self->scanner, at, '}'))
    crow_parser_get_block (self)->is_closed = TRUE;
  self->at = after;
}

/* From here on fields go to the block of a header on the line. */
static gboolean
recover_header (CrowParser *self, guint32 start, guint32 end, gboolean needs_brace)
{
  CrowAstBlock block = { 0 };
  CrowAstBlock *open = crow_parser_get_block (self);
  guint32 after = self->at;
  gboolean is_header;

  self->at = start;
  is_header = read_damaged_header (self, &block) &&
              (!needs_brace || self->scanner.text[self->at - 1] == '{');
  if (is_header)
    {
      guint32 rest = self->at;

      crow_parser_close_block (self, open != NULL && open->is_closed, start);
      self->recovered_until = 0;
      crow_parser_open_block (self, &block);
      crow_parser_recover_rest_of_header (self, rest, end);
    }
  self->at = after;
  return is_header;
}

/* Whether the line ends in an opening brace: what kind of block it is, nobody knows. */
static gboolean
opens_block (const CrowParser *self, guint32 start, guint32 end)
{
  while (end > start && g_ascii_isspace (self->scanner.text[end - 1]))
    end--;
  return end > start && self->scanner.text[end - 1] == '{';
}

/**
 * crow_parser_recover_body_line:
 * @self: a parser in a block
 * @start: start of a rejected line's text
 * @end: its end, before the newline
 *
 * Keeps what can be read of the line; the header of another block starts that block. Leaves the
 * position as it is.
 */
void
crow_parser_recover_body_line (CrowParser *self, guint32 start, guint32 end)
{
  if (!recover_header (self, start, end, TRUE) && !opens_block (self, start, end))
    recover_line (self, start, end);
}

/**
 * crow_parser_recover_top_line:
 * @self: a parser, perhaps in a block that Prisma does not see
 * @start: start of a rejected line's text
 * @end: its end, before the newline
 *
 * As crow_parser_recover_body_line(), where Prisma sees no block.
 */
void
crow_parser_recover_top_line (CrowParser *self, guint32 start, guint32 end)
{
  CrowAstBlock *open;

  /* To Prisma a byte order mark hides the block behind it. */
  if (start == 0 && end > 3 && memcmp (self->scanner.text, BOM, 3) == 0)
    start = 3;
  if (recover_header (self, start, end, FALSE))
    start = end;
  open = crow_parser_get_block (self);
  if (open == NULL)
    return;
  if (open->is_closed || crow_scan_is (&self->scanner, start, '}'))
    crow_parser_close_block (self, TRUE, open->is_closed ? end : start + 1);
  else if (start < end && opens_block (self, start, end) && end - start > 1)
    crow_parser_close_block (self, FALSE, start);
  else if (start < end && !crow_scan_is (&self->scanner, start, '{'))
    recover_line (self, start, end);
}
