#pragma once

#include "crow-database.h"

G_BEGIN_DECLS

/* What takes one database to another, as steps in the order in which Prisma's engine writes them.
 */

/* In the order of a script; which members of a step are set stands beside each. */
typedef enum {
  CROW_STEP_CREATE_SCHEMA,      /* after: into namespaces */
  CROW_STEP_DROP_EXTENSION,     /* before: into extensions */
  CROW_STEP_CREATE_EXTENSION,   /* after */
  CROW_STEP_ALTER_EXTENSION,    /* both */
  CROW_STEP_ALTER_SEQUENCE,     /* cockroachdb: both tables, changes[0]: the column */
  CROW_STEP_CREATE_ENUM,        /* after */
  CROW_STEP_ALTER_ENUM,         /* both, values, usages */
  CROW_STEP_DROP_FOREIGN_KEY,   /* table_before, before: into its keys */
  CROW_STEP_DROP_INDEX,         /* table_before, before: into its indexes */
  CROW_STEP_ALTER_TABLE,        /* both tables, changes */
  CROW_STEP_ALTER_PRIMARY_KEY,  /* cockroachdb: both tables */
  CROW_STEP_DROP_TABLE,         /* table_before */
  CROW_STEP_DROP_ENUM,          /* before */
  CROW_STEP_CREATE_TABLE,       /* table_after */
  CROW_STEP_REDEFINE_TABLES,    /* sqlite, cockroachdb: redefined */
  CROW_STEP_CREATE_INDEX,       /* table_after, after; table_before: -1 for a new table */
  CROW_STEP_RENAME_FOREIGN_KEY, /* both tables, both */
  CROW_STEP_ADD_FOREIGN_KEY,    /* table_after, after */
  CROW_STEP_RENAME_INDEX,       /* both tables, both */
  CROW_STEP_REDEFINE_INDEX,     /* sqlite: both tables, both */
} CrowStepKind;

/* What of a sequence differs. */
typedef enum {
  CROW_SEQUENCE_MIN = 1 << 0,
  CROW_SEQUENCE_MAX = 1 << 1,
  CROW_SEQUENCE_START = 1 << 2,
  CROW_SEQUENCE_CACHE = 1 << 3,
  CROW_SEQUENCE_INCREMENT = 1 << 4,
} CrowSequenceDifference;

typedef enum {
  CROW_TABLE_CHANGE_DROP_PRIMARY_KEY,
  CROW_TABLE_CHANGE_RENAME_PRIMARY_KEY,
  CROW_TABLE_CHANGE_DROP_COLUMN,
  CROW_TABLE_CHANGE_ADD_COLUMN,
  CROW_TABLE_CHANGE_ALTER_COLUMN,
  CROW_TABLE_CHANGE_RECREATE_COLUMN, /* dropped and added */
  CROW_TABLE_CHANGE_ADD_PRIMARY_KEY,
} CrowTableChangeKind;

/* What of a column differs. */
typedef enum {
  CROW_COLUMN_TYPE = 1 << 0,
  CROW_COLUMN_ARITY = 1 << 1,
  CROW_COLUMN_DEFAULT = 1 << 2,
  CROW_COLUMN_AUTO_INCREMENT = 1 << 3,
} CrowColumnDifference;

typedef enum {
  CROW_CAST_NONE, /* the type is the same */
  CROW_CAST_SAFE,
  CROW_CAST_RISKY,
  CROW_CAST_IMPOSSIBLE,
} CrowCast;

typedef struct
{
  CrowTableChangeKind kind;
  int before, after; /* columns of the tables before and after, or -1 */
  guint differences; /* CrowColumnDifference; ALTER_SEQUENCE: CrowSequenceDifference */
  CrowCast cast;
  gboolean has_client_default; /* an added column that Prisma's client fills: uuid(), @updatedAt */
} CrowTableChange;

typedef struct
{
  guint before, after; /* tables */
  GArray *changes;     /* (owned) (element-type CrowTableChange) columns dropped, added,
                          and each pair of columns, changed or not (ALTER_COLUMN); each kind by
                          name */
  gboolean is_primary_key_dropped;
} CrowRedefinedTable;

/* A column of the enum before that has a default. */
typedef struct
{
  guint table_before, before;
  int table_after,
      after; /* the same column, where it has the enum and a default after too; or -1 */
} CrowEnumUsage;

typedef struct
{
  CrowStepKind kind;
  int table_before, table_after; /* or -1 */
  int before, after;             /* index, foreign key, enum, namespace, extension by kind; or -1 */
  gboolean is_recreated;         /* CREATE_INDEX: its column was dropped and recreated */
  GArray *changes;               /* (owned) (nullable) (element-type CrowTableChange) ALTER_TABLE */
  GPtrArray *added_values;       /* (owned) (nullable) (element-type utf8) ALTER_ENUM */
  GPtrArray *removed_values;     /* (owned) (nullable) (element-type utf8) ALTER_ENUM */
  GArray *usages;                /* (owned) (nullable) (element-type CrowEnumUsage) ALTER_ENUM */
  GPtrArray *redefined;          /* (owned) (nullable) (element-type CrowRedefinedTable) */
} CrowStep;

typedef struct
{
  const CrowDatabase *before; /* (unowned) */
  const CrowDatabase *after;  /* (unowned) */
  GPtrArray *steps;           /* (owned) (element-type CrowStep) sorted */
  guint64 n_comparisons;      /* of one foreign key or index with another: about as many as there
                                 are of them, whatever they say */
  gboolean is_way_back;       /* to be set by who made it: ALTER TABLE came here from what is after,
                                 so the sequences that it made are known */
} CrowDatabaseDiff;

/* Both of one provider; they must outlive the difference. n log n. */
CrowDatabaseDiff *crow_database_diff_new (const CrowDatabase *before, const CrowDatabase *after);
void crow_database_diff_free (CrowDatabaseDiff *self);
/* For people: `table User: column email: type VarChar(50) to Text`. (transfer full) */
char *crow_step_describe (const CrowDatabaseDiff *diff, const CrowStep *step);
/* One change of a table's: `table User: column email: …`. (transfer full) */
char *crow_table_change_describe (const CrowDatabaseDiff *diff,
                                  int table_before,
                                  int table_after,
                                  const CrowTableChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDatabaseDiff, crow_database_diff_free)

G_END_DECLS
