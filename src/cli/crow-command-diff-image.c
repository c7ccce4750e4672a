#include <string.h>

#include "crow-changes.h"
#include "crow-cli-picture.h"

#define MAX_NEIGHBOURS 8 /* a table with more relations is a hub */

/* The command line, understood. */
typedef struct
{
  CrowExportOptions options;
  CrowFilter *filter; /* (owned) */
  GStrv only;         /* (owned) (nullable) */
  gboolean is_text;   /* no picture: a line for every change */
  gboolean is_whole;  /* --all */
  gboolean has_hops;  /* --hops */
} Request;

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->filter, crow_filter_free);
  g_clear_pointer (&self->only, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse_format (Request *request, const CrowArguments *arguments, GError **error)
{
  const char *path = crow_arguments_get (arguments, "output");

  request->is_text = crow_arguments_has (arguments, "text");
  if (request->is_text)
    return TRUE;
  if (path != NULL)
    return crow_cli_picture_parse_format (path, &request->options.format, error);
  g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                       "-o FILE is needed (-o -: SVG), or --text for a list");
  return FALSE;
}

/* --all draws everything: the options that pick contradict it. */
static gboolean
check_all (const CrowArguments *arguments, GError **error)
{
  static const char *const others[] = { "hops", "only", "fade" };

  if (!crow_arguments_has (arguments, "all"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (crow_arguments_has (arguments, others[i]))
      {
        g_set_error (error, CROW_USAGE_ERROR, 0, "--%s does not go with --all", others[i]);
        return FALSE;
      }
  return TRUE;
}

static CrowLabels
parse_labels (const CrowArguments *arguments)
{
  const char *labels = crow_arguments_get (arguments, "labels");

  if (g_strcmp0 (labels, "all") == 0)
    return CROW_LABELS_ALL;
  return g_strcmp0 (labels, "none") == 0 ? CROW_LABELS_NONE : CROW_LABELS_CHANGED;
}

static gboolean
parse_looks (Request *request, const CrowArguments *arguments, GError **error)
{
  request->filter = crow_filter_new ();
  request->filter->rows = crow_cli_picture_parse_rows (arguments, CROW_ROWS_CHANGED);
  request->filter->rest = crow_arguments_has (arguments, "fade") ? CROW_REST_FADED
                                                                 : CROW_REST_HIDDEN;
  request->is_whole = crow_arguments_has (arguments, "all");
  request->has_hops = crow_arguments_has (arguments, "hops");
  request->filter->hops = crow_arguments_has (arguments, "only") ? 1 : 0;
  request->options.labels = parse_labels (arguments);
  return check_all (arguments, error) &&
         crow_cli_picture_parse_looks (arguments, &request->options, error) &&
         crow_cli_picture_parse_hops (arguments, &request->filter->hops, error) &&
         crow_cli_picture_parse_only (arguments, &request->only, error);
}

/* What changed, and the ends of relations that did. (transfer full), by model */
static gboolean *
find_changed (const CrowSchema *schema)
{
  gboolean *is_shown = g_new0 (gboolean, schema->models->len + 1);

  for (guint i = 0; i < schema->models->len; i++)
    is_shown[i] = crow_schema_get_model (schema, i)->mark != CROW_MARK_NONE;
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->mark != CROW_MARK_NONE)
        is_shown[relation->child] = is_shown[relation->parent] = TRUE;
    }
  return is_shown;
}

/* Whose neighbours tell what a changed table is about; half of the schema around a hub does not. */
static gboolean *
find_introduced (const CrowSchema *schema)
{
  gboolean *is_introduced = g_new0 (gboolean, schema->models->len + 1);
  g_autofree guint *degrees = g_new0 (guint, schema->models->len + 1);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      degrees[crow_schema_get_relation (schema, i)->child]++;
      degrees[crow_schema_get_relation (schema, i)->parent]++;
    }
  for (guint i = 0; i < schema->models->len; i++)
    is_introduced[i] = crow_schema_get_model (schema, i)->mark != CROW_MARK_NONE &&
                       degrees[i] <= MAX_NEIGHBOURS;
  return is_introduced;
}

static void
add_neighbours (gboolean *is_shown, const CrowSchema *schema)
{
  g_autofree gboolean *is_introduced = find_introduced (schema);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      is_shown[relation->child] |= is_introduced[relation->parent];
      is_shown[relation->parent] |= is_introduced[relation->child];
    }
}

static void
focus_on_changes (const Request *request, const CrowSchema *schema)
{
  g_autofree gboolean *is_shown = find_changed (schema);

  if (!request->has_hops)
    add_neighbours (is_shown, schema);
  for (guint i = 0; i < schema->models->len; i++)
    if (is_shown[i])
      g_ptr_array_add (request->filter->focus, g_strdup (crow_schema_get_model (schema, i)->key));
}

/* What was not compared, and what is not drawn. (transfer full) (nullable) */
static char *
build_note (const Request *request, const CrowChanges *changes, const CrowShown *shown)
{
  guint n = shown->n_hidden_models;
  g_autoptr (GString) note = g_string_new (changes->note);

  if (n > 0)
    g_string_append_printf (note, "%s%u %s drawn%s", note->len > 0 ? ". " : "", n,
                            n == 1 ? "table is not" : "tables are not",
                            request->only == NULL ? ": nothing changed there" : "");
  return note->len > 0 ? g_strdup (note->str) : NULL;
}

/* @after: whose tables stand where the window has them. */
static GBytes *
draw (Request *request, const CrowChanges *changes, const CrowCliSource *after, GError **error)
{
  g_autofree char *note = NULL;
  g_autoptr (GHashTable) positions = crow_cli_picture_read_positions (after, NULL);
  g_autoptr (CrowDiagram) plain = NULL;
  g_autoptr (CrowDiagram) diagram = NULL;
  CrowShown *shown;
  CrowDiagramOptions options = { .labels = request->options.labels, .whole = changes->schema };
  GBytes *bytes = NULL;

  if (!crow_cli_picture_focus (request->filter, changes->schema, request->only, error))
    return NULL;
  if (!request->is_whole && request->only == NULL && !crow_changes_is_empty (changes))
    focus_on_changes (request, changes->schema);
  shown = crow_filter_apply (request->filter, changes->schema);
  options.positions = shown->n_hidden_models == 0 ? positions : NULL;
  note = build_note (request, changes, shown);
  request->options.note = note;
  plain = crow_diagram_new (shown->schema, &options, NULL, NULL, NULL, error);
  if (plain != NULL)
    {
      diagram = crow_diagram_with_fading (plain, shown->faded_models, shown->faded_relations);
      bytes = crow_export (diagram, &request->options, error);
    }
  crow_shown_free (shown);
  return bytes;
}

/* @title: of the picture. */
static GBytes *
make_picture (Request *request,
              const CrowChanges *changes,
              const char *title,
              const CrowCliSource *after,
              GError **error)
{
  g_autofree char *counts = crow_changes_describe (changes);

  request->options.title = title;
  request->options.heading = counts;
  return draw (request, changes, after, error);
}

static CrowExit
write_picture (Request *request,
               const CrowArguments *arguments,
               const CrowChanges *changes,
               const CrowCliSource *before,
               const CrowCliSource *after,
               CrowExit status)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *from = crow_cli_source_build_title (before);
  g_autofree char *to = crow_cli_source_build_title (after);
  g_autofree char *title = g_strdup_printf ("Changes from %s to %s", from, to);
  g_autoptr (GBytes) bytes = make_picture (request, changes, title, after, &error);

  if (bytes == NULL)
    return crow_cli_picture_report_models (changes->schema, request->only, error);
  return crow_cli_write_bytes (arguments, bytes, status);
}

static CrowExit
compare (Request *request,
         const CrowArguments *arguments,
         const CrowCliSource *before,
         const CrowCliSource *after)
{
  g_autoptr (CrowChanges) changes = crow_changes_new (before->schema, after->schema);
  gboolean was_damaged = crow_cli_source_report_damage (before);
  gboolean is_damaged = crow_cli_source_report_damage (after) || was_damaged;
  gboolean is_found = crow_arguments_has (arguments, "exit-code") &&
                      !crow_changes_is_empty (changes);
  CrowExit status = is_damaged || is_found ? CROW_EXIT_FOUND : CROW_EXIT_DONE;

  if (crow_changes_is_empty (changes))
    crow_cli_print_message ("nothing changed");
  if (request->is_text)
    {
      g_autofree char *text = crow_changes_list (changes);

      return crow_cli_write (arguments, text, status);
    }
  return write_picture (request, arguments, changes, before, after, status);
}

static CrowExit
run_pair (const CrowArguments *arguments)
{
  const char *first = crow_arguments_get_argument (arguments, 0);
  const char *second = crow_arguments_get_argument (arguments, 1);
  g_autoptr (GError) error = NULL;
  g_auto (Request) request = { 0 };
  g_autoptr (CrowCliSource) before = NULL;
  g_autoptr (CrowCliSource) after = NULL;

  if (strcmp (first, "-") == 0 && strcmp (second, "-") == 0)
    {
      g_set_error_literal (&error, CROW_USAGE_ERROR, 0,
                           "standard input can be BEFORE or AFTER, not both");
      return crow_cli_report_usage ("diff-image", error);
    }
  if (!parse_format (&request, arguments, &error) || !parse_looks (&request, arguments, &error))
    return crow_cli_report_usage ("diff-image", error);
  before = crow_cli_source_read (arguments, first, &error);
  if (before != NULL)
    after = crow_cli_source_read (arguments, second, &error);
  if (after == NULL)
    return crow_cli_report_usage ("diff-image", error);
  return compare (&request, arguments, before, after);
}

/* --- called by git --------------------------------------------------------------------------- */

/* What git gives its external diffs: path, old file, hash and mode, new file, hash and mode, and of
 * a renamed file the new path and a word about it; of a file with conflicts the path alone. */
enum { GIT_PATH, GIT_OLD_FILE, GIT_NEW_FILE = 4, GIT_N = 7, GIT_NEW_PATH = 7, GIT_N_RENAMED = 9 };

/* FILE, or in the folder FILE a file after the schema's path: there may be several of them. */
static char *
choose_picture (const char *output, const char *path)
{
  gboolean is_folder = g_str_has_suffix (output, "/") || g_file_test (output, G_FILE_TEST_IS_DIR);
  g_autofree char *flat = g_strdelimit (g_strdup (path), "/", '-');
  g_autofree char *name = g_strconcat (flat, ".svg", NULL);

  return is_folder ? g_build_filename (output, name, NULL) : g_strdup (output);
}

/* Nothing that was only moved about in the text is worth a picture. */
static CrowExit
write_git_picture (Request *request,
                   const char *output,
                   const char *path,
                   const CrowChanges *changes,
                   const CrowCliSource *after,
                   GString *text)
{
  g_autofree char *file = choose_picture (output, path);
  g_autofree char *title = g_strdup_printf ("Changes in %s", path);
  g_autofree char *shown = g_filename_display_name (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (crow_changes_is_empty (changes))
    return CROW_EXIT_DONE;
  if (!crow_cli_picture_parse_format (file, &request->options.format, &error))
    return crow_cli_report_usage ("diff-image", error);
  bytes = make_picture (request, changes, title, after, &error);
  if (bytes == NULL)
    return crow_cli_picture_report_models (changes->schema, request->only, error);
  g_string_append_printf (text, "picture: %s\n", shown);
  return crow_cli_write_file (file, bytes, CROW_EXIT_DONE);
}

static CrowExit
compare_for_git (Request *request, const CrowArguments *arguments, const char *path, GString *text)
{
  const char *old_file = crow_arguments_get_argument (arguments, GIT_OLD_FILE);
  const char *new_file = crow_arguments_get_argument (arguments, GIT_NEW_FILE);
  const char *output = crow_arguments_get (arguments, "output");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowCliSource) before = crow_cli_source_read_part (arguments, old_file, path, &error);
  g_autoptr (CrowCliSource) after = NULL;
  g_autoptr (CrowChanges) changes = NULL;
  g_autofree char *list = NULL;

  if (before != NULL)
    after = crow_cli_source_read_part (arguments, new_file, path, &error);
  if (after == NULL) /* git gives up on all other files too where this fails */
    {
      g_string_append_printf (text, "%s\n", error->message);
      return CROW_EXIT_DONE;
    }
  crow_cli_source_complete (before, after);
  changes = crow_changes_new (before->schema, after->schema);
  list = crow_changes_list (changes);
  g_string_append (text, *list != '\0' ? list : "no change but in the text\n");
  if (output == NULL || strcmp (output, "-") == 0)
    return CROW_EXIT_DONE;
  return write_git_picture (request, output, path, changes, after, text);
}

static CrowExit
run_for_git (const CrowArguments *arguments)
{
  guint n = arguments->arguments->len;
  const char *path = crow_arguments_get_argument (arguments, GIT_PATH);
  const char *new_path = n == GIT_N_RENAMED ? crow_arguments_get_argument (arguments, GIT_NEW_PATH)
                                            : path;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_auto (Request) request = { 0 };
  CrowExit status = CROW_EXIT_DONE;

  if (n != 1 && n != GIT_N && n != GIT_N_RENAMED)
    g_set_error_literal (&error, CROW_USAGE_ERROR, 0,
                         "--git is for git, which calls it with 7 or 9 words: see --help");
  if (error != NULL || !parse_looks (&request, arguments, &error))
    return crow_cli_report_usage ("diff-image", error);
  g_string_append_printf (text, "schema %s%s%s%s\n", path, n == GIT_N_RENAMED ? " → " : "",
                          n == GIT_N_RENAMED ? new_path : "", n == 1 ? ": has conflicts" : "");
  if (n > 1)
    status = compare_for_git (&request, arguments, new_path, text);
  bytes = g_bytes_new (text->str, text->len);
  return crow_cli_write_file (NULL, bytes, status);
}

static CrowExit
run (const CrowArguments *arguments)
{
  guint n = arguments->arguments->len;
  g_autoptr (GError) error = NULL;

  if (crow_arguments_has (arguments, "git"))
    return run_for_git (arguments);
  if (n == 2)
    return run_pair (arguments);
  error = g_error_new_literal (CROW_USAGE_ERROR, 0,
                               n < 2 ? "BEFORE and AFTER are needed"
                                     : "too many words: BEFORE and AFTER are needed");
  return crow_cli_report_usage ("diff-image", error);
}

static const CrowOption options[] = {
  { "all", 0, CROW_OPTION_FLAG, NULL, "every table, not only what changed and its neighbours" },
  { "hops", 0, CROW_OPTION_STRING, "N", "how many relations away a neighbour is (1; of a hub 0)" },
  { "rows", 0, CROW_OPTION_CHOICE, "changed|all|keys|none",
    "which columns tables show (changed, and keys)" },
  { "labels", 0, CROW_OPTION_CHOICE, "changed|all|none",
    "which edges say their actions (changed)" },
  { "only", 0, CROW_OPTION_STRING, "MODEL[,MODEL…]", "only these models, and what is near them" },
  { "fade", 0, CROW_OPTION_FLAG, NULL, "the rest is faint, not left out" },
  CROW_PICTURE_OPTIONS,
  { "text", 0, CROW_OPTION_FLAG, NULL, "no picture: a line for every change" },
  { "git", 0, CROW_OPTION_FLAG, NULL, "called by git, as a diff driver (see above)" },
  { "exit-code", 0, CROW_OPTION_FLAG, NULL, "exit with 1 if anything changed" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_diff_image = {
  "diff-image",
  "BEFORE AFTER -o FILE",
  "both schemas as one picture, with what changed marked",
  "What is added, removed or changed is marked by sign, word and line as well as by colour; a\n"
  "changed action says what it was: `onDelete: Restrict → Cascade`. It counts as changed where\n"
  "the action in force does, so a default that comes to mean something else is told. A table\n"
  "is the same as long as its name in the database is.\n"
  "\n"
  "BEFORE and AFTER are sources, and /dev/null is an empty schema. With --all, tables stand\n"
  "where `crowsfoot.layout` beside AFTER puts them. Of a damaged schema it draws what could be\n"
  "read, and exits with 1. Otherwise the exit status is 0, whatever changed; --exit-code says\n"
  "it as `git diff` does.\n"
  "\n"
  "With --git it is git's to call: `git config diff.prisma.command 'crowsfoot-cli diff-image\n"
  "--git -o /tmp'`, and `*.prisma diff=prisma` in .gitattributes. It then lists the changes of\n"
  "each schema file and draws them into FILE, or into the folder FILE; without -o it only\n"
  "lists. A file of several is compared by itself: for the whole of a schema see git:REV:PATH.\n",
  options,
  1,
  GIT_N_RENAMED,
  run,
};
