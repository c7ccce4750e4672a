#include "crow-script-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-code-view.h"
#include "crow-library-words.h"
#include "crow-page-util.h"
#include "crow-statement-row.h"

/* Below this width, in px, the side lies under the code. */
#define NARROW_WIDTH 500
#define SIDE_SHARE 0.42
#define MIN_SIDE 250
#define MAX_SIDE 460
/* Statements beyond so many are only in the text. */
#define MOST_ROWS 150

struct _CrowScriptPage
{
  GtkWidget parent_instance;
  GtkWidget *code;
  GtkWidget *side;
  CrowCodeView *view;
  GtkDropDown *plan_list;
  GtkLabel *plan_text;
  GtkWidget *cards;
  GtkWidget *queries;
  GtkWidget *statements_head;
  GtkWidget *statements;
  CrowPlans *plans;   /* (owned) (nullable) */
  CrowScript *script; /* (owned) (nullable) what is shown */
  gboolean is_down;
  gboolean is_quiet;
};

G_DEFINE_FINAL_TYPE (CrowScriptPage, crow_script_page, GTK_TYPE_WIDGET)

static void
crow_script_page_dispose (GObject *object)
{
  CrowScriptPage *self = CROW_SCRIPT_PAGE (object);

  g_clear_pointer (&self->script, crow_script_unref);
  g_clear_pointer (&self->plans, crow_plans_unref);
  g_clear_pointer (&self->code, gtk_widget_unparent);
  g_clear_pointer (&self->side, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_script_page_parent_class)->dispose (object);
}

static void
crow_script_page_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  CrowScriptPage *self = CROW_SCRIPT_PAGE (widget);
  int code_minimum;
  int code_natural;

  gtk_widget_measure (self->code, orientation, -1, &code_minimum, &code_natural, NULL, NULL);
  gtk_widget_measure (self->side, orientation, -1, minimum, natural, NULL, NULL);
  *minimum = MAX (*minimum, code_minimum);
  *natural = MAX (*natural, code_natural);
}

static void
crow_script_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrowScriptPage *self = CROW_SCRIPT_PAGE (widget);
  GtkAllocation code = { 0, 0, width, height };
  GtkAllocation side = { 0, 0, width, height };

  if (width < NARROW_WIDTH)
    {
      code.height = height / 2;
      side.y = code.height;
      side.height = height - code.height;
    }
  else
    {
      side.width = CLAMP ((int) (width * SIDE_SHARE), MIN_SIDE, MAX_SIDE);
      side.x = width - side.width;
      code.width = side.x;
      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        {
          side.x = 0;
          code.x = side.width;
        }
    }
  gtk_widget_size_allocate (self->code, &code, -1);
  gtk_widget_size_allocate (self->side, &side, -1);
}

static const CrowPlanOffer *
get_offer (CrowScriptPage *self, guint position)
{
  return self->plans != NULL && position < CROW_N_PLANS ? &self->plans->offers[position] : NULL;
}

static void
setup_plan_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowScriptPage *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, NULL);
  GtkWidget *text = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "width-chars", 42,
                                  "max-width-chars", 42, NULL);

  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (text, "caption");
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), text);
  gtk_list_item_set_child (list_item, line);
}

static void
bind_plan_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowScriptPage *self)
{
  const CrowPlanOffer *offer = get_offer (self, gtk_list_item_get_position (list_item));
  GtkWidget *line = gtk_list_item_get_child (list_item);
  GtkWidget *title = gtk_widget_get_first_child (line);
  GtkWidget *text = gtk_widget_get_last_child (line);
  const char *refusal;

  if (offer == NULL)
    return;
  refusal = offer->refusals[self->is_down];
  gtk_label_set_label (GTK_LABEL (title), crow_plan_get_title (offer->plan));
  gtk_label_set_label (GTK_LABEL (text),
                       refusal != NULL ? refusal : crow_plan_describe (offer->plan));
  gtk_widget_set_sensitive (line, refusal == NULL);
  gtk_list_item_set_activatable (list_item, refusal == NULL);
  gtk_list_item_set_selectable (list_item, refusal == NULL);
}

/* The lines are bound before the plans are known, and what refuses a plan changes with each edit.
 */
static void
renew_plan_lines (CrowScriptPage *self)
{
  g_autoptr (GtkListItemFactory) lines = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (lines, "setup", G_CALLBACK (setup_plan_cb), self, 0);
  g_signal_connect_object (lines, "bind", G_CALLBACK (bind_plan_cb), self, 0);
  gtk_drop_down_set_list_factory (self->plan_list, lines);
}

static void
plan_selected_cb (CrowScriptPage *self)
{
  const CrowPlanOffer *offer = get_offer (self, gtk_drop_down_get_selected (self->plan_list));

  if (!self->is_quiet && offer != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.set-plan", "s",
                                crow_plan_get_name (offer->plan));
}

static void
crow_script_page_class_init (CrowScriptPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_script_page_dispose;
  widget_class->measure = crow_script_page_measure;
  widget_class->size_allocate = crow_script_page_size_allocate;
  g_type_ensure (CROW_TYPE_CODE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-script-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, code);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, side);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, view);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, plan_list);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, plan_text);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, cards);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, queries);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, statements_head);
  gtk_widget_class_bind_template_child (widget_class, CrowScriptPage, statements);
}

static void
crow_script_page_init (CrowScriptPage *self)
{
  const CrowPlan plans[CROW_N_PLANS] = { CROW_PLAN_ONLINE, CROW_PLAN_SIMPLE, CROW_PLAN_SWAP };
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < CROW_N_PLANS; i++)
    gtk_string_list_append (titles, crow_plan_get_title (plans[i]));
  gtk_drop_down_set_model (self->plan_list, G_LIST_MODEL (titles));
  g_signal_connect_object (self->plan_list, "notify::selected", G_CALLBACK (plan_selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/* A card with a sign, a text and, where @copy is given, a button that copies it. */
static GtkWidget *
create_card (const char *icon, const char *class, const char *text, const char *copy)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "width-chars", 16, "hexpand",
                                   TRUE, NULL);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (image, class);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (card), line);
  gtk_widget_add_css_class (card, "crow-card");
  gtk_widget_add_css_class (card, "crow-problem");
  gtk_widget_add_css_class (card, class);
  if (copy != NULL)
    {
      GtkWidget *button = crow_page_create_copy_button (copy);

      gtk_widget_set_halign (button, GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (card), button);
    }
  return card;
}

/**
 * crow_script_page_fill_warnings:
 * @box: a #GtkBox; what is in it goes
 * @script: a script
 *
 * A card for each of its warnings.
 */
void
crow_script_page_fill_warnings (GtkWidget *box, const CrowScript *script)
{
  crow_page_clear (box);
  for (guint i = 0; i < script->warnings->len; i++)
    {
      g_autofree char *warning = crow_library_words_say (g_ptr_array_index (script->warnings, i));

      gtk_box_append (GTK_BOX (box),
                      create_card ("dialog-warning-symbolic", "warning", warning, NULL));
    }
  gtk_widget_set_visible (box, script->warnings->len > 0);
}

/**
 * crow_script_page_fill_queries:
 * @box: a #GtkBox; what is in it goes
 * @script: a script
 *
 * A card that offers the queries for rows without a parent, where the script checks old rows.
 */
void
crow_script_page_fill_queries (GtkWidget *box, const CrowScript *script)
{
  g_autoptr (GString) queries = g_string_new (NULL);

  crow_page_clear (box);
  for (guint i = 0; i < script->orphan_queries->len; i++)
    {
      const char *query = g_ptr_array_index (script->orphan_queries, i);

      if (query != NULL && *query != '\0')
        g_string_append_printf (queries, "%s%s", queries->len > 0 ? "\n" : "", query);
    }
  if (queries->len > 0)
    gtk_box_append (GTK_BOX (box),
                    create_card ("dialog-information-symbolic", "accent",
                                 _ ("Old rows are checked: one without a parent stops it. A query "
                                    "lists such rows and changes nothing."),
                                 queries->str));
  gtk_widget_set_visible (box, queries->len > 0);
}

static void
show_transaction (CrowScriptPage *self, guint number)
{
  /* Translators: heading above the statements of a database transaction */
  g_autofree char *text = g_strdup_printf (_ ("Transaction %u"), number);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, NULL);

  gtk_widget_add_css_class (label, "crow-card-heading");
  gtk_box_append (GTK_BOX (self->statements), label);
}

/* Only what locks something: SET, BEGIN and COMMIT are in the text. */
static void
show_statements (CrowScriptPage *self)
{
  guint n = 0;
  guint transaction = 0;

  crow_page_clear (self->statements);
  for (guint i = 0; self->script != NULL && i < self->script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (self->script->statements, i);

      if (statement->kind != CROW_STATEMENT_CHANGE && statement->kind != CROW_STATEMENT_VALIDATE)
        continue;
      if (++n > MOST_ROWS)
        continue;
      if (statement->transaction != transaction)
        show_transaction (self, statement->transaction);
      transaction = statement->transaction;
      gtk_box_append (GTK_BOX (self->statements), crow_statement_row_new (statement, n));
    }
  if (n > MOST_ROWS)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u more in the text",
                                                         "%u more in the "
                                                         "text",
                                                         n - MOST_ROWS),
                                               n - MOST_ROWS);

      gtk_box_append (GTK_BOX (self->statements), gtk_label_new (text));
    }
  gtk_widget_set_visible (self->statements_head, n > 0);
  gtk_widget_set_visible (self->statements, n > 0);
}

static void
show_plan (CrowScriptPage *self, CrowPlan plan)
{
  renew_plan_lines (self);
  self->is_quiet = TRUE;
  for (guint i = 0; i < CROW_N_PLANS; i++)
    if (self->plans->offers[i].plan == plan)
      gtk_drop_down_set_selected (self->plan_list, i);
  gtk_label_set_label (self->plan_text, crow_plan_describe (plan));
  self->is_quiet = FALSE;
}

/**
 * crow_script_page_show:
 * @self: the page
 * @plans: the change by every plan
 * @plan: which is chosen
 * @is_down: the way back
 *
 * Shows the script of @plan.
 *
 * Returns: (nullable): why @plan has none
 */
const char *
crow_script_page_show (CrowScriptPage *self, CrowPlans *plans, CrowPlan plan, gboolean is_down)
{
  const CrowPlanOffer *offer = crow_plans_get (plans, plan);
  CrowScript *script;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CROW_IS_SCRIPT_PAGE (self), NULL);

  crow_plans_ref (plans);
  g_clear_pointer (&self->plans, crow_plans_unref);
  self->plans = plans;
  self->is_down = is_down;
  if (offer == NULL)
    return NULL;
  script = offer->scripts[is_down];
  g_clear_pointer (&self->script, crow_script_unref);
  self->script = script != NULL ? crow_script_ref (script) : NULL;
  text = script != NULL ? crow_script_build_text (script) : g_strdup ("");
  crow_code_view_set_text (self->view, text, "sql");
  show_plan (self, plan);
  show_statements (self);
  gtk_widget_set_visible (self->cards, FALSE);
  gtk_widget_set_visible (self->queries, FALSE);
  if (script != NULL)
    {
      crow_script_page_fill_warnings (self->cards, script);
      crow_script_page_fill_queries (self->queries, script);
    }
  return offer->refusals[is_down];
}

/**
 * crow_script_page_dup_text:
 * @self: the page
 *
 * Returns: (transfer full): the SQL that is shown
 */
char *
crow_script_page_dup_text (CrowScriptPage *self)
{
  g_return_val_if_fail (CROW_IS_SCRIPT_PAGE (self), NULL);

  return crow_code_view_dup_text (self->view);
}

/* Line of the text in which a statement begins, from 1; 0: it has none. */
static guint
find_line (CrowScriptPage *self, const CrowStatement *statement)
{
  g_autofree char *text = crow_code_view_dup_text (self->view);
  const char *at = strstr (text, statement->sql);
  guint line = 1;

  if (at == NULL)
    return 0;
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

/**
 * crow_script_page_show_relation:
 * @self: the page
 * @relation: a relation's id
 *
 * Selects the first statement that serves @relation.
 *
 * Returns: whether the script has one
 */
gboolean
crow_script_page_show_relation (CrowScriptPage *self, const char *relation)
{
  g_return_val_if_fail (CROW_IS_SCRIPT_PAGE (self), FALSE);

  for (guint i = 0; self->script != NULL && i < self->script->statements->len; i++)
    {
      const CrowStatement *statement = g_ptr_array_index (self->script->statements, i);
      const CrowPromise *promise = statement->promise >= 0
                                       ? g_ptr_array_index (self->script->promises,
                                                            (guint) statement->promise)
                                       : NULL;
      guint line;

      if (promise == NULL || g_strcmp0 (promise->relation, relation) != 0)
        continue;
      line = find_line (self, statement);
      if (line > 0)
        crow_code_view_show_line (self->view, line);
      return line > 0;
    }
  return FALSE;
}
