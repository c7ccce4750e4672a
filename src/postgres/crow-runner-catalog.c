#include "crow-runner-private.h"

#include "crow-session-private.h"

#include <stdlib.h>

/* A subselect of the names of columns, in the key's order. */
static char *
select_names (const char *table, const char *numbers)
{
  return g_strdup_printf ("(SELECT pg_catalog.array_agg (a.attname ORDER BY u.place)"
                          " FROM pg_catalog.unnest (%s) WITH ORDINALITY AS u (number, place)"
                          " JOIN pg_catalog.pg_attribute a ON a.attrelid = %s AND a.attnum = "
                          "u.number)",
                          numbers, table);
}

/* Columns by name, so that an answer can be read on its own (what reads the whole catalogue joins
 * them by number). What a version does not know is a constant. */
static char *
build_keys_query (int version)
{
  g_autofree char *columns = select_names ("k.conrelid", "k.conkey");
  g_autofree char *ref_columns = select_names ("k.confrelid", "k.confkey");
  g_autofree char *set_columns = version >= 150000 ? select_names ("k.conrelid", "k.confdelsetcols")
                                                   : g_strdup ("NULL");

  return g_strdup_printf (
      "SELECT k.oid, n.nspname, c.relname, k.conname, pn.nspname AS ref_nspname,"
      " p.relname AS ref_relname, %s AS columns, %s AS ref_columns, %s AS set_columns,"
      " k.confdeltype, k.confupdtype, k.confmatchtype, k.condeferrable, k.condeferred,"
      " k.convalidated, %s AS conenforced, %s AS conperiod,"
      " pg_catalog.obj_description (k.oid, 'pg_constraint') AS comment,"
      " pg_catalog.has_any_column_privilege (c.oid, 'SELECT') AS is_readable"
      " FROM pg_catalog.pg_constraint k"
      " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " JOIN pg_catalog.pg_class p ON p.oid = k.confrelid"
      " JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
      " WHERE k.contype = 'f'%s AND (k.oid = $1::pg_catalog.oid"
      " OR n.nspname = $2::pg_catalog.name AND c.relname = $3::pg_catalog.name) ORDER BY k.oid",
      columns, ref_columns, set_columns, version >= 180000 ? "k.conenforced" : "true",
      version >= 180000 ? "k.conperiod" : "false",
      version >= 110000 ? " AND k.conparentid = 0" : "");
}

static void
free_key (gpointer data)
{
  CrowRunKey *self = data;

  crow_constraint_free (self->key);
  g_free (self);
}

/* One element of an array, from @at; leaves *@at behind it. */
static char *
take_element (const char **at)
{
  GString *text = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (; **at != '\0' && (is_quoted || (**at != ',' && **at != '}')); (*at)++)
    {
      if (**at == '"')
        {
          is_quoted = !is_quoted;
          continue;
        }
      if (**at == '\\' && (*at)[1] != '\0')
        (*at)++;
      g_string_append_c (text, **at);
    }
  return g_string_free (text, FALSE);
}

/* An array of names as the server writes it: `{a,"b c","d\"e"}` (manual, 8.15.6). (transfer full)
 * (element-type utf8) */
static GPtrArray *
parse_array (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *at = text;

  if (*at == '{')
    at++;
  while (*at != '\0' && *at != '}')
    {
      g_ptr_array_add (names, take_element (&at));
      if (*at == ',')
        at++;
    }
  return names;
}

static const char *
get_text (const PGresult *result, int row, const char *column)
{
  return PQgetvalue (result, row, PQfnumber (result, column));
}

static gboolean
get_flag (const PGresult *result, int row, const char *column)
{
  return get_text (result, row, column)[0] == 't';
}

static CrowAction
get_action (const PGresult *result, int row, const char *column)
{
  return crow_action_from_catalog (get_text (result, row, column)[0]);
}

static void
take_names (GPtrArray **names, const PGresult *result, int row, const char *column)
{
  g_ptr_array_unref (*names);
  *names = parse_array (get_text (result, row, column));
}

static CrowConstraint *
read_constraint (const PGresult *result, int row)
{
  CrowConstraint *key = crow_constraint_new ();
  char match = get_text (result, row, "confmatchtype")[0];

  key->namespace_ = g_strdup (get_text (result, row, "nspname"));
  key->table = g_strdup (get_text (result, row, "relname"));
  key->name = g_strdup (get_text (result, row, "conname"));
  key->ref_namespace = g_strdup (get_text (result, row, "ref_nspname"));
  key->ref_table = g_strdup (get_text (result, row, "ref_relname"));
  take_names (&key->columns, result, row, "columns");
  take_names (&key->ref_columns, result, row, "ref_columns");
  key->actions[CROW_EVENT_DELETE] = get_action (result, row, "confdeltype");
  key->actions[CROW_EVENT_UPDATE] = get_action (result, row, "confupdtype");
  key->match = match == 'f'   ? CROW_MATCH_FULL
               : match == 'p' ? CROW_MATCH_PARTIAL
                              : CROW_MATCH_SIMPLE;
  key->is_deferrable = get_flag (result, row, "condeferrable");
  key->is_initially_deferred = get_flag (result, row, "condeferred");
  key->is_validated = get_flag (result, row, "convalidated");
  key->is_enforced = get_flag (result, row, "conenforced");
  key->is_temporal = get_flag (result, row, "conperiod");
  if (get_text (result, row, "set_columns")[0] != '\0')
    key->set_columns = parse_array (get_text (result, row, "set_columns"));
  if (!PQgetisnull (result, row, PQfnumber (result, "comment")))
    key->comment = g_strdup (get_text (result, row, "comment"));
  return key;
}

/**
 * crow_run_read_keys:
 * @self: a run
 * @promise: a promise of its script
 * @keys: (out) (transfer full) (element-type CrowRunKey): the foreign keys of the promise's table,
 *   and the one that the picture was drawn from wherever it is now; by oid
 *
 * Reads the catalogue with the snapshot of this moment, and locks nothing but it.
 *
 * Returns: how it went
 */
CrowRunResult
crow_run_read_keys (CrowRun *self, const CrowPromise *promise, GPtrArray **keys)
{
  const CrowConstraint *like = promise->before != NULL ? promise->before : promise->after;
  g_autofree char *query = NULL;
  g_autofree char *oid = g_strdup_printf ("%u", promise->oid);
  const char *parameters[] = { oid, like->namespace_, like->table };
  g_autoptr (PGresult) result = NULL;
  CrowRunResult how;

  if (self->session == NULL)
    return CROW_RUN_LOST;
  query = build_keys_query (crow_session_get_version (self->session));
  how = crow_run_query (self, query, G_N_ELEMENTS (parameters), parameters, &result);
  if (how != CROW_RUN_DONE)
    return how;
  *keys = g_ptr_array_new_with_free_func (free_key);
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowRunKey *key = g_new0 (CrowRunKey, 1);

      key->oid = (guint32) strtoul (get_text (result, i, "oid"), NULL, 10);
      key->is_readable = get_flag (result, i, "is_readable");
      key->key = read_constraint (result, i);
      g_ptr_array_add (*keys, key);
    }
  return CROW_RUN_DONE;
}

/* A partition counts as one of its root where that is locked in the same way. */
static void
add_lock (GPtrArray *locks, const PGresult *result, int row, CrowLockMode mode)
{
  for (guint i = 0; i < locks->len; i++)
    {
      CrowLockClaim *claim = g_ptr_array_index (locks, i);

      if (claim->mode == mode && g_str_equal (claim->table, get_text (result, row, "root")) &&
          g_str_equal (claim->namespace_, get_text (result, row, "root_nspname")))
        {
          claim->n_partitions++;
          return;
        }
    }
  g_ptr_array_add (locks, crow_lock_claim_new (get_text (result, row, "nspname"),
                                               get_text (result, row, "relname"), mode));
}

/**
 * crow_run_read_locks:
 * @self: a run, in a transaction
 * @locks: (out) (transfer full) (element-type CrowLockClaim): the locks on tables of users that our
 *   session holds, one a table and mode; partitions with their root
 *
 * Returns: how it went
 */
CrowRunResult
crow_run_read_locks (CrowRun *self, GPtrArray **locks)
{
  /* pg_partition_root() is of 12. Roots come first. */
  static const char format
      [] = "SELECT n.nspname, c.relname, rn.nspname AS root_nspname, r.relname AS root, l.mode"
           " FROM pg_catalog.pg_locks l"
           " JOIN pg_catalog.pg_class c ON c.oid = l.relation"
           " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
           " JOIN pg_catalog.pg_database d ON d.oid = l.database"
           " LEFT JOIN pg_catalog.pg_class r ON c.relispartition AND r.oid = %s"
           " LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
           " WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid () AND l.granted"
           " AND d.datname = pg_catalog.current_database () AND c.relkind IN ('r', 'p')"
           " AND n.nspname <> 'pg_catalog' ORDER BY c.relispartition, n.nspname, c.relname, l.mode";
  g_autoptr (PGresult) result = NULL;
  g_autofree char *query = NULL;
  CrowRunResult how;

  if (self->session == NULL)
    return CROW_RUN_LOST;
  query = g_strdup_printf (format, crow_session_get_version (self->session) >= 120000
                                       ? "pg_catalog.pg_partition_root (c.oid)"
                                       : "NULL");
  how = crow_run_query (self, query, 0, NULL, &result);
  if (how != CROW_RUN_DONE)
    return how;
  *locks = crow_run_locks_new ();
  for (int i = 0; i < PQntuples (result); i++)
    {
      CrowLockMode mode;

      if (crow_lock_mode_from_catalog (get_text (result, i, "mode"), &mode))
        add_lock (*locks, result, i, mode);
    }
  return CROW_RUN_DONE;
}

/**
 * crow_run_find_name:
 * @keys: (element-type CrowRunKey): of crow_run_read_keys()
 * @like: a foreign key of the table
 * @name: a constraint's name
 *
 * Returns: (transfer none) (nullable): the key of that name on @like's table
 */
const CrowRunKey *
crow_run_find_name (const GPtrArray *keys, const CrowConstraint *like, const char *name)
{
  for (guint i = 0; i < keys->len; i++)
    {
      const CrowRunKey *key = g_ptr_array_index (keys, i);

      if (g_str_equal (key->key->name, name) && g_str_equal (key->key->table, like->table) &&
          g_str_equal (key->key->namespace_, like->namespace_))
        return key;
    }
  return NULL;
}

/**
 * crow_run_find_oid:
 * @keys: (element-type CrowRunKey): of crow_run_read_keys()
 * @oid: of a constraint
 *
 * Returns: (transfer none) (nullable): the key
 */
const CrowRunKey *
crow_run_find_oid (const GPtrArray *keys, guint32 oid)
{
  for (guint i = 0; i < keys->len; i++)
    {
      const CrowRunKey *key = g_ptr_array_index (keys, i);

      if (key->oid == oid)
        return key;
    }
  return NULL;
}

/**
 * crow_run_keys_equal:
 * @a: (element-type CrowRunKey): of crow_run_read_keys()
 * @b: (element-type CrowRunKey): of another time
 *
 * Returns: whether nothing changed in between
 */
gboolean
crow_run_keys_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const CrowRunKey *one = g_ptr_array_index (a, i);
      const CrowRunKey *other = g_ptr_array_index (b, i);
      g_autofree char *difference = crow_constraint_describe_difference (one->key, other->key);

      if (one->oid != other->oid || difference != NULL ||
          !g_str_equal (one->key->table, other->key->table) ||
          !g_str_equal (one->key->namespace_, other->key->namespace_))
        return FALSE;
    }
  return TRUE;
}
