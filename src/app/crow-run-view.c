#include "crow-run-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "crow-library-words.h"
#include "crow-lock-words.h"
#include "crow-page-util.h"
#include "crow-run-words.h"
#include "crow-sql-text.h"
#include "crow-statement-row.h"

/* Statements beyond so many have no row; the line on top tells of them. */
#define MOST_ROWS 200
/* ms between two looks at the clock. */
#define TICK 100

struct _CrowRunView
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkWidget *head;
  GtkLabel *status;
  GtkProgressBar *progress;
  GtkWidget *blocked;
  GtkLabel *blocker;
  GtkWidget *result_box;
  GtkImage *result_icon;
  GtkLabel *result_title;
  GtkLabel *result;
  GtkWidget *details;
  GtkWidget *rows;

  CrowScript *script;    /* (owned) (nullable) */
  GPtrArray *rows_by_at; /* (owned) (element-type CrowStatementRow) by statement, the first ones */
  gboolean is_rehearsal;
  gboolean is_blocked;
  int at;        /* index of the statement that runs, or -1 */
  gint64 since;  /* when it began, monotonic µs */
  gint64 retry;  /* when the next try comes, monotonic µs, or 0 */
  guint attempt; /* its number */
  guint tick_source;
};

enum { SIGNAL_LOGGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowRunView, crow_run_view, GTK_TYPE_WIDGET)

/* @text: (transfer full) */
static void
write_log (CrowRunView *self, char *text)
{
  g_autofree char *owned = text;
  g_autofree char *line = crow_run_words_stamp (text);

  g_signal_emit (self, signals[SIGNAL_LOGGED], 0, line);
}

static void
crow_run_view_dispose (GObject *object)
{
  CrowRunView *self = CROW_RUN_VIEW (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&self->script, crow_script_unref);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_run_view_parent_class)->dispose (object);
}

static void
crow_run_view_finalize (GObject *object)
{
  CrowRunView *self = CROW_RUN_VIEW (object);

  g_clear_pointer (&self->rows_by_at, g_ptr_array_unref);

  G_OBJECT_CLASS (crow_run_view_parent_class)->finalize (object);
}

static void
crow_run_view_class_init (CrowRunViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_run_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_run_view_finalize;
  signals[SIGNAL_LOGGED] = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, head);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, status);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, progress);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, blocked);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, blocker);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, result_box);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, result_icon);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, result_title);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, result);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, details);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, rows);
  gtk_widget_class_bind_template_child (widget_class, CrowRunView, scrolled);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_run_view_init (CrowRunView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows_by_at = g_ptr_array_new ();
  self->at = -1;
}

static CrowStatementRow *
get_row (CrowRunView *self, guint statement)
{
  return statement < self->rows_by_at->len ? g_ptr_array_index (self->rows_by_at, statement) : NULL;
}

static void
set_row (CrowRunView *self, int statement, CrowStatementState state, const char *status)
{
  CrowStatementRow *row = statement >= 0 ? get_row (self, (guint) statement) : NULL;

  if (row != NULL)
    crow_statement_row_set_state (row, state, status);
}

static void
show_blocker (CrowRunView *self, const char *message)
{
  self->is_blocked = message != NULL;
  gtk_label_set_label (self->blocker, message != NULL ? message : "");
  gtk_widget_set_visible (self->blocked, message != NULL);
}

/* The clock beside the statement that runs, and the countdown to the next try. */
static gboolean
tick_cb (gpointer data)
{
  CrowRunView *self = data;
  gint64 now = g_get_monotonic_time ();

  if (self->retry != 0)
    {
      double left = ceil ((double) MAX (self->retry - now, 0) / G_USEC_PER_SEC);
      g_autofree char *text = crow_run_words_count_down (left, self->attempt);

      gtk_label_set_label (self->status, text);
    }
  else if (self->at >= 0)
    {
      double seconds = (double) (now - self->since) / G_USEC_PER_SEC;
      g_autofree char *text = crow_run_words_seconds (seconds);

      set_row (self, self->at, self->is_blocked ? CROW_STATEMENT_BLOCKED : CROW_STATEMENT_RUNNING,
               text);
    }
  return G_SOURCE_CONTINUE;
}

static void
add_rows (CrowRunView *self, guint first)
{
  crow_page_clear (self->rows);
  g_ptr_array_set_size (self->rows_by_at, 0);
  for (guint i = 0; i < MIN (self->script->statements->len, MOST_ROWS); i++)
    {
      GtkWidget *row = crow_statement_row_new (g_ptr_array_index (self->script->statements, i),
                                               i + 1);

      crow_statement_row_set_state (CROW_STATEMENT_ROW (row),
                                    i < first ? CROW_STATEMENT_DONE : CROW_STATEMENT_WAITING,
                                    i < first ? _ ("before") : NULL);
      gtk_box_append (GTK_BOX (self->rows), row);
      g_ptr_array_add (self->rows_by_at, row);
    }
}

/**
 * crow_run_view_begin:
 * @self: the view
 * @script: what will run
 * @first: index of the first statement that runs
 * @is_rehearsal: whether it is rolled back
 *
 * Shows @script, none of it begun.
 */
void
crow_run_view_begin (CrowRunView *self, CrowScript *script, guint first, gboolean is_rehearsal)
{
  g_return_if_fail (CROW_IS_RUN_VIEW (self));

  crow_script_ref (script);
  g_clear_pointer (&self->script, crow_script_unref);
  self->script = script;
  self->is_rehearsal = is_rehearsal;
  self->at = -1;
  self->retry = 0;
  show_blocker (self, NULL);
  gtk_widget_set_visible (self->result_box, FALSE);
  gtk_widget_set_visible (self->head, TRUE);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_label_set_label (self->status, _ ("Begins"));
  add_rows (self, first);
  if (self->tick_source == 0)
    self->tick_source = g_timeout_add (TICK, tick_cb, self);
  write_log (self, g_strdup (is_rehearsal ? _ ("Rehearsal begins") : _ ("Applying begins")));
}

static void
begin_statement (CrowRunView *self, guint statement)
{
  const CrowStatement *one = g_ptr_array_index (self->script->statements, statement);

  self->at = (int) statement;
  self->since = g_get_monotonic_time ();
  set_row (self, self->at, CROW_STATEMENT_RUNNING, NULL);
  if (get_row (self, statement) != NULL)
    crow_statement_row_set_note (get_row (self, statement), NULL, FALSE);
  write_log (self, g_strdup (one->sql));
}

static void
end_statement (CrowRunView *self, const CrowRunEvent *event)
{
  g_autofree char *text = crow_run_words_seconds (event->seconds);

  set_row (self, (int) event->statement, CROW_STATEMENT_DONE, text);
  gtk_progress_bar_set_fraction (self->progress,
                                 (event->statement + 1.0) / self->script->statements->len);
  self->at = -1;
  /* Translators: %s is a time */
  write_log (self, g_strdup_printf (_ ("done after %s"), text));
}

/* The whole transaction is tried again: what it had done is undone. */
static void
wait_for_retry (CrowRunView *self, const CrowRunEvent *event)
{
  const CrowStatement *one = g_ptr_array_index (self->script->statements, event->statement);

  self->retry = g_get_monotonic_time () + (gint64) (event->seconds * G_USEC_PER_SEC);
  self->attempt = event->attempt;
  self->at = -1;
  for (guint i = 0; i < self->rows_by_at->len; i++)
    {
      const CrowStatement *other = g_ptr_array_index (self->script->statements, i);

      if (other->transaction == one->transaction && other->transaction != 0)
        set_row (self, (int) i, CROW_STATEMENT_WAITING, NULL);
    }
  tick_cb (self);
}

static void
log_event (CrowRunView *self, const CrowRunEvent *event)
{
  g_autofree char *text = crow_run_words_describe_event (event, self->script->statements->len);

  if (event->kind == CROW_RUN_WAITING && event->attempt == self->attempt && self->retry != 0)
    return; /* the same countdown goes on */
  if (event->kind != CROW_RUN_STATEMENT && event->kind != CROW_RUN_FINISHED)
    write_log (self, g_steal_pointer (&text));
}

/**
 * crow_run_view_take_event:
 * @self: the view, begun
 * @event: what the runner says
 *
 * Shows @event, and logs it.
 */
void
crow_run_view_take_event (CrowRunView *self, const CrowRunEvent *event)
{
  g_autofree char *status = NULL;

  g_return_if_fail (CROW_IS_RUN_VIEW (self));
  g_return_if_fail (self->script != NULL);

  if (event->kind <= CROW_RUN_BLOCKED && event->kind >= CROW_RUN_STATEMENT)
    g_return_if_fail (event->statement < self->script->statements->len);
  log_event (self, event);
  if (event->kind != CROW_RUN_WAITING)
    self->retry = 0;
  status = crow_run_words_describe_event (event, self->script->statements->len);
  gtk_label_set_label (self->status, status);
  /* Who blocks stays in sight until the statement is done. */
  if (event->kind == CROW_RUN_BLOCKED)
    {
      g_autofree char *blocker = event->message != NULL ? crow_library_words_say (event->message)
                                                        : g_strdup (_ ("Another session"));

      show_blocker (self, blocker);
    }
  else if (event->kind == CROW_RUN_FINISHED || event->kind == CROW_RUN_COMPARING)
    show_blocker (self, NULL);
  if (event->kind == CROW_RUN_STATEMENT)
    begin_statement (self, event->statement);
  else if (event->kind == CROW_RUN_FINISHED)
    end_statement (self, event);
  else if (event->kind == CROW_RUN_WAITING)
    wait_for_retry (self, event);
}

static void
show_step (CrowRunView *self, const CrowRunStep *step)
{
  CrowStatementRow *row = get_row (self, step->statement);
  const CrowStatement *statement = g_ptr_array_index (self->script->statements, step->statement);
  g_autofree char *time = crow_run_words_seconds (step->seconds);
  g_autofree char *more = NULL;
  g_autofree char *note = NULL;

  if (row == NULL)
    return;
  crow_statement_row_set_state (row,
                                step->error != NULL ? CROW_STATEMENT_FAILED : CROW_STATEMENT_DONE,
                                time);
  more = step->locks != NULL ? crow_lock_words_compare (statement->locks, step->locks) : NULL;
  if (step->error != NULL)
    note = g_strdup (step->error);
  else if (more != NULL)
    /* Translators: %s is a list of locks */
    note = g_strdup_printf (_ ("Took more than was promised: %s"), more);
  else if (self->is_rehearsal && statement->locks->len > 0)
    note = g_strdup (_ ("Locks seen on the server: as promised"));
  crow_statement_row_set_note (row, note, step->error != NULL || more != NULL);
}

static GtkWidget *
create_detail (const char *text, const char *copy)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "selectable", TRUE,
                                   "focusable", FALSE, NULL);

  gtk_box_append (GTK_BOX (box), label);
  if (copy != NULL)
    {
      GtkWidget *button = crow_page_create_copy_button (copy);

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static void
show_details (CrowRunView *self, const CrowRunReport *report)
{
  g_autoptr (GPtrArray) lines = crow_run_words_list_details (report);

  crow_page_clear (self->details);
  for (guint i = 0; i < lines->len; i++)
    gtk_box_append (GTK_BOX (self->details), create_detail (g_ptr_array_index (lines, i), NULL));
  if (report->orphan_query != NULL)
    {
      g_autofree char *text = crow_run_words_count_orphans (report->n_orphans);

      gtk_box_append (GTK_BOX (self->details), create_detail (text, report->orphan_query));
      write_log (self, g_strdup_printf ("%s\n%s", text, report->orphan_query));
    }
}

static void
show_result (CrowRunView *self, const char *title, const char *text, const char *class)
{
  const char *icon = g_str_equal (class, "success")   ? "object-select-symbolic"
                     : g_str_equal (class, "warning") ? "dialog-warning-symbolic"
                                                      : "dialog-error-symbolic";

  gtk_image_set_from_icon_name (self->result_icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->result_icon), (const char *[]){ class, NULL });
  gtk_label_set_label (self->result_title, title);
  gtk_label_set_label (self->result, text);
  gtk_widget_set_visible (GTK_WIDGET (self->result), *text != '\0');
  gtk_widget_set_css_classes (self->result_box,
                              (const char *[]){ "crow-card", "crow-problem", class, NULL });
  gtk_widget_set_visible (self->result_box, TRUE);
  gtk_label_set_label (self->status, title);
}

static void
show_report (CrowRunView *self, const CrowRunReport *report, gboolean was_cancelled)
{
  g_autofree char *text = crow_run_words_explain (report);

  for (guint i = 0; i < report->steps->len; i++)
    {
      const CrowRunStep *step = g_ptr_array_index (report->steps, i);

      if (step->statement < self->script->statements->len)
        show_step (self, step);
    }
  show_result (self, crow_run_words_get_outcome (report, self->is_rehearsal, was_cancelled), text,
               crow_run_words_get_class (report, was_cancelled));
  show_details (self, report);
  write_log (self, g_strdup_printf ("%s\n%s", gtk_label_get_label (self->result_title), text));
}

/* Nothing runs any more: what has not run will not. A rehearsal is one transaction of its own, and
 * proves no old rows under its locks. */
static void
stop_rows (CrowRunView *self)
{
  for (guint i = 0; i < self->rows_by_at->len; i++)
    {
      CrowStatementRow *row = g_ptr_array_index (self->rows_by_at, i);
      CrowStatementState state = crow_statement_row_get_state (row);

      if (state != CROW_STATEMENT_DONE && state != CROW_STATEMENT_FAILED)
        crow_statement_row_set_state (row, CROW_STATEMENT_LEFT_OUT, NULL);
    }
}

/**
 * crow_run_view_finish:
 * @self: the view, begun
 * @report: (nullable): how it went
 * @error: (nullable): why nothing was even begun
 * @was_cancelled: whether the user has stopped it
 *
 * Shows how it ended, and what the database has now.
 */
void
crow_run_view_finish (CrowRunView *self,
                      const CrowRunReport *report,
                      const GError *error,
                      gboolean was_cancelled)
{
  g_return_if_fail (CROW_IS_RUN_VIEW (self));

  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->at = -1;
  self->retry = 0;
  show_blocker (self, NULL);
  gtk_widget_set_visible (self->head, FALSE);
  stop_rows (self);
  crow_page_clear (self->details);
  if (report != NULL)
    show_report (self, report, was_cancelled);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_result (self, _ ("Cancelled before anything ran"), _ ("The database is as it was."),
                 "warning");
  else
    {
      g_autofree char *reason = crow_library_words_say (error != NULL ? error->message : "");

      show_result (self, _ ("Nothing ran"), reason, "error");
    }
  if (report == NULL)
    write_log (self, g_strdup_printf ("%s\n%s", gtk_label_get_label (self->result_title),
                                      gtk_label_get_label (self->result)));
}

/**
 * crow_run_view_get_status:
 * @self: the view
 *
 * Returns: (transfer none): the line on top
 */
const char *
crow_run_view_get_status (CrowRunView *self)
{
  g_return_val_if_fail (CROW_IS_RUN_VIEW (self), NULL);

  return gtk_label_get_label (self->status);
}

/**
 * crow_run_view_get_blocker:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): who blocks the statement, if somebody does
 */
const char *
crow_run_view_get_blocker (CrowRunView *self)
{
  g_return_val_if_fail (CROW_IS_RUN_VIEW (self), NULL);

  return self->is_blocked ? gtk_label_get_label (self->blocker) : NULL;
}
