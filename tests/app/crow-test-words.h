#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the window says in a language: which of its texts stayed English, which are cut. */
typedef struct _CrowTestWords CrowTestWords;

/* @language: "de": reads CROW_LOCALE_DIR/de/LC_MESSAGES/crowsfoot.mo; or "en_XA", of make-pseudo:
 * what has no accent is English. */
CrowTestWords *crow_test_words_new (const char *language);
void crow_test_words_free (CrowTestWords *self);
/* Looks at every visible widget below @root; the findings are told as TAP comments, each once. */
void crow_test_words_judge (CrowTestWords *self, const char *scene, GtkWidget *root);
guint crow_test_words_get_n_faults (CrowTestWords *self);
guint crow_test_words_get_n_texts (CrowTestWords *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTestWords, crow_test_words_free)

G_END_DECLS
