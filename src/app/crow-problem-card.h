#pragma once

#include <gtk/gtk.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* A problem with its one-click fix, for the inspector. The fix activates "win.add-index". */
#define CROW_TYPE_PROBLEM_CARD (crow_problem_card_get_type ())
G_DECLARE_FINAL_TYPE (CrowProblemCard, crow_problem_card, CROW, PROBLEM_CARD, GtkWidget)

GtkWidget *crow_problem_card_new (CrowSchema *schema, const CrowDiagnostic *diagnostic);
const char *crow_severity_get_title (CrowSeverity severity);
const char *crow_severity_get_icon_name (CrowSeverity severity);
const char *crow_severity_get_css_class (CrowSeverity severity);

G_END_DECLS
