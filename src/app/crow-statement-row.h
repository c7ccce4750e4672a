#pragma once

#include <gtk/gtk.h>

#include "crow-script.h"

G_BEGIN_DECLS

typedef enum {
  CROW_STATEMENT_PLANNED, /* only looked at: no sign of a state */
  CROW_STATEMENT_WAITING, /* its turn has not come */
  CROW_STATEMENT_RUNNING,
  CROW_STATEMENT_BLOCKED,
  CROW_STATEMENT_DONE,
  CROW_STATEMENT_FAILED,
  CROW_STATEMENT_LEFT_OUT, /* it has not run, and will not */
} CrowStatementState;

/* One statement of a script: its SQL, what it locks and who waits, how far it is. */
#define CROW_TYPE_STATEMENT_ROW (crow_statement_row_get_type ())
G_DECLARE_FINAL_TYPE (CrowStatementRow, crow_statement_row, CROW, STATEMENT_ROW, GtkWidget)

/* @number: from 1, as shown */
GtkWidget *crow_statement_row_new (const CrowStatement *statement, guint number);
/* @status: (nullable) "0.2 s": at the end of its line */
void
crow_statement_row_set_state (CrowStatementRow *self, CrowStatementState state, const char *status);
CrowStatementState crow_statement_row_get_state (CrowStatementRow *self);
/* A line below the locks: who blocks it, what was seen, why it failed; NULL: none. */
void crow_statement_row_set_note (CrowStatementRow *self, const char *note, gboolean is_warning);

G_END_DECLS
