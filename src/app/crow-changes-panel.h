#pragma once

#include <gtk/gtk.h>

#include "crow-document.h"
#include "crow-plans.h"

G_BEGIN_DECLS

typedef enum {
  CROW_CHANGES_SCHEMA,
  CROW_CHANGES_UP,
  CROW_CHANGES_DOWN,
  CROW_CHANGES_PROBLEMS,
  CROW_CHANGES_DRIFT, /* a comparison */
  CROW_CHANGES_LOG,   /* once something ran */
} CrowChangesPage;

/* The pending change: the schema's text or its difference, the SQL up and down, the problems, where
 * file and database disagree, what ran.
 *
 * Signals: "script-changed" (crow_changes_panel_get_script() gives another). */
#define CROW_TYPE_CHANGES_PANEL (crow_changes_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrowChangesPanel, crow_changes_panel, CROW, CHANGES_PANEL, GtkWidget)

/* Shows what the document holds now; to be called whenever it changed. */
void crow_changes_panel_refresh (CrowChangesPanel *self, CrowDocument *document);
void crow_changes_panel_show_page (CrowChangesPanel *self, CrowChangesPage page);
void crow_changes_panel_show_source (CrowChangesPanel *self, guint file, guint line);
/* The text that a page shows. (transfer full) (nullable) NULL: the problems */
char *crow_changes_panel_dup_text (CrowChangesPanel *self, CrowChangesPage page);
CrowChangesPage crow_changes_panel_get_page (CrowChangesPanel *self);

/* The document has another plan. */
void crow_changes_panel_update_plan (CrowChangesPanel *self);
/* What the Up tab shows for a database: to be rehearsed or applied. NULL: there is none, or it is
 * still being built. (transfer none) (nullable) */
CrowScript *crow_changes_panel_get_script (CrowChangesPanel *self);
CrowScript *crow_changes_panel_get_down_script (CrowChangesPanel *self); /* its way back */
/* The Up tab, at the statements of a drift item. */
void crow_changes_panel_show_item (CrowChangesPanel *self, guint item);
/* Lines for the Log tab, each with its newline. */
void crow_changes_panel_append_log (CrowChangesPanel *self, const char *text);

G_END_DECLS
