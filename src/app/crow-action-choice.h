#pragma once

#include <glib-object.h>

#include "crow-action.h"

G_BEGIN_DECLS

/* One line of an action's drop-down. */
#define CROW_TYPE_ACTION_CHOICE (crow_action_choice_get_type ())
G_DECLARE_FINAL_TYPE (CrowActionChoice, crow_action_choice, CROW, ACTION_CHOICE, GObject)

/* @refusal: (transfer full) (nullable) why it cannot be chosen */
CrowActionChoice *crow_action_choice_new (CrowAction action, gboolean is_default, char *refusal);
CrowAction crow_action_choice_get_action (CrowActionChoice *self);
gboolean crow_action_choice_is_default (CrowActionChoice *self);
const char *crow_action_choice_get_refusal (CrowActionChoice *self); /* (nullable) */
const char *crow_action_choice_get_name (CrowActionChoice *self);    /* "Cascade", "default" */
char *crow_action_choice_get_label (CrowActionChoice *self);         /* (transfer full) */

G_END_DECLS
