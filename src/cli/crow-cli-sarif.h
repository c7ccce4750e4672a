#pragma once

#include "crow-cli-source.h"

G_BEGIN_DECLS

/* The problems of a schema as SARIF 2.1.0. (transfer full) */
char *crow_cli_print_sarif (const CrowCliSource *source);

G_END_DECLS
