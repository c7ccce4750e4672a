#pragma once

#include "crow-action.h"

G_BEGIN_DECLS

/* What to do with one clause of one relation. */
typedef enum {
  CROW_CLAUSE_KEEP,
  CROW_CLAUSE_SET,     /* write the action */
  CROW_CLAUSE_DEFAULT, /* remove the argument: the default is in force */
} CrowClauseEdit;

typedef struct
{
  char *relation; /* (owned) a relation's id: `Model.field`; a database: `table.constraint` */
  CrowClauseEdit edits[CROW_N_EVENTS];
  CrowAction actions[CROW_N_EVENTS]; /* where the edit is CROW_CLAUSE_SET */
} CrowActionEdit;

CrowActionEdit *crow_action_edit_new (const char *relation);
void crow_action_edit_free (CrowActionEdit *self);
/* `Model.field:onDelete=Cascade,onUpdate=default`; CROW_ERROR_UNKNOWN where it is none. */
CrowActionEdit *crow_action_edit_parse (const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowActionEdit, crow_action_edit_free)

G_END_DECLS
