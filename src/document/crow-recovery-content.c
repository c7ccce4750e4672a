#include "crow-recovery.h"

#include <string.h>

#include "crow-text-diff.h"

/* Version; is it a database; the source; the time; the number of edits; for each file its name,
 * what it was, what it may have become since, and what it is to be; for each relation of a database
 * its id and the names of the actions by event, "" where the clause is kept; places: table, has it
 * one, where; colours. */
#define FORMAT "(ubayxua(sayaayay)a(sas)a(sbdd)a(su))"
#define VERSION 3

static CrowRecoveryFile *
recovery_file_new (void)
{
  CrowRecoveryFile *self = g_new0 (CrowRecoveryFile, 1);

  self->saving = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

static void
recovery_file_free (CrowRecoveryFile *self)
{
  g_free (self->name);
  g_clear_pointer (&self->base, g_bytes_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_ptr_array_unref (self->saving);
  g_free (self);
}

/**
 * crow_recovery_content_new:
 * @source: an absolute path, or the URI of a database without a password
 * @is_database: which
 *
 * Returns: (transfer full): nothing unsaved yet, as of now
 */
CrowRecoveryContent *
crow_recovery_content_new (const char *source, gboolean is_database)
{
  CrowRecoveryContent *self = g_new0 (CrowRecoveryContent, 1);

  self->source = g_strdup (source);
  self->is_database = is_database;
  self->time = g_get_real_time () / G_USEC_PER_SEC;
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) recovery_file_free);
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->colors = crow_colors_new ();
  return self;
}

/**
 * crow_recovery_content_free:
 * @self: (transfer full): what is unsaved
 */
void
crow_recovery_content_free (CrowRecoveryContent *self)
{
  g_free (self->source);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->edits);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->colors);
  g_free (self);
}

/**
 * crow_recovery_content_add_file:
 * @self: what is unsaved
 * @name: of a file below the source
 * @base: as on the disk
 * @text: edited
 *
 * Returns: (transfer none): what was added
 */
CrowRecoveryFile *
crow_recovery_content_add_file (CrowRecoveryContent *self,
                                const char *name,
                                GBytes *base,
                                GBytes *text)
{
  CrowRecoveryFile *file = recovery_file_new ();
  g_autoptr (GArray) hunks = crow_text_diff_list (base, text);

  file->name = g_strdup (name);
  file->base = g_bytes_ref (base);
  file->text = g_bytes_ref (text);
  g_ptr_array_add (self->files, file);
  self->n_edits += hunks->len;
  return file;
}

/**
 * crow_recovery_content_add_layout:
 * @self: what is unsaved
 * @kept: (element-type utf8 CrowPosition): what the layout file has
 * @positions: (element-type utf8 CrowPosition): what it is to have
 * @kept_colors: (element-type utf8 guint): likewise
 * @colors: (element-type utf8 guint)
 *
 * Keeps what differs.
 */
void
crow_recovery_content_add_layout (CrowRecoveryContent *self,
                                  GHashTable *kept,
                                  GHashTable *positions,
                                  GHashTable *kept_colors,
                                  GHashTable *colors)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, kept);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (positions, key))
      g_hash_table_insert (self->places, g_strdup (key), NULL);
  g_hash_table_iter_init (&iter, positions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CrowPosition *was = g_hash_table_lookup (kept, key);
      const CrowPosition *is = value;

      if (was == NULL || was->x != is->x || was->y != is->y)
        g_hash_table_insert (self->places, g_strdup (key), g_memdup2 (is, sizeof *is));
    }
  g_hash_table_iter_init (&iter, kept_colors);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (colors, key))
      g_hash_table_insert (self->colors, g_strdup (key), NULL);
  g_hash_table_iter_init (&iter, colors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_hash_table_lookup (kept_colors, key) != value)
      g_hash_table_insert (self->colors, g_strdup (key), value);
}

/**
 * crow_recovery_content_has_layout:
 * @self: what is unsaved
 *
 * Returns: whether a place or a colour is among it
 */
gboolean
crow_recovery_content_has_layout (CrowRecoveryContent *self)
{
  return g_hash_table_size (self->places) > 0 || g_hash_table_size (self->colors) > 0;
}

/**
 * crow_recovery_content_place:
 * @self: what is unsaved
 * @positions: (element-type utf8 CrowPosition): where to
 * @colors: (element-type utf8 guint): where to
 */
void
crow_recovery_content_place (CrowRecoveryContent *self, GHashTable *positions, GHashTable *colors)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (value != NULL)
      g_hash_table_insert (positions, g_strdup (key), g_memdup2 (value, sizeof (CrowPosition)));
    else
      g_hash_table_remove (positions, key);
  g_hash_table_iter_init (&iter, self->colors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (value != NULL)
      g_hash_table_insert (colors, g_strdup (key), value);
    else
      g_hash_table_remove (colors, key);
}

static void
append_edit (GString *text, const CrowActionEdit *edit)
{
  static const char *const words[CROW_N_EVENTS] = { "onDelete", "onUpdate" };

  g_string_append_printf (text, "%s:", edit->relation);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    if (edit->edits[event] == CROW_CLAUSE_SET)
      g_string_append_printf (text, " %s=%s", words[event],
                              crow_action_get_name (edit->actions[event]));
  g_string_append_c (text, '\n');
}

/**
 * crow_recovery_content_describe:
 * @self: what is unsaved
 *
 * Returns: (transfer full): a unified diff that `patch -p1` takes; a line for each relation of a
 *   database
 */
char *
crow_recovery_content_describe (CrowRecoveryContent *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      const CrowRecoveryFile *file = g_ptr_array_index (self->files, i);

      crow_text_diff_append (text, file->name, file->base, file->text);
    }
  for (guint i = 0; i < self->edits->len; i++)
    append_edit (text, g_ptr_array_index (self->edits, i));
  return g_string_free (text, FALSE);
}

static GVariant *
pack_text (GBytes *text)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, text, TRUE);
}

static GVariant *
pack_texts (GPtrArray *texts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_BYTESTRING_ARRAY);
  for (guint i = 0; i < texts->len; i++)
    g_variant_builder_add_value (&builder, pack_text (g_ptr_array_index (texts, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_files (CrowRecoveryContent *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sayaayay)"));
  for (guint i = 0; i < self->files->len; i++)
    {
      const CrowRecoveryFile *file = g_ptr_array_index (self->files, i);

      g_variant_builder_add (&builder, "(s@ay@aay@ay)", file->name, pack_text (file->base),
                             pack_texts (file->saving), pack_text (file->text));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_edits (CrowRecoveryContent *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sas)"));
  for (guint i = 0; i < self->edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (self->edits, i);
      const char *names[CROW_N_EVENTS];

      for (guint event = 0; event < CROW_N_EVENTS; event++)
        names[event] = edit->edits[event] == CROW_CLAUSE_SET
                           ? crow_action_get_name (edit->actions[event])
                           : "";
      g_variant_builder_add (&builder, "(s@as)", edit->relation,
                             g_variant_new_strv (names, CROW_N_EVENTS));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_places (CrowRecoveryContent *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sbdd)"));
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CrowPosition *at = value;

      g_variant_builder_add (&builder, "(sbdd)", key, at != NULL, at != NULL ? at->x : 0.0,
                             at != NULL ? at->y : 0.0);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_colors (CrowRecoveryContent *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(su)"));
  g_hash_table_iter_init (&iter, self->colors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add (&builder, "(su)", key, GPOINTER_TO_UINT (value));
  return g_variant_builder_end (&builder);
}

/**
 * crow_recovery_content_serialize:
 * @self: what is unsaved
 *
 * Returns: (transfer full): for crow_recovery_content_parse()
 */
GBytes *
crow_recovery_content_serialize (CrowRecoveryContent *self)
{
  g_autoptr (GVariant) variant = NULL;

  variant = g_variant_new ("(ub@ayxu@a(sayaayay)@a(sas)@a(sbdd)@a(su))", VERSION, self->is_database,
                           g_variant_new_bytestring (self->source), self->time, self->n_edits,
                           pack_files (self), pack_edits (self), pack_places (self),
                           pack_colors (self));
  g_variant_ref_sink (variant);
  return g_variant_get_data_as_bytes (variant);
}

/* (transfer full) */
static GBytes *
get_bytes (GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (tuple, index);

  return g_variant_get_data_as_bytes (value);
}

static void
unpack_texts (GPtrArray *texts, GVariant *tuple, gsize index)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (tuple, index);

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    g_ptr_array_add (texts, get_bytes (list, i));
}

static gboolean
is_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length == 0 || g_utf8_validate_len (data, length, NULL);
}

static gboolean
unpack_files (CrowRecoveryContent *self, GVariant *items)
{
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      CrowRecoveryFile *file = recovery_file_new ();

      g_variant_get_child (item, 0, "s", &file->name);
      file->base = get_bytes (item, 1);
      unpack_texts (file->saving, item, 2);
      file->text = get_bytes (item, 3);
      g_ptr_array_add (self->files, file);
      if (!is_text (file->base) || !is_text (file->text))
        return FALSE;
    }
  return TRUE;
}

/* NULL: it says nothing that this version understands. */
static CrowActionEdit *
read_edit (const char *relation, const char *const *names, gsize n_names)
{
  g_autoptr (CrowActionEdit) edit = crow_action_edit_new (relation);

  if (n_names != CROW_N_EVENTS)
    return NULL;
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      if (*names[event] == '\0')
        continue;
      if (!crow_action_from_name (names[event], &edit->actions[event]))
        return NULL;
      edit->edits[event] = CROW_CLAUSE_SET;
    }
  return g_steal_pointer (&edit);
}

static gboolean
unpack_edits (CrowRecoveryContent *self, GVariant *items)
{
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      g_autoptr (GVariant) list = g_variant_get_child_value (item, 1);
      g_autofree const char **names = NULL;
      const char *relation;
      gsize n_names;
      CrowActionEdit *edit;

      g_variant_get_child (item, 0, "&s", &relation);
      names = g_variant_get_strv (list, &n_names);
      edit = read_edit (relation, names, n_names);
      if (edit == NULL)
        return FALSE;
      g_ptr_array_add (self->edits, edit);
    }
  return TRUE;
}

static void
unpack_layout (CrowRecoveryContent *self, GVariant *places, GVariant *colors)
{
  GVariantIter iter;
  const char *key;
  gboolean has_place;
  double x;
  double y;
  guint32 color;

  g_variant_iter_init (&iter, places);
  while (g_variant_iter_next (&iter, "(&sbdd)", &key, &has_place, &x, &y))
    if (x - x == 0 && y - y == 0) /* finite */
      g_hash_table_insert (self->places, g_strdup (key),
                           has_place ? crow_position_new (x, y) : NULL);
  g_variant_iter_init (&iter, colors);
  while (g_variant_iter_next (&iter, "(&su)", &key, &color))
    if (color <= CROW_N_COLORS)
      g_hash_table_insert (self->colors, g_strdup (key), GUINT_TO_POINTER (color));
}

/**
 * crow_recovery_content_parse:
 * @bytes: whatever a file holds
 *
 * Returns: (transfer full) (nullable): what is unsaved; %NULL: of another version, or damaged
 */
CrowRecoveryContent *
crow_recovery_content_parse (GBytes *bytes)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GVariant) edits = NULL;
  g_autoptr (GVariant) places = NULL;
  g_autoptr (GVariant) colors = NULL;
  g_autoptr (CrowRecoveryContent) self = NULL;
  g_autofree char *source = NULL;
  gboolean is_database;
  guint32 version;
  guint32 n_edits;
  gint64 time;

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
  g_variant_get (variant, "(ub^ayxu@a(sayaayay)@a(sas)@a(sbdd)@a(su))", &version, &is_database,
                 &source, &time, &n_edits, &files, &edits, &places, &colors);
  if (version != VERSION || *source == '\0')
    return NULL;
  self = crow_recovery_content_new (source, is_database);
  self->time = time;
  self->n_edits = n_edits;
  if (!unpack_files (self, files) || !unpack_edits (self, edits))
    return NULL;
  unpack_layout (self, places, colors);
  return g_steal_pointer (&self);
}
