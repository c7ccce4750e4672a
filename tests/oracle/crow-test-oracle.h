#pragma once

#include "crow-prisma.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What Prisma's engines answered once, as the scripts of this folder recorded it. */

/* The array in a recorded file of this folder. (transfer full) */
JsonNode *crow_test_oracle_load (const char *name);

/* The files (element-type CrowSourceFile) of the schema that @record is about; NULL, and the test
 * fails, where the text is not the one that was recorded. (transfer full) (nullable) */
GPtrArray *crow_test_oracle_read (JsonObject *record);

/* @files after the edits of member @name of @record: [file, start, end, text] each, bytes, sorted.
 * (transfer full) */
GPtrArray *crow_test_oracle_edit (const GPtrArray *files, JsonObject *record, const char *name);

/* Fails the running test, which goes on; every one of these is printed. */
void crow_test_oracle_fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Fails the test where @sql is not the recorded script of member @name: says which block. */
void crow_test_oracle_check_script (JsonObject *record, const char *name, const char *sql);

G_END_DECLS
