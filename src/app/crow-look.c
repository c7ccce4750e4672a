#include "crow-look.h"

/* A filter that names more than these would make the file of all sources large. */
#define MAX_NAMES 200
#define MAX_HOPS 99

static void
write_names (GKeyFile *state, const char *group, const char *key, const GPtrArray *names)
{
  if (names->len > 0)
    g_key_file_set_string_list (state, group, key, (const char *const *) names->pdata, names->len);
}

static void
write_number (GKeyFile *state, const char *group, const char *key, guint number)
{
  if (number > 0)
    g_key_file_set_integer (state, group, key, (int) number);
}

/**
 * crow_look_write_filter:
 * @state: key file
 * @group: a group of it
 * @filter: what is shown
 *
 * Writes what @filter says other than that everything is shown.
 *
 * Returns: %FALSE: it names too much to be remembered
 */
gboolean
crow_look_write_filter (GKeyFile *state, const char *group, const CrowFilter *filter)
{
  if (filter->focus->len + filter->hidden_models->len + filter->hidden_namespaces->len > MAX_NAMES)
    return FALSE;
  write_names (state, group, "focus", filter->focus);
  write_names (state, group, "hidden", filter->hidden_models);
  write_names (state, group, "hidden-namespaces", filter->hidden_namespaces);
  if (filter->focus->len > 0)
    write_number (state, group, "hops", filter->hops);
  write_number (state, group, "on-delete", filter->actions[CROW_EVENT_DELETE]);
  write_number (state, group, "on-update", filter->actions[CROW_EVENT_UPDATE]);
  write_number (state, group, "problems", filter->only_problems ? 1 : 0);
  write_number (state, group, "rows", filter->rows);
  write_number (state, group, "rest", filter->rest);
  return TRUE;
}

static gboolean
has_namespace (const CrowSchema *picture, const char *name)
{
  for (guint i = 0; i < picture->models->len; i++)
    {
      const char *own = crow_schema_get_model (picture, i)->namespace_;

      if (g_strcmp0 (own != NULL ? own : "", name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
read_names (GKeyFile *state,
            const char *group,
            const char *key,
            const CrowSchema *picture,
            GPtrArray *names)
{
  g_auto (GStrv) list = g_key_file_get_string_list (state, group, key, NULL, NULL);
  gboolean are_namespaces = g_str_equal (key, "hidden-namespaces");

  for (guint i = 0; list != NULL && list[i] != NULL && i < MAX_NAMES; i++)
    if (are_namespaces ? has_namespace (picture, list[i])
                       : crow_schema_find_model_by_key (picture, list[i]) >= 0)
      crow_filter_names_add (names, list[i]);
}

/* 0 for what is not there, and for what no filter has. */
static guint
read_number (GKeyFile *state, const char *group, const char *key, guint most)
{
  int number = g_key_file_get_integer (state, group, key, NULL);

  return number > 0 && (guint) number <= most ? (guint) number : 0;
}

/**
 * crow_look_read_filter:
 * @state: key file
 * @group: a group of it, which need not be there
 * @picture: what is open
 *
 * Names that @picture does not have are passed over: where nothing is left of a focus, there is
 * none.
 *
 * Returns: (transfer full): what is to be shown
 */
CrowFilter *
crow_look_read_filter (GKeyFile *state, const char *group, const CrowSchema *picture)
{
  const guint all = (1u << CROW_N_ACTIONS) - 1;
  CrowFilter *filter = crow_filter_new ();

  read_names (state, group, "focus", picture, filter->focus);
  read_names (state, group, "hidden", picture, filter->hidden_models);
  read_names (state, group, "hidden-namespaces", picture, filter->hidden_namespaces);
  if (filter->focus->len > 0)
    filter->hops = read_number (state, group, "hops", MAX_HOPS);
  filter->actions[CROW_EVENT_DELETE] = read_number (state, group, "on-delete", all);
  filter->actions[CROW_EVENT_UPDATE] = read_number (state, group, "on-update", all);
  filter->only_problems = read_number (state, group, "problems", 1) > 0;
  filter->rows = (CrowRows) read_number (state, group, "rows", CROW_ROWS_NONE);
  filter->rest = (CrowRest) read_number (state, group, "rest", CROW_REST_FADED);
  return filter;
}

static int
compare_used (gconstpointer a, gconstpointer b, gpointer state)
{
  gint64 first = g_key_file_get_int64 (state, *(const char *const *) a, "used", NULL);
  gint64 second = g_key_file_get_int64 (state, *(const char *const *) b, "used", NULL);

  return (first < second) - (first > second);
}

/**
 * crow_look_forget_oldest:
 * @state: key file
 * @prefix: of the names of groups
 * @most: how many of them may stay
 *
 * Removes those that were used longest ago.
 */
void
crow_look_forget_oldest (GKeyFile *state, const char *prefix, guint most)
{
  g_auto (GStrv) groups = g_key_file_get_groups (state, NULL);
  g_autoptr (GPtrArray) looks = g_ptr_array_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], prefix))
      g_ptr_array_add (looks, groups[i]);
  g_ptr_array_sort_with_data (looks, compare_used, state);
  for (guint i = most; i < looks->len; i++)
    g_key_file_remove_group (state, g_ptr_array_index (looks, i), NULL);
}
