#pragma once

#include <gio/gio.h>

#include "crow-action-edit.h"
#include "crow-layout-file.h"

G_BEGIN_DECLS

/* A file of a source: what it was, and what was made of it. */
typedef struct
{
  char *name;        /* (owned) below the opened folder */
  GBytes *base;      /* (owned) as on the disk when it was edited */
  GPtrArray *saving; /* (owned) (element-type GBytes) what a save that ran may have put there */
  GBytes *text;      /* (owned) edited */
} CrowRecoveryFile;

/* What is not on the disk, or not in the database, at one moment. */
typedef struct
{
  char *source; /* (owned) an absolute path; a database: its URI without a password */
  gboolean is_database;
  gint64 time;        /* when it was written: seconds since 1970, UTC */
  guint n_edits;      /* runs of lines that differ, or relations of a database; not places */
  GPtrArray *files;   /* (owned) (element-type CrowRecoveryFile) */
  GPtrArray *edits;   /* (owned) (element-type CrowActionEdit) of a database */
  GHashTable *places; /* (owned) (element-type utf8 CrowPosition) not written yet; NULL: it has none
                         any more */
  GHashTable *colors; /* (owned) (element-type utf8 guint) likewise; 0: none any more */
} CrowRecoveryContent;

CrowRecoveryContent *crow_recovery_content_new (const char *source, gboolean is_database);
void crow_recovery_content_free (CrowRecoveryContent *self);
/* (transfer none): for CrowRecoveryFile.saving */
CrowRecoveryFile *crow_recovery_content_add_file (CrowRecoveryContent *self,
                                                  const char *name,
                                                  GBytes *base,
                                                  GBytes *text);
void crow_recovery_content_add_layout (CrowRecoveryContent *self,
                                       GHashTable *kept,
                                       GHashTable *positions,
                                       GHashTable *kept_colors,
                                       GHashTable *colors);
gboolean crow_recovery_content_has_layout (CrowRecoveryContent *self);
/* Brings the places and colours to @positions and @colors. */
void
crow_recovery_content_place (CrowRecoveryContent *self, GHashTable *positions, GHashTable *colors);
/* For people: a unified diff, or a line for each edit of a database. (transfer full) */
char *crow_recovery_content_describe (CrowRecoveryContent *self);
/* Writes the texts to @to, a file, or of several files below the folder @to. */
gboolean
crow_recovery_content_save_copy (CrowRecoveryContent *self, const char *to, GError **error);
GBytes *crow_recovery_content_serialize (CrowRecoveryContent *self); /* (transfer full) */
CrowRecoveryContent *crow_recovery_content_parse (GBytes *bytes);    /* NULL: nothing to be used */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecoveryContent, crow_recovery_content_free)

/* The journal of one document: what is unsaved of it, kept in a file of the user's own until it is
 * saved, applied or given up, so that a crash loses none. Each document has its own file: two
 * windows, or two programs, may edit one source, and neither takes the other's living edits for the
 * leavings of a crash. Reference counted; any thread. */
typedef struct _CrowRecovery CrowRecovery;

/* What names a file or folder among the sources, by whatever name it is opened; a database is named
 * by its own id. */
char *crow_recovery_make_id (const char *source);

/* A file in @folder for the source @id that nobody else writes; NULL: there is no place for it. */
CrowRecovery *crow_recovery_new (const char *folder, const char *id, GError **error);
/* What a crash left at @path; NULL: it is somebody's, or nothing that can be used. */
CrowRecovery *crow_recovery_open (const char *path, CrowRecoveryContent **content);
/* Where journals of the source @id lie, newest first; (transfer full) (element-type filename). */
GPtrArray *crow_recovery_find (const char *folder, const char *id);
CrowRecovery *crow_recovery_ref (CrowRecovery *self);
void crow_recovery_unref (CrowRecovery *self);
const char *crow_recovery_get_path (CrowRecovery *self);

gboolean crow_recovery_write (CrowRecovery *self,
                              guint serial,
                              CrowRecoveryContent *content,
                              GError **error);
void crow_recovery_remove (CrowRecovery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecovery, crow_recovery_unref)

/* A leaving of a crash, for a list. */
typedef struct
{
  char *path;   /* (owned) of the journal */
  char *source; /* (owned) */
  gboolean is_database;
  gboolean is_there; /* a file or folder of that name exists */
  gint64 time;
  guint n_edits;
} CrowRecoveryItem;

void crow_recovery_item_free (CrowRecoveryItem *self);
/* All in @folder that have edits and are nobody's, newest first; (transfer full) (element-type
 * CrowRecoveryItem). Removes what killed programs left there that is of no use. */
GPtrArray *crow_recovery_list (const char *folder);
/* Gives one up. */
gboolean crow_recovery_discard (const char *path);
/* From now on it is what a crash left of @source, another name of what it was. */
gboolean crow_recovery_assign (const char *path, const char *source, GError **error);
/* Writes the edited text of a schema of one file to @to, of several below the folder @to. */
gboolean crow_recovery_save_copy (const char *path, const char *to, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowRecoveryItem, crow_recovery_item_free)

G_END_DECLS
