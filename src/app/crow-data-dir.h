#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Path of a shipped file: below CROW_DATA_DIR, or where it was installed. (transfer full) */
char *crow_data_dir_find (const char *relative);
/* The user's own copy of it. (transfer full) */
char *crow_data_dir_find_own (const char *relative);
char *crow_data_dir_find_locale (void);

G_END_DECLS
