#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* What a relation means, in plain words of the user's language. Pure functions of the schema. */

/* "a User", "a row of customers" */
char *crow_explain_name_one (const CrowSchema *schema, const CrowModel *model);
char *crow_explain_name (const CrowSchema *schema, guint relation);
char *crow_explain_title (const CrowSchema *schema, guint relation);
char *crow_explain_caption (const CrowSchema *schema, guint relation);
/* Whole sentences: what a delete, what a change of the key does to the children. */
char *crow_explain_delete (const CrowSchema *schema, guint relation);
char *crow_explain_update (const CrowSchema *schema, guint relation);
/* What the application gets to see where the database refuses. */
char *crow_explain_refusal (const CrowSchema *schema, guint relation);
/* One line for the list of what refers to a model. */
char *crow_explain_effect (const CrowSchema *schema, guint relation);
/* May a delete of the parent, or a change of its key, be refused because of this relation? */
gboolean crow_explain_may_refuse (const CrowSchema *schema, guint relation, CrowEvent event);

G_END_DECLS
