#include "crow-test-words.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "crow-test.h"

/* A pattern with fewer letters of its own would fit anything. */
#define LEAST_LETTERS 10

struct _CrowTestWords
{
  GHashTable *english;  /* (element-type utf8) texts that are translated otherwise */
  GPtrArray *patterns;  /* (element-type GPatternSpec) those with placeholders */
  GHashTable *names;    /* (element-type utf8) words of the examples */
  GHashTable *seen;     /* (element-type utf8) texts that were judged */
  GHashTable *findings; /* (element-type utf8) that were told */
  guint n_texts;
  gboolean has_manual;
  gboolean is_pseudo; /* each text has an accent on each letter: what has none was never marked */
};

/* What has no accents in the pseudo language, and need not have: besides the names of the examples
 * those of the gallery, */
static const char *const keywords[] = {
  "PostgreSQL", "Post", "prefer", "root", "public", "billing", "warehouse", "Jan",
};
/* paths, addresses, names of constraints and of keys, */
#define NAMES                                                                                      \
  "https?://\\S+|~?(?:/[\\w.-]+)+|\\w+_fkey|\\w+/[0-9]{14}_\\w*|\\bnotes\\.md\\b|\\b(?:(?:Ctrl|"   \
  "Shift|Alt)\\+)+\\w?|\\bF[0-9]+\\b"
/* the texts of GTK and libadwaita, which nobody has translated into it, */
static const char *const texts_of_gtk[] = {
  "Clear entry", "Credits",   "Details",   "Legal",      "Report an Issue",
  "Show Text",   "Hide Text", "Shortcuts", "What’s New",
};
/* and what Prisma and libpq say. */
static const char *const said_by_others[] = {
  "Type \"Strin\" is neither a built-in type,",
  "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n",
};

static char *
drop_mnemonic (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != '_')
      g_string_append_c (plain, *text);
  return g_string_free (plain, FALSE);
}

/* "%s is selected" as "* is selected"; NULL: too little is left. */
static GPatternSpec *
make_pattern (const char *text)
{
  g_autoptr (GRegex) placeholder = g_regex_new ("%[0-9$'.]*[a-z]|%%", 0, 0, NULL);
  g_autofree char *pattern = g_regex_replace_literal (placeholder, text, -1, 0, "*", 0, NULL);
  guint n = 0;

  for (const char *at = pattern; *at != '\0'; at++)
    n += g_ascii_isalpha (*at);
  return n >= LEAST_LETTERS ? g_pattern_spec_new (pattern) : NULL;
}

static void
take_message (CrowTestWords *self, const char *original, const char *translated)
{
  const char *context_end = strchr (original, '\004');
  const char *text = context_end != NULL ? context_end + 1 : original;

  if (*text == '\0' || g_str_equal (text, translated))
    return;
  if (strchr (text, '%') == NULL)
    g_hash_table_add (self->english, drop_mnemonic (text));
  else
    {
      GPatternSpec *pattern = make_pattern (text);

      if (pattern != NULL)
        g_ptr_array_add (self->patterns, pattern);
    }
}

static guint32
get_word (const char *mo, gsize at)
{
  guint32 word;

  memcpy (&word, mo + at, sizeof word);
  return word;
}

/* GNU gettext's manual, "The Format of GNU MO Files". */
static void
read_messages (CrowTestWords *self, const char *language)
{
  g_autofree char *path = g_build_filename (g_getenv ("CROW_LOCALE_DIR"), language, "LC_MESSAGES",
                                            "crowsfoot.mo", NULL);
  gsize length;
  g_autofree char *mo = crow_test_read (path, &length);
  guint32 n = get_word (mo, 8), originals = get_word (mo, 12), translations = get_word (mo, 16);

  g_assert_cmpuint (get_word (mo, 0), ==, 0x950412de);
  for (guint32 i = 0; i < n; i++)
    take_message (self, mo + get_word (mo, originals + 8 * i + 4),
                  mo + get_word (mo, translations + 8 * i + 4));
}

static void
read_names (CrowTestWords *self, const char *relative)
{
  g_autofree char *path = crow_test_source (relative);
  g_autofree char *text = crow_test_read (path, NULL);
  g_autoptr (GRegex) word = g_regex_new ("[A-Za-z0-9_]+", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (word, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    g_hash_table_add (self->names, g_match_info_fetch (match, 0));
}

CrowTestWords *
crow_test_words_new (const char *language)
{
  CrowTestWords *self = g_new0 (CrowTestWords, 1);
  g_autofree char *manual = NULL;

  self->english = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->findings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  manual = g_build_filename (g_getenv ("CROW_TEST_SOURCE"), "data", "help", language, NULL);
  self->has_manual = g_file_test (manual, G_FILE_TEST_IS_DIR);
  self->is_pseudo = g_str_equal (language, "en_XA");
  if (!self->is_pseudo)
    read_messages (self, language);
  read_names (self, "data/examples/blog.prisma");
  read_names (self, "data/examples/shop.prisma");
  for (guint i = 0; self->is_pseudo && i < G_N_ELEMENTS (keywords); i++)
    g_hash_table_add (self->names, g_strdup (keywords[i]));
  return self;
}

void
crow_test_words_free (CrowTestWords *self)
{
  g_hash_table_unref (self->english);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->findings);
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

static void
tell (CrowTestWords *self, const char *scene, const char *what, const char *text)
{
  char *finding = g_strdup_printf ("%s: %s", what, text);

  if (!g_hash_table_add (self->findings, finding))
    return;
  g_test_message ("%s: %s", scene, finding);
}

static gboolean
is_english (CrowTestWords *self, const char *text)
{
  if (g_hash_table_contains (self->english, text))
    return !g_hash_table_contains (self->names, text);
  for (guint i = 0; i < self->patterns->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (self->patterns, i), text))
      return TRUE;
  return FALSE;
}

static gboolean
is_of_others (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts_of_gtk); i++)
    if (g_str_equal (texts_of_gtk[i], text))
      return TRUE;
  return FALSE;
}

/* (transfer full): @text without what others say at its beginning, and without names that words are
 * part of */
static char *
drop_others (const char *text)
{
  g_autoptr (GRegex) names = g_regex_new (NAMES, 0, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (said_by_others); i++)
    if (g_str_has_prefix (text, said_by_others[i]))
      text += strcspn (text, "\n");
  return g_regex_replace_literal (names, text, -1, 0, "", 0, NULL);
}

/* Has it a word without accents that is not a name? */
static gboolean
is_unmarked (CrowTestWords *self, const char *text)
{
  g_autoptr (GRegex) word = g_regex_new ("[A-Za-z][A-Za-z0-9_]+", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *rest = drop_others (text);

  if (is_of_others (text))
    return FALSE;
  for (g_regex_match (word, rest, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *one = g_match_info_fetch (match, 0);

      if (!g_hash_table_contains (self->names, one))
        return TRUE;
    }
  return FALSE;
}

/* The manual is English where nobody has translated it. */
static gboolean
may_be_english (CrowTestWords *self, const char *scene)
{
  return !self->has_manual && g_str_has_prefix (scene, "help");
}

static void
judge_text (CrowTestWords *self, const char *scene, const char *text)
{
  if (text == NULL || *text == '\0' || !g_hash_table_add (self->seen, g_strdup (text)))
    return;
  self->n_texts++;
  if (!may_be_english (self, scene) &&
      (self->is_pseudo ? is_unmarked (self, text) : is_english (self, text)))
    tell (self, scene, "still English", text);
}

static gboolean
is_in_toast (GtkWidget *label)
{
  for (GtkWidget *at = label; at != NULL; at = gtk_widget_get_parent (at))
    if (g_str_equal (gtk_widget_get_css_name (at), "toast"))
      return TRUE;
  return FALSE;
}

/* Where a text may be shortened: what it names is the user's own, and is told whole elsewhere. */
static gboolean
may_be_shortened (GtkWidget *label)
{
  if (gtk_widget_get_ancestor (label, ADW_TYPE_WINDOW_TITLE) != NULL)
    return TRUE;
  /* A dialog's title is ours, and stands nowhere else. */
  if (gtk_widget_get_ancestor (label, ADW_TYPE_HEADER_BAR) != NULL)
    return FALSE;
  /* libadwaita 1.2 has no toast of two lines. */
  if (is_in_toast (label))
    return TRUE;
  if (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) != NULL ||
      gtk_widget_get_ancestor (label, GTK_TYPE_CHECK_BUTTON) != NULL)
    return FALSE;
  return !gtk_widget_has_css_class (label, "heading");
}

/* The nearest of @widget's ancestors that cuts it off at its sides. */
static GtkWidget *
find_frame (GtkWidget *widget, GtkWidget *root)
{
  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL && at != root;
       at = gtk_widget_get_parent (at))
    if (GTK_IS_SCROLLED_WINDOW (at))
      {
        GtkPolicyType across;

        gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (at), &across, NULL);
        return across == GTK_POLICY_NEVER ? at : NULL;
      }
    else if (GTK_IS_TEXT_VIEW (at) || GTK_IS_COLUMN_VIEW (at))
      return NULL;
  return root;
}

static void
judge_label (CrowTestWords *self, const char *scene, GtkLabel *label, GtkWidget *root)
{
  GtkWidget *widget = GTK_WIDGET (label);
  const char *text = gtk_label_get_text (label);
  PangoLayout *layout = gtk_label_get_layout (label);
  GtkWidget *frame = find_frame (widget, root);
  graphene_rect_t bounds;

  /* The names of keys are GTK's. */
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_SHORTCUT_LABEL) == NULL)
    judge_text (self, scene, text);
  if (*text == '\0' || gtk_widget_get_width (widget) == 0)
    return;
  if (pango_layout_get_unknown_glyphs_count (layout) > 0)
    tell (self, scene, "no font has it", text);
  /* In a telephone's width no language is 40 % longer than English. */
  if (self->is_pseudo && strstr (scene, "-narrow") != NULL)
    return;
  if (pango_layout_is_ellipsized (layout) && !may_be_shortened (widget))
    tell (self, scene, "shortened", text);
  if (frame != NULL && gtk_widget_compute_bounds (widget, frame, &bounds) &&
      (bounds.origin.x < -1 ||
       bounds.origin.x + bounds.size.width > gtk_widget_get_width (frame) + 1))
    tell (self, scene, "cut off", text);
}

static void
judge_widget (CrowTestWords *self, const char *scene, GtkWidget *widget, GtkWidget *root)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  judge_text (self, scene, tooltip);
  if (GTK_IS_LABEL (widget))
    judge_label (self, scene, GTK_LABEL (widget), root);
  else if (GTK_IS_TEXT (widget))
    {
      g_autofree char *placeholder = NULL;

      g_object_get (widget, "placeholder-text", &placeholder, NULL);
      judge_text (self, scene, placeholder);
    }
  if (GTK_SOURCE_IS_VIEW (widget) && gtk_widget_get_direction (widget) != GTK_TEXT_DIR_LTR)
    tell (self, scene, "from right to left", G_OBJECT_TYPE_NAME (widget));
}

void
crow_test_words_judge (CrowTestWords *self, const char *scene, GtkWidget *root)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  g_ptr_array_add (left, root);
  while (left->len > 0)
    {
      GtkWidget *one = g_ptr_array_steal_index (left, left->len - 1);

      if (!gtk_widget_get_mapped (one))
        continue;
      judge_widget (self, scene, one, root);
      for (GtkWidget *child = gtk_widget_get_last_child (one); child != NULL;
           child = gtk_widget_get_prev_sibling (child))
        g_ptr_array_add (left, child);
    }
}

guint
crow_test_words_get_n_faults (CrowTestWords *self)
{
  return g_hash_table_size (self->findings);
}

guint
crow_test_words_get_n_texts (CrowTestWords *self)
{
  return self->n_texts;
}
