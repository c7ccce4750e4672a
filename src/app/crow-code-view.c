#include "crow-code-view.h"

#include <adwaita.h>

#include <string.h>

/* Texts beyond this many bytes are shown without highlighting: its cost is not bounded by the
 * view, and a migration of that size is not read but saved. */
#define MAX_HIGHLIGHTED (4 * 1024 * 1024)

struct _CrowCodeView
{
  GtkSourceView parent_instance;
  guint scroll_source; /* idle that shows the selected line, or 0 */
};

G_DEFINE_FINAL_TYPE (CrowCodeView, crow_code_view, GTK_SOURCE_TYPE_VIEW)

static GtkSourceBuffer *
get_source_buffer (CrowCodeView *self)
{
  return GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)));
}

static void
follow_style (CrowCodeView *self)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (schemes,
                                                                             is_dark
                                                                                 ? "Adwaita-dark"
                                                                                 : "Adwaita");

  gtk_source_buffer_set_style_scheme (get_source_buffer (self), scheme);
}

/* Not in init: the parent class makes its buffer at the end of construction. */
static void
crow_code_view_constructed (GObject *object)
{
  CrowCodeView *self = CROW_CODE_VIEW (object);
  GtkTextView *text_view = GTK_TEXT_VIEW (object);

  G_OBJECT_CLASS (crow_code_view_parent_class)->constructed (object);

  gtk_source_buffer_set_highlight_matching_brackets (get_source_buffer (self), FALSE);
  gtk_text_view_set_editable (text_view, FALSE);
  gtk_text_view_set_cursor_visible (text_view, FALSE);
  gtk_text_view_set_monospace (text_view, TRUE);
  gtk_text_view_set_left_margin (text_view, 10);
  gtk_text_view_set_right_margin (text_view, 10);
  gtk_text_view_set_top_margin (text_view, 6);
  gtk_text_view_set_bottom_margin (text_view, 6);
  gtk_text_view_set_pixels_above_lines (text_view, 1);
  gtk_text_view_set_pixels_below_lines (text_view, 2);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (self), TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (follow_style), self, G_CONNECT_SWAPPED);
  follow_style (self);
}

static void
remove_renderers (GtkSourceGutter *gutter)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (gutter));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (GTK_SOURCE_IS_GUTTER_RENDERER (child))
        gtk_source_gutter_remove (gutter, GTK_SOURCE_GUTTER_RENDERER (child));
      child = next;
    }
}

/* The line numbers of GtkSourceView 5.6 hold their view, and so does what their gutter last drew:
 * none of them would ever be freed. So they go when the view leaves its window, which it does once,
 * and the gutter draws nothing instead. */
static void
crow_code_view_unroot (GtkWidget *widget)
{
  GtkSourceGutter *gutter = gtk_source_view_get_gutter (GTK_SOURCE_VIEW (widget),
                                                        GTK_TEXT_WINDOW_LEFT);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  remove_renderers (gutter);
  GTK_WIDGET_GET_CLASS (gutter)->snapshot (GTK_WIDGET (gutter), snapshot);
  g_clear_pointer (&snapshot, g_object_unref);
  GTK_WIDGET_CLASS (crow_code_view_parent_class)->unroot (widget);
}

static void
crow_code_view_dispose (GObject *object)
{
  CrowCodeView *self = CROW_CODE_VIEW (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);

  G_OBJECT_CLASS (crow_code_view_parent_class)->dispose (object);
}

static void
crow_code_view_class_init (CrowCodeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = crow_code_view_constructed;
  G_OBJECT_CLASS (klass)->dispose = crow_code_view_dispose;
  GTK_WIDGET_CLASS (klass)->unroot = crow_code_view_unroot;
  gtk_source_language_manager_append_search_path (gtk_source_language_manager_get_default (),
                                                  "resource:///io/github/crowsfoot/Crowsfoot/"
                                                  "language-specs");
}

static void
crow_code_view_init (CrowCodeView *self)
{
}

/**
 * crow_code_view_set_text:
 * @self: a view
 * @text: UTF-8
 * @language: (nullable): a GtkSourceView language: "sql", "diff", "prisma"; %NULL: none
 *
 * Shows @text; does nothing where it is what the view shows already, so that the place is kept.
 */
void
crow_code_view_set_text (CrowCodeView *self, const char *text, const char *language)
{
  GtkSourceBuffer *buffer = get_source_buffer (self);
  GtkSourceLanguage *wanted = NULL;
  g_autofree char *shown = crow_code_view_dup_text (self);

  g_return_if_fail (CROW_IS_CODE_VIEW (self));

  if (language != NULL && strlen (text) <= MAX_HIGHLIGHTED)
    wanted = gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                       language);
  if (gtk_source_buffer_get_language (buffer) != wanted)
    gtk_source_buffer_set_language (buffer, wanted);
  if (g_str_equal (shown, text))
    return;
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, -1);
}

/**
 * crow_code_view_dup_text:
 * @self: a view
 *
 * Returns: (transfer full): the whole text
 */
char *
crow_code_view_dup_text (CrowCodeView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
scroll_to_cursor (CrowCodeView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer), 0, TRUE,
                                0, 0.35);
}

static gboolean
scroll_cb (gpointer data)
{
  CrowCodeView *self = data;

  self->scroll_source = 0;
  scroll_to_cursor (self);
  return G_SOURCE_REMOVE;
}

/**
 * crow_code_view_show_line:
 * @self: a view
 * @line: from 1
 *
 * Selects @line and scrolls to it.
 */
void
crow_code_view_show_line (CrowCodeView *self, guint line)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start;
  GtkTextIter end;

  g_return_if_fail (CROW_IS_CODE_VIEW (self));

  gtk_text_buffer_get_iter_at_line (buffer, &start, line > 0 ? (int) line - 1 : 0);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_select_range (buffer, &start, &end);
  scroll_to_cursor (self);
  /* A view that has just come to light has no size yet: again, once it has. */
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_LOW, scroll_cb, self, NULL);
}

/**
 * crow_code_view_append:
 * @self: a view
 * @text: UTF-8
 *
 * Adds @text to the end and scrolls there.
 */
void
crow_code_view_append (CrowCodeView *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter end;

  g_return_if_fail (CROW_IS_CODE_VIEW (self));

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer));
}
