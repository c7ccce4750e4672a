#pragma once

#include <adwaita.h>

#include "crow-document.h"
#include "crow-run-view.h"

G_BEGIN_DECLS

/* Shows a script, asks, then rehearses or applies it and nothing else, and tells how it went.
 *
 * Signals: "logged" (const char *text: lines for a log). */
#define CROW_TYPE_APPLY_DIALOG (crow_apply_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowApplyDialog, crow_apply_dialog, CROW, APPLY_DIALOG, AdwWindow)

CrowApplyDialog *crow_apply_dialog_new (GtkWindow *parent,
                                        CrowDocument *document,
                                        CrowScript *script,
                                        CrowScript *down,
                                        gboolean is_rehearsal);
/* What the button that runs it does. */
void crow_apply_dialog_run (CrowApplyDialog *self);
/* What Cancel does while it runs; and else: closes. */
void crow_apply_dialog_cancel (CrowApplyDialog *self);
gboolean crow_apply_dialog_is_running (CrowApplyDialog *self);
CrowRunView *crow_apply_dialog_get_view (CrowApplyDialog *self);
/* The SQL that is shown before it runs. (transfer full) */
char *crow_apply_dialog_dup_text (CrowApplyDialog *self);

G_END_DECLS
