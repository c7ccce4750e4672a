#include "crow-test-fake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _CrowTestFake
{
  int listener;
  guint port;
  CrowTestTalk talk;
  gpointer user_data;
  GThread *thread; /* (owned) (nullable) */
  GArray *fillers; /* (owned) (element-type int) what fills the backlog */
  GMutex lock;     /* all below */
  gboolean is_stopping;
  guint n_taken;
  GPtrArray *talks; /* (owned) (element-type Talk) */
};

typedef struct
{
  CrowTestFake *fake;
  int fd;
  GThread *thread; /* (owned) */
} Talk;

static gpointer
run_talk (gpointer data)
{
  Talk *talk = data;

  talk->fake->talk (talk->fd, talk->fake->user_data);
  shutdown (talk->fd, SHUT_RDWR);
  return NULL;
}

static void
free_talk (gpointer data)
{
  Talk *talk = data;

  shutdown (talk->fd, SHUT_RDWR);
  g_thread_join (talk->thread);
  close (talk->fd);
  g_free (talk);
}

static gpointer
run_accept (gpointer data)
{
  CrowTestFake *self = data;

  while (TRUE)
    {
      int fd = accept (self->listener, NULL, NULL);
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
      Talk *talk = NULL;

      if (fd < 0 || self->is_stopping)
        {
          if (fd >= 0)
            close (fd);
          return NULL;
        }
      talk = g_new0 (Talk, 1);
      talk->fake = self;
      talk->fd = fd;
      talk->thread = g_thread_new ("fake", run_talk, talk);
      g_ptr_array_add (self->talks, talk);
      self->n_taken++;
    }
}

static CrowTestFake *
start_listening (const char *where, guint port, int backlog)
{
  CrowTestFake *self = g_new0 (CrowTestFake, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  socklen_t length = sizeof address;

  g_assert_cmpint (inet_pton (AF_INET, where, &address.sin_addr), ==, 1);
  g_mutex_init (&self->lock);
  self->talks = g_ptr_array_new_with_free_func (free_talk);
  self->fillers = g_array_new (FALSE, FALSE, sizeof (int));
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, backlog), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  return self;
}

static CrowTestFake *
begin_talking (CrowTestFake *self, CrowTestTalk talk, gpointer user_data)
{
  self->talk = talk;
  self->user_data = user_data;
  if (talk != NULL)
    self->thread = g_thread_new ("fake-accept", run_accept, self);
  return self;
}

CrowTestFake *
crow_test_fake_start (CrowTestTalk talk, gpointer user_data)
{
  return begin_talking (start_listening ("127.0.0.1", 0, 16), talk, user_data);
}

CrowTestFake *
crow_test_fake_start_beside (CrowTestFake *other,
                             const char *address,
                             CrowTestTalk talk,
                             gpointer user_data)
{
  return begin_talking (start_listening (address, other->port, 16), talk, user_data);
}

/* Linux queues one more than the backlog, then drops what knocks. */
CrowTestFake *
crow_test_fake_start_full (void)
{
  CrowTestFake *self = start_listening ("127.0.0.1", 0, 0);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons ((guint16) self->port) };

  for (guint i = 0; i < 8; i++)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      struct pollfd waiting = { fd, POLLOUT, 0 };
      gboolean is_in = connect (fd, (struct sockaddr *) &address, sizeof address) == 0 ||
                       poll (&waiting, 1, 100) == 1;

      g_array_append_val (self->fillers, fd);
      if (!is_in)
        break;
    }
  return self;
}

void
crow_test_fake_stop (CrowTestFake *self)
{
  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  g_mutex_unlock (&self->lock);
  shutdown (self->listener, SHUT_RDWR);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  close (self->listener);
  g_ptr_array_unref (self->talks);
  for (guint i = 0; i < self->fillers->len; i++)
    close (g_array_index (self->fillers, int, i));
  g_array_unref (self->fillers);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
crow_test_fake_get_port (CrowTestFake *self)
{
  return self->port;
}

guint
crow_test_fake_count (CrowTestFake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_taken;
}

static gboolean
read_exactly (int fd, void *data, gsize length)
{
  char *at = data;

  while (length > 0)
    {
      gssize got = recv (fd, at, length, 0);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      at += got;
      length -= (gsize) got;
    }
  return TRUE;
}

static gboolean
read_length (int fd, guint32 *length)
{
  if (!read_exactly (fd, length, 4))
    return FALSE;
  *length = g_ntohl (*length);
  return *length >= 4 && *length < 100 * 1000 * 1000;
}

char *
crow_test_fake_read_startup (int fd)
{
  guint32 length = 0;

  while (read_length (fd, &length))
    {
      g_autofree char *body = g_malloc0 (length);
      guint32 code = 0;
      GString *text = NULL;

      if (length < 8 || !read_exactly (fd, body, length - 4))
        return NULL;
      memcpy (&code, body, 4);
      code = g_ntohl (code);
      if (code == 80877103 || code == 80877104) /* SSLRequest, GSSENCRequest */
        {
          crow_test_fake_write (fd, "N", 1);
          continue;
        }
      if (code >> 16 != 3)
        return NULL;
      text = g_string_new (NULL);
      for (const char *at = body + 4; *at != '\0';)
        {
          const char *value = at + strlen (at) + 1;

          g_string_append_printf (text, "%s=%s\n", at, value);
          at = value + strlen (value) + 1;
        }
      return g_string_free (text, FALSE);
    }
  return NULL;
}

char
crow_test_fake_read (int fd, GBytes **body)
{
  char type = 0;
  guint32 length = 0;
  g_autofree char *data = NULL;

  if (!read_exactly (fd, &type, 1) || !read_length (fd, &length))
    return 0;
  data = g_malloc0 (length);
  if (!read_exactly (fd, data, length - 4))
    return 0;
  if (body != NULL)
    *body = g_bytes_new (data, length - 4);
  return type;
}

void
crow_test_fake_write (int fd, const void *data, gsize length)
{
  const char *at = data;

  while (length > 0)
    {
      gssize sent = send (fd, at, length, MSG_NOSIGNAL);

      if (sent < 0 && errno == EINTR)
        continue;
      if (sent <= 0)
        return;
      at += sent;
      length -= (gsize) sent;
    }
}

void
crow_test_fake_send (int fd, char type, const void *body, gsize length)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint32 size = g_htonl ((guint32) length + 4);

  g_byte_array_append (message, (const guint8 *) &type, 1);
  g_byte_array_append (message, (const guint8 *) &size, 4);
  g_byte_array_append (message, body, (guint) length);
  crow_test_fake_write (fd, message->data, message->len);
}

void
crow_test_fake_send_error (int fd, const char *severity, const char *sqlstate, const char *words)
{
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_append_printf (body, "S%s", severity);
  g_string_append_c (body, '\0');
  g_string_append_printf (body, "V%s", severity);
  g_string_append_c (body, '\0');
  g_string_append_printf (body, "C%s", sqlstate);
  g_string_append_c (body, '\0');
  g_string_append_printf (body, "M%s", words);
  g_string_append_c (body, '\0');
  g_string_append_c (body, '\0');
  crow_test_fake_send (fd, 'E', body->str, body->len);
}

void
crow_test_fake_send_parameter (int fd, const char *name, const char *value)
{
  g_autoptr (GString) body = g_string_new (name);

  g_string_append_c (body, '\0');
  g_string_append (body, value);
  g_string_append_c (body, '\0');
  crow_test_fake_send (fd, 'S', body->str, body->len);
}

void
crow_test_fake_welcome (int fd, const char *server_version)
{
  crow_test_fake_send (fd, 'R', "\0\0\0\0", 4);
  crow_test_fake_send_parameter (fd, "server_version", server_version);
  crow_test_fake_send_parameter (fd, "server_encoding", "UTF8");
  crow_test_fake_send_parameter (fd, "client_encoding", "UTF8");
  crow_test_fake_send_parameter (fd, "standard_conforming_strings", "on");
  crow_test_fake_send (fd, 'K', "\0\0\0\1\0\0\0\2", 8);
  crow_test_fake_send (fd, 'Z', "I", 1);
}

static void
append_int (GString *text, guint32 value, guint n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    g_string_append_c (text, (char) (value >> (8 * (i - 1))));
}

void
crow_test_fake_answer (int fd, const char *const *cells)
{
  g_autoptr (GString) fields = g_string_new (NULL);
  g_autoptr (GString) row = g_string_new (NULL);
  guint n = g_strv_length ((char **) cells);

  append_int (fields, n, 2);
  append_int (row, n, 2);
  for (guint i = 0; i < n; i++)
    {
      g_string_append (fields, "column");
      g_string_append_c (fields, '\0');
      append_int (fields, 0, 4);
      append_int (fields, 0, 2);
      append_int (fields, 25, 4); /* text */
      append_int (fields, 0xffff, 2);
      append_int (fields, 0xffffffff, 4);
      append_int (fields, 0, 2);
      append_int (row, (guint32) strlen (cells[i]), 4);
      g_string_append (row, cells[i]);
    }
  crow_test_fake_send (fd, '1', "", 0);
  crow_test_fake_send (fd, '2', "", 0);
  crow_test_fake_send (fd, 'T', fields->str, fields->len);
  crow_test_fake_send (fd, 'D', row->str, row->len);
  crow_test_fake_send (fd, 'C', "SELECT 1", 9);
  crow_test_fake_send (fd, 'Z', "I", 1);
}

gboolean
crow_test_fake_await_sync (int fd)
{
  char type = 0;

  while ((type = crow_test_fake_read (fd, NULL)) != 0)
    if (type == 'S')
      return TRUE;
  return FALSE;
}
