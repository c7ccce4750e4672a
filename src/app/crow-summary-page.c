#include "crow-summary-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "crow-facts.h"
#include "crow-list-util.h"
#include "crow-page-util.h"

struct _CrowSummaryPage
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkLabel *title;
  GtkGrid *counts;
  GtkButton *problems;
  GtkWidget *facts_group;
  GtkGrid *facts;
  GtkLabel *way;
};

G_DEFINE_FINAL_TYPE (CrowSummaryPage, crow_summary_page, GTK_TYPE_WIDGET)

static void
crow_summary_page_dispose (GObject *object)
{
  CrowSummaryPage *self = CROW_SUMMARY_PAGE (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_summary_page_parent_class)->dispose (object);
}

static void
crow_summary_page_class_init (CrowSummaryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_summary_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-summary-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, title);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, counts);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, facts_group);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CrowSummaryPage, way);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_summary_page_init (CrowSummaryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
attach (CrowSummaryPage *self, char *text, int column, int row, const char *const *css_classes)
{
  GtkWidget *label = crow_list_label_new ();
  g_autofree char *owned = text;

  gtk_label_set_label (GTK_LABEL (label), owned);
  gtk_widget_set_css_classes (label, (const char **) css_classes);
  gtk_widget_set_hexpand (label, column == 2);
  if (column == 1)
    gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_grid_attach (self->counts, label, column, row, 1, 1);
}

static void
show_count (CrowSummaryPage *self, CrowAction action, guint n, guint n_written)
{
  const char *name[] = { n > 0 ? "written" : "dim-label", crow_action_get_css_class (action),
                         NULL };
  const char *number[] = { "numeric", n > 0 ? NULL : "dim-label", NULL };
  const char *light[] = { "dim-label", NULL };
  int row = (int) action;

  attach (self, g_strdup (crow_action_get_name (action)), 0, row, name);
  attach (self, g_strdup_printf ("%u", n), 1, row, number);
  attach (self,
          n_written > 0
              ? g_strdup_printf (ngettext ("%u written", "%u written", n_written), n_written)
              : g_strdup (""),
          2, row, light);
}

static void
show_counts (CrowSummaryPage *self, CrowSchema *schema)
{
  guint n[CROW_N_ACTIONS + 1] = { 0 };
  guint n_written[CROW_N_ACTIONS + 1] = { 0 };
  GtkWidget *child;

  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowClause *clause = &crow_schema_get_relation (schema, i)->clauses[CROW_EVENT_DELETE];

      n[clause->action]++;
      n_written[clause->action] += clause->reason == CROW_REASON_WRITTEN;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->counts))) != NULL)
    gtk_grid_remove (self->counts, child);
  for (CrowAction action = 0; action < CROW_N_ACTIONS; action++)
    show_count (self, action, n[action], n_written[action]);
}

/* What there is of the server: the one that is open, or that is compared with. */
static void
show_server (CrowSummaryPage *self, CrowDocument *document, CrowSchema *schema)
{
  const CrowDrift *drift = crow_document_get_drift (document);
  g_autoptr (GPtrArray) facts = crow_facts_list_server (drift != NULL ? drift->database : schema,
                                                        crow_document_get_encryption (document));

  crow_page_show_facts (self->facts_group, self->facts, facts);
}

static void
show_way (CrowSummaryPage *self, CrowSchema *schema)
{
  gtk_label_set_label (
      self->way,
      crow_schema_is_database (schema)
          ? _ ("Drag the empty canvas to move around, Ctrl and the wheel to zoom, Ctrl+1 to see it "
               "all. Drag a box to place it; its place is kept on this computer, and nothing of "
               "it in the database.")
          : _ ("Drag the empty canvas to move around, Ctrl and the wheel to zoom, Ctrl+1 to see it "
               "all. Drag a box to place it; its place is kept beside the schema."));
}

/**
 * crow_summary_page_show:
 * @self: the page
 * @document: what is open
 *
 * Shows what the document's picture holds, and the server that it came from.
 */
void
crow_summary_page_show (CrowSummaryPage *self, CrowDocument *document)
{
  CrowSchema *schema = crow_document_get_picture (document);
  g_autofree char *models = NULL;
  g_autofree char *relations = NULL;
  g_autofree char *title = NULL;
  g_autofree char *problems = NULL;
  guint n;

  g_return_if_fail (CROW_IS_SUMMARY_PAGE (self));

  if (schema == NULL)
    return;
  n = schema->models->len;
  models = crow_schema_is_database (schema) ? crow_page_count_tables (n)
                                            : crow_page_count_models (n);
  relations = crow_page_count_relations (schema->relations->len);
  /* Translators: "6 models, 8 relations" */
  title = g_strdup_printf (C_ ("counts", "%s, %s"), models, relations);
  gtk_label_set_label (self->title, title);
  show_counts (self, schema);
  show_server (self, document, schema);
  show_way (self, schema);
  n = schema->diagnostics->len;
  problems = g_strdup_printf (ngettext ("Show %u problem", "Show %u problems", n), n);
  gtk_button_set_label (self->problems, problems);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), n > 0);
}
