#include "crow-connection-private.h"

#include <string.h>

#define UNRESERVED "/" /* besides letters, digits and -._~ */

static void
append_escaped (GString *uri, const char *text, const char *also)
{
  for (; *text != '\0'; text++)
    {
      if (g_ascii_isalnum (*text) || strchr ("-._~", *text) != NULL || strchr (also, *text) != NULL)
        g_string_append_c (uri, *text);
      else
        g_string_append_printf (uri, "%%%02X", (guchar) *text);
    }
}

static gboolean
is_ipv6 (const char *host)
{
  return strchr (host, ':') != NULL;
}

/* Can hosts and ports stand before the path? Not a socket's folder (legible only as a parameter),
 * and not one port for several hosts: the URI has one for each. */
static gboolean
fits_authority (char **hosts, char **ports)
{
  for (char **at = hosts; *at != NULL; at++)
    if (**at == '/' || **at == '@' || strpbrk (*at, "[]") != NULL)
      return FALSE;
  return g_strv_length (hosts) == 1 ? g_strv_length (ports) <= 1
                                    : g_strv_length (hosts) == g_strv_length (ports);
}

static void
append_authority (GString *uri, char **hosts, char **ports)
{
  for (guint i = 0; hosts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (uri, ',');
      if (is_ipv6 (hosts[i]))
        {
          g_string_append_c (uri, '[');
          append_escaped (uri, hosts[i], ":");
          g_string_append_c (uri, ']');
        }
      else
        append_escaped (uri, hosts[i], "");
      if (ports[0] != NULL && *ports[i] != '\0')
        {
          g_string_append_c (uri, ':');
          append_escaped (uri, ports[i], "");
        }
    }
}

/**
 * crow_connection_build_uri:
 * @self: a connection
 *
 * A URI that libpq (and crow_connection_parse()) reads as the same parameters: user, hosts, ports
 * and database in their usual places where that is possible, the rest as parameters. Secrets are
 * left out.
 *
 * Returns: (transfer full): `postgresql://…`
 */
char *
crow_connection_build_uri (CrowConnection *self)
{
  g_autoptr (CrowParameters) parameters = crow_connection_build_parameters (self);
  GString *uri = g_string_new ("postgresql://");
  const char *user = crow_connection_get (self, "user");
  const char *host = crow_connection_get (self, "host");
  const char *port = crow_connection_get (self, "port");
  const char *database = crow_connection_get (self, "dbname");
  g_auto (GStrv) hosts = g_strsplit (host != NULL ? host : "", ",", -1);
  g_auto (GStrv) ports = g_strsplit (port != NULL ? port : "", ",", -1);
  gboolean is_plain = host != NULL && fits_authority (hosts, ports);
  char separator = '?';

  if (user != NULL)
    {
      append_escaped (uri, user, "");
      g_string_append_c (uri, '@');
    }
  if (is_plain)
    append_authority (uri, hosts, ports);
  g_string_append_c (uri, '/');
  if (database != NULL)
    append_escaped (uri, database, "");

  for (guint i = 0; i < parameters->keywords->len; i++)
    {
      const char *keyword = parameters->keywords->pdata[i];
      gboolean is_placed = strcmp (keyword, "user") == 0 || strcmp (keyword, "dbname") == 0 ||
                           (is_plain &&
                            (strcmp (keyword, "host") == 0 || strcmp (keyword, "port") == 0));

      if (is_placed || crow_connection_get (self, keyword) == NULL)
        continue;
      g_string_append_printf (uri, "%c%s=", separator, keyword);
      append_escaped (uri, crow_connection_get (self, keyword), UNRESERVED);
      separator = '&';
    }
  return g_string_free (uri, FALSE);
}

/**
 * crow_connection_build_conninfo:
 * @self: a connection
 *
 * Returns: (transfer full): `key='value' …` as libpq reads it, without secrets; "" where nothing
 *   was given
 */
char *
crow_connection_build_conninfo (CrowConnection *self)
{
  g_autoptr (CrowParameters) parameters = crow_connection_build_parameters (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < parameters->keywords->len; i++)
    {
      const char *value = crow_connection_get (self, parameters->keywords->pdata[i]);

      if (value == NULL)
        continue;
      g_string_append_printf (text, "%s%s='", text->len > 0 ? " " : "",
                              (const char *) parameters->keywords->pdata[i]);
      for (; *value != '\0'; value++)
        {
          if (*value == '\'' || *value == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *value);
        }
      g_string_append_c (text, '\'');
    }
  return g_string_free (text, FALSE);
}

/* Where the connection leads, with everything resolved. */
typedef struct
{
  char *host;     /* (owned) names, addresses or folders, joined by `,` */
  char *address;  /* (owned) (nullable) hostaddr */
  char *port;     /* (owned) */
  char *database; /* (owned) */
} Target;

static void
free_target (Target *self)
{
  g_free (self->host);
  g_free (self->address);
  g_free (self->port);
  g_free (self->database);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Target, free_target)

static char *
pick (char *resolved, const char *given, const char *otherwise)
{
  if (resolved != NULL)
    return resolved;
  return g_strdup (given != NULL ? given : otherwise);
}

static Target *
resolve_target (CrowConnection *self)
{
  g_autoptr (PGconn) probe = crow_connection_probe (self);
  Target *target = g_new0 (Target, 1);
  const char *folder = PQhost (probe) != NULL ? PQhost (probe) : "";

  target->address = pick (crow_connection_read_option (probe, "hostaddr"),
                          crow_connection_get (self, "hostaddr"), NULL);
  target->host = pick (crow_connection_read_option (probe, "host"),
                       crow_connection_get (self, "host"), NULL);
  if (target->host == NULL)
    target->host = g_strdup (target->address != NULL ? target->address : folder);
  target->port = pick (crow_connection_read_option (probe, "port"),
                       crow_connection_get (self, "port"), "5432");
  target->database = pick (crow_connection_read_option (probe, "dbname"),
                           crow_connection_get (self, "dbname"),
                           crow_connection_get (self, "service"));
  if (target->database == NULL)
    target->database = g_strdup ("postgres");
  return target;
}

static char *
clean_title (const char *text)
{
  GString *result = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (result, g_unichar_isprint (c) ? c : ' ');
    }
  return g_string_free (result, FALSE);
}

/**
 * crow_format_place:
 * @database: its name
 * @host: hosts, addresses or a socket's folder; "" for this machine
 * @port: the port, or several
 *
 * Returns: (transfer full): `shop on db.example.org:5433`, printable characters on one line;
 * without the port where it is 5432
 */
char *
crow_format_place (const char *database, const char *host, const char *port)
{
  g_autofree char *text = NULL;
  gboolean is_list = strpbrk (host, "/,") != NULL || strchr (port, ',') != NULL;

  if (*host == '\0')
    host = "localhost";
  if (*port == '\0' || strcmp (port, "5432") == 0)
    text = g_strdup_printf ("%s on %s", database, host);
  else if (is_list)
    text = g_strdup_printf ("%s on %s, port %s", database, host, port);
  else if (is_ipv6 (host))
    text = g_strdup_printf ("%s on [%s]:%s", database, host, port);
  else
    text = g_strdup_printf ("%s on %s:%s", database, host, port);
  return clean_title (text);
}

/**
 * crow_connection_build_title:
 * @self: a connection
 *
 * What it is called for people, with everything resolved: the database, its host or a socket's
 * folder, and a port other than 5432; the service alone where it cannot be found. Reads the service
 * file.
 *
 * Returns: (transfer full): `shop on db.example.org:5433`, printable characters on one line
 */
char *
crow_connection_build_title (CrowConnection *self)
{
  g_autoptr (Target) target = resolve_target (self);

  if (*target->host == '\0' && crow_connection_get (self, "service") != NULL)
    return clean_title (crow_connection_get (self, "service"));
  return crow_format_place (target->database, target->host, target->port);
}

static void
append_safe (GString *slug, const char *text, gsize most)
{
  gsize end = slug->len + most;

  for (; *text != '\0' && slug->len < end; text++)
    {
      gboolean is_safe = g_ascii_isalnum (*text) || *text == '_' ||
                         ((*text == '.' || *text == '-') && slug->len > 0);

      if (is_safe)
        g_string_append_c (slug, g_ascii_tolower (*text));
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  while (slug->len > 0 && strchr ("-.", slug->str[slug->len - 1]) != NULL)
    g_string_truncate (slug, slug->len - 1);
}

/**
 * crow_connection_build_slug:
 * @self: a connection
 *
 * A file name (ASCII letters, digits, `.`, `_` and `-`, at most 60 bytes, no leading dot) for what
 * is kept beside this database. It depends on host, port and database with everything resolved,
 * and on nothing else: not on the user, the password or how they were written. Reads the service
 * file.
 *
 * Returns: (transfer full): `shop-db.example.org-1f3a…`
 */
char *
crow_connection_build_slug (CrowConnection *self)
{
  g_autoptr (Target) target = resolve_target (self);
  g_autofree char *host = g_ascii_strdown (target->host, -1);
  g_autofree char *identity = g_strjoin ("\n", *target->host == '/' ? target->host : host,
                                         target->port, target->database, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  GString *slug = g_string_new (NULL);

  append_safe (slug, target->database, 24);
  if (slug->len > 0)
    g_string_append_c (slug, '-');
  append_safe (slug, target->host, 22);
  if (slug->len > 0)
    g_string_append_c (slug, '-');
  g_string_append_len (slug, digest, 12);
  return g_string_free (slug, FALSE);
}

static gboolean
is_local_host (const char *host)
{
  return *host == '\0' || *host == '/' || *host == '@' ||
         g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_prefix (host, "127.") ||
         strcmp (host, "::1") == 0 || g_ascii_strcasecmp (host, g_get_host_name ()) == 0;
}

/**
 * crow_connection_is_local:
 * @self: a connection
 *
 * Returns: whether every host it may lead to is a socket or this machine. Reads the service file.
 */
gboolean
crow_connection_is_local (CrowConnection *self)
{
  g_autoptr (Target) target = resolve_target (self);
  const char *where = target->address != NULL ? target->address : target->host;
  g_auto (GStrv) hosts = g_strsplit (where, ",", -1);

  for (char **at = hosts; *at != NULL; at++)
    if (!is_local_host (*at))
      return FALSE;
  return TRUE;
}
