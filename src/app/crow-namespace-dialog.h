#pragma once

#include <adwaita.h>

#include "crow-introspection.h"

G_BEGIN_DECLS

/* Lets schemas be chosen among those of a database. Signal "chosen". */
#define CROW_TYPE_NAMESPACE_DIALOG (crow_namespace_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowNamespaceDialog, crow_namespace_dialog, CROW, NAMESPACE_DIALOG, AdwWindow)

/* @counts: (element-type CrowNamespaceCount). @chosen: (nullable) all. @is_forced: the database is
 * too large to be read as a whole without having asked. */
CrowNamespaceDialog *crow_namespace_dialog_new (GtkWindow *parent,
                                                GPtrArray *counts,
                                                const char *const *chosen,
                                                gboolean is_forced);
/* As a click on it would; a name that is not there changes nothing. */
void crow_namespace_dialog_set_chosen (CrowNamespaceDialog *self, const char *name);
gboolean crow_namespace_dialog_get_is_forced (CrowNamespaceDialog *self);
/* (transfer full) (nullable): NULL: all of them */
char **crow_namespace_dialog_dup_chosen (CrowNamespaceDialog *self);

G_END_DECLS
