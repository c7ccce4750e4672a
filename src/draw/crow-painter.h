#pragma once

#include <cairo.h>

#include "crow-diagram.h"
#include "crow-theme.h"

G_BEGIN_DECLS

/* The one painter. It draws on a CrowPen: cairo (screen, PNG, PDF) or SVG text. */
typedef struct _CrowPen CrowPen;

CrowPen *crow_pen_new_cairo (cairo_t *cr);
CrowPen *crow_pen_new_svg (GString *svg);
void crow_pen_free (CrowPen *self);

typedef enum {
  CROW_STATE_SELECTED = 1 << 0,
  CROW_STATE_HOVERED = 1 << 1,
  CROW_STATE_FADED = 1 << 2, /* outside the focus: 25 % opacity */
} CrowStateFlags;

typedef struct
{
  const CrowTheme *theme;
  CrowLabels labels;
  double zoom; /* screen pixels per diagram pixel: level of detail; exports: 1 */
  gboolean legend;
  const char *note;          /* (unowned) (nullable) sentences for the legend: what is not shown */
  GCancellable *cancellable; /* (unowned) (nullable) once cancelled, the rest is not drawn */
} CrowPaintStyle;

/* All in diagram coordinates; the caller has set the transformation and the clip. */
void crow_paint_canvas (CrowPen *pen, const CrowRect *area, const CrowPaintStyle *style);
void crow_paint_model (CrowPen *pen,
                       const CrowDiagram *diagram,
                       guint model,
                       CrowStateFlags state,
                       const CrowPaintStyle *style);
/* Its paper alone, a little smaller: what is seen until the rest is drawn above it. */
void crow_paint_model_shell (CrowPen *pen,
                             const CrowDiagram *diagram,
                             guint model,
                             const CrowPaintStyle *style);
void crow_paint_relation (CrowPen *pen,
                          const CrowDiagram *diagram,
                          guint relation,
                          CrowStateFlags state,
                          const CrowPaintStyle *style);
/* The label is painted apart from its edge, above all edges. */
void crow_paint_label (CrowPen *pen,
                       const CrowDiagram *diagram,
                       guint relation,
                       CrowStateFlags state,
                       const CrowPaintStyle *style);
/* Everything whose box meets @clip (NULL: all): edges, then models, then labels, then the legend.
 */
void crow_paint_diagram (CrowPen *pen,
                         const CrowDiagram *diagram,
                         const CrowRect *clip,
                         const CrowPaintStyle *style);

/* Does the style show this relation's label? */
gboolean crow_paint_style_shows_label (const CrowPaintStyle *style,
                                       const CrowSchema *schema,
                                       guint relation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowPen, crow_pen_free)

G_END_DECLS
