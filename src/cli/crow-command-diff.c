#include <string.h>

#include "crow-cli-source.h"
#include "crow-migration-folder.h"
#include "crow-migration.h"

#define EMPTY "-- This is an empty migration.\n"

/* The two ends of the difference. Where BEFORE is nothing, `before` is NULL. */
typedef struct
{
  CrowCliSource *before; /* (owned) (nullable) */
  CrowCliSource *after;  /* (owned) */
} Pair;

static void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->before, crow_cli_source_free);
  g_clear_pointer (&self->after, crow_cli_source_free);
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
  return pair->after != NULL;
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

/* Beside AFTER, or beside BEFORE where AFTER is a database or comes through a pipe. */
static const CrowCliSource *
find_home (const Pair *pair, char **parent)
{
  const CrowCliSource *sources[] = { pair->after, pair->before };

  *parent = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (sources) && *parent == NULL; i++)
    {
      const CrowCliSource *source = sources[i];

      if (source == NULL || source->prisma == NULL)
        continue;
      *parent = crow_migration_folder_find_parent (source->source, source->texts, source->prisma);
      if (*parent != NULL)
        return source;
    }
  return NULL;
}

static gboolean
has_database (const Pair *pair)
{
  return pair->after->prisma == NULL || (pair->before != NULL && pair->before->prisma == NULL);
}

/* @sql: (transfer full): of the foreign keys. With what the keys of join tables need before it. */
static char *
add_join_keys (char *sql, const CrowSchema *database, const CrowSchema *schema, gboolean is_down)
{
  g_autofree char *keys = crow_migration_build_join_keys (database, schema, is_down);
  g_autofree char *old = sql;

  if (*keys == '\0')
    return g_steal_pointer (&old);
  return strcmp (old, EMPTY) == 0 ? g_steal_pointer (&keys) : g_strconcat (keys, "\n", old, NULL);
}

static char *
build_text (const Pair *pair, CrowPlan plan, gboolean is_down, GError **error)
{
  CrowSchema *before = pair->before != NULL ? pair->before->schema : NULL;
  CrowSchema *after = pair->after->schema;
  char *sql;

  if (is_down)
    sql = crow_migration_build_down_sql (before, after, plan, error);
  else
    sql = crow_migration_build_sql (before, after, plan, error);
  if (sql != NULL && before != NULL && pair->before->prisma == NULL && pair->after->prisma != NULL)
    sql = add_join_keys (sql, before, after, is_down);
  if (sql != NULL && has_database (pair) && strcmp (sql, EMPTY) == 0)
    crow_cli_print_message ("the foreign keys are the same; nothing else was compared");
  return sql;
}

static char *
write_script_folder (const CrowArguments *arguments,
                     const Pair *pair,
                     CrowPlan plan,
                     const char *parent,
                     CrowProvider provider,
                     GError **error)
{
  g_autofree char *up = build_text (pair, plan, FALSE, error);
  g_autofree char *down = NULL;

  if (up != NULL && crow_arguments_has (arguments, "down"))
    down = build_text (pair, plan, TRUE, error);
  if (up == NULL || (crow_arguments_has (arguments, "down") && down == NULL))
    return NULL;
  return crow_migration_folder_write_sql (parent, crow_arguments_get (arguments, "migration"),
                                          provider, up, down, error);
}

static CrowExit
write_migration (const CrowArguments *arguments, const Pair *pair, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = NULL;
  const CrowCliSource *home = find_home (pair, &parent);
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;

  if (home == NULL)
    return refuse_usage ("--migration writes beside a schema's file, and the schema comes %s",
                         pair->after->paths != NULL ? "out of git" : "through a pipe");
  if (plan == CROW_PLAN_PRISMA)
    path = crow_migration_folder_write (parent, crow_arguments_get (arguments, "migration"),
                                        pair->before != NULL ? pair->before->schema : NULL,
                                        pair->after->schema, crow_arguments_has (arguments, "down"),
                                        NULL, &error);
  else
    path = write_script_folder (arguments, pair, plan, parent, home->schema->provider, &error);
  if (path == NULL)
    return crow_cli_report (error);
  line = g_strconcat (path, "\n", NULL);
  return crow_cli_write (arguments, line, CROW_EXIT_DONE);
}

static CrowExit
write_sql (const CrowArguments *arguments, const Pair *pair, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  if (crow_arguments_has (arguments, "migration"))
    return write_migration (arguments, pair, plan);
  sql = build_text (pair, plan, crow_arguments_has (arguments, "down"), &error);
  if (sql == NULL)
    return crow_cli_report (error);
  return crow_cli_write (arguments, sql, CROW_EXIT_DONE);
}

static guint
count_databases (const CrowArguments *arguments)
{
  guint n = 0;

  for (guint i = 0; i < arguments->arguments->len; i++)
    n += crow_cli_source_is_database (crow_arguments_get_argument (arguments, i));
  return n;
}

/* The folder's name is of letters and digits. */
static gboolean
has_name (const CrowArguments *arguments)
{
  const char *name = crow_arguments_get (arguments, "migration");

  if (name == NULL)
    return TRUE;
  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name) || (guchar) *name >= 0x80)
      return TRUE;
  return FALSE;
}

/* NULL: the command line can be meant so; else what is wrong with it. */
static const char *
find_mistake (const CrowArguments *arguments)
{
  guint n = arguments->arguments->len;
  gboolean from_empty = crow_arguments_has (arguments, "from-empty");

  if (from_empty && n != 1)
    return "--from-empty takes one schema";
  if (from_empty && count_databases (arguments) > 0)
    return "--from-empty takes a schema file; pg_dump --schema-only writes out a database";
  if (!from_empty && n != 2)
    return "BEFORE and AFTER are needed";
  if (n == 2 && strcmp (crow_arguments_get_argument (arguments, 0), "-") == 0 &&
      strcmp (crow_arguments_get_argument (arguments, 1), "-") == 0)
    return "standard input can be BEFORE or AFTER, not both";
  if (!has_name (arguments))
    return "--migration needs a name that says what changes, as in --migration add_tags";
  if (count_databases (arguments) == 2 && crow_arguments_has (arguments, "migration"))
    return "--migration writes beside a schema's file, and both sources are databases";
  return NULL;
}

/* What the sources allow, before they are read: the rest is in check_providers(). */
static const char *
choose_plan (const CrowArguments *arguments, CrowPlan *plan)
{
  const char *name = crow_arguments_get (arguments, "plan");
  gboolean is_database = count_databases (arguments) > 0;

  *plan = is_database ? CROW_PLAN_ONLINE : CROW_PLAN_PRISMA;
  if (name != NULL && !crow_plan_from_name (name, plan))
    return "there is no such plan"; /* the option's choices are the plans' names */
  if (crow_arguments_has (arguments, "from-empty") && *plan != CROW_PLAN_PRISMA)
    return "--from-empty gives the whole schema, and only --plan=prisma writes tables";
  return NULL;
}

/* A database is PostgreSQL, and three of the plans are for nothing else. */
static CrowExit
check_providers (const Pair *pair, CrowPlan plan)
{
  const CrowCliSource *sources[] = { pair->before, pair->after };
  gboolean is_postgres = plan != CROW_PLAN_PRISMA || has_database (pair);

  for (guint i = 0; is_postgres && i < G_N_ELEMENTS (sources); i++)
    {
      CrowProvider provider = sources[i]->schema->provider;

      if (sources[i]->prisma == NULL || provider == CROW_PROVIDER_POSTGRESQL)
        continue;
      return refuse_usage ("%s is for provider postgresql, and the schema's provider is %s",
                           has_database (pair) ? "a database" : "--plan other than prisma",
                           provider != CROW_PROVIDER_NONE ? crow_provider_get_name (provider)
                                                          : "not said");
    }
  return CROW_EXIT_DONE;
}

static CrowExit
run (const CrowArguments *arguments)
{
  const char *mistake = find_mistake (arguments);
  g_autoptr (GError) error = NULL;
  g_auto (Pair) pair = { NULL, NULL };
  CrowPlan plan;

  if (mistake == NULL)
    mistake = choose_plan (arguments, &plan);
  if (mistake != NULL)
    return refuse_usage ("%s", mistake);
  if (!read_pair (&pair, arguments, &error))
    return crow_cli_report_usage ("diff", error);
  if (report_damage (&pair))
    return CROW_EXIT_FOUND;
  if (check_providers (&pair, plan) != CROW_EXIT_DONE)
    return CROW_EXIT_USAGE;
  return write_sql (arguments, &pair, plan);
}

static const CrowOption options[] = {
  { "down", 0, CROW_OPTION_FLAG, NULL, "the way back; with --migration also down.sql" },
  { "plan", 0, CROW_OPTION_CHOICE, "prisma|online|simple|swap",
    "how to bring it to the database (see above)" },
  { "migration", 0, CROW_OPTION_STRING, "NAME", "write a migration folder and print its path" },
  { "from-empty", 0, CROW_OPTION_FLAG, NULL, "BEFORE is an empty database: the whole schema" },
  CROW_SCHEMA_OPTION,
  CROW_PRISMA_OPTION,
  CROW_COMMON_OPTIONS,
};

const CrowCommand crow_command_diff = {
  "diff",
  "BEFORE AFTER [--down] [--plan=…] [--migration NAME]",
  "SQL that takes BEFORE to AFTER",
  "Between two schema files the bytes are those of `prisma migrate diff --script`, in a\n"
  "migration folder those of `prisma migrate dev --create-only`. The folder lies in\n"
  "`migrations`, beside the file of AFTER (or else BEFORE) that holds the datasource. A\n"
  "difference that has no SQL yet is named, nothing is written, and the exit status is 4.\n"
  "With --down a comment on top names the data that the way back cannot bring back.\n"
  "\n"
  "With a database on either side, foreign keys are compared and nothing else, and what a\n"
  "schema file cannot say of them (DEFERRABLE, MATCH FULL, comments, …) is kept. The plans,\n"
  "which schema files for PostgreSQL can have too:\n"
  "  prisma  a DROP and an ADD statement (the default of two schema files)\n"
  "  online  a short exclusive lock, no scan under it (the default with a database)\n"
  "  simple  one statement that scans under its lock\n"
  "  swap    both constraints for a while; the exclusive lock comes last\n",
  options,
  0,
  2,
  run,
};
