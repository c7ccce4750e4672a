#pragma once

#include "crow-prisma.h"

G_BEGIN_DECLS

/* Is it an error that stops what works on a whole schema: an edit, a migration? */
gboolean crow_damage_is_error (const CrowDiagnostic *diagnostic);
/* Does @prisma have such an error, apart from what comes of a byte order mark? */
gboolean crow_damage_check (CrowPrisma *prisma);

G_END_DECLS
