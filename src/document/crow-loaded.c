#include "crow-loaded.h"

#include <string.h>

#include "crow-layout-file.h"
#include "crow-source.h"

/**
 * crow_loaded_free:
 * @self: (transfer full): what was read
 */
void
crow_loaded_free (CrowLoaded *self)
{
  g_free (self->source);
  g_free (self->recovery_id);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->link, crow_link_free);
  g_clear_pointer (&self->baseline, crow_revision_unref);
  g_clear_pointer (&self->package, crow_package_free);
  g_free (self->layout_path);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->colors, g_hash_table_unref);
  g_free (self->warning);
  g_clear_pointer (&self->recovered, crow_revision_unref);
  g_clear_pointer (&self->recovery, crow_recovery_unref);
  g_ptr_array_unref (self->lost);
  g_free (self);
}

static CrowLoaded *
loaded_new (char *source)
{
  CrowLoaded *self = g_new0 (CrowLoaded, 1);

  self->source = source;
  self->lost = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
read_positions (CrowLoaded *self)
{
  g_autoptr (GError) error = NULL;

  if (self->layout_path != NULL)
    self->positions = crow_layout_file_read (self->layout_path, &self->colors, &error);
  if (error != NULL)
    self->warning = g_strdup (error->message);
  if (self->positions == NULL)
    self->positions = crow_positions_new ();
  if (self->colors == NULL)
    self->colors = crow_colors_new ();
}

static void
recover_text (CrowLoaded *self, CrowPrisma *prisma, const char *recovery_folder)
{
  g_autoptr (CrowPrisma) recovered = NULL;

  if (recovery_folder == NULL || self->recovery_id == NULL)
    return;
  recovered = crow_recovery_read_text (recovery_folder, self->recovery_id, prisma, self->texts,
                                       &self->recovery);
  if (recovered != NULL)
    self->recovered = crow_revision_new_prisma (recovered);
}

/**
 * crow_loaded_read_files:
 * @source: a `.prisma` file, a folder or `-`
 * @rules: a CrowRules; 0: those of the Prisma that the project uses, else the default
 * @recovery_folder: (nullable): where to look for what a crash left
 * @cancellable: (nullable)
 * @error: as crow_source_read()
 *
 * Reads and parses, all of it in this thread. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): for a document to adopt
 */
CrowLoaded *
crow_loaded_read_files (const char *source,
                        guint rules,
                        const char *recovery_folder,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (CrowLoaded) self = loaded_new (g_strdup (source));
  g_autoptr (CrowPrisma) prisma = NULL;
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  self->texts = crow_source_read (source, cancellable, error);
  if (self->texts == NULL)
    return NULL;
  for (guint i = 0; i < self->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (self->texts, i);

      g_ptr_array_add (files, crow_source_file_new (text->name, text->content));
    }
  if (strcmp (source, "-") != 0)
    self->package = crow_package_find (source);
  prisma = crow_prisma_new_with_rules (files, crow_package_choose_rules (self->package, rules));
  self->baseline = crow_revision_new_prisma (prisma);
  if (strcmp (source, "-") != 0)
    self->recovery_id = crow_recovery_make_id (source);
  recover_text (self, prisma, recovery_folder);
  self->layout_path = crow_layout_file_find (source, self->texts);
  read_positions (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
recover_edits (CrowLoaded *self, const char *recovery_folder)
{
  g_autoptr (GPtrArray) edits = NULL;

  if (recovery_folder == NULL)
    return;
  edits = crow_recovery_read_edits (recovery_folder, self->recovery_id, &self->recovery);
  if (edits == NULL)
    return;
  self->recovered = crow_revision_remake (self->baseline, edits, self->lost);
  if (self->recovered == self->baseline) /* nothing is left to be applied */
    g_clear_pointer (&self->recovered, crow_revision_unref);
}

/**
 * crow_loaded_new_database:
 * @link: (transfer full): a database that was read
 * @recovery_folder: (nullable): where to look for what a crash left
 *
 * Positions of a database lie under the user's data directory. Blocking; any thread.
 *
 * Returns: (transfer full): for a document to adopt
 */
CrowLoaded *
crow_loaded_new_database (CrowLink *link, const char *recovery_folder)
{
  CrowLoaded *self = loaded_new (crow_connection_build_uri (link->connection));
  g_autofree char *slug = crow_connection_build_slug (link->connection);
  g_autofree char *name = g_strconcat (slug, ".layout", NULL);

  self->link = link;
  self->baseline = crow_revision_new_database (link->schema);
  self->recovery_id = g_strconcat ("postgresql:", slug, NULL);
  recover_edits (self, recovery_folder);
  self->layout_path = g_build_filename (g_get_user_data_dir (), "crowsfoot", "layouts", name, NULL);
  read_positions (self);
  return self;
}
