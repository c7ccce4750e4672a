#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Half-open byte range [start, end) in a file's UTF-8 text. */
typedef struct
{
  guint32 start;
  guint32 end;
} CrowSpan;

/* A place in a schema of one or several files. */
typedef struct
{
  guint file; /* index into the schema's files */
  CrowSpan span;
} CrowLocation;

/* One file of a schema, as read: immutable, atomically reference counted. */
typedef struct _CrowSourceFile CrowSourceFile;

CrowSourceFile *crow_source_file_new (const char *name, GBytes *content);
CrowSourceFile *crow_source_file_ref (CrowSourceFile *self);
void crow_source_file_unref (CrowSourceFile *self);

/* As the user knows it: the path below the opened folder, or the file's name; "<stdin>". */
const char *crow_source_file_get_name (const CrowSourceFile *self);
GBytes *crow_source_file_get_content (const CrowSourceFile *self); /* (transfer none) */
const char *crow_source_file_get_text (const CrowSourceFile *self, gsize *length);

/* 1-based line and column of a byte offset; the column counts code points. O(log lines). */
void
crow_source_file_locate (const CrowSourceFile *self, guint32 offset, guint *line, guint *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSourceFile, crow_source_file_unref)

G_END_DECLS
