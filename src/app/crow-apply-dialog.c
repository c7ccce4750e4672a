#include "crow-apply-dialog.h"

#include <glib/gi18n.h>

#include "crow-code-view.h"
#include "crow-plans.h"
#include "crow-run-words.h"
#include "crow-script-page.h"

struct _CrowApplyDialog
{
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkStack *stack;
  GtkLabel *heading;
  GtkLabel *explanation;
  GtkLabel *plan;
  GtkWidget *cards;
  GtkWidget *queries;
  CrowCodeView *code;
  CrowRunView *view;
  GtkButton *cancel;
  GtkButton *rehearse;
  GtkButton *apply;
  GtkButton *resume;

  CrowDocument *document; /* (owned) (nullable) */
  CrowScript *script;     /* (owned) (nullable) */
  CrowScript *down;       /* (owned) (nullable) its way back */
  GCancellable *running;  /* (owned) (nullable) */
  gboolean is_rehearsal;  /* what is asked about, or runs */
  gboolean has_ended;     /* the result is shown */
  gboolean is_gone;       /* the window is closed, or about to */
  guint resume_at;        /* the statement to go on with, or 0 */
};

enum { SIGNAL_LOGGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowApplyDialog, crow_apply_dialog, ADW_TYPE_WINDOW)

static void
update_buttons (CrowApplyDialog *self)
{
  gboolean is_asking = self->running == NULL && !self->has_ended;

  gtk_button_set_label (self->cancel, self->has_ended ? _ ("_Close") : _ ("_Cancel"));
  gtk_widget_set_visible (GTK_WIDGET (self->rehearse), is_asking && self->is_rehearsal);
  gtk_widget_set_visible (GTK_WIDGET (self->apply), is_asking && !self->is_rehearsal);
  gtk_widget_set_visible (GTK_WIDGET (self->resume), self->has_ended && self->resume_at > 0);
}

static char *
get_database (CrowApplyDialog *self)
{
  CrowConnection *connection = crow_document_get_connection (self->document);
  char *name = connection != NULL ? crow_connection_resolve (connection, "dbname") : NULL;

  return name != NULL ? name : g_strdup (_ ("the database"));
}

static char *
get_server (CrowApplyDialog *self)
{
  CrowConnection *connection = crow_document_get_connection (self->document);

  return connection != NULL ? crow_connection_build_title (connection) : g_strdup ("");
}

static void
show_question (CrowApplyDialog *self)
{
  g_autofree char *server = get_server (self);
  g_autofree char *database = get_database (self);
  g_autofree char *text = self->is_rehearsal ? crow_runner_build_rehearsal_text (self->script)
                                             : crow_script_build_text (self->script);
  /* Translators: %s is a database and its server */
  g_autofree char *heading = self->is_rehearsal ? g_strdup_printf (_ ("Rehearse on %s?"), server)
                                                : g_strdup_printf (_ ("Apply to %s?"), server);
  /* Translators: %s is a database's name */
  g_autofree char *apply = g_strdup_printf (_ ("Apply to “%s”"), database);
  CrowPlan plan = CROW_PLAN_ONLINE;
  g_autofree char *plan_text = NULL;

  crow_plan_from_name (self->script->plan, &plan);
  /* Translators: a plan's name, then what it does */
  plan_text = g_strdup_printf (C_ ("a plan, what it does", "%s: %s"), crow_plan_get_title (plan),
                               crow_plan_describe (plan));
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->explanation,
                       self->is_rehearsal
                           ? _ ("These statements run in one transaction, which is rolled back: "
                                "nothing is kept. For that moment it takes the same locks as "
                                "applying does, so that others may wait for it; after one second "
                                "without a lock it gives up. What proves old rows (VALIDATE) is "
                                "left out, so that the locks are short; rows without a parent are "
                                "counted before, without a lock.")
                           : _ ("Exactly these statements run, and nothing else. Before them the "
                                "constraints are read again: where one is no longer what the "
                                "diagram shows, nothing is changed. You can cancel at any time."));
  gtk_label_set_label (self->plan, plan_text);
  crow_script_page_fill_warnings (self->cards, self->script);
  crow_script_page_fill_queries (self->queries, self->script);
  crow_code_view_set_text (self->code, text, "sql");
  gtk_button_set_label (self->apply, apply);
  adw_window_title_set_title (self->title, self->is_rehearsal ? _ ("Rehearse") : _ ("Apply"));
  adw_window_title_set_subtitle (self->title, server);
  gtk_window_set_title (GTK_WINDOW (self), heading);
  gtk_stack_set_visible_child_name (self->stack, "ask");
  update_buttons (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
}

static void
event_cb (const CrowRunEvent *event, gpointer data)
{
  CrowApplyDialog *self = data;

  if (!self->is_gone && self->running != NULL)
    crow_run_view_take_event (self->view, event);
}

/* What was applied is no longer pending: this is where the way back can be found. */
static void
log_way_back (CrowApplyDialog *self)
{
  g_autofree char *sql = crow_script_build_text (self->down);
  g_autofree char *text = g_strdup_printf ("%s\n%s", _ ("The way back:"), g_strchomp (sql));
  g_autofree char *stamped = crow_run_words_stamp (text);

  g_signal_emit (self, signals[SIGNAL_LOGGED], 0, stamped);
}

static void
show_end (CrowApplyDialog *self, const CrowRunReport *report, const GError *error)
{
  gboolean was_cancelled = g_cancellable_is_cancelled (self->running);
  gboolean works = report != NULL && report->outcome == CROW_RUN_OUTCOME_REHEARSED;

  g_clear_object (&self->running);
  self->has_ended = TRUE;
  self->resume_at = report != NULL ? report->resume_at : 0;
  if (self->is_gone)
    return;
  crow_run_view_finish (self->view, report, error, was_cancelled);
  if (report != NULL && report->outcome == CROW_RUN_OUTCOME_APPLIED && self->down != NULL)
    log_way_back (self);
  update_buttons (self);
  /* A rehearsal that went well is the reason to apply. */
  gtk_widget_set_visible (GTK_WIDGET (self->apply), works);
}

static void
finished_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowApplyDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowRunReport) report = NULL;

  if (self->is_rehearsal)
    report = crow_document_rehearse_finish (CROW_DOCUMENT (object), result, &error);
  else
    report = crow_document_apply_finish (CROW_DOCUMENT (object), result, &error);
  show_end (self, report, error);
}

static void
start (CrowApplyDialog *self, guint first)
{
  if (self->running != NULL)
    return;
  self->running = g_cancellable_new ();
  self->has_ended = FALSE;
  self->resume_at = 0;
  crow_run_view_begin (self->view, self->script, first, self->is_rehearsal);
  gtk_stack_set_visible_child_name (self->stack, "run");
  update_buttons (self);
  if (self->is_rehearsal)
    crow_document_rehearse_async (self->document, self->script, event_cb, self, self->running,
                                  finished_cb, g_object_ref (self));
  else
    crow_document_apply_async (self->document, self->script, first, event_cb, self, self->running,
                               finished_cb, g_object_ref (self));
}

/* From the question; after a rehearsal the question comes first. */
static void
apply_cb (CrowApplyDialog *self)
{
  if (self->has_ended)
    {
      self->has_ended = FALSE;
      self->is_rehearsal = FALSE;
      show_question (self);
    }
  else
    start (self, 0);
}

static void
resume_cb (CrowApplyDialog *self)
{
  start (self, self->resume_at);
}

static gboolean
crow_apply_dialog_close_request (GtkWindow *window)
{
  CrowApplyDialog *self = CROW_APPLY_DIALOG (window);

  /* What the database has after it is worth knowing: the end is waited for. */
  if (self->running != NULL)
    {
      g_cancellable_cancel (self->running);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (crow_apply_dialog_parent_class)->close_request (window);
}

static void
copy_text_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (data)),
                          g_variant_get_string (parameter, NULL));
}

static void
logged_cb (CrowApplyDialog *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_LOGGED], 0, text);
}

static void
crow_apply_dialog_dispose (GObject *object)
{
  CrowApplyDialog *self = CROW_APPLY_DIALOG (object);

  self->is_gone = TRUE;
  if (self->running != NULL)
    g_cancellable_cancel (self->running);

  G_OBJECT_CLASS (crow_apply_dialog_parent_class)->dispose (object);
}

/* Once it is closed: work that still goes on in a thread holds the dialog, and its window may be
 * gone before it. */
static void
crow_apply_dialog_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (crow_apply_dialog_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
crow_apply_dialog_finalize (GObject *object)
{
  CrowApplyDialog *self = CROW_APPLY_DIALOG (object);

  g_clear_object (&self->running);
  g_clear_object (&self->document);
  g_clear_pointer (&self->script, crow_script_unref);
  g_clear_pointer (&self->down, crow_script_unref);

  G_OBJECT_CLASS (crow_apply_dialog_parent_class)->finalize (object);
}

static void
crow_apply_dialog_class_init (CrowApplyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->unrealize = crow_apply_dialog_unrealize;
  G_OBJECT_CLASS (klass)->dispose = crow_apply_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_apply_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = crow_apply_dialog_close_request;
  signals[SIGNAL_LOGGED] = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (CROW_TYPE_CODE_VIEW);
  g_type_ensure (CROW_TYPE_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-apply-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, title);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, plan);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, cards);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, queries);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, code);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, view);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, rehearse);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, apply);
  gtk_widget_class_bind_template_child (widget_class, CrowApplyDialog, resume);
  gtk_widget_class_bind_template_callback (widget_class, crow_apply_dialog_run);
  gtk_widget_class_bind_template_callback (widget_class, crow_apply_dialog_cancel);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, logged_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
crow_apply_dialog_init (CrowApplyDialog *self)
{
  const GActionEntry entries[] = { { "copy-text", copy_text_cb, "s" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", G_ACTION_GROUP (actions));
}

/* As large as what it lies over allows. */
static void
fit_size (CrowApplyDialog *self, GtkWindow *parent)
{
  int width = gtk_widget_get_width (GTK_WIDGET (parent));
  int height = gtk_widget_get_height (GTK_WIDGET (parent));

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (width - 80, 340, 780),
                                 CLAMP (height - 80, 300, 680));
}

/**
 * crow_apply_dialog_new:
 * @parent: the window that asks
 * @document: what is open
 * @script: what is to run: this object is what is shown and what runs
 * @down: (nullable): its way back, for the log
 * @is_rehearsal: whether it is rolled back
 *
 * Returns: (transfer none): a dialog that asks, not yet presented
 */
CrowApplyDialog *
crow_apply_dialog_new (GtkWindow *parent,
                       CrowDocument *document,
                       CrowScript *script,
                       CrowScript *down,
                       gboolean is_rehearsal)
{
  CrowApplyDialog *self = g_object_new (CROW_TYPE_APPLY_DIALOG, "transient-for", parent, NULL);

  self->document = g_object_ref (document);
  self->script = crow_script_ref (script);
  self->down = down != NULL ? crow_script_ref (down) : NULL;
  self->is_rehearsal = is_rehearsal;
  fit_size (self, parent);
  show_question (self);
  return self;
}

/**
 * crow_apply_dialog_run:
 * @self: the dialog
 *
 * Begins, as the button does.
 */
void
crow_apply_dialog_run (CrowApplyDialog *self)
{
  g_return_if_fail (CROW_IS_APPLY_DIALOG (self));

  if (!self->has_ended)
    start (self, 0);
}

/**
 * crow_apply_dialog_cancel:
 * @self: the dialog
 *
 * Stops what runs, whose end is then shown; closes where nothing does.
 */
void
crow_apply_dialog_cancel (CrowApplyDialog *self)
{
  g_return_if_fail (CROW_IS_APPLY_DIALOG (self));

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/**
 * crow_apply_dialog_is_running:
 * @self: the dialog
 *
 * Returns: whether the script has begun and not ended
 */
gboolean
crow_apply_dialog_is_running (CrowApplyDialog *self)
{
  g_return_val_if_fail (CROW_IS_APPLY_DIALOG (self), FALSE);

  return self->running != NULL;
}

/**
 * crow_apply_dialog_get_view:
 * @self: the dialog
 *
 * Returns: (transfer none): what shows the run
 */
CrowRunView *
crow_apply_dialog_get_view (CrowApplyDialog *self)
{
  g_return_val_if_fail (CROW_IS_APPLY_DIALOG (self), NULL);

  return self->view;
}

/**
 * crow_apply_dialog_dup_text:
 * @self: the dialog
 *
 * Returns: (transfer full): the SQL that is shown before it runs
 */
char *
crow_apply_dialog_dup_text (CrowApplyDialog *self)
{
  g_return_val_if_fail (CROW_IS_APPLY_DIALOG (self), NULL);

  return crow_code_view_dup_text (self->code);
}
