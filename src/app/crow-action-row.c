#include "crow-action-row.h"

#include <glib/gi18n.h>

#include "crow-action-choice.h"
#include "crow-library-words.h"
#include "crow-list-util.h"

struct _CrowActionRow
{
  AdwComboRow parent_instance;
  CrowEvent event;
  char *relation;      /* (owned) (nullable) */
  guint chosen;        /* position of what is in force */
  guint report_source; /* idle that reports a choice, or 0 */
  gboolean is_quiet;
  gboolean had_focus; /* when that was chosen */
};

enum { PROP_0, PROP_EVENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowActionRow, crow_action_row, ADW_TYPE_COMBO_ROW)

/* What the row itself shows: bold and coloured where it is written. */
static void
bind_shown_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowActionRow *self)
{
  CrowActionChoice *choice = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  g_autofree char *text = crow_action_choice_get_label (choice);
  const char *strong[] = { "written",
                           crow_action_get_css_class (crow_action_choice_get_action (choice)),
                           NULL };
  const char *light[] = { "dim-label", NULL };

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_css_classes (label, crow_action_choice_is_default (choice) ? light : strong);
}

static void
setup_shown_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowActionRow *self)
{
  gtk_list_item_set_child (list_item, crow_list_label_new ());
}

/* A line of the drop-down: the action, a mark where it is in force, and the reason where it is
 * refused. */
static void
setup_line_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowActionRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = crow_list_label_new ();
  GtkWidget *reason = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "width-chars", 34,
                                    "max-width-chars", 34, NULL);

  gtk_widget_add_css_class (reason, "caption");
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (head), gtk_image_new_from_icon_name ("object-select-symbolic"));
  gtk_box_append (GTK_BOX (line), head);
  gtk_box_append (GTK_BOX (line), reason);
  gtk_list_item_set_child (list_item, line);
}

static void
mark_line (GtkListItem *list_item, GParamSpec *pspec, AdwComboRow *row)
{
  GtkWidget *line = gtk_list_item_get_child (list_item);
  GtkWidget *mark = gtk_widget_get_last_child (gtk_widget_get_first_child (line));
  gboolean is_chosen = adw_combo_row_get_selected (row) == gtk_list_item_get_position (list_item);

  gtk_widget_set_opacity (mark, is_chosen ? 1 : 0);
}

static void
bind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowActionRow *self)
{
  CrowActionChoice *choice = gtk_list_item_get_item (list_item);
  GtkWidget *line = gtk_list_item_get_child (list_item);
  GtkWidget *label = gtk_widget_get_first_child (gtk_widget_get_first_child (line));
  GtkWidget *reason = gtk_widget_get_last_child (line);
  const char *refusal = crow_action_choice_get_refusal (choice);
  g_autofree char *text = crow_action_choice_get_label (choice);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_label (GTK_LABEL (reason), refusal != NULL ? refusal : "");
  gtk_widget_set_visible (reason, refusal != NULL);
  gtk_widget_set_sensitive (line, refusal == NULL);
  gtk_list_item_set_activatable (list_item, refusal == NULL);
  gtk_list_item_set_selectable (list_item, refusal == NULL);
  g_signal_connect_object (self, "notify::selected", G_CALLBACK (mark_line), list_item,
                           G_CONNECT_SWAPPED);
  mark_line (list_item, NULL, ADW_COMBO_ROW (self));
}

static void
unbind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowActionRow *self)
{
  g_signal_handlers_disconnect_by_func (self, mark_line, list_item);
}

/* The document is changed later, so that the drop-down has closed when this row is filled anew. */
static gboolean
report_choice_cb (gpointer data)
{
  CrowActionRow *self = data;
  CrowActionChoice *choice = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self));

  self->report_source = 0;
  if (choice != NULL && self->relation != NULL &&
      adw_combo_row_get_selected (ADW_COMBO_ROW (self)) != self->chosen)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-action", "(sus)", self->relation,
                                  (guint32) self->event, crow_action_choice_get_name (choice));
      /* the line that had it is gone */
      if (self->had_focus)
        gtk_widget_grab_focus (GTK_WIDGET (self));
    }
  return G_SOURCE_REMOVE;
}

/* Its name is the event, what it shows its description: GTK 4.8 tells no value of such a row. */
static void
tell_choice (CrowActionRow *self)
{
  CrowActionChoice *choice = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self));
  g_autofree char *text = choice != NULL ? crow_action_choice_get_label (choice) : NULL;

  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
}

static gboolean
has_focus_inside (CrowActionRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL &&
         (focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static void
selected_cb (CrowActionRow *self)
{
  if (!self->is_quiet)
    {
      self->had_focus = has_focus_inside (self);
      tell_choice (self);
    }
  if (!self->is_quiet && self->relation != NULL && self->report_source == 0)
    self->report_source = g_idle_add_full (G_PRIORITY_DEFAULT, report_choice_cb, self, NULL);
}

static GtkListItemFactory *
make_factory (CrowActionRow *self, GCallback setup, GCallback bind, GCallback unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", setup, self, 0);
  g_signal_connect_object (factory, "bind", bind, self, 0);
  if (unbind != NULL)
    g_signal_connect_object (factory, "unbind", unbind, self, 0);
  return factory;
}

static void
crow_action_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrowActionRow *self = CROW_ACTION_ROW (object);

  switch (id)
    {
    case PROP_EVENT:
      self->event = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_action_row_dispose (GObject *object)
{
  CrowActionRow *self = CROW_ACTION_ROW (object);

  g_clear_handle_id (&self->report_source, g_source_remove);

  G_OBJECT_CLASS (crow_action_row_parent_class)->dispose (object);
}

static void
crow_action_row_finalize (GObject *object)
{
  CrowActionRow *self = CROW_ACTION_ROW (object);

  g_clear_pointer (&self->relation, g_free);

  G_OBJECT_CLASS (crow_action_row_parent_class)->finalize (object);
}

static void
crow_action_row_class_init (CrowActionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = crow_action_row_set_property;
  object_class->dispose = crow_action_row_dispose;
  object_class->finalize = crow_action_row_finalize;
  properties[PROP_EVENT] = g_param_spec_uint ("event", NULL, NULL, 0, CROW_N_EVENTS - 1, 0,
                                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                  G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
crow_action_row_init (CrowActionRow *self)
{
  g_autoptr (GtkListItemFactory)
      shown = make_factory (self, G_CALLBACK (setup_shown_cb), G_CALLBACK (bind_shown_cb), NULL);
  g_autoptr (GtkListItemFactory)
      lines = make_factory (self, G_CALLBACK (setup_line_cb), G_CALLBACK (bind_line_cb),
                            G_CALLBACK (unbind_line_cb));

  adw_combo_row_set_factory (ADW_COMBO_ROW (self), shown);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (self), lines);
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

static void
append_choice (GListStore *choices, CrowAction action, gboolean is_default, char *refusal)
{
  g_autoptr (CrowActionChoice) choice = crow_action_choice_new (action, is_default, refusal);

  g_list_store_append (choices, choice);
}

static char *
explain_refusal (CrowActionRow *self,
                 CrowSchema *schema,
                 CrowPrisma *prisma,
                 const CrowRelation *relation,
                 CrowAction action)
{
  g_autofree char *refusal = NULL;

  if (prisma != NULL)
    refusal = crow_prisma_explain_refusal (prisma, relation->id, self->event, action);
  else
    refusal = crow_schema_explain_refusal (schema, relation, self->event, action);
  return refusal != NULL ? crow_library_words_say (refusal) : NULL;
}

/* Every action, with what speaks against it; those of a schema file after its default. */
static void
append_actions (CrowActionRow *self,
                GListStore *choices,
                CrowSchema *schema,
                CrowPrisma *prisma,
                const CrowRelation *relation)
{
  const CrowClause *clause = &relation->clauses[self->event];

  if (prisma != NULL)
    append_choice (choices, crow_schema_get_default_action (schema, relation, self->event), TRUE,
                   NULL);
  if (clause->action == CROW_ACTION_UNKNOWN)
    append_choice (choices, clause->action, FALSE, NULL);
  for (CrowAction action = 0; action < CROW_N_ACTIONS; action++)
    {
      gboolean is_chosen = clause->reason != CROW_REASON_DEFAULT && clause->action == action;

      append_choice (choices, action, FALSE,
                     is_chosen ? NULL : explain_refusal (self, schema, prisma, relation, action));
      if (is_chosen)
        self->chosen = g_list_model_get_n_items (G_LIST_MODEL (choices)) - 1;
    }
}

/* Fixed, or in a picture of two sources the other one's: shown, not chosen. */
static gboolean
can_choose (CrowActionRow *self,
            CrowSchema *schema,
            CrowPrisma *prisma,
            const CrowRelation *relation)
{
  return relation->clauses[self->event].reason != CROW_REASON_FIXED &&
         (prisma != NULL || crow_schema_is_database (schema));
}

static GListStore *
list_choices (CrowActionRow *self,
              CrowSchema *schema,
              CrowPrisma *prisma,
              const CrowRelation *relation)
{
  GListStore *choices = g_list_store_new (CROW_TYPE_ACTION_CHOICE);

  self->chosen = 0;
  if (can_choose (self, schema, prisma, relation))
    append_actions (self, choices, schema, prisma, relation);
  else
    append_choice (choices, relation->clauses[self->event].action, FALSE, NULL);
  return choices;
}

/**
 * crow_action_row_set_relation:
 * @self: the row
 * @schema: a schema
 * @prisma: (nullable): the text of @relation, which knows what may be written; %NULL: it is a
 *   database's
 * @relation: index of a relation in @schema
 *
 * Offers what may be chosen for @relation; what may not is listed with its reason.
 */
void
crow_action_row_set_relation (CrowActionRow *self,
                              CrowSchema *schema,
                              CrowPrisma *prisma,
                              guint relation)
{
  CrowRelation *shown = crow_schema_get_relation (schema, relation);
  g_autoptr (GListStore) choices = NULL;

  g_return_if_fail (CROW_IS_ACTION_ROW (self));

  self->is_quiet = TRUE;
  g_clear_handle_id (&self->report_source, g_source_remove);
  g_free (self->relation);
  self->relation = g_strdup (shown->id);
  choices = list_choices (self, schema, prisma, shown);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (choices));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), self->chosen);
  gtk_widget_set_sensitive (GTK_WIDGET (self), can_choose (self, schema, prisma, shown));
  tell_choice (self);
  self->is_quiet = FALSE;
}

/**
 * crow_action_row_find:
 * @self: the row
 * @name: an action's name, or "default"
 *
 * Returns: its position in the drop-down, or -1
 */
int
crow_action_row_find (CrowActionRow *self, const char *name)
{
  GListModel *choices = adw_combo_row_get_model (ADW_COMBO_ROW (self));

  g_return_val_if_fail (CROW_IS_ACTION_ROW (self), -1);

  for (guint i = 0; choices != NULL && i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr (CrowActionChoice) choice = g_list_model_get_item (choices, i);

      if (g_str_equal (crow_action_choice_get_name (choice), name))
        return (int) i;
    }
  return -1;
}
