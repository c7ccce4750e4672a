/* write-files FOLDER: every kind of file that the window writes, by the libraries alone, in the
 * language of the environment as the window has it. FOLDER holds blog.prisma. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "crow-document.h"
#include "crow-export.h"
#include "crow-file-util.h"
#include "crow-recovery.h"

static const char *const edits[] = { "Post.author:onDelete=Restrict,onUpdate=NoAction" };

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  crow_file_write (path, content, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
draw (CrowDocument *document, const char *folder, const char *name, CrowFormat format)
{
  CrowDiagramOptions how = { .labels = CROW_LABELS_ALL,
                             .positions = crow_document_get_positions (document) };
  CrowExportOptions options = { .format = format, .scale = 1.5, .title = name };
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowDiagram) diagram = crow_diagram_new (crow_document_get_schema (document), &how,
                                                      NULL, NULL, NULL, &error);
  g_autoptr (GBytes) content = NULL;

  g_assert_no_error (error);
  content = crow_export (diagram, &options, &error);
  g_assert_no_error (error);
  crow_file_write (path, content, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
edit (CrowDocument *document)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_ptr_array_add (list, crow_action_edit_parse (edits[i], &error));
      g_assert_no_error (error);
    }
  crow_document_edit_actions (document, list, &error);
  g_assert_no_error (error);
  crow_document_move_model (document, "Post", 1234.5, -0.25);
  crow_document_move_model (document, "User", 876.125, 12);
}

/* What survives a crash. */
static void
write_journal (const char *folder)
{
  g_autoptr (CrowRecovery) journal = crow_recovery_new (folder, "/home/ada/schema.prisma", NULL);
  g_autoptr (CrowRecoveryContent) content = NULL;
  g_autoptr (GBytes) before = g_bytes_new_static ("İ before", strlen ("İ before"));
  g_autoptr (GBytes) after = g_bytes_new_static ("ı after", strlen ("ı after"));
  g_autoptr (GError) error = NULL;

  content = crow_recovery_content_new ("/home/ada/schema.prisma", FALSE);
  crow_recovery_content_add_file (content, "schema.prisma", before, after);
  content->time = 1800000000;
  crow_recovery_write (journal, 0, content, &error);
  g_assert_no_error (error);
}

static void
write_all (CrowDocument *document, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *up = crow_document_build_up (document, &error);
  g_autofree char *down = crow_document_build_down (document, NULL);
  g_autofree char *diff = crow_document_build_text_diff (document);
  g_autofree char *migration = NULL;
  g_autofree char *target = g_build_filename (folder, "migration", NULL);

  g_assert_no_error (error);
  write_text (folder, "up.sql", up);
  write_text (folder, "down.sql", down);
  write_text (folder, "text.diff", diff);
  draw (document, folder, "picture.svg", CROW_FORMAT_SVG);
  draw (document, folder, "picture.png", CROW_FORMAT_PNG);
  write_journal (folder);
  migration = crow_document_write_migration (document, "Change İt, ıf needed", TRUE, &error);
  g_assert_no_error (error);
  /* Its name begins with the time of day. */
  write_text (folder, "migration-name", strchr (strrchr (migration, G_DIR_SEPARATOR), '_'));
  g_assert_cmpint (g_rename (migration, target), ==, 0);
  crow_document_save (document, FALSE, NULL, &error);
  g_assert_no_error (error);
  crow_document_save_positions (document, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowDocument) document = NULL;
  g_autofree char *schema = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 2);
  if (setlocale (LC_ALL, "") == NULL)
    g_error ("The locale of the environment cannot be set");
  g_print ("%.1f\n", 0.5);
  document = crow_document_new ();
  schema = g_build_filename (argv[1], "blog.prisma", NULL);
  crow_document_load (document, schema, NULL, &error);
  g_assert_no_error (error);
  edit (document);
  write_all (document, argv[1]);
  return 0;
}
