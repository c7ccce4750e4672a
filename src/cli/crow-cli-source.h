#pragma once

#include "crow-cli.h"
#include "crow-connection.h"

G_BEGIN_DECLS

/* A SOURCE of the command line, read: schema files, on disk or as git has them, or a database. */
typedef struct
{
  CrowSchema *schema; /* (owned) */
  char *source;       /* (owned) (nullable) as given; NULL: a database */
  char *title;        /* (owned) (nullable) of a revision of git; else it goes by the source */
  GPtrArray *texts;   /* (owned) (nullable) (element-type CrowSourceText); NULL: a database */
  GPtrArray *paths;   /* (owned) (nullable) how messages call texts without a path; NULL: by name */
  CrowPrisma *prisma; /* (owned) (nullable) NULL: a database */
  CrowConnection *connection; /* (owned) (nullable) NULL: schema files */
} CrowCliSource;

/* Would it be a database? */
gboolean crow_cli_source_is_database (const char *source);
/* @arguments: for --schema. What could not be read of a database goes to standard error.
 * CROW_ERROR_SOURCE, CROW_USAGE_ERROR; a database: crow-session.h, crow-introspection.h. */
CrowCliSource *
crow_cli_source_read (const CrowArguments *arguments, const char *source, GError **error);
/* A file that git hands over, by the rules of @project, a path whose package.json counts, and with
 * stand-ins for what other files of the schema declare (crow_prisma_complete()). */
CrowCliSource *crow_cli_source_read_part (const CrowArguments *arguments,
                                          const char *path,
                                          const char *project,
                                          GError **error);
void crow_cli_source_complete (CrowCliSource *self, CrowCliSource *other);
void crow_cli_source_free (CrowCliSource *self);

/* What it is called: `schema.prisma`, `shop on db.example.org`. (transfer full) */
char *crow_cli_source_build_title (const CrowCliSource *self);

/* How messages call a file of the source: a path that an editor can open. */
const char *crow_cli_source_get_path (const CrowCliSource *self, guint file);
/* `path:line:column: error: message`, more lines indented; a database: `relation: error: …`. */
char *crow_cli_source_format_diagnostic (const CrowCliSource *self,
                                         const CrowDiagnostic *diagnostic);
/* What in a database a diagnostic is about: a relation's id or a table; NULL: all of it.
 * (transfer full) */
char *crow_cli_source_name_subject (const CrowCliSource *self, const CrowDiagnostic *diagnostic);
/* Prints the errors of a damaged schema; FALSE: there are none. A database is never damaged. */
gboolean crow_cli_source_report_damage (const CrowCliSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCliSource, crow_cli_source_free)

G_END_DECLS
