#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;
  GHashTable *attributes; /* (element-type utf8 utf8) */
  GString *text;          /* directly in it */
  int parent;             /* index, or -1 */
} CrowSvgElement;

/* Every element of a well-formed document, in document order, or the test ends. */
GPtrArray *crow_svg_read (GBytes *svg);
const char *crow_svg_get (const CrowSvgElement *element, const char *attribute); /* or NULL */
double crow_svg_get_number (const CrowSvgElement *element, const char *attribute);
/* First element of the group @group (an index; -1: all) with attribute=value; index or -1. */
int crow_svg_find (GPtrArray *elements, int group, const char *attribute, const char *value);
guint crow_svg_count (GPtrArray *elements, const char *attribute, const char *value); /* nullable */

G_END_DECLS
