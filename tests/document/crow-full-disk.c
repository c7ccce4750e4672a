/* Preloaded into a test: the disk is full. Writing to a regular file succeeds for the first
 * CROW_FULL_DISK_ROOM bytes (default 0) of the process and then fails with ENOSPC. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static long
get_room (void)
{
  const char *room = getenv ("CROW_FULL_DISK_ROOM");

  return room != NULL ? atol (room) : 0;
}

ssize_t
write (int fd, const void *data, size_t length)
{
  static ssize_t (*next) (int, const void *, size_t);
  static long used;
  struct stat state;

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "write");
  if (fstat (fd, &state) < 0 || !S_ISREG (state.st_mode) || getenv ("CROW_FULL_DISK") == NULL)
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
