#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Is somebody there to ask? Never through a pipe. */
gboolean crow_cli_can_ask (void);
/* Asks on the terminal, without echo. NULL: nothing was typed, or @cancellable; then the error is
 * G_IO_ERROR_CANCELLED. Free with crow_cli_password_free(). */
char *crow_cli_ask_password (const char *prompt, GCancellable *cancellable, GError **error);
void crow_cli_password_free (char *password);

G_END_DECLS
