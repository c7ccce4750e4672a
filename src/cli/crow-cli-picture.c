#include "crow-cli-picture.h"

#include <math.h>
#include <string.h>

#include "crow-layout-file.h"

#define MAX_HOPS 1000000

/**
 * crow_cli_picture_parse_format:
 * @path: of the file to be written; `-`: standard output
 * @format: (out): by its ending; standard output: SVG
 * @error: %CROW_USAGE_ERROR
 *
 * Returns: whether there is such a format
 */
gboolean
crow_cli_picture_parse_format (const char *path, CrowFormat *format, GError **error)
{
  *format = CROW_FORMAT_SVG;
  if (strcmp (path, "-") == 0 || crow_format_from_path (path, format))
    return TRUE;
  g_set_error (error, CROW_USAGE_ERROR, 0,
               "%s: the format goes by the ending, and it is none of .svg, .png, .pdf", path);
  return FALSE;
}

/**
 * crow_cli_picture_parse_looks:
 * @arguments: the command line: `--scale`, `--theme`
 * @options: what of them is set
 * @error: %CROW_USAGE_ERROR
 *
 * Returns: whether they can be meant so
 */
gboolean
crow_cli_picture_parse_looks (const CrowArguments *arguments,
                              CrowExportOptions *options,
                              GError **error)
{
  const char *text = crow_arguments_get (arguments, "scale");
  const char *theme = crow_arguments_get (arguments, "theme");
  char *end;

  options->theme = g_strcmp0 (theme, "dark") == 0 ? CROW_THEME_DARK : CROW_THEME_LIGHT;
  options->scale = 1;
  if (text == NULL)
    return TRUE;
  options->scale = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && isfinite (options->scale) && options->scale > 0)
    return TRUE;
  g_set_error (error, CROW_USAGE_ERROR, 0, "--scale is a number above 0, not \"%s\"", text);
  return FALSE;
}

/**
 * crow_cli_picture_parse_hops:
 * @arguments: the command line: `--hops`
 * @hops: (inout): untouched where it is not given
 * @error: %CROW_USAGE_ERROR
 *
 * Returns: whether it can be meant so
 */
gboolean
crow_cli_picture_parse_hops (const CrowArguments *arguments, guint *hops, GError **error)
{
  const char *text = crow_arguments_get (arguments, "hops");
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_HOPS, &number, NULL))
    {
      g_set_error (error, CROW_USAGE_ERROR, 0, "--hops is a number from 0, not \"%s\"", text);
      return FALSE;
    }
  *hops = (guint) number;
  return TRUE;
}

/**
 * crow_cli_picture_parse_only:
 * @arguments: the command line: `--only`, several times or with commas
 * @only: (out) (transfer full) (nullable): names of models; %NULL: it is not given
 * @error: %CROW_USAGE_ERROR
 *
 * Returns: whether it names one, where it is given
 */
gboolean
crow_cli_picture_parse_only (const CrowArguments *arguments, GStrv *only, GError **error)
{
  GPtrArray *values = crow_arguments_get_all (arguments, "only");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      g_auto (GStrv) models = g_strsplit (g_ptr_array_index (values, i), ",", -1);

      for (guint j = 0; models[j] != NULL; j++)
        if (*g_strstrip (models[j]) != '\0')
          {
            g_strv_builder_add (builder, models[j]);
            n++;
          }
    }
  if (values != NULL && n == 0)
    {
      g_set_error_literal (error, CROW_USAGE_ERROR, 0, "--only needs the name of a model");
      return FALSE;
    }
  if (n > 0)
    *only = g_strv_builder_end (builder);
  return TRUE;
}

/**
 * crow_cli_picture_parse_rows:
 * @arguments: the command line: `--rows`
 * @rows: what is meant where it is not given
 *
 * Returns: which rows tables show
 */
CrowRows
crow_cli_picture_parse_rows (const CrowArguments *arguments, CrowRows rows)
{
  static const struct
  {
    const char *name;
    CrowRows rows;
  } names[] = { { "all", CROW_ROWS_ALL },
                { "keys", CROW_ROWS_KEYS },
                { "none", CROW_ROWS_NONE },
                { "changed", CROW_ROWS_CHANGED } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (crow_arguments_get (arguments, "rows"), names[i].name) == 0)
      return names[i].rows;
  return rows;
}

/**
 * crow_cli_picture_focus:
 * @filter: what is to be drawn
 * @schema: what there is
 * @only: (nullable): names of models
 * @error: %CROW_ERROR_UNKNOWN
 *
 * Puts the models into the focus of @filter.
 *
 * Returns: whether all of them exist
 */
gboolean
crow_cli_picture_focus (CrowFilter *filter, const CrowSchema *schema, GStrv only, GError **error)
{
  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    {
      int model = crow_schema_find_model (schema, only[i]);

      if (model < 0)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The schema has no model `%s`",
                       only[i]);
          return FALSE;
        }
      crow_filter_names_add (filter->focus, crow_schema_get_model (schema, (guint) model)->key);
    }
  return TRUE;
}

/**
 * crow_cli_picture_report_models:
 * @schema: what there is
 * @only: names of models
 * @error: what went wrong: perhaps that one of them does not exist
 *
 * Prints @error, with the names that may have been meant by the first that does not exist.
 *
 * Returns: the exit status for it
 */
CrowExit
crow_cli_picture_report_models (const CrowSchema *schema, GStrv only, const GError *error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < schema->models->len; i++)
    g_ptr_array_add (names, crow_schema_get_model (schema, i)->name);
  for (guint i = 0; error->code == CROW_ERROR_UNKNOWN && only[i] != NULL; i++)
    if (crow_schema_find_model (schema, only[i]) < 0)
      return crow_cli_report_near (error, only[i], names);
  return crow_cli_report (error);
}

/**
 * crow_cli_picture_read_positions:
 * @source: a source
 * @colors: (out) (optional): as of crow_layout_file_read()
 *
 * What the window keeps beside the schema. A diagram without it is better than none: what is wrong
 * with the file goes to standard error.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 CrowPosition): by the models' keys
 */
GHashTable *
crow_cli_picture_read_positions (const CrowCliSource *source, GHashTable **colors)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = source->texts != NULL
                              ? crow_layout_file_find (source->source, source->texts)
                              : NULL;
  GHashTable *positions = path != NULL ? crow_layout_file_read (path, colors, &error) : NULL;

  if (error != NULL)
    crow_cli_print_message ("%s", error->message);
  return positions;
}
