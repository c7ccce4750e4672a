#pragma once

#include <adwaita.h>

#include "crow-connection.h"

G_BEGIN_DECLS

/* Why the dialog is there. */
typedef enum {
  CROW_CONNECT_OPEN,
  CROW_CONNECT_COMPARE, /* the database is to stand beside the schema file that is open */
} CrowConnectPurpose;

/* Asks where a database is. Signal "ready": the server was reached, and the answers below hold; the
 * dialog is about to close. */
#define CROW_TYPE_CONNECT_DIALOG (crow_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrowConnectDialog, crow_connect_dialog, CROW, CONNECT_DIALOG, AdwWindow)

CrowConnectDialog *crow_connect_dialog_new (GtkWindow *parent, CrowConnectPurpose purpose);

/* Fills the form; the password goes into its own row. */
void crow_connect_dialog_set_connection (CrowConnectDialog *self,
                                         CrowConnection *connection,
                                         const char *const *namespaces);
void crow_connect_dialog_set_password (CrowConnectDialog *self, const char *password);
/* As a key press into its entry would. */
void crow_connect_dialog_set_uri (CrowConnectDialog *self, const char *text);
/* What went wrong before: at the row that it is about. */
void crow_connect_dialog_show_error (CrowConnectDialog *self, const GError *error);
void crow_connect_dialog_connect (CrowConnectDialog *self); /* as its button does */
gboolean crow_connect_dialog_is_busy (CrowConnectDialog *self);

/* With the password; (transfer full) (nullable): what is in the form is none. */
CrowConnection *crow_connect_dialog_build_connection (CrowConnectDialog *self);
const char *crow_connect_dialog_get_password (CrowConnectDialog *self);          /* "": none */
const char *const *crow_connect_dialog_get_namespaces (CrowConnectDialog *self); /* (nullable) */
gboolean crow_connect_dialog_get_remember (CrowConnectDialog *self);
void crow_connect_dialog_set_remember (CrowConnectDialog *self, gboolean remember);
CrowConnectPurpose crow_connect_dialog_get_purpose (CrowConnectDialog *self);

G_END_DECLS
