#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What @builder built, indented by two blanks, with a newline at the end. (transfer full) */
char *crow_cli_print_json (JsonBuilder *builder);

G_END_DECLS
