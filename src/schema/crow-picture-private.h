#pragma once

#include "crow-schema.h"

G_BEGIN_DECLS

/* Two sources being drawn as one: all of the first, and what only the second has. */
typedef struct
{
  const CrowSchema *first;  /* (unowned) */
  const CrowSchema *second; /* (unowned) */
  CrowSchema *schema;       /* (owned) the picture, not yet sealed */
  CrowProvider provider;    /* whose names tables have */
  GHashTable *model_by_id;  /* (owned) (element-type utf8 guint) its models, by table */
  GHashTable *ids;          /* (owned) (element-type utf8) of relations, taken */
  GHashTable **columns;     /* (owned) (nullable elements) by model: (element-type utf8 guint) */
  guint n_columns;
  int *model_of_second; /* (owned) by the second's model: the picture's, or -1 */
} CrowPicture;

void crow_picture_init (CrowPicture *self,
                        const CrowSchema *first,
                        const CrowSchema *second,
                        CrowProvider provider);
void crow_picture_clear (CrowPicture *self);
void crow_picture_add_second_models (CrowPicture *self, const gboolean *is_end);
guint crow_picture_map_field (CrowPicture *self, guint model, const CrowField *field);
CrowRelation *
crow_picture_add_relation (CrowPicture *self, const CrowRelation *relation, CrowMark mark);
CrowSchema *crow_picture_finish (CrowPicture *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowPicture, crow_picture_clear)

G_END_DECLS
