#pragma once

#include "crow-connect-dialog.h"
#include "crow-connection-input.h"
#include "crow-probe.h"
#include "crow-recent-connections.h"

G_BEGIN_DECLS

/* The rows that hold a parameter as text. */
typedef enum {
  CROW_CONNECT_FIELD_HOST,
  CROW_CONNECT_FIELD_PORT,
  CROW_CONNECT_FIELD_DATABASE,
  CROW_CONNECT_FIELD_USER,
  CROW_CONNECT_FIELD_SSLROOTCERT,
  CROW_CONNECT_FIELD_SERVICE,
  CROW_CONNECT_FIELD_TIMEOUT,
  CROW_CONNECT_FIELD_APPLICATION,
  CROW_CONNECT_FIELD_OPTIONS,
  CROW_CONNECT_FIELD_OTHERS, /* all that have no row: keyword=value … */
  CROW_N_CONNECT_FIELDS
} CrowConnectField;

/* What the session that is being opened is for. */
typedef enum {
  CROW_INTENT_TEST,
  CROW_INTENT_CHOOSE, /* among the namespaces */
  CROW_INTENT_CONNECT,
} CrowIntent;

typedef enum {
  CROW_STATUS_NONE,
  CROW_STATUS_BUSY,
  CROW_STATUS_FINE,
  CROW_STATUS_CAUTION,
  CROW_STATUS_ERROR,
} CrowStatus;

struct _CrowConnectDialog
{
  AdwWindow parent_instance;
  CrowConnectPurpose purpose;

  /* crow-connect-dialog-form.c */
  CrowConnection *connection; /* (owned) (nullable) what the form says, without secrets */
  char *key_password;         /* (owned) (nullable) of the client's certificate; has no row */
  char **namespaces;          /* (owned) (nullable) */
  gboolean is_syncing;        /* the program changes the rows, not the user */
  guint uri_length;           /* of the entry's text, in characters, before the last change */
  gboolean is_draft;          /* somebody is writing the URI */
  guint complain_source;      /* tells what is wrong with the URI once nobody types, or 0 */
  char *complaint;            /* (owned) (nullable) that */
  AdwPreferencesRow *uri_note;
  AdwPreferencesRow *password_note;
  AdwPreferencesRow *notes[CROW_N_CONNECT_FIELDS];
  GtkLabel
      *defaults[CROW_N_CONNECT_FIELDS]; /* (nullable) what is in force where the row is empty */

  /* crow-connect-dialog-recent.c */
  GPtrArray *recent_rows; /* (owned) (element-type GtkWidget), unowned */
  gboolean shows_all_recent;

  /* crow-connect-dialog-run.c */
  GCancellable *busy; /* (owned) (nullable) */
  guint pulse_source;
  GtkWidget *focus_before; /* (nullable) weak: where the focus was before it went to "Stop" */
  CrowStatus status;

  GtkWidget *connect_button;
  AdwWindowTitle *title;
  GtkScrolledWindow *scroll;
  GtkWidget *form;
  AdwPreferencesGroup *recent_group;
  GtkEditable *uri;
  GtkEditable *fields[CROW_N_CONNECT_FIELDS];
  GtkEditable *password;
  GtkSwitch *remember;
  AdwComboRow *sslmode;
  AdwActionRow *caution;
  GtkButton *verify_button;
  GtkWidget *certificate_button;
  AdwActionRow *namespaces_row;
  GtkWidget *all_button;
  AdwExpanderRow *more;
  GtkProgressBar *progress;
  GtkStack *status_icon;
  GtkImage *status_image;
  GtkSpinner *spinner;
  GtkLabel *status_title;
  GtkLabel *status_text;
  GtkWidget *test_button;
  GtkWidget *stop_button;
  GCancellable *choosing; /* (owned) (nullable) the file chooser that is open */
};

/* crow-connect-dialog-form.c */
void crow_connect_dialog_init_form (CrowConnectDialog *self);
void crow_connect_dialog_take_namespaces (CrowConnectDialog *self, char **namespaces);

/* crow-connect-dialog-notes.c: what is said about the entries, below them and at their ends. */
AdwPreferencesRow *crow_connect_dialog_add_note (gpointer entry);
void crow_connect_dialog_set_note (AdwPreferencesRow *note, const char *text, gboolean is_error);
void crow_connect_dialog_clear_notes (CrowConnectDialog *self);
GtkLabel *crow_connect_dialog_add_default (gpointer entry);

/* crow-connect-dialog-sslmode.c */
void crow_connect_dialog_init_sslmode (CrowConnectDialog *self);
const char *crow_connect_dialog_get_sslmode (CrowConnectDialog *self); /* "": as is the default */
void crow_connect_dialog_set_sslmode (CrowConnectDialog *self, const char *mode);
void crow_connect_dialog_update_sslmode (CrowConnectDialog *self);

/* crow-connect-dialog-recent.c */
void crow_connect_dialog_update_recent (CrowConnectDialog *self);
void crow_connect_dialog_forget (CrowConnectDialog *self, GtkWidget *widget);

/* crow-connect-dialog-run.c */
void crow_connect_dialog_run (CrowConnectDialog *self, CrowIntent intent);
void crow_connect_dialog_fill (CrowConnectDialog *self,
                               const CrowRecentConnection *recent,
                               gboolean then_connect);
void crow_connect_dialog_stop (CrowConnectDialog *self);
void crow_connect_dialog_set_status (CrowConnectDialog *self,
                                     CrowStatus status,
                                     const char *title,
                                     const char *text);

/* crow-connect-dialog.c */
void crow_connect_dialog_update (CrowConnectDialog *self);

G_END_DECLS
