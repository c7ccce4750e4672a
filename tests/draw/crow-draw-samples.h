#pragma once

#include "crow-diagram.h"

G_BEGIN_DECLS

/* Schemas built by hand, so that drawing is tested without a reader of schemas. */

/* `name:Type:mark` separated by blanks; a type may end in `?` or `[]`; marks: pk, uq. */
CrowModel *crow_sample_add_model (CrowSchema *schema,
                                  const char *name,
                                  const char *table,
                                  const char *namespace_,
                                  const char *fields);
CrowField *crow_sample_add_field (CrowModel *model, const char *name, const char *type);
/* @fields, @parent_fields: names separated by `|`. The id is `child.name`. */
CrowRelation *crow_sample_add_relation (CrowSchema *schema,
                                        const char *child,
                                        const char *name,
                                        const char *fields,
                                        const char *parent,
                                        const char *parent_fields);
void crow_sample_set_actions (CrowRelation *relation,
                              CrowAction on_delete,
                              CrowReason why_delete,
                              CrowAction on_update,
                              CrowReason why_update);

/* Six models, eight relations: every action, every end, a many-to-many, a self relation. Sealed. */
CrowSchema *crow_sample_blog (void);
/* Names that break careless writers: markup, quotes, control characters, emoji, right to left, 500
 * letters. Sealed. */
CrowSchema *crow_sample_hostile (void);
/* @n tables of ten rows, about 1.6 relations each; the same for the same @n. Sealed. */
CrowSchema *crow_sample_many (guint n);

/* Laid out, or the test ends. (transfer full); takes @schema */
CrowDiagram *crow_sample_diagram (CrowSchema *schema, CrowLabels labels);

G_END_DECLS
