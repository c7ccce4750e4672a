#include "crow-cli.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "crow-cli-text.h"
#include "crow-connection.h"
#include "crow-near-name.h"

/* Standard error is unbuffered and there is nobody to tell if it fails. */
static void
write_error (const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize written = write (STDERR_FILENO, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return;
      text += written;
      length -= (gsize) written;
    }
}

/* Names come from databases and files: nothing of them may command the terminal. */
static void
append_lines (GString *text, const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *visible = crow_cli_print_visibly (lines[i]);

      g_string_append_printf (text, "%s\n", visible);
    }
}

/**
 * crow_cli_print_message:
 * @format: as printf()
 *
 * Prints a message on standard error, the program's name before its first line.
 */
void
crow_cli_print_message (const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *redacted = NULL;
  g_autoptr (GString) text = g_string_new (CROW_CLI_NAME ": ");
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  /* The last guard: no message should hold a password in the first place. */
  redacted = crow_redact_patterns (message);
  append_lines (text, redacted);
  write_error (text->str);
}

static CrowExit
get_status (const GError *error)
{
  if (error->domain == CROW_USAGE_ERROR)
    return CROW_EXIT_USAGE;
  if (error->domain != CROW_ERROR)
    return CROW_EXIT_FAILED;
  switch ((CrowError) error->code)
    {
    case CROW_ERROR_INVALID:
      return CROW_EXIT_FOUND;
    case CROW_ERROR_UNKNOWN:
      return CROW_EXIT_USAGE;
    case CROW_ERROR_CHANGED:
    case CROW_ERROR_UNCOVERED:
      return CROW_EXIT_REFUSED;
    case CROW_ERROR_SOURCE:
    case CROW_ERROR_CONNECTION:
    case CROW_ERROR_PASSWORD:
    case CROW_ERROR_QUERY:
    case CROW_ERROR_BUSY:
    default:
      return CROW_EXIT_FAILED;
    }
}

/**
 * crow_cli_report:
 * @error: what went wrong
 *
 * Prints @error, each of its lines as a message of its own.
 *
 * Returns: the exit status for it
 */
CrowExit
crow_cli_report (const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      crow_cli_print_message ("cancelled");
      return CROW_EXIT_FAILED;
    }
  for (guint i = 0; lines[i] != NULL; i++)
    crow_cli_print_message ("%s", lines[i]);
  return get_status (error);
}

/**
 * crow_cli_report_usage:
 * @command: (nullable): which one was called
 * @error: what is wrong with its command line
 *
 * Returns: %CROW_EXIT_USAGE, unless @error is something else
 */
CrowExit
crow_cli_report_usage (const char *command, const GError *error)
{
  CrowExit status = crow_cli_report (error);

  if (status == CROW_EXIT_USAGE)
    crow_cli_print_message ("see %s%s%s --help", CROW_CLI_NAME, command != NULL ? " " : "",
                            command != NULL ? command : "");
  return status;
}

/**
 * crow_cli_report_near:
 * @error: what went wrong: perhaps that there is no such name
 * @name: the name
 * @candidates: (element-type utf8): what there is
 *
 * Prints @error with the names that may have been meant.
 *
 * Returns: the exit status for it
 */
CrowExit
crow_cli_report_near (const GError *error, const char *name, GPtrArray *candidates)
{
  g_autofree char *hint = crow_near_names_build_hint (name, candidates);

  crow_cli_print_message ("%s%s", error->message, hint);
  return get_status (error);
}
