/* Preloaded into a test: the process is killed just before its CROW_DIE_AT-th call that changes
 * something on the disk, counted from unlink ("/crow-die/arm") on. */
#undef _FILE_OFFSET_BITS /* both names of open() are ours */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int is_armed;
static atomic_int n_calls;

static void
count (void)
{
  const char *at = getenv ("CROW_DIE_AT");

  if (at != NULL && is_armed && ++n_calls == atoi (at))
    {
      kill (getpid (), SIGKILL);
      pause ();
    }
}

#define NEXT(name) __typeof__ (&name) next = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

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
    if (flags & O_CREAT)                                                                           \
      count ();                                                                                    \
    return next (path, flags, mode);                                                               \
  }

OPEN (open)
OPEN (open64)

ssize_t
write (int fd, const void *data, size_t length)
{
  NEXT (write);

  if (fd > 2 && length != 8) /* not what wakes the main loop */
    count ();
  return next (fd, data, length);
}

int
fsync (int fd)
{
  NEXT (fsync);

  count ();
  return next (fd);
}

int
fchmod (int fd, mode_t mode)
{
  NEXT (fchmod);

  count ();
  return next (fd, mode);
}

int
rename (const char *from, const char *to)
{
  NEXT (rename);

  count ();
  return next (from, to);
}

int
renameat2 (int a, const char *from, int b, const char *to, unsigned int flags)
{
  NEXT (renameat2);

  count ();
  return next (a, from, b, to, flags);
}

int
mkdir (const char *path, mode_t mode)
{
  NEXT (mkdir);

  count ();
  return next (path, mode);
}

int
unlink (const char *path)
{
  NEXT (unlink);

  if (strcmp (path, "/crow-die/arm") == 0)
    is_armed = 1;
  else
    count ();
  return next (path);
}

int
close (int fd)
{
  NEXT (close);

  count ();
  return next (fd);
}
