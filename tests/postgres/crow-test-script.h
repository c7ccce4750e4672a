#pragma once

#include "crow-script.h"

G_BEGIN_DECLS

/* Scripts by hand, as the reference of the product, section 2.2, writes them, for what a planner
 * would not make: "online", "simple" and "swap" for one foreign key. */
CrowScript *crow_test_script_new (const char *plan,
                                  const CrowConstraint *before,
                                  const CrowConstraint *after,
                                  guint32 oid);
/* `child_pid_fkey` of `app.child (pid)` to `app.parent (id)`. */
CrowConstraint *crow_test_constraint_new (CrowAction on_delete);

G_END_DECLS
