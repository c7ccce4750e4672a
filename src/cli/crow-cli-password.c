#include "crow-cli-password.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define TERMINAL "/dev/tty"
#define MAX_LENGTH 4096

/**
 * crow_cli_can_ask:
 *
 * Returns: whether a person sits at a terminal of this process
 */
gboolean
crow_cli_can_ask (void)
{
  int fd;

  if (!isatty (STDIN_FILENO) && !isatty (STDERR_FILENO))
    return FALSE;
  fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

/* One byte, or FALSE at the end of the line or of the terminal. */
static gboolean
read_byte (int fd, char *byte, GCancellable *cancellable, GError **error)
{
  GPollFD fds[2] = { { fd, G_IO_IN, 0 } };
  guint n_fds = g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;
  gssize n = -1;

  do
    {
      while (g_poll (fds, n_fds, -1) < 0 && errno == EINTR)
        ;
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        n = read (fd, byte, 1);
    }
  while (n < 0 && errno == EINTR && !g_cancellable_is_cancelled (cancellable));
  if (n_fds == 2)
    g_cancellable_release_fd (cancellable);
  return n == 1 && *byte != '\n' && *byte != '\r';
}

static char *
read_line (int fd, GCancellable *cancellable, GError **error)
{
  /* Not a GString: it would leave copies behind as it grows. */
  char *line = g_malloc0 (MAX_LENGTH + 1);
  guint length = 0;
  char byte;

  while (read_byte (fd, &byte, cancellable, error))
    if (length < MAX_LENGTH)
      line[length++] = byte;
  explicit_bzero (&byte, sizeof byte);
  if (length > 0 && !g_cancellable_is_cancelled (cancellable))
    return line;
  crow_cli_password_free (line);
  return NULL;
}

static void
write_all (int fd, const char *text)
{
  if (write (fd, text, strlen (text)) < 0)
    return; /* nobody sees it */
}

/**
 * crow_cli_ask_password:
 * @prompt: for people
 * @cancellable: (nullable): ends the asking
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was typed at the terminal
 */
char *
crow_cli_ask_password (const char *prompt, GCancellable *cancellable, GError **error)
{
  int fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
  struct termios before;
  struct termios silent;
  char *password = NULL;

  if (fd < 0)
    return NULL;
  if (tcgetattr (fd, &before) == 0)
    {
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (fd, TCSAFLUSH, &silent);
      write_all (fd, prompt);
      password = read_line (fd, cancellable, error);
      tcsetattr (fd, TCSAFLUSH, &before);
      write_all (fd, "\n");
    }
  close (fd);
  return password;
}

/**
 * crow_cli_password_free:
 * @password: (transfer full) (nullable): overwritten first
 */
void
crow_cli_password_free (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}
