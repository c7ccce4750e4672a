#include <math.h>
#include <string.h>

#include "crow-changes.h"
#include "crow-cli-source.h"
#include "crow-export.h"
#include "crow-filter.h"
#include "crow-layout-file.h"

#define MAX_HOPS 1000000

/* The command line, understood. */
typedef struct
{
  CrowExportOptions options;
  CrowFilter *filter; /* (owned) */
  gboolean is_text;   /* no picture: a line for every change */
  gboolean is_whole;  /* --all */
} Request;

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->filter, crow_filter_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse_format (Request *request, const CrowArguments *arguments, GError **error)
{
  const char *path = crow_arguments_get (arguments, "output");

  request->is_text = crow_arguments_has (arguments, "text");
  if (request->is_text)
    return TRUE;
  if (path == NULL)
    g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                         "-o FILE is needed (-o -: SVG), or --text for a list");
  else if (strcmp (path, "-") == 0)
    request->options.format = CROW_FORMAT_SVG;
  else if (!crow_format_from_path (path, &request->options.format))
    g_set_error (error, CROW_USAGE_ERROR, 0,
                 "%s: the format goes by the ending, and it is none of .svg, .png, .pdf", path);
  return *error == NULL;
}

static gboolean
parse_numbers (Request *request, const CrowArguments *arguments, GError **error)
{
  const char *scale = crow_arguments_get (arguments, "scale");
  const char *hops = crow_arguments_get (arguments, "hops");
  guint64 number = 1;
  char *end;

  request->options.scale = 1;
  if (scale != NULL)
    {
      request->options.scale = g_ascii_strtod (scale, &end);
      if (end == scale || *end != '\0' || !isfinite (request->options.scale) ||
          request->options.scale <= 0)
        {
          g_set_error (error, CROW_USAGE_ERROR, 0, "--scale is a number above 0, not \"%s\"",
                       scale);
          return FALSE;
        }
    }
  if (hops != NULL && request->is_whole)
    {
      g_set_error_literal (error, CROW_USAGE_ERROR, 0, "--hops does not go with --all");
      return FALSE;
    }
  if (hops != NULL && !g_ascii_string_to_unsigned (hops, 10, 0, MAX_HOPS, &number, NULL))
    {
      g_set_error (error, CROW_USAGE_ERROR, 0, "--hops is a number from 0, not \"%s\"", hops);
      return FALSE;
    }
  request->filter->hops = (guint) number;
  return TRUE;
}

static void
parse_looks (Request *request, const CrowArguments *arguments)
{
  const char *labels = crow_arguments_get (arguments, "labels");
  const char *rows = crow_arguments_get (arguments, "rows");
  gboolean is_dark = g_strcmp0 (crow_arguments_get (arguments, "theme"), "dark") == 0;

  request->options.theme = is_dark ? CROW_THEME_DARK : CROW_THEME_LIGHT;
  request->options.labels = CROW_LABELS_CHANGED;
  if (g_strcmp0 (labels, "all") == 0)
    request->options.labels = CROW_LABELS_ALL;
  else if (g_strcmp0 (labels, "none") == 0)
    request->options.labels = CROW_LABELS_NONE;
  request->filter->rows = CROW_ROWS_CHANGED;
  if (g_strcmp0 (rows, "all") == 0)
    request->filter->rows = CROW_ROWS_ALL;
  else if (g_strcmp0 (rows, "keys") == 0)
    request->filter->rows = CROW_ROWS_KEYS;
  else if (g_strcmp0 (rows, "none") == 0)
    request->filter->rows = CROW_ROWS_NONE;
}

static gboolean
parse_request (Request *request, const CrowArguments *arguments, GError **error)
{
  request->filter = crow_filter_new ();
  request->is_whole = crow_arguments_has (arguments, "all");
  parse_looks (request, arguments);
  return parse_format (request, arguments, error) && parse_numbers (request, arguments, error);
}

/* What changed, and the ends of relations that did. */
static void
focus_on_changes (CrowFilter *filter, const CrowSchema *schema)
{
  g_autofree gboolean *is_marked = g_new0 (gboolean, schema->models->len + 1);

  for (guint i = 0; i < schema->models->len; i++)
    is_marked[i] = crow_schema_get_model (schema, i)->mark != CROW_MARK_NONE;
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      if (relation->mark != CROW_MARK_NONE)
        is_marked[relation->child] = is_marked[relation->parent] = TRUE;
    }
  for (guint i = 0; i < schema->models->len; i++)
    if (is_marked[i])
      g_ptr_array_add (filter->focus, g_strdup (crow_schema_get_model (schema, i)->key));
}

/* Where the window keeps AFTER's tables. A picture without it is better than none. */
static GHashTable *
read_positions (const CrowCliSource *source)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = source->texts != NULL
                              ? crow_layout_file_find (source->source, source->texts)
                              : NULL;
  GHashTable *positions = path != NULL ? crow_layout_file_read (path, NULL, &error) : NULL;

  if (error != NULL)
    crow_cli_print_message ("%s", error->message);
  return positions;
}

static GBytes *
draw (Request *request, const CrowChanges *changes, const CrowCliSource *after, GError **error)
{
  g_autoptr (GHashTable) positions = read_positions (after);
  g_autoptr (CrowDiagram) diagram = NULL;
  CrowShown *shown;
  CrowDiagramOptions options = { .labels = request->options.labels, .whole = changes->schema };
  GBytes *bytes = NULL;

  if (!request->is_whole && !crow_changes_is_empty (changes))
    focus_on_changes (request->filter, changes->schema);
  shown = crow_filter_apply (request->filter, changes->schema);
  options.positions = shown->n_hidden_models == 0 ? positions : NULL;
  diagram = crow_diagram_new (shown->schema, &options, NULL, NULL, NULL, error);
  if (diagram != NULL)
    bytes = crow_export (diagram, &request->options, error);
  crow_shown_free (shown);
  return bytes;
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
  g_autofree char *counts = crow_changes_describe (changes);
  g_autofree char *from = crow_cli_source_build_title (before);
  g_autofree char *to = crow_cli_source_build_title (after);
  g_autofree char *title = g_strdup_printf ("Changes from %s to %s", from, to);
  g_autoptr (GBytes) bytes = NULL;

  request->options.title = title;
  request->options.heading = counts;
  request->options.note = changes->note;
  bytes = draw (request, changes, after, &error);
  if (bytes == NULL)
    return crow_cli_report (error);
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
run (const CrowArguments *arguments)
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
  if (!parse_request (&request, arguments, &error))
    return crow_cli_report_usage ("diff-image", error);
  before = crow_cli_source_read (arguments, first, &error);
  if (before != NULL)
    after = crow_cli_source_read (arguments, second, &error);
  if (after == NULL)
    return crow_cli_report_usage ("diff-image", error);
  return compare (&request, arguments, before, after);
}

static const CrowOption options[] = {
  { "all", 0, CROW_OPTION_FLAG, NULL, "every table, not only what changed and its neighbours" },
  { "hops", 0, CROW_OPTION_STRING, "N", "how many relations away a neighbour is (1)" },
  { "rows", 0, CROW_OPTION_CHOICE, "changed|all|keys|none",
    "which columns tables show (changed, and keys)" },
  { "labels", 0, CROW_OPTION_CHOICE, "changed|all|none",
    "which edges say their actions (changed)" },
  { "theme", 0, CROW_OPTION_CHOICE, "light|dark", "colours (light)" },
  { "scale", 0, CROW_OPTION_STRING, "N", "PNG: device pixels per pixel (1)" },
  { "text", 0, CROW_OPTION_FLAG, NULL, "no picture: a line for every change" },
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
  "it as `git diff` does.\n",
  options,
  2,
  2,
  run,
};
