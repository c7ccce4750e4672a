#include "crow-connection-private.h"

#include "crow-sql-text.h"

#include <string.h>

/* Parameters of Prisma's own client that say nothing of the connection itself (Prisma's reference,
 * "PostgreSQL: arguments"). Of its TLS parameters only the one that asks for nothing is among them:
 * what demands a check is never passed over. */
static gboolean
is_prisma_own (const char *parameter)
{
  static const char *const names[] = {
    "connection_limit=",
    "pool_timeout=",
    "pgbouncer=",
    "socket_timeout=",
    "statement_cache_size=",
    "single_use_connections=",
    "max_connection_lifetime=",
    "max_idle_connection_lifetime=",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (parameter, names[i]))
      return TRUE;
  return strcmp (parameter, "sslaccept=accept_invalid_certs") == 0;
}

/* Any of them may be a password's. */
static void
wipe_parameters (char **parameters)
{
  for (char **at = parameters; at != NULL && *at != NULL; at++)
    explicit_bzero (*at, strlen (*at));
  g_strfreev (parameters);
}

/* `-c search_path="app"`, as `options` want it: blanks and backslashes behind a backslash. */
static char *
make_search_path (const char *namespace_)
{
  g_autoptr (GString) quoted = g_string_new (NULL);
  GString *text = g_string_new ("-c search_path=");

  crow_sql_append_identifier (quoted, namespace_);
  for (const char *at = quoted->str; *at != '\0'; at++)
    {
      if (*at == '\\' || g_ascii_isspace (*at))
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

/* What a URI's parameters say to libpq. */
typedef struct
{
  GString *kept;    /* for it as they are, with `&` between */
  char *namespace_; /* (nullable) */
  char *options;    /* (nullable) decoded */
  gboolean is_prisma;
} Query;

static void
read_parameter (Query *self, const char *parameter)
{
  if (g_str_has_prefix (parameter, "schema="))
    {
      g_free (self->namespace_);
      self->namespace_ = g_uri_unescape_string (parameter + strlen ("schema="), NULL);
      self->is_prisma = TRUE;
    }
  else if (g_str_has_prefix (parameter, "options="))
    {
      g_free (self->options);
      self->options = g_uri_unescape_string (parameter + strlen ("options="), NULL);
    }
  else if (is_prisma_own (parameter))
    self->is_prisma = TRUE;
  else
    g_string_append_printf (self->kept, "%s%s", self->kept->len > 0 ? "&" : "", parameter);
}

static void
write_options (Query *self)
{
  g_autofree char *path = NULL;
  g_autofree char *all = NULL;
  g_autofree char *escaped = NULL;

  if (self->namespace_ != NULL && *self->namespace_ != '\0')
    path = make_search_path (self->namespace_);
  all = g_strjoin (self->options != NULL && path != NULL ? " " : "",
                   self->options != NULL ? self->options : "", path, NULL);
  if (*all == '\0')
    return;
  escaped = g_uri_escape_string (all, NULL, FALSE);
  g_string_append_printf (self->kept, "%soptions=%s", self->kept->len > 0 ? "&" : "", escaped);
}

/**
 * crow_connection_translate:
 * @uri: a URI, perhaps with Prisma's own parameters
 *
 * `schema=app` becomes the first of the search_path, which is what Prisma does with it; `options`
 * of the URI itself stay before it. Parameters of Prisma's pool are left out.
 *
 * Returns: (transfer full) (nullable): a URI for libpq; %NULL: @uri is one
 */
char *
crow_connection_translate (const char *uri)
{
  const char *mark = strchr (uri, '?');
  char **parameters = mark != NULL ? g_strsplit (mark + 1, "&", -1) : NULL;
  Query query = { g_string_sized_new (strlen (uri) + 1), NULL, NULL, FALSE };
  char *result = NULL;

  for (guint i = 0; parameters != NULL && parameters[i] != NULL; i++)
    read_parameter (&query, parameters[i]);
  if (query.is_prisma)
    {
      write_options (&query);
      result = g_strdup_printf ("%.*s%s%s", (int) (mark - uri), uri, query.kept->len > 0 ? "?" : "",
                                query.kept->str);
    }
  wipe_parameters (parameters);
  explicit_bzero (query.kept->str, query.kept->allocated_len);
  g_string_free (query.kept, TRUE);
  g_free (query.namespace_);
  g_free (query.options);
  return result;
}

/* The next word of `options`, without its backslashes; NULL: there is none. */
static char *
take_word (const char **at)
{
  GString *word;

  while (g_ascii_isspace (**at))
    (*at)++;
  if (**at == '\0')
    return NULL;
  word = g_string_new (NULL);
  for (; **at != '\0' && !g_ascii_isspace (**at); (*at)++)
    {
      if (**at == '\\' && (*at)[1] != '\0')
        (*at)++;
      g_string_append_c (word, **at);
    }
  return g_string_free (word, FALSE);
}

/* What the last `-c search_path=…` or `--search_path=…` sets. */
static char *
find_search_path (const char *options)
{
  char *found = NULL;
  char *word;

  while ((word = take_word (&options)) != NULL)
    {
      g_autofree char *setting = NULL;

      if (strcmp (word, "-c") == 0)
        setting = take_word (&options);
      else if (g_str_has_prefix (word, "-c") || g_str_has_prefix (word, "--"))
        setting = g_strdup (word + 2);
      g_free (word);
      if (setting == NULL || (!g_str_has_prefix (setting, "search_path=") &&
                              !g_str_has_prefix (setting, "search-path=")))
        continue;
      g_free (found);
      found = g_strdup (setting + strlen ("search_path="));
    }
  return found;
}

/* The first name of the list @path, as the server reads it: folded, but for one in quotes. */
static char *
take_name (const char *path)
{
  GString *name = g_string_new (NULL);

  path += strspn (path, " \t\n");
  if (*path != '"')
    {
      g_autofree char *bare = g_strndup (path, strcspn (path, ", \t\n"));

      g_string_free (name, TRUE);
      return g_ascii_strdown (bare, -1);
    }
  for (path++; *path != '\0' && (*path != '"' || path[1] == '"'); path++)
    {
      g_string_append_c (name, *path);
      path += *path == '"';
    }
  return g_string_free (name, FALSE);
}

/**
 * crow_connection_build_namespace:
 * @self: a connection
 *
 * What a service, PGOPTIONS, the role or the database set is not looked at: Prisma does not either.
 *
 * Returns: (transfer full) (nullable): the namespace that the connection is about
 */
char *
crow_connection_build_namespace (CrowConnection *self)
{
  const char *options = crow_connection_get (self, "options");
  g_autofree char *path = options != NULL ? find_search_path (options) : NULL;
  g_autofree char *name = path != NULL ? take_name (path) : NULL;

  if (name == NULL || *name == '\0' || strcmp (name, "$user") == 0)
    return NULL;
  return g_steal_pointer (&name);
}
