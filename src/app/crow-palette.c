#include "crow-palette.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "crow-list-util.h"
#include "crow-palette-commands.h"

/* Whoever does not find it among so many types another letter. */
#define MAX_ITEMS 60
#define MAX_RECENT 8
#define PAGE 8

struct _CrowPalette
{
  GtkWidget parent_instance;
  GtkWidget *clamp;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *scrolled;
  GtkListView *view;
  GtkLabel *note;
  GListStore *store;             /* (owned) (element-type CrowPaletteItem) */
  GtkSingleSelection *selection; /* (owned) */
  GPtrArray *recent;             /* (owned) (element-type CrowPaletteItem) the last first */
  CrowSchema *schema;            /* (owned) (nullable) while it is open */
  guint pressed;                 /* the row that a button is held down on */
  GtkWidget *focus;              /* (unowned) (weak) (nullable) what had the focus before */
};

enum { CHOSEN, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowPalette, crow_palette, GTK_TYPE_WIDGET)

static const char *
get_icon (CrowPaletteKind kind)
{
  switch (kind)
    {
    case CROW_PALETTE_MODEL:
      return "x-office-spreadsheet-symbolic";
    case CROW_PALETTE_FIELD:
      return "view-list-symbolic";
    case CROW_PALETTE_RELATION:
      return "insert-link-symbolic";
    case CROW_PALETTE_COMMAND:
    default:
      return "application-x-executable-symbolic";
    }
}

static const char *
get_kind_name (CrowPalette *self, CrowPaletteKind kind)
{
  gboolean is_database = self->schema != NULL && crow_schema_is_database (self->schema);

  switch (kind)
    {
    case CROW_PALETTE_MODEL:
      return is_database ? _ ("Table") : _ ("Model");
    case CROW_PALETTE_FIELD:
      return is_database ? _ ("Column") : _ ("Field");
    case CROW_PALETTE_RELATION:
      return _ ("Relation");
    case CROW_PALETTE_COMMAND:
    default:
      return _ ("Command");
    }
}

/* What a screen reader says of a row. */
static char *
describe (CrowPalette *self, CrowPaletteItem *item)
{
  const char *detail = crow_palette_item_get_detail (item);

  return g_strjoin (", ", crow_palette_item_get_title (item),
                    get_kind_name (self, crow_palette_item_get_kind (item)),
                    *detail != '\0' ? detail : NULL, NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowPalette *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *title = crow_list_label_new ();
  GtkWidget *detail = crow_list_label_new ();

  gtk_widget_add_css_class (icon, "dim-label");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (detail), 1);
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), detail);
  g_object_set_data (G_OBJECT (row), "list-item", list_item);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrowPalette *self)
{
  CrowPaletteItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *icon = gtk_widget_get_first_child (row);
  GtkWidget *title = gtk_widget_get_next_sibling (icon);
  GtkWidget *detail = gtk_widget_get_next_sibling (title);
  g_autofree char *spoken = describe (self, item);

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), get_icon (crow_palette_item_get_kind (item)));
  gtk_label_set_label (GTK_LABEL (title), crow_palette_item_get_title (item));
  gtk_label_set_label (GTK_LABEL (detail), crow_palette_item_get_detail (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

/* The focus stays in the entry: what is selected is the entry's description. */
static void
selected_cb (CrowPalette *self)
{
  CrowPaletteItem *item = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *spoken = item != NULL ? describe (self, item) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken, -1);
}

static void
select_row (CrowPalette *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  crow_list_scroll_to (GTK_WIDGET (self->view), position);
}

/* Round at the ends, one at a time; in pages to the ends. */
static void
move_selection (CrowPalette *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  guint at = gtk_single_selection_get_selected (self->selection);
  int to;

  if (n == 0)
    return;
  if (at == GTK_INVALID_LIST_POSITION)
    at = 0;
  to = (int) at + step;
  if (step == 1 || step == -1)
    to = (to + (int) n) % (int) n;
  select_row (self, (guint) CLAMP (to, 0, (int) n - 1));
}

static void
next_cb (CrowPalette *self)
{
  move_selection (self, 1);
}

static void
previous_cb (CrowPalette *self)
{
  move_selection (self, -1);
}

static void
show_note (CrowPalette *self, const char *note)
{
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}

static void
add_matches (CrowPalette *self, GPtrArray *items, GArray *matches)
{
  for (guint i = 0; i < MIN (matches->len, MAX_ITEMS); i++)
    g_ptr_array_add (items, crow_palette_item_new (self->schema,
                                                   &g_array_index (matches, CrowSearchMatch, i)));
}

static void
tell_matches (CrowPalette *self, const CrowSearch *search, guint n)
{
  const char *word;
  CrowSearchFault fault = crow_search_get_fault (search, &word);
  g_autofree char *note = NULL;

  if (fault == CROW_SEARCH_NO_ACTION)
    note = g_strdup_printf (_ ("There is no action “%s”"), word);
  else if (fault == CROW_SEARCH_NO_KIND)
    note = g_strdup_printf (_ ("There is no kind of relation “%s”"), word);
  else if (n == 0)
    note = g_strdup (_ ("No matches"));
  else if (n > MAX_ITEMS)
    /* Translators: "The best 60 of 3412" */
    note = g_strdup_printf (_ ("The best %u of %u"), (guint) MAX_ITEMS, n);
  show_note (self, note);
}

/* Where one has been, then the models as they are declared. */
static void
add_start (CrowPalette *self, GPtrArray *items)
{
  for (guint i = 0; i < self->recent->len; i++)
    {
      CrowPaletteItem *now = crow_palette_item_renew (g_ptr_array_index (self->recent, i),
                                                      self->schema);

      if (now != NULL)
        g_ptr_array_add (items, now);
    }
  for (guint i = 0; i < self->schema->models->len && items->len < MAX_ITEMS; i++)
    {
      CrowSearchMatch match = { .kind = CROW_MATCH_MODEL, .model = i };
      g_autoptr (CrowPaletteItem) item = crow_palette_item_new (self->schema, &match);
      gboolean is_listed = FALSE;

      for (guint k = 0; k < MIN (items->len, MAX_RECENT) && !is_listed; k++)
        is_listed = crow_palette_item_is_same (item, g_ptr_array_index (items, k));
      if (!is_listed)
        g_ptr_array_add (items, g_steal_pointer (&item));
    }
  show_note (self, NULL);
}

static void
add_found (CrowPalette *self, GPtrArray *items, const char *text)
{
  g_autoptr (CrowSearch) search = crow_search_new (text);
  g_autoptr (GArray) matches = NULL;

  if (crow_search_is_empty (search))
    {
      add_start (self, items);
      return;
    }
  matches = crow_search_run (search, self->schema, 0);
  add_matches (self, items, matches);
  tell_matches (self, search, matches->len);
}

static void
list_commands (CrowPalette *self, const char *text)
{
  g_list_store_remove_all (self->store);
  crow_palette_add_commands (GTK_WIDGET (self), text, self->store);
  show_note (self,
             g_list_model_get_n_items (G_LIST_MODEL (self->store)) == 0 ? _ ("No matches") : NULL);
}

static void
search_changed_cb (CrowPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  if (self->schema == NULL)
    return;
  if (*text == '>')
    list_commands (self, text + 1);
  else
    {
      add_found (self, items, text);
      g_list_store_splice (self->store, 0, n, items->pdata, items->len);
    }
  n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  gtk_widget_set_visible (self->scrolled, n > 0);
  if (n > 0)
    select_row (self, 0);
  selected_cb (self);
}

static void
remember (CrowPalette *self, CrowPaletteItem *item)
{
  for (guint i = 0; i < self->recent->len; i++)
    if (crow_palette_item_is_same (item, g_ptr_array_index (self->recent, i)))
      {
        g_ptr_array_remove_index (self->recent, i);
        break;
      }
  g_ptr_array_insert (self->recent, 0, g_object_ref (item));
  if (self->recent->len > MAX_RECENT)
    g_ptr_array_set_size (self->recent, MAX_RECENT);
}

static void
run_command (CrowPalette *self, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (detailed, &name, &target, NULL))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), name, target);
}

static void
choose (CrowPalette *self, guint position)
{
  g_autoptr (CrowPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  if (item == NULL)
    return;
  crow_palette_close (self);
  if (crow_palette_item_get_kind (item) == CROW_PALETTE_COMMAND)
    {
      run_command (self, crow_palette_item_get_name (item));
      return;
    }
  remember (self, item);
  g_signal_emit (self, signals[CHOSEN], 0, item);
}

static void
activate_cb (CrowPalette *self)
{
  choose (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activated_cb (CrowPalette *self, guint position)
{
  choose (self, position);
}

/* The row at a point of the list, or %GTK_INVALID_LIST_POSITION. */
static guint
find_row (CrowPalette *self, double x, double y)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  GtkWidget *row = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  GtkWidget *child;
  GtkListItem *list_item;

  while (row != NULL && row != view && gtk_widget_get_parent (row) != view)
    row = gtk_widget_get_parent (row);
  child = row != NULL && row != view ? gtk_widget_get_first_child (row) : NULL;
  list_item = child != NULL ? g_object_get_data (G_OBJECT (child), "list-item") : NULL;
  return list_item != NULL ? gtk_list_item_get_position (list_item) : GTK_INVALID_LIST_POSITION;
}

static void
row_pressed_cb (CrowPalette *self, int n_press, double x, double y)
{
  self->pressed = find_row (self, x, y);
}

/* A click chooses. The list's own single-click-activate would do it as well, but it also selects
 * the row that comes to lie under a pointer which nobody moves, and Return would go there. */
static void
row_released_cb (CrowPalette *self, int n_press, double x, double y)
{
  guint position = find_row (self, x, y);

  if (position != GTK_INVALID_LIST_POSITION && position == self->pressed)
    choose (self, position);
}

static gboolean
key_pressed_cb (CrowPalette *self, guint key, guint code, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_selection (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_selection (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      move_selection (self, -PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      move_selection (self, PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
      return GDK_EVENT_STOP; /* there is nowhere else to go */
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* A click beside it. */
static void
pressed_cb (CrowPalette *self, int n_press, double x, double y)
{
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (self->box, GTK_WIDGET (self), &bounds) &&
      !graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
    crow_palette_close (self);
}

/* Not back to what had it before: the focus has gone somewhere on purpose. */
static void
focus_changed_cb (CrowPalette *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->schema == NULL || focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;
  g_clear_weak_pointer (&self->focus);
  crow_palette_close (self);
}

static void
crow_palette_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (crow_palette_parent_class)->root (widget);

  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (focus_changed_cb), widget, G_CONNECT_SWAPPED);
}

static void
crow_palette_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), focus_changed_cb, widget);

  GTK_WIDGET_CLASS (crow_palette_parent_class)->unroot (widget);
}

static void
crow_palette_dispose (GObject *object)
{
  CrowPalette *self = CROW_PALETTE (object);

  g_clear_weak_pointer (&self->focus);
  g_clear_pointer (&self->clamp, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->store);
  g_clear_pointer (&self->recent, g_ptr_array_unref);
  g_clear_pointer (&self->schema, crow_schema_unref);

  G_OBJECT_CLASS (crow_palette_parent_class)->dispose (object);
}

static void
crow_palette_class_init (CrowPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_palette_dispose;
  widget_class->root = crow_palette_root;
  widget_class->unroot = crow_palette_unroot;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, CROW_TYPE_PALETTE_ITEM);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (ADW_TYPE_CLAMP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/crowsfoot/Crowsfoot/crow-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, clamp);
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, box);
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, view);
  gtk_widget_class_bind_template_child (widget_class, CrowPalette, note);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, crow_palette_close);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "crow-palette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
add_controllers (CrowPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *choice = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  /* Before the rows, which keep to themselves what they take for a click. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (choice), GTK_PHASE_CAPTURE);
  g_signal_connect_object (choice, "pressed", G_CALLBACK (row_pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (choice, "released", G_CALLBACK (row_released_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (choice));
}

static void
crow_palette_init (CrowPalette *self)
{
  self->store = g_list_store_new (CROW_TYPE_PALETTE_ITEM);
  self->recent = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  add_controllers (self);
}

/**
 * crow_palette_open:
 * @self: the palette
 * @schema: where to go to something
 *
 * Shows it empty, with the cursor in it and what was chosen last on top.
 */
void
crow_palette_open (CrowPalette *self, CrowSchema *schema)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_return_if_fail (CROW_IS_PALETTE (self));

  if (!crow_palette_is_open (self) && root != NULL)
    g_set_weak_pointer (&self->focus, gtk_root_get_focus (root));
  crow_schema_ref (schema);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  search_changed_cb (self);
}

/**
 * crow_palette_close:
 * @self: the palette
 *
 * Hides it; the focus goes back to where it was.
 */
void
crow_palette_close (CrowPalette *self)
{
  GtkWidget *focus = self->focus;

  g_return_if_fail (CROW_IS_PALETTE (self));

  if (!crow_palette_is_open (self))
    return;
  g_clear_pointer (&self->schema, crow_schema_unref);
  g_clear_weak_pointer (&self->focus);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

/**
 * crow_palette_is_open:
 * @self: the palette
 *
 * Returns: whether it is shown
 */
gboolean
crow_palette_is_open (CrowPalette *self)
{
  g_return_val_if_fail (CROW_IS_PALETTE (self), FALSE);

  return self->schema != NULL;
}

/**
 * crow_palette_get_items:
 * @self: the palette
 *
 * Returns: (transfer none): what is listed, best first
 */
GListModel *
crow_palette_get_items (CrowPalette *self)
{
  g_return_val_if_fail (CROW_IS_PALETTE (self), NULL);

  return G_LIST_MODEL (self->store);
}
