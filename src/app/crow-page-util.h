#pragma once

#include <gtk/gtk.h>

#include "crow-document.h"

G_BEGIN_DECLS

/* Removes every child of a box. */
void crow_page_clear (GtkWidget *box);
/* "schema.prisma, line 41" on a button that goes there; hidden where there is no file. */
void crow_page_show_place (GtkActionable *button,
                           GtkLabel *text,
                           CrowSchema *schema,
                           const CrowLocation *location);
/* Two columns, label and text, in @grid, each a row of its own; hides @group where there are none.
 * @facts: (element-type CrowFact) */
void crow_page_show_facts (GtkWidget *group, GtkGrid *grid, GPtrArray *facts);
/* "Copy the query": a button that activates "win.copy-text" with @query. */
GtkWidget *crow_page_create_copy_button (const char *query);
char *crow_page_count_models (guint n);    /* (transfer full) "6 models" */
char *crow_page_count_relations (guint n); /* (transfer full) "8 relations" */
char *crow_page_count_tables (guint n);    /* (transfer full) "6 tables" */

G_END_DECLS
