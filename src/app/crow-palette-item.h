#pragma once

#include <gio/gio.h>

#include "crow-search.h"

G_BEGIN_DECLS

typedef enum {
  CROW_PALETTE_MODEL,
  CROW_PALETTE_FIELD,
  CROW_PALETTE_RELATION,
  CROW_PALETTE_COMMAND,
} CrowPaletteKind;

/* Something to go to, or to do: a row of the palette. It knows things by name, so that it outlives
 * its schema. */
#define CROW_TYPE_PALETTE_ITEM (crow_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (CrowPaletteItem, crow_palette_item, CROW, PALETTE_ITEM, GObject)

CrowPaletteItem *crow_palette_item_new (const CrowSchema *schema, const CrowSearchMatch *match);
CrowPaletteItem *
crow_palette_item_new_command (const char *label, const char *action, const char *key);
/* The same thing in @schema, as it is now; NULL: it is not there. (transfer full) */
CrowPaletteItem *crow_palette_item_renew (CrowPaletteItem *self, const CrowSchema *schema);
gboolean crow_palette_item_is_same (CrowPaletteItem *self, CrowPaletteItem *other);

CrowPaletteKind crow_palette_item_get_kind (CrowPaletteItem *self);
const char *crow_palette_item_get_title (CrowPaletteItem *self); /* "User · authorId" */
const char *
crow_palette_item_get_detail (CrowPaletteItem *self); /* namespace, type, actions, key */
/* Key of the model, also of a field's; id of the relation; detailed name of the action. */
const char *crow_palette_item_get_name (CrowPaletteItem *self);
const char *crow_palette_item_get_field (CrowPaletteItem *self); /* (nullable) */

G_END_DECLS
