#include "crow-search-hints.h"

#include <string.h>

#include "crow-search.h"

/* Where the word begins that ends at @cursor: behind the last blank in no quotes. */
static gsize
find_start (const char *text, gsize cursor)
{
  gboolean is_quoted = FALSE;
  gsize start = 0;

  for (gsize i = 0; i < cursor; i++)
    {
      if (text[i] == '"')
        is_quoted = !is_quoted;
      else if (g_ascii_isspace (text[i]) && !is_quoted)
        start = i + 1;
    }
  return start;
}

static void
add_filters (CrowSearchHints *self, const char *word)
{
  const char *const *names = crow_search_get_filters ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_ascii_strncasecmp (names[i], word, strlen (word)) == 0)
      {
        g_ptr_array_add (self->labels, g_strconcat (names[i], ":", NULL));
        g_ptr_array_add (self->texts, g_strconcat (names[i], ":", NULL));
      }
}

static void
add_values (CrowSearchHints *self, const char *filter, const char *value)
{
  const char *const *values = crow_search_get_values (filter);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (g_ascii_strncasecmp (values[i], value, strlen (value)) == 0 &&
        g_ascii_strcasecmp (values[i], value) != 0)
      {
        g_ptr_array_add (self->labels, g_strdup (values[i]));
        g_ptr_array_add (self->texts, g_strdup_printf ("%s:%s ", filter, values[i]));
      }
}

/**
 * crow_search_hints_new:
 * @text: a query
 * @cursor: bytes before the cursor
 *
 * Filters for an empty query and for the beginning of one's name, the values of a filter; nothing
 * behind a complete word, or where something stands right behind the cursor.
 *
 * Returns: (transfer full): the hints, maybe none
 */
CrowSearchHints *
crow_search_hints_new (const char *text, gsize cursor)
{
  CrowSearchHints *self = g_new0 (CrowSearchHints, 1);
  gsize length = strlen (text);
  g_autofree char *word = NULL;
  char *colon;

  self->end = MIN (cursor, length);
  self->start = find_start (text, self->end);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  word = g_strndup (text + self->start, self->end - self->start);
  colon = strchr (word, ':');
  if (text[self->end] != '\0' && !g_ascii_isspace (text[self->end]))
    return self;
  if (colon != NULL)
    {
      *colon = '\0';
      add_values (self, word, colon + 1);
    }
  else if (*word != '\0' || length == 0)
    add_filters (self, word);
  return self;
}

/**
 * crow_search_hints_free:
 * @self: (transfer full) (nullable): hints
 */
void
crow_search_hints_free (CrowSearchHints *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->labels);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/**
 * crow_search_hints_apply:
 * @self: hints
 * @text: the query that they were made for
 * @hint: which one
 * @cursor: (out): bytes before the cursor afterwards
 *
 * Returns: (transfer full): the query with the hint in place of the word
 */
char *
crow_search_hints_apply (const CrowSearchHints *self, const char *text, guint hint, gsize *cursor)
{
  const char *put = g_ptr_array_index (self->texts, hint);
  const char *rest = text + self->end;
  g_autofree char *before = g_strndup (text, self->start);

  if (g_str_has_suffix (put, " ") && g_ascii_isspace (*rest))
    rest++;
  *cursor = self->start + strlen (put);
  return g_strconcat (before, put, rest, NULL);
}
