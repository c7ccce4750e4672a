#include "crow-cli-source.h"

#include <string.h>

#include "crow-cli-database.h"
#include "crow-cli-git.h"
#include "crow-cli-secrets.h"
#include "crow-cli-text.h"
#include "crow-damage.h"
#include "crow-package.h"
#include "crow-postgres.h"
#include "crow-source.h"

/**
 * crow_cli_source_is_database:
 * @source: an argument of the command line
 *
 * Returns: whether @source is a connection and not a file
 */
gboolean
crow_cli_source_is_database (const char *source)
{
  return !crow_cli_git_is_source (source) && crow_postgres_is_connection (source);
}

/* --schema is for connections, and a command may have one of each kind. */
static gboolean
check_schema_option (const CrowArguments *arguments, GError **error)
{
  if (!crow_arguments_has (arguments, "schema"))
    return TRUE;
  for (guint i = 0; i < arguments->arguments->len; i++)
    if (crow_cli_source_is_database (crow_arguments_get_argument (arguments, i)))
      return TRUE;
  g_set_error_literal (error, CROW_USAGE_ERROR, 0,
                       "--schema limits a connection, and the source is none");
  return FALSE;
}

/* A connection with a mistake in it looks like a file that is not there. It may hold a password, so
 * that it must not be repeated. */
static gboolean
check_is_file (const char *source, GError **error)
{
  g_autoptr (CrowConnection) connection = NULL;
  g_autoptr (GError) failure = NULL;

  if (g_file_test (source, G_FILE_TEST_EXISTS) ||
      (!crow_cli_is_secret (source) && strchr (source, '=') == NULL))
    return TRUE;
  connection = crow_connection_parse (source, &failure);
  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "the source is no file or folder that exists%s%s", failure != NULL ? "\n" : "",
               failure != NULL ? failure->message : "");
  return FALSE;
}

/* --prisma, else the project's, else the default. @package: (nullable) */
static CrowRules
choose_rules (const CrowArguments *arguments, const CrowPackage *package)
{
  const char *name = crow_arguments_get (arguments, "prisma");
  CrowRules rules = CROW_RULES_DEFAULT;

  if (name != NULL)
    crow_rules_from_name (name, &rules);
  else if (package != NULL)
    rules = package->rules;
  return rules;
}

/* By the newest rules that we know, but not without a word. */
static void
report_newer (const CrowPackage *package, CrowRules rules)
{
  g_autofree char *folder = g_canonicalize_filename (".", NULL);
  gsize length = strlen (folder);
  gboolean is_below = g_str_has_prefix (package->path, folder) && package->path[length] == '/';
  g_autofree char *path = g_filename_display_name (package->path + (is_below ? length + 1 : 0));

  crow_cli_print_message ("%s asks for Prisma %s, which came after this program; the schema is "
                          "read by the rules of %s (--prisma says otherwise)",
                          path, package->version, crow_rules_get_name (rules));
}

static void
parse_texts (CrowCliSource *self, const CrowArguments *arguments, const CrowPackage *package)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  for (guint i = 0; i < self->texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (self->texts, i);

      g_ptr_array_add (files, crow_source_file_new (text->name, text->content));
    }
  if (package != NULL && package->is_newer && !crow_arguments_has (arguments, "prisma"))
    report_newer (package, package->rules);
  self->prisma = crow_prisma_new_with_rules (files, choose_rules (arguments, package));
  self->schema = crow_schema_ref (crow_prisma_get_schema (self->prisma));
}

/* @project: a path: whose package.json counts. */
static gboolean
read_files (CrowCliSource *self,
            const CrowArguments *arguments,
            const char *source,
            const char *project,
            GError **error)
{
  g_autoptr (CrowPackage) package = NULL;

  if (!check_is_file (source, error))
    return FALSE;
  self->source = g_strdup (source);
  self->texts = crow_source_read (source, NULL, error);
  if (self->texts == NULL)
    return FALSE;
  if (strcmp (project, "-") != 0 && !crow_arguments_has (arguments, "prisma"))
    package = crow_package_find (project);
  parse_texts (self, arguments, package);
  return TRUE;
}

/* The package.json counts as that revision has it, too. */
static gboolean
read_revision (CrowCliSource *self,
               const CrowArguments *arguments,
               const char *source,
               GError **error)
{
  g_autoptr (CrowCliRevision) revision = crow_cli_git_read (source, error);

  if (revision == NULL)
    return FALSE;
  self->source = g_strdup (source);
  self->title = g_strdup (revision->title);
  self->texts = g_ptr_array_ref (revision->texts);
  self->paths = g_ptr_array_ref (revision->paths);
  parse_texts (self, arguments, revision->package);
  return TRUE;
}

static gboolean
read_database (CrowCliSource *self,
               const CrowArguments *arguments,
               const char *source,
               GError **error)
{
  self->connection = crow_connection_parse (source, error);
  if (self->connection == NULL)
    return FALSE;
  self->schema = crow_cli_database_read (self->connection,
                                         crow_arguments_get_all (arguments, "schema"), error);
  return self->schema != NULL;
}

/**
 * crow_cli_source_read:
 * @arguments: the command line
 * @source: one of its arguments
 * @error: %CROW_ERROR_SOURCE, %CROW_USAGE_ERROR; a database: also that of crow_session_open() and
 * crow_introspect()
 *
 * Returns: (transfer full) (nullable): the source; its schema may have errors
 */
CrowCliSource *
crow_cli_source_read (const CrowArguments *arguments, const char *source, GError **error)
{
  g_autoptr (CrowCliSource) self = g_new0 (CrowCliSource, 1);
  gboolean is_read;

  if (!check_schema_option (arguments, error))
    return NULL;
  if (crow_cli_source_is_database (source))
    is_read = read_database (self, arguments, source, error);
  else if (crow_cli_git_is_source (source))
    is_read = read_revision (self, arguments, source, error);
  else
    is_read = read_files (self, arguments, source, source, error);
  return is_read ? g_steal_pointer (&self) : NULL;
}

/**
 * crow_cli_source_read_part:
 * @arguments: the command line
 * @path: a file
 * @project: a path, which need not exist: whose package.json counts
 * @error: %CROW_ERROR_SOURCE
 *
 * Reads a file that git hands over, under whatever name: what it is a part of is not beside it.
 *
 * Returns: (transfer full) (nullable): the source; see crow_cli_source_complete()
 */
CrowCliSource *
crow_cli_source_read_part (const CrowArguments *arguments,
                           const char *path,
                           const char *project,
                           GError **error)
{
  g_autoptr (CrowCliSource) self = g_new0 (CrowCliSource, 1);

  return read_files (self, arguments, path, project, error) ? g_steal_pointer (&self) : NULL;
}

/* @prisma: (transfer full) */
static void
replace_prisma (CrowCliSource *self, CrowPrisma *prisma)
{
  crow_prisma_unref (self->prisma);
  crow_schema_unref (self->schema);
  self->prisma = prisma;
  self->schema = crow_schema_ref (crow_prisma_get_schema (prisma));
}

/**
 * crow_cli_source_complete:
 * @self: schema files
 * @other: (nullable): others, which they are compared with
 *
 * Adds to both the stand-ins of crow_prisma_complete(). What is wrong with them then is not for
 * users to read: the diagnostics may be about a file that there is not.
 */
void
crow_cli_source_complete (CrowCliSource *self, CrowCliSource *other)
{
  g_autoptr (CrowPrisma) mine = crow_prisma_ref (self->prisma);

  replace_prisma (self, crow_prisma_complete (mine, other != NULL ? other->prisma : NULL));
  if (other != NULL)
    replace_prisma (other, crow_prisma_complete (other->prisma, mine));
}

/**
 * crow_cli_source_free:
 * @self: (transfer full): a source
 *
 * Lets go of a connection. What was read is left to the end of the program, which is near: to free
 * every small piece of it takes longer than to print it. Only a search for leaks frees it.
 */
void
crow_cli_source_free (CrowCliSource *self)
{
#ifdef __SANITIZE_ADDRESS__
  g_free (self->source);
  g_free (self->title);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->prisma, crow_prisma_unref);
  g_clear_pointer (&self->schema, crow_schema_unref);
#endif
  g_clear_pointer (&self->connection, crow_connection_unref);
#ifdef __SANITIZE_ADDRESS__
  g_free (self);
#endif
}

/**
 * crow_cli_source_build_title:
 * @self: a source
 *
 * Returns: (transfer full): its name for people, without a password
 */
char *
crow_cli_source_build_title (const CrowCliSource *self)
{
  if (self->title != NULL)
    return g_strdup (self->title);
  return self->connection != NULL ? crow_connection_build_title (self->connection)
                                  : crow_source_build_title (self->source, self->texts);
}

/**
 * crow_cli_source_get_path:
 * @self: a source
 * @file: index into its files
 *
 * Returns: the file's path from here, `git:REV:PATH` or `<stdin>`
 */
const char *
crow_cli_source_get_path (const CrowCliSource *self, guint file)
{
  const CrowSourceText *text = g_ptr_array_index (self->texts, file);

  if (self->paths != NULL)
    return g_ptr_array_index (self->paths, file);
  return text->path != NULL ? text->path : text->name;
}

/**
 * crow_cli_source_name_subject:
 * @self: a database
 * @diagnostic: one of its schema's
 *
 * Returns: (transfer full) (nullable): what it is about; %NULL: no relation and no table
 */
char *
crow_cli_source_name_subject (const CrowCliSource *self, const CrowDiagnostic *diagnostic)
{
  const CrowModel *model;
  GString *name;

  if (diagnostic->relation >= 0)
    return g_strdup (crow_schema_get_relation (self->schema, (guint) diagnostic->relation)->id);
  if (diagnostic->model < 0)
    return NULL;
  model = crow_schema_get_model (self->schema, (guint) diagnostic->model);
  name = g_string_new (NULL);
  crow_cli_append_table (name, self->schema, model->namespace_, model->table);
  return g_string_free (name, FALSE);
}

/* There is no place in a text: what it is about comes first. */
static char *
format_database_diagnostic (const CrowCliSource *self, const CrowDiagnostic *diagnostic)
{
  g_autofree char *subject = crow_cli_source_name_subject (self, diagnostic);
  g_autofree char *visible = crow_cli_print_visibly (subject != NULL ? subject : "database");
  g_autofree char *message = crow_cli_print_visibly (diagnostic->message);

  return g_strdup_printf ("%s: %s: %s", visible, crow_severity_get_name (diagnostic->severity),
                          message);
}

/* Every line but the first stands off. */
static void
append_indented (GString *text, const char *message)
{
  for (const char *end; (end = strchr (message, '\n')) != NULL; message = end + 1)
    {
      g_string_append_len (text, message, end - message);
      g_string_append (text, "\n    ");
    }
  g_string_append (text, message);
}

static char *
format_file_diagnostic (const CrowCliSource *self, const CrowDiagnostic *diagnostic)
{
  guint file = diagnostic->location.file;
  g_autofree char *path = g_utf8_make_valid (crow_cli_source_get_path (self, file), -1);
  GString *text = g_string_sized_new (strlen (path) + strlen (diagnostic->message) + 64);
  guint line;
  guint column;

  crow_source_file_locate (g_ptr_array_index (self->schema->files, file),
                           diagnostic->location.span.start, &line, &column);
  g_string_append (text, path);
  g_string_append_printf (text, ":%u:%u: ", line, column);
  g_string_append (text, crow_severity_get_name (diagnostic->severity));
  g_string_append (text, ": ");
  append_indented (text, diagnostic->message);
  return g_string_free (text, FALSE);
}

/**
 * crow_cli_source_format_diagnostic:
 * @self: a source
 * @diagnostic: one of its schema's
 *
 * Returns: (transfer full): without a newline at its end
 */
char *
crow_cli_source_format_diagnostic (const CrowCliSource *self, const CrowDiagnostic *diagnostic)
{
  return self->prisma != NULL ? format_file_diagnostic (self, diagnostic)
                              : format_database_diagnostic (self, diagnostic);
}

/**
 * crow_cli_source_report_damage:
 * @self: a source
 *
 * Prints every error of a damaged schema.
 *
 * Returns: whether it is damaged
 */
gboolean
crow_cli_source_report_damage (const CrowCliSource *self)
{
  GPtrArray *diagnostics = self->schema->diagnostics;

  if (self->prisma == NULL || !crow_damage_check (self->prisma))
    return FALSE;
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      g_autofree char *text = NULL;

      if (!crow_prisma_is_error (diagnostic))
        continue;
      text = crow_cli_source_format_diagnostic (self, diagnostic);
      crow_cli_print_message ("%s", text);
    }
  return TRUE;
}
