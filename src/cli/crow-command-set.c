#include <string.h>

#include "crow-cli-git.h"
#include "crow-cli-source.h"
#include "crow-save.h"

#define EXPLICIT ":explicit="

/* `Model.field:explicit=Name`. */
typedef struct
{
  char *relation; /* (owned) */
  char *model;    /* (owned) */
} Conversion;

/* What the command line asks for. */
typedef struct
{
  GPtrArray *edits;       /* (owned) (element-type CrowActionEdit) */
  GPtrArray *conversions; /* (owned) (element-type Conversion) */
  gboolean pins;          /* --pin-defaults */
} Wishes;

static void
free_conversion (gpointer data)
{
  Conversion *self = data;

  g_free (self->relation);
  g_free (self->model);
  g_free (self);
}

static void
clear_wishes (Wishes *self)
{
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->conversions, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wishes, clear_wishes)

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

static gboolean
add_edit (Wishes *self, const char *word, GError **error)
{
  g_autoptr (CrowActionEdit) edit = crow_action_edit_parse (word, error);
  CrowActionEdit *earlier = edit != NULL ? find_edit (self->edits, edit->relation) : NULL;

  if (edit == NULL || (earlier != NULL && !merge_edit (earlier, edit, error)))
    return FALSE;
  if (earlier == NULL)
    g_ptr_array_add (self->edits, g_steal_pointer (&edit));
  return TRUE;
}

/* @word is `relation:explicit=model`, and @at where its colon stands. */
static gboolean
add_conversion (Wishes *self, const char *word, const char *at, GError **error)
{
  const char *model = at + strlen (EXPLICIT);
  Conversion *conversion;

  if (!crow_prisma_is_name (model))
    {
      g_set_error (error, CROW_USAGE_ERROR, 0, "\"%s\" %s", model,
                   crow_prisma_explain_name (model));
      return FALSE;
    }
  conversion = g_new0 (Conversion, 1);
  conversion->relation = g_strndup (word, (gsize) (at - word));
  conversion->model = g_strdup (model);
  g_ptr_array_add (self->conversions, conversion);
  return TRUE;
}

static gboolean
parse_wishes (Wishes *self, const CrowArguments *arguments, GError **error)
{
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  self->conversions = g_ptr_array_new_with_free_func (free_conversion);
  self->pins = crow_arguments_has (arguments, "pin-defaults");
  for (guint i = 1; i < arguments->arguments->len; i++)
    {
      const char *word = crow_arguments_get_argument (arguments, i);
      const char *at = strstr (word, EXPLICIT);

      if (at != NULL ? !add_conversion (self, word, at, error) : !add_edit (self, word, error))
        return FALSE;
    }
  if (self->edits->len > 0 || self->conversions->len > 0 || self->pins)
    return TRUE;
  g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                       "nothing is asked for: a RELATION, or --pin-defaults, is missing");
  return FALSE;
}

static gboolean
report_if_unknown (const CrowCliSource *source, const char *relation)
{
  g_autoptr (GError) error = NULL;

  if (crow_schema_find_relation (source->schema, relation) >= 0)
    return FALSE;
  error = g_error_new (CROW_ERROR, CROW_ERROR_UNKNOWN, "no relation \"%s\"", relation);
  report_with_relations (source, error, relation);
  return TRUE;
}

/* All of the relations that do not exist, with those that may have been meant. */
static gboolean
report_unknown (const CrowCliSource *source, const Wishes *wishes)
{
  gboolean is_unknown = FALSE;

  for (guint i = 0; i < wishes->edits->len; i++)
    is_unknown |= report_if_unknown (source,
                                     ((CrowActionEdit *) wishes->edits->pdata[i])->relation);
  for (guint i = 0; i < wishes->conversions->len; i++)
    is_unknown |= report_if_unknown (source,
                                     ((Conversion *) wishes->conversions->pdata[i])->relation);
  return is_unknown;
}

/* A relation that is to be made a model more than once. */
static gboolean
report_twice (const CrowCliSource *source, const Wishes *wishes)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < wishes->conversions->len; i++)
    {
      const Conversion *conversion = g_ptr_array_index (wishes->conversions, i);
      int relation = crow_schema_find_relation (source->schema, conversion->relation);
      g_autoptr (GError) error = NULL;

      if (g_hash_table_add (seen, GINT_TO_POINTER (relation)))
        continue;
      error = g_error_new (CROW_USAGE_ERROR, 0, "%s: explicit is given twice",
                           conversion->relation);
      crow_cli_report_usage ("set", error);
      return TRUE;
    }
  return FALSE;
}

/* The schema as wished: actions, then join tables, then the defaults that are left. */
static CrowPrisma *
apply_wishes (CrowPrisma *prisma, const Wishes *wishes, GError **error)
{
  g_autoptr (CrowPrisma) edited = crow_prisma_edit (prisma, wishes->edits, NULL, error);
  g_autoptr (GPtrArray) defaults = NULL;

  for (guint i = 0; edited != NULL && i < wishes->conversions->len; i++)
    {
      const Conversion *conversion = g_ptr_array_index (wishes->conversions, i);
      CrowPrisma *next = crow_prisma_edit_explicit (edited, conversion->relation, conversion->model,
                                                    NULL, error);

      crow_prisma_unref (edited);
      edited = next;
    }
  if (edited == NULL || !wishes->pins)
    return g_steal_pointer (&edited);
  defaults = crow_prisma_list_defaults (edited);
  return crow_prisma_edit (edited, defaults, NULL, error);
}

/* By file: is its text what the caller wants to see? Those that hold the relations, and those that
 * change; of a schema in one file that one. */
static gboolean *
find_files (const CrowCliSource *source, CrowPrisma *edited, const Wishes *wishes)
{
  GPtrArray *before = crow_prisma_get_files (source->prisma);
  GPtrArray *after = crow_prisma_get_files (edited);
  gboolean *is_named = g_new0 (gboolean, after->len);

  for (guint i = 0; i < wishes->edits->len; i++)
    {
      const CrowActionEdit *edit = g_ptr_array_index (wishes->edits, i);
      int relation = crow_schema_find_relation (source->schema, edit->relation);

      is_named[crow_schema_get_relation (source->schema, (guint) relation)->location.file] = TRUE;
    }
  for (guint i = 0; i < after->len; i++)
    is_named[i] |= after->len == 1 || before->pdata[i] != after->pdata[i];
  return is_named;
}

/* The new text; a header before each file's where they are several. */
static char *
print_files (const CrowCliSource *source, CrowPrisma *edited, const Wishes *wishes)
{
  GPtrArray *files = crow_prisma_get_files (edited);
  g_autofree gboolean *is_named = find_files (source, edited, wishes);
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    n += is_named[i] != FALSE;
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
edit_source (const CrowArguments *arguments, const CrowCliSource *source, const Wishes *wishes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowPrisma) edited = NULL;
  g_autofree char *text = NULL;

  if (crow_cli_source_report_damage (source))
    {
      crow_cli_print_message ("the schema is invalid: nothing was changed");
      return CROW_EXIT_FOUND;
    }
  if (report_unknown (source, wishes) || report_twice (source, wishes))
    return CROW_EXIT_USAGE;
  edited = apply_wishes (source->prisma, wishes, &error);
  if (edited == NULL)
    return crow_cli_report (error);
  if (crow_arguments_has (arguments, "write"))
    return write_files (source, edited);
  text = print_files (source, edited, wishes);
  return crow_cli_write (arguments, text, CROW_EXIT_DONE);
}

/* NULL: the command line can be meant so; else what is wrong with it. */
static const char *
find_mistake (const CrowArguments *arguments)
{
  const char *source = crow_arguments_get_argument (arguments, 0);

  if (crow_cli_source_is_database (source))
    return "set edits schema files, and the source is a database: change the schema file and let "
           "diff DATABASE SCHEMA write the SQL, or change the action in the window";
  if (crow_cli_git_is_source (source) && crow_arguments_has (arguments, "write"))
    return "--write edits files, and the source is a revision of git: without --write the new text "
           "is printed";
  return NULL;
}

static CrowExit
run (const CrowArguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_auto (Wishes) wishes = { NULL, NULL, FALSE };
  g_autoptr (CrowCliSource) source = NULL;
  const char *mistake = find_mistake (arguments);

  if (crow_arguments_has (arguments, "write") && crow_arguments_has (arguments, "output"))
    {
      crow_cli_print_message ("--write edits the files in place: it goes without -o");
      return CROW_EXIT_USAGE;
    }
  if (mistake != NULL)
    {
      error = g_error_new_literal (CROW_USAGE_ERROR, 0, mistake);
      return crow_cli_report_usage ("set", error);
    }
  if (!parse_wishes (&wishes, arguments, &error))
    return crow_cli_report_usage ("set", error);
  source = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0), &error);
  if (source == NULL)
    return crow_cli_report_usage ("set", error);
  return edit_source (arguments, source, &wishes);
}

static const CrowOption options[] = {
  { "write", 'w', CROW_OPTION_FLAG, NULL, "edit the files in place and print nothing" },
  { "pin-defaults", 0, CROW_OPTION_FLAG, NULL, "write out every clause that is left out" },
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_set = {
  "set",
  "SOURCE [RELATION…] [--pin-defaults] [--write]",
  "change actions; prints the new text, or edits the files in place",
  "RELATION is Model.field:onDelete=Cascade, Model.field:onUpdate=default (removes the\n"
  "argument), or both joined by a comma. All of one call are judged together: if one is\n"
  "refused, nothing is changed.\n"
  "\n"
  "Model.field:explicit=Name makes the hidden join table of an implicit many-to-many\n"
  "relation a model called Name, whose actions can be chosen. It keeps the table, its\n"
  "columns and all of its names, so that the database need not change and no row is lost.\n"
  "\n"
  "--pin-defaults writes out what every clause that is left out means by the rules in\n"
  "force (--prisma), after all else, and touches nothing but these arguments.\n"
  "\n"
  "Of a schema in several files those are printed that hold the relations or change; where\n"
  "that are several, each after a line `==> name <==`.\n"
  "\n"
  "Databases are not edited here: see diff.\n",
  options,
  1,
  G_MAXUINT,
  run,
};
