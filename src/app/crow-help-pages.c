#include "crow-help-window.h"

#include <string.h>

#define FOLDER "/io/github/crowsfoot/Crowsfoot/help"

/* Where the focus is, from the inside out, to the page about it. */
static const struct
{
  const char *type;
  const char *page;
} topics[] = {
  { "CrowModelPage", "delete" },
  { "CrowRelationPage", "change" },
  { "CrowScriptPage", "plans" },
  { "CrowApplyDialog", "plans" },
  { "CrowDriftList", "compare" },
  { "CrowConnectDialog", "databases" },
  { "CrowNamespaceDialog", "databases" },
  { "CrowUpgradeDialog", "versions" },
  { "CrowExplicitDialog", "explicit" },
  { "CrowMigrationDialog", "migration" },
  { "CrowPreferences", "versions" },
  { "CrowChangesPanel", "migration" },
  { "CrowInspector", "change" },
  { "CrowCanvas", "picture" },
  { "CrowSidebar", "find" },
  { "CrowSearchBar", "find" },
  { "CrowFilterBar", "find" },
  { "CrowFilterPopover", "find" },
  { "CrowPalette", "find" },
  { "GtkShortcutsWindow", "keyboard" },
  { "CrowEmptyState", "start" },
};

/* (transfer full) (nullable) */
static char *
read_resource (const char *language, const char *name)
{
  g_autofree char *path = g_strdup_printf (FOLDER "/%s/%s", language, name);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  gsize length;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  return g_strndup (text, length);
}

/**
 * crow_help_list_pages:
 *
 * Returns: (transfer full): the names of the manual's pages, in the order of its contents
 */
char **
crow_help_list_pages (void)
{
  g_autofree char *contents = read_resource ("C", "contents");

  return g_strsplit (contents != NULL ? g_strstrip (contents) : "", "\n", -1);
}

/**
 * crow_help_read_page:
 * @page: a page's name
 *
 * Returns: (transfer full) (nullable): its text for crow_help_parse(), in the first of the user's
 *   languages that has it; NULL: there is no such page
 */
char *
crow_help_read_page (const char *page)
{
  const char *const *languages = g_get_language_names ();
  g_autofree char *name = g_strconcat (page, ".md", NULL);
  char *text = NULL;

  for (guint i = 0; text == NULL && languages[i] != NULL; i++)
    text = read_resource (languages[i], name);
  return text != NULL ? text : read_resource ("C", name);
}

/**
 * crow_help_find_topic:
 * @widget: (nullable): what has the focus
 *
 * Returns: (transfer none) (nullable): the page about it, or about what it lies in
 */
const char *
crow_help_find_topic (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
      if (g_str_equal (G_OBJECT_TYPE_NAME (widget), topics[i].type))
        return topics[i].page;
  return NULL;
}
