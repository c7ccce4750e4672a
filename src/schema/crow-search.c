#include "crow-search.h"

#include <string.h>

#include "crow-search-private.h"

/* Words of fewer letters name no action: "set" is no SetNull. */
#define MIN_ACTION_WORD 4

static const char *const filter_names[] = { "onDelete", "onUpdate",   "action", "is", "model",
                                            "field",    "constraint", "schema", NULL };
static const char *const action_values[] = { "Cascade", "Restrict",   "NoAction",
                                             "SetNull", "SetDefault", NULL };
/* By CrowRelationSort - 1. */
static const char *const kind_values[] = {
  "written", "default", "problem", "self", "optional", NULL
};

static const struct
{
  const char *name;
  CrowTermType type;
  guint detail; /* places or events */
} filters[] = {
  { "onDelete", CROW_TERM_ACTION, 1 << CROW_EVENT_DELETE },
  { "onUpdate", CROW_TERM_ACTION, 1 << CROW_EVENT_UPDATE },
  { "action", CROW_TERM_ACTION, 1 << CROW_EVENT_DELETE | 1 << CROW_EVENT_UPDATE },
  { "is", CROW_TERM_KIND, 0 },
  { "model", CROW_TERM_NAME, CROW_PLACE_MODEL },
  { "table", CROW_TERM_NAME, CROW_PLACE_MODEL },
  { "field", CROW_TERM_NAME, CROW_PLACE_FIELD | CROW_PLACE_KEY_FIELD },
  { "column", CROW_TERM_NAME, CROW_PLACE_FIELD | CROW_PLACE_KEY_FIELD },
  { "constraint", CROW_TERM_NAME, CROW_PLACE_CONSTRAINT },
  { "schema", CROW_TERM_NAME, CROW_PLACE_SCHEMA },
};

static void
clear_term (gpointer data)
{
  CrowTerm *term = data;

  crow_needle_clear (&term->needle);
  crow_needle_clear (&term->left);
  crow_needle_clear (&term->right);
}

/* Lower case without what people put between the words: `SET NULL`, `set_null`, `SetNull`. */
static char *
squeeze (const char *text)
{
  g_autofree char *folded = crow_search_fold (text);
  GString *squeezed = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at++)
    if (*at != ' ' && *at != '_' && *at != '-')
      g_string_append_c (squeezed, *at);
  return g_string_free (squeezed, FALSE);
}

/* Bits of those whose name begins with @text. */
static guint
find_values (const char *const *values, const char *text)
{
  g_autofree char *asked = squeeze (text);
  guint found = 0;

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *value = squeeze (values[i]);

      if (g_str_has_prefix (value, asked))
        found |= 1u << i;
    }
  return found;
}

static void
complain (CrowSearch *self, CrowSearchFault fault, const char *word)
{
  if (self->fault != CROW_SEARCH_FINE)
    return;
  self->fault = fault;
  self->fault_word = g_utf8_make_valid (word, -1);
}

/* `Post.title`: two needles. */
static void
split_dotted (CrowTerm *term, const char *text)
{
  const char *dot = strrchr (text, '.');
  g_autofree char *left = NULL;

  if (dot == NULL || dot == text || dot[1] == '\0')
    return;
  left = g_strndup (text, (gsize) (dot - text));
  /* The namespace of `auth.User.id` is left out: the table's name decides. */
  term->is_dotted = TRUE;
  crow_needle_init (&term->left, strrchr (left, '.') != NULL ? strrchr (left, '.') + 1 : left);
  crow_needle_init (&term->right, dot + 1);
}

static void
add_name (CrowSearch *self, guint places, const char *text)
{
  CrowTerm term = { .type = CROW_TERM_NAME, .places = places };

  if (*text == '\0')
    return;
  crow_needle_init (&term.needle, text);
  /* Nothing but accents: nothing to look for. */
  if (term.needle.length == 0)
    {
      crow_needle_clear (&term.needle);
      return;
    }
  if (places == CROW_PLACE_ANY)
    {
      split_dotted (&term, text);
      if (g_utf8_strlen (term.needle.text, -1) >= MIN_ACTION_WORD)
        term.actions = find_values (action_values, text);
    }
  else if ((places & (CROW_PLACE_FIELD | CROW_PLACE_CONSTRAINT)) != 0)
    self->wants_parts = TRUE;
  g_array_append_val (self->terms, term);
}

static void
add_action (CrowSearch *self, guint events, const char *text)
{
  CrowTerm term = { .type = CROW_TERM_ACTION, .events = events };

  term.actions = find_values (action_values, text);
  if (*text == '\0')
    term.actions = (guint) -1;
  else if (term.actions == 0)
    complain (self, CROW_SEARCH_NO_ACTION, text);
  self->wants_relations = TRUE;
  g_array_append_val (self->terms, term);
}

static void
add_kind (CrowSearch *self, const char *text)
{
  CrowTerm term = { .type = CROW_TERM_KIND, .sort = CROW_RELATION_SORT_NONE };
  guint found = find_values (kind_values, text);

  if (*text == '\0')
    return;
  if (found != 0)
    term.sort = (CrowRelationSort) (g_bit_nth_lsf (found, -1) + 1);
  else
    complain (self, CROW_SEARCH_NO_KIND, text);
  self->wants_relations = TRUE;
  g_array_append_val (self->terms, term);
}

/* @colon: (nullable) where the token's first colon outside quotes is. */
static void
add_token (CrowSearch *self, const char *text, gsize colon)
{
  if (colon != G_MAXSIZE)
    for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
      if (strlen (filters[i].name) == colon &&
          g_ascii_strncasecmp (text, filters[i].name, colon) == 0)
        {
          const char *value = text + colon + 1;

          if (filters[i].type == CROW_TERM_NAME)
            add_name (self, filters[i].detail, value);
          else if (filters[i].type == CROW_TERM_ACTION)
            add_action (self, filters[i].detail, value);
          else
            add_kind (self, value);
          return;
        }
  add_name (self, CROW_PLACE_ANY, text);
}

/* A token ends at a blank that stands in no quotes. */
static void
parse (CrowSearch *self, const char *query)
{
  GString *token = g_string_new (NULL);
  gsize colon = G_MAXSIZE;
  gboolean is_quoted = FALSE;

  for (const char *at = query;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0 || (g_unichar_isspace (c) && !is_quoted))
        {
          if (token->len > 0)
            add_token (self, token->str, colon);
          g_string_truncate (token, 0);
          colon = G_MAXSIZE;
          if (c == 0)
            break;
          continue;
        }
      if (c == '"')
        {
          is_quoted = !is_quoted;
          continue;
        }
      if (c == ':' && !is_quoted && colon == G_MAXSIZE)
        colon = token->len;
      g_string_append_len (token, at, g_utf8_next_char (at) - at);
    }
  g_string_free (token, TRUE);
}

/**
 * crow_search_new:
 * @query: what somebody has typed; any bytes
 *
 * Returns: (transfer full): the query, understood; to be freed with crow_search_free()
 */
CrowSearch *
crow_search_new (const char *query)
{
  CrowSearch *self = g_new0 (CrowSearch, 1);
  g_autofree char *valid = g_utf8_make_valid (query, -1);

  self->terms = g_array_new (FALSE, FALSE, sizeof (CrowTerm));
  g_array_set_clear_func (self->terms, clear_term);
  parse (self, valid);
  return self;
}

/**
 * crow_search_free:
 * @self: (transfer full) (nullable): a query
 */
void
crow_search_free (CrowSearch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->terms);
  g_free (self->fault_word);
  g_free (self);
}

/**
 * crow_search_is_empty:
 * @self: a query
 *
 * Returns: whether it asks for nothing
 */
gboolean
crow_search_is_empty (const CrowSearch *self)
{
  return self->terms->len == 0;
}

/**
 * crow_search_get_fault:
 * @self: a query
 * @word: (out) (optional) (nullable) (transfer none): what was not understood
 *
 * A query with a part that makes no sense finds nothing.
 *
 * Returns: what is wrong with the first such part
 */
CrowSearchFault
crow_search_get_fault (const CrowSearch *self, const char **word)
{
  if (word != NULL)
    *word = self->fault_word;
  return self->fault;
}

/**
 * crow_search_get_filters:
 *
 * Returns: (transfer none) (array zero-terminated=1): what can stand before a colon
 */
const char *const *
crow_search_get_filters (void)
{
  return filter_names;
}

/**
 * crow_search_get_values:
 * @filter_name: one of crow_search_get_filters(), in any case
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): what can stand behind its colon;
 * %NULL: any text
 */
const char *const *
crow_search_get_values (const char *filter_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_ascii_strcasecmp (filters[i].name, filter_name) == 0)
      {
        if (filters[i].type == CROW_TERM_ACTION)
          return action_values;
        return filters[i].type == CROW_TERM_KIND ? kind_values : NULL;
      }
  return NULL;
}
