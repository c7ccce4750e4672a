#include "crow-late.h"

#include <dlfcn.h>
#include <stdlib.h>

/* As when the dynamic linker does not find a library that a program starts with. */
static gpointer
insist (gpointer found)
{
  if (found != NULL)
    return found;
  g_printerr ("%s: error while loading shared libraries: %s\n", g_get_prgname (), dlerror ());
  exit (127);
}

/**
 * crow_late_find:
 * @self: a library
 * @name: a function of it, or of one that it is linked with
 *
 * Loads the library when it is first called. Ends the program where there is no such library or
 * function. Any thread.
 *
 * Returns: the function
 */
gpointer
crow_late_find (CrowLate *self, const char *name)
{
  if (g_once_init_enter (&self->handle))
    g_once_init_leave (&self->handle, (gsize) insist (dlopen (self->name, RTLD_LAZY | RTLD_LOCAL)));
  return insist (dlsym ((gpointer) self->handle, name));
}
