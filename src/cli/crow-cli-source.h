#pragma once

#include "crow-cli.h"

G_BEGIN_DECLS

/* A SOURCE of the command line, read. */
typedef struct
{
  char *source;       /* (owned) as given */
  GPtrArray *texts;   /* (owned) (element-type CrowSourceText) */
  CrowPrisma *prisma; /* (owned) */
  CrowSchema *schema; /* (unowned) what @prisma means */
} CrowCliSource;

/* @arguments: for --schema. CROW_ERROR_SOURCE, CROW_USAGE_ERROR. */
CrowCliSource *
crow_cli_source_read (const CrowArguments *arguments, const char *source, GError **error);
void crow_cli_source_free (CrowCliSource *self);

/* How messages call a file of the source: a path that an editor can open. */
const char *crow_cli_source_get_path (const CrowCliSource *self, guint file);
/* `path:line:column: error: message`, more lines indented. */
char *crow_cli_source_format_diagnostic (const CrowCliSource *self,
                                         const CrowDiagnostic *diagnostic);
/* Prints the errors of a damaged schema; FALSE: there are none. */
gboolean crow_cli_source_report_damage (const CrowCliSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCliSource, crow_cli_source_free)

G_END_DECLS
