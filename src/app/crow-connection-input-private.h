#pragma once

#include "crow-connection-input.h"

G_BEGIN_DECLS

/* crow-connection-input-find.c: the URI in a text that has more than it, its variables replaced.
 * (transfer full) (nullable) */
char *crow_connection_input_find_uri (const char *input, GError **error);

/* crow-connection-input.c */
const char *crow_connection_input_skip_blanks (const char *at);
/* Overwrites it, and frees it. */
void crow_connection_input_wipe_string (GString *string);

G_END_DECLS
