#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* A name as the command line writes it: `\\`, and each of @hidden behind a backslash. */
void crow_cli_append_name (GString *text, const char *name, const char *hidden);
/* A cell of a line: `\t` and `\n`. */
void crow_cli_append_cell (GString *text, const char *cell);
/* `posts`, or `blog.posts`: see cli.md of the product. */
void crow_cli_append_table (GString *text,
                            const CrowSchema *schema,
                            const char *namespace_,
                            const char *table);
/* @text for a terminal, which would obey control characters; valid UTF-8. (transfer full) */
char *crow_cli_print_visibly (const char *text);
/* @cells: (element-type utf8) row by row, @n_columns each; columns stand below each other. */
void crow_cli_append_rows (GString *text, const GPtrArray *cells, guint n_columns);

G_END_DECLS
