#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on every widget that is shown has the name that GTK 4.8 leaves out. */
void crow_spoken_names_install (void);
/* @label without the underlines of its mnemonic. (transfer full) */
char *crow_spoken_names_strip (const char *label);

G_END_DECLS
