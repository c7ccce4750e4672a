#pragma once

#include "crow-diagram.h"
#include "crow-theme.h"

G_BEGIN_DECLS

typedef enum { CROW_FORMAT_SVG, CROW_FORMAT_PNG, CROW_FORMAT_PDF } CrowFormat;

typedef struct
{
  CrowFormat format;
  CrowThemeKind theme;
  CrowLabels labels;
  double scale;        /* PNG: device pixels per px, more than 0 */
  const char *title;   /* (nullable) the SVG's <title>, the PDF's title */
  const char *heading; /* (nullable) a line above the picture, and in the SVG's <desc> */
  const char
      *note; /* (nullable) sentences: what is not shown; in the legend and the SVG's <desc> */
  GCancellable *cancellable; /* (nullable) */
} CrowExportOptions;

/* By the ending of @path; FALSE where it is none of ours. */
gboolean crow_format_from_path (const char *path, CrowFormat *format);

/* The options' scale, or the largest that an image can have where that is less. */
double crow_export_find_scale (const CrowDiagram *diagram, const CrowExportOptions *options);

/* The whole file in memory; the same bytes for the same diagram and options. CROW_ERROR_SOURCE:
 * cairo cannot make an image that large (the message says which scale would fit).
 * G_IO_ERROR_CANCELLED. */
GBytes *crow_export (CrowDiagram *diagram, const CrowExportOptions *options, GError **error);

G_END_DECLS
