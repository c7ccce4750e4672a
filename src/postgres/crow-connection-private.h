#pragma once

#include "crow-connection.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

/* The tests' own header has them too. */
#ifndef CROW_PQ_AUTOPTR
#define CROW_PQ_AUTOPTR
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)
#endif

/* The parameters of a PQconnectStartParams() call, in parallel and NULL-terminated; the texts are
 * borrowed, a secret's too. Setting a keyword again replaces it. */
typedef struct
{
  GPtrArray *keywords; /* (owned) (element-type utf8) */
  GPtrArray *values;   /* (owned) (element-type utf8) */
} CrowParameters;

CrowParameters *crow_parameters_new (void);
void crow_parameters_free (CrowParameters *self);
/* @keyword and @value must outlive @self; @value NULL takes the keyword out. */
void crow_parameters_set (CrowParameters *self, const char *keyword, const char *value);
/* PQconnectStartParams(): may look up a name and so block. Never NULL. */
PGconn *crow_parameters_start (CrowParameters *self);

/* All that was given, secrets too; borrowed from @self. */
CrowParameters *crow_connection_build_parameters (CrowConnection *self);
/* A PGconn with everything resolved (service, environment, defaults) that was never connected and
 * never will be: for PQconninfo(), PQhost(), PQport(). Its status is CONNECTION_BAD; where even
 * that was not possible (no such service) PQconninfo() has only libpq's defaults. */
PGconn *crow_connection_probe (CrowConnection *self);
/* The value that @conn has for @keyword, "" as NULL; never for a secret. (transfer full) */
char *crow_connection_read_option (PGconn *conn, const char *keyword);

/* A URI as Prisma takes it in the words of libpq; NULL: it has nothing of Prisma's own. May hold a
 * password, as @uri may, which the caller wipes. (transfer full) (nullable) */
char *crow_connection_translate (const char *uri);

/* `shop on db.example.org:5433`. (transfer full) */
char *crow_format_place (const char *database, const char *host, const char *port);

/* @text without @secret, raw, percent-encoded or with backslashes. (transfer full) */
char *crow_redact_secret (const char *text, const char *secret);

/* What PQconninfoParse() and PQconninfo() give. */
typedef PQconninfoOption CrowOptions;
void crow_options_free (CrowOptions *options);

gboolean crow_connection_is_secret_keyword (const char *keyword);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowOptions, crow_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowParameters, crow_parameters_free)

G_END_DECLS
