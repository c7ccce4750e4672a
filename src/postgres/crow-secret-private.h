#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text that must not be read by others: in pages of its own that are kept out of swap and core
 * files where the system allows, and overwritten before they are given back. Never changed; any
 * thread. */
typedef struct _CrowSecret CrowSecret;

CrowSecret *crow_secret_new (const char *text);
void crow_secret_free (CrowSecret *self);
/* Valid until it is freed. Never copy it into anything that is not wiped. */
const char *crow_secret_peek (const CrowSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSecret, crow_secret_free)

G_END_DECLS
