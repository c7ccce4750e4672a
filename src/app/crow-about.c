#include "crow-about.h"

#include <glib/gi18n.h>

#include "crow-compat.h"

/* The addresses that the application's id stands for; the metainfo has them too. */
#define WEBSITE "https://github.com/crowsfoot/crowsfoot"
#define ISSUES WEBSITE "/issues"

/* (transfer full): in the words of the metainfo */
static char *
build_release_notes (void)
{
  const char *items[] = {
    _ ("Open Prisma schemas and PostgreSQL databases as diagrams whose edges say their actions"),
    _ ("Change actions, and save the schema or export the migration"),
    _ ("Rehearse and apply a migration, with its locks shown beforehand"),
  };
  GString *notes = g_string_new ("<p>");

  g_string_append_printf (notes, "%s</p><ul>", _ ("The first version."));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autofree char *item = g_markup_escape_text (items[i], -1);

      g_string_append_printf (notes, "<li>%s</li>", item);
    }
  g_string_append (notes, "</ul>");
  return g_string_free (notes, FALSE);
}

/**
 * crow_about_show:
 * @parent: (nullable): the window that it is about
 *
 * Shows what the program is, what is new in it, and where to tell of a problem.
 */
void
crow_about_show (GtkWindow *parent)
{
  g_autofree char *notes = build_release_notes ();

  crow_compat_show_about (parent, notes, WEBSITE, ISSUES);
}
