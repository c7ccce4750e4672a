#include "crow-filter-bar.h"

#include <glib/gi18n.h>

#include "crow-page-util.h"
#include "crow-words.h"
#include "crow-wrap-layout.h"

/* More names than these are counted. */
#define MOST_NAMES 3

/* A part of the filter; its name is the target of "win.remove-filter". */
typedef enum {
  PART_FOCUS,
  PART_DELETE,
  PART_UPDATE,
  PART_PROBLEMS,
  PART_ROWS,
  PART_NAMESPACES,
  PART_MODELS,
  N_PARTS,
} Part;

static const char *const part_names[] = { "focus", "delete",     "update", "problems",
                                          "rows",  "namespaces", "models" };

typedef struct
{
  GtkWidget *box;
  GtkLabel *label;
  GtkWidget *remove;
} Chip;

struct _CrowFilterBar
{
  GtkWidget parent_instance;
  GtkWidget *history;
  Chip chips[N_PARTS];
  GtkWidget *hops_box;
  GtkLabel *hops;
  GtkWidget *missed_box;
  GtkLabel *missed;
  GtkWidget *rest_box;
  GtkLabel *rest;
};

G_DEFINE_FINAL_TYPE (CrowFilterBar, crow_filter_bar, GTK_TYPE_WIDGET)

static GtkWidget *
create_icon_button (const char *icon, const char *action, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkLabel *
create_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
create_box (CrowFilterBar *self, const char *css_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, css_class);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_hide (box);
  return box;
}

static void
add_history (CrowFilterBar *self)
{
  self->history = create_box (self, "crow-filter-history");
  gtk_box_append (GTK_BOX (self->history),
                  create_icon_button ("go-previous-symbolic", "win.filter-back",
                                      _ ("Back to what was shown before (Alt+Left)")));
  gtk_box_append (GTK_BOX (self->history),
                  create_icon_button ("go-next-symbolic", "win.filter-forward",
                                      _ ("Forward (Alt+Right)")));
}

static void
add_hops (CrowFilterBar *self, GtkWidget *box)
{
  self->hops_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->hops_box),
                  create_icon_button ("list-remove-symbolic", "win.narrow-focus",
                                      _ ("One relation less away (Alt+−)")));
  self->hops = create_label (self->hops_box);
  gtk_box_append (GTK_BOX (self->hops_box),
                  create_icon_button ("list-add-symbolic", "win.widen-focus",
                                      _ ("One relation more away (Alt++)")));
  gtk_box_append (GTK_BOX (box), self->hops_box);
}

static void
add_chip (CrowFilterBar *self, Part part)
{
  Chip *chip = &self->chips[part];

  chip->box = create_box (self, "crow-filter-chip");
  chip->label = create_label (chip->box);
  if (part == PART_FOCUS)
    add_hops (self, chip->box);
  chip->remove = create_icon_button ("window-close-symbolic", "win.remove-filter",
                                     part == PART_FOCUS ? _ ("Leave the focus (Escape)")
                                                        : _ ("Remove"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (chip->remove), "s", part_names[part]);
  gtk_box_append (GTK_BOX (chip->box), chip->remove);
}

static GtkLabel *
add_note (CrowFilterBar *self,
          GtkWidget **box,
          const char *css_class,
          const char *text,
          const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);
  GtkLabel *label;

  *box = create_box (self, css_class);
  label = create_label (*box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (*box), button);
  return label;
}

static void
show_chip (CrowFilterBar *self, Part part, char *text)
{
  Chip *chip = &self->chips[part];
  g_autofree char *owned = text;
  g_autofree char *name = NULL;

  gtk_widget_set_visible (chip->box, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (chip->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (chip->label), text);
  /* Translators: what a screen reader says of the button that removes “%s” from the filter */
  name = g_strdup_printf (_ ("Remove “%s”"), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

/* Models by their names, as far as the schema has them. */
static char *
join_models (GPtrArray *keys, CrowSchema *schema)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      int model = crow_schema_find_model_by_key (schema, key);

      g_ptr_array_add (names, model >= 0 ? crow_schema_get_model (schema, (guint) model)->name
                                         : (gpointer) key);
    }
  return crow_words_join (names, MOST_NAMES);
}

static char *
describe_focus (const CrowFilter *filter, CrowSchema *schema)
{
  g_autofree char *names = NULL;

  if (filter->focus->len == 0)
    return NULL;
  names = join_models (filter->focus, schema);
  for (guint i = 0; i < filter->focus->len; i++)
    if (crow_schema_find_model_by_key (schema, g_ptr_array_index (filter->focus, i)) >= 0)
      /* Translators: %s is the name of a table that the user looks at, with what is near it */
      return g_strdup_printf (_ ("Focus: %s"), names);
  /* Translators: %s is the name of a table that is no longer in the schema */
  return g_strdup_printf (_ ("Focus: %s, which is gone"), names);
}

static char *
join_actions (guint actions)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i <= CROW_N_ACTIONS; i++)
    if ((actions & (1u << i)) != 0)
      g_ptr_array_add (names, (gpointer) crow_action_get_name ((CrowAction) i));
  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        /* Translators: between alternatives: "Cascade or SetNull" */
        g_string_append (text, i + 1 < names->len ? _ (", ") : _ (" or "));
      g_string_append (text, g_ptr_array_index (names, i));
    }
  return g_string_free (text, FALSE);
}

static char *
describe_actions (const CrowFilter *filter, CrowEvent event)
{
  g_autofree char *names = NULL;

  if (filter->actions[event] == 0)
    return NULL;
  names = join_actions (filter->actions[event]);
  if (event == CROW_EVENT_DELETE)
    /* Translators: %s is "Cascade", "Cascade or SetNull": only such relations are shown */
    return g_strdup_printf (_ ("Only on delete %s"), names);
  /* Translators: %s is "Cascade", "Cascade or SetNull": only such relations are shown */
  return g_strdup_printf (_ ("Only on update %s"), names);
}

static char *
describe_rows (const CrowFilter *filter)
{
  switch (filter->rows)
    {
    case CROW_ROWS_KEYS:
      return g_strdup (_ ("Only columns of keys"));
    case CROW_ROWS_NONE:
      return g_strdup (_ ("No columns"));
    case CROW_ROWS_ALL:
    default:
      return NULL;
    }
}

static char *
describe_namespaces (const CrowFilter *filter)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  if (filter->hidden_namespaces->len == 0)
    return NULL;
  for (guint i = 0; i < filter->hidden_namespaces->len; i++)
    {
      const char *name = g_ptr_array_index (filter->hidden_namespaces, i);

      g_ptr_array_add (names, (gpointer) (*name != '\0' ? name : _ ("no schema")));
    }
  joined = crow_words_join (names, MOST_NAMES);
  /* Translators: %s is names of database schemas: "auth and shop" */
  return g_strdup_printf (_ ("Without %s"), joined);
}

static char *
describe_models (const CrowFilter *filter, CrowSchema *schema)
{
  g_autofree char *names = NULL;

  if (filter->hidden_models->len == 0)
    return NULL;
  names = join_models (filter->hidden_models, schema);
  /* Translators: %s is names of tables: "User, Post and 3 more" */
  return g_strdup_printf (_ ("Without %s"), names);
}

static void
show_hops (CrowFilterBar *self, guint hops)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u relation away", "%u relations away", hops),
                                           hops);

  gtk_label_set_label (self->hops, hops > 0 ? text : _ ("alone"));
}

/* "12 tables and 31 relations"; NULL: none. */
static char *
count (CrowSchema *schema, guint n_models, guint n_relations, guint n_rows)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (n_models > 0)
    g_ptr_array_add (parts, crow_schema_is_database (schema) ? crow_page_count_tables (n_models)
                                                             : crow_page_count_models (n_models));
  if (n_relations > 0)
    g_ptr_array_add (parts, crow_page_count_relations (n_relations));
  if (n_rows > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u column", "%u columns", n_rows), n_rows));
  return parts->len > 0 ? crow_words_join (parts, parts->len) : NULL;
}

static void
show_rest (CrowFilterBar *self, const CrowShown *shown, CrowSchema *schema)
{
  g_autofree char *hidden = NULL;
  g_autofree char *faded = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->rest_box, shown != NULL);
  if (shown == NULL)
    return;
  hidden = count (schema, shown->n_hidden_models, shown->n_hidden_relations, shown->n_hidden_rows);
  faded = count (schema, shown->n_faded_models, shown->n_faded_relations, 0);
  if (hidden != NULL && faded != NULL)
    /* Translators: both %s are "12 tables and 31 relations" */
    text = g_strdup_printf (_ ("%s hidden, %s faint"), hidden, faded);
  else if (hidden != NULL)
    /* Translators: %s is "12 tables and 31 relations" */
    text = g_strdup_printf (_ ("%s hidden"), hidden);
  else if (faded != NULL)
    /* Translators: %s is "12 tables and 31 relations" */
    text = g_strdup_printf (_ ("%s faint"), faded);
  else
    text = g_strdup (_ ("Nothing is left out"));
  gtk_label_set_label (self->rest, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->rest), text);
}

static void
crow_filter_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (crow_filter_bar_parent_class)->dispose (object);
}

static void
crow_filter_bar_class_init (CrowFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_filter_bar_dispose;
  gtk_widget_class_set_css_name (widget_class, "crow-filter-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, CROW_TYPE_WRAP_LAYOUT);
}

static void
crow_filter_bar_init (CrowFilterBar *self)
{
  add_history (self);
  for (guint part = 0; part < N_PARTS; part++)
    add_chip (self, (Part) part);
  self->missed = add_note (self, &self->missed_box, "crow-filter-missed", _ ("Sho_w It"),
                           "win.show-selected");
  self->rest = add_note (self, &self->rest_box, "crow-filter-rest", _ ("Show _All"),
                         "win.reset-filter");
  gtk_widget_hide (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is shown"), -1);
}

/**
 * crow_filter_bar_refresh:
 * @self: a bar
 * @filter: what is to be shown
 * @shown: (nullable): what that leaves of @whole; %NULL: it is not known yet
 * @whole: the schema
 *
 * Says what @filter leaves out; nothing, and takes no place, where it leaves out nothing.
 */
void
crow_filter_bar_refresh (CrowFilterBar *self,
                         const CrowFilter *filter,
                         const CrowShown *shown,
                         CrowSchema *whole)
{
  g_return_if_fail (CROW_IS_FILTER_BAR (self));

  show_chip (self, PART_FOCUS, describe_focus (filter, whole));
  show_hops (self, filter->hops);
  show_chip (self, PART_DELETE, describe_actions (filter, CROW_EVENT_DELETE));
  show_chip (self, PART_UPDATE, describe_actions (filter, CROW_EVENT_UPDATE));
  show_chip (self, PART_PROBLEMS, filter->only_problems ? g_strdup (_ ("Only problems")) : NULL);
  show_chip (self, PART_ROWS, describe_rows (filter));
  show_chip (self, PART_NAMESPACES, describe_namespaces (filter));
  show_chip (self, PART_MODELS, describe_models (filter, whole));
  show_rest (self, shown, whole);
  gtk_widget_set_visible (GTK_WIDGET (self), !crow_filter_is_plain (filter));
}

/**
 * crow_filter_bar_set_missed:
 * @self: a bar
 * @missed: (nullable): what is selected and not shown, in words
 *
 * Offers to show it.
 */
void
crow_filter_bar_set_missed (CrowFilterBar *self, const char *missed)
{
  g_return_if_fail (CROW_IS_FILTER_BAR (self));

  gtk_widget_set_visible (self->missed_box, missed != NULL);
  if (missed != NULL)
    gtk_label_set_label (self->missed, missed);
}

/**
 * crow_filter_bar_set_history:
 * @self: a bar
 * @can_go: whether there is something to go back or forward to
 *
 * Shows the two buttons for it.
 */
void
crow_filter_bar_set_history (CrowFilterBar *self, gboolean can_go)
{
  g_return_if_fail (CROW_IS_FILTER_BAR (self));

  gtk_widget_set_visible (self->history, can_go);
}
