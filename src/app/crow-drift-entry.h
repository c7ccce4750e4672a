#pragma once

#include <glib-object.h>

#include "crow-drift.h"

G_BEGIN_DECLS

/* A drift item for a list: everything that a row says, copied, so that it outlives its drift. */
#define CROW_TYPE_DRIFT_ENTRY (crow_drift_entry_get_type ())
G_DECLARE_FINAL_TYPE (CrowDriftEntry, crow_drift_entry, CROW, DRIFT_ENTRY, GObject)

struct _CrowDriftEntry
{
  GObject parent_instance;
  CrowDriftKind kind;
  guint item;        /* index into the drift's items */
  char *relation;    /* (owned) id in the schema or the database */
  char *key;         /* (owned) for people: `posts (author_id) → users (id)` */
  char *differences; /* (owned) (nullable) for people, a line each */
  char *unsayable;   /* (owned) (nullable) what Prisma cannot express, a line */
  gboolean can_take; /* only actions differ, so that the file can be edited */
};

CrowDriftEntry *crow_drift_entry_new (const CrowDrift *drift, guint item);
/* "differs", "only in the schema": in the user's language. (transfer none) */
const char *crow_drift_kind_get_word (CrowDriftKind kind);

G_END_DECLS
