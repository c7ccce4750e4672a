#include "crow-settings.h"

#include "crow-state.h"

#define MAX_LENGTH 20000 /* px, of windows and panes */
#define N_KEYS 14
#define N_CHOICES 4

/* The keys of the schema file; a test compares. */
static const struct
{
  const char *name;
  GType type;
  const char *choices[N_CHOICES + 1]; /* the default first */
  int otherwise;
  const char *former_group; /* where crow-state kept it */
  const char *former_key;
} keys[N_KEYS] = {
  { CROW_SETTINGS_STYLE, G_TYPE_STRING, { "system", "light", "dark" }, 0, "application", "style" },
  { CROW_SETTINGS_RULES, G_TYPE_STRING, { "project", "6", "7", "8" }, 0, "prisma", "rules" },
  { CROW_SETTINGS_LABELS, G_TYPE_STRING, { "all", "written", "none" } },
  { CROW_SETTINGS_PLAN, G_TYPE_STRING, { "online", "simple", "swap" } },
  { CROW_SETTINGS_EXPORT_THEME, G_TYPE_STRING, { "light", "dark", "window" } },
  { CROW_SETTINGS_WIDTH, G_TYPE_INT, { NULL }, 0, "window", "width" },
  { CROW_SETTINGS_HEIGHT, G_TYPE_INT, { NULL }, 0, "window", "height" },
  { CROW_SETTINGS_START_WIDTH, G_TYPE_INT, { NULL }, 0, "window", "start-width" },
  { CROW_SETTINGS_END_WIDTH, G_TYPE_INT, { NULL }, 0, "window", "end-width" },
  { CROW_SETTINGS_CHANGES_HEIGHT, G_TYPE_INT, { NULL }, 240, "window", "changes-height" },
  { CROW_SETTINGS_MAXIMIZED, G_TYPE_BOOLEAN, { NULL }, FALSE, "window", "maximized" },
  { CROW_SETTINGS_SHOW_START, G_TYPE_BOOLEAN, { NULL }, TRUE, "window", "show-start" },
  { CROW_SETTINGS_SHOW_END, G_TYPE_BOOLEAN, { NULL }, TRUE, "window", "show-end" },
  { CROW_SETTINGS_SHOW_CHANGES, G_TYPE_BOOLEAN, { NULL }, TRUE, "window", "show-changes" },
};

struct _CrowSettings
{
  GObject parent_instance;

  GSettings *settings; /* (owned) (nullable) */
  GValue values[N_KEYS];
};

G_DEFINE_FINAL_TYPE (CrowSettings, crow_settings, G_TYPE_OBJECT)

static gboolean
is_choice (guint key, const char *choice)
{
  for (guint i = 0; i < N_CHOICES && keys[key].choices[i] != NULL; i++)
    if (g_strcmp0 (keys[key].choices[i], choice) == 0)
      return TRUE;
  return FALSE;
}

static void
crow_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&CROW_SETTINGS (object)->values[id - 1], value);
}

static void
crow_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrowSettings *self = CROW_SETTINGS (object);
  guint key = id - 1;

  if (keys[key].type == G_TYPE_STRING && !is_choice (key, g_value_get_string (value)))
    return;
  if (g_param_values_cmp (pspec, value, &self->values[key]) == 0)
    return;
  g_value_copy (value, &self->values[key]);
  g_object_notify_by_pspec (object, pspec);
}

static void
crow_settings_dispose (GObject *object)
{
  CrowSettings *self = CROW_SETTINGS (object);

  if (self->settings != NULL)
    for (guint i = 0; i < N_KEYS; i++)
      g_settings_unbind (self, keys[i].name);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (crow_settings_parent_class)->dispose (object);
}

static void
crow_settings_finalize (GObject *object)
{
  CrowSettings *self = CROW_SETTINGS (object);

  for (guint i = 0; i < N_KEYS; i++)
    g_value_unset (&self->values[i]);

  G_OBJECT_CLASS (crow_settings_parent_class)->finalize (object);
}

static GParamSpec *
create_property (guint key)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  if (keys[key].type == G_TYPE_STRING)
    return g_param_spec_string (keys[key].name, NULL, NULL, keys[key].choices[0], flags);
  if (keys[key].type == G_TYPE_BOOLEAN)
    return g_param_spec_boolean (keys[key].name, NULL, NULL, keys[key].otherwise, flags);
  return g_param_spec_int (keys[key].name, NULL, NULL, 0, MAX_LENGTH, keys[key].otherwise, flags);
}

static void
crow_settings_class_init (CrowSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = crow_settings_get_property;
  object_class->set_property = crow_settings_set_property;
  object_class->dispose = crow_settings_dispose;
  object_class->finalize = crow_settings_finalize;
  for (guint i = 0; i < N_KEYS; i++)
    g_object_class_install_property (object_class, i + 1, create_property (i));
}

static void
crow_settings_init (CrowSettings *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_value_init (&self->values[i], keys[i].type);
      if (keys[i].type == G_TYPE_STRING)
        g_value_set_static_string (&self->values[i], keys[i].choices[0]);
      else if (keys[i].type == G_TYPE_BOOLEAN)
        g_value_set_boolean (&self->values[i], keys[i].otherwise);
      else
        g_value_set_int (&self->values[i], keys[i].otherwise);
    }
}

/**
 * crow_settings_new:
 * @schema: (nullable): where they are kept; NULL: nowhere
 *
 * A key that an older schema lacks has its default, and is not kept.
 *
 * Returns: (transfer full): settings
 */
CrowSettings *
crow_settings_new (GSettingsSchema *schema)
{
  CrowSettings *self = g_object_new (CROW_TYPE_SETTINGS, NULL);

  if (schema == NULL)
    return self;
  self->settings = g_settings_new_full (schema, NULL, NULL);
  for (guint i = 0; i < N_KEYS; i++)
    if (g_settings_schema_has_key (schema, keys[i].name))
      g_settings_bind (self->settings, keys[i].name, self, keys[i].name, G_SETTINGS_BIND_DEFAULT);
  return self;
}

/* Looks in @folder, and where @base looks. (transfer full) (nullable) */
static GSettingsSchema *
find_in_folder (const char *folder, GSettingsSchemaSource *base)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;

  source = g_settings_schema_source_new_from_directory (folder, base, FALSE, NULL);
  return source != NULL ? g_settings_schema_source_lookup (source, CROW_APP_ID, TRUE) : NULL;
}

/* Where the executable is, for a program that was moved or never installed. (transfer full) */
static GPtrArray *
list_folders (void)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  g_ptr_array_add (folders, g_strdup (CROW_SCHEMADIR));
  if (folder != NULL)
    {
      g_ptr_array_add (folders,
                       g_build_filename (folder, "..", "share", "glib-2.0", "schemas", NULL));
      g_ptr_array_add (folders, g_build_filename (folder, "..", "..", "data", NULL));
    }
  return folders;
}

/**
 * crow_settings_find_schema:
 *
 * Looks where GLib does (GSETTINGS_SCHEMA_DIR, XDG_DATA_DIRS), in the folder that the program is
 * installed into, and beside the executable, for one that is moved or runs where it was built.
 *
 * Returns: (transfer full) (nullable): the schema; NULL: it is not there
 */
GSettingsSchema *
crow_settings_find_schema (void)
{
  GSettingsSchemaSource *base = g_settings_schema_source_get_default ();
  g_autoptr (GPtrArray) folders = list_folders ();
  GSettingsSchema *schema = NULL;

  if (base != NULL)
    schema = g_settings_schema_source_lookup (base, CROW_APP_ID, TRUE);
  for (guint i = 0; schema == NULL && i < folders->len; i++)
    schema = find_in_folder (g_ptr_array_index (folders, i), base);
  return schema;
}

static gboolean
take_key (CrowSettings *self, GKeyFile *state, guint key)
{
  const char *group = keys[key].former_group;
  const char *name = keys[key].former_key;
  g_autofree char *text = NULL;

  if (group == NULL)
    return FALSE;
  text = g_key_file_get_string (state, group, name, NULL);
  if (text == NULL)
    return FALSE;
  if (keys[key].type == G_TYPE_STRING)
    crow_settings_set_choice (self, keys[key].name, text);
  else if (keys[key].type == G_TYPE_BOOLEAN)
    crow_settings_set_flag (self, keys[key].name, g_str_equal (text, "true"));
  else
    crow_settings_set_int (self, keys[key].name, (int) g_ascii_strtoll (text, NULL, 10));
  g_key_file_remove_key (state, group, name, NULL);
  return TRUE;
}

/**
 * crow_settings_take_former:
 * @self: settings
 * @state: what older versions of the program kept in a file of their own
 *
 * Takes the values over, and out of @state, so that it happens once.
 *
 * Returns: whether there were any
 */
gboolean
crow_settings_take_former (CrowSettings *self, GKeyFile *state)
{
  gboolean has_any = FALSE;

  g_return_val_if_fail (CROW_IS_SETTINGS (self), FALSE);

  for (guint i = 0; i < N_KEYS; i++)
    has_any = take_key (self, state, i) || has_any;
  return has_any;
}

static CrowSettings *
create_default (void)
{
  g_autoptr (GSettingsSchema) schema = crow_settings_find_schema ();
  CrowSettings *self = crow_settings_new (schema);
  g_autoptr (GKeyFile) state = NULL;

  if (schema == NULL)
    {
      /* A warning of GLib's could be made fatal; this is none of the program's faults. */
      g_printerr ("crowsfoot: The settings schema %s is not installed: preferences last until the "
                  "program ends.\n",
                  CROW_APP_ID);
      return self;
    }
  state = crow_state_load ();
  if (crow_settings_take_former (self, state))
    crow_state_save (state);
  return self;
}

/**
 * crow_settings_get_default:
 *
 * Returns: (transfer none): the program's settings
 */
CrowSettings *
crow_settings_get_default (void)
{
  static CrowSettings *settings = NULL; /* lives as long as the program */

  if (settings == NULL)
    settings = create_default ();
  return settings;
}

static guint
find_key (const char *name, GType type)
{
  guint key = 0;

  while (key < N_KEYS - 1 && !g_str_equal (keys[key].name, name))
    key++;
  g_assert (g_str_equal (keys[key].name, name) && keys[key].type == type);
  return key;
}

/**
 * crow_settings_list_choices:
 * @key: one whose value is a string
 *
 * Returns: (transfer none): its values, the default first
 */
const char *const *
crow_settings_list_choices (const char *key)
{
  return keys[find_key (key, G_TYPE_STRING)].choices;
}

/**
 * crow_settings_get_choice:
 * @self: settings
 * @key: one whose value is a string
 *
 * Returns: (transfer none): one of the words that the header lists; valid until it changes
 */
const char *
crow_settings_get_choice (CrowSettings *self, const char *key)
{
  g_return_val_if_fail (CROW_IS_SETTINGS (self), NULL);

  return g_value_get_string (&self->values[find_key (key, G_TYPE_STRING)]);
}

/**
 * crow_settings_set_choice:
 * @self: settings
 * @key: one whose value is a string
 * @choice: one of the words that the header lists; any other changes nothing
 */
void
crow_settings_set_choice (CrowSettings *self, const char *key, const char *choice)
{
  g_return_if_fail (CROW_IS_SETTINGS (self));

  g_object_set (self, key, choice, NULL);
}

/**
 * crow_settings_get_int:
 * @self: settings
 * @key: one whose value is a length
 *
 * Returns: it, in px
 */
int
crow_settings_get_int (CrowSettings *self, const char *key)
{
  g_return_val_if_fail (CROW_IS_SETTINGS (self), 0);

  return g_value_get_int (&self->values[find_key (key, G_TYPE_INT)]);
}

/**
 * crow_settings_set_int:
 * @self: settings
 * @key: one whose value is a length
 * @value: in px; what is out of range is brought into it
 */
void
crow_settings_set_int (CrowSettings *self, const char *key, int value)
{
  g_return_if_fail (CROW_IS_SETTINGS (self));

  g_object_set (self, key, CLAMP (value, 0, MAX_LENGTH), NULL);
}

/**
 * crow_settings_get_flag:
 * @self: settings
 * @key: one whose value is a boolean
 *
 * Returns: it
 */
gboolean
crow_settings_get_flag (CrowSettings *self, const char *key)
{
  g_return_val_if_fail (CROW_IS_SETTINGS (self), FALSE);

  return g_value_get_boolean (&self->values[find_key (key, G_TYPE_BOOLEAN)]);
}

/**
 * crow_settings_set_flag:
 * @self: settings
 * @key: one whose value is a boolean
 * @value: what it is to be
 */
void
crow_settings_set_flag (CrowSettings *self, const char *key, gboolean value)
{
  g_return_if_fail (CROW_IS_SETTINGS (self));

  g_object_set (self, key, value, NULL);
}

/**
 * crow_settings_reset:
 * @self: settings
 *
 * Makes every choice its default again. Sizes and panes stay: nobody chose them in a dialog.
 */
void
crow_settings_reset (CrowSettings *self)
{
  g_return_if_fail (CROW_IS_SETTINGS (self));

  for (guint i = 0; i < N_KEYS; i++)
    if (keys[i].type == G_TYPE_STRING)
      {
        crow_settings_set_choice (self, keys[i].name, keys[i].choices[0]);
        /* Not kept at all, so that a later default of the program counts. */
        if (self->settings != NULL)
          g_settings_reset (self->settings, keys[i].name);
      }
}

/**
 * crow_settings_is_reset:
 * @self: settings
 *
 * Returns: whether every choice is its default
 */
gboolean
crow_settings_is_reset (CrowSettings *self)
{
  g_return_val_if_fail (CROW_IS_SETTINGS (self), TRUE);

  for (guint i = 0; i < N_KEYS; i++)
    if (keys[i].type == G_TYPE_STRING &&
        !g_str_equal (g_value_get_string (&self->values[i]), keys[i].choices[0]))
      return FALSE;
  return TRUE;
}

/**
 * crow_settings_create_action:
 * @self: settings
 * @key: one of them
 *
 * Returns: (transfer full): an action of that name whose state is the value
 */
GAction *
crow_settings_create_action (CrowSettings *self, const char *key)
{
  g_return_val_if_fail (CROW_IS_SETTINGS (self), NULL);

  return G_ACTION (g_property_action_new (key, self, key));
}
