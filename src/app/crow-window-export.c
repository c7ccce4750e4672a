#include "crow-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-file-util.h"
#include "crow-migration-dialog.h"
#include "crow-settings.h"

/* A file that a worker is to make and write. */
typedef struct
{
  char *path;            /* (owned) */
  GBytes *content;       /* (owned) (nullable) NULL: to be made */
  CrowSchema *before;    /* (owned) (nullable) SQL from here… */
  CrowSchema *after;     /* (owned) (nullable) …to there; NULL: draw @picture */
  CrowPlan plan;         /* of the SQL */
  gboolean is_down;      /* the way back */
  gboolean has_no_sql;   /* it cannot be written */
  CrowSchema *picture;   /* (owned) (nullable) */
  CrowFilter *filter;    /* (owned) (nullable) */
  CrowShown *shown;      /* (owned) (nullable) what it leaves of the picture; NULL: to be found */
  GHashTable *positions; /* (owned) (nullable) */
  GHashTable *colors;    /* (owned) (nullable) */
  CrowExportOptions options;
  char *title;  /* (owned) (nullable) what the options point to */
  char *note;   /* (owned) (nullable) likewise */
  double scale; /* that was wished for */
} ExportJob;

static void
export_job_free (ExportJob *self)
{
  g_free (self->path);
  g_free (self->title);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self->note);
  g_clear_pointer (&self->before, crow_schema_unref);
  g_clear_pointer (&self->after, crow_schema_unref);
  g_clear_pointer (&self->picture, crow_schema_unref);
  g_clear_pointer (&self->filter, crow_filter_free);
  g_clear_pointer (&self->shown, crow_shown_free);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->colors, g_hash_table_unref);
  g_free (self);
}

/* Laid out afresh, not as it stands on the canvas, where nothing moves while actions are edited: so
 * the same schema gives the same file, here and on the command line. */
static GBytes *
draw (ExportJob *job, GCancellable *cancellable, GError **error)
{
  CrowDiagramOptions options = { .labels = job->options.labels,
                                 .colors = job->colors,
                                 .whole = job->picture };
  g_autoptr (CrowDiagram) diagram = NULL;

  if (job->shown == NULL)
    job->shown = crow_filter_apply (job->filter, job->picture);
  if (job->shown->schema == job->picture)
    options.positions = job->positions;
  job->note = crow_filter_describe (job->filter, job->shown);
  job->options.note = job->note;
  job->options.cancellable = cancellable;
  diagram = crow_diagram_new (job->shown->schema, &options, cancellable, NULL, NULL, error);
  if (diagram == NULL)
    return NULL;
  crow_window_fade_diagram (&diagram, job->shown);
  job->scale = job->options.scale;
  job->options.scale = crow_export_find_scale (diagram, &job->options);
  return crow_export (diagram, &job->options, error);
}

/* What the panel shows: for a database, the script of the chosen plan. */
static char *
build_sql (const ExportJob *job, GError **error)
{
  g_autoptr (CrowScript) script = NULL;

  if (job->plan == CROW_PLAN_PRISMA)
    return job->is_down ? crow_migration_build_down_sql (job->before, job->after, job->plan, error)
                        : crow_migration_build_sql (job->before, job->after, job->plan, error);
  script = job->is_down ? crow_migration_build_script (job->after, job->before, job->plan, error)
                        : crow_migration_build_script (job->before, job->after, job->plan, error);
  return script != NULL ? crow_script_build_text (script) : NULL;
}

/* Any thread. */
static GBytes *
make_content (ExportJob *job, GCancellable *cancellable, GError **error)
{
  char *sql;

  if (job->after == NULL)
    return draw (job, cancellable, error);
  sql = build_sql (job, error);
  job->has_no_sql = sql == NULL;
  return sql != NULL ? g_bytes_new_take (sql, strlen (sql)) : NULL;
}

static void
export_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  ExportJob *job = data;
  GError *error = NULL;

  job->content = make_content (job, cancellable, &error);
  if (job->content != NULL && g_cancellable_set_error_if_cancelled (cancellable, &error))
    g_clear_pointer (&job->content, g_bytes_unref);
  if (job->content != NULL && crow_file_write (job->path, job->content, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* One of the exports has ended. Returns whether there is somebody to tell. */
static gboolean
end_export (CrowWindow *self)
{
  if (--self->n_exporting == 0)
    g_clear_object (&self->exporting);
  if (self->pages == NULL)
    return FALSE;
  crow_window_end_work (self);
  return TRUE;
}

static void
begin_export (CrowWindow *self)
{
  /* What was cancelled may still be at its end. */
  if (self->exporting == NULL || g_cancellable_is_cancelled (self->exporting))
    {
      g_clear_object (&self->exporting);
      self->exporting = g_cancellable_new ();
    }
  self->n_exporting++;
  crow_window_begin_work (self);
}

/* @name: a file or folder, for people */
static void
tell_failed (CrowWindow *self, const char *name, const char *heading, const GError *error)
{
  g_autofree char *text = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      crow_window_show_error (self, heading, error);
      return;
    }
  /* Translators: the user has cancelled it; %s is a file's name */
  text = g_strdup_printf (_ ("%s was not written"), name);
  crow_window_show_toast (self, text, NULL, NULL);
}

static void
tell_written (CrowWindow *self, const ExportJob *job, const char *name)
{
  g_autofree char *text = NULL;

  if (job->options.scale < job->scale)
    text = g_strdup_printf (
        /* Translators: a file's name, then a number of percent */
        _ ("%s written at %.0f %% of its size: a larger image would not fit into the format"), name,
        job->options.scale * 100);
  else
    /* Translators: %s is a file's name */
    text = g_strdup_printf (_ ("%s written"), name);
  crow_window_show_toast (self, text, NULL, NULL);
}

static void
export_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  ExportJob *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_basename (job->path);
  g_autofree char *heading = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_written = g_task_propagate_boolean (G_TASK (result), &error);

  if (!end_export (self))
    return;
  if (is_written)
    {
      tell_written (self, job, name);
      return;
    }
  if (job->has_no_sql)
    heading = g_strdup (_ ("There is no SQL to write"));
  else
    /* Translators: %s is a file's name */
    heading = g_strdup_printf (_ ("“%s” could not be written"), name);
  tell_failed (self, name, heading, error);
}

static void
run_export (CrowWindow *self, ExportJob *job)
{
  g_autoptr (GTask) task = NULL;

  begin_export (self);
  task = g_task_new (self, self->exporting, export_cb, NULL);
  /* What was written counts, even where the user lost the interest meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, run_export);
  g_task_set_task_data (task, job, (GDestroyNotify) export_job_free);
  g_task_run_in_thread (task, export_worker);
}

/**
 * crow_window_export_diagram:
 * @self: a window in which something is open
 * @path: file to write
 * @format: SVG, PNG or PDF
 * @theme: light or dark
 *
 * Writes what is shown, with the labels that are shown; tables where the user has put them, unless
 * something is left out: then the legend says what.
 */
void
crow_window_export_diagram (CrowWindow *self,
                            const char *path,
                            CrowFormat format,
                            CrowThemeKind theme)
{
  ExportJob *job;

  g_return_if_fail (CROW_IS_WINDOW (self));

  if (crow_window_is_empty (self))
    return;
  job = g_new0 (ExportJob, 1);
  job->path = g_strdup (path);
  job->picture = crow_schema_ref (crow_document_get_picture (self->document));
  job->filter = crow_filter_copy (self->filter);
  if (self->shown != NULL && self->layout_task == NULL)
    job->shown = crow_shown_renew (self->shown, job->picture);
  job->positions = crow_window_copy_positions (self);
  job->colors = crow_window_copy_colors (self);
  job->title = crow_document_get_title (self->document);
  job->options.format = format;
  job->options.theme = theme;
  job->options.labels = self->labels;
  job->options.scale = format == CROW_FORMAT_PNG ? 2 : 1;
  job->options.title = job->title;
  run_export (self, job);
}

/**
 * crow_window_export_sql:
 * @self: a window in which something is open
 * @path: file to write
 * @is_down: the way back
 *
 * Writes the pending change as SQL.
 */
void
crow_window_export_sql (CrowWindow *self, const char *path, gboolean is_down)
{
  const CrowDrift *drift;
  ExportJob *job;

  g_return_if_fail (CROW_IS_WINDOW (self));

  if (crow_window_is_empty (self))
    return;
  drift = crow_document_get_drift (self->document);
  job = g_new0 (ExportJob, 1);
  job->path = g_strdup (path);
  job->before = crow_schema_ref (drift != NULL ? drift->database
                                               : crow_document_get_baseline (self->document));
  job->after = crow_schema_ref (drift != NULL ? drift->schema
                                              : crow_document_get_schema (self->document));
  job->plan = drift != NULL || crow_document_is_database (self->document)
                  ? crow_document_get_plan (self->document)
                  : CROW_PLAN_PRISMA;
  job->is_down = is_down;
  run_export (self, job);
}

/* The kinds of file that a dialog asks a name for. */
typedef enum {
  KIND_SVG = CROW_FORMAT_SVG,
  KIND_PNG = CROW_FORMAT_PNG,
  KIND_PDF = CROW_FORMAT_PDF,
  KIND_UP,
  KIND_DOWN,
} ExportKind;

static const struct
{
  const char *action;
  const char *ending;
} kinds[] = {
  [KIND_SVG] = { "export-svg", ".svg" },        [KIND_PNG] = { "export-png", ".png" },
  [KIND_PDF] = { "export-pdf", ".pdf" },        [KIND_UP] = { "export-up", ".sql" },
  [KIND_DOWN] = { "export-down", ".down.sql" },
};

static void
chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CrowWindow *self = CROW_WINDOW (object);
  g_autofree char *theme = NULL;
  g_autoptr (GFile) file = crow_compat_choose_file_finish (result, &theme);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  ExportKind kind = GPOINTER_TO_UINT (data);

  if (path == NULL)
    return;
  if (kind == KIND_UP || kind == KIND_DOWN)
    crow_window_export_sql (self, path, kind == KIND_DOWN);
  else
    crow_window_export_diagram (self, path, (CrowFormat) kind,
                                g_strcmp0 (theme, "dark") == 0 ? CROW_THEME_DARK
                                                               : CROW_THEME_LIGHT);
}

/* What is open, in one word: a database by its own name, not by where it is. */
static char *
get_short_title (CrowWindow *self)
{
  CrowConnection *connection = crow_document_get_connection (self->document);
  char *title = NULL;

  if (crow_document_is_database (self->document))
    title = crow_connection_resolve (connection, "dbname");
  if (title == NULL)
    title = crow_document_get_title (self->document);
  return g_strdelimit (title, "/", '-');
}

static char *
suggest_name (CrowWindow *self, ExportKind kind)
{
  g_autofree char *title = get_short_title (self);

  if (g_str_has_suffix (title, ".prisma"))
    title[strlen (title) - strlen (".prisma")] = '\0';
  return g_strconcat (title, kinds[kind].ending, NULL);
}

/* What the preferences say. */
static const char *
get_theme (void)
{
  CrowSettings *settings = crow_settings_get_default ();
  const char *theme = crow_settings_get_choice (settings, CROW_SETTINGS_EXPORT_THEME);

  if (!g_str_equal (theme, "window"))
    return theme;
  return adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "dark" : "light";
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  const char *const options[] = { "light", "dark", NULL };
  const char *const labels[] = { _ ("Light"), _ ("Dark"), NULL };
  CrowFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                .title = _ ("Export"),
                                .accept = _ ("_Export") };
  g_autofree char *name = NULL;
  ExportKind kind = KIND_SVG;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].action, g_action_get_name (G_ACTION (action))))
      kind = (ExportKind) i;
  question.name = name = suggest_name (self, kind);
  if (kind < KIND_UP)
    {
      question.choice = _ ("Theme");
      question.options = options;
      question.labels = labels;
      question.chosen = get_theme ();
    }
  crow_window_choose_file (self, &question, chosen_cb, GUINT_TO_POINTER (kind));
}

static void
migration_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = crow_document_write_migration_finish (CROW_DOCUMENT (object), result,
                                                                &error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!end_export (self))
    return;
  if (path == NULL)
    {
      tell_failed (self, _ ("The migration"), _ ("The migration could not be written"), error);
      return;
    }
  name = g_filename_display_basename (path);
  /* Translators: %s is a folder's name */
  text = g_strdup_printf (_ ("migrations/%s written"), name);
  crow_window_show_toast (self, text, NULL, NULL);
}

/**
 * crow_window_export_migration:
 * @self: a window in which a schema file is open
 * @name: what the change is, for people
 * @with_down: whether the way back is written too
 *
 * Writes the pending change as a migration beside the schema.
 */
void
crow_window_export_migration (CrowWindow *self, const char *name, gboolean with_down)
{
  g_return_if_fail (CROW_IS_WINDOW (self));

  if (crow_window_is_empty (self))
    return;
  begin_export (self);
  crow_document_write_migration_async (self->document, name, with_down, self->exporting,
                                       migration_cb, g_object_ref (self));
}

static void
migration_response_cb (CrowMigrationDialog *dialog, const char *response, CrowWindow *self)
{
  if (g_str_equal (response, "create"))
    crow_window_export_migration (self, crow_migration_dialog_get_name (dialog),
                                  crow_migration_dialog_get_with_down (dialog));
}

static void
export_migration_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowMigrationDialog *dialog = crow_migration_dialog_new ();

  g_signal_connect_object (dialog, "response", G_CALLBACK (migration_response_cb), data, 0);
  crow_compat_present_alert (CROW_ALERT (dialog), data);
}

static void
copy_change_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  g_autofree char *text = crow_changes_panel_dup_text (self->changes,
                                                       crow_changes_panel_get_page (self->changes));

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  crow_window_show_toast (self, _ ("Copied"), NULL, NULL);
}

static void
copy_text_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          g_variant_get_string (parameter, NULL));
  crow_window_show_toast (self, _ ("Copied"), NULL, NULL);
}

/**
 * crow_window_add_export_actions:
 * @self: a window
 *
 * Adds the actions that write files beside the schema.
 */
void
crow_window_add_export_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "export-svg", choose_cb },       { "export-png", choose_cb },
    { "export-pdf", choose_cb },       { "export-up", choose_cb },
    { "export-down", choose_cb },      { "export-migration", export_migration_cb },
    { "copy-change", copy_change_cb }, { "copy-text", copy_text_cb, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
