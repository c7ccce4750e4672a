#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* The blog of the schema's tests, laid out. */
CrowDiagram *crow_test_make_blog_diagram (void);
/* @n tables of 3 to 14 rows with about 1.6 relations each, some tables much referred to; the same
 * for the same @n. */
CrowDiagram *crow_test_make_web (guint n);
CrowDiagram *crow_test_layout (CrowSchema *schema);
/* On the relation's line, beside the child's row, where no other relation runs. */
CrowPoint crow_test_point_on_edge (const CrowDiagram *diagram, guint relation);

G_END_DECLS
