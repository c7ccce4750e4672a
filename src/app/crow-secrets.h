#pragma once

#include "crow-connection.h"

G_BEGIN_DECLS

/* Passwords of databases in the user's keyring, one for each host, port, user and database. Only
 * for connections whose user has asked for it. Nothing here blocks, also where no keyring answers:
 * after a while the operation fails. */
void crow_secrets_lookup_async (CrowConnection *connection,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable): NULL without @error: the keyring has none. crow_secrets_wipe(). */
char *crow_secrets_lookup_finish (GAsyncResult *result, GError **error);

void crow_secrets_store_async (CrowConnection *connection,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean crow_secrets_store_finish (GAsyncResult *result, GError **error);

void crow_secrets_forget_async (CrowConnection *connection,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean crow_secrets_forget_finish (GAsyncResult *result, GError **error);

void crow_secrets_wipe (char *password);

G_END_DECLS
