#pragma once

#include <gtk/gtk.h>

#include "crow-document.h"

G_BEGIN_DECLS

typedef enum {
  CROW_CHANGES_SCHEMA,
  CROW_CHANGES_UP,
  CROW_CHANGES_DOWN,
  CROW_CHANGES_PROBLEMS,
} CrowChangesPage;

/* The pending change: the schema's text or its difference, the SQL up and down, the problems. */
#define CROW_TYPE_CHANGES_PANEL (crow_changes_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrowChangesPanel, crow_changes_panel, CROW, CHANGES_PANEL, GtkWidget)

/* Shows what the document holds now; to be called whenever it changed. */
void crow_changes_panel_refresh (CrowChangesPanel *self, CrowDocument *document);
void crow_changes_panel_show_page (CrowChangesPanel *self, CrowChangesPage page);
void crow_changes_panel_show_source (CrowChangesPanel *self, guint file, guint line);
/* The text that a page shows. (transfer full) (nullable) NULL: the problems */
char *crow_changes_panel_dup_text (CrowChangesPanel *self, CrowChangesPage page);
CrowChangesPage crow_changes_panel_get_page (CrowChangesPanel *self);

G_END_DECLS
