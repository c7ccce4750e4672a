#pragma once

#include "crow-test.h"

G_BEGIN_DECLS

/* A server that is none: listens on 127.0.0.1 and talks the protocol as badly as a test wants. */
typedef struct _CrowTestFake CrowTestFake;

/* One connection, in a thread of its own; @fd is closed after it. */
typedef void (*CrowTestTalk) (int fd, gpointer user_data);

/* @talk NULL: a black hole; the kernel shakes hands, and nobody ever answers. */
CrowTestFake *crow_test_fake_start (CrowTestTalk talk, gpointer user_data);
/* The same at another address of this machine (127.0.0.2) and the port of @other. */
CrowTestFake *crow_test_fake_start_beside (CrowTestFake *other,
                                           const char *address,
                                           CrowTestTalk talk,
                                           gpointer user_data);
/* A black hole that does not even shake hands: its backlog is full. */
CrowTestFake *crow_test_fake_start_full (void);
void crow_test_fake_stop (CrowTestFake *self);
guint crow_test_fake_get_port (CrowTestFake *self);
guint crow_test_fake_count (CrowTestFake *self); /* connections taken */

/* What a client sends first, as `key=value` lines; SSL and GSS are declined before. NULL: it is
 * gone, or asks to cancel. (transfer full) */
char *crow_test_fake_read_startup (int fd);
/* The type of the next message, whose body goes to @body; 0: gone. (transfer full) (optional) */
char crow_test_fake_read (int fd, GBytes **body);
void crow_test_fake_write (int fd, const void *data, gsize length);
void crow_test_fake_send (int fd, char type, const void *body, gsize length);
void
crow_test_fake_send_error (int fd, const char *severity, const char *sqlstate, const char *words);
void crow_test_fake_send_parameter (int fd, const char *name, const char *value);
/* AuthenticationOk, the usual parameters, BackendKeyData, ReadyForQuery. */
void crow_test_fake_welcome (int fd, const char *server_version);
/* One row of text and CommandComplete; for the extended protocol, up to ReadyForQuery. */
void crow_test_fake_answer (int fd, const char *const *cells);
/* Reads on to the next Sync. FALSE: gone. */
gboolean crow_test_fake_await_sync (int fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestFake, crow_test_fake_stop)

G_END_DECLS
