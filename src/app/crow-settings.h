#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the user has chosen for all windows, kept by GSettings. Every key of the schema file (data/)
 * is a property of that name, which is notified wherever it was changed from. Without the schema
 * the properties have their defaults and live as long as the program. Main thread only. */
#define CROW_TYPE_SETTINGS (crow_settings_get_type ())
G_DECLARE_FINAL_TYPE (CrowSettings, crow_settings, CROW, SETTINGS, GObject)

/* Choices: strings. */
#define CROW_SETTINGS_STYLE "style"               /* system, light, dark */
#define CROW_SETTINGS_RULES "rules"               /* project, 6, 7, 8 */
#define CROW_SETTINGS_LABELS "labels"             /* all, written, none */
#define CROW_SETTINGS_PLAN "plan"                 /* online, simple, swap */
#define CROW_SETTINGS_EXPORT_THEME "export-theme" /* light, dark, window */

/* The last window's size and panes: px, 0: as fits; flags. */
#define CROW_SETTINGS_WIDTH "window-width"
#define CROW_SETTINGS_HEIGHT "window-height"
#define CROW_SETTINGS_MAXIMIZED "window-maximized"
#define CROW_SETTINGS_SHOW_START "show-start"
#define CROW_SETTINGS_SHOW_END "show-end"
#define CROW_SETTINGS_SHOW_CHANGES "show-changes"
#define CROW_SETTINGS_START_WIDTH "start-width"
#define CROW_SETTINGS_END_WIDTH "end-width"
#define CROW_SETTINGS_CHANGES_HEIGHT "changes-height"

/* (transfer none) */
CrowSettings *crow_settings_get_default (void);
/* (transfer full): with values of its own, for tests; @schema (nullable): GSettings keeps them */
CrowSettings *crow_settings_new (GSettingsSchema *schema);
/* (transfer full) (nullable) */
GSettingsSchema *crow_settings_find_schema (void);
/* @state: what crow-state kept of them once; whether anything was taken, and thus removed */
gboolean crow_settings_take_former (CrowSettings *self, GKeyFile *state);

/* (transfer none): NULL-terminated, the default first */
const char *const *crow_settings_list_choices (const char *key);
const char *crow_settings_get_choice (CrowSettings *self, const char *key);
void crow_settings_set_choice (CrowSettings *self, const char *key, const char *choice);
int crow_settings_get_int (CrowSettings *self, const char *key);
void crow_settings_set_int (CrowSettings *self, const char *key, int value);
gboolean crow_settings_get_flag (CrowSettings *self, const char *key);
void crow_settings_set_flag (CrowSettings *self, const char *key, gboolean value);
/* Every choice is its default again; windows keep their size. */
void crow_settings_reset (CrowSettings *self);
gboolean crow_settings_is_reset (CrowSettings *self);
/* A stateful action, e.g. for a menu's radio items. (transfer full) */
GAction *crow_settings_create_action (CrowSettings *self, const char *key);

G_END_DECLS
