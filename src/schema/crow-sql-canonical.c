#include "crow-sql-canonical-private.h"

#include <string.h>

/* What stands before the place that is being read. */
typedef enum {
  AFTER_NOTHING,
  AFTER_WORD,    /* a name or a number */
  AFTER_LITERAL, /* '…' */
  AFTER_CALL,    /* the `)` of a call */
  AFTER_GROUP,   /* the `)` of a group */
} Previous;

typedef struct
{
  const char *at;
  Previous previous;
  GByteArray *brackets; /* (owned) open ones: 1: a call's */
} Reader;

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '"' || (guchar) c >= 0x80;
}

static void
skip_literal (Reader *self)
{
  for (self->at++; *self->at != '\0'; self->at++)
    if (*self->at == '\'' && self->at[1] == '\'')
      self->at++;
    else if (*self->at == '\'')
      break;
  if (*self->at != '\0')
    self->at++;
}

/* Short names that the server tells in full. */
static gboolean
is_alias (const char *type)
{
  static const char *const aliases[] = { "int",    "int2", "int4",    "int8",    "float4",
                                         "float8", "bool", "varchar", "decimal", "timestamptz",
                                         "timetz", "char", "varbit" };
  gsize length = 0;

  while (is_word (type[length]))
    length++;
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strlen (aliases[i]) == length && g_ascii_strncasecmp (type, aliases[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* At `::`. The server casts literals, and all else in brackets. */
static gboolean
read_cast (Reader *self)
{
  self->at += strlen ("::");
  if ((self->previous != AFTER_LITERAL && self->previous != AFTER_GROUP) || is_alias (self->at))
    return FALSE;
  while (is_word (*self->at))
    self->at++;
  self->previous = AFTER_GROUP;
  return TRUE;
}

/* An operator stands in a group of its own, between blanks. */
static gboolean
read_operator (Reader *self, const char *start)
{
  gboolean is_spaced = self->at > start && self->at[-1] == ' ';
  gboolean is_grouped = self->brackets->len > 0 &&
                        self->brackets->data[self->brackets->len - 1] == 0;

  while (*self->at != '\0' && strchr ("+-*/|<>=%", *self->at) != NULL)
    self->at++;
  self->previous = AFTER_NOTHING;
  return is_spaced && is_grouped && *self->at == ' ';
}

static void
open_bracket (Reader *self)
{
  guint8 is_call = self->previous == AFTER_WORD;

  g_byte_array_append (self->brackets, &is_call, 1);
  self->previous = AFTER_NOTHING;
  self->at++;
}

static void
close_bracket (Reader *self)
{
  guint n = self->brackets->len;

  self->previous = n > 0 && self->brackets->data[n - 1] ? AFTER_CALL : AFTER_GROUP;
  if (n > 0)
    g_byte_array_set_size (self->brackets, n - 1);
  self->at++;
}

/* FALSE: the server would tell it otherwise. */
static gboolean
read_part (Reader *self, const char *start)
{
  char c = *self->at;

  if (c == '\'')
    {
      skip_literal (self);
      self->previous = AFTER_LITERAL;
      return g_str_has_prefix (self->at, "::");
    }
  if (g_str_has_prefix (self->at, "::"))
    return read_cast (self);
  if (strchr ("+-*/|<>=%", c) != NULL)
    return read_operator (self, start);
  if (is_word (c))
    {
      while (is_word (*self->at))
        self->at++;
      self->previous = AFTER_WORD;
      return TRUE;
    }
  if (c == '(')
    open_bracket (self);
  else if (c == ')')
    close_bracket (self);
  else
    {
      self->at++;
      return c != ',' || *self->at == ' ';
    }
  return TRUE;
}

/**
 * crow_sql_is_canonical:
 * @text: an expression
 *
 * An estimate: PostgreSQL tells expressions not as they were written but as it understood them. It
 * casts every literal, puts each operation and each value that is cast into brackets, and writes
 * blanks about operators and after commas.
 *
 * Returns: whether nothing of that would change @text
 */
gboolean
crow_sql_is_canonical (const char *text)
{
  Reader self = { text, AFTER_NOTHING, g_byte_array_new () };
  gboolean is_canonical = TRUE;

  while (is_canonical && *self.at != '\0')
    is_canonical = read_part (&self, text);
  g_byte_array_unref (self.brackets);
  return is_canonical;
}
