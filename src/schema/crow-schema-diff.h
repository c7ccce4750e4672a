#pragma once

#include "crow-foreign-key.h"

G_BEGIN_DECLS

typedef enum {
  CROW_CHANGE_FOREIGN_KEY_ALTERED, /* an action, a column, the table referred to … */
  CROW_CHANGE_FOREIGN_KEY_RENAMED, /* only the constraint's name */
  CROW_CHANGE_FOREIGN_KEY_ADDED,
  CROW_CHANGE_FOREIGN_KEY_REMOVED,
  CROW_CHANGE_OTHER, /* anything else that the database would see: `name` says what */
} CrowChangeKind;

typedef struct
{
  CrowChangeKind kind;
  int before; /* index into the diff's before_keys, or -1 */
  int after;  /* index into the diff's after_keys, or -1 */
  char *name; /* (owned) for people: `Post.author: on delete Restrict to Cascade` */
} CrowChange;

/* The difference of two schemas as a database would see it: computed, never recorded. */
typedef struct
{
  CrowSchema *before;     /* (owned) */
  CrowSchema *after;      /* (owned) */
  GPtrArray *before_keys; /* (owned) (element-type CrowForeignKey) */
  GPtrArray *after_keys;  /* (owned) (element-type CrowForeignKey) */
  GPtrArray *changes;     /* (owned) (element-type CrowChange) */
} CrowSchemaDiff;

/* @before: (nullable) NULL: an empty database. */
CrowSchemaDiff *crow_schema_diff_new (CrowSchema *before, CrowSchema *after);
/* Foreign keys only: of two databases, or of a schema file and a database. */
CrowSchemaDiff *crow_schema_diff_new_for_keys (CrowSchema *before, CrowSchema *after);
void crow_schema_diff_free (CrowSchemaDiff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowSchemaDiff, crow_schema_diff_free)

G_END_DECLS
