#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* How many of a kind a picture marks. */
typedef struct
{
  guint added;
  guint removed;
  guint changed;
} CrowChangeCount;

/* Two schemas as one picture, with what became of each model, field and relation. Computed. */
typedef struct
{
  CrowSchema *schema; /* (owned) sealed; what only one of them has is in it too */
  CrowChangeCount models;
  CrowChangeCount fields; /* of models that both have */
  CrowChangeCount relations;
  char *note; /* (owned) (nullable) sentences: what was not compared */
} CrowChanges;

CrowChanges *crow_changes_new (CrowSchema *before, CrowSchema *after);
void crow_changes_free (CrowChanges *self);
gboolean crow_changes_is_empty (const CrowChanges *self);
/* "2 relations added, 1 changed; 1 model removed"; (transfer full) */
char *crow_changes_describe (const CrowChanges *self);
/* A line for each, `~ relation Post.author: on delete Restrict → Cascade`; (transfer full) */
char *crow_changes_list (const CrowChanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowChanges, crow_changes_free)

G_END_DECLS
