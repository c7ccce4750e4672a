#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Schemas built by hand, in few words. Names are database names as well. */

/* A table of that name, not yet sealed. */
CrowModel *crow_test_add_model (CrowSchema *schema, const char *name);
/* @type: `Int`, `Int?`, `Int[]`; a name that is no scalar of Prisma is a model's (no column). */
CrowField *crow_test_add_field (CrowModel *model, const char *name, const char *type);
/* @fields: names with commas between; @name: (nullable). */
CrowKey *
crow_test_add_key (CrowModel *model, CrowKeyKind kind, const char *name, const char *fields);
/* One foreign key `Child.field` of @columns to @ref_columns (names with commas between) with the
 * default constraint name; actions are written. The relation field is added where it is missing. */
CrowRelation *crow_test_add_relation (CrowSchema *schema,
                                      const char *id,
                                      const char *columns,
                                      const char *parent,
                                      const char *ref_columns,
                                      CrowAction on_delete,
                                      CrowAction on_update);
/* Implicit many-to-many between list fields that it adds: `Category.posts`, `Post.categories`. */
CrowRelation *crow_test_add_many_to_many (CrowSchema *schema, const char *a, const char *b);

/* Users, their posts (author required, reviewer optional), one profile a user, categories of posts:
 * postgresql, sealed. */
CrowSchema *crow_test_make_blog (void);
/* The same, not yet sealed. */
CrowSchema *crow_test_build_blog (void);

G_END_DECLS
