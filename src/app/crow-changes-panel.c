#include "crow-changes-panel.h"

#include <glib/gi18n.h>

#include "crow-code-view.h"
#include "crow-problems-list.h"

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
  GtkStackPage *problems_page;
  CrowCodeView *schema_view;
  CrowCodeView *up_view;
  CrowCodeView *down_view;
  CrowProblemsList *problems;

  CrowDocument *document; /* (owned) (nullable) */
  gboolean is_pending;    /* the text differs from the baseline's */
  guint n_changes;        /* that the database would see */
  guint stale;            /* bits by CrowChangesPage: to be built when they are looked at */
  char *errors[CROW_CHANGES_PROBLEMS + 1]; /* (owned) (nullable) why a page has no text */
  gboolean is_behind;                      /* the document has changed since the last look */
  guint refresh_source;                    /* idle that looks at it, or 0 */
  gboolean is_quiet;                       /* the list of files is being set */
};

G_DEFINE_FINAL_TYPE (CrowChangesPanel, crow_changes_panel, GTK_TYPE_WIDGET)

static const char *const page_names[] = { "schema", "up", "down", "problems" };

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
    case CROW_CHANGES_PROBLEMS:
    default:
      return NULL;
    }
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
    }
  else if (schema != NULL && (guint) wanted < schema->files->len)
    {
      gsize length;
      const char *content = crow_source_file_get_text (g_ptr_array_index (schema->files,
                                                                          (guint) wanted),
                                                       &length);

      text = g_utf8_make_valid (content, (gssize) length);
      crow_code_view_set_text (self->schema_view, text, "prisma");
    }
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
    self->errors[page] = g_strdup (error->message);
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

static void
show_caption (CrowChangesPanel *self)
{
  g_autofree char *text = NULL;

  if (self->n_changes > 0)
    text = g_strdup_printf (ngettext ("%u change · as Prisma writes it",
                                      "%u changes · as Prisma writes it", self->n_changes),
                            self->n_changes);
  else
    text = g_strdup (self->is_pending ? _ ("Nothing that the database would see")
                                      : _ ("No changes"));
  gtk_label_set_label (self->caption, text);
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
  if (self->document == NULL || (self->stale & (1u << page)) == 0)
    return;

  catch_up (self);
  self->stale &= ~(1u << page);
  if (page == CROW_CHANGES_SCHEMA)
    build_schema (self);
  else if (page == CROW_CHANGES_PROBLEMS)
    crow_problems_list_set_schema (self->problems, crow_document_get_schema (self->document));
  else
    build_sql (self, page);
}

static void
show_note (CrowChangesPanel *self, CrowChangesPage page)
{
  gtk_widget_set_visible (self->note, self->errors[page] != NULL);
  gtk_label_set_label (self->note_text, self->errors[page] != NULL ? self->errors[page] : "");
}

static void
page_changed_cb (CrowChangesPanel *self)
{
  CrowChangesPage page = crow_changes_panel_get_page (self);
  GListModel *choices;

  build_page (self, page);
  choices = gtk_drop_down_get_model (self->files);
  show_note (self, page);
  gtk_widget_set_visible (GTK_WIDGET (self->files), page == CROW_CHANGES_SCHEMA &&
                                                        choices != NULL &&
                                                        g_list_model_get_n_items (choices) > 1);
}

/* After a frame with the rest of the window: comparing large schemas and showing their text takes a
 * while. */
static gboolean
refresh_page_cb (gpointer data)
{
  CrowChangesPanel *self = data;

  self->refresh_source = 0;
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
  g_type_ensure (CROW_TYPE_PROBLEMS_LIST);
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
  self->stale = (1u << (CROW_CHANGES_PROBLEMS + 1)) - 1;
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
 */
char *
crow_changes_panel_dup_text (CrowChangesPanel *self, CrowChangesPage page)
{
  g_return_val_if_fail (CROW_IS_CHANGES_PANEL (self), NULL);

  if (page == CROW_CHANGES_PROBLEMS)
    return NULL;
  build_page (self, page);
  return crow_code_view_dup_text (get_view (self, page));
}
