#pragma once

#include "crow-rules.h"

G_BEGIN_DECLS

/* Which version of Prisma the project uses that a schema belongs to. */
typedef struct
{
  CrowRules rules;
  char *path;        /* (owned) of the package.json that says so */
  char *version;     /* (owned) what it says, a range: `^7.1.0` */
  gboolean is_newer; /* it asks for versions that came after all that we know */
} CrowPackage;

/* The nearest package.json in the folder of @source (a file or a folder) or above it that asks for
 * Prisma. Blocking; any thread. (transfer full) (nullable) NULL: there is none, or it cannot be
 * read */
CrowPackage *crow_package_find (const char *source);
/* What a package.json of this text asks for; @path: what it is called. (transfer full) (nullable)
 */
CrowPackage *crow_package_parse (const char *text, gsize length, const char *path);
void crow_package_free (CrowPackage *self);
/* @self: (nullable). @wanted: a CrowRules that the user has chosen, or 0. */
CrowRules crow_package_choose_rules (const CrowPackage *self, guint wanted);

/* The rules that @range, of npm, means: the newest released version that it allows. FALSE: it tells
 * nothing, `next`, `workspace:*`. */
gboolean crow_package_read_range (const char *range, CrowRules *rules);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowPackage, crow_package_free)

G_END_DECLS
