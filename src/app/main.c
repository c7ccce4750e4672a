#include <glib/gi18n.h>
#include <locale.h>

#include "crow-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (CrowApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CROW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Crowsfoot");
  application = crow_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
