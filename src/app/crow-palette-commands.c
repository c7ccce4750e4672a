#include "crow-palette-commands.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-palette-item.h"

static const struct
{
  const char *label;
  const char *action;
} commands[] = {
  { N_ ("Find in the Diagram"), "win.find" },
  { N_ ("Filter Models and Relations"), "win.filter-lists" },
  { N_ ("Show Only the Selection and Its Neighbours"), "win.focus-selection" },
  { N_ ("Leave the Focus"), "win.leave-focus" },
  { N_ ("Back to the Focus Before"), "win.filter-back" },
  { N_ ("Forward Again"), "win.filter-forward" },
  { N_ ("Hide the Selection"), "win.hide-selection" },
  { N_ ("Show All"), "win.reset-filter" },
  { N_ ("Filters of the Diagram"), "win.show-filters" },
  { N_ ("Fit in Window"), "win.zoom-fit" },
  { N_ ("Zoom to the Selection"), "win.zoom-selection" },
  { N_ ("Zoom In"), "win.zoom-in" },
  { N_ ("Zoom Out"), "win.zoom-out" },
  { N_ ("Full Size"), "win.zoom-to(1.0)" },
  { N_ ("Tidy Up"), "win.tidy-up" },
  { N_ ("Overview in the Corner"), "win.show-overview" },
  { N_ ("Next Relation"), "win.next-relation" },
  { N_ ("Previous Relation"), "win.previous-relation" },
  { N_ ("Labels on All Relations"), "win.labels::all" },
  { N_ ("Labels Only Where Written"), "win.labels::written" },
  { N_ ("Labels Only on the Selected"), "win.labels::none" },
  { N_ ("Models and Relations"), "win.toggle-start" },
  { N_ ("Inspector"), "win.toggle-end" },
  { N_ ("Pending Change"), "win.show-changes" },
  { N_ ("Problems"), "win.show-problems" },
  { N_ ("Next Problem"), "win.next-problem" },
  { N_ ("Previous Problem"), "win.previous-problem" },
  { N_ ("What Prisma 8 Changes…"), "win.upgrade-report" },
  { N_ ("Write the Defaults Out"), "win.pin-defaults" },
  { N_ ("Prisma Rules: As package.json Asks"), "win.rules::project" },
  { N_ ("Prisma Rules: Prisma 6"), "win.rules::6" },
  { N_ ("Prisma Rules: Prisma 7"), "win.rules::7" },
  { N_ ("Prisma Rules: Prisma 8"), "win.rules::8" },
  { N_ ("Undo"), "win.undo" },
  { N_ ("Redo"), "win.redo" },
  { N_ ("Save the Schema"), "win.save" },
  { N_ ("Reload"), "win.reload" },
  { N_ ("Export as SVG…"), "win.export-svg" },
  { N_ ("Export as PNG…"), "win.export-png" },
  { N_ ("Export as PDF…"), "win.export-pdf" },
  { N_ ("Export the Up Script…"), "win.export-up" },
  { N_ ("Export the Down Script…"), "win.export-down" },
  { N_ ("Write a Migration…"), "win.export-migration" },
  { N_ ("Copy the Text That Is Shown"), "win.copy-change" },
  { N_ ("Rehearse on the Database"), "win.rehearse" },
  { N_ ("Apply to the Database…"), "win.apply" },
  { N_ ("Compare with Database…"), "win.compare" },
  { N_ ("Open…"), "win.open" },
  { N_ ("Open a Folder…"), "win.open-folder" },
  { N_ ("Connect…"), "win.connect" },
  { N_ ("New Window"), "app.new-window" },
  { N_ ("Light Style"), "app.style::light" },
  { N_ ("Dark Style"), "app.style::dark" },
  { N_ ("Keyboard Shortcuts"), "win.show-help-overlay" },
};

static gboolean
is_enabled (GtkRoot *root, const char *action)
{
  GActionGroup *group = G_ACTION_GROUP (root);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  const char *bare;

  if (!g_action_parse_detailed_name (action, &name, &target, NULL))
    return FALSE;
  bare = strchr (name, '.') + 1;
  if (g_str_has_prefix (name, "app."))
    group = G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (root)));
  if (group == NULL)
    return FALSE;
  return g_action_group_has_action (group, bare) && g_action_group_get_action_enabled (group, bare);
}

static gboolean
has_words (const char *label, char **words)
{
  g_autofree char *folded = g_utf8_casefold (label, -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* (transfer full) (nullable): "Ctrl+F" */
static char *
get_key (GtkRoot *root, const char *action)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (root));
  g_auto (GStrv) keys = NULL;
  GdkModifierType state;
  guint key;

  if (application == NULL)
    return NULL;
  keys = gtk_application_get_accels_for_action (application, action);
  if (keys == NULL || keys[0] == NULL || !gtk_accelerator_parse (keys[0], &key, &state))
    return NULL;
  return gtk_accelerator_get_label (key, state);
}

/**
 * crow_palette_add_commands:
 * @widget: a widget in an application's window
 * @text: words that a command's name must have, in any case
 * @store: (element-type CrowPaletteItem): where to append them
 *
 * Commands that have no use now are left out, as are those that the window does not know.
 */
void
crow_palette_add_commands (GtkWidget *widget, const char *text, GListStore *store)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  if (!GTK_IS_WINDOW (root) || !G_IS_ACTION_GROUP (root))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *label = _ (commands[i].label);
      g_autoptr (CrowPaletteItem) item = NULL;
      g_autofree char *key = NULL;

      if (!has_words (label, words) || !is_enabled (root, commands[i].action))
        continue;
      key = get_key (root, commands[i].action);
      item = crow_palette_item_new_command (label, commands[i].action, key);
      g_list_store_append (store, item);
    }
}
