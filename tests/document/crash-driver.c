/* Edits, moves, saves and undoes in a document without a window, for test-crash.c, which kills it.
 * Every state is told before it can be on the disk ("try"), and again when it is in the journal
 * ("ack"), with the text of every file ("text", its checksum and name) before it. Arguments: the
 * source, the folder of journals, a seed, what to do: `random`, or one of `edit`, `save`, `move`,
 * `migration` once, `check`, or `actions`, which lists them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crow-document-private.h"
#include "crow-test-layout.h"

/* Says to crow-die.c that from here on calls count. */
#define ARM "/crow-die/arm"

static const char *const actions[] = { "Cascade", "Restrict", "NoAction", "SetNull" };

/* A line for each file is added to @lines. Returns the checksum of all of them. */
static char *
describe_texts (CrowDocument *document, GString *lines)
{
  GPtrArray *files = crow_prisma_get_files (crow_document_get_prisma (document));
  g_autoptr (GChecksum) all = g_checksum_new (G_CHECKSUM_MD5);

  for (guint i = 0; i < files->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (files, i);
      GBytes *content = crow_source_file_get_content (file);
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, content);

      g_checksum_update (all, (const guchar *) sum, -1);
      g_string_append_printf (lines, "text %s %s\n", sum, crow_source_file_get_name (file));
    }
  return g_strdup (g_checksum_get_string (all));
}

/* In one piece, so that it is told whole or not at all. */
static void
tell (const char *word, CrowDocument *document)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *sum = describe_texts (document, lines);
  g_autofree char *layout = crow_test_layout_describe (crow_document_get_positions (document),
                                                       crow_document_get_colors (document));

  g_string_append_printf (lines, "%s %s %s\n", word, sum, layout);
  if (write (STDOUT_FILENO, lines->str, lines->len) < 0)
    _exit (3);
}

/* Until tell_try(): what is not told yet is not to be in the journal, however fast a worker is.
 * (transfer full) (nullable) */
static GCancellable *
hold (CrowDocument *document)
{
  if (document->recovery_job != NULL)
    return NULL;
  document->recovery_job = g_cancellable_new ();
  return g_object_ref (document->recovery_job);
}

/* @held: of hold(); NULL: a worker was busy, with what had been told. */
static void
tell_try (CrowDocument *document, GCancellable *held)
{
  tell ("try", document);
  if (held == NULL || document->recovery_job != held)
    return;
  g_clear_object (&document->recovery_job);
  crow_document_keep_edits (document);
}

/* Until all is in the journal, or on the disk. */
static void
settle (CrowDocument *document)
{
  while (document->recovery_job != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* As the end of a program that is not killed: workers end what they write. */
static void
finish (CrowDocument *document)
{
  settle (document);
  while (G_OBJECT (document)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
edit (CrowDocument *document)
{
  CrowSchema *schema = crow_document_get_schema (document);
  const CrowRelation *relation;
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autofree char *text = NULL;

  relation = crow_schema_get_relation (schema, (guint) rand () % schema->relations->len);
  text = g_strdup_printf ("%s:%s=%s", relation->id, rand () % 2 != 0 ? "onDelete" : "onUpdate",
                          actions[(guint) rand () % G_N_ELEMENTS (actions)]);
  g_ptr_array_add (edits, crow_action_edit_parse (text, NULL));
  crow_document_edit_actions (document, edits, NULL); /* may be refused */
}

static void
move (CrowDocument *document)
{
  CrowSchema *schema = crow_document_get_schema (document);
  const CrowModel *model = crow_schema_get_model (schema, (guint) rand () % schema->models->len);

  if (rand () % 4 == 0)
    crow_document_set_colors (document, (const char *const *) &model->key, 1,
                              (guint) rand () % (CROW_N_COLORS + 1));
  else
    crow_document_move_model (document, model->key, rand () % 1000, rand () % 1000);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer is_done)
{
  crow_document_save_finish (CROW_DOCUMENT (object), result, NULL);
  *(gboolean *) is_done = TRUE;
}

static void
save (CrowDocument *document)
{
  gboolean is_done = FALSE;

  crow_document_save_async (document, FALSE, NULL, saved_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
step (CrowDocument *document)
{
  switch (rand () % 10)
    {
    case 0:
    case 1:
      save (document);
      break;
    case 2:
      crow_document_undo (document);
      break;
    case 3:
      crow_document_redo (document);
      break;
    case 4:
    case 5:
      move (document);
      break;
    case 6:
      crow_document_save_positions (document, NULL);
      break;
    default:
      edit (document);
    }
}

static void
run_random (CrowDocument *document)
{
  for (;;)
    {
      for (int n = 1 + rand () % 3; n > 0; n--)
        {
          g_autoptr (GCancellable) held = hold (document);

          step (document);
          tell_try (document, held);
        }
      settle (document);
      tell ("ack", document);
    }
}

/* Two files are edited. */
static void
change (CrowDocument *document)
{
  CrowSchema *schema = crow_document_get_schema (document);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);
      g_autoptr (GPtrArray)
          edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
      g_autofree char *text = g_strdup_printf ("%s:onDelete=Cascade", relation->id);
      g_autoptr (GCancellable) held = hold (document);

      g_ptr_array_add (edits, crow_action_edit_parse (text, NULL));
      crow_document_edit_actions (document, edits, NULL);
      tell_try (document, held);
    }
}

static void
run_once (CrowDocument *document, const char *what)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (what, "save") || g_str_equal (what, "migration"))
    {
      change (document);
      settle (document);
      tell ("ack", document);
    }
  unlink (ARM);
  if (g_str_equal (what, "edit"))
    change (document);
  else if (g_str_equal (what, "save"))
    crow_document_save (document, FALSE, NULL, &error);
  else if (g_str_equal (what, "migration"))
    g_free (crow_document_write_migration (document, "a name", TRUE, &error));
  else
    {
      g_autoptr (GCancellable) held = hold (document);

      crow_document_move_model (document,
                                crow_schema_get_model (crow_document_get_schema (document), 0)->key,
                                7, 8);
      tell_try (document, held);
      settle (document);
      tell ("ack", document);
      crow_document_save_positions (document, &error);
    }
  tell ("try", document);
  settle (document);
  g_assert_no_error (error);
  tell ("end", document);
}

static void
list_actions (CrowDocument *document)
{
  CrowSchema *schema = crow_document_get_schema (document);

  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      printf ("%s %s\n", relation->id,
              crow_action_get_name (relation->clauses[CROW_EVENT_DELETE].action));
    }
  fflush (stdout);
  _exit (0);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrowDocument) document = crow_document_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 5);
  srand ((guint) atoi (argv[3]));
  crow_document_set_recovery_folder (document, argv[2]);
  if (!crow_document_load (document, argv[1], NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  settle (document);
  if (g_str_equal (argv[4], "actions"))
    list_actions (document);
  tell ("open", document);
  if (g_str_equal (argv[4], "random"))
    run_random (document);
  else if (!g_str_equal (argv[4], "check"))
    run_once (document, argv[4]);
  finish (document);
  _exit (0); /* as a crash: nothing is given up */
}
