#include "crow-connection-private.h"

#include "crow-secret-private.h"

#include <string.h>

/* See crow_connection_probe(). */
#define PROBE_KEYWORD "target_session_attrs"

/* One keyword: either a value or a secret. */
typedef struct
{
  char *keyword;      /* (owned) */
  char *value;        /* (owned) (nullable) */
  CrowSecret *secret; /* (owned) (nullable) */
} Parameter;

struct _CrowConnection
{
  GArray *parameters; /* (owned) (element-type Parameter) in libpq's order, none empty */
};

/**
 * crow_options_free:
 * @options: (transfer full) (nullable) (array): of libpq
 *
 * PQconninfoFree(), but first wipes what that would only free.
 */
void
crow_options_free (CrowOptions *options)
{
  if (options == NULL)
    return;
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL)
      explicit_bzero (option->val, strlen (option->val));
  PQconninfoFree (options);
}

static void
clear_parameter (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->keyword);
  g_free (parameter->value);
  g_clear_pointer (&parameter->secret, crow_secret_free);
}

static void
clear_connection (gpointer data)
{
  CrowConnection *self = data;

  g_array_unref (self->parameters);
}

/**
 * crow_connection_is_secret_keyword:
 * @keyword: a keyword of libpq
 *
 * libpq's own mark is a `dispchar` of `*`; the SCRAM keys of libpq 18 are as good as a password,
 * but are only hidden there (`D`).
 *
 * Returns: whether its value must not be shown or kept
 */
gboolean
crow_connection_is_secret_keyword (const char *keyword)
{
  static const char *const names[] = {
    "password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key", NULL
  };

  return g_strv_contains (names, keyword);
}

static gboolean
is_secret (const PQconninfoOption *option)
{
  return g_strcmp0 (option->dispchar, "*") == 0 ||
         crow_connection_is_secret_keyword (option->keyword);
}

static CrowConnection *
new_from_options (const PQconninfoOption *options)
{
  CrowConnection *self = g_atomic_rc_box_new0 (CrowConnection);

  self->parameters = g_array_new (FALSE, TRUE, sizeof (Parameter));
  g_array_set_clear_func (self->parameters, clear_parameter);
  for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
    {
      Parameter parameter = { NULL };

      if (option->val == NULL || *option->val == '\0')
        continue;
      parameter.keyword = g_strdup (option->keyword);
      if (is_secret (option))
        parameter.secret = crow_secret_new (option->val);
      else
        parameter.value = g_strdup (option->val);
      g_array_append_val (self->parameters, parameter);
    }
  return self;
}

static const Parameter *
find_parameter (CrowConnection *self, const char *keyword)
{
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (self->parameters, Parameter, i);

      if (strcmp (parameter->keyword, keyword) == 0)
        return parameter;
    }
  return NULL;
}

static PQconninfoOption *
find_option (PQconninfoOption *options, const char *keyword)
{
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (strcmp (option->keyword, keyword) == 0)
      return option;
  return NULL;
}

static void
set_option (PQconninfoOption *option, const char *value)
{
  if (option->val != NULL)
    explicit_bzero (option->val, strlen (option->val));
  free (option->val);
  option->val = value != NULL ? strdup (value) : NULL;
}

/* Every keyword that this libpq knows, without values. */
static PQconninfoOption *
list_options (void)
{
  PQconninfoOption *options = PQconninfoParse ("", NULL);

  g_assert (options != NULL);
  return options;
}

static gboolean
is_port (const char *text)
{
  guint64 port = 0;

  return *text == '\0' || g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);
}

/* A password with `/` or `@` in it that was not percent-encoded is read by libpq as part of the
 * host or the port, and would come back in its messages: so these two are looked at here, and not
 * repeated. */
static gboolean
check_options (PQconninfoOption *options, gboolean is_uri, GError **error)
{
  const char *database = find_option (options, "dbname")->val;
  const char *host = find_option (options, "host")->val;
  const char *port = find_option (options, "port")->val;
  g_auto (GStrv) hosts = g_strsplit (host != NULL ? host : "", ",", -1);
  g_auto (GStrv) ports = g_strsplit (port != NULL ? port : "", ",", -1);
  const char *advice = is_uri ? " In a URI the characters @ / : ? # % of a user name or password "
                                "are written %40 %2F %3A %3F %23 %25."
                              : "";

  if (is_uri && port != NULL && *port != '\0' && find_option (options, "user")->val == NULL &&
      database != NULL && strchr (database, '@') != NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "Either a password has a \"/\" in it, or the database's name an \"@\".%s",
                   advice);
      return FALSE;
    }
  for (char **at = hosts; *at != NULL; at++)
    if (**at != '\0' && **at != '/' && strchr (*at + 1, '@') != NULL)
      {
        g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "A host name has an \"@\" in it.%s",
                     advice);
        return FALSE;
      }
  for (char **at = ports; *at != NULL; at++)
    if (!is_port (g_strstrip (*at)))
      {
        g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                     "The port is not a number between 1 and 65535.%s", advice);
        return FALSE;
      }
  return TRUE;
}

static gboolean
is_uri_text (const char *text)
{
  return g_str_has_prefix (text, "postgresql://") || g_str_has_prefix (text, "postgres://");
}

static gboolean
may_hold_secret (const char *text)
{
  static const char *const words[] = { "@", "pass", "pwd", "secret", "key" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcasestr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* libpq quotes a piece of the text in its messages, and that piece may be one of a password, with
 * quotes of its own. A single character like the `=` that is missing is none. */
static char *
describe_parse_error (const char *text, const char *words)
{
  g_autofree char *result = g_utf8_make_valid (words, -1);
  char *quote = may_hold_secret (text) ? strchr (result, '"') : NULL;
  char *last = NULL;

  while (quote != NULL && g_ascii_ispunct (quote[1]) && quote[2] == '"')
    quote = strchr (quote + 3, '"');
  last = quote != NULL ? strrchr (quote, '"') : NULL;
  if (last != NULL)
    {
      g_autofree char *before = g_steal_pointer (&result);

      *quote = '\0';
      result = g_strdup_printf ("%s\"…\"%s", before, last + 1);
      explicit_bzero (quote, (gsize) (last - quote));
    }
  return g_strdup (g_strstrip (result));
}

/**
 * crow_connection_parse:
 * @text: a `postgresql://` or `postgres://` URI, or `key=value` pairs, as in the PostgreSQL manual,
 *   34.1.1; may hold a password, which the caller wipes from its own copy
 * @error: %CROW_ERROR_SOURCE with libpq's words, without whatever could be a password
 *
 * libpq reads it, so that what it understands we do. Parameters of a URI that only Prisma knows
 * (`?schema=app&connection_limit=5`) are taken as crow_connection_translate() says. A keyword with
 * an empty value counts as left out. Does not block.
 *
 * Returns: (transfer full) (nullable): the connection
 */
CrowConnection *
crow_connection_parse (const char *text, GError **error)
{
  g_autoptr (CrowOptions) options = NULL;
  char *translated = NULL;
  char *words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  translated = is_uri_text (text) ? crow_connection_translate (text) : NULL;
  options = PQconninfoParse (translated != NULL ? translated : text, &words);
  if (translated != NULL)
    explicit_bzero (translated, strlen (translated));
  g_free (translated);
  if (options == NULL)
    {
      g_autofree char *message = describe_parse_error (text, words != NULL ? words : "no memory");

      if (words != NULL)
        explicit_bzero (words, strlen (words));
      PQfreemem (words);
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "This is not a connection: %s. Write postgresql://USER@HOST:PORT/DATABASE or "
                   "host=HOST dbname=DATABASE user=USER.",
                   message);
      return NULL;
    }
  if (!check_options (options, is_uri_text (text), error))
    return NULL;
  return new_from_options (options);
}

/**
 * crow_connection_new:
 * @pairs: (array zero-terminated=1): keyword, value, keyword, value…, %NULL in place of a keyword
 *   ends it; a %NULL or empty value leaves its keyword out
 * @error: %CROW_ERROR_SOURCE for a keyword that this libpq does not know, or a bad port
 *
 * Returns: (transfer full) (nullable): the connection
 */
CrowConnection *
crow_connection_new (const char *const *pairs, GError **error)
{
  g_autoptr (CrowOptions) options = list_options ();

  for (const char *const *at = pairs; *at != NULL; at += 2)
    {
      PQconninfoOption *option = find_option (options, at[0]);

      if (option == NULL)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                       "There is no connection parameter \"%s\".", at[0]);
          return NULL;
        }
      set_option (option, at[1]);
    }
  if (!check_options (options, FALSE, error))
    return NULL;
  return new_from_options (options);
}

/**
 * crow_connection_ref:
 * @self: a connection
 *
 * Returns: (transfer full): @self
 */
CrowConnection *
crow_connection_ref (CrowConnection *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * crow_connection_unref:
 * @self: (transfer full): a connection; with its last reference its secrets are overwritten
 */
void
crow_connection_unref (CrowConnection *self)
{
  g_atomic_rc_box_release_full (self, clear_connection);
}

/**
 * crow_connection_get:
 * @self: a connection
 * @keyword: a keyword of libpq
 *
 * Returns: (transfer none) (nullable): its value as given; %NULL where none was, and for a secret
 */
const char *
crow_connection_get (CrowConnection *self, const char *keyword)
{
  const Parameter *parameter = find_parameter (self, keyword);

  return parameter != NULL ? parameter->value : NULL;
}

/**
 * crow_connection_build_parameters:
 * @self: a connection; must outlive the result
 *
 * Returns: (transfer full): what was given, secrets too, for libpq
 */
CrowParameters *
crow_connection_build_parameters (CrowConnection *self)
{
  CrowParameters *result = crow_parameters_new ();

  for (guint i = 0; i < self->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (self->parameters, Parameter, i);
      const char *value = parameter->secret != NULL ? crow_secret_peek (parameter->secret)
                                                    : parameter->value;

      crow_parameters_set (result, parameter->keyword, value);
    }
  return result;
}

/**
 * crow_connection_probe:
 * @self: a connection
 *
 * libpq resolves services, PG* variables and defaults only on the way to a server
 * (PQconndefaults() knows no `service=` of ours). So it is sent on that way with a
 * target_session_attrs that does not exist, which it refuses after all of that is done and before
 * it looks up a name or opens a socket. Reads the service file; no network (except for a service
 * kept in LDAP).
 *
 * Returns: (transfer full): a connection that was never connected
 */
PGconn *
crow_connection_probe (CrowConnection *self)
{
  g_autoptr (CrowParameters) parameters = crow_connection_build_parameters (self);

  crow_parameters_set (parameters, PROBE_KEYWORD, "only-to-resolve");
  return crow_parameters_start (parameters);
}

/**
 * crow_connection_read_option:
 * @conn: a connection in any state
 * @keyword: a keyword of libpq
 *
 * Returns: (transfer full) (nullable): the value in force; %NULL where there is none, and for a
 *   secret
 */
char *
crow_connection_read_option (PGconn *conn, const char *keyword)
{
  g_autoptr (CrowOptions) options = PQconninfo (conn);
  PQconninfoOption *option = options != NULL ? find_option (options, keyword) : NULL;

  if (option == NULL || is_secret (option) || option->val == NULL || *option->val == '\0')
    return NULL;
  return g_strdup (option->val);
}

/**
 * crow_connection_resolve:
 * @self: a connection
 * @keyword: a keyword of libpq
 *
 * What libpq will use: the value as given, else of the service, else of the PG* variable, else its
 * default. `host` is the socket's folder where nothing else says so. Reads the service file; does
 * not look names up.
 *
 * Returns: (transfer full) (nullable): the value; %NULL where there is none, for a secret, and for
 *   what was not given where the service cannot be found
 */
char *
crow_connection_resolve (CrowConnection *self, const char *keyword)
{
  g_autoptr (PGconn) probe = NULL;
  g_autofree char *value = NULL;

  if (crow_connection_is_secret_keyword (keyword))
    return NULL;
  if (crow_connection_get (self, keyword) != NULL)
    return g_strdup (crow_connection_get (self, keyword));
  if (strcmp (keyword, PROBE_KEYWORD) == 0)
    return g_strdup (g_getenv ("PGTARGETSESSIONATTRS"));

  probe = crow_connection_probe (self);
  value = crow_connection_read_option (probe, keyword);
  if (value == NULL && strcmp (keyword, "host") == 0 && PQhost (probe) != NULL &&
      *PQhost (probe) != '\0')
    return g_strdup (PQhost (probe));
  return g_steal_pointer (&value);
}

/**
 * crow_connection_has_password:
 * @self: a connection
 *
 * Returns: whether a password was given with it; one in ~/.pgpass or PGPASSWORD does not count
 */
gboolean
crow_connection_has_password (CrowConnection *self)
{
  return find_parameter (self, "password") != NULL;
}

/**
 * crow_connection_with:
 * @self: a connection
 * @keyword: a keyword of libpq; one that it does not know changes nothing
 * @value: (nullable): its value; %NULL or "" takes it out
 *
 * Returns: (transfer full): the same connection, but for @keyword
 */
CrowConnection *
crow_connection_with (CrowConnection *self, const char *keyword, const char *value)
{
  g_autoptr (CrowOptions) options = list_options ();
  g_autoptr (CrowParameters) parameters = crow_connection_build_parameters (self);

  crow_parameters_set (parameters, keyword, value);
  for (guint i = 0; i < parameters->keywords->len; i++)
    {
      PQconninfoOption *option = find_option (options, parameters->keywords->pdata[i]);

      if (option != NULL)
        set_option (option, parameters->values->pdata[i]);
    }
  return new_from_options (options);
}

/**
 * crow_connection_with_password:
 * @self: a connection
 * @password: (nullable): the password; %NULL or "" for none. The caller wipes its own copy
 *
 * Returns: (transfer full): the same connection, but for its password
 */
CrowConnection *
crow_connection_with_password (CrowConnection *self, const char *password)
{
  return crow_connection_with (self, "password", password);
}

/**
 * crow_connection_redact:
 * @self: a connection
 * @text: any text: a message, a line of a log
 *
 * Takes out every secret of @self, written raw, percent-encoded or with backslashes, and whatever
 * stands as `//user:…@` or `password=…`, whoever's it is.
 *
 * Returns: (transfer full): @text with `***` in their place
 */
char *
crow_connection_redact (CrowConnection *self, const char *text)
{
  g_autofree char *result = g_strdup (text);

  for (guint i = 0; i < self->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (self->parameters, Parameter, i);

      if (parameter->secret != NULL)
        {
          g_autofree char *before = g_steal_pointer (&result);

          result = crow_redact_secret (before, crow_secret_peek (parameter->secret));
        }
    }
  return crow_redact_patterns (result);
}
