#include "crow-late.h"

#include <libpq-fe.h>

/* libpq brings the libraries of Kerberos, LDAP and two of TLS. */
static CrowLate libpq = { "libpq.so.5", 0 };

CROW_LATE (libpq, int, PQbackendPID, (const PGconn *conn), (conn))
CROW_LATE (libpq,
           int,
           PQcancel,
           (PGcancel * cancel, char *errbuf, int errbufsize),
           (cancel, errbuf, errbufsize))
CROW_LATE (libpq, void, PQclear, (PGresult * res), (res))
CROW_LATE (libpq, int, PQclientEncoding, (const PGconn *conn), (conn))
CROW_LATE (libpq, PostgresPollingStatusType, PQconnectPoll, (PGconn * conn), (conn))
CROW_LATE (libpq,
           PGconn *,
           PQconnectStartParams,
           (const char *const *keywords, const char *const *values, int expand_dbname),
           (keywords, values, expand_dbname))
CROW_LATE (libpq, int, PQconnectionNeedsPassword, (const PGconn *conn), (conn))
CROW_LATE (libpq, int, PQconnectionUsedPassword, (const PGconn *conn), (conn))
CROW_LATE (libpq, PQconninfoOption *, PQconninfo, (PGconn * conn), (conn))
CROW_LATE (libpq, void, PQconninfoFree, (PQconninfoOption * connOptions), (connOptions))
CROW_LATE (libpq,
           PQconninfoOption *,
           PQconninfoParse,
           (const char *conninfo, char **errmsg),
           (conninfo, errmsg))
CROW_LATE (libpq, int, PQconsumeInput, (PGconn * conn), (conn))
CROW_LATE (libpq, char *, PQdb, (const PGconn *conn), (conn))
CROW_LATE (libpq, int, PQenterPipelineMode, (PGconn * conn), (conn))
CROW_LATE (libpq, char *, PQerrorMessage, (const PGconn *conn), (conn))
CROW_LATE (libpq, int, PQexitPipelineMode, (PGconn * conn), (conn))
CROW_LATE (libpq, void, PQfinish, (PGconn * conn), (conn))
CROW_LATE (libpq, int, PQflush, (PGconn * conn), (conn))
CROW_LATE (libpq, void, PQfreeCancel, (PGcancel * cancel), (cancel))
CROW_LATE (libpq, void, PQfreemem, (void *ptr), (ptr))
CROW_LATE (libpq, PGcancel *, PQgetCancel, (PGconn * conn), (conn))
CROW_LATE (libpq, PGresult *, PQgetResult, (PGconn * conn), (conn))
CROW_LATE (libpq,
           int,
           PQgetisnull,
           (const PGresult *res, int tup_num, int field_num),
           (res, tup_num, field_num))
CROW_LATE (libpq,
           char *,
           PQgetvalue,
           (const PGresult *res, int tup_num, int field_num),
           (res, tup_num, field_num))
CROW_LATE (libpq, int, PQgssEncInUse, (PGconn * conn), (conn))
CROW_LATE (libpq, char *, PQhost, (const PGconn *conn), (conn))
CROW_LATE (libpq, char *, PQhostaddr, (const PGconn *conn), (conn))
CROW_LATE (libpq, int, PQisBusy, (PGconn * conn), (conn))
CROW_LATE (libpq, int, PQnfields, (const PGresult *res), (res))
CROW_LATE (libpq, int, PQntuples, (const PGresult *res), (res))
CROW_LATE (libpq,
           const char *,
           PQparameterStatus,
           (const PGconn *conn, const char *paramName),
           (conn, paramName))
CROW_LATE (libpq, char *, PQpass, (const PGconn *conn), (conn))
CROW_LATE (libpq, PGpipelineStatus, PQpipelineStatus, (const PGconn *conn), (conn))
CROW_LATE (libpq, int, PQpipelineSync, (PGconn * conn), (conn))
CROW_LATE (libpq, char *, PQport, (const PGconn *conn), (conn))
CROW_LATE (libpq,
           char *,
           PQresultErrorField,
           (const PGresult *res, int fieldcode),
           (res, fieldcode))
CROW_LATE (libpq, char *, PQresultErrorMessage, (const PGresult *res), (res))
CROW_LATE (libpq, ExecStatusType, PQresultStatus, (const PGresult *res), (res))
CROW_LATE (libpq,
           int,
           PQsendQueryParams,
           (PGconn * conn,
            const char *command,
            int nParams,
            const Oid *paramTypes,
            const char *const *paramValues,
            const int *paramLengths,
            const int *paramFormats,
            int resultFormat),
           (conn,
            command,
            nParams,
            paramTypes,
            paramValues,
            paramLengths,
            paramFormats,
            resultFormat))
CROW_LATE (libpq, int, PQserverVersion, (const PGconn *conn), (conn))
CROW_LATE (libpq,
           PGVerbosity,
           PQsetErrorVerbosity,
           (PGconn * conn, PGVerbosity verbosity),
           (conn, verbosity))
CROW_LATE (libpq,
           PQnoticeReceiver,
           PQsetNoticeReceiver,
           (PGconn * conn, PQnoticeReceiver proc, void *arg),
           (conn, proc, arg))
CROW_LATE (libpq, int, PQsetnonblocking, (PGconn * conn, int arg), (conn, arg))
CROW_LATE (libpq, int, PQsocket, (const PGconn *conn), (conn))
CROW_LATE (libpq,
           const char *,
           PQsslAttribute,
           (PGconn * conn, const char *attribute_name),
           (conn, attribute_name))
CROW_LATE (libpq, int, PQsslInUse, (PGconn * conn), (conn))
CROW_LATE (libpq, ConnStatusType, PQstatus, (const PGconn *conn), (conn))
CROW_LATE (libpq, PGTransactionStatusType, PQtransactionStatus, (const PGconn *conn), (conn))

CROW_LATE (libpq, const char *, pg_encoding_to_char, (int encoding), (encoding))
