#include "crow-help-text.h"

#include <string.h>

/**
 * crow_help_block_free:
 * @self: (transfer full): a block
 */
void
crow_help_block_free (CrowHelpBlock *self)
{
  g_free (self->text);
  g_free (self);
}

/* [text](page); where it is none, nothing is taken. */
static const char *
append_link (GString *markup, const char *at)
{
  const char *middle = strstr (at, "](");
  const char *end = middle != NULL ? strchr (middle, ')') : NULL;
  g_autofree char *text = NULL;
  g_autofree char *page = NULL;

  if (end == NULL || memchr (at, '\n', (gsize) (end - at)) != NULL)
    return NULL;
  text = g_markup_escape_text (at + 1, middle - at - 1);
  page = g_markup_escape_text (middle + 2, end - middle - 2);
  g_string_append_printf (markup, "<a href=\"%s\">%s</a>", page, text);
  return end + 1;
}

/* What stands between two @mark as @tag; where the second is missing, nothing is taken. */
static const char *
append_span (GString *markup, const char *at, const char *mark, const char *tag)
{
  gsize length = strlen (mark);
  const char *end = strstr (at + length, mark);
  g_autofree char *text = NULL;

  if (end == NULL)
    return NULL;
  text = g_markup_escape_text (at + length, end - at - (gssize) length);
  g_string_append_printf (markup, "<%s>%s</%s>", tag, text, tag);
  return end + length;
}

static char *
build_markup (const char *text)
{
  GString *markup = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      const char *after = NULL;

      if (*at == '[')
        after = append_link (markup, at);
      else if (*at == '`')
        after = append_span (markup, at, "`", "tt");
      else if (g_str_has_prefix (at, "**"))
        after = append_span (markup, at, "**", "b");
      else if (*at == '*')
        after = append_span (markup, at, "*", "i");
      if (after == NULL)
        {
          g_autofree char *one = NULL;

          after = g_utf8_next_char (at);
          one = g_markup_escape_text (at, after - at);
          g_string_append (markup, one);
        }
      at = after;
    }
  return g_string_free (markup, FALSE);
}

static void
end_block (GPtrArray *blocks, CrowHelpKind kind, GString *text)
{
  CrowHelpBlock *block;

  if (text->len == 0)
    return;
  block = g_new0 (CrowHelpBlock, 1);
  block->kind = kind;
  block->text = kind == CROW_HELP_CODE || kind == CROW_HELP_DIAGRAM ? g_strdup (text->str)
                                                                    : build_markup (text->str);
  g_string_truncate (text, 0);
  g_ptr_array_add (blocks, block);
}

/* The kind that @line begins; @rest: what follows its mark. */
static CrowHelpKind
find_kind (const char *line, const char **rest)
{
  static const struct
  {
    const char *mark;
    CrowHelpKind kind;
  } marks[] = { { "# ", CROW_HELP_TITLE },
                { "## ", CROW_HELP_HEADING },
                { "- ", CROW_HELP_ITEM },
                { "```diagram", CROW_HELP_DIAGRAM },
                { "```", CROW_HELP_CODE } };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (line, marks[i].mark))
      {
        *rest = line + strlen (marks[i].mark);
        return marks[i].kind;
      }
  *rest = line;
  return CROW_HELP_PARAGRAPH;
}

static void
append_words (GString *text, const char *words)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, words);
}

/**
 * crow_help_parse:
 * @source: a page, UTF-8, in the few marks of Markdown that the header lists
 *
 * Never fails: what is no mark is text.
 *
 * Returns: (transfer full) (element-type CrowHelpBlock): its blocks
 */
GPtrArray *
crow_help_parse (const char *source)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_help_block_free);
  g_auto (GStrv) lines = g_strsplit (source, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  CrowHelpKind kind = CROW_HELP_PARAGRAPH;
  gboolean is_fenced = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *rest;
      CrowHelpKind next = find_kind (lines[i], &rest);

      if (is_fenced && g_str_has_prefix (lines[i], "```"))
        {
          end_block (blocks, kind, text);
          kind = CROW_HELP_PARAGRAPH;
          is_fenced = FALSE;
        }
      else if (is_fenced)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
      else if (next != CROW_HELP_PARAGRAPH || lines[i][0] == '\0')
        {
          end_block (blocks, kind, text);
          kind = next;
          is_fenced = next == CROW_HELP_CODE || next == CROW_HELP_DIAGRAM;
          if (!is_fenced)
            g_string_append (text, rest);
          if (next == CROW_HELP_TITLE || next == CROW_HELP_HEADING)
            {
              end_block (blocks, kind, text);
              kind = CROW_HELP_PARAGRAPH;
            }
        }
      else
        append_words (text, g_strchug (lines[i]));
    }
  end_block (blocks, kind, text);
  return blocks;
}

/**
 * crow_help_matches:
 * @source: a page
 * @words: what is looked for, words between blanks
 *
 * Returns: whether all words are in @source, in any place and case
 */
gboolean
crow_help_matches (const char *source, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (source, -1);
  g_autofree char *wanted = g_utf8_casefold (words, -1);
  g_auto (GStrv) each = g_strsplit (wanted, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    if (strstr (folded, each[i]) == NULL)
      return FALSE;
  return TRUE;
}
