#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The folder of shared material (corpus, golden answers, oracle) beside the project, or NULL. It is
 * CROW_TEST_SHARED, or `../shared` from the project's root. */
const char *crow_test_get_shared (void);

/* Path of @relative in the shared folder; NULL, and the running test is marked as skipped with the
 * reason, where there is none. (transfer full) (nullable) */
char *crow_test_shared_or_skip (const char *relative);

/* Path of a file in the project's sources: crow_test_source ("tests/prisma/fixtures"). */
char *crow_test_source (const char *relative);
/* Path of a file in the build folder: crow_test_build ("src/cli/crowsfoot-cli"). */
char *crow_test_build (const char *relative);

/* Every file below @folder whose name ends in @suffix, sorted by path as bytes. */
GPtrArray *crow_test_walk (const char *folder, const char *suffix);

/* The whole of a file, or the test ends. NUL-terminated beside @length. */
char *crow_test_read (const char *path, gsize *length);

/* Runs @argv (NULL-terminated) with @input (nullable) on standard input; standard output and error
 * as text. Returns the exit status, or -1 where it was killed. */
int crow_test_run (const char *const *argv, const char *input, char **output, char **error);

/* CPU seconds of this process (user and system). */
double crow_test_cpu_seconds (void);

G_END_DECLS
