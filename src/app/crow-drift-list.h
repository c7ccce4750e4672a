#pragma once

#include <gtk/gtk.h>

#include "crow-drift.h"

G_BEGIN_DECLS

/* Where a schema file and a database disagree, foreign key by foreign key; what is equal is folded.
 * Its buttons activate "win.take-schema" and "win.take-database". */
#define CROW_TYPE_DRIFT_LIST (crow_drift_list_get_type ())
G_DECLARE_FINAL_TYPE (CrowDriftList, crow_drift_list, CROW, DRIFT_LIST, GtkWidget)

/* @drift: (nullable) copied */
void crow_drift_list_set_drift (CrowDriftList *self, const CrowDrift *drift);

G_END_DECLS
