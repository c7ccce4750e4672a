#pragma once

#include <gio/gio.h>

#include "crow-package.h"
#include "crow-source.h"

G_BEGIN_DECLS

/* A schema as a revision of a git repository has it. */
typedef struct
{
  char *title;          /* (owned) `prisma at main` */
  GPtrArray *texts;     /* (owned) (element-type CrowSourceText) without paths: they lie in git */
  GPtrArray *paths;     /* (owned) (element-type utf8) by text: `git:main:prisma/a.prisma` */
  CrowPackage *package; /* (owned) (nullable) the nearest package.json there that asks for Prisma */
} CrowCliRevision;

/* Is it `git:REV:PATH`? A file of such a name is `./git:…`. */
gboolean crow_cli_git_is_source (const char *source);
/* CROW_ERROR_SOURCE: no git, no repository, no such revision or path, no schema. Blocking. */
CrowCliRevision *crow_cli_git_read (const char *source, GError **error);
void crow_cli_revision_free (CrowCliRevision *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowCliRevision, crow_cli_revision_free)

G_END_DECLS
