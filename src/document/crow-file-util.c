#include "crow-file-util.h"

#include <errno.h>

#include "crow-file-private.h"

/**
 * crow_file_make_etag:
 * @state: what fstat() or stat() said of the file
 *
 * Finer than GIO's etag (which is the time in microseconds): an editor that replaces the file
 * changes the inode, one that writes into it the time or the size.
 *
 * Returns: (transfer full): a text to be compared and not read
 */
char *
crow_file_make_etag (const struct stat *state)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ".%09ld",
                          (guint64) state->st_ino, (gint64) state->st_size,
                          (gint64) state->st_mtim.tv_sec, (long) state->st_mtim.tv_nsec);
}

/**
 * crow_file_explain_errno:
 * @code: an errno
 *
 * The same words in every locale, unlike strerror(), and for people where the system's are not.
 *
 * Returns: the cause, as the end of a sentence
 */
const char *
crow_file_explain_errno (int code)
{
  switch (code)
    {
    case EACCES:
    case EPERM:
      return "permission denied";
    case ENOENT:
      return "no such file or folder";
    case ENOTDIR:
      return "a part of its path is a file and not a folder";
    case EISDIR:
      return "it is a folder";
    case ENOSPC:
      return "the disk is full";
    case EDQUOT:
      return "the disk quota is used up";
    case EROFS:
      return "the file system is mounted read-only";
    case ELOOP:
      return "its symbolic links go round in a circle";
    case ENAMETOOLONG:
      return "its name is too long";
    case EIO:
      return "the disk reports an error";
    case EFBIG:
      return "it is too large for the file system";
    case EMFILE:
    case ENFILE:
      return "too many files are open";
    case ENXIO:
      return "nothing is at its other end";
    case ENOMEM:
      return "the memory is used up";
    case ETXTBSY:
      return "a running program uses it";
    case EPIPE:
      return "the reader is gone";
    case EBADF:
      return "it is closed";
    case ESTALE:
      return "the folder it was in is gone from its server";
    case ENODEV:
      return "its disk is gone";
    case ENOTCONN:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ETIMEDOUT:
      return "its server does not answer";
    case EREMOTEIO:
      return "its server reports an error";
    default:
      return g_strerror (code);
    }
}

/**
 * crow_file_advise_errno:
 * @code: an errno of a call that was to write
 *
 * Returns: what to do, as a part of a sentence
 */
const char *
crow_file_advise_errno (int code)
{
  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      return "free some space and try again";
    case EACCES:
    case EPERM:
      return "make it writable (chmod u+w) or write to another place";
    case ENOENT:
    case ENOTDIR:
      return "create the folder first or write to another place";
    case ENAMETOOLONG:
      return "choose a shorter one";
    case ESTALE:
    case ENODEV:
    case ENOTCONN:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ETIMEDOUT:
    case EREMOTEIO:
      return "mount it again and try again, or write to another place";
    default:
      return "write to another place";
    }
}

/**
 * crow_file_dup_display_name:
 * @path: a file name, any bytes
 *
 * Returns: (transfer full): @path as valid UTF-8
 */
char *
crow_file_dup_display_name (const char *path)
{
  return g_utf8_make_valid (path, -1);
}

/**
 * crow_file_write:
 * @path: a file; need not exist, its folder must
 * @content: the new content
 * @etag: (nullable): from reading the file: refuse to replace any other version
 * @new_etag: (out) (optional) (transfer full): the etag of what was written
 * @error: %CROW_ERROR_CHANGED, %CROW_ERROR_SOURCE
 *
 * Replaces a file in one step: at any moment, also after a crash or on a full disk, it holds either
 * the whole old or the whole new content. Symbolic links are followed and stay, mode, owner and
 * extended attributes are kept; another hard link to the file keeps the old content. A file that is
 * marked read-only, or lies in a folder that is, is not written: without a place beside it there is
 * no safe way. What is no regular file (`/dev/stdout`, a pipe) is written straight.
 *
 * (g_file_replace_contents() promises the same but truncates the file in place where it is a
 * symbolic link or its folder cannot be written, and loses it there when the disk is full.)
 *
 * Blocking; any thread.
 *
 * Returns: whether it was written; if not, nothing was touched
 */
gboolean
crow_file_write (const char *path,
                 GBytes *content,
                 const char *etag,
                 char **new_etag,
                 GError **error)
{
  g_autoptr (CrowFileStage) stage = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (content != NULL, FALSE);

  stage = crow_file_stage_new (path, content, etag, error);
  if (stage == NULL)
    return FALSE;
  return crow_file_stage_commit (stage, new_etag, error);
}

/**
 * crow_file_write_private:
 * @path: a file; need not exist, its folder must
 * @content: the new content
 * @error: %CROW_ERROR_SOURCE
 *
 * As crow_file_write(), with mode 0600. Blocking; any thread.
 *
 * Returns: whether it was written; if not, nothing was touched
 */
gboolean
crow_file_write_private (const char *path, GBytes *content, GError **error)
{
  g_autoptr (CrowFileStage) stage = crow_file_stage_new_private (path, content, error);

  return stage != NULL && crow_file_stage_commit (stage, NULL, error);
}
