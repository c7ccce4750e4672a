#pragma once

#include "crow-compat.h"
#include "crow-prisma.h"

G_BEGIN_DECLS

/* Asks what the model of a hidden join table is to be called, and shows what would be written and
 * what the database would have to do. The response "make" says to do it. */
#define CROW_TYPE_EXPLICIT_DIALOG (crow_explicit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowExplicitDialog, crow_explicit_dialog, CROW, EXPLICIT_DIALOG, CrowAlert)

CrowExplicitDialog *crow_explicit_dialog_new (CrowPrisma *prisma, const char *relation);
const char *crow_explicit_dialog_get_relation (CrowExplicitDialog *self);
const char *crow_explicit_dialog_get_model (CrowExplicitDialog *self);
void crow_explicit_dialog_set_model (CrowExplicitDialog *self, const char *model);

G_END_DECLS
