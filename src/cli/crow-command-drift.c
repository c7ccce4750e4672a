#include "crow-cli.h"

/* Comparing with a database needs a database: this version has no server code. The command line is
 * checked all the same. */
static CrowExit
run (const CrowArguments *arguments)
{
  crow_cli_print_message ("drift compares a schema with a database, and reading databases is not "
                          "part of this version");
  return CROW_EXIT_FAILED;
}

static const CrowOption options[] = {
  { "format", 0, CROW_OPTION_CHOICE, "text|json", "how to print (default text)" },
  CROW_SCHEMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_drift = {
  "drift",
  "SCHEMA DATABASE [--format=text|json]",
  "where a schema and a database disagree (not in this version)",
  NULL,
  options,
  2,
  2,
  run,
};
