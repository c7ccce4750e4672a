#pragma once

#include <gio/gio.h>

#include "crow-schema.h"

G_BEGIN_DECLS

/* A model, relation or diagnostic of a schema as a row of a list: the schema and an index.
 *
 * Properties: "schema" (read with crow_schema_item_get_schema; notified when it is replaced). */
#define CROW_TYPE_SCHEMA_ITEM (crow_schema_item_get_type ())
G_DECLARE_FINAL_TYPE (CrowSchemaItem, crow_schema_item, CROW, SCHEMA_ITEM, GObject)

CrowSchemaItem *crow_schema_item_new (CrowSchema *schema, guint index, guint group);
CrowSchema *crow_schema_item_get_schema (CrowSchemaItem *self); /* (transfer none) */
guint crow_schema_item_get_index (CrowSchemaItem *self);
guint crow_schema_item_get_group (CrowSchemaItem *self);

/* Makes @store hold @n items of @schema, 0 to n - 1. Items that exist are kept and told of the new
 * schema, so that a list keeps its place and its selection. @groups: (nullable) by index. */
void crow_schema_item_fill (GListStore *store, CrowSchema *schema, guint n, const guint *groups);
/* The next @n_more rows of @schema, which has @n. TRUE: more are to come. */
gboolean crow_schema_item_append (GListStore *store, CrowSchema *schema, guint n, guint n_more);

G_END_DECLS
