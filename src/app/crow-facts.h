#pragma once

#include "crow-drift.h"

G_BEGIN_DECLS

/* What a server's catalogue says of a relation or a table, in plain words of the user's language
 * with SQL's own. Only what is unusual or of use. Pure functions of the schema. */
typedef struct
{
  char *label;         /* (owned) what it is about: "Old rows" */
  char *text;          /* (owned) */
  gboolean is_warning; /* the database does less than one would expect */
} CrowFact;

/* (transfer full) (element-type CrowFact); empty: nothing, or no database */
GPtrArray *crow_facts_list_relation (const CrowSchema *schema, guint relation);
/* Where the two sources of @drift disagree on a relation of the schema's. */
GPtrArray *crow_facts_list_drift (const CrowDrift *drift, guint relation);
GPtrArray *crow_facts_list_model (const CrowSchema *schema, guint model);
/* @encryption: (nullable) English, of the session. */
GPtrArray *crow_facts_list_server (const CrowSchema *schema, const char *encryption);
/* One line under a column's name, NULL: nothing to tell. (transfer full) (nullable) */
char *crow_facts_describe_field (const CrowField *field);

/* "about 1,200 rows", "unknown". (transfer full) */
char *crow_facts_count_rows (const CrowModel *model);
/* Why the server will refuse to change the foreign key for want of a right. (nullable) */
char *crow_facts_explain_rights (const CrowSchema *schema, guint relation);
/* `CREATE INDEX CONCURRENTLY ON …;` for the referencing columns. (transfer full) */
char *crow_facts_build_index (const CrowSchema *schema, guint relation);

G_END_DECLS
