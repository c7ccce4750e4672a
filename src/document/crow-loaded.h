#pragma once

#include "crow-link.h"
#include "crow-package.h"
#include "crow-recovery.h"
#include "crow-revision.h"

G_BEGIN_DECLS

/* A source as a worker read it, for a document to adopt. */
typedef struct
{
  char *source;              /* (owned) */
  char *recovery_id;         /* (owned) (nullable) NULL: unsaved edits of it cannot be kept */
  GPtrArray *texts;          /* (owned) (nullable) NULL: a database */
  CrowLink *link;            /* (owned) (nullable) NULL: files */
  CrowRevision *baseline;    /* (owned) */
  CrowPackage *package;      /* (owned) (nullable) which Prisma the project uses */
  char *layout_path;         /* (owned) (nullable) */
  GHashTable *positions;     /* (owned) */
  GHashTable *colors;        /* (owned) bands chosen by hand */
  char *warning;             /* (owned) (nullable) why the positions could not be read */
  CrowRevision *recovered;   /* (owned) (nullable) with the edits that a crash left unsaved */
  CrowRecovery *recovery;    /* (owned) (nullable) where these lie */
  CrowRecoveryContent *left; /* (owned) (nullable) what lies there */
  gboolean is_merged;        /* somebody had changed the files meanwhile */
  char *refused;             /* (owned) (nullable) a journal whose edits cannot be brought to it */
  GPtrArray *lost; /* (owned) (element-type utf8) of these, what makes no sense any more */
} CrowLoaded;

void crow_loaded_free (CrowLoaded *self);

/* @rules: a CrowRules, or 0: the project's. @recovery_folder: (nullable) where to look for what a
 * crash left. Blocking; any thread; no document is touched. */
CrowLoaded *crow_loaded_read_files (const char *source,
                                    guint rules,
                                    const char *recovery_folder,
                                    GCancellable *cancellable,
                                    GError **error);
/* As crow_loaded_read_files(), with what is @carried from another reading of the files as what is
 * recovered. CROW_ERROR_CHANGED: it cannot be brought to what is there now. */
CrowLoaded *crow_loaded_read_files_again (const char *source,
                                          guint rules,
                                          CrowRecoveryContent *carried,
                                          GCancellable *cancellable,
                                          GError **error);
/* Takes @link. */
CrowLoaded *crow_loaded_new_database (CrowLink *link, const char *recovery_folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowLoaded, crow_loaded_free)

G_END_DECLS
