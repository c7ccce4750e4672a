#include "crow-session-private.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

/* What to do about a SQLSTATE; a class of two letters stands for all of it that is not named. */
typedef struct
{
  const char *sqlstate;
  const char *advice;
} Advice;

static const Advice for_queries[] = {
  { "22021", "The database holds bytes that are no text in its encoding; they cannot be shown." },
  { "23502", "Give the rows a value first, or let the column be empty." },
  { "23503", "Rows without a parent are in the way: delete them, or give them one." },
  { "25006", "This session, database or role is read-only: connect to the primary server, or with "
             "a role that may write." },
  { "25P02", "An earlier statement of this transaction failed; it has to be rolled back." },
  { "25P03", "The transaction was left open too long and is rolled back. Try again." },
  { "40001", "Another session changed the same at the same moment. Try again." },
  { "40P01", "Two sessions waited for each other, and this one had to give way. Try again." },
  { "42501", "Connect as the owner of the table, or ask its owner for the right." },
  { "42601", "This server does not know that statement: it may be too old for it." },
  { "42704", "It is not there any more: read the database again." },
  { "42710", "Something of that name exists already: read the database again." },
  { "42P01", "The table is not there any more: read the database again." },
  { "53100", "The server's disk is full: make room there, then try again." },
  { "53200", "The server is out of memory: try again when it is less busy." },
  { "53300", "Too many connections are open: close some, or ask for a higher max_connections." },
  { "53400", "A limit of the server's configuration is reached." },
  { "54", "This is beyond a limit of the server." },
  { "55006", "The table is in use in this very transaction." },
  { "55P03", "Another session holds a lock on the table. Try again when it has finished." },
  { "57014",
    "The statement ran into statement_timeout, or somebody cancelled it. Try again, or set "
    "a longer time with options=-cstatement_timeout=…" },
  { "57P01", "An administrator ended this session. Connect again." },
  { "57P02", "The server crashed and is recovering. Connect again in a moment." },
  { "57P03", "The server is starting up or shutting down. Try again in a moment." },
  { "57P05", "The session was idle too long for the server. Connect again." },
  { "58", "The server has a problem with its own files: its log says more." },
  { "XX", "This is an error inside the server: its log says more." },
};

static const Advice for_connecting[] = {
  { "08P01", "What answers there does not take this way to connect: it may be a pooler, or no "
             "PostgreSQL server at all. Its log says more." },
  { "0A000", "What answers there does not take this way to connect: it may be a pooler, or no "
             "PostgreSQL server at all. Its log says more." },
  { "28000", "The server does not let this user in from here: check the user name, database and "
             "sslmode, or ask its administrator for an entry in pg_hba.conf." },
  { "28P01", "Check the user name and the password." },
  { "3D000", "Check the name of the database." },
  { "42501", "This role may not connect to that database: ask for GRANT CONNECT." },
  { "53300", "Too many connections are open: close some, or ask for a higher max_connections." },
  { "55000", "That database takes no connections: choose another." },
  { "57P03", "The server is starting up or shutting down. Try again in a moment." },
};

static const char *
find_advice (const Advice *table, gsize n, const char *sqlstate)
{
  for (gsize i = 0; i < n; i++)
    if (*sqlstate != '\0' && g_str_has_prefix (sqlstate, table[i].sqlstate))
      return table[i].advice;
  return NULL;
}

/**
 * crow_advise_query:
 * @sqlstate: the code of a failed statement, or ""
 *
 * Returns: (transfer none) (nullable): a sentence on what to do
 */
const char *
crow_advise_query (const char *sqlstate)
{
  return find_advice (for_queries, G_N_ELEMENTS (for_queries), sqlstate);
}

/* libpq's words may be translated, those of the C library and OpenSSL are then the same ones that
 * it put in. */
static gboolean
has_errno (const char *words, int code)
{
  return strstr (words, g_strerror (code)) != NULL;
}

static gboolean
has_lookup_error (const char *words)
{
  static const int codes[] = { EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_NODATA };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strstr (words, gai_strerror (codes[i])) != NULL)
      return TRUE;
  return FALSE;
}

static const char *
advise_tls (const char *words, const char *mode)
{
  if (strstr (words, "certificate verify failed") != NULL)
    return "The server's certificate is not signed by anyone that sslrootcert trusts: set "
           "sslrootcert to the file of the authority that signed it.";
  if (strstr (words, "does not match host name") != NULL)
    return "The certificate is for another name: connect by the name that is in it, or use "
           "sslmode=verify-ca.";
  if (strstr (words, "root certificate file") != NULL)
    return "Set sslrootcert to the file of the authority that signed the server's certificate, or "
           "to \"system\" where libpq is 16 or newer.";
  if (strstr (words, "does not support SSL") != NULL)
    return "The server has no TLS, and sslmode asks for it: turn on TLS there, or, where nobody "
           "can listen in between, connect with sslmode=prefer.";
  if (mode != NULL && g_str_has_prefix (mode, "verify"))
    return "The encrypted connection could not be made: check sslmode and sslrootcert.";
  return NULL;
}

static const char *
advise_words (const char *words)
{
  if (has_errno (words, ECONNREFUSED))
    return "Is the server running there? Check host and port.";
  if (has_errno (words, ENOENT))
    return "There is no server's socket in that folder: is the server running? Check host (the "
           "socket's folder) and port.";
  if (has_errno (words, EACCES) || has_errno (words, EPERM))
    return "This account may not open the server's socket.";
  if (has_lookup_error (words))
    return "There is no host of that name, or it cannot be looked up now. Check the host, and the "
           "network.";
  if (has_errno (words, EHOSTUNREACH) || has_errno (words, ENETUNREACH) ||
      has_errno (words, ETIMEDOUT))
    return "The host cannot be reached: check the host, the network, and firewalls.";
  if (strstr (words, "definition of service") != NULL || strstr (words, "service file") != NULL)
    return "Check the name of the service, and the file ~/.pg_service.conf (PGSERVICEFILE).";
  if (strstr (words, "invalid response") != NULL ||
      strstr (words, "expected authentication") != NULL || strstr (words, "AUTH_REQ") != NULL ||
      strstr (words, "lost synchronization") != NULL ||
      strstr (words, "unexpected response") != NULL || strstr (words, "invalid SSL") != NULL)
    return "What answers there does not speak PostgreSQL: check host and port.";
  if (strstr (words, "authentication method") != NULL || strstr (words, "SASL") != NULL)
    return "The server wants a way to prove who you are that this libpq does not have: a newer one "
           "may, or its administrator may allow scram-sha-256 in pg_hba.conf.";
  if (strstr (words, "closed the connection unexpectedly") != NULL || has_errno (words, ECONNRESET))
    return "What answers there hung up: is it a PostgreSQL server, and does it let this host in? "
           "Its log says more.";
  return NULL;
}

/* The several reasons of a 28000, where the server says them in English. */
static const char *
advise_access (const char *words)
{
  if (strstr (words, "no encryption") != NULL || strstr (words, "SSL off") != NULL)
    return "The server has no entry in pg_hba.conf that lets this user in from here without "
           "encryption: try sslmode=require, or ask its administrator for an entry.";
  if (strstr (words, "pg_hba.conf") != NULL)
    return "Ask the server's administrator for an entry in pg_hba.conf that lets this user in from "
           "here.";
  if (strstr (words, "does not exist") != NULL)
    return "Check the user name.";
  if (strstr (words, "not permitted to log in") != NULL)
    return "This role is a group without a login: connect as one of its members.";
  if (strstr (words, "eer authentication") != NULL)
    return "Over a socket the server wants the name of your own account as the user: leave the "
           "user out, or connect with host=localhost and a password.";
  return NULL;
}

/* What a pooler says with its one code, as pgbouncer words it. */
static const char *
advise_pooler (const char *words)
{
  if (strstr (words, "startup parameter") != NULL || strstr (words, "command-line options") != NULL)
    return "A pooler answers there that takes no options: leave them out (options, PGOPTIONS).";
  if (strstr (words, "does not exist") != NULL || strstr (words, "no such database") != NULL)
    return "Check the name of the database, and of the user.";
  if (strstr (words, "uth") != NULL)
    return "Check the user name and the password.";
  return NULL;
}

/**
 * crow_advise_connect:
 * @connection: where to
 * @conn: the connection that failed
 * @failure: what was said
 *
 * Returns: (transfer full) (nullable): a sentence on what to do
 */
char *
crow_advise_connect (CrowConnection *connection, PGconn *conn, const CrowFailure *failure)
{
  g_autofree char *mode = crow_connection_read_option (conn, "sslmode");
  const char *advice = NULL;

  if (PQconnectionNeedsPassword (conn))
    return g_strdup ("The server wants a password.");
  if (strcmp (failure->sqlstate, "28000") == 0)
    advice = advise_access (failure->words);
  if (strcmp (failure->sqlstate, "08P01") == 0 || strcmp (failure->sqlstate, "0A000") == 0)
    advice = advise_pooler (failure->words);
  if (advice == NULL)
    advice = find_advice (for_connecting, G_N_ELEMENTS (for_connecting), failure->sqlstate);
  if (advice == NULL && failure->sqlstate[0] != '\0')
    advice = crow_advise_query (failure->sqlstate);
  if (advice == NULL && failure->sqlstate[0] == '\0')
    advice = advise_words (failure->words);
  if (advice == NULL && failure->sqlstate[0] == '\0')
    advice = advise_tls (failure->words, mode);
  return g_strdup (advice);
}
