#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the database does to the children of a parent row. */
typedef enum {
  CROW_ACTION_CASCADE,
  CROW_ACTION_RESTRICT,
  CROW_ACTION_NO_ACTION,
  CROW_ACTION_SET_NULL,
  CROW_ACTION_SET_DEFAULT,
  CROW_ACTION_UNKNOWN, /* a code that this version does not know; shown, never written */
} CrowAction;

#define CROW_N_ACTIONS 5 /* without CROW_ACTION_UNKNOWN */

/* Why an action is in force. */
typedef enum {
  CROW_REASON_WRITTEN,  /* stands in the schema */
  CROW_REASON_DEFAULT,  /* left out; the provider's rule gives it */
  CROW_REASON_FIXED,    /* implicit many-to-many: cannot be chosen */
  CROW_REASON_DATABASE, /* read from a database's catalogue */
} CrowReason;

/* What happens to the parent row. */
typedef enum {
  CROW_EVENT_DELETE,
  CROW_EVENT_UPDATE,
} CrowEvent;

#define CROW_N_EVENTS 2

const char *
crow_action_get_name (CrowAction action);            /* "SetNull"; CROW_ACTION_UNKNOWN: "Unknown" */
const char *crow_action_get_sql (CrowAction action); /* "SET NULL" */
gboolean crow_action_from_name (const char *name, CrowAction *action); /* exact, case-sensitive */
CrowAction crow_action_from_catalog (char code);       /* pg_constraint.confdeltype, confupdtype */
const char *crow_reason_get_name (CrowReason reason);  /* "written" "default" "fixed" "database" */
const char *crow_event_get_argument (CrowEvent event); /* "onDelete" "onUpdate" */

G_END_DECLS
