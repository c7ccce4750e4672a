#pragma once

#include <gio/gio.h>

#include "crow-error.h"

G_BEGIN_DECLS

/* Where to connect, and as whom: libpq's parameters (PostgreSQL manual, 34.1.2), as the user gave
 * them and not more: what is left out comes from a service file, PG* variables, .pgpass and libpq's
 * own defaults when the session opens. Immutable, atomically reference counted; any thread. The
 * password is in locked-up memory of its own and comes out nowhere but in crow_session_open(). */
typedef struct _CrowConnection CrowConnection;

/* A URI, one with Prisma's own parameters too, or a key=value string. CROW_ERROR_SOURCE: what is
 * wrong with it, without its password. */
CrowConnection *crow_connection_parse (const char *text, GError **error);
/* From parts, as a form has them: pairs of keyword and value, NULL-terminated; NULL and "" values
 * are left out. */
CrowConnection *crow_connection_new (const char *const *pairs, GError **error);
CrowConnection *crow_connection_ref (CrowConnection *self);
void crow_connection_unref (CrowConnection *self);

/* The value as given, or NULL; never "password", "sslpassword" or what else is secret. */
const char *crow_connection_get (CrowConnection *self, const char *keyword);
/* The value that will be in force: given, of the service, the environment, or libpq's default. */
char *crow_connection_resolve (CrowConnection *self, const char *keyword);
gboolean crow_connection_has_password (CrowConnection *self);
/* The same connection with another password (NULL: none) or parameter. (transfer full) */
CrowConnection *crow_connection_with_password (CrowConnection *self, const char *password);
CrowConnection *crow_connection_with (CrowConnection *self, const char *keyword, const char *value);

/* Without secrets, and parsed again the same: for recent lists, titles and messages. */
char *crow_connection_build_uri (CrowConnection *self);
char *crow_connection_build_conninfo (CrowConnection *self); /* key='value' … */
char *crow_connection_build_title (CrowConnection *self);    /* `shop on db.example.org` */
/* A stable name for this database's files: same host, port and database, same name; a file name. */
char *crow_connection_build_slug (CrowConnection *self);
/* The first namespace of the search_path in its `options`, which is what Prisma's `?schema=` is
 * read as; NULL: it says none. (transfer full) */
char *crow_connection_build_namespace (CrowConnection *self);
/* @text without any password of this connection, without `user:pw@` and `password=…`. */
char *crow_connection_redact (CrowConnection *self, const char *text);
/* @text without what looks like a password in it, whose ever: `//user:***@`, `password=***`.
 * (transfer full) */
char *crow_redact_patterns (const char *text);
gboolean crow_connection_is_local (CrowConnection *self); /* a socket or this machine */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowConnection, crow_connection_unref)

G_END_DECLS
