#include "crow-link.h"

#include <glib-unix.h>

/**
 * crow_link_free:
 * @self: (transfer full): a link
 *
 * Closes the session.
 */
void
crow_link_free (CrowLink *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->session, crow_session_free);
  crow_connection_unref (self->connection);
  g_strfreev (self->namespaces);
  g_free (self->encryption);
  g_clear_pointer (&self->schema, crow_schema_unref);
  g_free (self);
}

/**
 * crow_link_new:
 * @connection: where to
 * @namespaces: (nullable) (array zero-terminated=1): only these
 * @progress: (nullable): called in this thread
 * @progress_data: for @progress
 * @cancellable: (nullable)
 * @error: as crow_session_open() and crow_introspect()
 *
 * Opens a read-only session, reads the catalogue over it and keeps it open. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the database and its session
 */
CrowLink *
crow_link_new (CrowConnection *connection,
               const char *const *namespaces,
               CrowProgressFunc progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (CrowLink) self = g_new0 (CrowLink, 1);

  self->connection = crow_connection_ref (connection);
  self->namespaces = g_strdupv ((char **) namespaces);
  self->session = crow_session_open (connection, CROW_SESSION_READ, cancellable, error);
  if (self->session == NULL)
    return NULL;
  self->encryption = crow_session_describe_encryption (self->session);
  self->schema = crow_introspect (self->session, namespaces, progress, progress_data, cancellable,
                                  error);
  if (self->schema == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
socket_cb (int fd, GIOCondition condition, gpointer user_data)
{
  CrowLink *self = user_data;

  if (crow_session_is_alive (self->session))
    return G_SOURCE_CONTINUE;
  self->watch = 0;
  self->is_lost = TRUE;
  g_clear_pointer (&self->session, crow_session_free);
  self->lost_func (self, self->lost_data);
  return G_SOURCE_REMOVE;
}

/**
 * crow_link_watch:
 * @self: a link whose session nobody uses any more but to see whether it stands
 * @func: called once, when the session is lost
 * @data: for @func
 *
 * The server ends the session, its network goes: the socket stirs, and @func is called in the main
 * context of this thread.
 */
void
crow_link_watch (CrowLink *self, GFunc func, gpointer data)
{
  int fd = self->session != NULL ? crow_session_get_socket (self->session) : -1;

  self->lost_func = func;
  self->lost_data = data;
  if (fd >= 0 && self->watch == 0)
    self->watch = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, socket_cb, self);
}

/**
 * crow_link_unwatch:
 * @self: a link
 *
 * Nobody wants to know any more.
 */
void
crow_link_unwatch (CrowLink *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
}
