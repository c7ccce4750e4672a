#include "crow-schema.h"

/**
 * crow_extension_new:
 * @name: (transfer full): database name
 * @schema: (transfer full) (nullable): where it is to lie
 * @version: (transfer full) (nullable): which version
 *
 * Returns: (transfer full): an extension
 */
CrowExtension *
crow_extension_new (char *name, char *schema, char *version)
{
  CrowExtension *self = g_new (CrowExtension, 1);

  self->name = name;
  self->schema = schema;
  self->version = version;
  return self;
}

/**
 * crow_extension_copy:
 * @self: an extension
 *
 * Returns: (transfer full): a copy
 */
CrowExtension *
crow_extension_copy (const CrowExtension *self)
{
  return crow_extension_new (g_strdup (self->name), g_strdup (self->schema),
                             g_strdup (self->version));
}

/**
 * crow_extension_free:
 * @self: (transfer full): an extension
 */
void
crow_extension_free (CrowExtension *self)
{
  g_free (self->name);
  g_free (self->schema);
  g_free (self->version);
  g_free (self);
}
