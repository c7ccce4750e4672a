#include "crow-recovery-private.h"

#include <string.h>

/* Version, the database, then for each relation: its id and the names of the actions by event, ""
 * where the clause is kept. */
#define FORMAT "(usa(sas))"
#define VERSION 1

/**
 * crow_recovery_write_edits:
 * @self: where to
 * @uri: of the database, without a password
 * @edits: (element-type CrowActionEdit): what is not applied
 * @error: %CROW_ERROR_SOURCE
 *
 * Blocking; any thread.
 *
 * Returns: whether the edits are on the disk
 */
gboolean
crow_recovery_write_edits (CrowRecovery *self, const char *uri, GPtrArray *edits, GError **error)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sas)"));
  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      const char *names[CROW_N_EVENTS];

      for (guint event = 0; event < CROW_N_EVENTS; event++)
        names[event] = edit->edits[event] == CROW_CLAUSE_SET
                           ? crow_action_get_name (edit->actions[event])
                           : "";
      g_variant_builder_add (&builder, "(s@as)", edit->relation,
                             g_variant_new_strv (names, CROW_N_EVENTS));
    }
  return crow_recovery_write (self, g_variant_new (FORMAT, VERSION, uri, &builder), error);
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

static gpointer
read_edits (GBytes *content, gpointer data)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) items = NULL;
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  guint32 version;

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), content, FALSE));
  g_variant_get_child (variant, 0, "u", &version);
  if (version != VERSION)
    return NULL;
  items = g_variant_get_child_value (variant, 2);
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
        return NULL;
      g_ptr_array_add (edits, edit);
    }
  return edits->len > 0 ? g_steal_pointer (&edits) : NULL;
}

/**
 * crow_recovery_read_edits:
 * @folder: as crow_recovery_new()
 * @id: of the database
 * @left: (out) (transfer full) (nullable): the file that the edits lie in, the caller's from now on
 *
 * Whether the edits still make sense there is the caller's question. Blocking; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type CrowActionEdit): what a crash left
 */
GPtrArray *
crow_recovery_read_edits (const char *folder, const char *id, CrowRecovery **left)
{
  return crow_recovery_find (folder, id, read_edits, NULL, left);
}
