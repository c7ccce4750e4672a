#pragma once

#include "crow-compat.h"
#include "crow-empty-state.h"
#include "crow-filter-bar.h"
#include "crow-filter-popover.h"
#include "crow-filter.h"
#include "crow-fold.h"
#include "crow-palette.h"
#include "crow-panes.h"
#include "crow-search-bar.h"
#include "crow-sidebar.h"
#include "crow-window.h"

G_BEGIN_DECLS

/* What to do once unsaved edits are saved or given up. */
typedef enum {
  CROW_THEN_NOTHING,
  CROW_THEN_CLOSE,
  CROW_THEN_OPEN,    /* then_source */
  CROW_THEN_CONNECT, /* then_request */
} CrowThen;

/* The parts of a window, in reading order. */
typedef enum {
  CROW_PART_HEADER,
  CROW_PART_DISK_BAR,
  CROW_PART_RECOVERED_BAR,
  CROW_PART_LINK_BAR,
  CROW_PART_EMPTY,
  CROW_PART_LISTS,
  CROW_PART_FILTERS,
  CROW_PART_SEARCH,
  CROW_PART_CANVAS,
  CROW_PART_CHANGES,
  CROW_PART_INSPECTOR,
} CrowPart;
#define CROW_N_PARTS (CROW_PART_INSPECTOR + 1)

/* A database on its way into a window: crow-window-connect.c. */
typedef struct _CrowConnectRequest CrowConnectRequest;

struct _CrowWindow
{
  AdwApplicationWindow parent_instance;

  CrowDocument *document; /* (owned) */

  /* crow-window-diagram.c */
  CrowDiagram *diagram; /* (owned) (nullable) what the canvas shows */
  CrowDiagram *whole;   /* (owned) (nullable) everything, of the document's picture; NULL: not laid
                           out since that has changed */
  CrowDiagram *former;  /* (owned) (nullable) everything as it was last */
  GHashTable *auto_places; /* (owned) model key to CrowPoint: where the layout had put what has
                              been moved since */
  GPtrArray *routed;       /* (owned) (element-type CrowDiagram) everything, before boxes were
                              dragged: crow-window-place.c */
  GTask *layout_task;      /* (owned) (nullable) */
  guint progress_source;   /* shows how far the layout is, or 0 */

  /* crow-window-progress.c */
  guint work_source; /* shows what takes long, or 0 */
  gint64 work_began; /* monotonic, microseconds */

  /* crow-window-place.c */
  GTask *place_task; /* (owned) (nullable) finds the routes of boxes that undo and redo move */

  /* crow-window-tidy.c */
  GHashTable *arrangements; /* (owned) crow_document_get_arrangement() to how boxes stood then */
  guint arrangement;        /* what the canvas shows */
  gboolean is_rearranging;  /* the document is being told: no box is put anywhere */
  GCancellable *tidying;    /* (owned) (nullable) a worker lays a part out */
  gboolean is_fresh;        /* the document was just read: nothing on the canvas stays */

  /* crow-window-filter.c */
  CrowFilter *filter;  /* (owned) */
  CrowShown *shown;    /* (owned) (nullable) what it leaves: of this is the diagram */
  GPtrArray *back;     /* (owned) (element-type CrowFilter) oldest first */
  GPtrArray *forward;  /* (owned) (element-type CrowFilter) nearest last */
  char *filtered;      /* (owned) (nullable) source of the document that they are about */
  CrowView whole_view; /* of everything, when it was left */
  gboolean has_whole_view;
  char *whole_selected; /* (owned) (nullable) what was selected then */

  /* crow-window-selection.c */
  CrowSelectionKind selected_kind;
  char *selected; /* (owned) (nullable) key of the model, id of the relation */
  gboolean is_selecting;

  /* crow-window-open.c, crow-window-save.c */
  GCancellable *loading; /* (owned) (nullable) */
  gboolean is_saving;
  guint n_exporting;
  GCancellable *exporting; /* (owned) (nullable) of all exports under way */
  CrowLabels labels;       /* on the canvas, and in exports */
  gboolean may_close;      /* the user has agreed to lose what is not saved */
  CrowThen then;
  char *then_source;                /* (owned) (nullable) */
  CrowConnectRequest *then_request; /* (owned) (nullable) */
  char *refused;                    /* (owned) (nullable) a journal that could not be restored */
  GCancellable *choosing;           /* (owned) (nullable) the file chooser that is open */

  /* crow-window-connect.c, crow-window-link.c */
  CrowConnectRequest *then_compare; /* (owned) (nullable) waits for the schema file to be read */
  gboolean may_open;                /* the user has agreed to lose what is pending */
  gboolean is_refreshing;           /* a database is read anew; its picture stays */
  guint mention_source;             /* says so, or 0 */
  GDateTime *read_at;               /* (owned) (nullable) when the baseline was read */
  CrowSchema *read_schema;          /* (owned) (nullable) that baseline */

  int problem; /* which one was shown last, into the schema's diagnostics, or -1 */

  /* crow-window-search.c */
  CrowSearch *search;    /* (owned) (nullable) what the bar asks for */
  GArray *matches;       /* (owned) (nullable) (element-type CrowSearchMatch) in the document */
  guint match;           /* which one is shown */
  gboolean is_following; /* the canvas has gone to it */
  guint follow_source;   /* goes there soon, or 0 */

  /* crow-window-close.c */
  guint close_source;             /* frees what is in it, or 0 */
  GApplication *left_application; /* (owned) (nullable) until then */

  /* crow-window-look.c */
  gboolean has_own_labels; /* those that were last shown of this source */
  guint look_source;       /* goes to @look once the canvas has a size, or 0 */
  CrowRect look;           /* around its middle; in diagram px, of no size */
  double look_zoom;

  /* crow-window-focus.c */
  GtkWidget *part_focus[CROW_N_PARTS]; /* (weak) (nullable) where it was in each */

  guint zoom_source; /* idle that shows the zoom, or 0 */
  AdwToast *toast;   /* (unowned) (nullable) the last edit's */

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  GMenu *recent;
  GtkInfoBar *disk_bar;
  GtkLabel *disk_text;
  GtkInfoBar *recovered_bar;
  GtkLabel *recovered_text;
  GtkWidget *recovered_discard;
  GtkWidget *recovered_keep;
  GtkWidget *recovered_show;
  GtkWidget *disk_merge;
  GtkInfoBar *link_bar;
  GtkLabel *link_text;
  GtkSpinner *link_spinner;
  GtkWidget *link_reconnect;
  GtkWidget *link_stop;
  GMenu *recent_databases;
  CrowEmptyState *empty;
  GtkProgressBar *loading_progress;
  GtkStack *pages;
  GtkSpinner *spinner;
  GtkLabel *loading_text;
  CrowPanes *panes;
  CrowSidebar *sidebar;
  CrowSearchBar *search_bar;
  CrowPalette *palette;
  GtkPaned *middle;
  CrowCanvas *canvas;
  GtkWidget *progress_box;
  GtkLabel *progress_text;
  GtkProgressBar *progress;
  GtkWidget *progress_cancel;
  CrowChangesPanel *changes;
  CrowInspector *inspector;
  GtkMenuButton *zoom_button;
  GtkWidget *zoom_box;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkWidget *history_box;
  CrowFold *fold;
  GMenu *folded;
  GtkWidget *connect_button;
  GtkWidget *search_button;
  GtkWidget *show_start;
  GtkWidget *show_end;
  GtkMenuButton *filter_button;
  CrowFilterPopover *filter_popover;
  CrowFilterBar *filter_bar;
  AdwStatusPage *nothing_page;
  GtkWidget *nothing_button;
};

/* crow-window.c */
void crow_window_set_action_enabled (CrowWindow *self, const char *name, gboolean is_enabled);
void crow_window_update (CrowWindow *self);
void crow_window_update_groups (CrowWindow *self);

/* crow-window-fold.c */
void crow_window_set_up_fold (CrowWindow *self);

/* crow-window-messages.c */
void crow_window_show_error (CrowWindow *self, const char *heading, const GError *error);
void
crow_window_show_toast (CrowWindow *self, const char *text, const char *label, const char *action);
void crow_window_forget_toast (CrowWindow *self);
void crow_window_choose_file (CrowWindow *self,
                              const CrowFileQuestion *question,
                              GAsyncReadyCallback callback,
                              gpointer data);

/* crow-window-close.c */
void crow_window_dismantle (CrowWindow *self);
void crow_window_end_dismantling (CrowWindow *self);

/* crow-window-open.c */
void crow_window_open_now (CrowWindow *self, const char *source);
void crow_window_show_page (CrowWindow *self);
void crow_window_tell_problems (CrowWindow *self);
void crow_window_update_recent (CrowWindow *self);
void crow_window_add_drop_target (CrowWindow *self);
void crow_window_add_open_actions (CrowWindow *self);

/* crow-window-save.c */
void crow_window_save (CrowWindow *self, gboolean overwrite);
void crow_window_ask_to_save (CrowWindow *self, CrowThen then, const char *source);
void crow_window_ask_before_request (CrowWindow *self, CrowConnectRequest *request);
void crow_window_show_disk_bar (CrowWindow *self);
void crow_window_answer_disk_bar (CrowWindow *self, int response);
void crow_window_show_recovered_bar (CrowWindow *self);
void crow_window_answer_recovered_bar (CrowWindow *self, int response);
void crow_window_add_save_actions (CrowWindow *self);

void crow_window_tell_refused (CrowWindow *self, const char *journal);
void crow_window_merge (CrowWindow *self);

/* crow-window-unsaved.c */
void crow_window_show_unsaved (CrowWindow *self, const char *journal);
void crow_window_update_unsaved (CrowWindow *self);
void crow_window_add_unsaved_actions (CrowWindow *self);

/* crow-window-connect.c */
void crow_connect_request_unref (CrowConnectRequest *self);
void crow_window_run_request (CrowWindow *self, CrowConnectRequest *request);
void crow_window_compare_then (CrowWindow *self);
void crow_window_edit_connection (CrowWindow *self, const GError *error);
void crow_window_add_connect_actions (CrowWindow *self);

/* crow-window-link.c */
void crow_window_update_link (CrowWindow *self);
void crow_window_note_reading (CrowWindow *self);
void crow_window_reconnect (CrowWindow *self);
void crow_window_answer_link_bar (CrowWindow *self, int response);
void crow_window_show_reading (CrowWindow *self, double fraction);

/* crow-window-apply.c */
void crow_window_update_apply (CrowWindow *self);
void crow_window_add_apply_actions (CrowWindow *self);

/* crow-window-export.c */
void crow_window_add_export_actions (CrowWindow *self);

/* crow-window-progress.c */
void crow_window_show_progress (CrowWindow *self, const char *text, double fraction);
void crow_window_begin_work (CrowWindow *self);
void crow_window_end_work (CrowWindow *self);
void crow_window_cancel_work (CrowWindow *self);
void crow_window_forget_work (CrowWindow *self);

/* crow-window-edit.c */
void crow_window_add_focus_actions (CrowWindow *self);
void crow_window_forget_focus (CrowWindow *self);
void crow_window_add_edit_actions (CrowWindow *self);

/* crow-window-prisma.c */
char *crow_window_explain_rules (CrowWindow *self);
void crow_window_add_prisma_actions (CrowWindow *self);

/* crow-window-view.c */
void crow_window_add_view_actions (CrowWindow *self);
void crow_window_show_zoom (CrowWindow *self);

/* crow-window-diagram.c */
void crow_window_update_diagram (CrowWindow *self);
void crow_window_lay_out (CrowWindow *self);
void crow_window_lay_out_shown (CrowWindow *self);
void crow_window_take_diagram (CrowWindow *self, CrowDiagram *diagram);
void crow_window_take_whole (CrowWindow *self, CrowDiagram *whole);
void crow_window_start_layout (CrowWindow *self, CrowDiagram *whole, CrowDiagram *former);
void crow_window_cancel_layout (CrowWindow *self);
GHashTable *crow_window_copy_positions (CrowWindow *self);
GHashTable *crow_window_copy_colors (CrowWindow *self);
void crow_window_show_whole (CrowWindow *self, CrowDiagram *whole);
void crow_window_lay_out_anew (CrowWindow *self);

/* crow-window-place.c */
void crow_window_place_boxes (CrowWindow *self);
void crow_window_forget_routes (CrowWindow *self);
void crow_window_cancel_placing (CrowWindow *self);
void crow_window_drop_boxes (CrowWindow *self, GHashTable *places);

/* crow-window-tidy.c */
gboolean crow_window_begin_arrangement (CrowWindow *self, CrowDiagram *diagram);
gboolean crow_window_restore_arrangement (CrowWindow *self);
void crow_window_forget_arrangements (CrowWindow *self);
void crow_window_cancel_tidying (CrowWindow *self);
void crow_window_add_tidy_actions (CrowWindow *self);

/* crow-window-filter.c */
void crow_window_meet_document (CrowWindow *self);
gboolean crow_window_shows_all (CrowWindow *self);
CrowDiagram *crow_window_get_whole (CrowWindow *self);
void crow_window_fade_diagram (CrowDiagram **diagram, const CrowShown *shown);
void crow_window_take_shown (CrowWindow *self, CrowShown *shown, CrowDiagram *diagram);
void crow_window_update_filter (CrowWindow *self);
void crow_window_tell_hidden (CrowWindow *self);
int crow_window_find_selected (CrowWindow *self);
GPtrArray *crow_window_list_selected (CrowWindow *self);
void crow_window_set_filter (CrowWindow *self, CrowFilter *filter);
void crow_window_drop_filter (CrowWindow *self, CrowFilter *filter);
void crow_window_go_through_filters (CrowWindow *self, gboolean is_forward);

/* crow-window-filter-actions.c */
void crow_window_enable_filter_actions (CrowWindow *self);
void crow_window_show_filter_states (CrowWindow *self);
void crow_window_add_filter_actions (CrowWindow *self);

/* crow-window-colors.c */
void crow_window_paint_bands (CrowWindow *self);
void crow_window_update_color (CrowWindow *self);
void crow_window_add_color_actions (CrowWindow *self);

/* crow-window-selection.c */
void
crow_window_select (CrowWindow *self, CrowSelectionKind kind, const char *name, gboolean reveal);
void crow_window_show_selection (CrowWindow *self, gboolean reveal);
void crow_window_take_canvas_selection (CrowWindow *self);
void crow_window_add_selection_actions (CrowWindow *self);

/* crow-window-search.c */
void crow_window_update_search (CrowWindow *self);
void crow_window_forget_search (CrowWindow *self);
void crow_window_add_search_actions (CrowWindow *self);

/* crow-window-settings.c */
void crow_window_follow_settings (CrowWindow *self);

/* crow-window-look.c */
void crow_window_keep_look (CrowWindow *self);
CrowFilter *crow_window_recall_filter (CrowWindow *self);
void crow_window_restore_look (CrowWindow *self);
void crow_window_forget_look (CrowWindow *self);

/* crow-window-state.c */
void crow_window_restore_state (CrowWindow *self);
void crow_window_keep_state (CrowWindow *self);

G_END_DECLS
