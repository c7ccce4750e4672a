#include <string.h>

#include "crow-cli-source.h"
#include "crow-migration-folder.h"
#include "crow-migration.h"

/* The two ends of the difference. Where BEFORE is nothing, `before` is NULL. */
typedef struct
{
  CrowCliSource *before; /* (owned) (nullable) */
  CrowCliSource *after;  /* (owned) */
  CrowSchema *nothing;   /* (owned) (nullable) an empty schema for the same provider */
} Pair;

static void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->before, crow_cli_source_free);
  g_clear_pointer (&self->after, crow_cli_source_free);
  g_clear_pointer (&self->nothing, crow_schema_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static CrowExit G_GNUC_PRINTF (1, 2) refuse_usage (const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list list;

  va_start (list, format);
  error = g_error_new_valist (CROW_USAGE_ERROR, 0, format, list);
  va_end (list);
  return crow_cli_report_usage ("diff", error);
}

static gboolean
read_pair (Pair *pair, const CrowArguments *arguments, GError **error)
{
  guint last = arguments->arguments->len - 1;

  if (last > 0)
    {
      pair->before = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, 0),
                                           error);
      if (pair->before == NULL)
        return FALSE;
    }
  pair->after = crow_cli_source_read (arguments, crow_arguments_get_argument (arguments, last),
                                      error);
  if (pair->after == NULL)
    return FALSE;
  if (last == 0)
    pair->nothing = crow_migration_folder_new_empty (pair->after->schema);
  return TRUE;
}

static gboolean
report_damage (const Pair *pair)
{
  gboolean is_damaged = FALSE;

  if (pair->before != NULL)
    is_damaged = crow_cli_source_report_damage (pair->before);
  if (crow_cli_source_report_damage (pair->after))
    is_damaged = TRUE;
  if (is_damaged)
    crow_cli_print_message ("the schema is invalid: there is no difference to write");
  return is_damaged;
}

/* Beside AFTER, or beside BEFORE where AFTER comes through a pipe. */
static char *
find_parent (const Pair *pair)
{
  char *parent = crow_migration_folder_find_parent (pair->after->source, pair->after->texts,
                                                    pair->after->prisma);

  if (parent == NULL && pair->before != NULL)
    parent = crow_migration_folder_find_parent (pair->before->source, pair->before->texts,
                                                pair->before->prisma);
  return parent;
}

static CrowExit
write_migration (const CrowArguments *arguments,
                 const Pair *pair,
                 CrowSchema *before,
                 CrowSchema *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = find_parent (pair);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;

  if (parent == NULL)
    return refuse_usage ("--migration writes beside a schema's file, and the schema comes through "
                         "a pipe");
  path = crow_migration_folder_write (parent, crow_arguments_get (arguments, "migration"), before,
                                      after, crow_arguments_has (arguments, "down"), &error);
  if (path == NULL)
    return crow_cli_report (error);
  line = g_strconcat (path, "\n", NULL);
  return crow_cli_write (arguments, line, CROW_EXIT_DONE);
}

static CrowExit
write_sql (const CrowArguments *arguments, const Pair *pair)
{
  CrowSchema *before = pair->before != NULL ? pair->before->schema : NULL;
  CrowSchema *after = pair->after->schema;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  if (crow_arguments_has (arguments, "migration"))
    return write_migration (arguments, pair, before, after);
  if (crow_arguments_has (arguments, "down"))
    sql = crow_migration_build_sql (after, before != NULL ? before : pair->nothing,
                                    CROW_PLAN_PRISMA, &error);
  else
    sql = crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error);
  if (sql == NULL)
    return crow_cli_report (error);
  return crow_cli_write (arguments, sql, CROW_EXIT_DONE);
}

static CrowExit
run (const CrowArguments *arguments)
{
  guint n = arguments->arguments->len;
  gboolean from_empty = crow_arguments_has (arguments, "from-empty");
  const char *plan = crow_arguments_get (arguments, "plan");
  g_autoptr (GError) error = NULL;
  g_auto (Pair) pair = { NULL, NULL, NULL };

  if (from_empty && n != 1)
    return refuse_usage ("--from-empty takes one schema");
  if (!from_empty && n != 2)
    return refuse_usage ("BEFORE and AFTER are needed");
  if (n == 2 && strcmp (crow_arguments_get_argument (arguments, 0), "-") == 0 &&
      strcmp (crow_arguments_get_argument (arguments, 1), "-") == 0)
    return refuse_usage ("standard input can be BEFORE or AFTER, not both");
  if (plan != NULL && strcmp (plan, "prisma") != 0)
    return refuse_usage ("--plan=%s is not part of this version; --plan=prisma is", plan);

  if (!read_pair (&pair, arguments, &error))
    return crow_cli_report_usage ("diff", error);
  if (report_damage (&pair))
    return CROW_EXIT_FOUND;
  return write_sql (arguments, &pair);
}

static const CrowOption options[] = {
  { "down", 0, CROW_OPTION_FLAG, NULL, "the way back; with --migration also down.sql" },
  { "plan", 0, CROW_OPTION_CHOICE, "prisma|online|simple|swap",
    "how to bring it to the database (this version: prisma)" },
  { "migration", 0, CROW_OPTION_STRING, "NAME", "write a migration folder and print its path" },
  { "from-empty", 0, CROW_OPTION_FLAG, NULL, "BEFORE is an empty database: the whole schema" },
  CROW_SCHEMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_diff = {
  "diff",
  "BEFORE AFTER [--down] [--plan=…] [--migration NAME]",
  "SQL that takes BEFORE to AFTER",
  "The bytes are those of `prisma migrate diff --script`, in a migration folder those of\n"
  "`prisma migrate dev --create-only`. The folder lies in `migrations`, beside the file of\n"
  "AFTER that holds the datasource. A difference that has no SQL yet is named, nothing is\n"
  "written, and the exit status is 4.\n",
  options,
  0,
  2,
  run,
};
