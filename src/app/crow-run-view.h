#pragma once

#include <gtk/gtk.h>

#include "crow-runner.h"

G_BEGIN_DECLS

/* A script while it is rehearsed or applied: each statement with its state and time, who blocks it,
 * when the next try comes; and at the end what the database has now.
 *
 * Signals: "logged" (const char *text: lines for a log, each with its newline). */
#define CROW_TYPE_RUN_VIEW (crow_run_view_get_type ())
G_DECLARE_FINAL_TYPE (CrowRunView, crow_run_view, CROW, RUN_VIEW, GtkWidget)

/* @first: index of the first statement that runs; those before it are done already. */
void
crow_run_view_begin (CrowRunView *self, CrowScript *script, guint first, gboolean is_rehearsal);
void crow_run_view_take_event (CrowRunView *self, const CrowRunEvent *event);
/* @report: (nullable); @error: (nullable) why nothing was even begun */
void crow_run_view_finish (CrowRunView *self,
                           const CrowRunReport *report,
                           const GError *error,
                           gboolean was_cancelled);
/* "Trying again in 3 s (try 2)": the line on top. (transfer none) */
const char *crow_run_view_get_status (CrowRunView *self);
const char *crow_run_view_get_blocker (CrowRunView *self); /* (transfer none) (nullable) */

G_END_DECLS
