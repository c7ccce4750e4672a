#pragma once

#include "crow-prisma.h"
#include "crow-recovery.h"

G_BEGIN_DECLS

typedef enum {
  CROW_RESTORE_NOTHING, /* the disk has the edits already */
  CROW_RESTORE_EXACT,   /* the disk is what was edited */
  CROW_RESTORE_MERGED,  /* it was changed since, elsewhere */
  CROW_RESTORE_REFUSED, /* it was changed in the same lines, or a file is gone */
} CrowRestore;

/* Brings edits to what the disk says now. */
CrowRestore crow_recovery_restore (CrowRecoveryContent *content,
                                   CrowPrisma *prisma,
                                   GPtrArray *texts,
                                   CrowPrisma **restored);

G_END_DECLS
