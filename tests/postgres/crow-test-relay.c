#include "crow-test-relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libpq-fe.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Bytes on their way, to be delivered when they are due; nothing in them: the end. */
typedef struct
{
  gint64 due;
  GBytes *bytes; /* (owned) */
} Packet;

typedef struct
{
  int client;
  int server;
  GQueue to_client;    /* (element-type Packet) */
  GQueue to_server;    /* (element-type Packet) */
  GByteArray *partial; /* (owned) of a message of the server */
  gboolean has_heard;  /* the client got something since it last spoke, or never spoke */
  gboolean is_doomed;  /* cut as soon as the server answers */
  gboolean client_ended, server_ended;
} Link;

struct _CrowTestRelay
{
  GThread *thread; /* (owned) */
  int listener;
  int wake;
  guint port;
  struct sockaddr_storage upstream;
  socklen_t upstream_length;

  GMutex lock; /* all below */
  gint64 delay;
  gboolean is_stopping, is_frozen, wants_cut, refuses, has_cut;
  char *cut_text; /* (owned) (nullable) */
  CrowTestCut cut_when;
  CrowTestFilter filter; /* (nullable) */
  gpointer filter_data;
  guint n_trips, n_connections;
  guint64 n_bytes;
  GPtrArray *links; /* (owned) (element-type Link) the thread's own */
};

static void
free_packet (gpointer data)
{
  Packet *packet = data;

  g_bytes_unref (packet->bytes);
  g_free (packet);
}

static void
free_link (gpointer data)
{
  Link *link = data;

  close (link->client);
  close (link->server);
  g_queue_clear_full (&link->to_client, free_packet);
  g_queue_clear_full (&link->to_server, free_packet);
  g_byte_array_unref (link->partial);
  g_free (link);
}

static void
wake (CrowTestRelay *self)
{
  guint64 one = 1;

  g_assert_cmpint (write (self->wake, &one, sizeof one), ==, sizeof one);
}

static void
push (CrowTestRelay *self, GQueue *queue, const void *data, gsize length)
{
  Packet *packet = g_new (Packet, 1);

  packet->due = g_get_monotonic_time () + self->delay;
  packet->bytes = g_bytes_new (data, length);
  g_queue_push_tail (queue, packet);
}

/* FALSE: the connection is to be cut. */
static gboolean
hear_client (CrowTestRelay *self, Link *link, const char *data, gsize length)
{
  if (self->cut_text != NULL &&
      memmem (data, length, self->cut_text, strlen (self->cut_text)) != NULL)
    {
      g_clear_pointer (&self->cut_text, g_free);
      self->has_cut = TRUE;
      if (self->cut_when == CROW_TEST_CUT_BEFORE)
        return FALSE;
      link->is_doomed = TRUE;
    }
  if (link->has_heard)
    self->n_trips++;
  link->has_heard = FALSE;
  push (self, &link->to_server, data, length);
  return TRUE;
}

/* Cuts what came into messages; the client's side declined TLS, so it is nothing else. */
static void
push_filtered (CrowTestRelay *self, Link *link, const char *data, gsize length)
{
  gsize at = 0;

  g_byte_array_append (link->partial, (const guint8 *) data, (guint) length);
  while (link->partial->len >= at + 5)
    {
      g_autoptr (GByteArray) message = g_byte_array_new ();
      guint32 size = 0;

      memcpy (&size, link->partial->data + at + 1, 4);
      size = g_ntohl (size) + 1;
      if (link->partial->len < at + size)
        break;
      g_byte_array_append (message, link->partial->data + at, size);
      at += size;
      self->filter (message, self->filter_data);
      if (message->len > 0)
        push (self, &link->to_client, message->data, message->len);
    }
  g_byte_array_remove_range (link->partial, 0, (guint) at);
}

static gboolean
hear_server (CrowTestRelay *self, Link *link, const char *data, gsize length)
{
  self->n_bytes += length;
  if (link->is_doomed)
    return FALSE;
  if (self->filter != NULL)
    push_filtered (self, link, data, length);
  else
    push (self, &link->to_client, data, length);
  return TRUE;
}

/* FALSE: the connection is over. */
static gboolean
read_side (CrowTestRelay *self, Link *link, gboolean is_client)
{
  char buffer[65536];
  gssize length = recv (is_client ? link->client : link->server, buffer, sizeof buffer,
                        MSG_DONTWAIT);

  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (length <= 0)
    {
      gboolean *ended = is_client ? &link->client_ended : &link->server_ended;

      *ended = TRUE;
      push (self, is_client ? &link->to_server : &link->to_client, "", 0);
      return TRUE;
    }
  return is_client ? hear_client (self, link, buffer, (gsize) length)
                   : hear_server (self, link, buffer, (gsize) length);
}

/* What is due, as far as the other side takes it; FALSE: the connection is over. */
static gboolean
deliver (Link *link, GQueue *queue, gboolean to_client)
{
  gint64 now = g_get_monotonic_time ();
  Packet *packet = NULL;

  while ((packet = g_queue_peek_head (queue)) != NULL && packet->due <= now)
    {
      gsize length = 0;
      const char *data = g_bytes_get_data (packet->bytes, &length);
      gssize sent = length > 0 ? send (to_client ? link->client : link->server, data, length,
                                       MSG_NOSIGNAL | MSG_DONTWAIT)
                               : -1;

      if (length > 0 && sent < 0 && (errno == EAGAIN || errno == EINTR))
        {
          packet->due = now + 2 * G_TIME_SPAN_MILLISECOND;
          return TRUE;
        }
      if (sent <= 0)
        return FALSE;
      if (to_client)
        link->has_heard = TRUE;
      if ((gsize) sent < length)
        {
          GBytes *rest = g_bytes_new_from_bytes (packet->bytes, (gsize) sent,
                                                 length - (gsize) sent);

          g_bytes_unref (packet->bytes);
          packet->bytes = rest;
          continue;
        }
      free_packet (g_queue_pop_head (queue));
    }
  return TRUE;
}

static void
accept_link (CrowTestRelay *self)
{
  int client = accept (self->listener, NULL, NULL);
  int server = -1, one = 1;
  Link *link = NULL;

  if (client < 0)
    return;
  server = socket (self->upstream.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (self->refuses ||
      connect (server, (struct sockaddr *) &self->upstream, self->upstream_length) != 0)
    {
      close (client);
      close (server);
      return;
    }
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (self->upstream.ss_family == AF_INET)
    setsockopt (server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  link = g_new0 (Link, 1);
  link->client = client;
  link->server = server;
  link->has_heard = TRUE;
  link->partial = g_byte_array_new ();
  g_queue_init (&link->to_client);
  g_queue_init (&link->to_server);
  g_ptr_array_add (self->links, link);
  self->n_connections++;
}

static int
compute_timeout (CrowTestRelay *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = self->links->pdata[i];
      Packet *a = g_queue_peek_head (&link->to_client);
      Packet *b = g_queue_peek_head (&link->to_server);

      next = MIN (next, a != NULL ? a->due : G_MAXINT64);
      next = MIN (next, b != NULL ? b->due : G_MAXINT64);
    }
  if (next == G_MAXINT64 || self->is_frozen)
    return -1;
  return (int) ((MAX (next - g_get_monotonic_time (), 0) + 999) / 1000);
}

static void
serve_links (CrowTestRelay *self, const struct pollfd *fds)
{
  for (guint i = self->links->len; i > 0; i--)
    {
      Link *link = self->links->pdata[i - 1];
      gboolean is_over = FALSE;

      if (!link->client_ended && fds[2 * (i - 1)].revents != 0)
        is_over |= !read_side (self, link, TRUE);
      if (!is_over && !link->server_ended && fds[2 * (i - 1) + 1].revents != 0)
        is_over |= !read_side (self, link, FALSE);
      is_over = is_over || !deliver (link, &link->to_server, FALSE) ||
                !deliver (link, &link->to_client, TRUE);
      if (is_over)
        g_ptr_array_remove_index (self->links, i - 1);
    }
}

static struct pollfd *
build_poll (CrowTestRelay *self, nfds_t *n)
{
  struct pollfd *fds = g_new0 (struct pollfd, 2 + 2 * self->links->len);

  fds[0] = (struct pollfd){ self->wake, POLLIN, 0 };
  fds[1] = (struct pollfd){ self->is_frozen ? -1 : self->listener, POLLIN, 0 };
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = self->links->pdata[i];
      gboolean deaf = self->is_frozen;

      fds[2 + 2 * i] = (struct pollfd){ deaf || link->client_ended ? -1 : link->client, POLLIN, 0 };
      fds[3 + 2 * i] = (struct pollfd){ deaf || link->server_ended ? -1 : link->server, POLLIN, 0 };
    }
  *n = 2 + 2 * self->links->len;
  return fds;
}

static gpointer
run (gpointer data)
{
  CrowTestRelay *self = data;
  guint64 drop = 0;

  g_mutex_lock (&self->lock);
  while (!self->is_stopping)
    {
      nfds_t n = 0;
      g_autofree struct pollfd *fds = build_poll (self, &n);
      int timeout = compute_timeout (self);

      g_mutex_unlock (&self->lock);
      poll (fds, n, timeout);
      g_mutex_lock (&self->lock);
      if (fds[0].revents != 0)
        g_assert_cmpint (read (self->wake, &drop, sizeof drop), ==, sizeof drop);
      if (!self->is_frozen)
        serve_links (self, fds + 2);
      if (self->wants_cut)
        g_ptr_array_set_size (self->links, 0);
      self->wants_cut = FALSE;
      if (fds[1].revents != 0 && !self->is_frozen)
        accept_link (self);
    }
  g_ptr_array_set_size (self->links, 0);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
set_upstream (CrowTestRelay *self, const char *uri)
{
  PQconninfoOption *options = PQconninfoParse (uri, NULL);
  const char *host = "127.0.0.1", *port = "5432";

  g_assert_nonnull (options);
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    {
      if (strcmp (option->keyword, "host") == 0 && option->val != NULL)
        host = option->val;
      if (strcmp (option->keyword, "port") == 0 && option->val != NULL)
        port = option->val;
    }
  if (*host == '/')
    {
      struct sockaddr_un *address = (struct sockaddr_un *) &self->upstream;

      address->sun_family = AF_UNIX;
      g_snprintf (address->sun_path, sizeof address->sun_path, "%s/.s.PGSQL.%s", host, port);
      self->upstream_length = sizeof *address;
    }
  else
    {
      struct sockaddr_in *address = (struct sockaddr_in *) &self->upstream;

      address->sin_family = AF_INET;
      address->sin_port = htons ((guint16) g_ascii_strtoull (port, NULL, 10));
      g_assert_cmpint (inet_pton (AF_INET, host, &address->sin_addr), ==, 1);
      self->upstream_length = sizeof *address;
    }
  PQconninfoFree (options);
}

static void
listen_locally (CrowTestRelay *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
}

CrowTestRelay *
crow_test_relay_start (const char *uri, gint64 delay)
{
  CrowTestRelay *self = g_new0 (CrowTestRelay, 1);

  g_mutex_init (&self->lock);
  self->delay = delay;
  self->links = g_ptr_array_new_with_free_func (free_link);
  self->wake = eventfd (0, EFD_CLOEXEC);
  set_upstream (self, uri);
  listen_locally (self);
  self->thread = g_thread_new ("relay", run, self);
  return self;
}

void
crow_test_relay_stop (CrowTestRelay *self)
{
  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  g_mutex_unlock (&self->lock);
  wake (self);
  g_thread_join (self->thread);
  close (self->listener);
  close (self->wake);
  g_ptr_array_unref (self->links);
  g_free (self->cut_text);
  g_mutex_clear (&self->lock);
  g_free (self);
}

char *
crow_test_relay_make_uri (CrowTestRelay *self, const char *uri)
{
  PQconninfoOption *options = PQconninfoParse (uri, NULL);
  GString *result = g_string_new (NULL);

  g_assert_nonnull (options);
  g_string_append_printf (result, "postgresql://127.0.0.1:%u/?sslmode=disable&gssencmode=disable",
                          self->port);
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    {
      g_autofree char *value = NULL;

      if (option->val == NULL || strcmp (option->keyword, "host") == 0 ||
          strcmp (option->keyword, "port") == 0 || strcmp (option->keyword, "sslmode") == 0)
        continue;
      value = g_uri_escape_string (option->val, NULL, FALSE);
      g_string_append_printf (result, "&%s=%s", option->keyword, value);
    }
  PQconninfoFree (options);
  return g_string_free (result, FALSE);
}

guint
crow_test_relay_get_port (CrowTestRelay *self)
{
  return self->port;
}

void
crow_test_relay_set_delay (CrowTestRelay *self, gint64 delay)
{
  g_mutex_lock (&self->lock);
  self->delay = delay;
  g_mutex_unlock (&self->lock);
}

guint
crow_test_relay_count_trips (CrowTestRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_trips;
}

void
crow_test_relay_reset_trips (CrowTestRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_trips = 0;
}

guint64
crow_test_relay_count_bytes (CrowTestRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_bytes;
}

guint
crow_test_relay_count_connections (CrowTestRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_connections;
}

void
crow_test_relay_freeze (CrowTestRelay *self, gboolean frozen)
{
  g_mutex_lock (&self->lock);
  self->is_frozen = frozen;
  g_mutex_unlock (&self->lock);
  wake (self);
}

void
crow_test_relay_cut (CrowTestRelay *self, gboolean refuse)
{
  g_mutex_lock (&self->lock);
  self->wants_cut = TRUE;
  self->refuses = refuse;
  g_mutex_unlock (&self->lock);
  wake (self);
}

void
crow_test_relay_cut_at (CrowTestRelay *self, const char *text, CrowTestCut when)
{
  g_mutex_lock (&self->lock);
  g_free (self->cut_text);
  self->cut_text = g_strdup (text);
  self->cut_when = when;
  self->has_cut = FALSE;
  g_mutex_unlock (&self->lock);
}

gboolean
crow_test_relay_has_cut (CrowTestRelay *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->has_cut;
}

void
crow_test_relay_set_filter (CrowTestRelay *self, CrowTestFilter filter, gpointer user_data)
{
  g_mutex_lock (&self->lock);
  self->filter = filter;
  self->filter_data = user_data;
  g_mutex_unlock (&self->lock);
}
