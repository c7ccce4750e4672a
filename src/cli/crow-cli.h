#pragma once

#include "crow-error.h"
#include "crow-options.h"
#include "crow-prisma.h"

G_BEGIN_DECLS

#define CROW_CLI_NAME "crowsfoot-cli"

/* Exit status. */
typedef enum {
  CROW_EXIT_DONE = 0,    /* and nothing found */
  CROW_EXIT_FOUND = 1,   /* the schema is invalid, or a problem was found */
  CROW_EXIT_USAGE = 2,   /* the command line is wrong */
  CROW_EXIT_FAILED = 3,  /* a file or connection failed */
  CROW_EXIT_REFUSED = 4, /* to lose nothing */
} CrowExit;

typedef struct
{
  const char *name;
  const char *usage;   /* what follows the name */
  const char *summary; /* for the list of commands */
  const char *details; /* (nullable) paragraphs for --help, each line with its newline */
  const CrowOption *options;
  guint min_arguments;
  guint max_arguments;
  CrowExit (*run) (const CrowArguments *arguments);
} CrowCommand;

extern const CrowCommand crow_command_relations;
extern const CrowCommand crow_command_check;
extern const CrowCommand crow_command_set;
extern const CrowCommand crow_command_diff;
extern const CrowCommand crow_command_drift;
extern const CrowCommand crow_command_export;
extern const CrowCommand crow_command_diff_image;

/* Every command has these at the end of its table. */
#define CROW_COMMON_OPTIONS                                                                        \
  { "output", 'o', CROW_OPTION_STRING, "FILE", "write to FILE, atomically; -: standard output" },  \
      { "help", 'h', CROW_OPTION_FLAG, NULL, "show this help" },                                   \
      { "version", 0, CROW_OPTION_FLAG, NULL, "show the version" },                                \
  {                                                                                                \
    NULL, 0, CROW_OPTION_FLAG, NULL, NULL                                                          \
  }

#define CROW_PRISMA_OPTION                                                                         \
  {                                                                                                \
    "prisma", 0, CROW_OPTION_CHOICE, "6|7|8",                                                      \
        "whose rules a schema file is read by (default: package.json)"                             \
  }

#define CROW_SCHEMA_OPTION                                                                         \
  {                                                                                                \
    "schema", 0, CROW_OPTION_STRING, "NAME", "a connection: only this namespace (repeatable)"      \
  }

/* crow-cli-message.c: standard error. */
void crow_cli_print_message (const char *format, ...) G_GNUC_PRINTF (1, 2);
CrowExit crow_cli_report (const GError *error);
CrowExit crow_cli_report_usage (const char *command, const GError *error);
CrowExit crow_cli_report_near (const GError *error, const char *name, GPtrArray *candidates);

/* crow-cli-output.c: standard output, or the file of -o. */
CrowExit crow_cli_write (const CrowArguments *arguments, const char *text, CrowExit status);
CrowExit crow_cli_write_file (const char *path, GBytes *bytes, CrowExit status);
CrowExit crow_cli_write_bytes (const CrowArguments *arguments, GBytes *bytes, CrowExit status);

G_END_DECLS
