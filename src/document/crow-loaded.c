#include "crow-loaded.h"

#include <string.h>

#include "crow-error.h"
#include "crow-file-private.h"
#include "crow-layout-file.h"
#include "crow-recovery-restore.h"
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
  g_clear_pointer (&self->left, crow_recovery_content_free);
  g_free (self->refused);
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

/* TRUE: @content is of use to who opens the source. */
static gboolean
restore_text (CrowLoaded *self, CrowPrisma *prisma, CrowRecoveryContent *content)
{
  g_autoptr (CrowPrisma) restored = NULL;
  CrowRestore result = crow_recovery_restore (content, prisma, self->texts, &restored);

  if (restored != NULL)
    self->recovered = crow_revision_new_prisma (restored);
  self->is_merged = result == CROW_RESTORE_MERGED;
  return result != CROW_RESTORE_REFUSED &&
         (restored != NULL || crow_recovery_content_has_layout (content));
}

/* The first journal whose edits can be brought to the files. One whose edits they have is of no use
 * any more; one that cannot stays where it is, and is told. */
static void
recover_text (CrowLoaded *self, CrowPrisma *prisma, const char *recovery_folder)
{
  g_autoptr (GPtrArray) paths = NULL;

  if (recovery_folder == NULL || self->recovery_id == NULL)
    return;
  paths = crow_recovery_find (recovery_folder, self->recovery_id);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (CrowRecoveryContent) content = NULL;
      g_autoptr (CrowRecovery)
          recovery = crow_recovery_open (g_ptr_array_index (paths, i), &content);
      g_autoptr (CrowPrisma) restored = NULL;

      if (recovery == NULL)
        continue;
      if (restore_text (self, prisma, content))
        {
          self->recovery = g_steal_pointer (&recovery);
          self->left = g_steal_pointer (&content);
          return;
        }
      if (crow_recovery_restore (content, prisma, self->texts, &restored) == CROW_RESTORE_NOTHING)
        crow_recovery_remove (recovery);
      else if (self->refused == NULL)
        self->refused = g_strdup (crow_recovery_get_path (recovery));
    }
}

/* New contents that a killed program never put in their place, beside what it would have replaced.
 */
static void
sweep_folders (CrowLoaded *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (self->texts, i);
      g_autofree char *folder = text->path != NULL ? g_path_get_dirname (text->path) : NULL;

      if (folder != NULL && !g_hash_table_contains (seen, folder))
        {
          crow_file_sweep (folder);
          g_hash_table_add (seen, g_steal_pointer (&folder));
        }
    }
  if (self->layout_path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (self->layout_path);
      g_autofree char *migrations = g_build_filename (folder, "migrations", NULL);

      if (g_hash_table_add (seen, g_strdup (folder)))
        crow_file_sweep (folder);
      crow_file_sweep (migrations);
    }
}

/* Everything but what a crash left. */
static CrowLoaded *
read_files (const char *source, guint rules, GCancellable *cancellable, GError **error)
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
  self->layout_path = crow_layout_file_find (source, self->texts);
  sweep_folders (self);
  read_positions (self);
  return g_steal_pointer (&self);
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
  g_autoptr (CrowLoaded) self = read_files (source, rules, cancellable, error);

  if (self == NULL)
    return NULL;
  recover_text (self, crow_revision_get_prisma (self->baseline), recovery_folder);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crow_loaded_read_files_again:
 * @source: as crow_loaded_read_files()
 * @rules: likewise
 * @carried: edits of another reading of @source
 * @cancellable: (nullable)
 * @error: as crow_source_read(); %CROW_ERROR_CHANGED: the edits are about lines that were changed
 *
 * Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): for a document to adopt
 */
CrowLoaded *
crow_loaded_read_files_again (const char *source,
                              guint rules,
                              CrowRecoveryContent *carried,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (CrowLoaded) self = read_files (source, rules, cancellable, error);
  g_autoptr (CrowPrisma) restored = NULL;

  if (self == NULL)
    return NULL;
  if (crow_recovery_restore (carried, crow_revision_get_prisma (self->baseline), self->texts,
                             &restored) == CROW_RESTORE_REFUSED)
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_CHANGED,
                           "both sides changed the same lines or the same action, or a file is "
                           "gone; the two cannot be brought together. Save your text as a copy "
                           "and compare");
      return NULL;
    }
  if (restored != NULL)
    self->recovered = crow_revision_new_prisma (restored);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
recover_edits (CrowLoaded *self, const char *recovery_folder)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (GPtrArray) paths = NULL;

  if (recovery_folder == NULL)
    return;
  paths = crow_recovery_find (recovery_folder, self->recovery_id);
  for (guint i = 0; i < paths->len && self->recovery == NULL; i++)
    self->recovery = crow_recovery_open (g_ptr_array_index (paths, i), &content);
  if (self->recovery == NULL)
    return;
  if (content->edits->len > 0)
    self->recovered = crow_revision_remake (self->baseline, content->edits, self->lost);
  self->left = g_steal_pointer (&content);
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
