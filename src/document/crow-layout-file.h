#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CROW_LAYOUT_FILE_NAME "crowsfoot.layout"

/* The top left corner of a table, in px: two doubles, as the layout's CrowPoint. */
typedef struct
{
  double x;
  double y;
} CrowPosition;

CrowPosition *crow_position_new (double x, double y);

/* A table of positions, (element-type utf8 CrowPosition), which owns both. */
GHashTable *crow_positions_new (void);
GHashTable *crow_positions_copy (GHashTable *self);
/* Brings to @to what changed between @before and @after. */
void crow_positions_carry (GHashTable *before, GHashTable *after, GHashTable *to);

/* A table of colours, (element-type utf8 guint), which owns its keys: bands chosen by hand. */
GHashTable *crow_colors_new (void);
GHashTable *crow_colors_copy (GHashTable *self);
void crow_colors_carry (GHashTable *before, GHashTable *after, GHashTable *to);
/* 1 to %CROW_N_COLORS by the word of the file; 0: a word that this version does not know. */
#define CROW_N_COLORS 10
guint crow_color_from_word (const char *word);
const char *crow_color_to_word (guint color);

/* Where the positions of a source are kept: beside a file, in a folder; NULL for standard input.
 * @texts: (element-type CrowSourceText) what crow_source_read() gave. */
char *crow_layout_file_find (const char *source, GPtrArray *texts);

/* Reads the positions that @path holds; no such file: none. CROW_ERROR_SOURCE: it cannot be read or
 * is of a later version. @colors: (out) (optional) (transfer full) (nullable) and the colours. */
GHashTable *crow_layout_file_read (const char *path, GHashTable **colors, GError **error);

/* Brings what changed between @before and @after (both as read or edited), and between the colours
 * (both NULL: none did), into the file as it is now: other lines stay. No file is made where there
 * is nothing to say. */
gboolean crow_layout_file_write (const char *path,
                                 GHashTable *before,
                                 GHashTable *after,
                                 GHashTable *colors_before,
                                 GHashTable *colors_after,
                                 GError **error);

G_END_DECLS
