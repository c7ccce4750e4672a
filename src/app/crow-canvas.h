#pragma once

#include <gtk/gtk.h>

#include "crow-painter.h"
#include "crow-search.h"
#include "crow-view.h"

G_BEGIN_DECLS

typedef enum {
  CROW_SELECTION_NONE,
  CROW_SELECTION_MODEL,
  CROW_SELECTION_RELATION,
} CrowSelectionKind;

typedef struct
{
  CrowSelectionKind kind;
  guint index; /* into the diagram's schema's models or relations */
} CrowSelection;

/* The drawn diagram: pans, zooms, selects, moves boxes. It shows a CrowDiagram and reports what the
 * user wants; it changes no document.
 *
 * Properties: "zoom" (0.05 to 4, 1 is 100 %; less where only that shows the whole diagram).
 * Signals:    "selection-changed" ()
 *             "boxes-moved" (GHashTable *places): CrowModel.key to the CrowPoint that it was
 * dropped at, in diagram pixels; what was dragged together comes together "activated" (): the
 * selection was double-clicked or Enter pressed */
#define CROW_TYPE_CANVAS (crow_canvas_get_type ())
G_DECLARE_FINAL_TYPE (CrowCanvas, crow_canvas, CROW, CANVAS, GtkWidget)

GtkWidget *crow_canvas_new (void);

/* Keeps view and selection (by name) where the new diagram has the same models; fits otherwise. */
void crow_canvas_set_diagram (CrowCanvas *self, CrowDiagram *diagram); /* (nullable) */
CrowDiagram *crow_canvas_get_diagram (CrowCanvas *self); /* (transfer none) (nullable) */
void crow_canvas_set_labels (CrowCanvas *self, CrowLabels labels);

CrowSelection crow_canvas_get_selection (CrowCanvas *self);
void crow_canvas_select (CrowCanvas *self, CrowSelection selection, gboolean reveal);

/* What a search has found is marked above the diagram; a row is lit while its model is selected. */
void crow_canvas_set_found (CrowCanvas *self, GArray *matches);      /* (nullable) */
void crow_canvas_light_row (CrowCanvas *self, guint model, int row); /* -1: none */
void crow_canvas_go_near (CrowCanvas *self); /* to the selection, where it can be read */

/* Several models: rubber band, Ctrl+click, select all. The selection is one of them.
 * (transfer container) (element-type utf8) the selected models' keys; in the schema's order. */
GPtrArray *crow_canvas_list_selected (CrowCanvas *self);
void crow_canvas_select_all (CrowCanvas *self);
void crow_canvas_select_related (CrowCanvas *self); /* and what relations join to them */

double crow_canvas_get_zoom (CrowCanvas *self);
void crow_canvas_set_zoom (CrowCanvas *self, double zoom); /* around the middle of the view */
/* To look again at what was looked at. FALSE: it fits, and goes on doing so. */
gboolean crow_canvas_get_view (CrowCanvas *self, CrowView *view);
void crow_canvas_show_view (CrowCanvas *self, CrowView view); /* at once */
void crow_canvas_zoom_to_fit (CrowCanvas *self);       /* and stays so when the size changes */
void crow_canvas_zoom_to_selection (CrowCanvas *self); /* of nothing: to fit */

void crow_canvas_show_overview (CrowCanvas *self, gboolean is_shown); /* or only its corner */

/* Diagram pixels to the widget's. */
CrowPoint crow_canvas_to_widget (CrowCanvas *self, CrowPoint at);
CrowPoint crow_canvas_to_diagram (CrowCanvas *self, CrowPoint at);

G_END_DECLS
