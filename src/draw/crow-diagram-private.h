#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* Does it lie outside the focus? */
gboolean crow_diagram_is_model_faded (const CrowDiagram *self, guint model);
gboolean crow_diagram_is_relation_faded (const CrowDiagram *self, guint relation);
/* px: a whole number */
double crow_label_measure (const CrowRelation *relation, gboolean has_problem);

G_END_DECLS
