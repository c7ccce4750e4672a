#pragma once

#include "crow-test.h"

G_BEGIN_DECLS

/* Stands between a client and a server: adds delay, counts round trips, cuts. One thread of its
 * own; every function may be called from any other. */
typedef struct _CrowTestRelay CrowTestRelay;

typedef enum {
  CROW_TEST_CUT_BEFORE, /* the server never gets what has the text in it */
  CROW_TEST_CUT_AFTER,  /* the server gets it and answers, and nobody hears the answer */
} CrowTestCut;

/* In front of the server of @uri (its first host, a socket's folder too; port), listening on
 * 127.0.0.1. @delay: microseconds each way. */
CrowTestRelay *crow_test_relay_start (const char *uri, gint64 delay);
void crow_test_relay_stop (CrowTestRelay *self);

/* The same database and user, by way of the relay, without TLS. (transfer full) */
char *crow_test_relay_make_uri (CrowTestRelay *self, const char *uri);
guint crow_test_relay_get_port (CrowTestRelay *self);
void crow_test_relay_set_delay (CrowTestRelay *self, gint64 delay);

/* How often a client sent something after it had heard from the server, or for the first time:
 * what waits for nothing is one trip, however many packets it has. Since the start or the last
 * reset; all connections together. */
guint crow_test_relay_count_trips (CrowTestRelay *self);
void crow_test_relay_reset_trips (CrowTestRelay *self);
guint64 crow_test_relay_count_bytes (CrowTestRelay *self); /* from the server, since the start */
guint crow_test_relay_count_connections (CrowTestRelay *self); /* since the start */

/* From now on nothing goes through any more, either way, and nobody is told. */
void crow_test_relay_freeze (CrowTestRelay *self, gboolean frozen);
/* Closes every connection now. With @refuse it also takes no new ones (they are closed at once). */
void crow_test_relay_cut (CrowTestRelay *self, gboolean refuse);
/* Cuts the connection, once, on which a client says @text (in one piece). NULL: no more. */
void crow_test_relay_cut_at (CrowTestRelay *self, const char *text, CrowTestCut when);
gboolean crow_test_relay_has_cut (CrowTestRelay *self); /* did cut_at() happen? */

/* One message of the server, type and length first, before it goes to the client: may be changed in
 * any way, or emptied to drop it. In the relay's thread; must not call the relay. */
typedef void (*CrowTestFilter) (GByteArray *message, gpointer user_data);
void crow_test_relay_set_filter (CrowTestRelay *self, CrowTestFilter filter, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestRelay, crow_test_relay_stop)

G_END_DECLS
