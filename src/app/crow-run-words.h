#pragma once

#include "crow-runner.h"

G_BEGIN_DECLS

/* What happens to a script on a server, in words of the user's language. Pure functions, save for
 * the stamp's clock. */

char *crow_run_words_seconds (double seconds); /* "3 ms", "0.42 s", "12 s" */
char *crow_run_words_count_down (double seconds, guint attempt);
/* @n_statements: how many the script has */
char *crow_run_words_describe_event (const CrowRunEvent *event, guint n_statements);
const char *crow_run_words_get_outcome (const CrowRunReport *report,
                                        gboolean is_rehearsal,
                                        gboolean was_cancelled);
/* "success" "warning" "error" */
const char *crow_run_words_get_class (const CrowRunReport *report, gboolean was_cancelled);
/* Error and state, whole sentences. */
char *crow_run_words_explain (const CrowRunReport *report);
/* Times, differences. (element-type utf8) */
GPtrArray *crow_run_words_list_details (const CrowRunReport *report);
char *crow_run_words_count_orphans (guint64 n);
/* `14:03:22  text`, a continued line further right, a newline at the end. */
char *crow_run_words_stamp (const char *text);

G_END_DECLS
