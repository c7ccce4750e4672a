/* Preloaded into a test: a disk that fails.
 *
 * CROW_FULL_DISK: writing to a regular file succeeds for the first CROW_FULL_DISK_ROOM bytes
 * (default 0) of the process and then fails with ENOSPC.
 *
 * CROW_FAULT, "call:errno", such as "rename:ESTALE": that call fails wherever the path has
 * CROW_FAULT_PATH in it; "create" is an open() that makes a file, "all" is every call below,
 * "rename2" every rename but the first. */
#undef _FILE_OFFSET_BITS /* both names of open() and stat() are ours */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEXT(name) __typeof__ (&name) next = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

static const struct
{
  const char *name;
  int code;
} codes[] = {
  { "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EIO", EIO },
  { "ENOSPC", ENOSPC }, { "EROFS", EROFS },   { "ESTALE", ESTALE },
};

/* Whether @call fails on @path; sets errno. */
static int
fails (const char *call, const char *path)
{
  const char *fault = getenv ("CROW_FAULT");
  const char *where = getenv ("CROW_FAULT_PATH");
  const char *colon = fault != NULL ? strchr (fault, ':') : NULL;
  size_t length = colon != NULL ? (size_t) (colon - fault) : 0;

  if (colon == NULL || where == NULL || strstr (path, where) == NULL)
    return 0;
  if (strncmp (fault, "all:", 4) != 0 &&
      (strlen (call) != length || strncmp (fault, call, length) != 0))
    return 0;
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (strcmp (codes[i].name, colon + 1) == 0)
      errno = codes[i].code;
  return 1;
}

static int
fails_at (const char *call, int fd)
{
  char name[64];
  char path[8192];
  ssize_t length;
  int old = errno;

  if (getenv ("CROW_FAULT") == NULL)
    return 0;
  snprintf (name, sizeof name, "/proc/self/fd/%d", fd);
  length = readlink (name, path, sizeof path - 1);
  errno = old;
  if (length < 0)
    return 0;
  path[length] = '\0';
  return fails (call, path);
}

static long
get_room (void)
{
  const char *room = getenv ("CROW_FULL_DISK_ROOM");

  return room != NULL ? atol (room) : 0;
}

ssize_t
write (int fd, const void *data, size_t length)
{
  NEXT (write);
  static long used;
  struct stat state;

  if (fails_at ("write", fd))
    return -1;
  if (getenv ("CROW_FULL_DISK") == NULL || fstat (fd, &state) < 0 || !S_ISREG (state.st_mode))
    return next (fd, data, length);
  if (used >= get_room ())
    {
      errno = ENOSPC;
      return -1;
    }
  if ((long) length > get_room () - used)
    length = (size_t) (get_room () - used);
  used += (long) length;
  return next (fd, data, length);
}

static mode_t
get_mode (int flags, va_list list)
{
  return flags & O_CREAT ? va_arg (list, mode_t) : 0;
}

#define OPEN(name)                                                                                 \
  int name (const char *path, int flags, ...)                                                      \
  {                                                                                                \
    NEXT (name);                                                                                   \
    va_list list;                                                                                  \
    mode_t mode;                                                                                   \
                                                                                                   \
    va_start (list, flags);                                                                        \
    mode = get_mode (flags, list);                                                                 \
    va_end (list);                                                                                 \
    return fails (flags & O_CREAT ? "create" : "open", path) ? -1 : next (path, flags, mode);      \
  }

OPEN (open)
OPEN (open64)

#define STAT(name, type)                                                                           \
  int name (const char *path, struct type *state)                                                  \
  {                                                                                                \
    NEXT (name);                                                                                   \
                                                                                                   \
    return fails ("stat", path) ? -1 : next (path, state);                                         \
  }

STAT (stat, stat)
STAT (lstat, stat)
STAT (stat64, stat64)
STAT (lstat64, stat64)

ssize_t
read (int fd, void *data, size_t length)
{
  NEXT (read);

  return fails_at ("read", fd) ? -1 : next (fd, data, length);
}

DIR *
opendir (const char *path)
{
  NEXT (opendir);

  return fails ("opendir", path) ? NULL : next (path);
}

int
access (const char *path, int mode)
{
  NEXT (access);

  return fails ("access", path) ? -1 : next (path, mode);
}

int
fsync (int fd)
{
  NEXT (fsync);

  return fails_at ("fsync", fd) ? -1 : next (fd);
}

int
rename (const char *from, const char *to)
{
  NEXT (rename);
  static int n;

  if (fails ("rename", to) || (fails ("rename2", to) && ++n > 1))
    return -1;
  return next (from, to);
}

int
inotify_add_watch (int fd, const char *path, uint32_t mask)
{
  NEXT (inotify_add_watch);

  return fails ("inotify", path) ? -1 : next (fd, path, mask);
}

int
renameat2 (int a, const char *from, int b, const char *to, unsigned int flags)
{
  NEXT (renameat2);

  return fails ("rename", to) ? -1 : next (a, from, b, to, flags);
}

int
mkdir (const char *path, mode_t mode)
{
  NEXT (mkdir);

  return fails ("mkdir", path) ? -1 : next (path, mode);
}

int
unlink (const char *path)
{
  NEXT (unlink);

  return fails ("unlink", path) ? -1 : next (path);
}
