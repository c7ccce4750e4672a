/* Edits, moves, saves and undoes in a document without a window, for test-crash.c, which kills it.
 * Every state is told before it can be on the disk ("try"), and again when it is in the journal
 * ("ack"). Arguments: the source, the folder of journals, a seed, what to do: `random`, or one of
 * `edit`, `save`, `move`, `migration` once, `check`, or `actions`, which lists them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crow-document-private.h"

/* Says to crow-die.c that from here on calls count. */
#define ARM "/crow-die/arm"

static const char *const actions[] = { "Cascade", "Restrict", "NoAction", "SetNull" };

/* Of all texts, then of every place and colour, in an order of their own. */
static char *
describe (CrowDocument *document)
{
  GPtrArray *files = crow_prisma_get_files (crow_document_get_prisma (document));
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  GHashTable *positions = crow_document_get_positions (document);
  GHashTable *colors = crow_document_get_colors (document);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (positions), (GCompareFunc) strcmp);
  g_autoptr (GList) painted = g_list_sort (g_hash_table_get_keys (colors), (GCompareFunc) strcmp);
  g_autoptr (GString) layout = g_string_new ("@");

  for (guint i = 0; i < files->len; i++)
    {
      gsize length;
      const char *text = crow_source_file_get_text (g_ptr_array_index (files, i), &length);

      g_checksum_update (checksum, (const guchar *) text, (gssize) length);
      g_checksum_update (checksum, (const guchar *) "", 1);
    }
  for (GList *at = keys; at != NULL; at = at->next)
    {
      const CrowPosition *position = g_hash_table_lookup (positions, at->data);

      g_string_append_printf (layout, "%s=%.0f,%.0f;", (char *) at->data, position->x, position->y);
    }
  for (GList *at = painted; at != NULL; at = at->next)
    g_string_append_printf (layout, "%s=%u;", (char *) at->data,
                            GPOINTER_TO_UINT (g_hash_table_lookup (colors, at->data)));
  return g_strconcat (g_checksum_get_string (checksum), " ", layout->str, NULL);
}

static void
tell (const char *word, CrowDocument *document)
{
  g_autofree char *text = describe (document);
  g_autofree char *line = g_strdup_printf ("%s %s\n", word, text);

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (3);
}

/* Until all is in the journal, or on the disk. */
static void
settle (CrowDocument *document)
{
  while (document->recovery_job != NULL)
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
          step (document);
          tell ("try", document);
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

      g_ptr_array_add (edits, crow_action_edit_parse (text, NULL));
      crow_document_edit_actions (document, edits, NULL);
      tell ("try", document);
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
      /* the place is known before the journal has it */
      crow_document_move_model (document,
                                crow_schema_get_model (crow_document_get_schema (document), 0)->key,
                                7, 8);
      tell ("try", document);
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
  _exit (0); /* as a crash: nothing is given up */
}
