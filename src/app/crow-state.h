#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program remembers between runs, in a key file below the user's state folder. */
GKeyFile *crow_state_load (void); /* (transfer full) empty where there is none */
void crow_state_save (GKeyFile *state);

G_END_DECLS
