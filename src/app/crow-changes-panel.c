#include "crow-changes-panel.h"

#include <glib/gi18n.h>

#include "crow-code-view.h"
#include "crow-drift-list.h"
#include "crow-library-words.h"
#include "crow-problems-list.h"
#include "crow-script-page.h"

/* Sources of one priority go off in one turn of the loop: this one has a turn of its own. */
#define REFRESH_PRIORITY (G_PRIORITY_DEFAULT_IDLE + 10)

struct _CrowChangesPanel
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkStackSwitcher *switcher;
  GtkDropDown *files;
  GtkLabel *caption;
  GtkWidget *note;
  GtkLabel *note_text;
  GtkStack *stack;
  GtkStackPage *schema_page;
  GtkStackPage *problems_page;
  GtkStackPage *drift_page;
  GtkStackPage *log_page;
  GtkStack *up_stack;
  GtkStack *down_stack;
  CrowScriptPage *up_script;
  CrowScriptPage *down_script;
  CrowDriftList *drift;
  CrowCodeView *log;
  GtkWidget *copy;
  GtkWidget *save;
  GtkWidget *rehearse;
  GtkWidget *apply;
  CrowCodeView *schema_view;
  CrowCodeView *up_view;
  CrowCodeView *down_view;
  CrowProblemsList *problems;

  CrowDocument *document; /* (owned) (nullable) */
  gboolean is_pending;    /* the text differs from the baseline's */
  guint n_changes;        /* that the database would see */
  guint stale;            /* bits by CrowChangesPage: to be built when they are looked at */
  char *errors[CROW_CHANGES_LOG + 1]; /* (owned) (nullable) why a page has no text */
  CrowPlans *plans;                   /* (owned) (nullable) what the pages of SQL show */
  GCancellable *building;             /* (owned) (nullable) the plans are being built */
  gboolean is_behind;                 /* the document has changed since the last look */
  guint refresh_source;               /* idle that looks at it, or 0 */
  gboolean is_quiet;                  /* the list of files is being set */
};

G_DEFINE_FINAL_TYPE (CrowChangesPanel, crow_changes_panel, GTK_TYPE_WIDGET)

enum { SIGNAL_SCRIPT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const page_names[] = { "schema", "up", "down", "problems", "drift", "log" };

/* Is there a database to bring the change to? */
static gboolean
has_database (CrowChangesPanel *self)
{
  return crow_document_is_database (self->document) ||
         crow_document_get_drift (self->document) != NULL;
}

static CrowCodeView *
get_view (CrowChangesPanel *self, CrowChangesPage page)
{
  switch (page)
    {
    case CROW_CHANGES_SCHEMA:
      return self->schema_view;
    case CROW_CHANGES_UP:
      return self->up_view;
    case CROW_CHANGES_DOWN:
      return self->down_view;
    case CROW_CHANGES_LOG:
      return self->log;
    case CROW_CHANGES_PROBLEMS:
    case CROW_CHANGES_DRIFT:
    default:
      return NULL;
    }
}

static CrowScriptPage *
get_script_page (CrowChangesPanel *self, CrowChangesPage page)
{
  return page == CROW_CHANGES_UP ? self->up_script : self->down_script;
}

/* Which file of the schema the drop-down asks for; -1: the changes. */
static int
get_wanted_file (CrowChangesPanel *self)
{
  guint selected = gtk_drop_down_get_selected (self->files);

  if (selected == GTK_INVALID_LIST_POSITION)
    return self->is_pending ? -1 : 0;
  return self->is_pending ? (int) selected - 1 : (int) selected;
}

static void
build_schema (CrowChangesPanel *self)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  int wanted = get_wanted_file (self);
  g_autofree char *text = NULL;

  if (wanted < 0)
    {
      text = crow_document_build_text_diff (self->document);
      crow_code_view_set_text (self->schema_view, text, "diff");
      crow_code_view_set_problems (self->schema_view, NULL, 0);
    }
  else if (schema != NULL && (guint) wanted < schema->files->len)
    {
      gsize length;
      const char *content = crow_source_file_get_text (g_ptr_array_index (schema->files,
                                                                          (guint) wanted),
                                                       &length);

      text = g_utf8_make_valid (content, (gssize) length);
      crow_code_view_set_text (self->schema_view, text, "prisma");
      crow_code_view_set_problems (self->schema_view, schema, (guint) wanted);
    }
}

/* What the plans make of it; as long as they are being built the last script stands, greyed. */
static void
show_script (CrowChangesPanel *self, CrowChangesPage page)
{
  const char *refusal;

  gtk_widget_set_sensitive (GTK_WIDGET (get_script_page (self, page)), self->plans != NULL);
  if (self->plans == NULL)
    return;
  refusal = crow_script_page_show (get_script_page (self, page), self->plans,
                                   crow_document_get_plan (self->document),
                                   page == CROW_CHANGES_DOWN);
  g_clear_pointer (&self->errors[page], g_free);
  self->errors[page] = g_strdup (refusal);
}

static void
build_sql (CrowChangesPanel *self, CrowChangesPage page)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = page == CROW_CHANGES_UP
                             ? crow_document_build_up (self->document, &error)
                             : crow_document_build_down (self->document, &error);

  g_clear_pointer (&self->errors[page], g_free);
  if (sql == NULL)
    self->errors[page] = crow_library_words_say (error->message);
  crow_code_view_set_text (get_view (self, page), sql != NULL ? sql : "", "sql");
}

/* "Changes" where there are some, then every file. Who looked at a file keeps looking at it, unless
 * the first change has just been made. */
static void
fill_files (CrowChangesPanel *self, gboolean was_pending)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  guint wanted = 0;
  guint selected = gtk_drop_down_get_selected (self->files);

  if (self->is_pending)
    gtk_string_list_append (choices, _ ("Changes"));
  for (guint i = 0; schema != NULL && i < schema->files->len; i++)
    gtk_string_list_append (choices,
                            crow_source_file_get_name (g_ptr_array_index (schema->files, i)));
  if (selected != GTK_INVALID_LIST_POSITION && self->is_pending == was_pending)
    wanted = selected;
  else if (selected != GTK_INVALID_LIST_POSITION && was_pending && selected > 0)
    wanted = selected - 1;
  self->is_quiet = TRUE;
  gtk_drop_down_set_model (self->files, G_LIST_MODEL (choices));
  if (wanted < g_list_model_get_n_items (G_LIST_MODEL (choices)))
    gtk_drop_down_set_selected (self->files, wanted);
  self->is_quiet = FALSE;
}

static char *
describe_script (CrowChangesPanel *self)
{
  const CrowPlanOffer *offer = self->plans != NULL
                                   ? crow_plans_get (self->plans,
                                                     crow_document_get_plan (self->document))
                                   : NULL;
  const CrowScript *script = offer != NULL ? offer->scripts[0] : NULL;

  /* Why a plan cannot make it stands below. */
  if (script == NULL)
    return g_strdup ("");
  if (script->promises->len == 0)
    return g_strdup (_ ("No changes"));
  /* Translators: how many foreign keys a script changes */
  return g_strdup_printf (ngettext ("%u foreign key", "%u foreign keys", script->promises->len),
                          script->promises->len);
}

static void
show_caption (CrowChangesPanel *self)
{
  g_autofree char *text = NULL;

  if (crow_changes_panel_get_page (self) != CROW_CHANGES_SCHEMA && has_database (self))
    /* A comparison has more tabs, and no room for it. */
    text = crow_document_is_database (self->document) ? describe_script (self) : g_strdup ("");
  else if (self->n_changes > 0)
    text = g_strdup_printf (ngettext ("%u change · as Prisma writes it",
                                      "%u changes · as Prisma writes it", self->n_changes),
                            self->n_changes);
  else
    text = g_strdup (self->is_pending ? _ ("Nothing that the database would see")
                                      : _ ("No changes"));
  gtk_label_set_label (self->caption, text);
  /* Whole, where there is no room for it. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), *text != '\0' ? text : NULL);
}

static void
show_n_problems (CrowChangesPanel *self, CrowSchema *schema)
{
  guint n = schema != NULL ? schema->diagnostics->len : 0;
  /* Translators: title of a tab, with how many there are */
  g_autofree char *title = n > 0 ? g_strdup_printf (_ ("Problems %u"), n)
                                 : g_strdup (_ ("Problems"));

  gtk_stack_page_set_title (self->problems_page, title);
}

static gboolean
differs_from_baseline (CrowDocument *document)
{
  if (crow_document_get_prisma (document) == NULL)
    return FALSE; /* a database: its plans tell */
  return crow_document_get_prisma (document) != crow_document_get_baseline_prisma (document);
}

/* What was put off when the document changed. */
static void
catch_up (CrowChangesPanel *self)
{
  CrowDocument *document = self->document;
  gboolean was_pending = self->is_pending;

  if (!self->is_behind)
    return;
  self->is_behind = FALSE;
  self->n_changes = 0;
  self->is_pending = FALSE;
  if (crow_document_get_schema (document) != NULL && differs_from_baseline (document))
    {
      g_autoptr (CrowSchemaDiff) diff = crow_document_diff (document);
      g_autofree char *text_diff = crow_document_build_text_diff (document);

      self->n_changes = diff->changes->len;
      self->is_pending = *text_diff != '\0';
    }
  fill_files (self, was_pending);
  show_n_problems (self, crow_document_get_schema (document));
  show_caption (self);
}

static void
build_page (CrowChangesPanel *self, CrowChangesPage page)
{
  if (self->document == NULL || page == CROW_CHANGES_LOG || (self->stale & (1u << page)) == 0)
    return;

  catch_up (self);
  self->stale &= ~(1u << page);
  if (page == CROW_CHANGES_SCHEMA)
    build_schema (self);
  else if (page == CROW_CHANGES_PROBLEMS)
    crow_problems_list_set_schema (self->problems, crow_document_get_schema (self->document));
  else if (page == CROW_CHANGES_DRIFT)
    crow_drift_list_set_drift (self->drift, crow_document_get_drift (self->document));
  else if (has_database (self))
    show_script (self, page);
  else
    build_sql (self, page);
}

static void
show_note (CrowChangesPanel *self, CrowChangesPage page)
{
  gtk_widget_set_visible (self->note, self->errors[page] != NULL);
  gtk_label_set_label (self->note_text, self->errors[page] != NULL ? self->errors[page] : "");
}

/* Saving belongs to the file's pages, rehearsing and applying to those of the database. */
static void
show_buttons (CrowChangesPanel *self, CrowChangesPage page)
{
  gboolean is_database = crow_document_is_database (self->document);
  gboolean is_of_database = page == CROW_CHANGES_UP || page == CROW_CHANGES_DOWN ||
                            page == CROW_CHANGES_LOG;

  gtk_widget_set_visible (self->save, !is_database && !(has_database (self) && is_of_database));
  gtk_widget_set_visible (self->rehearse, is_database || (has_database (self) && is_of_database));
  gtk_widget_set_visible (self->apply, is_database || (has_database (self) && is_of_database));
  gtk_widget_set_sensitive (self->copy,
                            page != CROW_CHANGES_PROBLEMS && page != CROW_CHANGES_DRIFT);
}

static void
page_changed_cb (CrowChangesPanel *self)
{
  CrowChangesPage page = crow_changes_panel_get_page (self);
  GListModel *choices;

  build_page (self, page);
  choices = gtk_drop_down_get_model (self->files);
  show_note (self, page);
  if (self->document != NULL)
    {
      show_caption (self);
      show_buttons (self, page);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->files), page == CROW_CHANGES_SCHEMA &&
                                                        choices != NULL &&
                                                        g_list_model_get_n_items (choices) > 1);
}

static void
plans_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrowChangesPanel) self = data;
  CrowPlans *plans = crow_plans_build_finish (result, NULL);

  if (plans == NULL || self->box == NULL || self->plans != NULL)
    {
      g_clear_pointer (&plans, crow_plans_unref);
      return;
    }
  g_clear_object (&self->building);
  self->plans = plans;
  self->stale |= (1u << CROW_CHANGES_UP) | (1u << CROW_CHANGES_DOWN);
  page_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_SCRIPT_CHANGED], 0);
}

/* The old plans are of another change: nobody may run them any more. */
static void
start_plans (CrowChangesPanel *self)
{
  const CrowDrift *drift = crow_document_get_drift (self->document);
  CrowSchema *before = drift != NULL ? drift->database
                                     : crow_document_get_baseline (self->document);
  CrowSchema *after = drift != NULL ? drift->schema : crow_document_get_schema (self->document);

  if (before == NULL || after == NULL || !has_database (self))
    return;
  self->building = g_cancellable_new ();
  crow_plans_build_async (before, after, self->building, plans_cb, g_object_ref (self));
}

static void
drop_plans (CrowChangesPanel *self)
{
  if (self->building != NULL)
    g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
  g_clear_pointer (&self->plans, crow_plans_unref);
}

/* Which tabs there are. */
static void
show_tabs (CrowChangesPanel *self)
{
  gboolean is_database = crow_document_is_database (self->document);
  gboolean has_drift = crow_document_get_drift (self->document) != NULL;
  const char *kind = has_database (self) ? "script" : "text";

  gtk_stack_page_set_visible (self->schema_page, !is_database);
  gtk_stack_page_set_visible (self->drift_page, has_drift);
  gtk_stack_set_visible_child_name (self->up_stack, kind);
  gtk_stack_set_visible_child_name (self->down_stack, kind);
  if ((is_database && crow_changes_panel_get_page (self) == CROW_CHANGES_SCHEMA) ||
      (!has_drift && crow_changes_panel_get_page (self) == CROW_CHANGES_DRIFT))
    crow_changes_panel_show_page (self, is_database ? CROW_CHANGES_UP : CROW_CHANGES_SCHEMA);
}

/* After a frame with the rest of the window: comparing large schemas and showing their text takes a
 * while. */
static gboolean
refresh_page_cb (gpointer data)
{
  CrowChangesPanel *self = data;

  self->refresh_source = 0;
  start_plans (self);
  page_changed_cb (self);
  return G_SOURCE_REMOVE;
}

static void
file_selected_cb (CrowChangesPanel *self)
{
  if (self->is_quiet || self->document == NULL || self->is_behind)
    return;

  build_schema (self);
}

static void
crow_changes_panel_dispose (GObject *object)
{
  CrowChangesPanel *self = CROW_CHANGES_PANEL (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  drop_plans (self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_changes_panel_parent_class)->dispose (object);
}

static void
crow_changes_panel_finalize (GObject *object)
{
  CrowChangesPanel *self = CROW_CHANGES_PANEL (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->errors); i++)
    g_clear_pointer (&self->errors[i], g_free);

  G_OBJECT_CLASS (crow_changes_panel_parent_class)->finalize (object);
}

static void
crow_changes_panel_class_init (CrowChangesPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_changes_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_changes_panel_finalize;
  g_type_ensure (CROW_TYPE_CODE_VIEW);
  g_type_ensure (CROW_TYPE_DRIFT_LIST);
  g_type_ensure (CROW_TYPE_PROBLEMS_LIST);
  g_type_ensure (CROW_TYPE_SCRIPT_PAGE);
  signals[SIGNAL_SCRIPT_CHANGED] = g_signal_new ("script-changed", G_TYPE_FROM_CLASS (klass),
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-changes-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, box);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, switcher);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, files);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, caption);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, note);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, note_text);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, problems_page);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, schema_view);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, up_view);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, down_view);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, problems);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, schema_page);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, drift_page);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, log_page);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, up_stack);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, down_stack);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, up_script);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, down_script);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, drift);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, log);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, copy);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, save);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, rehearse);
  gtk_widget_class_bind_template_child (widget_class, CrowChangesPanel, apply);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_changes_panel_init (CrowChangesPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->files, "notify::selected", G_CALLBACK (file_selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * crow_changes_panel_refresh:
 * @self: the panel
 * @document: what is open
 *
 * Shows what @document holds now, soon. Pages that are not looked at are built when they are.
 */
void
crow_changes_panel_refresh (CrowChangesPanel *self, CrowDocument *document)
{
  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  g_set_object (&self->document, document);
  self->is_behind = TRUE;
  self->stale = (1u << (CROW_CHANGES_LOG + 1)) - 1;
  drop_plans (self);
  show_tabs (self);
  g_signal_emit (self, signals[SIGNAL_SCRIPT_CHANGED], 0);
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_full (REFRESH_PRIORITY, refresh_page_cb, self, NULL);
}

/**
 * crow_changes_panel_show_page:
 * @self: the panel
 * @page: one of its tabs
 *
 * Brings @page to the front.
 */
void
crow_changes_panel_show_page (CrowChangesPanel *self, CrowChangesPage page)
{
  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  gtk_stack_set_visible_child_name (self->stack, page_names[page]);
}

/**
 * crow_changes_panel_get_page:
 * @self: the panel
 *
 * Returns: which tab is in front
 */
CrowChangesPage
crow_changes_panel_get_page (CrowChangesPanel *self)
{
  const char *name;

  g_return_val_if_fail (CROW_IS_CHANGES_PANEL (self), CROW_CHANGES_SCHEMA);

  name = gtk_stack_get_visible_child_name (self->stack);
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    if (g_strcmp0 (name, page_names[i]) == 0)
      return (CrowChangesPage) i;
  return CROW_CHANGES_SCHEMA;
}

/**
 * crow_changes_panel_show_source:
 * @self: the panel
 * @file: index of one of the schema's files
 * @line: from 1
 *
 * Shows @line of @file in the Schema tab.
 */
void
crow_changes_panel_show_source (CrowChangesPanel *self, guint file, guint line)
{
  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  catch_up (self);
  crow_changes_panel_show_page (self, CROW_CHANGES_SCHEMA);
  gtk_drop_down_set_selected (self->files, self->is_pending ? file + 1 : file);
  crow_code_view_show_line (self->schema_view, line);
}

/**
 * crow_changes_panel_dup_text:
 * @self: the panel
 * @page: one of its tabs
 *
 * Returns: (transfer full) (nullable): what the buffer on @page holds; %NULL for the problems
 *   and the drift
 */
char *
crow_changes_panel_dup_text (CrowChangesPanel *self, CrowChangesPage page)
{
  g_return_val_if_fail (CROW_IS_CHANGES_PANEL (self), NULL);

  if (page == CROW_CHANGES_PROBLEMS || page == CROW_CHANGES_DRIFT)
    return NULL;
  build_page (self, page);
  if (page != CROW_CHANGES_SCHEMA && page != CROW_CHANGES_LOG && self->document != NULL &&
      has_database (self))
    return crow_script_page_dup_text (get_script_page (self, page));
  return crow_code_view_dup_text (get_view (self, page));
}

static CrowScript *
get_script (CrowChangesPanel *self, gboolean is_down)
{
  const CrowPlanOffer *offer;

  if (self->plans == NULL)
    return NULL;
  offer = crow_plans_get (self->plans, crow_document_get_plan (self->document));
  if (offer == NULL || offer->scripts[is_down] == NULL ||
      offer->scripts[is_down]->promises->len == 0)
    return NULL;
  return offer->scripts[is_down];
}

/**
 * crow_changes_panel_get_script:
 * @self: the panel
 *
 * Returns: (transfer none) (nullable): what the Up tab shows, where it is for a database and
 *   changes something; %NULL also while it is being built
 */
CrowScript *
crow_changes_panel_get_script (CrowChangesPanel *self)
{
  g_return_val_if_fail (CROW_IS_CHANGES_PANEL (self), NULL);

  return get_script (self, FALSE);
}

/**
 * crow_changes_panel_get_down_script:
 * @self: the panel
 *
 * Returns: (transfer none) (nullable): what the Down tab shows; as crow_changes_panel_get_script()
 */
CrowScript *
crow_changes_panel_get_down_script (CrowChangesPanel *self)
{
  g_return_val_if_fail (CROW_IS_CHANGES_PANEL (self), NULL);

  return get_script (self, TRUE);
}

/**
 * crow_changes_panel_update_plan:
 * @self: the panel
 *
 * Shows the scripts of the document's plan, which were built with the others.
 */
void
crow_changes_panel_update_plan (CrowChangesPanel *self)
{
  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  if (self->document == NULL)
    return;
  self->stale |= (1u << CROW_CHANGES_UP) | (1u << CROW_CHANGES_DOWN);
  page_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_SCRIPT_CHANGED], 0);
}

static gboolean
show_key (CrowChangesPanel *self, const GPtrArray *keys, int index)
{
  const CrowForeignKey *key = index >= 0 ? g_ptr_array_index (keys, (guint) index) : NULL;

  return key != NULL && crow_script_page_show_relation (self->up_script, key->relation_id);
}

/**
 * crow_changes_panel_show_item:
 * @self: the panel
 * @item: index of one of the drift's items
 *
 * Shows the Up tab, at the statements that bring the schema's side of @item to the database.
 */
void
crow_changes_panel_show_item (CrowChangesPanel *self, guint item)
{
  const CrowDrift *drift;
  const CrowDriftItem *found;

  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  crow_changes_panel_show_page (self, CROW_CHANGES_UP);
  drift = self->document != NULL ? crow_document_get_drift (self->document) : NULL;
  if (drift == NULL || item >= drift->items->len)
    return;
  found = g_ptr_array_index (drift->items, item);
  /* What a script alters it knows by the database's name, what it adds by the schema's. */
  if (!show_key (self, drift->database_keys, found->database_key))
    show_key (self, drift->schema_keys, found->schema_key);
}

/**
 * crow_changes_panel_append_log:
 * @self: the panel
 * @text: lines, each with its newline
 *
 * Adds to what ran in this window; the Log tab is there from the first line on.
 */
void
crow_changes_panel_append_log (CrowChangesPanel *self, const char *text)
{
  g_return_if_fail (CROW_IS_CHANGES_PANEL (self));

  crow_code_view_append (self->log, text);
  gtk_stack_page_set_visible (self->log_page, TRUE);
}
