#pragma once

#include "crow-cli-source.h"
#include "crow-export.h"
#include "crow-filter.h"

G_BEGIN_DECLS

/* What the commands that draw have in common: their options, taken from the command line.
 * CROW_USAGE_ERROR says what is wrong with one. */
#define CROW_PICTURE_OPTIONS                                                                       \
  { "theme", 0, CROW_OPTION_CHOICE, "light|dark", "colours (light)" },                             \
  {                                                                                                \
    "scale", 0, CROW_OPTION_STRING, "N", "PNG: device pixels per pixel (1)"                        \
  }

/* The format that the ending of @path asks for; -: SVG. */
gboolean crow_cli_picture_parse_format (const char *path, CrowFormat *format, GError **error);
/* --scale and --theme. */
gboolean crow_cli_picture_parse_looks (const CrowArguments *arguments,
                                       CrowExportOptions *options,
                                       GError **error);
/* --hops; @hops: (inout) untouched where it is not given. */
gboolean crow_cli_picture_parse_hops (const CrowArguments *arguments, guint *hops, GError **error);
/* --only; NULL where it is not given. */
gboolean crow_cli_picture_parse_only (const CrowArguments *arguments, GStrv *only, GError **error);
/* --rows; @rows where it is not given. */
CrowRows crow_cli_picture_parse_rows (const CrowArguments *arguments, CrowRows rows);

/* Puts the models called @only into the focus of @filter. CROW_ERROR_UNKNOWN: there is none. */
gboolean
crow_cli_picture_focus (CrowFilter *filter, const CrowSchema *schema, GStrv only, GError **error);
/* Reports @error, with models that may have been meant by the first of @only that is unknown. */
CrowExit crow_cli_picture_report_models (const CrowSchema *schema, GStrv only, const GError *error);

/* What the window keeps beside the schema; NULL: nothing. @colors: (out) (optional) as of
 * crow_layout_file_read(). */
GHashTable *crow_cli_picture_read_positions (const CrowCliSource *source, GHashTable **colors);

G_END_DECLS
