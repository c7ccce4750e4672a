#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* What a plan does to one foreign key, and what it must know of its tables. */
typedef struct
{
  CrowConstraint *before;       /* (owned) (nullable) as it is; NULL: it is new */
  CrowConstraint *after;        /* (owned) (nullable) as it is to be; NULL: it goes */
  const CrowRelation *relation; /* (nullable) as it is before */
  const char *id;               /* of the relation, for selection */
  const CrowModel *child;       /* (nullable) as the server has it */
  const CrowModel *parent;      /* (nullable) */
  gboolean is_of_partition;     /* only a partition of the child has it */
  gboolean is_to_partition;     /* it refers to a partition of the parent */
  gboolean is_recreated;        /* dropped and added: nothing less makes the change */
  char *name; /* (owned) (nullable) what it is called before its turn: its old name,
                 or one to let another have that */
} CrowKeyChange;

/* A plan in the making. */
typedef struct
{
  CrowPlan plan;
  const CrowSchemaDiff *diff;
  const CrowSchema *server;  /* (nullable) the side that is a database; of two the one before */
  GHashTable *server_tables; /* (owned) CrowModel by crow_plan_make_table_id() */
  GHashTable *before_tables; /* (owned) the same of the side before; join tables: NULL */
  GPtrArray *changes;        /* (owned) (element-type CrowKeyChange) in the order of their turn */
  GHashTable *names; /* (owned) (element-type utf8) crow_plan_make_name_id() of each constraint
                        there is, will be, or is for a while */
} CrowPlanner;

/* Pairs, merges and checks. CROW_ERROR_UNCOVERED names what the plan cannot do. */
gboolean
crow_planner_init (CrowPlanner *self, const CrowSchemaDiff *diff, CrowPlan plan, GError **error);
void crow_planner_clear (CrowPlanner *self);

/* crow-plan-check.c: (transfer full) (nullable): why not, a sentence; NULL: it can. */
char *crow_planner_explain_refusal (const CrowPlanner *self, const CrowKeyChange *change);

/* crow-plan-missing.c */
GHashTable *crow_plan_index_tables (const CrowSchema *schema); /* (nullable); join tables too */
char *crow_planner_explain_missing (const CrowPlanner *self, const CrowKeyChange *change);

/* crow-plan-names.c */
char *crow_plan_make_table_id (const char *namespace_, const char *table);
char *crow_plan_make_name_id (const char *namespace_, const char *table, const char *constraint);
void crow_planner_collect_names (CrowPlanner *self);
/* Not taken on the table of @constraint, and taken from now on. (transfer full) */
char *crow_planner_make_name (CrowPlanner *self, const CrowConstraint *constraint, const char *end);
/* Whoever holds a name comes before whoever wants it. */
void crow_planner_order (CrowPlanner *self);

/* crow-plan-orphans.c: (transfer full) (nullable) */
char *crow_plan_make_orphan_query (const CrowKeyChange *change);

/* crow-plan-steps.c: appends the statements of all changes. */
void crow_planner_write (CrowPlanner *self, CrowScript *script);

/* crow-plan-firing.c */
void crow_planner_warn_of_firing (const CrowPlanner *self, CrowScript *script);

/* crow-plan-warnings.c */
void crow_planner_warn (const CrowPlanner *self, CrowScript *script);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowPlanner, crow_planner_clear)

G_END_DECLS
