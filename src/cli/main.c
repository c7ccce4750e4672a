#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crow-cli-secrets.h"
#include "crow-cli.h"
#include "crow-near-name.h"
#include "crow-session.h"

static const CrowCommand *const commands[] = {
  &crow_command_relations, &crow_command_check,  &crow_command_set,        &crow_command_diff,
  &crow_command_drift,     &crow_command_export, &crow_command_diff_image,
};

static const CrowOption main_options[] = {
  CROW_COMMON_OPTIONS,
};

static void
append_options (GString *text, const CrowOption *options)
{
  for (; options->name != NULL; options++)
    {
      g_autoptr (GString) left = g_string_new (NULL);
      const char *separator = options->kind == CROW_OPTION_CHOICE ? "=" : " ";

      if (options->letter != 0)
        g_string_append_printf (left, "-%c, ", options->letter);
      g_string_append_printf (left, "--%s", options->name);
      if (options->value != NULL)
        g_string_append_printf (left, "%s%s", separator, options->value);
      g_string_append_printf (text, "  %s", left->str);
      for (glong n = g_utf8_strlen (left->str, -1); n < 34; n++)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "  %s\n", options->help);
    }
}

static char *
build_help (void)
{
  GString
      *text = g_string_new ("Usage: " CROW_CLI_NAME " COMMAND [OPTIONS] …\n"
                            "\n"
                            "See, change and prove what happens to the children: the actions of "
                            "a schema's relations.\n"
                            "\n"
                            "Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
  g_string_append (
      text, "\n"
            "SOURCE is a .prisma file, a folder (every .prisma file below it is one "
            "schema),\n"
            "-, standard input, git:REV:PATH, a file or folder as git has it, or a "
            "PostgreSQL\n"
            "connection: a postgresql:// URI or libpq's \"key=value …\"; PG* variables, "
            "service\n"
            "files and .pgpass work as in psql.\n" CROW_CLI_NAME " COMMAND --help tells more.\n"
            "\n"
            "A schema file is read by the rules of the Prisma that the nearest package.json\n"
            "asks for, else of Prisma 7; --prisma=6|7|8 says otherwise. The rules of 8 were\n"
            "read in the documents of its release candidates; no engine of it was run.\n"
            "\n"
            "Exit status: 0 done and nothing found; 1 the schema is invalid or a problem\n"
            "was found; 2 the command line is wrong; 3 a file or connection failed; 4\n"
            "refused, to lose nothing.\n");
  return g_string_free (text, FALSE);
}

static char *
build_command_help (const CrowCommand *command)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Usage: %s %s %s\n\n", CROW_CLI_NAME, command->name,
                          command->usage);
  g_string_append_printf (text, "%c%s.\n", g_ascii_toupper (*command->summary),
                          command->summary + 1);
  if (command->details != NULL)
    g_string_append_printf (text, "\n%s", command->details);
  g_string_append (text, "\nOptions:\n");
  append_options (text, command->options);
  return g_string_free (text, FALSE);
}

/* --help and --version, which go before everything else that may be wrong. */
static gboolean
answer (const CrowArguments *arguments, const CrowCommand *command, CrowExit *status)
{
  g_autoptr (CrowArguments) nowhere = NULL;
  g_autofree char *text = NULL;
  const char *const none[] = { NULL };

  if (crow_arguments_has (arguments, "help"))
    text = command != NULL ? build_command_help (command) : build_help ();
  else if (crow_arguments_has (arguments, "version"))
    text = g_strdup (CROW_CLI_NAME " " CROW_VERSION "\n");
  else
    return FALSE;
  nowhere = crow_arguments_parse (main_options, none, NULL);
  *status = crow_cli_write (nowhere, text, CROW_EXIT_DONE);
  return TRUE;
}

static CrowExit
run_command (const CrowCommand *command, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowArguments)
      arguments = crow_arguments_parse (command->options, (const char *const *) words, &error);
  CrowExit status;
  guint n;

  /* We have our copies: from here on `ps` shows no password. */
  crow_cli_hide_secrets (words);
  if (arguments == NULL)
    return crow_cli_report_usage (command->name, error);
  if (answer (arguments, command, &status))
    return status;
  n = arguments->arguments->len;
  if (n < command->min_arguments || n > command->max_arguments)
    {
      error = g_error_new (CROW_USAGE_ERROR, 0, "%s: %s; usage: %s %s %s", command->name,
                           n < command->min_arguments ? "something is missing" : "too many words",
                           CROW_CLI_NAME, command->name, command->usage);
      return crow_cli_report_usage (command->name, error);
    }
  return command->run (arguments);
}

static const CrowCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

static CrowExit
report_no_command (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_ptr_array_add (names, (char *) commands[i]->name);
  if (name == NULL || crow_cli_is_secret (name))
    error = g_error_new (CROW_USAGE_ERROR, 0, "a command is needed%s",
                         name != NULL ? " before the connection" : "");
  else
    {
      hint = crow_near_names_build_hint (name, names);
      error = g_error_new (CROW_USAGE_ERROR, 0, "there is no command \"%s\"%s", name, hint);
    }
  return crow_cli_report_usage (NULL, error);
}

/* No command, or an option before it. */
static CrowExit
run_without_command (const char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowArguments) arguments = crow_arguments_parse (main_options, words, &error);
  CrowExit status;

  if (arguments == NULL)
    return crow_cli_report_usage (NULL, error);
  if (answer (arguments, NULL, &status))
    return status;
  return report_no_command (NULL);
}

/* A file that is opened must not become standard input, output or error: where one of them is
 * closed it gets a stand-in that fails in the same way. */
static void
hold_standard_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      return;
}

int
main (int argc, char **argv)
{
  char **words = argv + MIN (argc, 1);
  const CrowCommand *command;
  CrowExit status;

  hold_standard_descriptors ();
  signal (SIGPIPE, SIG_IGN);
  /* The same bytes in every locale: not even the fonts' look-up may see it. */
  g_setenv ("LC_ALL", "C", TRUE);
  g_unsetenv ("FC_LANG");
  g_set_prgname (CROW_CLI_NAME);

  if (words[0] == NULL || words[0][0] == '-')
    return run_without_command ((const char *const *) words);
  command = find_command (words[0]);
  status = command != NULL ? run_command (command, words + 1) : report_no_command (words[0]);
  if (crow_session_has_stragglers ())
    {
      fflush (NULL);
      _exit (status);
    }
  return status;
}
