#include "crow-connection-input-private.h"

#include <string.h>

#include "crow-error.h"

/* Parameters in URIs that libpq does not know and that mean nothing to it: Prisma's
 * (https://www.prisma.io/docs/orm/overview/databases/postgresql), those of poolers and of
 * node-postgres. */
static const char *const foreign[] = {
  "connection_limit", "pool_timeout", "socket_timeout",  "statement_cache_size",
  "pgbouncer",        "sslidentity",  "sslaccept",       "pool_mode",
  "uselibpqcompat",   "supa",         "max_connections", "prepareThreshold",
  "workaround",       "pool_size",    "schema",          "currentSchema",
};

/**
 * crow_connection_input_wipe:
 * @secret: (transfer full) (nullable): a password
 *
 * Overwrites @secret with zeros and frees it.
 */
void
crow_connection_input_wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/**
 * crow_connection_input_free:
 * @self: (transfer full): what was read
 *
 * Frees @self; its secrets are overwritten first.
 */
void
crow_connection_input_free (CrowConnectionInput *self)
{
  g_free (self->text);
  crow_connection_input_wipe (self->password);
  crow_connection_input_wipe (self->key_password);
  g_strfreev (self->namespaces);
  g_ptr_array_unref (self->dropped);
  g_free (self);
}

static void
take_secret (char **place, char *secret)
{
  crow_connection_input_wipe (*place);
  *place = secret;
}

/* Is it a secret? Then it goes where it belongs. @value: (transfer full) */
static gboolean
take_if_secret (CrowConnectionInput *self, const char *keyword, char *value)
{
  if (g_str_equal (keyword, "password"))
    take_secret (&self->password, value);
  else if (g_str_equal (keyword, "sslpassword"))
    take_secret (&self->key_password, value);
  else
    return FALSE;
  return TRUE;
}

static char *
decode (const char *start, const char *end)
{
  char *decoded = g_uri_unescape_segment (start, end, NULL);

  return decoded != NULL ? decoded : g_strndup (start, (gsize) (end - start));
}

static void
take_namespaces (CrowConnectionInput *self, const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    if (*g_strstrip (names[i]) != '\0')
      {
        g_strv_builder_add (builder, names[i]);
        n++;
      }
  g_clear_pointer (&self->namespaces, g_strfreev);
  if (n > 0)
    self->namespaces = g_strv_builder_end (builder);
}

static gboolean
is_foreign (const char *keyword)
{
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (g_str_equal (foreign[i], keyword))
      return TRUE;
  return FALSE;
}

/* One parameter after the question mark; returns whether libpq is to see it. */
static gboolean
take_parameter (CrowConnectionInput *self, const char *parameter, GString *query)
{
  const char *equals = strchr (parameter, '=');
  const char *end = parameter + strlen (parameter);
  g_autofree char *keyword = decode (parameter, equals != NULL ? equals : end);
  char *value = decode (equals != NULL ? equals + 1 : end, end);
  gboolean is_kept = FALSE;

  if (take_if_secret (self, keyword, value))
    return FALSE;
  if (g_str_equal (keyword, "schema") || g_str_equal (keyword, "currentSchema"))
    take_namespaces (self, value);
  if (is_foreign (keyword) || g_str_has_prefix (keyword, "supa"))
    {
      self->is_rewritten = TRUE;
      if (!g_str_equal (keyword, "schema") && !g_str_equal (keyword, "currentSchema"))
        g_ptr_array_add (self->dropped, g_steal_pointer (&keyword));
    }
  else if (g_str_equal (keyword, "sslmode") && g_str_equal (value, "no-verify"))
    {
      /* node-postgres: encrypted, nobody's certificate is looked at. */
      self->is_rewritten = TRUE;
      g_string_append (query, "sslmode=require");
      is_kept = TRUE;
    }
  else
    {
      g_string_append (query, parameter);
      is_kept = TRUE;
    }
  g_free (value);
  return is_kept;
}

static char *
take_query (CrowConnectionInput *self, const char *query)
{
  g_auto (GStrv) parameters = g_strsplit (query, "&", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; parameters[i] != NULL; i++)
    {
      gsize before = kept->len;

      if (*parameters[i] == '\0')
        continue;
      if (before > 0)
        g_string_append_c (kept, '&');
      if (!take_parameter (self, parameters[i], kept))
        g_string_truncate (kept, before);
      explicit_bzero (parameters[i], strlen (parameters[i]));
    }
  return g_string_free (kept, FALSE);
}

/* The user's part of a URI as libpq's conninfo_uri_parse_options() finds it: up to the first "@"
 * that no "/" precedes. */
static const char *
find_at (const char *authority)
{
  const char *at = authority + strcspn (authority, "@/?");

  return *at == '@' ? at : NULL;
}

static void
take_uri (CrowConnectionInput *self, const char *uri)
{
  const char *authority = strstr (uri, "://") + strlen ("://");
  const char *at = find_at (authority);
  const char *colon = at != NULL ? memchr (authority, ':', (gsize) (at - authority)) : NULL;
  const char *base = at != NULL ? at : authority;
  const char *query = strchr (base, '?');
  GString *text = g_string_new ("postgresql://");

  if (!g_str_has_prefix (uri, "postgresql://") && !g_str_has_prefix (uri, "postgres://"))
    self->is_rewritten = TRUE;
  if (at != NULL)
    g_string_append_len (text, authority, (colon != NULL ? colon : at) - authority);
  if (colon != NULL && colon + 1 < at)
    take_secret (&self->password, decode (colon + 1, at));
  g_string_append_len (text, base, query != NULL ? query - base : (gssize) strlen (base));
  if (query != NULL)
    {
      g_autofree char *kept = take_query (self, query + 1);

      if (*kept != '\0')
        g_string_append_printf (text, "?%s", kept);
    }
  self->text = g_string_free (text, FALSE);
}

/* A word of a key=value string: where it ends, and its value in @value. libpq's conninfo_parse():
 * quotes only around the whole, a backslash takes the next character as it is. */
static const char *
scan_value (const char *at, GString *value)
{
  gboolean is_quoted = *at == '\'';

  if (is_quoted)
    at++;
  while (*at != '\0' && (is_quoted ? *at != '\'' : !g_ascii_isspace (*at)))
    {
      if (*at == '\\' && at[1] != '\0')
        at++;
      g_string_append_c (value, *at++);
    }
  return is_quoted && *at == '\'' ? at + 1 : at;
}

/**
 * crow_connection_input_skip_blanks:
 * @at: a place in a text
 *
 * Returns: (transfer none): the first place from @at on that is no blank
 */
const char *
crow_connection_input_skip_blanks (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;
  return at;
}

/* A keyword and its value at *@at, which goes behind them; FALSE at the end, or where it is not
 * one: libpq will say so. */
static gboolean
scan_pair (const char **at, char **keyword, GString *value)
{
  const char *start = crow_connection_input_skip_blanks (*at);
  const char *end = start + strcspn (start, "= \t\r\n");
  const char *equals = crow_connection_input_skip_blanks (end);

  if (*start == '\0' || *equals != '=')
    return FALSE;
  *keyword = g_strndup (start, (gsize) (end - start));
  g_string_truncate (value, 0);
  *at = scan_value (crow_connection_input_skip_blanks (equals + 1), value);
  return TRUE;
}

/**
 * crow_connection_input_wipe_string:
 * @string: (transfer full): what may hold a password
 *
 * Overwrites @string with zeros and frees it.
 */
void
crow_connection_input_wipe_string (GString *string)
{
  explicit_bzero (string->str, string->allocated_len);
  g_string_free (string, TRUE);
}

static void
take_pairs (CrowConnectionInput *self, const char *input)
{
  GString *text = g_string_new (NULL);
  GString *value = g_string_sized_new (128);
  const char *at = input;
  const char *start = at;
  char *keyword = NULL;

  while (scan_pair (&at, &keyword, value))
    {
      g_autofree char *owned = g_steal_pointer (&keyword);

      if (g_str_equal (owned, "password") || g_str_equal (owned, "sslpassword"))
        take_if_secret (self, owned, g_strdup (value->str));
      else
        g_string_append_len (text, start, at - start);
      start = at;
    }
  g_string_append (text, start);
  crow_connection_input_wipe_string (value);
  self->text = g_strstrip (g_string_free (text, FALSE));
}

static gboolean
is_uri (const char *input)
{
  return g_str_has_prefix (input, "postgresql://") || g_str_has_prefix (input, "postgres://");
}

static gboolean
check_other_kinds (const char *input, GError **error)
{
  if (strstr (input, "prisma://") != NULL || strstr (input, "prisma+postgres://") != NULL)
    g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                         "This leads to a proxy of Prisma’s, which speaks another language than "
                         "PostgreSQL. Take the URI of the database itself, often DIRECT_URL.");
  else if (strstr (input, "mysql://") != NULL || strstr (input, "sqlserver://") != NULL ||
           strstr (input, "mongodb") != NULL)
    g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                         "This is not a PostgreSQL database. Other databases can be seen by "
                         "opening their Prisma schema.");
  else
    return TRUE;
  return FALSE;
}

/**
 * crow_connection_input_parse:
 * @input: what was typed or pasted
 * @error: return location
 *
 * Finds the connection in @input and takes out of it the secrets and what libpq would refuse. What
 * remains is not yet proved to be one: crow_connection_parse().
 *
 * Returns: (transfer full): what was found; %NULL and %CROW_ERROR_SOURCE where @input is surely
 *   something else
 */
CrowConnectionInput *
crow_connection_input_parse (const char *input, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (input));
  g_autoptr (CrowConnectionInput) self = g_new0 (CrowConnectionInput, 1);
  g_autoptr (GError) local = NULL;
  char *found = NULL;

  self->dropped = g_ptr_array_new_with_free_func (g_free);
  if (!is_uri (trimmed) || strpbrk (trimmed, "\n$") != NULL)
    found = crow_connection_input_find_uri (trimmed, &local);
  if (local == NULL && found == NULL && !is_uri (trimmed))
    check_other_kinds (trimmed, &local);
  if (local == NULL)
    {
      self->is_rewritten = found != NULL && !g_str_equal (found, trimmed);
      if (found != NULL || is_uri (trimmed))
        take_uri (self, found != NULL ? found : trimmed);
      else
        take_pairs (self, trimmed);
    }
  explicit_bzero (trimmed, strlen (trimmed));
  crow_connection_input_wipe (found);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
mask_span (char *start, const char *end)
{
  if (end > start)
    memset (start, '*', (gsize) (end - start));
}

static void
mask_parameters (char *query)
{
  static const char *const secrets[] = { "password=", "sslpassword=" };

  for (char *at = query; at != NULL; at = strchr (at + 1, '&'))
    for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
      if (g_str_has_prefix (at + 1, secrets[i]))
        {
          char *value = at + 1 + strlen (secrets[i]);

          mask_span (value, value + strcspn (value, "&"));
        }
}

/**
 * crow_connection_input_mask:
 * @argument: an argument of the command line, changed in place
 *
 * Puts asterisks in the place of the secrets of a connection; anything else stays. In doubt, where
 * a password has not been encoded, it takes more than the password.
 */
void
crow_connection_input_mask (char *argument)
{
  char *authority = is_uri (argument) ? strstr (argument, "://") + strlen ("://") : NULL;
  char *at = authority != NULL ? strrchr (authority, '@') : NULL;
  char *colon = at != NULL ? memchr (authority, ':', (gsize) (at - authority)) : NULL;
  char *query = authority != NULL ? strchr (colon != NULL ? at : authority, '?') : NULL;
  char *word = argument;

  if (colon != NULL)
    mask_span (colon + 1, at);
  if (query != NULL)
    mask_parameters (query);
  while (authority == NULL && (word = strstr (word, "password")) != NULL)
    {
      char *equals = (char *) crow_connection_input_skip_blanks (word + strlen ("password"));

      word = equals;
      if (*equals == '=')
        {
          GString *ignored = g_string_new (NULL);
          char *value = (char *) crow_connection_input_skip_blanks (equals + 1);

          word = (char *) scan_value (value, ignored);
          mask_span (value, word);
          crow_connection_input_wipe_string (ignored);
        }
    }
}

/**
 * crow_connection_input_find_unknown:
 * @uri: what libpq refuses
 *
 * libpq quotes what it does not like, so what it says cannot be shown: it may be a password. A
 * keyword is none.
 *
 * Returns: (transfer full) (nullable): the first parameter of the query that libpq does not know
 */
char *
crow_connection_input_find_unknown (const char *uri)
{
  const char *query = strchr (uri, '?');
  g_auto (GStrv) parameters = g_strsplit (query != NULL ? query + 1 : "", "&", -1);

  for (guint i = 0; parameters[i] != NULL; i++)
    {
      const char *equals = strchr (parameters[i], '=');
      g_autofree char *keyword = equals != NULL ? decode (parameters[i], equals) : NULL;
      const char *const pair[] = { keyword, "1", NULL };
      g_autoptr (CrowConnection) connection = NULL;

      if (keyword == NULL || *keyword == '\0' || g_str_equal (keyword, "ssl"))
        continue;
      connection = crow_connection_new (pair, NULL);
      if (connection == NULL)
        return g_steal_pointer (&keyword);
    }
  return NULL;
}

/**
 * crow_connection_input_list:
 * @connection: a connection
 *
 * Returns: (transfer full) (element-type utf8 utf8): keyword to value of all that @connection was
 *   given and is no secret
 */
GHashTable *
crow_connection_input_list (CrowConnection *connection)
{
  GHashTable *pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *conninfo = crow_connection_build_conninfo (connection);
  GString *value = g_string_new (NULL);
  const char *at = conninfo;
  char *keyword = NULL;

  while (scan_pair (&at, &keyword, value))
    g_hash_table_insert (pairs, g_steal_pointer (&keyword), g_strdup (value->str));
  g_string_free (value, TRUE);
  return pairs;
}

static gboolean
is_number (const char *text, guint64 smallest, guint64 largest)
{
  return g_ascii_string_to_unsigned (text, 10, smallest, largest, NULL, NULL);
}

/**
 * crow_connection_input_check:
 * @keyword: a parameter of libpq
 * @value: what a form has for it
 *
 * Finds what libpq would find only when it connects, or never.
 *
 * Returns: what is wrong with @value
 */
CrowValueProblem
crow_connection_input_check (const char *keyword, const char *value)
{
  if (*value == '\0')
    return CROW_VALUE_FINE;
  if (g_str_equal (keyword, "port"))
    {
      g_auto (GStrv) ports = g_strsplit (value, ",", -1);

      for (guint i = 0; ports[i] != NULL; i++)
        if (*ports[i] != '\0' && !is_number (g_strstrip (ports[i]), 1, 65535))
          return CROW_VALUE_PORT;
    }
  /* A folder, or the abstract name of a socket, may have anything in it. */
  if (g_str_equal (keyword, "host") && *value != '/' && *value != '@' &&
      strpbrk (value, "@ \t/") != NULL)
    return CROW_VALUE_HOST;
  if (g_str_equal (keyword, "connect_timeout") && !is_number (value, 0, 3600))
    return CROW_VALUE_SECONDS;
  return CROW_VALUE_FINE;
}
