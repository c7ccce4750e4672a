#include "crow-cli.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "crow-file-util.h"

/* A pipe may be set not to block by whoever shares it. */
static gboolean
wait_until_writable (void)
{
  struct pollfd fd = { STDOUT_FILENO, POLLOUT, 0 };

  return poll (&fd, 1, -1) > 0 || errno == EINTR;
}

static gboolean
write_standard_output (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      gssize written = write (STDOUT_FILENO, data, MIN (length, (gsize) 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0 && errno == EAGAIN && wait_until_writable ())
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

/**
 * crow_cli_write_file:
 * @path: (nullable): a file; %NULL, `-`: standard output
 * @bytes: what it is to hold
 * @status: of the command so far
 *
 * A file appears complete or not at all. A reader that went away is told nothing.
 *
 * Returns: @status, or %CROW_EXIT_FAILED
 */
CrowExit
crow_cli_write_file (const char *path, GBytes *bytes, CrowExit status)
{
  g_autoptr (GError) error = NULL;

  if (path != NULL && strcmp (path, "-") != 0)
    {
      if (crow_file_write (path, bytes, NULL, NULL, &error))
        return status;
      return crow_cli_report (error);
    }
  if (write_standard_output (bytes))
    return status;
  if (errno == ENOSPC)
    crow_cli_print_message ("standard output: cannot be written: the disk is full");
  else if (errno != EPIPE && errno != EBADF)
    crow_cli_print_message ("standard output: cannot be written: %s", strerror (errno));
  return CROW_EXIT_FAILED;
}

/**
 * crow_cli_write_bytes:
 * @arguments: the command line: `-o`
 * @bytes: all of the output
 * @status: of the command so far
 *
 * Writes the output where the user wants it.
 *
 * Returns: as crow_cli_write_file()
 */
CrowExit
crow_cli_write_bytes (const CrowArguments *arguments, GBytes *bytes, CrowExit status)
{
  return crow_cli_write_file (crow_arguments_get (arguments, "output"), bytes, status);
}

/**
 * crow_cli_write:
 * @arguments: the command line: `-o`
 * @text: all of the output
 * @status: of the command so far
 *
 * Returns: as crow_cli_write_bytes()
 */
CrowExit
crow_cli_write (const CrowArguments *arguments, const char *text, CrowExit status)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return crow_cli_write_bytes (arguments, bytes, status);
}
