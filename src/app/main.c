#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "crow-application.h"
#include "crow-connection-input.h"
#include "crow-data-dir.h"
#include "crow-session.h"

/* Whoever lists the processes of this computer sees their arguments: the password in a URI goes
 * from there as soon as it is read. */
static void
hide_passwords (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    crow_connection_input_mask (argv[i]);
}

static void
wipe (char **arguments)
{
  for (char **at = arguments; *at != NULL; at++)
    crow_connection_input_wipe (*at);
  g_free (arguments);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowApplication) application = NULL;
  g_autofree char *locale_dir = crow_data_dir_find_locale ();
  char **arguments = g_strdupv (argv);
  int status;

  hide_passwords (argc, argv);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Crowsfoot");
  application = crow_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, arguments);
  wipe (arguments);
  g_clear_object (&application);
  if (crow_session_has_stragglers ())
    {
      fflush (NULL);
      _exit (status);
    }
  return status;
}
