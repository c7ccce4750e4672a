#include "crow-session-private.h"

#include <netdb.h>
#include <sys/socket.h>

/* One of the hosts that are tried in turn. */
typedef struct
{
  char *host;    /* (owned) "" where only its address was given */
  char *address; /* (owned) "" to be looked up */
  char *port;    /* (owned) "" for the default */
} Place;

static void
free_place (gpointer data)
{
  Place *self = data;

  g_free (self->host);
  g_free (self->address);
  g_free (self->port);
  g_free (self);
}

static void
add_place (GPtrArray *places, const char *host, const char *address, const char *port)
{
  Place *place = g_new (Place, 1);

  place->host = g_strdup (host);
  place->address = g_strdup (address);
  place->port = g_strdup (port);
  g_ptr_array_add (places, place);
}

static GStrv
read_list (PGconn *conn, const char *keyword)
{
  g_autofree char *text = crow_connection_read_option (conn, keyword);

  return g_strsplit (text != NULL ? text : "", ",", -1);
}

/* Element @at of @list; one that stands alone is for all. */
static const char *
pick_element (GStrv list, guint at, gboolean is_shared)
{
  guint n = g_strv_length (list);

  if (is_shared && n == 1)
    return list[0];
  return at < n ? list[at] : "";
}

/* As libpq pairs the lists of host, hostaddr and port. */
static GPtrArray *
list_places (PGconn *conn)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (free_place);
  g_auto (GStrv) hosts = read_list (conn, "host");
  g_auto (GStrv) addresses = read_list (conn, "hostaddr");
  g_auto (GStrv) ports = read_list (conn, "port");
  guint n = MAX (g_strv_length (hosts), g_strv_length (addresses));

  for (guint i = 0; i < n; i++)
    add_place (places, pick_element (hosts, i, FALSE), pick_element (addresses, i, FALSE),
               pick_element (ports, i, TRUE));
  return places;
}

static gboolean
is_place (const Place *self, PGconn *conn)
{
  const char *host = *self->host != '\0' ? self->host : self->address;

  return (*host == '\0' || g_strcmp0 (host, PQhost (conn)) == 0) &&
         (*self->port == '\0' || g_strcmp0 (self->port, PQport (conn)) == 0);
}

/* A name may stand for several addresses; those behind the one that did not answer. */
static void
add_other_addresses (GPtrArray *places, const Place *late, PGconn *conn)
{
  struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  gboolean is_behind = FALSE;

  if (*late->address != '\0' || *late->host == '\0' || *late->host == '/' || *late->host == '@' ||
      getaddrinfo (late->host, NULL, &hints, &found) != 0)
    return;
  for (struct addrinfo *at = found; at != NULL; at = at->ai_next)
    {
      char address[NI_MAXHOST] = "";

      if (getnameinfo (at->ai_addr, at->ai_addrlen, address, sizeof address, NULL, 0,
                       NI_NUMERICHOST) != 0)
        continue;
      if (is_behind)
        add_place (places, late->host, address, late->port);
      if (g_strcmp0 (address, PQhostaddr (conn)) == 0)
        is_behind = TRUE;
    }
  freeaddrinfo (found);
}

/* @texts takes the texts, which @parameters borrows. */
static void
set_places (CrowParameters *parameters, GPtrArray *places, GPtrArray *texts)
{
  static const char *const keywords[] = { "host", "hostaddr", "port" };

  for (guint k = 0; k < G_N_ELEMENTS (keywords); k++)
    {
      GString *list = g_string_new (NULL);

      for (guint i = 0; i < places->len; i++)
        {
          const Place *place = places->pdata[i];
          const char *parts[] = { place->host, place->address, place->port };

          g_string_append_printf (list, "%s%s", i > 0 ? "," : "", parts[k]);
        }
      g_ptr_array_add (texts, g_string_free (list, FALSE));
      crow_parameters_set (parameters, keywords[k], texts->pdata[texts->len - 1]);
    }
}

/**
 * crow_places_drop:
 * @parameters: what was tried
 * @conn: the connection that it led to, at a place that did not answer in time
 * @texts: (element-type utf8): takes the texts that @parameters borrows from now on
 *
 * libpq cannot be told to go on to the next place, so it is begun again with those behind it. Looks
 * up a name that stands for several addresses, which may block.
 *
 * Returns: whether @parameters has places left; %FALSE: that was the last
 */
gboolean
crow_places_drop (CrowParameters *parameters, PGconn *conn, GPtrArray *texts)
{
  g_autoptr (GPtrArray) places = list_places (conn);
  g_autoptr (GPtrArray) rest = g_ptr_array_new_with_free_func (free_place);
  guint late = 0;

  while (late < places->len && !is_place (places->pdata[late], conn))
    late++;
  if (late == places->len)
    return FALSE;
  add_other_addresses (rest, places->pdata[late], conn);
  for (guint i = late + 1; i < places->len; i++)
    {
      const Place *place = places->pdata[i];

      add_place (rest, place->host, place->address, place->port);
    }
  if (rest->len > 0)
    set_places (parameters, rest, texts);
  return rest->len > 0;
}
