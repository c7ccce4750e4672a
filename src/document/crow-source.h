#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file of a source as it was read. */
typedef struct
{
  char *name;      /* (owned) as the user knows it: below the opened folder */
  char *path;      /* (owned) (nullable) NULL: standard input */
  char *etag;      /* (owned) (nullable) */
  GBytes *content; /* (owned) valid UTF-8, a BOM kept */
} CrowSourceText;

void crow_source_text_free (CrowSourceText *self);

/* Reads a SOURCE of cli.md: a .prisma file; a folder (every .prisma below it, sorted by name); "-".
 * (element-type CrowSourceText). CROW_ERROR_SOURCE: missing, unreadable, no schema in the folder,
 * binary, invalid UTF-8 (with line and column), and what to do. Blocking; any thread. */
GPtrArray *crow_source_read (const char *source, GCancellable *cancellable, GError **error);

/* A text that was read elsewhere; it has no path. @shown: how messages call it. (transfer full)
 * (nullable) CROW_ERROR_SOURCE: it is no text that a schema may be. */
CrowSourceText *
crow_source_text_new (const char *name, const char *shown, GBytes *content, GError **error);

/* What the source is called: `schema.prisma`, the folder's name, `<stdin>`; UTF-8. @texts: what
 * crow_source_read() gave. */
char *crow_source_build_title (const char *source, GPtrArray *texts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSourceText, crow_source_text_free)

G_END_DECLS
