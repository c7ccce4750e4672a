#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* The problems of a schema, in its order. Activating one activates "win.show-problem" (index). */
#define CROW_TYPE_PROBLEMS_LIST (crow_problems_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowProblemsList, crow_problems_list, CROW, PROBLEMS_LIST, GtkWidget)

void crow_problems_list_set_schema (CrowProblemsList *self, CrowSchema *schema); /* (nullable) */

G_END_DECLS
