#include "crow-model-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "crow-color-popover.h"
#include "crow-explain.h"
#include "crow-facts.h"
#include "crow-list-util.h"
#include "crow-page-util.h"
#include "crow-problem-card.h"

/* Rows beyond this many are counted, not shown: the list of relations has them all. */
#define MOST_ROWS 60
/* The same for fields, of which a table may have 1,600. */
#define MOST_FIELDS 300
/* So many rows are built in one turn of the loop. */
#define ROWS_A_TURN 12

/* A row that is still to be built. */
typedef struct
{
  guint relation;
  gboolean is_incoming;
} Pending;

struct _CrowModelPage
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkLabel *title;
  GtkLabel *caption;
  GtkActionable *place;
  GtkLabel *place_text;
  GtkWidget *problems;
  GtkWidget *facts_group;
  GtkGrid *facts;
  AdwPreferencesGroup *incoming;
  AdwPreferencesGroup *outgoing;
  GtkGrid *fields;
  GPtrArray *incoming_rows; /* (owned) (element-type GtkWidget) */
  GPtrArray *outgoing_rows; /* (owned) (element-type GtkWidget) */
  CrowSchema *schema;       /* (owned) (nullable) */
  GArray *pending;          /* (owned) (element-type Pending) rows in their order */
  guint n_built;            /* of them */
  guint n_left_out[2];      /* outgoing and incoming relations without a row */
  guint more_source;        /* idle that builds the next ones, or 0 */
};

G_DEFINE_FINAL_TYPE (CrowModelPage, crow_model_page, GTK_TYPE_WIDGET)

static void
crow_model_page_dispose (GObject *object)
{
  CrowModelPage *self = CROW_MODEL_PAGE (object);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_model_page_parent_class)->dispose (object);
}

static void
crow_model_page_finalize (GObject *object)
{
  CrowModelPage *self = CROW_MODEL_PAGE (object);

  g_clear_pointer (&self->incoming_rows, g_ptr_array_unref);
  g_clear_pointer (&self->outgoing_rows, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_array_unref);

  G_OBJECT_CLASS (crow_model_page_parent_class)->finalize (object);
}

static void
crow_model_page_class_init (CrowModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_model_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_model_page_finalize;
  g_type_ensure (CROW_TYPE_COLOR_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, title);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, caption);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, place);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, place_text);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, problems);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, facts_group);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, incoming);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, outgoing);
  gtk_widget_class_bind_template_child (widget_class, CrowModelPage, fields);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_model_page_init (CrowModelPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->incoming_rows = g_ptr_array_new ();
  self->outgoing_rows = g_ptr_array_new ();
  self->pending = g_array_new (FALSE, FALSE, sizeof (Pending));
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwPreferencesGroup *group, GPtrArray *rows, CrowSchema *schema, guint index, char *effect)
{
  CrowRelation *relation = crow_schema_get_relation (schema, index);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *action = crow_list_label_new ();
  g_autofree char *subtitle = effect;
  g_autofree char *name = crow_explain_name (schema, index);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  crow_list_show_clause (GTK_LABEL (action), &relation->clauses[CROW_EVENT_DELETE]);
  gtk_label_set_ellipsize (GTK_LABEL (action), PANGO_ELLIPSIZE_NONE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.select-relation");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", relation->id);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static void
add_rest (AdwPreferencesGroup *group, GPtrArray *rows, guint n)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = g_strdup_printf (ngettext ("%u more", "%u more", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static void
add_pending (CrowModelPage *self, const Pending *pending)
{
  CrowRelation *relation = crow_schema_get_relation (self->schema, pending->relation);

  if (pending->is_incoming)
    add_row (self->incoming, self->incoming_rows, self->schema, pending->relation,
             crow_explain_effect (self->schema, pending->relation));
  else
    add_row (self->outgoing, self->outgoing_rows, self->schema, pending->relation,
             g_strdup (crow_schema_get_model (self->schema, relation->parent)->name));
}

/* The next rows; FALSE: these were the last. */
static gboolean
add_some (CrowModelPage *self)
{
  guint end = MIN (self->pending->len, self->n_built + ROWS_A_TURN);

  for (; self->n_built < end; self->n_built++)
    add_pending (self, &g_array_index (self->pending, Pending, self->n_built));
  if (end < self->pending->len)
    return TRUE;
  if (self->n_left_out[TRUE] > 0)
    add_rest (self->incoming, self->incoming_rows, self->n_left_out[TRUE]);
  if (self->n_left_out[FALSE] > 0)
    add_rest (self->outgoing, self->outgoing_rows, self->n_left_out[FALSE]);
  return FALSE;
}

static gboolean
add_some_cb (gpointer data)
{
  CrowModelPage *self = data;

  if (add_some (self))
    return G_SOURCE_CONTINUE;
  self->more_source = 0;
  return G_SOURCE_REMOVE;
}

static void
collect (CrowModelPage *self, guint relation, gboolean is_incoming, guint *n)
{
  Pending pending = { relation, is_incoming };

  if (++*n <= MOST_ROWS)
    g_array_append_val (self->pending, pending);
  else
    self->n_left_out[is_incoming]++;
}

/* What is seen first at once, the rest soon: a hub has a hundred rows. */
static void
show_relations (CrowModelPage *self, CrowSchema *schema, guint model)
{
  guint n_incoming = 0;
  guint n_outgoing = 0;

  clear_rows (self->incoming, self->incoming_rows);
  clear_rows (self->outgoing, self->outgoing_rows);
  g_clear_handle_id (&self->more_source, g_source_remove);
  g_array_set_size (self->pending, 0);
  self->n_built = 0;
  self->n_left_out[FALSE] = self->n_left_out[TRUE] = 0;
  for (guint i = 0; i < schema->relations->len; i++)
    {
      CrowRelation *relation = crow_schema_get_relation (schema, i);
      gboolean is_mutual = relation->kind == CROW_RELATION_MANY_TO_MANY;

      if (relation->parent == model || (is_mutual && relation->child == model))
        collect (self, i, TRUE, &n_incoming);
      if (relation->child == model && !is_mutual)
        collect (self, i, FALSE, &n_outgoing);
    }
  crow_schema_ref (schema);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema;
  if (add_some (self))
    self->more_source = g_idle_add_full (G_PRIORITY_LOW, add_some_cb, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->outgoing), n_outgoing > 0);
}

static gboolean
has_incoming (CrowModelPage *self)
{
  for (guint i = 0; i < self->pending->len; i++)
    if (g_array_index (self->pending, Pending, i).is_incoming)
      return TRUE;
  return FALSE;
}

static void
show_heads (CrowModelPage *self, CrowSchema *schema, const CrowModel *model)
{
  g_autofree char *one = crow_explain_name_one (schema, model);
  /* Translators: heading above what a delete does: "Deleting a User" */
  g_autofree char *deleting = g_strdup_printf (_ ("Deleting %s"), one);
  g_autofree char *quoted = g_markup_escape_text (deleting, -1);
  g_autofree char *fields = g_strdup_printf (ngettext ("%u field", "%u fields", model->n_rows),
                                             model->n_rows);
  g_autofree char *caption = model->kind == CROW_MODEL_VIEW
                                 /* Translators: a view's database name, then "7 fields" */
                                 ? g_strdup_printf (_ ("View %s · %s"), model->key, fields)
                                 /* Translators: a table's database name, then "7 fields" */
                                 : g_strdup_printf (_ ("Table %s · %s"), model->key, fields);

  gtk_label_set_label (self->title, model->name);
  gtk_label_set_label (self->caption, caption);
  adw_preferences_group_set_title (self->incoming, quoted);
  adw_preferences_group_set_description (self->incoming,
                                         has_incoming (self) ? NULL : _ ("Nothing refers to it."));
  crow_page_show_place (self->place, self->place_text, schema, &model->location);
}

static const char *
get_mark (const CrowField *field)
{
  if (field->is_primary_key)
    return _ ("key");
  if (field->is_foreign_key)
    return "→";
  return field->is_unique ? _ ("unique") : "";
}

static void
attach (CrowModelPage *self, const char *text, int column, int row, const char *css_class)
{
  GtkWidget *label = crow_list_label_new ();

  gtk_label_set_label (GTK_LABEL (label), text);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_hexpand (label, column == 0);
  if (column > 0)
    gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_grid_attach (self->fields, label, column, row, 1, 1);
}

/* Below its name, across: identity, default, comment of a database's column. */
static void
attach_note (CrowModelPage *self, const CrowField *field, int row)
{
  g_autofree char *text = crow_facts_describe_field (field);
  GtkWidget *label;

  if (text == NULL)
    return;
  label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                        PANGO_WRAP_WORD_CHAR, "lines", 4, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (self->fields, label, 0, row, 3, 1);
}

static void
attach_rest (CrowModelPage *self, guint n, int row)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u more", "%u more", n), n);

  attach (self, text, 0, row, "dim-label");
}

static void
show_fields (CrowModelPage *self, const CrowModel *model)
{
  guint n = MIN (model->n_rows, MOST_FIELDS);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fields))) != NULL)
    gtk_grid_remove (self->fields, child);
  for (guint i = 0; i < n; i++)
    {
      CrowField *field = crow_model_get_row_field (model, i);
      g_autofree char *type = g_strconcat (field->type,
                                           field->arity == CROW_ARITY_OPTIONAL ? "?" : "",
                                           field->arity == CROW_ARITY_LIST ? "[]" : "", NULL);
      int row = 2 * (int) i;

      attach (self, field->name, 0, row, field->is_primary_key ? "written" : NULL);
      attach (self, get_mark (field), 1, row, "dim-label");
      attach (self, type, 2, row, "dim-label");
      if (model->facts != NULL)
        attach_note (self, field, row + 1);
    }
  if (n < model->n_rows)
    attach_rest (self, model->n_rows - n, 2 * (int) n);
}

static void
show_problems (CrowModelPage *self, CrowSchema *schema, guint model)
{
  crow_page_clear (self->problems);
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->model == (int) model && diagnostic->relation < 0)
        gtk_box_append (GTK_BOX (self->problems), crow_problem_card_new (schema, diagnostic));
    }
  gtk_widget_set_visible (self->problems, gtk_widget_get_first_child (self->problems) != NULL);
}

/**
 * crow_model_page_show:
 * @self: the page
 * @schema: a schema
 * @model: index of one of its models
 *
 * Shows @model.
 */
void
crow_model_page_show (CrowModelPage *self, CrowSchema *schema, guint model)
{
  CrowModel *shown = crow_schema_get_model (schema, model);
  g_autoptr (GPtrArray) facts = NULL;

  g_return_if_fail (CROW_IS_MODEL_PAGE (self));

  show_relations (self, schema, model);
  show_heads (self, schema, shown);
  show_fields (self, shown);
  facts = crow_facts_list_model (schema, model);
  crow_page_show_facts (self->facts_group, self->facts, facts);
  show_problems (self, schema, model);
}
