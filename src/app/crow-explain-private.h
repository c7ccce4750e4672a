#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* A relation and its two models at hand. */
typedef struct
{
  const CrowSchema *schema;
  const CrowRelation *relation;
  const CrowModel *child;
  const CrowModel *parent;
} CrowSubject;

CrowSubject crow_subject_init (const CrowSchema *schema, guint relation);
/* The key's fields, or what they refer to, in a sentence: "userId and articleId". */
char *crow_subject_list_fields (const CrowSubject *self, gboolean of_parent);
/* What ON DELETE SET NULL sets: the key's fields, or those that a database was told to. */
char *crow_subject_list_set_fields (const CrowSubject *self);
/* Does nothing enforce it: NOT ENFORCED, or its triggers disabled? */
gboolean crow_subject_is_asleep (const CrowSubject *self);
gboolean crow_subject_has_required_field (const CrowSubject *self);
gboolean crow_subject_is_refused (const CrowSubject *self, CrowEvent event);

/* What a delete that cascades along a relation reaches. */
typedef struct
{
  GPtrArray *deleted; /* (owned) (element-type utf8) plurals, nearest first, without the child */
  GPtrArray *refused; /* (owned) (element-type utf8) relations that hold the whole delete back */
  GPtrArray *nulled;  /* (owned) (element-type utf8) relations whose key becomes NULL */
} CrowCascade;

CrowCascade *crow_cascade_follow (const CrowSchema *schema, guint relation);
void crow_cascade_free (CrowCascade *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCascade, crow_cascade_free)

G_END_DECLS
