#pragma once

#include "crow-foreign-key.h"

G_BEGIN_DECLS

/* A foreign key, whole: what a catalogue has of it, or what a script promises. Everything that must
 * outlive an edit of its actions. Database names; owns its strings. */
typedef struct
{
  char *namespace_; /* never NULL: "public" where the source has none */
  char *table;
  char *name;
  GPtrArray *columns; /* (element-type utf8) */
  char *ref_namespace;
  char *ref_table;
  GPtrArray *ref_columns; /* (element-type utf8) pairwise */
  CrowAction actions[CROW_N_EVENTS];
  GPtrArray *set_columns; /* (nullable) (element-type utf8) of ON DELETE SET NULL or SET DEFAULT */
  CrowMatch match;
  gboolean is_deferrable;
  gboolean is_initially_deferred;
  gboolean is_validated;
  gboolean is_enforced;
  gboolean is_temporal;
  char *comment; /* (nullable) */
} CrowConstraint;

CrowConstraint *crow_constraint_new (void); /* validated, enforced, MATCH SIMPLE, no columns */
CrowConstraint *crow_constraint_new_for_key (const CrowSchema *schema, const CrowForeignKey *key);
CrowConstraint *crow_constraint_copy (const CrowConstraint *self);
void crow_constraint_free (CrowConstraint *self);

/* `FOREIGN KEY ("pid") REFERENCES "app"."parent" ("id") ON UPDATE CASCADE … NOT VALID`, in the
 * server's own order (reference of the product, section 2.2); NO ACTION is left out, as the server
 * does. The comment is not part of it. */
char *crow_constraint_build_definition (const CrowConstraint *self);

/* From the same columns of the same table to the same ones? */
gboolean crow_constraint_has_same_place (const CrowConstraint *a, const CrowConstraint *b);

/* NULL: the same in every attribute. Else (transfer full), for people:
 * `on delete is SET NULL, not CASCADE; the comment is missing`. */
char *crow_constraint_describe_difference (const CrowConstraint *expected,
                                           const CrowConstraint *found);

/* `on delete Restrict to SetNull, match …`: what changes from @before to @after. NULL: nothing.
 * (transfer full) (nullable) */
char *crow_constraint_describe_change (const CrowConstraint *before, const CrowConstraint *after);
/* What a catalogue tells beside place, actions and name, from @before to @after: `match MATCH
 * SIMPLE to MATCH FULL, comment added`. NULL: nothing. (transfer full) (nullable) */
char *crow_constraint_describe_promises (const CrowConstraint *before, const CrowConstraint *after);
/* Gives @self what a schema file cannot say, as @database has it; the columns of SET NULL and SET
 * DEFAULT where they still mean something. */
void crow_constraint_keep_promises (CrowConstraint *self, const CrowConstraint *database);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowConstraint, crow_constraint_free)

G_END_DECLS
