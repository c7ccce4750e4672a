#pragma once

#include <gtk/gtk.h>

#include "crow-plans.h"

G_BEGIN_DECLS

/* A script for a database: its SQL, and beside it (below it, where it is narrow) the choice of the
 * plan, what to beware of, and statement by statement what it locks and who waits. A choice
 * activates "win.set-plan". */
#define CROW_TYPE_SCRIPT_PAGE (crow_script_page_get_type ())
G_DECLARE_FINAL_TYPE (CrowScriptPage, crow_script_page, CROW, SCRIPT_PAGE, GtkWidget)

/* Returns why there is no script. (nullable) */
const char *
crow_script_page_show (CrowScriptPage *self, CrowPlans *plans, CrowPlan plan, gboolean is_down);
char *crow_script_page_dup_text (CrowScriptPage *self); /* (transfer full) */
/* Selects the first statement that serves a relation; FALSE: there is none. */
gboolean crow_script_page_show_relation (CrowScriptPage *self, const char *relation);

/* What a script warns of, as cards, into @box; used where it is applied, too. */
void crow_script_page_fill_warnings (GtkWidget *box, const CrowScript *script);
/* A card with the queries that list rows without a parent. */
void crow_script_page_fill_queries (GtkWidget *box, const CrowScript *script);

G_END_DECLS
