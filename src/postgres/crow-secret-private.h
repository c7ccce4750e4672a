#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text that must not be read by others: in pages of its own that are kept out of swap and core
 * files where the system allows, and overwritten before they are given back. Atomically reference
 * counted; any thread. */
typedef struct _CrowSecret CrowSecret;

CrowSecret *crow_secret_new (const char *text);
CrowSecret *crow_secret_ref (CrowSecret *self);
void crow_secret_unref (CrowSecret *self);
/* Valid while a reference is held. Never copy it into anything that is not wiped. */
const char *crow_secret_peek (const CrowSecret *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSecret, crow_secret_unref)

G_END_DECLS
