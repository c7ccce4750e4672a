#include "crow-migration-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "crow-file-private.h"
#include "crow-file-util.h"
#include "crow-source.h"

/* What is being written, so that a failure can take all of it back. */
typedef struct
{
  char *migrations; /* (owned) path of `migrations` */
  char *lock;       /* (owned) path of its migration_lock.toml */
  char *temporary;  /* (owned) (nullable) the folder under its first name */
  int lock_fd;      /* on that, so that crow_file_sweep() leaves it; 0: none */
  char *up;         /* (owned) text of migration.sql */
  char *down;       /* (owned) (nullable) text of down.sql */
  gboolean made_migrations;
  gboolean made_lock;
} Writing;

static void
writing_free (Writing *self)
{
  g_free (self->migrations);
  g_free (self->lock);
  g_free (self->temporary);
  if (self->lock_fd > 0)
    close (self->lock_fd);
  g_free (self->up);
  g_free (self->down);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_free)

/**
 * crow_migration_folder_find_parent:
 * @source: as opened
 * @texts: (element-type CrowSourceText): its files
 * @prisma: what they mean, file by file
 *
 * Returns: (transfer full) (nullable): a folder's path
 */
char *
crow_migration_folder_find_parent (const char *source, GPtrArray *texts, CrowPrisma *prisma)
{
  int file = crow_prisma_find_datasource_file (prisma);
  const CrowSourceText *text;

  if (file < 0 && g_file_test (source, G_FILE_TEST_IS_DIR))
    return g_strdup (source);
  text = g_ptr_array_index (texts, MAX (file, 0));
  return text->path != NULL ? g_path_get_dirname (text->path) : NULL;
}

static void
set_folder_error (GError **error, const char *path, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);

  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: the migration's folder cannot be made: %s; %s (nothing was changed)", name,
               crow_file_explain_errno (code),
               code == EACCES || code == EPERM ? "make the folder around it writable (chmod u+w)"
                                               : crow_file_advise_errno (code));
}

static gboolean
build_texts (Writing *self,
             CrowSchema *before,
             CrowSchema *after,
             gboolean with_down,
             GError **error)
{
  self->up = crow_migration_build_sql (before, after, CROW_PLAN_MIGRATE_DEV, error);
  if (self->up == NULL)
    return FALSE;
  if (with_down)
    self->down = crow_migration_build_down_sql (before, after, CROW_PLAN_PRISMA, error);
  return !with_down || self->down != NULL;
}

static gboolean
make_migrations (Writing *self, GError **error)
{
  if (g_mkdir (self->migrations, 0777) == 0)
    {
      g_autofree char *parent = g_path_get_dirname (self->migrations);

      self->made_migrations = TRUE;
      crow_file_sync_folder (parent);
    }
  else if (errno != EEXIST)
    {
      set_folder_error (error, self->migrations, errno);
      return FALSE;
    }
  else if (!g_file_test (self->migrations, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *name = crow_file_dup_display_name (self->migrations);

      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "%s: this is no folder, and the migrations' folder has that name: move it away "
                   "or give it another name (nothing was changed)",
                   name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return crow_file_write (path, content, NULL, NULL, error);
}

/* As Prisma (P3019), which takes `postgres` for `postgresql` too. A lock that says no provider
 * that we know says nothing. */
static gboolean
check_lock (const Writing *self, CrowProvider provider, GError **error)
{
  g_autofree char *name = crow_file_dup_display_name (self->lock);
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *locked = NULL;
  CrowProvider other;

  if (!g_file_get_contents (self->lock, &text, NULL, NULL))
    return TRUE;
  regex = g_regex_new ("^[ \\t]*provider[ \\t]*=[ \\t]*\"([a-z]+)\"",
                       G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
  if (!g_regex_match (regex, text, 0, &match))
    return TRUE;
  locked = g_match_info_fetch (match, 1);
  if (!crow_provider_from_name (locked, &other) || other == provider)
    return TRUE;
  g_set_error (error, CROW_ERROR, CROW_ERROR_UNCOVERED,
               "%s: the migrations here are for %s, the schema is for %s; move that folder away to "
               "begin a new history (nothing was changed)",
               name, locked, crow_provider_get_name (provider));
  return FALSE;
}

static gboolean
write_lock (Writing *self, CrowProvider provider, GError **error)
{
  g_autofree char *text = NULL;

  if (provider == CROW_PROVIDER_NONE)
    return TRUE;
  if (g_file_test (self->lock, G_FILE_TEST_EXISTS))
    return check_lock (self, provider, error);
  text = crow_migration_make_lock (provider);
  self->made_lock = write_text (self->migrations, "migration_lock.toml", text, error);
  return self->made_lock;
}

static gboolean
write_scripts (Writing *self, GError **error)
{
  char *template = g_build_filename (self->migrations, ".crowsfoot-XXXXXX", NULL);

  crow_file_sweep (self->migrations); /* what a killed program left there */
  if (g_mkdtemp_full (template, 0777) == NULL)
    {
      set_folder_error (error, self->migrations, errno);
      g_free (template);
      return FALSE;
    }
  self->temporary = template;
  self->lock_fd = MAX (open (template, O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0);
  if (self->lock_fd > 0)
    flock (self->lock_fd, LOCK_EX | LOCK_NB);
  return write_text (self->temporary, "migration.sql", self->up, error) &&
         (self->down == NULL || write_text (self->temporary, "down.sql", self->down, error));
}

/* A rename that never replaces: not on every file system, so else a look before it. */
static gboolean
rename_folder (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return FALSE;
    }
  return g_rename (from, to) == 0;
}

static gboolean
publish (Writing *self, const char *path, GError **error)
{
  if (rename_folder (self->temporary, path))
    {
      crow_file_sync_folder (self->migrations);
      return TRUE;
    }
  if (errno == EEXIST || errno == ENOTEMPTY)
    {
      g_autofree char *name = crow_file_dup_display_name (path);

      g_set_error (error, CROW_ERROR, CROW_ERROR_CHANGED,
                   "%s: a migration of this name exists already; choose another name (nothing was "
                   "changed)",
                   name);
    }
  else
    set_folder_error (error, path, errno);
  return FALSE;
}

static void
take_back (Writing *self)
{
  if (self->temporary != NULL)
    {
      g_autofree char *up = g_build_filename (self->temporary, "migration.sql", NULL);
      g_autofree char *down = g_build_filename (self->temporary, "down.sql", NULL);

      g_unlink (up);
      g_unlink (down);
      g_rmdir (self->temporary);
    }
  if (self->made_lock)
    g_unlink (self->lock);
  if (self->made_migrations)
    g_rmdir (self->migrations);
}

/* Everything in a new folder that appears complete, or nothing. */
static char *
write_folder (Writing *self,
              const char *parent,
              const char *name,
              CrowProvider provider,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *folder = crow_migration_make_folder_name (now, name);
  g_autofree char *path = NULL;

  self->migrations = g_build_filename (parent, "migrations", NULL);
  self->lock = g_build_filename (self->migrations, "migration_lock.toml", NULL);
  path = g_build_filename (self->migrations, folder, NULL);
  if (make_migrations (self, error) && write_lock (self, provider, error) &&
      write_scripts (self, error) && !g_cancellable_set_error_if_cancelled (cancellable, error) &&
      publish (self, path, error))
    return g_steal_pointer (&path);

  take_back (self);
  return NULL;
}

/**
 * crow_migration_folder_write:
 * @parent: an existing folder
 * @name: what the change is, for people; may be ""
 * @before: (nullable): a schema; %NULL: an empty database
 * @after: a schema
 * @with_down: whether down.sql is written too
 * @cancellable: (nullable): heeded until the folder appears
 * @error: %CROW_ERROR_UNCOVERED, %CROW_ERROR_SOURCE, %CROW_ERROR_CHANGED, %G_IO_ERROR_CANCELLED
 *
 * The bytes are those of `prisma migrate dev --create-only`. The folder appears complete or not at
 * all. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): path of the new folder
 */
char *
crow_migration_folder_write (const char *parent,
                             const char *name,
                             CrowSchema *before,
                             CrowSchema *after,
                             gboolean with_down,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (Writing) self = g_new0 (Writing, 1);

  if (!build_texts (self, before, after, with_down, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return write_folder (self, parent, name, after->provider, cancellable, error);
}

/**
 * crow_migration_folder_write_sql:
 * @parent: an existing folder
 * @name: what the change is, for people; may be ""
 * @provider: for migration_lock.toml
 * @up: what migration.sql holds
 * @down: (nullable): what down.sql holds
 * @error: %CROW_ERROR_SOURCE, %CROW_ERROR_CHANGED
 *
 * The folder appears complete or not at all. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): path of the new folder
 */
char *
crow_migration_folder_write_sql (const char *parent,
                                 const char *name,
                                 CrowProvider provider,
                                 const char *up,
                                 const char *down,
                                 GError **error)
{
  g_autoptr (Writing) self = g_new0 (Writing, 1);

  self->up = g_strdup (up);
  self->down = g_strdup (down);
  return write_folder (self, parent, name, provider, NULL, error);
}
