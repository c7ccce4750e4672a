#include "crow-test-proof.h"

#include <glib/gstdio.h>
#include <string.h>

#define SCRATCH "proof"
#define EMPTY "-- This is an empty migration.\n"
#define N_PAIRS_TO_VACUUM 8

/* What a schema takes for there. An extension that PostgreSQL comes with is made; PostGIS, which is
 * not PostgreSQL's, has a type of its name that stands in. */
static const struct
{
  const char *word;
  const char *sql;
} prelude[] = {
  { " CITEXT", "CREATE EXTENSION IF NOT EXISTS citext;\n" },
  { "uuid_generate_v", "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\";\n" },
  { "gin_trgm_ops", "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n" },
  { "\"public\".geography", "CREATE DOMAIN public.geography AS text;\n" },
};

/* By CrowTestReason. */
static const char *const reasons[CROW_TEST_N_REASONS] = {
  "Prisma's engine drops a sequence without a name; as `migrate dev` writes it instead",
  "the extension vector is not PostgreSQL's and not installed",
  "a type, operator class or function is not here",
  "Prisma's engine alters a column to SERIAL, which is a type in CREATE TABLE only",
  "Prisma's engine drops an enum's old type before the last column has left it",
  "Prisma's engine writes a new sequence's namespace in small letters",
  "Prisma casts without USING, and PostgreSQL has no such implicit cast",
  "Prisma's engine drops a primary key on which a foreign key that stays depends",
};

/* What two ways to one schema may leave different, and nobody sees: the order of columns and of an
 * enum's values, zeros at a number's end, the name and type of a column's own sequence (SERIAL
 * makes it by one rule, ALTER TABLE by another), the casts that ALTER TYPE puts around a default.
 * Nor are there namespaces: the engine drops none. */
static const char catalogue_query[] =
    "SELECT 'extension', extname::text, NULL, NULL, NULL FROM pg_catalog.pg_extension"
    " UNION ALL "
    "SELECT 'enum', n.nspname || '.' || t.typname,"
    "       string_agg (e.enumlabel, ', ' ORDER BY e.enumlabel COLLATE \"C\"), NULL, NULL"
    "  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
    "  JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid GROUP BY n.nspname, t.typname"
    " UNION ALL "
    "SELECT 'column', c.oid::regclass::text, a.attname::text,"
    "       pg_catalog.format_type (a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN"
    "       ' not null' ELSE '' END,"
    "       CASE WHEN s.objid IS NOT NULL THEN 'nextval' ELSE regexp_replace (regexp_replace ("
    "         pg_catalog.pg_get_expr (d.adbin, d.adrelid),"
    "         '::(\"[^\"]*\"|[a-z]+( varying| precision| with(out)? time zone)?)([(][0-9,]+[)])?"
    "([[][]])*', '', 'g'), '^([0-9]+)[.]0*$|^([0-9]+[.][0-9]*[1-9])0+$', '\\1\\2') END"
    "  FROM pg_catalog.pg_attribute a"
    "  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    "  LEFT JOIN pg_catalog.pg_depend s ON s.classid = 'pg_class'::regclass AND s.deptype = 'a'"
    "    AND s.refclassid = 'pg_class'::regclass AND s.refobjid = c.oid"
    "    AND s.refobjsubid = a.attnum"
    "    AND EXISTS (SELECT FROM pg_catalog.pg_class q WHERE q.oid = s.objid AND q.relkind = 'S')"
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname !~ '^(pg_|information_schema)'"
    " UNION ALL "
    "SELECT 'sequence', q.seqrelid::regclass::text, q.seqstart::text, q.seqincrement::text,"
    "       q.seqcycle::text FROM pg_catalog.pg_sequence q"
    " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend o"
    "                    WHERE o.objid = q.seqrelid AND o.deptype = 'a')"
    " UNION ALL "
    "SELECT 'constraint', k.conrelid::regclass::text, k.conname::text,"
    "       pg_catalog.pg_get_constraintdef (k.oid), k.convalidated::text"
    "  FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace"
    " WHERE n.nspname !~ '^(pg_|information_schema)'"
    " UNION ALL "
    "SELECT 'index', i.indrelid::regclass::text, i.indexrelid::regclass::text,"
    "       pg_catalog.pg_get_indexdef (i.indexrelid), i.indisvalid::text"
    "  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname !~ '^(pg_|information_schema)'";

/* An error of the server: its code and message, on one line. */
typedef struct
{
  char code[6];
  char *message; /* (owned) (nullable) */
} Refusal;

static void
refusal_clear (Refusal *self)
{
  g_clear_pointer (&self->message, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refusal, refusal_clear)

/* As Prisma runs a script: all of it in one message. */
static gboolean
run_script (PGconn *connection, const char *sql, Refusal *refusal)
{
  g_autoptr (PGresult) result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);
  const char *code = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
    return TRUE;
  g_strlcpy (refusal->code, code != NULL ? code : "", sizeof refusal->code);
  refusal_clear (refusal);
  refusal->message = g_strdup (PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
  return FALSE;
}

static char *
build_script (const char *name, CrowSchema *before, CrowSchema *after, CrowPlan plan)
{
  g_autoptr (GError) error = NULL;
  char *sql = crow_migration_build_sql (before, after, plan, &error);

  if (sql == NULL)
    g_test_fail_printf ("%s: %s", name, error->message);
  return sql;
}

static void
tell_reason (CrowTestProof *self, const char *name, CrowTestReason reason, const char *detail)
{
  self->n_reasons[reason]++;
  g_ptr_array_add (self->refusals, g_strdup_printf ("%s\t%s", name, detail));
  g_test_message ("%s: %s (%s)", name, reasons[reason], detail);
}

/* One way of the pair. Of two files the engine does not know what the server has called a sequence,
 * and writes a statement that no server takes; of a server it does, and so do we of the way up. */
static char *
build_way (CrowTestProof *self,
           const char *name,
           CrowSchema *before,
           CrowSchema *after,
           gboolean is_down)
{
  g_autoptr (GError) error = NULL;
  char *sql = is_down ? crow_migration_build_down_sql (after, before, CROW_PLAN_PRISMA, &error)
                      : crow_migration_build_sql (before, after, CROW_PLAN_PRISMA, &error);

  if (sql == NULL)
    g_test_fail_printf ("%s: %s", name, error->message);
  if (sql == NULL || strstr (sql, "DROP SEQUENCE \"\";") == NULL)
    return sql;
  if (is_down)
    g_test_fail_printf ("%s: the way back does not know the sequence", name);
  tell_reason (self, name, CROW_TEST_REASON_SEQUENCE_NAME, "DROP SEQUENCE \"\"");
  g_free (sql);
  return build_script (name, before, after, CROW_PLAN_MIGRATE_DEV);
}

/* All of @schema; each namespace that it names is taken for there, empty or not. */
static char *
build_creation (const char *name, CrowSchema *schema)
{
  g_autofree char *sql = build_script (name, NULL, schema, CROW_PLAN_PRISMA);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < schema->namespaces->len; i++)
    {
      g_string_append (text, "CREATE SCHEMA IF NOT EXISTS ");
      crow_sql_append_identifier (text, g_ptr_array_index (schema->namespaces, i));
      g_string_append (text, ";\n");
    }
  if (sql == NULL)
    return g_string_free (text, TRUE);
  g_string_append (text, sql);
  return g_string_free (text, FALSE);
}

/* What the scripts @a and @b take for there. */
static char *
build_prelude (const char *a, const char *b)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (prelude); i++)
    if (strstr (a, prelude[i].word) != NULL || strstr (b, prelude[i].word) != NULL)
      g_string_append (text, prelude[i].sql);
  return g_string_free (text, FALSE);
}

static char *
fetch_catalogue (PGconn *connection)
{
  return crow_test_fetch_sorted (connection, catalogue_query);
}

/* The catalogue that @sql makes of an empty database, which stays empty. */
static char *
try_creation (CrowTestProof *self, const char *name, const char *sql)
{
  g_auto (Refusal) refusal = { "", NULL };
  g_autofree char *catalogue = NULL;

  crow_test_execute (self->connection, "BEGIN");
  if (run_script (self->connection, sql, &refusal))
    catalogue = fetch_catalogue (self->connection);
  crow_test_execute (self->connection, "ROLLBACK");
  if (catalogue != NULL)
    return g_steal_pointer (&catalogue);
  if (g_str_equal (refusal.message, "extension \"vector\" is not available"))
    tell_reason (self, name, CROW_TEST_REASON_VECTOR, refusal.message);
  else if (g_str_equal (refusal.code, "42704") || g_str_equal (refusal.code, "42883"))
    tell_reason (self, name, CROW_TEST_REASON_NOT_HERE, refusal.message);
  else
    {
      g_test_message ("%s", sql);
      g_test_fail_printf ("%s: cannot be created: %s %s", name, refusal.code, refusal.message);
    }
  return NULL;
}

/* Prisma's engine takes any two Unsupported types for one. (element-type utf8): ` column ` */
static GPtrArray *
list_unsupported (CrowSchema *schema)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (schema, i);

      for (guint k = 0; k < model->fields->len; k++)
        {
          const CrowField *field = crow_model_get_field (model, k);

          if (field->kind == CROW_TYPE_UNSUPPORTED)
            g_ptr_array_add (names, g_strdup_printf (" %s ", field->column));
        }
    }
  return names;
}

static gboolean
is_unsupported (const char *line, GPtrArray *unsupported)
{
  for (guint i = 0; g_str_has_prefix (line, "column ") && i < unsupported->len; i++)
    if (strstr (line, g_ptr_array_index (unsupported, i)) != NULL)
      return TRUE;
  return FALSE;
}

/* Lines of @a that @b has not. Returns: how many of them nothing explains */
static guint
report_missing (const char *name, const char *what, const char *a, const char *b, GPtrArray *except)
{
  g_auto (GStrv) lines = g_strsplit (a, "\n", -1);
  g_auto (GStrv) others = g_strsplit (b, "\n", -1);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; others[i] != NULL; i++)
    g_hash_table_add (known, others[i]);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_explained = is_unsupported (lines[i], except);

      if (g_hash_table_contains (known, lines[i]))
        continue;
      g_test_message ("%s: %s: %s%s", name, what, lines[i],
                      is_explained ? " (Prisma's engine takes any two Unsupported types for one)"
                                   : "");
      n += !is_explained;
    }
  return n;
}

static void
compare (const char *name,
         const char *way,
         const char *found,
         const char *expected,
         GPtrArray *except)
{
  if (strcmp (found, expected) == 0)
    return;
  if (report_missing (name, "there is", found, expected, except) +
          report_missing (name, "there is not", expected, found, except) >
      0)
    g_test_fail_printf ("%s: the way %s ends in another catalogue", name, way);
}

/* Statement by statement, each a transaction of its own, as psql runs a file. */
static gboolean
run_statements (const char *uri, const char *sql, char **error)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("crow-proof-XXXXXX.sql", &path, NULL);
  gboolean is_done;

  g_assert_cmpint (file, >=, 0);
  g_assert_true (g_close (file, NULL));
  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
  is_done = crow_test_psql (uri, path, TRUE, error) == 0;
  g_unlink (path);
  return is_done;
}

/* Is it a primary key that the script drops to make it anew? */
static gboolean
is_kept_by_others (const Refusal *refusal, const char *sql)
{
  g_autoptr (GRegex) regex = g_regex_new ("^cannot drop constraint (.*) on table ", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *name = NULL;
  g_autofree char *made = NULL;

  if (!g_regex_match (regex, refusal->message, 0, &match))
    return FALSE;
  name = g_match_info_fetch (match, 1);
  made = g_strdup_printf ("DROP CONSTRAINT \"%s\"", name);
  return strstr (sql, made) != NULL && strstr (sql, "\" PRIMARY KEY (") != NULL;
}

/* Why PostgreSQL cannot run a script that Prisma's engine writes; CROW_TEST_N_REASONS: no reason is
 * known. */
static CrowTestReason
explain_refusal (const Refusal *refusal, const char *sql)
{
  if (g_str_equal (refusal->code, "42704") &&
      g_regex_match_simple ("SET DATA TYPE (BIG|SMALL)?SERIAL", sql, 0, 0))
    return CROW_TEST_REASON_SERIAL;
  if (g_str_equal (refusal->code, "2BP01") && strstr (sql, "_old\";") != NULL)
    return CROW_TEST_REASON_OLD_ENUM;
  if (g_str_equal (refusal->code, "2BP01") && is_kept_by_others (refusal, sql))
    return CROW_TEST_REASON_PRIMARY_KEY;
  if (g_str_equal (refusal->code, "3F000") && strstr (sql, "CREATE SEQUENCE \"") != NULL)
    return CROW_TEST_REASON_SEQUENCE_NAMESPACE;
  if (g_str_equal (refusal->code, "42804") &&
      strstr (refusal->message, "cannot be cast automatically") != NULL)
    return CROW_TEST_REASON_CAST;
  return CROW_TEST_N_REASONS;
}

/* One way, on a database that holds what lies at its beginning. */
static gboolean
go (CrowTestProof *self, const char *name, PGconn *connection, const char *uri, const char *sql)
{
  g_auto (Refusal) refusal = { "", NULL };
  CrowTestReason reason;

  if (run_script (connection, sql, &refusal))
    return TRUE;
  if (g_str_equal (refusal.code, "55P04") && uri != NULL)
    {
      g_autofree char *error = NULL;

      g_test_message ("%s: statement by statement: PostgreSQL wants a new value of an enum to be "
                      "committed before it is used (%s)",
                      name, refusal.message);
      self->n_by_statement++;
      if (run_statements (uri, sql, &error))
        return TRUE;
      g_test_message ("%s\n%s", error, sql);
      g_test_fail_printf ("%s: psql refuses a statement", name);
      return FALSE;
    }
  reason = explain_refusal (&refusal, sql);
  if (reason == CROW_TEST_N_REASONS)
    {
      g_test_message ("%s", sql);
      g_test_fail_printf ("%s: %s %s", name, refusal.code, refusal.message);
    }
  else
    tell_reason (self, name, reason, refusal.message);
  self->n_refused += reason != CROW_TEST_N_REASONS;
  return FALSE;
}

/* What a pair needs. */
typedef struct
{
  const char *name;
  const char *create; /* makes the schema before */
  const char *up;
  const char *down;   /* (nullable) NULL: one way only */
  const char *before; /* catalogues */
  const char *after;
  GPtrArray *unsupported; /* list_unsupported() of the schema after */
} Trip;

static void
go_up_and_down (CrowTestProof *self, const Trip *trip, PGconn *connection, const char *uri)
{
  g_autofree char *top = NULL;
  g_autofree char *bottom = NULL;

  if (!go (self, trip->name, connection, uri, trip->up))
    return;
  top = fetch_catalogue (connection);
  if (g_str_equal (trip->up, EMPTY) && strcmp (trip->before, trip->after) != 0)
    g_test_message ("%s: the two are one to Prisma's engine, which writes nothing", trip->name);
  else
    compare (trip->name, "up", top, trip->after, trip->unsupported);
  if (trip->down == NULL || !go (self, trip->name, connection, uri, trip->down))
    return;
  bottom = fetch_catalogue (connection);
  compare (trip->name, "down", bottom, trip->before, trip->unsupported);
  self->n_run++;
}

/* A change of an enum commits on its way, or must: it gets a database of its own. */
static void
travel_in_database (CrowTestProof *self, const Trip *trip)
{
  g_autofree char *uri = crow_test_server_add_database (self->server, SCRATCH, trip->create);
  g_autoptr (PGconn) connection = crow_test_connect (uri, NULL);

  go_up_and_down (self, trip, connection, uri);
  g_clear_pointer (&connection, PQfinish);
  crow_test_execute (self->admin, "DROP DATABASE " SCRATCH);
}

static void
travel (CrowTestProof *self, const Trip *trip)
{
  if (strstr (trip->up, "-- AlterEnum") != NULL ||
      (trip->down != NULL && strstr (trip->down, "-- AlterEnum") != NULL))
    {
      travel_in_database (self, trip);
      return;
    }
  crow_test_execute (self->connection, "BEGIN");
  crow_test_execute (self->connection, trip->create);
  go_up_and_down (self, trip, self->connection, NULL);
  crow_test_execute (self->connection, "ROLLBACK");
}

/**
 * crow_test_proof_new:
 * @server: a server, which must outlive it
 *
 * Returns: (transfer full): with an empty database
 */
CrowTestProof *
crow_test_proof_new (const CrowTestServer *server)
{
  CrowTestProof *self = g_new0 (CrowTestProof, 1);
  g_autofree char *uri = crow_test_server_add_database (server, "proof_empty", NULL);

  self->server = server;
  self->refusals = g_ptr_array_new_with_free_func (g_free);
  self->admin = crow_test_connect (server->uri, NULL);
  self->connection = crow_test_connect (uri, NULL);
  return self;
}

void
crow_test_proof_free (CrowTestProof *self)
{
  PQfinish (self->connection);
  PQfinish (self->admin);
  g_ptr_array_unref (self->refusals);
  g_free (self);
}

/* All is rolled back, and each time the catalogue keeps what was there: it would grow and grow. */
static void
clean_now_and_then (CrowTestProof *self)
{
  if (++self->n_checked % N_PAIRS_TO_VACUUM == 0)
    crow_test_execute (self->connection, "VACUUM");
}

void
crow_test_proof_check (CrowTestProof *self, const char *name, CrowSchema *before, CrowSchema *after)
{
  g_autofree char *before_alone = build_creation (name, before);
  g_autofree char *after_alone = build_creation (name, after);
  g_autofree char *needs = build_prelude (before_alone, after_alone);
  g_autofree char *create_before = g_strconcat (needs, before_alone, NULL);
  g_autofree char *create_after = g_strconcat (needs, after_alone, NULL);
  g_autofree char *up = build_way (self, name, before, after, FALSE);
  g_autofree char *down = build_way (self, name, after, before, TRUE);
  g_autofree char *catalogue_before = NULL;
  g_autofree char *catalogue_after = NULL;
  g_autoptr (GPtrArray) unsupported = list_unsupported (after);
  Trip trip = { name, create_before, up, down, NULL, NULL, unsupported };

  if (before_alone == NULL || after_alone == NULL || up == NULL || down == NULL)
    return;
  clean_now_and_then (self);
  trip.before = catalogue_before = try_creation (self, name, create_before);
  if (trip.before != NULL)
    trip.after = catalogue_after = try_creation (self, name, create_after);
  if (trip.after == NULL)
    self->n_not_created++;
  else
    travel (self, &trip);
}

char *
crow_test_proof_make_database (CrowTestProof *self, const char *name, CrowSchema *schema)
{
  g_autofree char *script = build_creation (name, schema);
  g_autofree char *needs = build_prelude (script, script);
  g_autofree char *create = g_strconcat (needs, script, NULL);
  g_autofree char *catalogue = NULL;

  clean_now_and_then (self);
  catalogue = try_creation (self, name, create);
  if (catalogue == NULL)
    {
      self->n_not_created++;
      return NULL;
    }
  return crow_test_server_add_database (self->server, SCRATCH, create);
}

char *
crow_test_proof_add_database (CrowTestProof *self, const char *create)
{
  return crow_test_server_add_database (self->server, SCRATCH, create);
}

char *
crow_test_proof_build_creation (CrowTestProof *self,
                                const char *name,
                                CrowSchema *before,
                                CrowSchema *after)
{
  g_autofree char *before_alone = build_creation (name, before);
  g_autofree char *after_alone = build_creation (name, after);
  g_autofree char *needs = build_prelude (before_alone, after_alone);
  g_autofree char *create_before = g_strconcat (needs, before_alone, NULL);
  g_autofree char *create_after = g_strconcat (needs, after_alone, NULL);
  g_autofree char *catalogue_before = NULL;
  g_autofree char *catalogue_after = NULL;

  clean_now_and_then (self);
  catalogue_before = try_creation (self, name, create_before);
  if (catalogue_before != NULL)
    catalogue_after = try_creation (self, name, create_after);
  if (catalogue_after != NULL)
    return g_steal_pointer (&create_before);
  self->n_not_created++;
  return NULL;
}

gboolean
crow_test_proof_run (PGconn *connection,
                     const char *uri,
                     const char *sql,
                     char **code,
                     char **message)
{
  g_auto (Refusal) refusal = { "", NULL };

  if (run_script (connection, sql, &refusal))
    return TRUE;
  if (g_str_equal (refusal.code, "55P04") && uri != NULL)
    return run_statements (uri, sql, message);
  *code = g_strdup (refusal.code);
  *message = g_steal_pointer (&refusal.message);
  return FALSE;
}

void
crow_test_proof_drop_database (CrowTestProof *self)
{
  crow_test_execute (self->admin, "DROP DATABASE " SCRATCH);
}

void
crow_test_proof_report (const CrowTestProof *self, guint expected)
{
  g_test_message ("%u pairs up and down; %u not for this server, %u scripts refused by their "
                  "nature, %u run statement by statement",
                  self->n_run, self->n_not_created, self->n_refused, self->n_by_statement);
  for (guint i = 0; i < CROW_TEST_N_REASONS; i++)
    {
      gboolean is_expected = (expected & 1u << i) != 0;

      if (self->n_reasons[i] > 0)
        g_test_message ("%u times: %s", self->n_reasons[i], reasons[i]);
      if (is_expected != (self->n_reasons[i] > 0) && !(is_expected && self->is_sample))
        g_test_fail_printf ("%s: %s", is_expected ? "no longer" : "not expected", reasons[i]);
    }
}
