#pragma once

#include <adwaita.h>

#include "crow-canvas.h"
#include "crow-changes-panel.h"
#include "crow-document.h"
#include "crow-export.h"
#include "crow-inspector.h"

G_BEGIN_DECLS

/* A window on one schema. */
#define CROW_TYPE_WINDOW (crow_window_get_type ())
G_DECLARE_FINAL_TYPE (CrowWindow, crow_window, CROW, WINDOW, AdwApplicationWindow)

CrowWindow *crow_window_new (GtkApplication *application); /* (nullable) @application */

/* Opens a file or folder; asks first where edits would be lost. */
/* A window of @application in which @source (nullable) is open comes to the front; FALSE: none. */
gboolean crow_window_present_open (GtkApplication *application, const char *source);
void crow_window_open (CrowWindow *self, const char *source);
/* Opens a database, or sets it beside the schema file that is open or on its way. @namespaces:
 * (nullable) (array zero-terminated=1) only these. */
void
crow_window_connect (CrowWindow *self, CrowConnection *connection, const char *const *namespaces);
void
crow_window_compare (CrowWindow *self, CrowConnection *connection, const char *const *namespaces);
gboolean crow_window_is_empty (CrowWindow *self);
/* Is nothing being read, laid out or saved? */
gboolean crow_window_is_idle (CrowWindow *self);

/* What its dialogs do once a name is known: written by a worker; a toast or a dialog tells how it
 * went. */
void crow_window_export_diagram (CrowWindow *self,
                                 const char *path,
                                 CrowFormat format,
                                 CrowThemeKind theme);
void crow_window_export_migration (CrowWindow *self, const char *name, gboolean with_down);
void crow_window_export_sql (CrowWindow *self, const char *path, gboolean is_down);

CrowDocument *crow_window_get_document (CrowWindow *self);    /* (transfer none) */
CrowCanvas *crow_window_get_canvas (CrowWindow *self);        /* (transfer none) */
CrowInspector *crow_window_get_inspector (CrowWindow *self);  /* (transfer none) */
CrowChangesPanel *crow_window_get_changes (CrowWindow *self); /* (transfer none) */

G_END_DECLS
