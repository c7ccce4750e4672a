#include <string.h>

#include "crow-cli-source.h"
#include "crow-save.h"

static void
report_with_relations (const CrowCliSource *source, const GError *error, const char *name)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < source->schema->relations->len; i++)
    g_ptr_array_add (ids, crow_schema_get_relation (source->schema, i)->id);
  crow_cli_report_near (error, name, ids);
}

/* Two words about one relation are one edit, unless they contradict each other. */
static gboolean
merge_edit (CrowActionEdit *edit, const CrowActionEdit *other, GError **error)
{
  for (guint i = 0; i < CROW_N_EVENTS; i++)
    {
      gboolean is_same = edit->edits[i] == other->edits[i] &&
                         (edit->edits[i] != CROW_CLAUSE_SET ||
                          edit->actions[i] == other->actions[i]);

      if (other->edits[i] == CROW_CLAUSE_KEEP || is_same)
        continue;
      if (edit->edits[i] != CROW_CLAUSE_KEEP)
        {
          g_set_error (error, CROW_USAGE_ERROR, 0, "%s: %s is given twice, and differently",
                       edit->relation, crow_event_get_argument (i));
          return FALSE;
        }
      edit->edits[i] = other->edits[i];
      edit->actions[i] = other->actions[i];
    }
  return TRUE;
}

static CrowActionEdit *
find_edit (GPtrArray *edits, const char *relation)
{
  for (guint i = 0; i < edits->len; i++)
    {
      CrowActionEdit *edit = g_ptr_array_index (edits, i);

      if (strcmp (edit->relation, relation) == 0)
        return edit;
    }
  return NULL;
}

static GPtrArray *
parse_edits (const CrowArguments *arguments, GError **error)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);

  for (guint i = 1; i < arguments->arguments->len; i++)
    {
      const char *word = crow_arguments_get_argument (arguments, i);
      g_autoptr (CrowActionEdit) edit = crow_action_edit_parse (word, error);
      CrowActionEdit *earlier = edit != NULL ? find_edit (edits, edit->relation) : NULL;

      if (edit == NULL || (earlier != NULL && !merge_edit (earlier, edit, error)))
        return NULL;
      if (earlier == NULL)
        g_ptr_array_add (edits, g_steal_pointer (&edit));
    }
  return g_steal_pointer (&edits);
}

/* All of the relations that do not exist, with those that may have been meant. */
static gboolean
report_unknown (const CrowCliSource *source, GPtrArray *edits)
{
  gboolean is_unknown = FALSE;

  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      g_autoptr (GError) error = NULL;

      if (crow_schema_find_relation (source->schema, edit->relation) >= 0)
        continue;
      error = g_error_new (CROW_ERROR, CROW_ERROR_UNKNOWN, "no relation \"%s\"", edit->relation);
      report_with_relations (source, error, edit->relation);
      is_unknown = TRUE;
    }
  return is_unknown;
}

/* The new text of the files that hold the relations; a header before each where they are several.
 */
static char *
print_files (const CrowCliSource *source, CrowPrisma *edited, GPtrArray *edits)
{
  GPtrArray *files = crow_prisma_get_files (edited);
  g_autofree gboolean *is_named = g_new0 (gboolean, files->len);
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (edits, i);
      int relation = crow_schema_find_relation (source->schema, edit->relation);
      guint file = crow_schema_get_relation (source->schema, (guint) relation)->location.file;

      n += !is_named[file];
      is_named[file] = TRUE;
    }
  for (guint i = 0; i < files->len; i++)
    {
      CrowSourceFile *file = g_ptr_array_index (files, i);
      gsize length;
      const char *content = crow_source_file_get_text (file, &length);

      if (!is_named[i])
        continue;
      if (n > 1 && text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
      if (n > 1)
        g_string_append_printf (text, "==> %s <==\n", crow_source_file_get_name (file));
      g_string_append_len (text, content, (gssize) length);
    }
  return g_string_free (text, FALSE);
}

static CrowExit
write_files (const CrowCliSource *source, CrowPrisma *edited)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = crow_save_run (edited, source->texts, FALSE, NULL, &error);

  return texts != NULL ? CROW_EXIT_DONE : crow_cli_report (error);
}

static CrowExit
edit_source (const CrowArguments *arguments, const CrowCliSource *source, GPtrArray *edits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma) edited = NULL;
  g_autofree char *text = NULL;

  if (crow_cli_source_report_damage (source))
    {
      crow_cli_print_message ("the schema is invalid: nothing was changed");
      return CROW_EXIT_FOUND;
    }
  if (report_unknown (source, edits))
    return CROW_EXIT_USAGE;
  edited = crow_prisma_edit (source->prisma, edits, NULL, &error);
  if (edited == NULL)
    return crow_cli_report (error);
  if (crow_arguments_has (arguments, "write"))
    return write_files (source, edited);
  text = print_files (source, edited, edits);
  return crow_cli_write (arguments, text, CROW_EXIT_DONE);
}

static CrowExit
run (const CrowArguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (CrowCliSource) source = NULL;

  if (crow_arguments_has (arguments, "write") && crow_arguments_has (arguments, "output"))
    {
      crow_cli_print_message ("--write edits the files in place: it goes without -o");
      return CROW_EXIT_USAGE;
    }
  if (crow_cli_source_is_database (crow_arguments_get_argument (arguments, 0)))
    {
      error = g_error_new_literal (CROW_USAGE_ERROR, 0,
                                   "set edits schema files, and the source is a database: change "
                                   "the schema file and let diff DATABASE SCHEMA write the SQL, or "
                                   "change the action in the window");
      return crow_cli_report_usage ("set", error);
    }
  edits = parse_edits (arguments, &error);
  if (edits == NULL)
    return crow_cli_report_usage ("set", error);
  source = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  if (source == NULL)
    return crow_cli_report_usage ("set", error);
  return edit_source (arguments, source, edits);
}

static const CrowOption options[] = {
  { "write", 'w', CROW_OPTION_FLAG, NULL, "edit the files in place and print nothing" },
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_set = {
  "set",
  "SOURCE RELATION… [--write]",
  "change actions; prints the new text, or edits the files in place",
  "RELATION is Model.field:onDelete=Cascade, Model.field:onUpdate=default (removes the\n"
  "argument), or both joined by a comma. All of one call are judged together: if one is\n"
  "refused, nothing is changed.\n"
  "\n"
  "Of a schema in several files the text of the file that holds the relation is printed;\n"
  "where that are several files, each after a line `==> name <==`.\n"
  "\n"
  "Databases are not edited here: see diff.\n",
  options,
  2,
  G_MAXUINT,
  run,
};
