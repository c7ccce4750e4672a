#include "crow-filter.h"

/* More names than these are counted. */
#define MOST_NAMES 3

static void
append_count (GString *text, guint n, const char *one, const char *many)
{
  if (n > 0)
    g_string_append_printf (text, "%s%u %s", text->len > 0 ? ", " : "", n, n == 1 ? one : many);
}

/* By their names, as far as they are there. */
static void
append_models (GString *text, const GPtrArray *keys, const CrowSchema *schema)
{
  guint n = MIN (keys->len, MOST_NAMES);

  for (guint i = 0; i < n; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      int model = crow_schema_find_model_by_key (schema, key);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              model >= 0 ? crow_schema_get_model (schema, (guint) model)->name
                                         : key);
    }
  if (keys->len > n)
    g_string_append_printf (text, " and %u more", keys->len - n);
}

static void
append_focus (GString *text, const CrowFilter *self, const CrowSchema *schema)
{
  if (self->focus->len == 0)
    return;
  g_string_append (text, " Focus: ");
  append_models (text, self->focus, schema);
  if (self->hops > 0)
    g_string_append_printf (text, ", %u relation%s away", self->hops, self->hops == 1 ? "" : "s");
  g_string_append_c (text, '.');
}

static void
append_actions (GString *text, guint actions, const char *event)
{
  const char *separator = "";

  if (actions == 0)
    return;
  g_string_append_printf (text, " Only %s ", event);
  for (guint i = 0; i <= CROW_N_ACTIONS; i++)
    if ((actions & (1u << i)) != 0)
      {
        g_string_append_printf (text, "%s%s", separator, crow_action_get_name ((CrowAction) i));
        separator = " or ";
      }
  g_string_append_c (text, '.');
}

static void
append_rows (GString *text, CrowRows rows)
{
  if (rows == CROW_ROWS_KEYS)
    g_string_append (text, " Only columns of keys.");
  else if (rows == CROW_ROWS_NONE)
    g_string_append (text, " No columns.");
}

/* "Not shown: 12 tables, 31 relations." */
static void
append_counts (GString *text, const CrowShown *shown)
{
  gboolean is_database = crow_schema_is_database (shown->schema);
  const char *one = is_database ? "table" : "model";
  const char *many = is_database ? "tables" : "models";
  g_autoptr (GString) hidden = g_string_new (NULL);
  g_autoptr (GString) faded = g_string_new (NULL);

  append_count (hidden, shown->n_hidden_models, one, many);
  append_count (hidden, shown->n_hidden_relations, "relation", "relations");
  append_count (hidden, shown->n_hidden_rows, "column", "columns");
  append_count (faded, shown->n_faded_models, one, many);
  append_count (faded, shown->n_faded_relations, "relation", "relations");
  if (hidden->len > 0)
    g_string_append_printf (text, "Not shown: %s.", hidden->str);
  if (faded->len > 0)
    g_string_append_printf (text, "%sFaint: %s.", text->len > 0 ? " " : "", faded->str);
}

/**
 * crow_filter_describe:
 * @self: a filter
 * @shown: what it leaves of a schema
 *
 * What is not shown, or faintly, and why: for exports, so that nothing is silently missing.
 * English; any thread.
 *
 * Returns: (transfer full) (nullable): sentences; %NULL: everything is shown
 */
char *
crow_filter_describe (const CrowFilter *self, const CrowShown *shown)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_counts (text, shown);
  if (text->len == 0)
    return NULL;
  append_focus (text, self, shown->schema);
  append_actions (text, self->actions[CROW_EVENT_DELETE], "on delete");
  append_actions (text, self->actions[CROW_EVENT_UPDATE], "on update");
  if (self->only_problems)
    g_string_append (text, " Only problems.");
  append_rows (text, self->rows);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
