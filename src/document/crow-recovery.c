#include "crow-recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "crow-error.h"
#include "crow-file-private.h"
#include "crow-file-util.h"

#define SUFFIX ".recovery"

/* More documents than this of one source at a time, or more crashes that nobody asked after: the
 * further ones go without. */
#define N_PLACES 32

struct _CrowRecovery
{
  char *path;
  char *lock_path; /* locked while the file is somebody's: a crash ends the lock, not the file */
  int lock;
  GMutex mutex; /* one writes */
  guint serial; /* of what is written */
  int is_removed;
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

/* NULL, and errno where it is no living program that has it. */
static CrowRecovery *
claim (const char *path)
{
  CrowRecovery *self;
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock < 0)
    return NULL;
  errno = 0;
  if (flock (lock, LOCK_EX | LOCK_NB) != 0 || !is_in_place (lock, lock_path))
    {
      close (lock);
      errno = 0;
      return NULL;
    }
  self = g_atomic_rc_box_new0 (CrowRecovery);
  self->path = g_strdup (path);
  self->lock_path = g_steal_pointer (&lock_path);
  self->lock = lock;
  g_mutex_init (&self->mutex);
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
  char *real = realpath (source, NULL);
  char *id = real != NULL ? g_strdup (real) : g_canonicalize_filename (source, NULL);

  free (real);
  return id;
}

static void
set_place_error (GError **error, const char *folder, int code)
{
  g_autofree char *name = crow_file_dup_display_name (folder);

  if (code != 0)
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: cannot be written: %s; %s", name,
                 crow_file_explain_errno (code), crow_file_advise_errno (code));
  else
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                 "%s: there are unsaved edits of this source %d times already; open it, and save "
                 "or "
                 "discard them",
                 name, N_PLACES);
}

/**
 * crow_recovery_new:
 * @folder: where such files lie; made where it is missing, for the user's eyes only
 * @id: of a source
 * @error: %CROW_ERROR_SOURCE
 *
 * Nobody else gets the file as long as the result lives. What other edits of the source left is not
 * touched.
 *
 * Returns: (transfer full) (nullable): a file that is not there yet; %NULL: @folder cannot be used
 */
CrowRecovery *
crow_recovery_new (const char *folder, const char *id, GError **error)
{
  int code = 0;

  g_mkdir_with_parents (folder, 0700); /* the lock tells what is wrong with it */
  for (guint place = 0; place < N_PLACES && code == 0; place++)
    {
      g_autofree char *path = make_path (folder, id, place);
      g_autoptr (CrowRecovery) self = NULL;

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      self = claim (path);
      code = self == NULL ? errno : 0;
      if (self != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&self);
    }
  set_place_error (error, folder, code);
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
  g_mutex_clear (&self->mutex);
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

/**
 * crow_recovery_get_path:
 * @self: a journal
 *
 * Returns: (transfer none): where it lies
 */
const char *
crow_recovery_get_path (CrowRecovery *self)
{
  return self->path;
}

/**
 * crow_recovery_write:
 * @self: where to
 * @serial: greater, the later @content was true
 * @content: what is unsaved
 * @error: %CROW_ERROR_SOURCE
 *
 * Atomic, durable when it returns, and readable for the user alone. Nothing older replaces what is
 * newer, and nothing is written any more once it was removed. Blocking; any thread.
 *
 * Returns: whether it is on the disk, or needs not be
 */
gboolean
crow_recovery_write (CrowRecovery *self, guint serial, CrowRecoveryContent *content, GError **error)
{
  g_autoptr (GBytes) bytes = crow_recovery_content_serialize (content);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (g_atomic_int_get (&self->is_removed) || serial < self->serial)
    return TRUE;
  if (!crow_file_write_private (self->path, bytes, error))
    return FALSE;
  self->serial = serial;
  if (g_atomic_int_get (&self->is_removed)) /* meanwhile */
    g_unlink (self->path);
  return TRUE;
}

static CrowRecoveryContent *
read_content (const char *path)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  return crow_recovery_content_parse (bytes);
}

/**
 * crow_recovery_open:
 * @path: of a journal
 * @content: (out) (transfer full): what is in it
 *
 * Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the journal, the caller's from now on; %NULL: a living
 *   program has it, or it says nothing
 */
CrowRecovery *
crow_recovery_open (const char *path, CrowRecoveryContent **content)
{
  g_autoptr (CrowRecovery) self = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  self = claim (path);
  *content = self != NULL ? read_content (path) : NULL;
  return *content != NULL ? g_steal_pointer (&self) : NULL;
}

/* To the ns: of two that one second left, the one that was written last is the one to bring back.
 */
static gint64
get_change_time (const char *path)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return 0;
  return (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

static int
compare_change_times (gconstpointer a, gconstpointer b)
{
  gint64 one = get_change_time (*(const char *const *) a);
  gint64 two = get_change_time (*(const char *const *) b);

  return (one < two) - (one > two);
}

/**
 * crow_recovery_find:
 * @folder: where journals lie
 * @id: of a source
 *
 * Blocking; any thread.
 *
 * Returns: (transfer full) (element-type filename): journals of the source, newest first; those of
 *   living programs too
 */
GPtrArray *
crow_recovery_find (const char *folder, const char *id)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autofree char *path = make_path (folder, id, place);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  g_ptr_array_sort (paths, compare_change_times);
  return paths;
}

/**
 * crow_recovery_remove:
 * @self: a file of unsaved edits
 *
 * The edits were saved or given up. Does not wait for who writes.
 */
void
crow_recovery_remove (CrowRecovery *self)
{
  g_atomic_int_set (&self->is_removed, TRUE);
  g_unlink (self->path);
}

/**
 * crow_recovery_item_free:
 * @self: (transfer full): an item of a list
 */
void
crow_recovery_item_free (CrowRecoveryItem *self)
{
  g_free (self->path);
  g_free (self->source);
  g_free (self);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const CrowRecoveryItem *one = *(const CrowRecoveryItem *const *) a;
  const CrowRecoveryItem *two = *(const CrowRecoveryItem *const *) b;

  if (one->time != two->time)
    return one->time > two->time ? -1 : 1;
  return strcmp (one->path, two->path);
}

static void
add_item (GPtrArray *items, const char *path)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (CrowRecovery) self = crow_recovery_open (path, &content);
  CrowRecoveryItem *item;

  if (self == NULL || content->n_edits == 0)
    return;
  item = g_new0 (CrowRecoveryItem, 1);
  item->path = g_strdup (path);
  item->source = g_strdup (content->source);
  item->is_database = content->is_database;
  item->is_there = !content->is_database && g_file_test (content->source, G_FILE_TEST_EXISTS);
  item->time = content->time;
  item->n_edits = content->n_edits;
  g_ptr_array_add (items, item);
}

/* The lock of a killed program whose journal is gone. */
static void
remove_stale_lock (const char *path)
{
  g_autofree char *journal = g_strndup (path, strlen (path) - strlen (".lock"));
  CrowRecovery *self = g_file_test (journal, G_FILE_TEST_EXISTS) ? NULL : claim (journal);

  if (self != NULL)
    crow_recovery_unref (self);
}

/**
 * crow_recovery_list:
 * @folder: where journals lie
 *
 * Blocking; any thread.
 *
 * Returns: (transfer full) (element-type CrowRecoveryItem): what crashes left unsaved, newest first
 */
GPtrArray *
crow_recovery_list (const char *folder)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_recovery_item_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    return items;
  crow_file_sweep (folder);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, SUFFIX) && *name != '.')
        add_item (items, path);
      else if (g_str_has_suffix (name, SUFFIX ".lock"))
        remove_stale_lock (path);
    }
  g_ptr_array_sort (items, compare_items);
  return items;
}

/**
 * crow_recovery_discard:
 * @path: of a journal
 *
 * Blocking; any thread.
 *
 * Returns: whether it was nobody's, and is gone
 */
gboolean
crow_recovery_discard (const char *path)
{
  g_autoptr (CrowRecovery) self = claim (path);

  if (self == NULL)
    return FALSE;
  crow_recovery_remove (self);
  return TRUE;
}

static void
set_gone (GError **error, const char *path)
{
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: these edits were opened or discarded meanwhile", path);
}

/**
 * crow_recovery_assign:
 * @path: of a journal
 * @source: a file or folder
 * @error: %CROW_ERROR_SOURCE
 *
 * The source was renamed or moved: whoever opens @source finds the journal. Blocking; any thread.
 *
 * Returns: whether it is so
 */
gboolean
crow_recovery_assign (const char *path, const char *source, GError **error)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (CrowRecovery) self = crow_recovery_open (path, &content);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *id = crow_recovery_make_id (source);
  g_autoptr (CrowRecovery) other = NULL;

  if (self == NULL)
    {
      set_gone (error, path);
      return FALSE;
    }
  other = crow_recovery_new (folder, id, error);
  if (other == NULL)
    return FALSE;
  g_free (content->source);
  content->source = g_canonicalize_filename (source, NULL);
  if (!crow_recovery_write (other, 0, content, error))
    return FALSE;
  crow_recovery_remove (self);
  return TRUE;
}

/**
 * crow_recovery_content_save_copy:
 * @self: files with their texts
 * @to: a file; a folder where there are several
 * @error: %CROW_ERROR_SOURCE
 *
 * Blocking; any thread.
 *
 * Returns: whether the text of every file is written
 */
gboolean
crow_recovery_content_save_copy (CrowRecoveryContent *self, const char *to, GError **error)
{
  gboolean is_folder = g_file_test (to, G_FILE_TEST_IS_DIR);

  for (guint i = 0; i < self->files->len; i++)
    {
      const CrowRecoveryFile *file = g_ptr_array_index (self->files, i);
      g_autofree char *target = is_folder ? g_build_filename (to, file->name, NULL) : g_strdup (to);
      g_autofree char *folder = g_path_get_dirname (target);

      g_mkdir_with_parents (folder, 0777); /* the writing tells what is wrong with it */
      if (!crow_file_write (target, file->text, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crow_recovery_save_copy:
 * @path: of a journal
 * @to: a file; a folder where the schema has several
 * @error: %CROW_ERROR_SOURCE
 *
 * The journal stays. Blocking; any thread.
 *
 * Returns: whether the edited text of every edited file is written
 */
gboolean
crow_recovery_save_copy (const char *path, const char *to, GError **error)
{
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (CrowRecovery) self = crow_recovery_open (path, &content);

  if (self == NULL)
    {
      set_gone (error, path);
      return FALSE;
    }
  return crow_recovery_content_save_copy (content, to, error);
}
