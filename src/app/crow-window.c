#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-page-util.h"
#include "crow-state.h"
#include "crow-library-words.h"
#include "crow-words.h"

G_DEFINE_FINAL_TYPE (CrowWindow, crow_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * crow_window_set_action_enabled:
 * @self: a window
 * @name: an action's name, without "win."
 * @is_enabled: whether it can be used now
 *
 * Enables or disables an action, and with it its buttons and keys.
 */
void
crow_window_set_action_enabled (CrowWindow *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* A database: who answers, and who can listen. */
static char *
make_database_subtitle (CrowWindow *self, const char *models, const char *relations)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  const char *encryption = crow_document_get_encryption (self->document);
  g_autofree char *counts = NULL;

  /* Translators: "34 tables, 41 relations" */
  counts = g_strdup_printf (C_ ("counts", "%s, %s"), models, relations);
  return crow_words_list ((const char *[]){ schema->server != NULL ? schema->server : "PostgreSQL",
                                            crow_words_say_encryption (encryption), counts, NULL });
}

/* A schema file beside a database. */
static char *
make_comparison_subtitle (CrowWindow *self)
{
  CrowConnection *connection = crow_document_get_connection (self->document);
  const char *encryption = crow_document_get_encryption (self->document);
  g_autofree char *title = crow_connection_build_title (connection);

  /* Translators: "shop on db.example.org", then how the connection is encrypted */
  return g_strdup_printf (_ ("Compared with %s · %s"), title,
                          crow_words_say_encryption (encryption));
}

static char *
make_subtitle (CrowWindow *self, CrowSchema *schema)
{
  g_autofree char *models = crow_document_is_database (self->document)
                                ? crow_page_count_tables (schema->models->len)
                                : crow_page_count_models (schema->models->len);
  g_autofree char *relations = crow_page_count_relations (schema->relations->len);

  if (crow_document_is_database (self->document))
    return make_database_subtitle (self, models, relations);
  if (crow_document_get_drift (self->document) != NULL)
    return make_comparison_subtitle (self);
  if (schema->provider == CROW_PROVIDER_NONE)
    /* Translators: no provider is known; a version, then "6 models", "8 relations" */
    return g_strdup_printf (_ ("Prisma %s rules · %s, %s"), crow_rules_get_name (schema->rules),
                            models, relations);
  /* Translators: "PostgreSQL · Prisma 7 rules · 6 models, 8 relations" */
  return g_strdup_printf (_ ("%s · Prisma %s rules · %s, %s"),
                          crow_provider_get_display_name (schema->provider),
                          crow_rules_get_name (schema->rules), models, relations);
}

static void
update_title (CrowWindow *self)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *rules = NULL;

  if (schema == NULL)
    return;
  name = crow_document_get_title (self->document);
  title = g_strconcat (name, crow_document_is_modified (self->document) ? " •" : "", NULL);
  subtitle = make_subtitle (self, schema);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
  rules = crow_document_is_database (self->document) ? NULL : crow_window_explain_rules (self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), rules);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_tooltip (GtkWidget *button, const char *what, const char *label, const char *key)
{
  g_autofree char *said = label != NULL ? crow_library_words_say (label) : NULL;
  g_autofree char *text = said != NULL
                              /* Translators: "Undo", a change, then a key: "Undo Post.author: on
                                 delete Cascade (Ctrl+Z)" */
                              ? g_strdup_printf (_ ("%s %s (%s)"), what, said, key)
                              /* Translators: "Undo", then a key: "Undo (Ctrl+Z)" */
                              : g_strdup_printf (_ ("%s (%s)"), what, key);

  gtk_widget_set_tooltip_text (button, text);
}

/**
 * crow_window_update:
 * @self: a window
 *
 * Title and actions follow the document's state.
 */
void
crow_window_update (CrowWindow *self)
{
  gboolean is_ready = !crow_window_is_empty (self) && self->loading == NULL;
  gboolean is_database = crow_document_is_database (self->document);
  const char *const needing[] = {
    "export-svg",  "export-png",   "export-pdf",      "export-up",     "export-down",
    "copy-change", "reload",       "zoom-in",         "zoom-out",      "zoom-to",
    "zoom-fit",    "find",         "find-next",       "find-previous", "filter-lists",
    "go-to",       "edit-action",  "add-index",       "lay-out",       "toggle-start",
    "toggle-end",  "labels",       "zoom-selection",  "select-all",    "select-related",
    "tidy-up",     "next-problem", "previous-problem"
  };

  update_title (self);
  for (guint i = 0; i < G_N_ELEMENTS (needing); i++)
    crow_window_set_action_enabled (self, needing[i], is_ready);
  crow_window_set_action_enabled (self, "undo",
                                  is_ready && crow_document_can_undo (self->document));
  crow_window_set_action_enabled (self, "redo",
                                  is_ready && crow_document_can_redo (self->document));
  crow_window_set_action_enabled (self, "save",
                                  is_ready && !self->is_saving && !is_database &&
                                      crow_document_is_modified (self->document));
  /* A database has no folder of migrations beside it. */
  crow_window_set_action_enabled (self, "export-migration", is_ready && !is_database);
  crow_window_set_action_enabled (self, "save-copy", is_ready && !is_database);
  crow_window_set_action_enabled (self, "compare", is_ready && !is_database);
  crow_window_set_action_enabled (self, "make-explicit", is_ready && !is_database);
  crow_window_set_action_enabled (self, "pin-defaults", is_ready && !is_database);
  crow_window_set_action_enabled (self, "upgrade-report", is_ready && !is_database);
  crow_window_set_action_enabled (self, "end-comparison",
                                  is_ready && crow_document_get_drift (self->document) != NULL);
  crow_window_set_action_enabled (self, "reconnect",
                                  is_ready &&
                                      crow_document_get_connection (self->document) != NULL);
  crow_window_update_apply (self);
  crow_window_update_filter (self);
  update_tooltip (self->undo_button, _ ("Undo"), crow_document_get_undo_label (self->document),
                  _ ("Ctrl+Z"));
  update_tooltip (self->redo_button, _ ("Redo"), crow_document_get_redo_label (self->document),
                  _ ("Ctrl+Shift+Z"));
  crow_fold_set_wanted (self->fold, self->zoom_box, is_ready);
  crow_fold_set_wanted (self->fold, self->search_button, is_ready);
  gtk_widget_set_visible (GTK_WIDGET (self->filter_button), is_ready);
  crow_fold_set_wanted (self->fold, self->show_start, is_ready);
  crow_fold_set_wanted (self->fold, self->show_end, is_ready);
  crow_fold_set_wanted (self->fold, self->history_box, is_ready);
}

/* Colours tell nothing where all models have the same. */
static const guint *
get_groups (CrowDiagram *diagram)
{
  return diagram->n_groups > 1 ? diagram->groups : NULL;
}

/**
 * crow_window_update_groups:
 * @self: a window whose diagram shows its document
 *
 * The list of models takes the diagram's colours.
 */
void
crow_window_update_groups (CrowWindow *self)
{
  crow_sidebar_set_schema (self->sidebar, crow_document_get_picture (self->document),
                           self->whole != NULL ? get_groups (self->whole) : NULL);
}

/* Read, reconnected, or applied: what the database has is known as of now. */
static void
note_baseline (CrowWindow *self)
{
  CrowSchema *baseline = crow_document_get_baseline (self->document);

  g_clear_pointer (&self->read_schema, crow_schema_unref);
  self->read_schema = baseline != NULL ? crow_schema_ref (baseline) : NULL;
  crow_window_note_reading (self);
}

static void
document_changed_cb (CrowWindow *self)
{
  CrowSchema *schema = crow_document_get_picture (self->document);

  if (self->is_fresh)
    {
      self->problem = -1;
      crow_window_forget_toast (self);
      crow_window_forget_arrangements (self);
    }
  if (crow_document_get_baseline (self->document) != self->read_schema)
    note_baseline (self);
  gtk_info_bar_set_revealed (self->recovered_bar, FALSE);
  crow_window_update_diagram (self);
  crow_sidebar_set_schema (self->sidebar, schema,
                           self->layout_task == NULL && self->whole != NULL
                               ? get_groups (self->whole)
                               : NULL);
  crow_changes_panel_refresh (self->changes, self->document);
  crow_window_show_selection (self, FALSE);
  crow_window_update (self);
}

static void
document_moved_cb (CrowWindow *self)
{
  gtk_info_bar_set_revealed (self->recovered_bar, FALSE);
  crow_window_place_boxes (self);
  crow_window_paint_bands (self);
  crow_window_update (self);
}

static void
positions_failed_cb (CrowWindow *self, const char *message)
{
  crow_window_show_toast (self, message, NULL, NULL);
}

static void
keeping_failed_cb (CrowWindow *self, const char *message)
{
  /* Translators: %s is the reason */
  g_autofree char *text = g_strdup_printf (_ ("A crash would lose unsaved edits now: %s"), message);

  crow_window_show_toast (self, text, NULL, NULL);
}

static void
canvas_activated_cb (CrowWindow *self)
{
  crow_panes_set_show_end (self->panes, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->inspector), GTK_DIR_TAB_FORWARD);
}

static void
disk_response_cb (CrowWindow *self, int response)
{
  crow_window_answer_disk_bar (self, response);
}

static void
recovered_response_cb (CrowWindow *self, int response)
{
  crow_window_answer_recovered_bar (self, response);
}

static void
link_response_cb (CrowWindow *self, int response)
{
  crow_window_answer_link_bar (self, response);
}

static gboolean
crow_window_close_request (GtkWindow *window)
{
  CrowWindow *self = CROW_WINDOW (window);

  if (!self->may_close && (self->is_saving || crow_document_is_modified (self->document)))
    {
      crow_window_ask_to_save (self, CROW_THEN_CLOSE, NULL);
      return TRUE;
    }
  if (GTK_WINDOW_CLASS (crow_window_parent_class)->close_request (window))
    return TRUE;
  crow_window_keep_state (self);
  /* While another source is read, the look of this one is kept already. */
  if (self->loading == NULL || self->is_refreshing)
    crow_window_keep_look (self);
  crow_window_dismantle (self);
  return TRUE;
}

static void
crow_window_dispose (GObject *object)
{
  CrowWindow *self = CROW_WINDOW (object);

  crow_window_end_dismantling (self);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->zoom_source, g_source_remove);
  g_clear_handle_id (&self->mention_source, g_source_remove);
  crow_window_forget_search (self);
  crow_window_forget_focus (self);
  g_clear_pointer (&self->then_request, crow_connect_request_unref);
  g_clear_pointer (&self->then_compare, crow_connect_request_unref);
  if (self->pages != NULL)
    crow_window_cancel_layout (self);
  crow_window_cancel_placing (self);
  crow_window_cancel_tidying (self);
  crow_window_forget_work (self);
  crow_window_forget_look (self);
  self->pages = NULL;
  crow_window_forget_toast (self);
  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  g_clear_object (&self->document);
  g_clear_pointer (&self->diagram, crow_diagram_unref);
  g_clear_pointer (&self->whole, crow_diagram_unref);
  g_clear_pointer (&self->former, crow_diagram_unref);

  G_OBJECT_CLASS (crow_window_parent_class)->dispose (object);
}

static void
crow_window_finalize (GObject *object)
{
  CrowWindow *self = CROW_WINDOW (object);

  g_clear_pointer (&self->auto_places, g_hash_table_unref);
  g_clear_pointer (&self->routed, g_ptr_array_unref);
  g_clear_pointer (&self->filter, crow_filter_free);
  g_clear_pointer (&self->shown, crow_shown_free);
  g_clear_pointer (&self->back, g_ptr_array_unref);
  g_clear_pointer (&self->forward, g_ptr_array_unref);
  g_clear_pointer (&self->filtered, g_free);
  g_clear_object (&self->exporting);
  g_clear_pointer (&self->whole_selected, g_free);
  g_clear_pointer (&self->arrangements, g_hash_table_unref);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->then_source, g_free);
  g_clear_pointer (&self->refused, g_free);
  g_clear_pointer (&self->read_at, g_date_time_unref);
  g_clear_pointer (&self->read_schema, crow_schema_unref);

  G_OBJECT_CLASS (crow_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recent);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, disk_bar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, disk_text);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recovered_bar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recovered_text);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recovered_discard);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recovered_keep);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recovered_show);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, disk_merge);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, link_bar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, link_text);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, link_spinner);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, link_reconnect);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, link_stop);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, recent_databases);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, loading_progress);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, loading_text);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, palette);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, middle);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, canvas);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, progress_box);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, progress_text);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, progress_cancel);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, changes);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, history_box);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, fold);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, folded);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, connect_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, show_start);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, show_end);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, filter_button);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, filter_popover);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, CrowWindow, nothing_button);
}

static void
crow_window_class_init (CrowWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = crow_window_close_request;
  g_type_ensure (CROW_TYPE_CANVAS);
  g_type_ensure (CROW_TYPE_CHANGES_PANEL);
  g_type_ensure (CROW_TYPE_EMPTY_STATE);
  g_type_ensure (CROW_TYPE_FILTER_BAR);
  g_type_ensure (CROW_TYPE_FILTER_POPOVER);
  g_type_ensure (CROW_TYPE_FOLD);
  g_type_ensure (CROW_TYPE_INSPECTOR);
  g_type_ensure (CROW_TYPE_PALETTE);
  g_type_ensure (CROW_TYPE_PANES);
  g_type_ensure (CROW_TYPE_SEARCH_BAR);
  g_type_ensure (CROW_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, disk_response_cb);
  gtk_widget_class_bind_template_callback (widget_class, recovered_response_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_response_cb);
}

/* The user comes back from an editor, or a terminal. */
static void
active_cb (CrowWindow *self)
{
  if (self->pages != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    crow_document_look_at_disk (self->document);
}

static void
connect_document (CrowWindow *self)
{
  g_autofree char *recovery = crow_state_find ("recovery");
  const struct
  {
    const char *signal;
    GCallback callback;
  } signals[] = {
    { "changed", G_CALLBACK (document_changed_cb) },
    { "moved", G_CALLBACK (document_moved_cb) },
    { "disk-changed", G_CALLBACK (crow_window_show_disk_bar) },
    { "positions-failed", G_CALLBACK (positions_failed_cb) },
    { "recovered", G_CALLBACK (crow_window_show_recovered_bar) },
    { "keeping-failed", G_CALLBACK (keeping_failed_cb) },
    { "recovery-refused", G_CALLBACK (crow_window_tell_refused) },
    { "notify::modified", G_CALLBACK (crow_window_update) },
    { "notify::stale", G_CALLBACK (crow_window_update_link) },
    { "progress", G_CALLBACK (crow_window_show_reading) },
    { "notify::stale", G_CALLBACK (crow_window_update_apply) },
  };

  crow_document_set_recovery_folder (self->document, recovery);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->document, signals[i].signal, signals[i].callback, self,
                             G_CONNECT_SWAPPED);
}

static void
connect_canvas (CrowWindow *self)
{
  g_signal_connect_object (self->canvas, "selection-changed",
                           G_CALLBACK (crow_window_take_canvas_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "boxes-moved", G_CALLBACK (crow_window_drop_boxes), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "activated", G_CALLBACK (canvas_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::zoom", G_CALLBACK (crow_window_show_zoom), self,
                           G_CONNECT_SWAPPED);
}

static void
crow_window_init (CrowWindow *self)
{
  self->document = crow_document_new ();
  self->auto_places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->routed = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_diagram_unref);
  self->filter = crow_filter_new ();
  self->back = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_filter_free);
  self->forward = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_filter_free);
  self->is_fresh = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  crow_window_set_up_fold (self);
  crow_window_add_open_actions (self);
  crow_window_add_connect_actions (self);
  crow_window_add_save_actions (self);
  crow_window_add_unsaved_actions (self);
  crow_window_add_edit_actions (self);
  crow_window_add_prisma_actions (self);
  crow_window_add_export_actions (self);
  crow_window_add_apply_actions (self);
  crow_window_add_selection_actions (self);
  crow_window_add_view_actions (self);
  crow_window_add_focus_actions (self);
  crow_window_add_filter_actions (self);
  crow_window_add_color_actions (self);
  crow_window_add_search_actions (self);
  crow_window_add_tidy_actions (self);
  crow_window_add_drop_target (self);
  connect_document (self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  connect_canvas (self);
  g_signal_connect_object (self->changes, "script-changed", G_CALLBACK (crow_window_update_apply),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (crow_window_update_recent), self, G_CONNECT_SWAPPED);
  crow_window_update_recent (self);
  crow_empty_state_set_recent (self->empty, G_MENU_MODEL (self->recent),
                               G_MENU_MODEL (self->recent_databases));
  crow_window_restore_state (self);
  crow_window_follow_settings (self);
  crow_window_show_zoom (self);
  crow_window_update (self);
  crow_window_update_unsaved (self);
}

/**
 * crow_window_new:
 * @application: (nullable): the application that it belongs to
 *
 * Returns: (transfer none): a window in which nothing is open, not yet presented
 */
CrowWindow *
crow_window_new (GtkApplication *application)
{
  return g_object_new (CROW_TYPE_WINDOW, "application", application, NULL);
}

/**
 * crow_window_is_empty:
 * @self: a window
 *
 * Returns: whether nothing has been opened yet
 */
gboolean
crow_window_is_empty (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), TRUE);

  return crow_document_get_picture (self->document) == NULL;
}

/**
 * crow_window_is_idle:
 * @self: a window
 *
 * Returns: whether nothing is being read, laid out, saved or exported
 */
gboolean
crow_window_is_idle (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), TRUE);

  return self->loading == NULL && self->layout_task == NULL && self->place_task == NULL &&
         self->tidying == NULL && !self->is_saving && self->n_exporting == 0;
}

/**
 * crow_window_get_document:
 * @self: a window
 *
 * Returns: (transfer none): what is open in it
 */
CrowDocument *
crow_window_get_document (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), NULL);

  return self->document;
}

/**
 * crow_window_get_canvas:
 * @self: a window
 *
 * Returns: (transfer none): its canvas
 */
CrowCanvas *
crow_window_get_canvas (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), NULL);

  return self->canvas;
}

/**
 * crow_window_get_inspector:
 * @self: a window
 *
 * Returns: (transfer none): its right pane
 */
CrowInspector *
crow_window_get_inspector (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), NULL);

  return self->inspector;
}

/**
 * crow_window_get_changes:
 * @self: a window
 *
 * Returns: (transfer none): its panel at the bottom
 */
CrowChangesPanel *
crow_window_get_changes (CrowWindow *self)
{
  g_return_val_if_fail (CROW_IS_WINDOW (self), NULL);

  return self->changes;
}
