#include "crow-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "crow-error.h"

#define MAX_LINKS 40  /* as the kernel's own limit on symbolic links in one look-up */
#define MAX_TRIES 100 /* random names to try before the folder is given up */
#define MAX_WAITS 100 /* for the folder's lock, 2 ms each: who has it renames a file */

struct _CrowFileStage
{
  char *path;          /* (owned) as the caller named it: for messages */
  char *target;        /* (owned) the file itself, its own symbolic links followed */
  char *temporary;     /* (owned) (nullable) the new content on the disk; NULL: none (any more) */
  int lock;            /* on that, so that crow_file_sweep() leaves it; -1: none */
  char *etag;          /* (owned) (nullable) */
  gboolean is_private; /* mode 0600, whatever was there */
  GBytes *content;     /* (owned) (nullable) only where the target is no regular file */
};

static void
set_write_error (GError **error, const char *path, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);

  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: cannot be written: %s; %s (nothing was changed)", name,
               crow_file_explain_errno (code), crow_file_advise_errno (code));
}

static void
set_folder_error (GError **error, const char *path, const char *folder, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);
  g_autofree char *folder_name = crow_file_dup_display_name (folder);

  if (code != EACCES && code != EPERM)
    {
      set_write_error (error, path, code);
      return;
    }
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: cannot be written: its folder %s is read-only, and a file is replaced safely "
               "only by way of a new one beside it; make the folder writable (chmod u+w) or write "
               "to another place (nothing was changed)",
               name, folder_name);
}

static void
set_changed_error (GError **error, const char *path, gboolean is_gone)
{
  g_autofree char *name = crow_file_dup_display_name (path);

  g_set_error (error, CROW_ERROR, CROW_ERROR_CHANGED,
               "%s: %s on disk since it was read; nothing was written", name,
               is_gone ? "is no longer" : "has changed");
}

/* The file that the last component of @path means. Links in its folders are the kernel's matter:
 * all that counts is that the new file lies in the target's own folder. */
static char *
follow_links (const char *path)
{
  char *at = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *link = g_file_read_link (at, NULL);
      g_autofree char *folder = NULL;
      char *next;

      if (link == NULL)
        break;
      folder = g_path_get_dirname (at);
      next = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
      g_free (at);
      at = next;
    }
  return at;
}

static gboolean
write_all (int fd, GBytes *content)
{
  gsize length;
  const char *data = g_bytes_get_data (content, &length);

  while (length > 0)
    {
      gssize written = write (fd, data, MIN (length, (gsize) 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      length -= (gsize) written;
    }
  return TRUE;
}

/* Access control lists, security labels and the user's own marks; none of them is worth failing. */
static void
copy_extended_attributes (const char *from, int to)
{
  g_autofree char *names = NULL;
  gssize length = listxattr (from, NULL, 0);

  if (length <= 0)
    return;
  names = g_malloc (length);
  length = listxattr (from, names, length);
  for (gssize at = 0; at < length; at += (gssize) strlen (names + at) + 1)
    {
      gssize size = getxattr (from, names + at, NULL, 0);
      g_autofree char *value = size >= 0 ? g_malloc (size + 1) : NULL;

      if (size >= 0 && (size = getxattr (from, names + at, value, size)) >= 0)
        (void) !fsetxattr (to, names + at, value, size, 0);
    }
}

/* Owner and group as far as we may; then the mode, which chown() may have reduced. */
static gboolean
copy_owner_and_mode (const struct stat *state, int to)
{
  struct stat own;
  mode_t mode = state->st_mode & 07777;

  if (fstat (to, &own) < 0)
    return FALSE;
  if (own.st_uid != state->st_uid && fchown (to, state->st_uid, (gid_t) -1) < 0)
    mode &= ~(mode_t) S_ISUID;
  if (own.st_gid != state->st_gid && fchown (to, (uid_t) -1, state->st_gid) < 0)
    mode &= ~(mode_t) S_ISGID;
  return fchmod (to, mode) == 0;
}

static gboolean
is_in_place (int fd, const char *path)
{
  struct stat ours;
  struct stat theirs;

  return fstat (fd, &ours) == 0 && lstat (path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
         ours.st_ino == theirs.st_ino;
}

/* Opens a new file in @folder and sets the stage's temporary. */
static int
open_temporary (CrowFileStage *self, const char *folder, mode_t mode)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *name = g_strdup_printf (".crowsfoot-%08x%08x.tmp", g_random_int (),
                                               g_random_int ());
      g_autofree char *path = g_build_filename (folder, name, NULL);
      int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

      /* Somebody may have swept it away before it was locked. */
      if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && !is_in_place (fd, path))
        {
          close (fd);
          continue;
        }
      if (fd >= 0)
        {
          self->temporary = g_steal_pointer (&path);
          self->lock = fcntl (fd, F_DUPFD_CLOEXEC, 0);
          return fd;
        }
      if (errno != EEXIST && errno != EINTR)
        return -1;
    }
  return -1;
}

static gboolean
fill_temporary (CrowFileStage *self, int fd, GBytes *content, const struct stat *state)
{
  gboolean is_filled = TRUE;
  int code = 0;

  if (state != NULL && !self->is_private)
    {
      copy_extended_attributes (self->target, fd);
      is_filled = copy_owner_and_mode (state, fd);
    }
  is_filled = is_filled && write_all (fd, content);
  /* Some file systems cannot sync and say EINVAL; a full one may say so only now. */
  is_filled = is_filled && (fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP);
  if (!is_filled)
    code = errno;
  if (close (fd) < 0 && is_filled && errno != EINTR)
    {
      is_filled = FALSE;
      code = errno;
    }
  errno = code;
  return is_filled;
}

static gboolean
stage_beside_target (CrowFileStage *self, GBytes *content, const struct stat *state, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  int fd = open_temporary (self, folder, self->is_private || state != NULL ? 0600 : 0666);

  if (fd < 0)
    {
      set_folder_error (error, self->path, folder, errno);
      return FALSE;
    }
  if (!fill_temporary (self, fd, content, state))
    {
      set_write_error (error, self->path, errno);
      return FALSE;
    }
  return TRUE;
}

/* Whether the file is still the version that the caller read. */
static gboolean
check_etag (CrowFileStage *self, const struct stat *state, GError **error)
{
  g_autofree char *found = state != NULL ? crow_file_make_etag (state) : NULL;

  if (self->etag == NULL || g_strcmp0 (self->etag, found) == 0)
    return TRUE;
  set_changed_error (error, self->path, found == NULL);
  return FALSE;
}

static CrowFileStage *
stage_new (const char *path, GBytes *content, const char *etag, gboolean is_private, GError **error)
{
  g_autoptr (CrowFileStage) self = g_new0 (CrowFileStage, 1);
  struct stat state;
  gboolean exists;

  self->path = g_strdup (path);
  self->target = follow_links (path);
  self->etag = g_strdup (etag);
  self->is_private = is_private;
  self->lock = -1;
  exists = stat (self->target, &state) == 0;
  if ((!exists && errno != ENOENT) || (exists && S_ISDIR (state.st_mode)))
    {
      set_write_error (error, path, exists ? EISDIR : errno);
      return NULL;
    }
  if (exists && !S_ISREG (state.st_mode))
    {
      self->content = g_bytes_ref (content);
      return g_steal_pointer (&self);
    }
  if (!check_etag (self, exists ? &state : NULL, error))
    return NULL;
  if (exists && faccessat (AT_FDCWD, self->target, W_OK, AT_EACCESS) < 0)
    {
      set_write_error (error, path, errno);
      return NULL;
    }
  if (!stage_beside_target (self, content, exists ? &state : NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crow_file_stage_new:
 * @path: the file to replace or to create
 * @content: its new content
 * @etag: (nullable): of the version that may be replaced
 * @error: %CROW_ERROR_CHANGED, %CROW_ERROR_SOURCE
 *
 * Checks that @path may be written and puts the new content on the disk beside it. All that fails
 * on a full disk or for lack of a right fails here. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): to be committed; freeing it leaves nothing behind
 */
CrowFileStage *
crow_file_stage_new (const char *path, GBytes *content, const char *etag, GError **error)
{
  return stage_new (path, content, etag, FALSE, error);
}

/**
 * crow_file_stage_new_private:
 * @path: the file to replace or to create
 * @content: its new content
 * @error: %CROW_ERROR_SOURCE
 *
 * As crow_file_stage_new(), for the user's eyes only.
 *
 * Returns: (transfer full) (nullable): to be committed
 */
CrowFileStage *
crow_file_stage_new_private (const char *path, GBytes *content, GError **error)
{
  return stage_new (path, content, NULL, TRUE, error);
}

static gboolean
write_straight (CrowFileStage *self, GError **error)
{
  int fd = open (self->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  gboolean is_written = fd >= 0 && write_all (fd, self->content);
  int code = errno;

  if (fd >= 0)
    close (fd);
  if (!is_written)
    set_write_error (error, self->path, code);
  return is_written;
}

/**
 * crow_file_sync_folder:
 * @folder: a folder
 *
 * What was made, renamed or removed in @folder is so after a power cut too. Blocking; any thread.
 */
void
crow_file_sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/* Two of us who save one file at the same moment do it one after the other: between the last look
 * at the file and the rename is nobody. Best effort; another program knows nothing of it. */
static int
lock_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; fd >= 0 && i < MAX_WAITS && flock (fd, LOCK_EX | LOCK_NB) < 0; i++)
    g_usleep (2000);
  return fd;
}

/* The file under its new name; @folder: opened. */
static gboolean
replace (CrowFileStage *self, int folder, GError **error)
{
  struct stat state;
  gboolean exists = stat (self->target, &state) == 0;

  if (!check_etag (self, exists ? &state : NULL, error))
    return FALSE;
  if (rename (self->temporary, self->target) < 0)
    {
      set_write_error (error, self->path, errno);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  if (folder >= 0)
    fsync (folder); /* so that the new name survives a power cut too */
  return TRUE;
}

/**
 * crow_file_stage_commit:
 * @self: a stage, not yet committed
 * @new_etag: (out) (optional) (transfer full): the etag of what was written
 * @error: %CROW_ERROR_CHANGED, %CROW_ERROR_SOURCE
 *
 * Puts the new content in the old one's place: one rename, after a last look at the etag. Blocking;
 * any thread.
 *
 * Returns: whether the file has the new content now
 */
gboolean
crow_file_stage_commit (CrowFileStage *self, char **new_etag, GError **error)
{
  struct stat state;
  gboolean is_replaced;
  int folder;

  if (self->content != NULL)
    return write_straight (self, error);
  g_return_val_if_fail (self->temporary != NULL, FALSE);

  folder = lock_folder_of (self->target);
  is_replaced = replace (self, folder, error);
  if (folder >= 0)
    close (folder);
  if (is_replaced && new_etag != NULL)
    *new_etag = stat (self->target, &state) == 0 ? crow_file_make_etag (&state) : NULL;
  return is_replaced;
}

/**
 * crow_file_stage_free:
 * @self: (transfer full): a stage
 *
 * Removes the new content from the disk unless it was committed.
 */
void
crow_file_stage_free (CrowFileStage *self)
{
  if (self->temporary != NULL)
    unlink (self->temporary);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self->target);
  g_free (self->temporary);
  g_free (self->etag);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}
