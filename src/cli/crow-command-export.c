#include "crow-cli-picture.h"

/* The command line, understood. */
typedef struct
{
  CrowExportOptions options;
  GStrv only; /* (owned) (nullable) */
  guint hops;
  CrowFilter *filter;  /* (owned) what else of the schema */
  gboolean has_filter; /* some option speaks of it */
} Request;

/* What is drawn of the schema. */
typedef struct
{
  CrowShown *shown; /* (owned) */
  char *note;       /* (owned) (nullable) what is not, in sentences */
} Part;

static void
part_clear (Part *self)
{
  g_clear_pointer (&self->shown, crow_shown_free);
  g_free (self->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->only, g_strfreev);
  g_clear_pointer (&self->filter, crow_filter_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
parse_format (const CrowArguments *arguments, CrowFormat *format, GError **error)
{
  const char *path = crow_arguments_get (arguments, "output");

  if (path != NULL)
    return crow_cli_picture_parse_format (path, format, error);
  g_set_error_literal (error, CROW_USAGE_ERROR, 0, "-o FILE is needed (-o -: SVG)");
  return FALSE;
}

static CrowLabels
parse_labels (const CrowArguments *arguments)
{
  const char *labels = crow_arguments_get (arguments, "labels");

  if (g_strcmp0 (labels, "written") == 0)
    return CROW_LABELS_WRITTEN;
  return g_strcmp0 (labels, "none") == 0 ? CROW_LABELS_NONE : CROW_LABELS_ALL;
}

static gboolean
set_unknown_action (const char *option, const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < CROW_N_ACTIONS; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            crow_action_get_name ((CrowAction) i));
  g_set_error (error, CROW_USAGE_ERROR, 0, "--%s: there is no action \"%s\"; there are %s", option,
               name, names->str);
  return FALSE;
}

/* `--on-delete=Cascade,SetNull`, given once or several times. */
static gboolean
parse_actions (const CrowArguments *arguments, const char *option, guint *actions, GError **error)
{
  GPtrArray *values = crow_arguments_get_all (arguments, option);

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      g_auto (GStrv) names = g_strsplit (g_ptr_array_index (values, i), ",", -1);

      for (guint j = 0; names[j] != NULL; j++)
        {
          CrowAction action;

          if (!crow_action_from_name (g_strstrip (names[j]), &action))
            return set_unknown_action (option, names[j], error);
          *actions |= 1u << action;
        }
    }
  if (values != NULL && *actions == 0)
    return set_unknown_action (option, "", error);
  return TRUE;
}

static gboolean
parse_filter (Request *request, const CrowArguments *arguments, GError **error)
{
  CrowFilter *filter = crow_filter_new ();
  gboolean is_fading = crow_arguments_has (arguments, "fade");
  gboolean picks;

  request->filter = filter;
  if (!parse_actions (arguments, "on-delete", &filter->actions[CROW_EVENT_DELETE], error) ||
      !parse_actions (arguments, "on-update", &filter->actions[CROW_EVENT_UPDATE], error))
    return FALSE;
  filter->only_problems = crow_arguments_has (arguments, "only-problems");
  filter->rest = is_fading ? CROW_REST_FADED : CROW_REST_HIDDEN;
  picks = !crow_filter_is_plain (filter);
  if (is_fading && !picks && request->only == NULL)
    {
      g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                           "--fade goes with --only, --on-delete, --on-update or --only-problems");
      return FALSE;
    }
  filter->rows = crow_cli_picture_parse_rows (arguments, CROW_ROWS_ALL);
  request->has_filter = picks || is_fading || filter->rows != CROW_ROWS_ALL;
  return TRUE;
}

static gboolean
parse_request (Request *request, const CrowArguments *arguments, GError **error)
{
  if (!parse_format (arguments, &request->options.format, error) ||
      !crow_cli_picture_parse_looks (arguments, &request->options, error) ||
      !crow_cli_picture_parse_only (arguments, &request->only, error))
    return FALSE;
  if (request->only == NULL && crow_arguments_has (arguments, "hops"))
    {
      g_set_error_literal (error, CROW_USAGE_ERROR, 0, "--hops goes with --only");
      return FALSE;
    }
  if (!crow_cli_picture_parse_hops (arguments, &request->hops, error) ||
      !parse_filter (request, arguments, error))
    return FALSE;
  request->options.labels = parse_labels (arguments);
  return TRUE;
}

/* --only by itself, as ever: its models and what is near them, without a word about the rest. */
static gboolean
pick_subset (const Request *request, CrowSchema *schema, Part *part, GError **error)
{
  g_autoptr (CrowSchema) subset = crow_schema_subset (schema, (const char *const *) request->only,
                                                      request->hops, error);

  if (subset == NULL)
    return FALSE;
  part->shown = crow_filter_apply (request->filter, subset);
  return TRUE;
}

static gboolean
pick_filtered (const Request *request, CrowSchema *schema, Part *part, GError **error)
{
  if (!crow_cli_picture_focus (request->filter, schema, request->only, error))
    return FALSE;
  request->filter->hops = request->hops;
  part->shown = crow_filter_apply (request->filter, schema);
  part->note = crow_filter_describe (request->filter, part->shown);
  return TRUE;
}

/* Where a filter leaves something out the rest is laid out by itself. */
static CrowDiagram *
draw (const Request *request,
      CrowSchema *schema,
      const Part *part,
      GHashTable *positions,
      GHashTable *colors,
      GError **error)
{
  gboolean is_part = request->has_filter && part->shown->schema != schema;
  CrowDiagramOptions options = { .positions = is_part ? NULL : positions,
                                 .colors = colors,
                                 .labels = request->options.labels,
                                 .whole = request->has_filter ? schema : NULL };
  g_autoptr (CrowDiagram)
      diagram = crow_diagram_new (part->shown->schema, &options, NULL, NULL, NULL, error);

  if (diagram == NULL)
    return NULL;
  return crow_diagram_with_fading (diagram, part->shown->faded_models,
                                   part->shown->faded_relations);
}

static CrowExit
export_schema (const CrowArguments *arguments,
               Request *request,
               CrowSchema *schema,
               const Part *part,
               GHashTable *positions,
               GHashTable *colors,
               CrowExit status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowDiagram) diagram = draw (request, schema, part, positions, colors, &error);
  g_autoptr (GBytes) bytes = NULL;

  request->options.note = part->note;
  if (diagram != NULL)
    bytes = crow_export (diagram, &request->options, &error);
  if (bytes == NULL)
    return crow_cli_report (error);
  return crow_cli_write_bytes (arguments, bytes, status);
}

static CrowExit
run (const CrowArguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_auto (Request) request = { 0 };
  g_autoptr (CrowCliSource) source = NULL;
  g_auto (Part) part = { NULL, NULL };
  g_autoptr (GHashTable) positions = NULL;
  g_autoptr (GHashTable) colors = NULL;
  g_autofree char *title = NULL;
  gboolean is_damaged;

  if (!parse_request (&request, arguments, &error))
    return crow_cli_report_usage ("export", error);
  source = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  if (source == NULL)
    return crow_cli_report_usage ("export", error);
  is_damaged = crow_cli_source_report_damage (source);
  if (!(request.has_filter ? pick_filtered (&request, source->schema, &part, &error)
                           : pick_subset (&request, source->schema, &part, &error)))
    return crow_cli_picture_report_models (source->schema, request.only, error);

  positions = crow_cli_picture_read_positions (source, &colors);
  title = crow_cli_source_build_title (source);
  request.options.title = title;
  return export_schema (arguments, &request, source->schema, &part, positions, colors,
                        is_damaged ? CROW_EXIT_FOUND : CROW_EXIT_DONE);
}

static const CrowOption options[] = {
  { "labels", 0, CROW_OPTION_CHOICE, "all|written|none", "which edges say their actions (all)" },
  CROW_PICTURE_OPTIONS,
  { "only", 0, CROW_OPTION_STRING, "MODEL[,MODEL…]", "only these models, and what is near them" },
  { "hops", 0, CROW_OPTION_STRING, "N", "with --only: how many relations away is near (0)" },
  { "rows", 0, CROW_OPTION_CHOICE, "all|keys|none", "which columns tables show (all)" },
  { "on-delete", 0, CROW_OPTION_STRING, "ACTION[,ACTION…]", "only relations with that on delete" },
  { "on-update", 0, CROW_OPTION_STRING, "ACTION[,ACTION…]", "only relations with that on update" },
  { "only-problems", 0, CROW_OPTION_FLAG, NULL, "only what a warning or an error is about" },
  { "fade", 0, CROW_OPTION_FLAG, NULL, "the rest is faint, not left out" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_export = {
  "export",
  "SOURCE -o FILE",
  "the diagram; the format by the ending: .svg, .png, .pdf",
  "Tables stand where `crowsfoot.layout` beside the schema puts them. Of a damaged schema\n"
  "it draws what could be read, and exits with 1.\n"
  "\n"
  "Of --only, --on-delete, --on-update and --only-problems all must hold; with one of these\n"
  "last three --hops counts along the relations that they leave. The legend and the SVG's\n"
  "<desc> then say what is not shown.\n"
  "\n"
  "Of a database every table is drawn, and --only takes a table or namespace.table. There\n"
  "every action counts as written but NO ACTION, which is what a foreign key does by itself.\n",
  options,
  1,
  1,
  run,
};
