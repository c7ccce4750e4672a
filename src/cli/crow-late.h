#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Libraries that most commands never call, and that cost more to load than a whole `check` of a
 * schema takes, are loaded by the first call of one of their functions. The program has a function
 * of the same name for each that it calls, so that the callers know nothing of it and the linker
 * needs no library; a prototype that is not the header's does not compile. */

typedef struct
{
  const char *name; /* as the dynamic linker knows it: `libpq.so.5` */
  gsize handle;     /* set once */
} CrowLate;

gpointer crow_late_find (CrowLate *self, const char *name);

/* The function @name of @library, which passes its call on. */
#define CROW_LATE(library, type, name, parameters, arguments)                                      \
  type name parameters                                                                             \
  {                                                                                                \
    static gsize address;                                                                          \
                                                                                                   \
    if (g_once_init_enter (&address))                                                              \
      g_once_init_leave (&address, (gsize) crow_late_find (&library, #name));                      \
    return ((__typeof__ (&name)) address) arguments;                                               \
  }

G_END_DECLS
