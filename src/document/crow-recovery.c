#include "crow-recovery-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "crow-file-util.h"

/* More documents than this of one source at a time, or more crashes that nobody asked after: the
 * further ones go without. */
#define N_PLACES 32

struct _CrowRecovery
{
  char *path;
  char *lock_path; /* locked while the file is somebody's: a crash ends the lock, not the file */
  int lock;
};

static char *
make_path (const char *folder, const char *id, guint place)
{
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);
  g_autofree char *name = NULL;

  name = place == 0 ? g_strconcat (checksum, ".recovery", NULL)
                    : g_strdup_printf ("%s-%u.recovery", checksum, place);
  return g_build_filename (folder, name, NULL);
}

/* Whether a locked file still is the one of its name: its last owner removes it. */
static gboolean
is_in_place (int file, const char *path)
{
  GStatBuf ours;
  GStatBuf theirs;

  return fstat (file, &ours) == 0 && g_stat (path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
         ours.st_ino == theirs.st_ino;
}

static CrowRecovery *
claim (const char *path)
{
  CrowRecovery *self;
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock < 0)
    return NULL;
  if (flock (lock, LOCK_EX | LOCK_NB) != 0 || !is_in_place (lock, lock_path))
    {
      close (lock);
      return NULL;
    }
  self = g_atomic_rc_box_new0 (CrowRecovery);
  self->path = g_strdup (path);
  self->lock_path = g_steal_pointer (&lock_path);
  self->lock = lock;
  return self;
}

/**
 * crow_recovery_make_id:
 * @source: path of a file or folder
 *
 * Returns: (transfer full): the same for every way to name the source
 */
char *
crow_recovery_make_id (const char *source)
{
  return g_canonicalize_filename (source, NULL);
}

/**
 * crow_recovery_new:
 * @folder: where such files lie; made where it is missing, for the user's eyes only
 * @id: of a source
 *
 * Nobody else gets the file as long as the result lives. What other edits of the source left is not
 * touched.
 *
 * Returns: (transfer full) (nullable): a file that is not there yet; %NULL: @folder cannot be used
 */
CrowRecovery *
crow_recovery_new (const char *folder, const char *id)
{
  g_mkdir_with_parents (folder, 0700);
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autofree char *path = make_path (folder, id, place);
      g_autoptr (CrowRecovery) self = NULL;

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      self = claim (path);
      if (self != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&self);
    }
  return NULL;
}

/**
 * crow_recovery_ref:
 * @self: a file of unsaved edits
 *
 * Returns: (transfer full): @self
 */
CrowRecovery *
crow_recovery_ref (CrowRecovery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
recovery_clear (CrowRecovery *self)
{
  g_unlink (self->lock_path);
  close (self->lock);
  g_free (self->lock_path);
  g_free (self->path);
}

/**
 * crow_recovery_unref:
 * @self: (transfer full): a file of unsaved edits
 *
 * With the last reference the file is anybody's who opens its source. It stays where
 * crow_recovery_remove() did not remove it.
 */
void
crow_recovery_unref (CrowRecovery *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) recovery_clear);
}

/* Blocking; any thread. @content: floating or not. */
gboolean
crow_recovery_write (CrowRecovery *self, GVariant *content, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (content);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (variant);

  return crow_file_write (self->path, bytes, NULL, NULL, error);
}

static gpointer
read_content (const char *path, CrowRecoveryReadFunc func, gpointer data)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  return func (bytes, data);
}

/* The first file of the source that is nobody's and that @func, which gets its bytes, can use.
 * Returns what @func did; @left: (out) (transfer full) (nullable): the file, the caller's from now
 * on. Blocking; any thread. */
gpointer
crow_recovery_find (const char *folder,
                    const char *id,
                    CrowRecoveryReadFunc func,
                    gpointer data,
                    CrowRecovery **left)
{
  *left = NULL;
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autofree char *path = make_path (folder, id, place);
      g_autoptr (CrowRecovery) self = NULL;
      gpointer found;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      self = claim (path);
      found = self != NULL ? read_content (path, func, data) : NULL;
      if (found == NULL)
        continue;
      *left = g_steal_pointer (&self);
      return found;
    }
  return NULL;
}

/**
 * crow_recovery_remove:
 * @self: a file of unsaved edits
 *
 * The edits were saved or given up.
 */
void
crow_recovery_remove (CrowRecovery *self)
{
  g_unlink (self->path);
}
