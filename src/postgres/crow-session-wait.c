#include "crow-session-private.h"

#include <errno.h>
#include <signal.h>

/**
 * crow_session_wait:
 * @fd: a socket
 * @events: what to wait for
 * @deadline: of g_get_monotonic_time(); 0 for none
 * @cancellable: (nullable): ends the waiting
 *
 * Returns: why it ended; %CROW_WAIT_READY also where @fd is broken or no socket at all, so that the
 *   next read tells
 */
CrowWait
crow_session_wait (int fd, GIOCondition events, gint64 deadline, GCancellable *cancellable)
{
  GPollFD fds[2] = { { fd, events, 0 } };
  guint n_fds = 1;
  int n_ready = 0;

  if (g_cancellable_is_cancelled (cancellable))
    return CROW_WAIT_CANCELLED;
  if (fd < 0)
    return CROW_WAIT_READY;
  if (g_cancellable_make_pollfd (cancellable, &fds[1]))
    n_fds = 2;
  do
    {
      gint64 left = deadline != 0 ? MAX (deadline - g_get_monotonic_time (), 0) : -1;
      int timeout = left < 0 ? -1 : (int) MIN ((left + 999) / 1000, G_MAXINT);

      n_ready = g_poll (fds, n_fds, timeout);
    }
  while (n_ready < 0 && errno == EINTR);
  if (n_fds == 2)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_is_cancelled (cancellable))
    return CROW_WAIT_CANCELLED;
  return n_ready == 0 ? CROW_WAIT_TIMEOUT : CROW_WAIT_READY;
}

struct _CrowCancelRequest
{
  GMutex lock;
  GCond finished;
  gboolean is_finished;
  PGcancel *cancel; /* (owned) */
};

static void
clear_request (gpointer data)
{
  CrowCancelRequest *self = data;

  PQfreeCancel (self->cancel);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->finished);
}

static gpointer
send_request (gpointer data)
{
  CrowCancelRequest *self = data;
  char words[256] = "";
  sigset_t pipe_signal;

  /* PQcancel() sends without MSG_NOSIGNAL. */
  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, NULL);
  if (!PQcancel (self->cancel, words, sizeof words))
    g_debug ("The request to cancel did not get through: %s", words);

  g_mutex_lock (&self->lock);
  self->is_finished = TRUE;
  g_cond_broadcast (&self->finished);
  g_mutex_unlock (&self->lock);
  g_atomic_rc_box_release_full (self, clear_request);
  return NULL;
}

/**
 * crow_cancel_request_send:
 * @conn: a connection that does something
 *
 * PQcancel() opens a second connection and waits for the server to close it, for minutes where the
 * server is not there: so it is in a thread, which nobody has to wait for.
 *
 * Returns: (transfer full) (nullable): the request, for crow_cancel_request_finish(); %NULL where
 *   @conn is not connected
 */
CrowCancelRequest *
crow_cancel_request_send (PGconn *conn)
{
  PGcancel *cancel = PQgetCancel (conn);
  CrowCancelRequest *self = NULL;
  GThread *thread = NULL;

  if (cancel == NULL)
    return NULL;
  self = g_atomic_rc_box_new0 (CrowCancelRequest);
  g_mutex_init (&self->lock);
  g_cond_init (&self->finished);
  self->cancel = cancel;
  thread = g_thread_try_new ("crow-cancel", send_request, g_atomic_rc_box_acquire (self), NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    g_atomic_rc_box_release_full (self, clear_request);
  return self;
}

/**
 * crow_cancel_request_finish:
 * @self: (transfer full) (nullable): a request
 * @deadline: of g_get_monotonic_time()
 *
 * Until the server has taken the request it may still hit the next statement.
 *
 * Returns: whether it was through before @deadline
 */
gboolean
crow_cancel_request_finish (CrowCancelRequest *self, gint64 deadline)
{
  gboolean is_finished = FALSE;

  if (self == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  while (!self->is_finished && g_cond_wait_until (&self->finished, &self->lock, deadline))
    ;
  is_finished = self->is_finished;
  g_mutex_unlock (&self->lock);
  g_atomic_rc_box_release_full (self, clear_request);
  return is_finished;
}
