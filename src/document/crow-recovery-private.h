#pragma once

#include "crow-recovery.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): what the bytes of a file mean; NULL: nothing that can be used. */
typedef gpointer (*CrowRecoveryReadFunc) (GBytes *content, gpointer data);

gboolean crow_recovery_write (CrowRecovery *self, GVariant *content, GError **error);
gpointer crow_recovery_find (const char *folder,
                             const char *id,
                             CrowRecoveryReadFunc func,
                             gpointer data,
                             CrowRecovery **left);

G_END_DECLS
