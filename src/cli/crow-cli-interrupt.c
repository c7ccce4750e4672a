#include "crow-cli-interrupt.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct _CrowCliInterrupt
{
  GCancellable *cancellable; /* (owned) */
  GThread *thread;           /* (owned) */
  sigset_t signals;
  sigset_t previous; /* mask of the thread that made this */
  int signal_fd;
  int stop_fd;
};

/* A handler could not cancel safely; a thread that reads the signals can. */
static gpointer
watch (gpointer data)
{
  CrowCliInterrupt *self = data;
  GPollFD fds[] = { { self->stop_fd, G_IO_IN, 0 }, { self->signal_fd, G_IO_IN, 0 } };
  guint n_fds = self->signal_fd >= 0 ? 2 : 1;

  while (fds[0].revents == 0)
    {
      struct signalfd_siginfo info;

      if (g_poll (fds, n_fds, -1) <= 0 || n_fds < 2 || fds[1].revents == 0)
        continue;
      if (read (self->signal_fd, &info, sizeof info) != sizeof info)
        continue;
      g_cancellable_cancel (self->cancellable);
      /* The next one finds this thread and does what it always does. */
      n_fds = 1;
      pthread_sigmask (SIG_UNBLOCK, &self->signals, NULL);
    }
  return NULL;
}

/* What the caller made us ignore (nohup, a job in the background) stays ignored. */
static void
add_signal (sigset_t *signals, int number)
{
  struct sigaction action;

  if (sigaction (number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
    sigaddset (signals, number);
}

/**
 * crow_cli_interrupt_new:
 * @cancellable: what a signal cancels
 *
 * Returns: (transfer full): free it in the thread that made it
 */
CrowCliInterrupt *
crow_cli_interrupt_new (GCancellable *cancellable)
{
  CrowCliInterrupt *self = g_new0 (CrowCliInterrupt, 1);

  self->cancellable = g_object_ref (cancellable);
  sigemptyset (&self->signals);
  add_signal (&self->signals, SIGINT);
  add_signal (&self->signals, SIGTERM);
  add_signal (&self->signals, SIGHUP);
  pthread_sigmask (SIG_BLOCK, &self->signals, &self->previous);
  self->signal_fd = signalfd (-1, &self->signals, SFD_CLOEXEC);
  self->stop_fd = eventfd (0, EFD_CLOEXEC);
  if (self->signal_fd < 0 || self->stop_fd < 0) /* then a signal ends the program, as without us */
    pthread_sigmask (SIG_SETMASK, &self->previous, NULL);
  else
    self->thread = g_thread_new ("interrupt", watch, self);
  return self;
}

/**
 * crow_cli_interrupt_free:
 * @self: (transfer full): from here on a signal ends the program
 */
void
crow_cli_interrupt_free (CrowCliInterrupt *self)
{
  const guint64 one = 1;

  if (self->thread != NULL && write (self->stop_fd, &one, sizeof one) == sizeof one)
    g_thread_join (self->thread);
  pthread_sigmask (SIG_SETMASK, &self->previous, NULL);
  if (self->signal_fd >= 0)
    close (self->signal_fd);
  if (self->stop_fd >= 0)
    close (self->stop_fd);
  g_object_unref (self->cancellable);
  g_free (self);
}
