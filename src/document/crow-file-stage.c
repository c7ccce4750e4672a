#include "crow-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "crow-error.h"

#define MAX_LINKS 40  /* as the kernel's own limit on symbolic links in one look-up */
#define MAX_TRIES 100 /* random names to try before the folder is given up */

struct _CrowFileStage
{
  char *path;      /* (owned) as the caller named it: for messages */
  char *target;    /* (owned) the file itself, its own symbolic links followed */
  char *temporary; /* (owned) (nullable) the new content on the disk; NULL: none (any more) */
  char *etag;      /* (owned) (nullable) */
  GBytes *content; /* (owned) (nullable) only where the target is no regular file */
};

static void
set_write_error (GError **error, const char *path, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);
  const char *advice;

  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      advice = "free some space and try again";
      break;
    case EACCES:
    case EPERM:
      advice = "make it writable (chmod u+w) or write to another place";
      break;
    case ENOENT:
    case ENOTDIR:
      advice = "create the folder first or write to another place";
      break;
    default:
      advice = "write to another place";
      break;
    }
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: cannot be written: %s; %s (nothing was changed)", name,
               crow_file_explain_errno (code), advice);
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

      if (fd >= 0)
        {
          self->temporary = g_steal_pointer (&path);
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

  if (state != NULL)
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
  int fd = open_temporary (self, folder, state != NULL ? 0600 : 0666);

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
  g_autoptr (CrowFileStage) self = g_new0 (CrowFileStage, 1);
  struct stat state;
  gboolean exists;

  self->path = g_strdup (path);
  self->target = follow_links (path);
  self->etag = g_strdup (etag);
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

/* So that the new name survives a power cut too. */
static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
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
  gboolean exists;

  if (self->content != NULL)
    return write_straight (self, error);
  g_return_val_if_fail (self->temporary != NULL, FALSE);

  exists = stat (self->target, &state) == 0;
  if (!check_etag (self, exists ? &state : NULL, error))
    return FALSE;
  if (rename (self->temporary, self->target) < 0)
    {
      set_write_error (error, self->path, errno);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  sync_folder_of (self->target);
  if (new_etag != NULL)
    *new_etag = stat (self->target, &state) == 0 ? crow_file_make_etag (&state) : NULL;
  return TRUE;
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
  g_free (self->path);
  g_free (self->target);
  g_free (self->temporary);
  g_free (self->etag);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}
