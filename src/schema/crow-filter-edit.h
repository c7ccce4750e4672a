#pragma once

#include "crow-filter.h"

G_BEGIN_DECLS

/* A filter as it must be for one more wish. All: (transfer full), @self is not changed. */

/* So that a model or a relation is shown, with as little else changed as possible. */
CrowFilter *crow_filter_with_model (const CrowFilter *self, CrowSchema *schema, guint model);
CrowFilter *crow_filter_with_relation (const CrowFilter *self, CrowSchema *schema, guint relation);
/* Focused on these models (keys, (element-type utf8)) and on nothing else. @hops: how far, where
 * there was no focus yet. */
CrowFilter *crow_filter_with_focus (const CrowFilter *self,
                                    const CrowSchema *schema,
                                    const GPtrArray *models,
                                    guint hops);
/* Without these models: hidden by hand. */
CrowFilter *crow_filter_without (const CrowFilter *self, const GPtrArray *models);

/* Takes back what one part says: "focus" "delete" "update" "problems" "rows" "namespaces" "models";
 * FALSE: there is no such part. */
gboolean crow_filter_remove_part (CrowFilter *self, const char *part);

G_END_DECLS
