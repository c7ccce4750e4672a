#include "crow-code-view.h"
#include "crow-problem-words.h"

#include <adwaita.h>

#include <string.h>

/* Texts beyond this many bytes are shown without highlighting: its cost is not bounded by the
 * view, and a migration of that size is not read but saved. */
#define MAX_HIGHLIGHTED (4 * 1024 * 1024)

/* A problem in the text. */
typedef struct
{
  int start; /* characters from the text's start */
  int end;
  CrowSeverity severity;
  char *message; /* (owned) */
} Problem;

struct _CrowCodeView
{
  GtkSourceView parent_instance;
  guint scroll_source;                           /* idle that shows the selected line, or 0 */
  GArray *problems;                              /* (owned) (element-type Problem) by start */
  GtkTextTag *squiggles[CROW_SEVERITY_HINT + 1]; /* (unowned) (nullable) the buffer's */
};

G_DEFINE_FINAL_TYPE (CrowCodeView, crow_code_view, GTK_SOURCE_TYPE_VIEW)

static GtkSourceBuffer *
get_source_buffer (CrowCodeView *self)
{
  return GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)));
}

/* Red, orange and blue that can be told from the text in the light and the dark style. */
static void
color_squiggles (CrowCodeView *self, gboolean is_dark)
{
  static const char *const colors[2][CROW_SEVERITY_HINT + 1] = {
    { "#c01c28", "#c64600", "#1c71d8" },
    { "#ff7b63", "#ffa348", "#78aeed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (self->squiggles); i++)
    {
      GdkRGBA color;

      if (self->squiggles[i] == NULL)
        continue;
      gdk_rgba_parse (&color, colors[is_dark ? 1 : 0][i]);
      g_object_set (self->squiggles[i], "underline-rgba", &color, NULL);
    }
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
  color_squiggles (self, is_dark);
}

static void
clear_problem (gpointer data)
{
  g_free (((Problem *) data)->message);
}

/* What is wrong with the character at @offset, one message a line. (transfer full) (nullable) */
static char *
describe_offset (CrowCodeView *self, int offset)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->problems->len; i++)
    {
      const Problem *problem = &g_array_index (self->problems, Problem, i);

      if (problem->start <= offset && offset < problem->end)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", problem->message);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static gboolean
crow_code_view_query_tooltip (GtkWidget *widget,
                              int x,
                              int y,
                              gboolean keyboard_tooltip,
                              GtkTooltip *tooltip)
{
  CrowCodeView *self = CROW_CODE_VIEW (widget);
  GtkTextView *text_view = GTK_TEXT_VIEW (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_view);
  g_autofree char *text = NULL;
  GtkTextIter at;

  if (self->problems->len == 0)
    return FALSE;
  if (keyboard_tooltip)
    gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  else
    {
      gtk_text_view_window_to_buffer_coords (text_view, GTK_TEXT_WINDOW_WIDGET, x, y, &x, &y);
      if (!gtk_text_view_get_iter_at_location (text_view, &at, x, y))
        return FALSE;
    }
  text = describe_offset (self, gtk_text_iter_get_offset (&at));
  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* Not in init: the parent class makes its buffer at the end of construction. */
static void
crow_code_view_constructed (GObject *object)
{
  CrowCodeView *self = CROW_CODE_VIEW (object);
  GtkTextView *text_view = GTK_TEXT_VIEW (object);

  G_OBJECT_CLASS (crow_code_view_parent_class)->constructed (object);

  /* The last one wins where two overlap: the worst. */
  for (int i = CROW_SEVERITY_HINT; i >= 0; i--)
    self->squiggles[i] = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (get_source_buffer (self)),
                                                     NULL, "underline", PANGO_UNDERLINE_ERROR,
                                                     NULL);
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
crow_code_view_finalize (GObject *object)
{
  CrowCodeView *self = CROW_CODE_VIEW (object);

  g_clear_pointer (&self->problems, g_array_unref);

  G_OBJECT_CLASS (crow_code_view_parent_class)->finalize (object);
}

static void
crow_code_view_class_init (CrowCodeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = crow_code_view_constructed;
  G_OBJECT_CLASS (klass)->dispose = crow_code_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_code_view_finalize;
  GTK_WIDGET_CLASS (klass)->query_tooltip = crow_code_view_query_tooltip;
  GTK_WIDGET_CLASS (klass)->unroot = crow_code_view_unroot;
  gtk_source_language_manager_append_search_path (gtk_source_language_manager_get_default (),
                                                  "resource:///io/github/crowsfoot/Crowsfoot/"
                                                  "language-specs");
}

static void
crow_code_view_init (CrowCodeView *self)
{
  self->problems = g_array_new (FALSE, FALSE, sizeof (Problem));
  g_array_set_clear_func (self->problems, clear_problem);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  /* Code runs from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
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

static int
compare_diagnostics (gconstpointer a, gconstpointer b)
{
  const CrowDiagnostic *left = *(const CrowDiagnostic *const *) a;
  const CrowDiagnostic *right = *(const CrowDiagnostic *const *) b;
  guint32 one = left->location.span.start, other = right->location.span.start;

  return one < other ? -1 : one > other;
}

static void
underline_problem (CrowCodeView *self, const Problem *problem)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_source_buffer (self));
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, problem->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, problem->end);
  gtk_text_buffer_apply_tag (buffer, self->squiggles[problem->severity], &start, &end);
}

/* A span of no width, and one that is only the end of a line, still have something to show. */
static guint32
find_end (const char *text, gsize length, CrowSpan span)
{
  guint32 end = MIN (span.end, (guint32) length);

  while (end > span.start && (text[end - 1] == '\n' || text[end - 1] == '\r'))
    end--;
  if (end <= span.start && span.start < length)
    end = span.start + (guint32) (g_utf8_next_char (text + span.start) - (text + span.start));
  return MAX (end, span.start);
}

/**
 * crow_code_view_set_problems:
 * @self: a view whose text is all of one file of @schema
 * @schema: (nullable): whose problems to mark; %NULL: none
 * @file: index of that file
 *
 * Underlines the problems of @file, with their messages as tooltips. One pass over the text.
 */
void
crow_code_view_set_problems (CrowCodeView *self, CrowSchema *schema, guint file)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_source_buffer (self));
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  const char *text = NULL, *at;
  gsize length = 0;
  glong offset = 0;
  GtkTextIter start, end;

  g_return_if_fail (CROW_IS_CODE_VIEW (self));

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  for (guint i = 0; self->problems->len > 0 && i < G_N_ELEMENTS (self->squiggles); i++)
    gtk_text_buffer_remove_tag (buffer, self->squiggles[i], &start, &end);
  g_array_set_size (self->problems, 0);
  if (schema == NULL || file >= schema->files->len)
    return;
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      CrowDiagnostic *diagnostic = g_ptr_array_index (schema->diagnostics, i);

      if (diagnostic->location.file == file)
        g_ptr_array_add (own, diagnostic);
    }
  g_ptr_array_sort (own, compare_diagnostics);
  at = text = crow_source_file_get_text (g_ptr_array_index (schema->files, file), &length);
  for (guint i = 0; i < own->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (own, i);
      guint32 from = MIN (diagnostic->location.span.start, (guint32) length);
      guint32 to = find_end (text, length, (CrowSpan){ from, diagnostic->location.span.end });
      Problem problem = { 0, 0, diagnostic->severity, crow_problem_words_say (diagnostic) };

      offset += g_utf8_pointer_to_offset (at, text + from);
      at = text + from;
      problem.start = (int) offset;
      problem.end = (int) (offset + g_utf8_pointer_to_offset (at, text + to));
      g_array_append_val (self->problems, problem);
      underline_problem (self, &problem);
    }
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
