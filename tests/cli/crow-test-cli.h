#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One run of crowsfoot-cli. */
typedef struct
{
  int status;   /* exit status; -1: killed */
  char *output; /* (owned) NUL-terminated */
  char *errors; /* (owned) */
} CrowTestRun;

/* @folder: (nullable) where it runs; @environment: (nullable) "NAME=value" pairs to add; @input:
 * (nullable). The arguments follow the program's name. */
CrowTestRun *crow_test_cli_run (const char *folder,
                                const char *const *environment,
                                const char *const *arguments,
                                const char *input);
void crow_test_cli_run_free (CrowTestRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestRun, crow_test_cli_run_free)

G_END_DECLS
