#pragma once

#include <gtk/gtk.h>

#include "crow-document.h"

G_BEGIN_DECLS

/* The inspector where nothing is selected: how many relations do what. */
#define CROW_TYPE_SUMMARY_PAGE (crow_summary_page_get_type ())
G_DECLARE_FINAL_TYPE (CrowSummaryPage, crow_summary_page, CROW, SUMMARY_PAGE, GtkWidget)

void crow_summary_page_show (CrowSummaryPage *self, CrowDocument *document);

G_END_DECLS
