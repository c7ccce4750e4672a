#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The manual: its contents, which can be searched, and its pages, which come with the program. */
#define CROW_TYPE_HELP_WINDOW (crow_help_window_get_type ())
G_DECLARE_FINAL_TYPE (CrowHelpWindow, crow_help_window, CROW, HELP_WINDOW, AdwWindow)

/* (transfer none): to be presented */
CrowHelpWindow *crow_help_window_new (void);
/* @page: "picture"; NULL or unknown: the contents */
void crow_help_window_show_page (CrowHelpWindow *self, const char *page);
const char *crow_help_window_get_page (CrowHelpWindow *self); /* (nullable) */

/* (transfer full): the names of all pages, in their order */
char **crow_help_list_pages (void);
/* (transfer full) (nullable): in the user's language where there is one, else in English */
char *crow_help_read_page (const char *page);
/* (transfer none): what explains @widget (nullable), or where it is; NULL: nothing in particular */
const char *crow_help_find_topic (GtkWidget *widget);

G_END_DECLS
