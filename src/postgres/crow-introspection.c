#include "crow-introspection-private.h"

#include "crow-error.h"
#include "crow-lint.h"
#include "crow-session-private.h"

#include <string.h>

#define BEGIN "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

/* The share of the whole that is done when an answer has been read, by its size. */
#define JOINED_SHARE 0.9

typedef struct
{
  CrowSession *session;
  char *filter; /* (owned) (nullable) the namespaces as an array's text */
  const char *const *namespaces;
  CrowProgressFunc progress;
  gpointer user_data;
  GCancellable *cancellable;
  guint skipped;    /* CROW_QUERY_BITs: the server refuses them */
  GPtrArray *notes; /* (owned) (element-type utf8) a sentence for each */
} Reader;

static void
clear_reader (Reader *self)
{
  g_free (self->filter);
  g_ptr_array_unref (self->notes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, clear_reader)

static void
tell (const Reader *self, double fraction)
{
  if (self->progress != NULL)
    self->progress (fraction, self->user_data);
}

/* `{"a","b"}`, the text of an array. */
static char *
make_array_text (const char *const *names)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? ",\"" : "\"");
      for (const char *at = names[i]; *at != '\0'; at++)
        {
          if (*at == '"' || *at == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *at);
        }
      g_string_append_c (text, '"');
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* --- one pipeline --------------------------------------------------------------------------- */

/* What of the set is asked, in order. */
typedef struct
{
  CrowQuery queries[CROW_N_QUERIES];
  guint n_queries;
  guint n_before; /* statements before the first of them */
} Plan;

static gboolean
send_statement (Reader *self, const char *sql, guint n_values, GError **error)
{
  const char *values[] = { self->filter };

  return crow_session_send (self->session, sql, n_values, values, error);
}

/* What an earlier try, or somebody else's, left open goes first. */
static gboolean
send_head (Reader *self, Plan *plan, GError **error)
{
  const char *settings = crow_session_get_local_settings (self->session);
  PGconn *conn = crow_session_get_pgconn (self->session);
  gboolean is_open = PQtransactionStatus (conn) != PQTRANS_IDLE;

  plan->n_before = 1u + is_open + (settings != NULL);
  if (!crow_session_begin_pipeline (self->session, error))
    return FALSE;
  return (!is_open || send_statement (self, "ROLLBACK", 0, error)) &&
         send_statement (self, BEGIN, 0, error) &&
         (settings == NULL || send_statement (self, settings, 0, error));
}

static CrowQueryScope
get_scope (const Reader *self)
{
  if (self->filter != NULL)
    return CROW_SCOPE_CHOSEN;
  return crow_session_is_readonly (self->session) ? CROW_SCOPE_RELATIVE : CROW_SCOPE_ALL;
}

static gboolean
send_all (Reader *self, Plan *plan, GError **error)
{
  int version = crow_session_get_version (self->session);

  if (!send_head (self, plan, error))
    return FALSE;
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      gboolean has_value = self->filter != NULL && crow_query_has_choice ((CrowQuery) i);
      g_autofree char *sql = NULL;

      if ((self->skipped & CROW_QUERY_BIT (i)) == 0)
        sql = crow_query_build_sql ((CrowQuery) i, version, self->skipped, get_scope (self));
      if (sql == NULL)
        continue;
      plan->queries[plan->n_queries++] = (CrowQuery) i;
      if (!send_statement (self, sql, has_value ? 1 : 0, error))
        return FALSE;
    }
  return send_statement (self, "COMMIT", 0, error) && crow_session_sync (self->session, error);
}

/* How one statement went. */
typedef enum {
  ANSWER_TAKEN,
  ANSWER_REFUSED, /* the server's error, or an answer of another shape */
  ANSWER_FAILED,  /* error is set: lost, cancelled */
} Answer;

/* One statement's answer; @catalog: (nullable) takes it as @query's. @refusal: (out) (nullable)
 * what is wrong with it. */
static Answer
take_answer (Reader *self, CrowCatalog *catalog, CrowQuery query, GError **refusal, GError **error)
{
  Answer answer = ANSWER_TAKEN;

  for (;;)
    {
      g_autoptr (PGresult) result = NULL;
      ExecStatusType status;

      if (!crow_session_next_result (self->session, &result, self->cancellable, error))
        return ANSWER_FAILED;
      if (result == NULL)
        return answer;
      status = PQresultStatus (result);
      if (status == PGRES_COMMAND_OK && catalog == NULL)
        continue;
      if (status == PGRES_TUPLES_OK && catalog == NULL)
        continue;
      if (status == PGRES_TUPLES_OK && PQnfields (result) == crow_query_count_columns (query))
        {
          crow_catalog_read (catalog, query, result);
          continue;
        }
      answer = ANSWER_REFUSED;
      if (status == PGRES_PIPELINE_ABORTED || *refusal != NULL)
        continue;
      if (status == PGRES_FATAL_ERROR)
        crow_session_set_error (self->session, result, refusal);
      else
        g_set_error_literal (refusal, CROW_ERROR, CROW_ERROR_QUERY,
                             "The server's answer has another shape than the question");
    }
}

/* Whether every namespace that was asked for exists; those that were not are marked. */
static gboolean
choose_namespaces (const Reader *self, CrowCatalog *catalog, GError **error)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, catalog->namespaces);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CrowCatalogNamespace *namespace_ = value;

      namespace_->is_wanted = FALSE;
      g_hash_table_insert (by_name, namespace_->name, namespace_);
    }
  for (guint i = 0; self->namespaces[i] != NULL; i++)
    {
      CrowCatalogNamespace *namespace_ = g_hash_table_lookup (by_name, self->namespaces[i]);

      if (namespace_ == NULL)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_UNKNOWN, "The database has no schema “%s”",
                       self->namespaces[i]);
          return FALSE;
        }
      namespace_->is_wanted = TRUE;
    }
  return TRUE;
}

/* Reads all answers. @failed: (out) the first query that was refused, or CROW_N_QUERIES. */
static gboolean
take_answers (Reader *self,
              const Plan *plan,
              CrowCatalog *catalog,
              CrowQuery *failed,
              GError **refusal,
              GError **error)
{
  *failed = CROW_N_QUERIES;
  for (guint i = 0; i < plan->n_before; i++)
    if (take_answer (self, NULL, CROW_N_QUERIES, refusal, error) == ANSWER_FAILED)
      return FALSE;
  for (guint i = 0; i < plan->n_queries; i++)
    {
      Answer answer = take_answer (self, catalog, plan->queries[i], refusal, error);

      if (answer == ANSWER_FAILED)
        return FALSE;
      if (answer == ANSWER_REFUSED && *failed == CROW_N_QUERIES)
        *failed = plan->queries[i];
      tell (self, JOINED_SHARE * (i + 1) / plan->n_queries);
    }
  return take_answer (self, NULL, CROW_N_QUERIES, refusal, error) != ANSWER_FAILED &&
         crow_session_end_pipeline (self->session, self->cancellable, error);
}

/* --- trying again --------------------------------------------------------------------------- */

/* Leaves nothing open; the connection may be past that. */
static void
roll_back (Reader *self)
{
  g_autoptr (PGresult) result = NULL;

  if (PQtransactionStatus (crow_session_get_pgconn (self->session)) == PQTRANS_INERROR)
    result = crow_session_query (self->session, "ROLLBACK", 0, NULL, self->cancellable, NULL);
}

/* Asks for everything but what is skipped. NULL without @error: @failed is to be skipped too. */
static CrowCatalog *
read_once (Reader *self, CrowQuery *failed, GError **error)
{
  g_autoptr (CrowCatalog)
      catalog = crow_catalog_new (crow_session_get_version (self->session), self->skipped);
  g_autoptr (GError) refusal = NULL;
  Plan plan = { 0 };

  if (!send_all (self, &plan, error) ||
      !take_answers (self, &plan, catalog, failed, &refusal, error))
    return NULL;
  if (refusal == NULL)
    return g_steal_pointer (&catalog);
  if (*failed == CROW_N_QUERIES || crow_query_is_essential (*failed))
    {
      roll_back (self);
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
  g_ptr_array_add (self->notes,
                   g_strdup_printf ("The %s could not be read and are left out: %s",
                                    crow_query_get_subject (*failed), refusal->message));
  return NULL;
}

/* An error aborts the whole pipeline, so it is sent again without the query that failed, until
 * what can be read is read. */
static CrowCatalog *
read_catalog (Reader *self, GError **error)
{
  for (;;)
    {
      CrowQuery failed = CROW_N_QUERIES;
      g_autoptr (GError) fatal = NULL;
      g_autoptr (CrowCatalog) catalog = read_once (self, &failed, &fatal);

      if (fatal != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&fatal));
          return NULL;
        }
      if (catalog != NULL)
        return g_steal_pointer (&catalog);
      self->skipped |= CROW_QUERY_BIT (failed);
    }
}

static void
take_notes (const Reader *self, CrowSchema *schema)
{
  for (guint i = 0; i < self->notes->len; i++)
    g_ptr_array_insert (schema->notes, (int) i, g_strdup (g_ptr_array_index (self->notes, i)));
  if ((self->skipped & CROW_QUERY_BIT (CROW_QUERY_INDEXES)) != 0)
    schema->unread |= CROW_UNREAD_INDEXES;
  if ((self->skipped & CROW_QUERY_BIT (CROW_QUERY_DEFAULTS)) != 0 ||
      (self->skipped & CROW_QUERY_BIT (CROW_QUERY_DOMAINS)) != 0)
    schema->unread |= CROW_UNREAD_DEFAULTS;
}

static void
describe_server (const Reader *self, CrowSchema *schema)
{
  const char *name = crow_session_get_server_name (self->session);

  schema->provider = strstr (name, "CockroachDB") != NULL ? CROW_PROVIDER_COCKROACHDB
                                                          : CROW_PROVIDER_POSTGRESQL;
  schema->relation_mode = CROW_RELATION_MODE_FOREIGN_KEYS;
  schema->server = g_strdup (name);
  schema->server_version = crow_session_get_version (self->session);
  schema->is_readonly = crow_session_is_readonly (self->session);
  schema
      ->home = self->namespaces != NULL && self->namespaces[0] != NULL &&
                       self->namespaces[1] == NULL
                   ? g_strdup (self->namespaces[0])
                   : crow_connection_build_namespace (crow_session_get_connection (self->session));
}

/**
 * crow_introspect:
 * @session: a session for reading
 * @namespaces: (nullable) (array zero-terminated=1): only these; %NULL: all but the system's
 * @progress: (nullable): called in this thread with 0…1
 * @user_data: for @progress
 * @cancellable: (nullable): heeded at every moment
 * @error: as in crow-session.h; %CROW_ERROR_UNKNOWN names a namespace that does not exist
 *
 * Reads the catalogue by one pipeline in one read-only transaction: one round trip, and one more
 * for every kind of thing that the server refuses to show. A table outside @namespaces comes along
 * where a foreign key inside refers to it. Blocks; any thread, one at a time.
 *
 * Returns: (transfer full) (nullable): a sealed and linted schema
 */
CrowSchema *
crow_introspect (CrowSession *session,
                 const char *const *namespaces,
                 CrowProgressFunc progress,
                 gpointer user_data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Reader) reader = {
    .session = session,
    .namespaces = namespaces,
    .progress = progress,
    .user_data = user_data,
    .cancellable = cancellable,
    .notes = g_ptr_array_new_with_free_func (g_free),
  };
  g_autoptr (CrowSchema) schema = NULL;
  g_autoptr (CrowCatalog) catalog = NULL;

  g_return_val_if_fail (session != NULL, NULL);

  if (namespaces != NULL)
    reader.filter = make_array_text (namespaces);
  tell (&reader, 0);
  catalog = read_catalog (&reader, error);
  if (catalog == NULL || (namespaces != NULL && !choose_namespaces (&reader, catalog, error)))
    return NULL;
  schema = crow_schema_new ();
  describe_server (&reader, schema);
  catalog->is_informational = strstr (schema->server, "Redshift") != NULL;
  crow_catalog_join (catalog, schema);
  take_notes (&reader, schema);
  crow_schema_seal (schema);
  crow_lint_schema (schema);
  tell (&reader, 1);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&schema);
}

static void
free_count (gpointer data)
{
  CrowNamespaceCount *count = data;

  g_free (count->name);
  g_free (count);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(CrowNamespaceCount *const *) a)->name,
                 (*(CrowNamespaceCount *const *) b)->name);
}

/**
 * crow_introspect_namespaces:
 * @session: a session for reading
 * @cancellable: (nullable): heeded at every moment
 * @error: as in crow-session.h
 *
 * Counts the tables, views and partitions of each namespace, for a choice; takes milliseconds where
 * reading them takes seconds. Namespaces without any are there as well.
 *
 * Returns: (transfer full) (element-type CrowNamespaceCount) (nullable): by name
 */
GPtrArray *
crow_introspect_namespaces (CrowSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (PGresult) result = NULL;
  GPtrArray *counts;

  g_return_val_if_fail (session != NULL, NULL);

  result = crow_session_query (
      session,
      "SELECT n.nspname, pg_catalog.count(c.oid) FROM pg_catalog.pg_namespace n"
      " LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid"
      " AND c.relkind IN ('r','p','f','v','m')"
      " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' GROUP BY n.nspname",
      0, NULL, cancellable, error);
  if (result == NULL)
    return NULL;
  counts = g_ptr_array_new_with_free_func (free_count);
  for (int i = 0; i < PQntuples (result) && PQnfields (result) == 2; i++)
    {
      CrowNamespaceCount *count = g_new0 (CrowNamespaceCount, 1);

      count->name = crow_catalog_take_text (PQgetvalue (result, i, 0));
      count->n_tables = crow_cell_oid (result, i, 1);
      g_ptr_array_add (counts, count);
    }
  g_ptr_array_sort (counts, compare_counts);
  return counts;
}
