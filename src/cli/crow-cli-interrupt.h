#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* While it lives, the first Ctrl-C (or SIGTERM, SIGHUP) cancels @cancellable, so that the server
 * and the terminal are left in order; the second one ends the program. */
typedef struct _CrowCliInterrupt CrowCliInterrupt;

CrowCliInterrupt *crow_cli_interrupt_new (GCancellable *cancellable);
void crow_cli_interrupt_free (CrowCliInterrupt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCliInterrupt, crow_cli_interrupt_free)

G_END_DECLS
