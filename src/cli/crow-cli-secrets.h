#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Overwrites the connections of a command line, so that `ps` shows no password. */
void crow_cli_hide_secrets (char **argv);
/* Could @word be a connection, well written or not? Then it is never shown as it stands. */
gboolean crow_cli_is_secret (const char *word);

G_END_DECLS
