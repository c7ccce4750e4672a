#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The choices of crow-settings, each with what it means. */
#define CROW_TYPE_PREFERENCES (crow_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CrowPreferences, crow_preferences, CROW, PREFERENCES, AdwPreferencesPage)

CrowPreferences *crow_preferences_new (void);
void crow_preferences_show (GtkWindow *parent);

G_END_DECLS
