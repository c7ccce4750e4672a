#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A temporary folder, removed with all that is in it. */
char *crow_test_folder_new (void);
void crow_test_folder_remove (char *folder); /* (transfer full) */

/* Writes @text (length -1: NUL-terminated) to @name below @folder, making folders on the way;
 * returns its path. */
char *
crow_test_folder_write (const char *folder, const char *name, const char *text, gssize length);
void crow_test_folder_assert_content (const char *path, const char *text);
/* The names in @folder, sorted, joined by blanks: nothing else was left behind. */
char *crow_test_folder_list (const char *folder);

/* Runs the running test again in a process of its own as a user who may do nothing special (the
 * superuser may write what is read-only). TRUE: in that process, go on; FALSE: it has run there, or
 * the test is skipped, loudly, because there is no way to become that user. */
gboolean crow_test_become_nobody (void);

typedef char CrowTestFolder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestFolder, crow_test_folder_remove)

G_END_DECLS
