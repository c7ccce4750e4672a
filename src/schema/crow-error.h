#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One domain for the whole program. A code exists only where a caller acts on it (the command
 * line's exit status, the window's choice of dialog); everything else is in the message. */
typedef enum {
  CROW_ERROR_INVALID,    /* the schema is invalid, or an edit would make it more so */
  CROW_ERROR_UNKNOWN,    /* a relation, model or action of that name does not exist */
  CROW_ERROR_SOURCE,     /* a source could not be read, or a file not be written */
  CROW_ERROR_CHANGED,    /* a file on disk is not the one that was read; nothing was written */
  CROW_ERROR_UNCOVERED,  /* a difference that no SQL of ours can express; the message names it */
  CROW_ERROR_CONNECTION, /* no session with the server could be opened, or it is lost */
  CROW_ERROR_PASSWORD,   /* the server wants a password, or refused the one it got */
  CROW_ERROR_QUERY,      /* the server refused a statement; the message has its SQLSTATE */
  CROW_ERROR_BUSY,       /* SQLSTATE 55P03: a lock was not to be had in time */
} CrowError;

#define CROW_ERROR (crow_error_quark ())
GQuark crow_error_quark (void);

G_END_DECLS
