#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* px: a whole number */
double crow_label_measure (const CrowRelation *relation, gboolean has_problem);

G_END_DECLS
