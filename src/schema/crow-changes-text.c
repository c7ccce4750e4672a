#include "crow-changes-private.h"

/* crow_changes_join_columns: database names. */
char *
crow_changes_join_columns (const CrowModel *model, const GArray *fields)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, g_array_index (fields, guint, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              field->column != NULL ? field->column : field->name);
    }
  return g_string_free (text, FALSE);
}

/* crow_changes_add_words: a comma goes before all but the first. */
void
crow_changes_add_words (GString *words, const char *what, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    g_string_append_printf (words, "%s%s %s" CROW_CHANGES_ARROW "%s", words->len > 0 ? ", " : "",
                            what, before != NULL ? before : "none", after != NULL ? after : "none");
}

/* crow_changes_describe_type: as a schema file would say it. */
char *
crow_changes_describe_type (const CrowField *field)
{
  static const char *const endings[] = { "", "?", "[]" };
  const char *native = field->native_type;

  return g_strconcat (field->type != NULL ? field->type : "", endings[field->arity],
                      native != NULL ? " @db." : "", native, NULL);
}

static void
append_count (GString *text, const CrowChangeCount *count, const char *noun)
{
  const struct
  {
    guint n;
    const char *word;
  } parts[] = { { count->added, "added" },
                { count->removed, "removed" },
                { count->changed, "changed" } };
  gboolean is_first = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].n == 0)
        continue;
      g_string_append_printf (text, "%s%u ",
                              !is_first       ? ", "
                              : text->len > 0 ? "; "
                                              : "",
                              parts[i].n);
      if (is_first)
        g_string_append_printf (text, "%s%s ", noun, parts[i].n == 1 ? "" : "s");
      g_string_append (text, parts[i].word);
      is_first = FALSE;
    }
}

/**
 * crow_changes_describe:
 * @self: changes
 *
 * Returns: (transfer full): one English line that counts them
 */
char *
crow_changes_describe (const CrowChanges *self)
{
  GString *text = g_string_new (NULL);

  append_count (text, &self->relations, "relation");
  append_count (text, &self->models, "model");
  append_count (text, &self->fields, "field");
  return g_string_free (text->len > 0 ? text : g_string_append (text, "nothing changed"), FALSE);
}

static const char *
get_sign (CrowMark mark)
{
  return mark == CROW_MARK_ADDED ? "+" : mark == CROW_MARK_REMOVED ? "-" : "~";
}

static void
list_relation (GString *text, const CrowSchema *schema, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const char *separator = ": ";

  if (relation->mark == CROW_MARK_NONE)
    return;
  g_string_append_printf (text, "%s relation %s to %s", get_sign (relation->mark), relation->id,
                          crow_schema_get_model (schema, relation->parent)->name);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const CrowClause *clause = &relation->clauses[event];
      const char *reason = clause->reason == CROW_REASON_DEFAULT ? " (default)" : "";
      gboolean is_other = clause->action != relation->before[event];

      if (relation->mark == CROW_MARK_CHANGED && !is_other)
        continue;
      g_string_append_printf (text, "%son %s ", separator,
                              event == CROW_EVENT_DELETE ? "delete" : "update");
      if (relation->mark == CROW_MARK_CHANGED)
        g_string_append_printf (text, "%s" CROW_CHANGES_ARROW,
                                crow_action_get_name (relation->before[event]));
      g_string_append_printf (text, "%s%s", crow_action_get_name (clause->action), reason);
      separator = ", ";
    }
  if (relation->change != NULL)
    g_string_append_printf (text, "%s%s", separator, relation->change);
  g_string_append_c (text, '\n');
}

static void
list_model (GString *text, const CrowModel *model)
{
  if (model->mark == CROW_MARK_ADDED || model->mark == CROW_MARK_REMOVED || model->change != NULL)
    g_string_append_printf (text, "%s model %s%s%s\n", get_sign (model->mark), model->name,
                            model->change != NULL ? ": " : "",
                            model->change != NULL ? model->change : "");
  for (guint i = 0; i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);
      g_autofree char *type = crow_changes_describe_type (field);

      if (field->mark != CROW_MARK_NONE)
        g_string_append_printf (text, "%s field %s.%s: %s\n", get_sign (field->mark), model->name,
                                field->name, field->change != NULL ? field->change : type);
    }
}

/**
 * crow_changes_list:
 * @self: changes
 *
 * Returns: (transfer full): a line for every change, relations first; empty where nothing changed
 */
char *
crow_changes_list (const CrowChanges *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->schema->relations->len; i++)
    list_relation (text, self->schema, i);
  for (guint i = 0; i < self->schema->models->len; i++)
    list_model (text, crow_schema_get_model (self->schema, i));
  return g_string_free (text, FALSE);
}
