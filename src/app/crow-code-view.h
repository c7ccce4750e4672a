#pragma once

#include <gtksourceview/gtksource.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* A read-only text with highlighting, line numbers and the window's light or dark style. */
#define CROW_TYPE_CODE_VIEW (crow_code_view_get_type ())
G_DECLARE_FINAL_TYPE (CrowCodeView, crow_code_view, CROW, CODE_VIEW, GtkSourceView)

void crow_code_view_set_text (CrowCodeView *self, const char *text, const char *language);
/* Underlines what is wrong with file @file of @schema, which the text is; NULL: nothing. */
void crow_code_view_set_problems (CrowCodeView *self, CrowSchema *schema, guint file);
char *crow_code_view_dup_text (CrowCodeView *self);             /* (transfer full) */
void crow_code_view_show_line (CrowCodeView *self, guint line); /* from 1 */

/* Adds to the end and keeps it in sight. */
void crow_code_view_append (CrowCodeView *self, const char *text);

G_END_DECLS
