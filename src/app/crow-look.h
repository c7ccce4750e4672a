#pragma once

#include "crow-filter.h"

G_BEGIN_DECLS

/* What was looked at in one source, as a group of a key file: crow-window-look.c. */

/* FALSE: it names too much to be remembered; then nothing of it is written. */
gboolean crow_look_write_filter (GKeyFile *state, const char *group, const CrowFilter *filter);
/* (transfer full) What is not in @picture is passed over. */
CrowFilter *crow_look_read_filter (GKeyFile *state, const char *group, const CrowSchema *picture);
/* Leaves the @most groups that start with @prefix and were used last. */
void crow_look_forget_oldest (GKeyFile *state, const char *prefix, guint most);

G_END_DECLS
