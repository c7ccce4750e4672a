#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) Path of @name in the program's own folder below the user's state folder. */
char *crow_state_find (const char *name);

/* What the program remembers between runs, in a key file there. */
GKeyFile *crow_state_load (void); /* (transfer full) empty where there is none */
void crow_state_save (GKeyFile *state);

G_END_DECLS
