#include "crow-document-private.h"

#include "crow-save.h"
#include "crow-source.h"

enum {
  PROP_0,
  PROP_TITLE,
  PROP_MODIFIED,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_STALE,
  PROP_PLAN,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowDocument, crow_document, G_TYPE_OBJECT)

/**
 * crow_document_update_properties:
 * @self: a document
 *
 * Something changed: tells the listeners which of the properties are not what they were, and has
 * unsaved edits kept.
 */
void
crow_document_update_properties (CrowDocument *self)
{
  gboolean is_modified = crow_document_is_modified (self);
  gboolean can_undo = crow_document_can_undo (self);
  gboolean can_redo = crow_document_can_redo (self);
  gboolean is_stale = crow_document_is_stale (self);

  if (is_modified != self->was_modified)
    {
      self->was_modified = is_modified;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
    }
  if (can_undo != self->could_undo)
    {
      self->could_undo = can_undo;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
    }
  if (can_redo != self->could_redo)
    {
      self->could_redo = can_redo;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
    }
  if (is_stale != self->was_stale)
    {
      self->was_stale = is_stale;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STALE]);
    }
  crow_document_keep_edits (self);
}

/**
 * crow_document_forget_drift:
 * @self: a document
 *
 * One of the two that are compared is another now; the drift is computed when it is asked for.
 */
void
crow_document_forget_drift (CrowDocument *self)
{
  g_clear_pointer (&self->drift, crow_drift_free);
  g_clear_pointer (&self->picture, crow_schema_unref);
}

/**
 * crow_document_clear:
 * @self: a document
 *
 * Nothing is open any more; nobody is told.
 */
void
crow_document_clear (CrowDocument *self)
{
  g_clear_pointer (&self->watch, crow_file_watch_free);
  g_clear_pointer (&self->link, crow_link_free);
  crow_document_forget_drift (self);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->baseline, crow_revision_unref);
  g_clear_pointer (&self->current, crow_revision_unref);
  g_clear_pointer (&self->package, crow_package_free);
  g_clear_pointer (&self->recovery_id, g_free);
  g_ptr_array_set_size (self->saving, 0);
  g_clear_pointer (&self->layout_path, g_free);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->colors, g_hash_table_unref);
  g_clear_pointer (&self->kept_colors, g_hash_table_unref);
  g_clear_pointer (&self->reported, g_free);
}

static void
crow_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrowDocument *self = CROW_DOCUMENT (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_take_string (value, crow_document_get_title (self));
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, crow_document_is_modified (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, crow_document_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, crow_document_can_redo (self));
      break;
    case PROP_STALE:
      g_value_set_boolean (value, crow_document_is_stale (self));
      break;
    case PROP_PLAN:
      g_value_set_int (value, (int) crow_document_get_plan (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_document_dispose (GObject *object)
{
  crow_document_flush_positions (CROW_DOCUMENT (object));
  crow_document_keep_places (CROW_DOCUMENT (object));
  crow_document_give_edits_up (CROW_DOCUMENT (object));
  g_clear_pointer (&CROW_DOCUMENT (object)->watch, crow_file_watch_free);
  if (CROW_DOCUMENT (object)->link != NULL)
    crow_link_unwatch (CROW_DOCUMENT (object)->link);

  G_OBJECT_CLASS (crow_document_parent_class)->dispose (object);
}

static void
crow_document_finalize (GObject *object)
{
  CrowDocument *self = CROW_DOCUMENT (object);

  crow_document_clear (self);
  g_clear_pointer (&self->saving, g_ptr_array_unref);
  g_clear_pointer (&self->stack, crow_undo_stack_free);
  g_clear_pointer (&self->recovery_folder, g_free);

  G_OBJECT_CLASS (crow_document_parent_class)->finalize (object);
}

static void
add_signal (const char *name, GType parameter)
{
  guint n = parameter == G_TYPE_NONE ? 0 : 1;

  g_signal_newv (name, CROW_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL, G_TYPE_NONE,
                 n, &parameter);
}

static void
crow_document_class_init (CrowDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = crow_document_get_property;
  object_class->dispose = crow_document_dispose;
  object_class->finalize = crow_document_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_STALE] = g_param_spec_boolean ("stale", NULL, NULL, FALSE, flags);
  properties[PROP_PLAN] = g_param_spec_int ("plan", NULL, NULL, CROW_PLAN_PRISMA, CROW_PLAN_SWAP,
                                            CROW_PLAN_PRISMA, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  add_signal ("changed", G_TYPE_NONE);
  add_signal ("moved", G_TYPE_NONE);
  add_signal ("disk-changed", G_TYPE_NONE);
  add_signal ("positions-failed", G_TYPE_STRING);
  add_signal ("recovered", G_TYPE_NONE);
  add_signal ("progress", G_TYPE_DOUBLE);
  add_signal ("edits-lost", G_TYPE_STRING);
  add_signal ("keeping-failed", G_TYPE_STRING);
  add_signal ("recovery-refused", G_TYPE_STRING);
}

static void
crow_document_init (CrowDocument *self)
{
  self->stack = crow_undo_stack_new ();
  self->saving = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_prisma_unref);
  self->plan = CROW_PLAN_ONLINE;
  self->positions = crow_positions_new ();
  self->kept = crow_positions_new ();
  self->colors = crow_colors_new ();
  self->kept_colors = crow_colors_new ();
}

/**
 * crow_document_new:
 *
 * Returns: (transfer full): a document in which nothing is open
 */
CrowDocument *
crow_document_new (void)
{
  return g_object_new (CROW_TYPE_DOCUMENT, NULL);
}

/**
 * crow_document_get_source:
 * @self: a document
 *
 * Returns: (nullable): what is open, as it was given; a database: its URI without a password
 */
const char *
crow_document_get_source (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->source;
}

/**
 * crow_document_get_title:
 * @self: a document
 *
 * Returns: (transfer full): the last component of the source's name, UTF-8; `shop on
 * db.example.org` of a database; "" where nothing is open
 */
char *
crow_document_get_title (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  if (self->source == NULL)
    return g_strdup ("");
  return self->texts != NULL ? crow_source_build_title (self->source, self->texts)
                             : crow_connection_build_title (self->link->connection);
}

/**
 * crow_document_get_baseline:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): the schema as opened
 */
CrowSchema *
crow_document_get_baseline (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->baseline != NULL ? crow_revision_get_schema (self->baseline) : NULL;
}

/**
 * crow_document_get_schema:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): the schema as edited
 */
CrowSchema *
crow_document_get_schema (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->current != NULL ? crow_revision_get_schema (self->current) : NULL;
}

/**
 * crow_document_get_prisma:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): text and schema as edited; %NULL: a database
 */
CrowPrisma *
crow_document_get_prisma (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->current != NULL ? crow_revision_get_prisma (self->current) : NULL;
}

/**
 * crow_document_get_baseline_prisma:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): text and schema as opened; %NULL: a database
 */
CrowPrisma *
crow_document_get_baseline_prisma (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);

  return self->baseline != NULL ? crow_revision_get_prisma (self->baseline) : NULL;
}

/**
 * crow_document_is_modified:
 * @self: a document
 *
 * Returns: whether something would be lost with the document: the text differs from what was read
 *   or last saved; a database: changes are not applied
 */
gboolean
crow_document_is_modified (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), FALSE);

  if (self->current == NULL)
    return FALSE;
  if (self->texts != NULL)
    return crow_save_is_needed (crow_document_get_prisma (self), self->texts);
  return crow_revision_is_edited (self->baseline, self->current);
}
