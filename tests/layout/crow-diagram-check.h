#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

void crow_test_check_diagrams (CrowSchema *schema, const char *name);

G_END_DECLS
