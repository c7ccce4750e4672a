#pragma once

#include "crow-database-diff.h"
#include "crow-error.h"

G_BEGIN_DECLS

/* The script of @diff's steps, byte for byte as Prisma's engine writes it, each step under its
 * comment (`-- CreateTable`); empty: "". CROW_ERROR_UNCOVERED names a step that the provider's SQL
 * is not written for (mysql and sqlserver: all but foreign keys). (transfer full) */
char *crow_render_script (const CrowDatabaseDiff *diff, GError **error);

/* What `migrate dev` warns of, sentence by sentence, in its order and words: rows and data that a
 * script loses, steps that may fail. (transfer full) (element-type utf8) */
GPtrArray *crow_list_warnings (const CrowDatabaseDiff *diff);
/* What the way down cannot bring back, for people. (transfer full) (element-type utf8) */
GPtrArray *crow_list_losses (const CrowDatabaseDiff *up, const CrowDatabaseDiff *down);
/* Such sentences as the comment on top of a script; none: "". `migrate dev`: @title is `Warnings`.
 * (transfer full) */
char *crow_render_comment (const char *title, const GPtrArray *sentences);
char *crow_make_type_name (const CrowColumnType *type); /* as warnings say it: `VarChar(50)` */

G_END_DECLS
