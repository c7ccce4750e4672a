#pragma once

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Is @prisma too damaged for what works on a whole schema: an edit, a migration? What comes of a
 * byte order mark does not count. */
gboolean crow_damage_check (CrowPrisma *prisma);

G_END_DECLS
