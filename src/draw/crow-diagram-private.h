#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* By relation: TRUE where a warning or an error is about it. (transfer full) */
guint8 *crow_schema_find_problems (const CrowSchema *schema);
/* px: a whole number */
double crow_label_measure (const CrowRelation *relation, gboolean has_problem);

G_END_DECLS
