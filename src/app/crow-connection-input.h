#pragma once

#include "crow-connection.h"

G_BEGIN_DECLS

/* What somebody typed or pasted to say where a database is: a URI, a key=value string, a line of a
 * .env file or all of it, with quotes, in the dialect of Prisma, JDBC or SQLAlchemy. */
typedef struct
{
  char *text;            /* (owned) for libpq, without secrets; "" if there was nothing */
  char *password;        /* (owned) (nullable) */
  char *key_password;    /* (owned) (nullable) "sslpassword" */
  char **namespaces;     /* (owned) (nullable) Prisma's `schema`, JDBC's `currentSchema` */
  GPtrArray *dropped;    /* (owned) (element-type utf8) parameters that only other programs know */
  gboolean is_rewritten; /* more than the secrets was taken out */
} CrowConnectionInput;

/* CROW_ERROR_SOURCE: what is wrong, and no secret. */
CrowConnectionInput *crow_connection_input_parse (const char *input, GError **error);
void crow_connection_input_free (CrowConnectionInput *self);

/* Overwrites the secrets of a connection on a command line, in place. */
void crow_connection_input_mask (char *argument);
/* Overwrites a secret with zeros and frees it. */
void crow_connection_input_wipe (char *secret);

/* The first parameter in a URI's query that libpq does not know, or NULL. (transfer full) */
char *crow_connection_input_find_unknown (const char *uri);

/* What the connection was given, without secrets: (element-type utf8 utf8) keyword to value. */
GHashTable *crow_connection_input_list (CrowConnection *connection);
/* What is wrong with a value in a form, which has the words for it. */
typedef enum {
  CROW_VALUE_FINE,
  CROW_VALUE_PORT,    /* not a number from 1 to 65535, or a list of such */
  CROW_VALUE_HOST,    /* has an @ or a blank: the rest of a password, most often */
  CROW_VALUE_SECONDS, /* not a whole number of seconds */
} CrowValueProblem;
CrowValueProblem crow_connection_input_check (const char *keyword, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowConnectionInput, crow_connection_input_free)

G_END_DECLS
