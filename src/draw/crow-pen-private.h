#pragma once

#include "crow-painter.h"
#include "crow-text-private.h"

G_BEGIN_DECLS

/* How a shape is painted. */
typedef struct
{
  const CrowColor *fill;   /* (nullable) none */
  const CrowColor *stroke; /* (nullable) none */
  double width;            /* px, of the stroke */
  const double *dashes;    /* (nullable) */
  int n_dashes;
  double dash_start;     /* px of the pattern that would lie before the path */
  gboolean is_round;     /* ends and corners of the stroke */
  double stroke_opacity; /* 0 to 1; 0 counts as 1 */
  gboolean is_ghost;     /* for markup only: invisible, there for tools to read */
  const char *part;      /* (nullable) markup: the shape's data-part */
} CrowInk;

typedef enum { CROW_ANCHOR_START, CROW_ANCHOR_END } CrowAnchor;

/* A piece of a text line in one font and colour. */
typedef struct
{
  const char *text; /* (unowned) */
  CrowFont font;
  const CrowColor *color; /* (unowned) */
} CrowTextRun;

typedef struct
{
  gboolean has_markup; /* attributes and titles are kept */
  /* @attributes: name, value, …, NULL */
  void (*begin) (CrowPen *self, const char *const *attributes);
  void (*end) (CrowPen *self);
  void (*title) (CrowPen *self, const char *text);
  void (*rect) (CrowPen *self, const CrowRect *rect, double radius, const CrowInk *ink);
  void (*rim) (CrowPen *self,
               const CrowRect *rect,
               double radius,
               double depth,
               const CrowColor *color);
  void (*circle) (CrowPen *self, CrowPoint center, double radius, const CrowInk *ink);
  void (*move_to) (CrowPen *self, double x, double y);
  void (*line_to) (CrowPen *self, double x, double y);
  void (*curve_to) (CrowPen *self, CrowPoint control, double x, double y); /* quadratic */
  void (*close) (CrowPen *self);
  void (*draw_path) (CrowPen *self, const CrowInk *ink); /* and begins a new path */
  void (*text) (CrowPen *self, CrowPoint at, CrowAnchor anchor, const CrowTextRun *run);
  /* One line of several runs from @at, @width px wide in all. */
  void (*runs) (CrowPen *self, CrowPoint at, const CrowTextRun *runs, guint n_runs, double width);
  void (*set_crisp) (CrowPen *self, gboolean is_crisp);
  void (*free) (CrowPen *self);
} CrowPenClass;

struct _CrowPen
{
  const CrowPenClass *klass;
  double strength; /* 1: colours as given; less: mixed with @ground */
  CrowColor ground;
};

void crow_pen_init (CrowPen *self, const CrowPenClass *klass);
CrowColor crow_pen_resolve_color (const CrowPen *self, const CrowColor *color);
/* Everything that follows is drawn at @strength over @ground; 1 ends it. */
void crow_pen_fade (CrowPen *self, double strength, const CrowColor *ground);

/* Whole pixels, no softened edges: for straight lines seen from afar. */
void crow_pen_set_crisp (CrowPen *self, gboolean is_crisp);

gboolean crow_pen_has_markup (const CrowPen *self);
void crow_pen_begin (CrowPen *self, const char *const *attributes);
void crow_pen_end (CrowPen *self);
void crow_pen_title (CrowPen *self, const char *text);
void crow_pen_rect (CrowPen *self, const CrowRect *rect, double radius, const CrowInk *ink);
/* A filled rectangle of which only the outer @depth px will be seen: the rest may be left out. */
void crow_pen_rim (CrowPen *self,
                   const CrowRect *rect,
                   double radius,
                   double depth,
                   const CrowColor *color);
void crow_pen_circle (CrowPen *self, CrowPoint center, double radius, const CrowInk *ink);
void crow_pen_move_to (CrowPen *self, double x, double y);
void crow_pen_line_to (CrowPen *self, double x, double y);
void crow_pen_curve_to (CrowPen *self, CrowPoint control, double x, double y);
void crow_pen_close (CrowPen *self);
void crow_pen_draw_path (CrowPen *self, const CrowInk *ink);
void crow_pen_text (CrowPen *self,
                    CrowPoint at,
                    CrowAnchor anchor,
                    CrowFont font,
                    const CrowColor *color,
                    const char *text);
void crow_pen_runs (CrowPen *self, CrowPoint at, const CrowTextRun *runs, guint n_runs);

/* What XML may hold: escaped, without control characters. */
void crow_svg_append_escaped (GString *svg, const char *text);
/* At most two decimals, a point whatever the locale. */
void crow_svg_append_number (GString *svg, double number);

G_END_DECLS
