#include "crow-search-bar.h"

#include <glib/gi18n.h>

#include "crow-search-hints.h"

struct _CrowSearchBar
{
  GtkWidget parent_instance;
  GtkRevealer *revealer;
  GtkWidget *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;
  GtkFlowBox *hints;
  GtkLabel *note;
};

enum { SEARCH_CHANGED, STEP, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrowSearchBar, crow_search_bar, GTK_TYPE_WIDGET)

static CrowSearchHints *
make_hints (CrowSearchBar *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  const char *text = gtk_editable_get_text (editable);
  int cursor = gtk_editable_get_position (editable);

  return crow_search_hints_new (text, (gsize) (g_utf8_offset_to_pointer (text, cursor) - text));
}

static void
accept_hint (CrowSearchBar *self, guint hint)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  g_autoptr (CrowSearchHints) hints = make_hints (self);
  g_autofree char *text = NULL;
  gsize cursor;

  if (hint >= hints->texts->len)
    return;
  text = crow_search_hints_apply (hints, gtk_editable_get_text (editable), hint, &cursor);
  gtk_editable_set_text (editable, text);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (editable, (int) g_utf8_pointer_to_offset (text, text + cursor));
}

static void
hint_clicked_cb (GtkButton *button, CrowSearchBar *self)
{
  accept_hint (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "hint")));
}

static void
show_hints (CrowSearchBar *self)
{
  g_autoptr (CrowSearchHints) hints = make_hints (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->hints))) != NULL)
    gtk_flow_box_remove (self->hints, child);
  for (guint i = 0; i < hints->labels->len; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (g_ptr_array_index (hints->labels, i));

      g_object_set_data (G_OBJECT (button), "hint", GUINT_TO_POINTER (i));
      gtk_widget_add_css_class (button, "crow-hint");
      gtk_widget_set_halign (button, GTK_ALIGN_START);
      g_signal_connect_object (button, "clicked", G_CALLBACK (hint_clicked_cb), self, 0);
      gtk_flow_box_append (self->hints, button);
      /* One stop for the Tab key, not two. */
      gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->hints), hints->labels->len > 0);
}

static void
search_changed_cb (CrowSearchBar *self)
{
  show_hints (self);
  g_signal_emit (self, signals[SEARCH_CHANGED], 0);
}

static void
next_cb (CrowSearchBar *self)
{
  g_signal_emit (self, signals[STEP], 0, 1);
}

static void
previous_cb (CrowSearchBar *self)
{
  g_signal_emit (self, signals[STEP], 0, -1);
}

/* Tab completes a word that has been begun, and else goes on as ever. */
static gboolean
complete (CrowSearchBar *self)
{
  g_autoptr (CrowSearchHints) hints = make_hints (self);

  if (hints->texts->len == 0 || hints->start == hints->end)
    return FALSE;
  accept_hint (self, 0);
  return TRUE;
}

static gboolean
key_pressed_cb (CrowSearchBar *self, guint key, guint code, GdkModifierType state)
{
  gboolean is_shift = (state & GDK_SHIFT_MASK) != 0;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Tab && !is_shift)
    return complete (self);
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && is_shift)
    {
      previous_cb (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
crow_search_bar_dispose (GObject *object)
{
  CrowSearchBar *self = CROW_SEARCH_BAR (object);
  GtkWidget *child = GTK_WIDGET (self->revealer);

  self->revealer = NULL;
  g_clear_pointer (&child, gtk_widget_unparent);

  G_OBJECT_CLASS (crow_search_bar_parent_class)->dispose (object);
}

static void
crow_search_bar_class_init (CrowSearchBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_search_bar_dispose;
  signals[SEARCH_CHANGED] = g_signal_new ("search-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP] = g_signal_new ("step", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/crowsfoot/Crowsfoot/"
                                                             "crow-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, count);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, previous);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, next);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, hints);
  gtk_widget_class_bind_template_child (widget_class, CrowSearchBar, note);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, crow_search_bar_close);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
crow_search_bar_init (CrowSearchBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * crow_search_bar_open:
 * @self: the bar
 *
 * Shows it, with the cursor in the entry and what was typed there selected.
 */
void
crow_search_bar_open (CrowSearchBar *self)
{
  g_return_if_fail (CROW_IS_SEARCH_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  search_changed_cb (self);
}

/**
 * crow_search_bar_close:
 * @self: the bar
 *
 * Hides it; the text stays for the next time.
 */
void
crow_search_bar_close (CrowSearchBar *self)
{
  g_return_if_fail (CROW_IS_SEARCH_BAR (self));

  if (!crow_search_bar_is_open (self))
    return;
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

/**
 * crow_search_bar_is_open:
 * @self: the bar
 *
 * Returns: whether it is shown
 */
gboolean
crow_search_bar_is_open (CrowSearchBar *self)
{
  g_return_val_if_fail (CROW_IS_SEARCH_BAR (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * crow_search_bar_get_text:
 * @self: the bar
 *
 * Returns: (transfer none): what is typed in it
 */
const char *
crow_search_bar_get_text (CrowSearchBar *self)
{
  g_return_val_if_fail (CROW_IS_SEARCH_BAR (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * crow_search_bar_show_count:
 * @self: the bar
 * @at: which match is shown, from 0
 * @n: how many there are
 *
 * Says "3 of 17", or that there is none.
 */
void
crow_search_bar_show_count (CrowSearchBar *self, guint at, guint n)
{
  /* Who is in the middle of a filter's name has not asked yet. */
  gboolean is_asked = *crow_search_bar_get_text (self) != '\0' &&
                      !gtk_widget_get_visible (GTK_WIDGET (self->hints));
  g_autofree char *text = NULL;

  g_return_if_fail (CROW_IS_SEARCH_BAR (self));

  if (n > 0)
    /* Translators: which match of a search is shown, of how many: "3 of 17" */
    text = g_strdup_printf (_ ("%u of %u"), at + 1, n);
  else
    text = g_strdup (is_asked ? _ ("No matches") : "");
  gtk_label_set_label (self->count, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  gtk_widget_set_sensitive (self->previous, n > 0);
  gtk_widget_set_sensitive (self->next, n > 0);
  if (n == 0 && is_asked)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
}

/**
 * crow_search_bar_show_note:
 * @self: the bar
 * @note: (nullable): a sentence
 *
 * Says something of the query or of the match, below the entry.
 */
void
crow_search_bar_show_note (CrowSearchBar *self, const char *note)
{
  g_return_if_fail (CROW_IS_SEARCH_BAR (self));

  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
}
