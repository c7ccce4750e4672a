#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-color-popover.h"

/* (nullable): whose band is chosen */
static const CrowModel *
find_model (CrowWindow *self)
{
  CrowSchema *picture = crow_document_get_picture (self->document);
  int found = -1;

  if (picture == NULL || self->selected == NULL || self->selected_kind != CROW_SELECTION_MODEL)
    return NULL;
  found = crow_schema_find_model_by_key (picture, self->selected);
  if (found < 0)
    found = crow_schema_find_model (picture, self->selected);
  return found >= 0 ? crow_schema_get_model (picture, (guint) found) : NULL;
}

static gboolean
has_colors (const CrowDiagram *diagram, GHashTable *colors)
{
  for (guint i = 0; i < diagram->schema->models->len; i++)
    {
      const char *key = crow_schema_get_model (diagram->schema, i)->key;
      guint wanted = GPOINTER_TO_UINT (g_hash_table_lookup (colors, key));

      if (wanted != (diagram->colors != NULL ? diagram->colors[i] : 0))
        return FALSE;
    }
  return TRUE;
}

/**
 * crow_window_paint_bands:
 * @self: a window
 *
 * The diagram's bands become what the document says.
 */
void
crow_window_paint_bands (CrowWindow *self)
{
  GHashTable *colors = crow_document_get_colors (self->document);
  CrowDiagram *whole = NULL;
  gboolean shows_all = crow_window_shows_all (self);
  gboolean is_plain = self->diagram == self->whole;

  crow_window_update_color (self);
  if (self->whole != NULL && !has_colors (self->whole, colors))
    {
      whole = crow_diagram_with_colors (self->whole, colors);
      crow_diagram_unref (self->whole);
      self->whole = whole;
    }
  if (self->diagram == NULL || has_colors (self->diagram, colors))
    return;
  if (shows_all && is_plain && whole != NULL)
    crow_window_take_diagram (self, crow_diagram_ref (whole));
  else
    crow_window_take_diagram (self, crow_diagram_with_colors (self->diagram, colors));
}

/* How many of @models have another color than @color? */
static guint
count_others (CrowWindow *self, GPtrArray *models, guint color)
{
  GHashTable *colors = crow_document_get_colors (self->document);
  guint n = 0;

  for (guint i = 0; i < models->len; i++)
    n += GPOINTER_TO_UINT (g_hash_table_lookup (colors, g_ptr_array_index (models, i))) != color;
  return n;
}

static void
change_color_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GPtrArray) models = crow_window_list_selected (self);

  guint color = crow_color_find_word (g_variant_get_string (state, NULL));
  g_autofree char *text = NULL;
  guint n;

  if (find_model (self) == NULL)
    return;
  n = count_others (self, models, color);
  crow_document_set_colors (self->document, (const char *const *) models->pdata, models->len,
                            color);
  crow_window_update_color (self);
  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("Colored %u table", "Colored %u tables", n), n);
  crow_window_show_toast (self, text, _ ("_Undo"), "win.undo");
}

/**
 * crow_window_update_color:
 * @self: a window
 *
 * The action "color" follows what is selected.
 */
void
crow_window_update_color (CrowWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "color");
  const CrowModel *model = find_model (self);
  GHashTable *colors = crow_document_get_colors (self->document);
  guint color = model != NULL && colors != NULL
                    ? GPOINTER_TO_UINT (g_hash_table_lookup (colors, model->key))
                    : 0;

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), model != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (crow_color_get_word (color)));
}

/**
 * crow_window_add_color_actions:
 * @self: a window
 *
 * Adds the action that paints the band of the selected table.
 */
void
crow_window_add_color_actions (CrowWindow *self)
{
  const GActionEntry entries[] = { { "color", NULL, "s", "'default'", change_color_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
