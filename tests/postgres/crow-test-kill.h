#pragma once

#include "crow-test-server.h"

G_BEGIN_DECLS

/* SIGKILL to the postmaster and to every process of its: as when the machine loses power. */
void crow_test_server_kill (const CrowTestServer *self);
/* Starts it again in its folder; returns when it answers. */
void crow_test_server_restart (const CrowTestServer *self);

G_END_DECLS
