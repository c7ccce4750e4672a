#pragma once

/* What a newer GTK or libadwaita than the oldest that we build with (4.8, 1.2) has a better widget
 * for. Callers know nothing of versions: only crow-compat.c asks for them. */

#include <adwaita.h>

G_BEGIN_DECLS

/* What is asked when a file is to be chosen. All of it is read before the call returns. */
typedef struct
{
  GtkFileChooserAction action;
  const char *title;
  const char *accept;         /* label of the button, with its key */
  const char *name;           /* (nullable) suggested, where a file is to be written */
  GListModel *filters;        /* (nullable) (element-type GtkFileFilter) the first holds */
  const char *choice;         /* (nullable) label of one more choice */
  const char *const *options; /* (nullable) its values, */
  const char *const *labels;  /* (nullable) what they are called, */
  const char *chosen;         /* (nullable) and which of them holds */
} CrowFileQuestion;

void crow_compat_choose_file_async (GtkWindow *parent,
                                    const CrowFileQuestion *question,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
GFile *crow_compat_choose_file_finish (GAsyncResult *result, char **option);

void crow_compat_show_about (GtkWindow *parent,
                             const char *notes,
                             const char *website,
                             const char *issues);

void
crow_compat_present_preferences (AdwPreferencesPage *page, const char *title, GtkWindow *parent);
void crow_compat_add_toast (AdwPreferencesPage *page, AdwToast *toast);

G_END_DECLS
