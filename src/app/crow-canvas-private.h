#pragma once

#include "crow-backdrop.h"
#include "crow-canvas.h"
#include "crow-model-box.h"
#include "crow-view.h"

G_BEGIN_DECLS

/* From this zoom on, each model in view is a widget; below, all are painted. */
#define CROW_CANVAS_WIDGET_ZOOM 0.4
/* How far from an edge a click still takes it, in the widget's pixels. */
#define CROW_CANVAS_TOLERANCE 6.0
/* The same under a finger, which covers what it points to. */
#define CROW_CANVAS_TOUCH_TOLERANCE 17.0
/* A pan leaves at least this much of the diagram in view, in the widget's pixels. */
#define CROW_CANVAS_KEEP 48.0

typedef enum {
  CROW_DRAG_NONE,
  CROW_DRAG_PENDING, /* pressed, not yet moved by the threshold */
  CROW_DRAG_PAN,
  CROW_DRAG_MOVE,
  CROW_DRAG_BAND,
  CROW_DRAG_CANCELLED, /* the button is still down, but it does nothing any more */
} CrowDragKind;

typedef struct
{
  CrowDragKind kind;
  CrowPoint pressed;    /* in the widget's pixels */
  CrowPoint start;      /* likewise, where what was taken there is now */
  CrowPoint at;         /* likewise, the pointer now */
  CrowPoint grip;       /* what was taken, in diagram pixels */
  CrowView view;        /* when it started */
  CrowSelection picked; /* what lay under the start */
  gboolean is_band;     /* shift was held */
  gboolean is_pan;      /* the middle button, or space was held */
  gboolean is_started;  /* it went past the threshold: not a click, even when it is over */
} CrowDrag;

/* A label, drawn. */
typedef struct
{
  GskRenderNode *node; /* (owned) (nullable) where not yet seen */
  double zoom;         /* what it was drawn for */
} CrowLabelNode;

struct _CrowCanvas
{
  GtkWidget parent_instance;
  CrowDiagram *diagram;   /* (owned) (nullable) */
  const CrowTheme *theme; /* (unowned) */
  CrowLabels labels;
  CrowView view;
  gboolean is_fit_pending; /* as soon as there is a size */
  gboolean is_fitted;      /* nobody has moved the view or selected anything since: it goes on
                              fitting whatever size the canvas gets */
  int fitted_width;        /* the size that it was fitted to */
  int fitted_height;

  CrowSelection selection;
  CrowSelection hover;
  int hover_row;       /* of the hovered model's rows; -1: none */
  GArray *lit;         /* (owned) (element-type guint) relations that are lit up with both rows */
  guint8 *lit_marks;   /* (owned) (nullable) a byte by relation: it is one of them */
  int faint_model;     /* its relations are lit up faintly; -1: no model's */
  guint *end_starts;   /* (owned) (nullable) by model, one more than there are: where its relations
                          begin in @ends */
  guint *ends;         /* (owned) (nullable) relations by model, a self relation once */
  int context;         /* the model that the arrow keys walk from, or -1 */
  GBytes *several;     /* (owned) (nullable) a byte by model: selected together */
  GBytes *lifted;      /* (owned) (nullable) likewise: it is being dragged */
  CrowPoint shift;     /* by how much, in diagram pixels */
  CrowDiagram *routed; /* (owned) (nullable) the diagram with those boxes at @routed_shift */
  CrowPoint routed_shift;
  gint64 routing_cost;  /* of the last routing, in microseconds */
  guint move_serial;    /* counts the moves */
  gboolean is_routing;  /* a thread is at it */
  gboolean is_settling; /* dropped: reported as soon as the routes are known */
  GHashTable
      *late_drop;     /* (owned) (nullable) model's key to the CrowPoint that it was dropped at */
  guint late_report;  /* idle source, or 0 */
  guint nudge_source; /* keys move boxes: until it fires; or 0 */

  CrowBackdrop *backdrop; /* (owned) */
  GHashTable *boxes;      /* (owned) model + 1 to CrowModelBox, our child */
  GPtrArray *spare_boxes; /* (owned) hidden children */
  GtkWidget *minimap;     /* our child */
  GArray *label_nodes;    /* (owned) (element-type CrowLabelNode) by relation */
  guint n_label_nodes;    /* those that are drawn */
  gboolean is_complete;   /* nothing of the diagram was missing in the last frame */
  gint64 drawn_frame;     /* number of the frame that texts were last drawn in */
  gint64 draw_time;       /* microseconds that they took in it */
  guint drawing;          /* tick callback that draws the rest, or 0 */
  guint *order;           /* (owned) (nullable) the models in reading order */

  GArray *found;        /* (owned) (nullable) matches of a search in */
  CrowSchema *found_in; /* (owned) (nullable) */
  guint lit_model;
  int lit_row; /* -1: none */

  CrowDrag drag;
  CrowPoint pointer; /* in the widget's pixels */
  double tolerance;  /* widget px around the pointer that count as under it */
  gboolean has_pointer;
  double pinch_zoom;   /* when the pinch began */
  gboolean is_leaving; /* Ctrl+Tab goes past the models */
  gboolean is_walking; /* the selected relation was reached by arrow keys */
  gboolean is_space_held;
  guint edge_scroll;     /* tick callback while a drag may scroll, or 0 */
  gint64 edge_time;      /* its last frame */
  guint flick;           /* tick callback while the view slows down, or 0 */
  gint64 flick_time;     /* its last frame */
  CrowPoint flick_speed; /* widget's pixels a second */
  GtkWidget *menu;       /* (nullable) our child: the context menu's popover */
  GtkWidget *proxies[2]; /* our children: stand for what is selected and has no widget */
  guint proxy;           /* which of them does now */
  gboolean has_proxy;    /* it is named for what is selected */

  guint animation; /* tick callback, or 0 */
  gint64 animation_start;
  CrowView from, to;
};

/* crow-canvas.c */
CrowPaintStyle crow_canvas_get_style (CrowCanvas *self);
CrowPaintStyle crow_canvas_get_part_style (CrowCanvas *self);
void crow_canvas_replace_diagram (CrowCanvas *self, CrowDiagram *diagram);

/* crow-canvas-ends.c */
const guint *crow_canvas_get_relations (CrowCanvas *self, guint model, guint *n);
void crow_canvas_forget_ends (CrowCanvas *self);

/* crow-canvas-hover.c */
void crow_canvas_set_hover (CrowCanvas *self, CrowSelection hover, int row);
void crow_canvas_update_light (CrowCanvas *self);
gboolean crow_canvas_is_lit (CrowCanvas *self, guint relation);
void crow_canvas_snapshot_light (CrowCanvas *self, GtkSnapshot *snapshot, const CrowView *view);

/* crow-canvas-flick.c */
void crow_canvas_flick (CrowCanvas *self, double vx, double vy);
void crow_canvas_stop_flick (CrowCanvas *self);
void crow_canvas_follow_drag (CrowCanvas *self);
void crow_canvas_start_edge_scroll (CrowCanvas *self);
void crow_canvas_stop_edge_scroll (CrowCanvas *self);

/* crow-canvas-words.c */
void crow_canvas_name_box (CrowCanvas *self, GtkWidget *widget, guint model);
void crow_canvas_update_accessible (CrowCanvas *self);

/* crow-canvas-proxy.c */
GtkWidget *crow_canvas_get_proxy (CrowCanvas *self);
void crow_canvas_forget_proxy (CrowCanvas *self);
void crow_canvas_sync_proxy (CrowCanvas *self);
void crow_canvas_allocate_proxy (CrowCanvas *self);
void crow_canvas_snapshot_proxy (CrowCanvas *self, GtkSnapshot *snapshot);

/* crow-canvas-menu.c */
void crow_canvas_open_menu_at (CrowCanvas *self, CrowPoint at);
void crow_canvas_open_menu (CrowCanvas *self);

/* crow-canvas-move.c */
CrowRect crow_canvas_get_box (CrowCanvas *self, guint model);
void crow_canvas_route (CrowCanvas *self);
gboolean crow_canvas_is_route_stale (CrowCanvas *self);
void crow_canvas_move_boxes (CrowCanvas *self, guint model, double dx, double dy);
void crow_canvas_drop_moved (CrowCanvas *self, gboolean keep);
void crow_canvas_postpone_drop (CrowCanvas *self);
gboolean crow_canvas_nudge (CrowCanvas *self, double dx, double dy);
gboolean crow_canvas_end_nudge (CrowCanvas *self, gboolean keep);

/* crow-canvas-view.c */
gboolean crow_canvas_has_size (CrowCanvas *self);
CrowView crow_canvas_get_drawn_view (CrowCanvas *self);
CrowView crow_canvas_get_target (CrowCanvas *self);
void crow_canvas_fit (CrowCanvas *self);
void crow_canvas_fit_again (CrowCanvas *self, int width, int height);
void crow_canvas_apply_view (CrowCanvas *self, CrowView view);
void crow_canvas_update_minimap (CrowCanvas *self);
void crow_canvas_stop_gliding (CrowCanvas *self);
void crow_canvas_set_view (CrowCanvas *self, CrowView view);
void crow_canvas_pan (CrowCanvas *self, double dx, double dy);
void crow_canvas_go_to (CrowCanvas *self, CrowView view);
void crow_canvas_zoom_by (CrowCanvas *self, double factor);

/* crow-canvas-selection.c */
gboolean crow_canvas_is_marked (GBytes *models, guint model);
gboolean crow_canvas_is_lifted (CrowCanvas *self, guint model);
gboolean crow_canvas_has_focus_inside (CrowCanvas *self);
CrowStateFlags crow_canvas_get_model_state (CrowCanvas *self, guint model);
CrowStateFlags crow_canvas_get_relation_state (CrowCanvas *self, guint relation);
CrowSelection
crow_canvas_carry_over (const CrowDiagram *from, CrowSelection selection, const CrowDiagram *to);
void crow_canvas_reveal (CrowCanvas *self, double min_zoom);

/* crow-canvas-several.c */
void crow_canvas_take_band (CrowCanvas *self, const CrowRect *band);
void crow_canvas_toggle_model (CrowCanvas *self, guint model);
void crow_canvas_drop_several (CrowCanvas *self);
CrowRect crow_canvas_get_selection_rect (CrowCanvas *self);
GBytes *crow_canvas_carry_several (const CrowDiagram *from, GBytes *several, const CrowDiagram *to);

/* crow-canvas-selection.c */
void crow_canvas_update_context (CrowCanvas *self);
void crow_canvas_activate (CrowCanvas *self);

/* crow-canvas-boxes.c */
void crow_canvas_draw_boxes (CrowCanvas *self);
void crow_canvas_sync_boxes (CrowCanvas *self);
void crow_canvas_allocate_boxes (CrowCanvas *self);
void crow_canvas_update_box_states (CrowCanvas *self);
void crow_canvas_release_boxes (CrowCanvas *self);
void crow_canvas_unparent_boxes (CrowCanvas *self);
void crow_canvas_focus_selection (CrowCanvas *self);

/* crow-canvas-snapshot.c */
void crow_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
void crow_canvas_forget_labels (CrowCanvas *self);

/* crow-canvas-budget.c */
gboolean crow_canvas_has_budget (CrowCanvas *self);
void crow_canvas_spend (CrowCanvas *self, gint64 start);
void crow_canvas_draw_later (CrowCanvas *self);
void crow_canvas_stop_drawing (CrowCanvas *self);

/* crow-canvas-marks.c */
void crow_canvas_append_marks (CrowCanvas *self,
                               GtkSnapshot *snapshot,
                               const CrowView *view,
                               const CrowRect *area);

/* crow-canvas-pointer.c */
void crow_canvas_add_pointer_input (CrowCanvas *self);
void crow_canvas_cancel_drag (CrowCanvas *self);
void crow_canvas_update_hover (CrowCanvas *self);
void crow_canvas_set_touch (CrowCanvas *self, gboolean is_touch);
CrowSelection crow_canvas_pick_at (CrowCanvas *self, CrowPoint at);

/* crow-canvas-tooltip.c */
gboolean crow_canvas_query_tooltip (GtkWidget *widget,
                                    int x,
                                    int y,
                                    gboolean keyboard_tooltip,
                                    GtkTooltip *tooltip);

/* crow-canvas-keys.c */
void crow_canvas_add_key_input (CrowCanvas *self);
gboolean crow_canvas_move_focus (GtkWidget *widget, GtkDirectionType direction);

G_END_DECLS
