#include "crow-validate-private.h"

#include <string.h>

/* "`a`, `b` and `c`". (transfer full) */
static char *
enumerate_fields (const CrowCheck *self, GArray *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const char *separator = i == 0 ? "" : i + 1 == fields->len ? " and " : ", ";

      g_string_append_printf (text, "%s`%s`", separator,
                              crow_check_field (self, g_array_index (fields, guint, i))->name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is wrong with several fields that refer to one model under one name. (transfer full)
 * (nullable): nothing is */
static char *
explain_ambiguity (const CrowCheck *self, const CrowCheckField *field, GArray *group)
{
  const char *model = crow_check_model (self, field->model)->name;
  const char *target = crow_check_model (self, field->target)->name;
  gboolean is_self = field->model == field->target, is_named = field->ends->relation_name != NULL;
  g_autofree char *names = enumerate_fields (self, group);

  if (is_self && is_named && group->len == 2)
    return NULL;
  if (is_self && is_named)
    return g_strdup_printf ("Wrongly named self relation detected. The fields %s in model `%s` "
                            "have "
                            "the same relation name. At most two relation fields can belong to the "
                            "same relation and therefore have the same name. Please assign a "
                            "different relation name to one of them.",
                            names, model);
  if (is_self && group->len == 2)
    return g_strdup_printf ("Ambiguous self relation detected. The fields %s in model `%s` both "
                            "refer to `%s`. If they are part of the same relation add the same "
                            "relation name for them with `@relation(<name>)`.",
                            names, model, target);
  if (is_self)
    return g_strdup_printf ("Unnamed self relation detected. The fields %s in model `%s` have no "
                            "relation name. Please provide a relation name for one of them by "
                            "adding `@relation(<name>).",
                            names, model);
  if (is_named)
    return g_strdup_printf ("Wrongly named relation detected. The fields %s in model `%s` both use "
                            "the same relation name. Please provide different relation names for "
                            "them through `@relation(<name>).",
                            names, model);
  return g_strdup_printf ("Ambiguous relation detected. The fields %s in model `%s` both refer to "
                          "`%s`. Please provide different relation names for them by adding "
                          "`@relation(<name>).",
                          names, model, target);
}

/* explain_ambiguity() of the group that begins with the field @first. */
static char *
explain_group (const CrowCheck *self, const CrowCheckField *field, guint first)
{
  g_autoptr (GArray) group = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = first; i != CROW_AST_NONE; i = crow_check_field (self, i)->next_in_group)
    g_array_append_val (group, i);
  return explain_ambiguity (self, field, group);
}

gboolean
crow_check_relation_ambiguity (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowCheckModel *model = crow_check_model (self, field->model);
  guint first = crow_check_get_group (self, index);
  g_autofree char *problem = NULL;

  if (crow_check_field (self, first)->next_in_group != CROW_AST_NONE)
    problem = explain_group (self, field, first);
  if (problem == NULL)
    return TRUE;
  crow_check_error (self, field->span, "Error validating %s \"%s\": %s",
                    crow_check_container (model), model->name, problem);
  return FALSE;
}

static void
check_ignored_target (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);
  const CrowCheckModel *target = crow_check_model (self, field->target);

  if (!target->is_ignored || field->is_ignored || model->is_ignored)
    return;
  crow_check_error (self, field->span,
                    "Error parsing attribute \"@ignore\": The relation field `%s` on Model `%s` "
                    "must specify the `@ignore` attribute, because the model %s it is pointing to "
                    "is marked ignored.",
                    field->name, model->name, target->name);
}

static char *
list_allowed (const CrowCheck *self)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint action = 0; action < CROW_N_ACTIONS; action++)
    if (crow_provider_allows_action (self->provider, self->mode, action))
      g_string_append_printf (list, "%s`%s`", list->len > 0 ? ", " : "",
                              crow_action_get_name (action));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static CrowSpan
get_clause_span (const CrowCheck *self, const CrowCheckField *field, CrowEvent event)
{
  CrowSpan span = field->span;

  crow_check_argument_span (self, field->attribute, crow_event_get_argument (event), &span);
  return span;
}

static void
check_action (CrowCheck *self, const CrowCheckField *field, CrowEvent event)
{
  const CrowCheckAction *action = &field->ends->actions[event];
  g_autofree char *allowed = NULL, *hint = NULL;

  if (!action->is_set || crow_provider_allows_action (self->provider, self->mode, action->action))
    return;
  allowed = list_allowed (self);
  if (self->mode == CROW_RELATION_MODE_PRISMA && action->action == CROW_ACTION_NO_ACTION)
    hint = g_strdup_printf (". `NoAction` is not implemented for %s when using `relationMode = "
                            "\"prisma\"`, you could try using `Restrict` instead. Learn more at "
                            "https://pris.ly/d/relation-mode",
                            crow_check_connector_name (self));
  crow_check_error (self, get_clause_span (self, field, event),
                    "Error validating: Invalid referential action: `%s`. Allowed values: (%s)%s",
                    crow_action_get_name (action->action), allowed, hint != NULL ? hint : "");
}

static void
check_constraint (CrowCheck *self, const CrowCheckField *field)
{
  if (field->ends->constraint == NULL)
    return;
  if (self->provider == CROW_PROVIDER_SQLITE || self->provider == CROW_PROVIDER_MONGODB ||
      self->provider == CROW_PROVIDER_NONE)
    crow_check_error (self, crow_check_attribute_span (self, field->attribute),
                      "Error parsing attribute \"@relation\": Your provider does not support named "
                      "foreign keys.");
  else
    crow_check_name_length (self, field->model, field->ends->constraint, "@relation",
                            crow_check_attribute_span (self, field->attribute));
}

/* With relationMode = "prisma" the database makes no index for the key. */
static void
check_index (CrowCheck *self, const CrowCheckField *field)
{
  const CrowCheckModel *model = crow_check_model (self, field->model);

  if (self->mode != CROW_RELATION_MODE_PRISMA || self->provider == CROW_PROVIDER_MONGODB ||
      field->ends->fields == NULL)
    return;
  if (crow_check_find_key (self, field->model, field->ends->fields, FALSE, FALSE,
                           crow_check_begins))
    return;
  if (model->has_id && crow_check_begins (model->id.fields, field->ends->fields))
    return;
  crow_check_warning (self, crow_check_attribute_span (self, field->attribute),
                      "With `relationMode = \"prisma\"`, no foreign keys are used, so relation "
                      "fields will not benefit from the index usually created by the relational "
                      "database under the hood. This can lead to poor performance when querying "
                      "these fields. We recommend adding an index manually. Learn more at "
                      "https://pris.ly/d/relation-mode-prisma-indexes\" ");
}

/* MySQL takes SetDefault and does nothing of the kind. */
void
crow_check_mysql_actions (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  if (self->provider != CROW_PROVIDER_MYSQL || self->mode != CROW_RELATION_MODE_FOREIGN_KEYS)
    return;
  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    {
      const CrowCheckField *field = crow_check_field (self, i);

      if (field->kind != CROW_CHECK_RELATION)
        continue;
      crow_check_at (self, index, i);
      for (guint event = 0; event < CROW_N_EVENTS; event++)
        if (field->ends->actions[event].is_set &&
            field->ends->actions[event].action == CROW_ACTION_SET_DEFAULT)
          crow_check_warning (self, get_clause_span (self, field, event),
                              "MySQL does not actually support the `SetDefault` referential "
                              "action, "
                              "so using it may result in unexpected errors. Read more at "
                              "https://pris.ly/d/mysql-set-default ");
    }
  crow_check_at (self, index, CROW_AST_NONE);
}

/* What one relation field says by itself. */
void
crow_check_relation_field (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  check_ignored_target (self, field);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    check_action (self, field, event);
  check_constraint (self, field);
  check_index (self, field);
  crow_check_mongodb_relation (self, index);
}
