#include "crow-introspection-private.h"

#include "crow-error.h"
#include "crow-lint.h"
#include "crow-test-fake.h"
#include "crow-test-read.h"

#include <string.h>

/* A server that lies: it talks the protocol, and answers the query set with whatever a test wants:
 * codes that nobody knows, NULLs where none should be, numbers of nothing. */

#define SEEDS 3000
#define TOLD_BY 20 /* bytes at the beginning tell the queries apart */

/* One answer: rows of so many cells, NULL where SQL's NULL is meant. */
typedef struct
{
  guint n_columns;
  GPtrArray *rows; /* (owned) (element-type char **) */
} Answer;

typedef struct _Liar Liar;
struct _Liar
{
  const char *version;
  const char *refused;               /* (nullable) a word of the query that is refused */
  GRand *rand;                       /* (owned) (nullable) random answers */
  GPtrArray *canned[CROW_N_QUERIES]; /* (owned) (nullable) (element-type char **) */
  char *texts[CROW_N_QUERIES];       /* (owned) the queries */
};

static void
free_row (gpointer data)
{
  char **row = data;

  for (guint i = 0; i < 24; i++)
    g_free (row[i]);
  g_free (row);
}

static char **
make_row (void)
{
  return g_new0 (char *, 24);
}

static Answer *
make_answer (guint n_columns)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->n_columns = n_columns;
  answer->rows = g_ptr_array_new_with_free_func (free_row);
  return answer;
}

static void
free_answer (Answer *answer)
{
  g_ptr_array_unref (answer->rows);
  g_free (answer);
}

/* --- the wire ------------------------------------------------------------------------------- */

static void
append_number (GByteArray *bytes, guint32 value, guint n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
send_fields (int fd, guint n_columns)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  append_number (body, n_columns, 2);
  for (guint i = 0; i < n_columns; i++)
    {
      g_byte_array_append (body, (const guint8 *) "c", 2);
      append_number (body, 0, 4);
      append_number (body, 0, 2);
      append_number (body, 25, 4); /* text */
      append_number (body, 0xffff, 2);
      append_number (body, 0xffffffff, 4);
      append_number (body, 0, 2);
    }
  crow_test_fake_send (fd, 'T', body->data, body->len);
}

static void
send_row (int fd, guint n_columns, char **cells)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  append_number (body, n_columns, 2);
  for (guint i = 0; i < n_columns; i++)
    {
      gsize length = cells[i] != NULL ? strlen (cells[i]) : 0;

      append_number (body, cells[i] != NULL ? (guint32) length : 0xffffffff, 4);
      g_byte_array_append (body, (const guint8 *) cells[i], (guint) length);
    }
  crow_test_fake_send (fd, 'D', body->data, body->len);
}

static void
send_answer (int fd, const Answer *answer)
{
  if (answer != NULL)
    {
      send_fields (fd, answer->n_columns);
      for (guint i = 0; i < answer->rows->len; i++)
        send_row (fd, answer->n_columns, g_ptr_array_index (answer->rows, i));
    }
  else
    crow_test_fake_send (fd, 'n', "", 0);
  crow_test_fake_send (fd, 'C', "SELECT 1", 9);
}

/* --- what it says --------------------------------------------------------------------------- */

static char *
lie (GRand *rand)
{
  static const char *const words[] = {
    "",         "t",        "f",        "{}",     "{1,2}", "{3}",        "1 2",
    "0",        "-1",       "p",        "r",      "a",     "c",          "x",
    "\xc3\xa4", "public",   "name",     "{NULL}", "{1,",   "4294967295", "999999999999999",
    "{-1}",     "a.b,c\\d", "\xff\xfe",
  };
  guint choice = (guint) g_rand_int_range (rand, 0, 10);

  if (choice == 0)
    return NULL;
  if (choice < 6) /* so small that numbers of different answers meet */
    return g_strdup_printf ("%d", g_rand_int_range (rand, 0, 6));
  return g_strdup (words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
}

/* What the cells of a query could truthfully hold: `1` a small number, `[` a list of them, else
 * one of the letters (`b`: true or false); without it nothing would ever fit together. */
static const char *const shapes[CROW_N_QUERIES] = {
  [CROW_QUERY_NAMESPACES] = "1n",
  [CROW_QUERY_RELATIONS] = "11nrpbnb1bb",
  [CROW_QUERY_INHERITANCE] = "11",
  [CROW_QUERY_OWNERS] = "1nt",
  [CROW_QUERY_MEMBERS] = "c1",
  [CROW_QUERY_DOMAINS] = "1b1n",
  [CROW_QUERY_ENUMS] = "1n1nn",
  [CROW_QUERY_COLUMNS] = "11n11badn",
  [CROW_QUERY_CONSTRAINTS] = "1nf11[[cnsbbb0[[bb",
  [CROW_QUERY_INDEXES] = "1nbbbb2[bnn",
  [CROW_QUERY_DEFAULTS] = "11n",
  [CROW_QUERY_TRIGGERS] = "1nDb",
  [CROW_QUERY_OPERATORS] = "1n",
  [CROW_QUERY_PARTITION_KEYS] = "1n",
  [CROW_QUERY_COMMENTS] = "c11n",
};

static char *
make_plausible (GRand *rand, char shape)
{
  static const char *const lists[] = { "{1}", "{1,2}", "{2}", "{2,1}", "{3}", "1", "1 2", "0 1" };

  if (shape == '1')
    return g_strdup_printf ("%d", g_rand_int_range (rand, 1, 6));
  if (shape == 'b')
    return g_strdup (g_rand_boolean (rand) ? "t" : "f");
  if (shape == '[')
    return g_strdup (lists[g_rand_int_range (rand, 0, G_N_ELEMENTS (lists))]);
  return g_strdup_printf ("%c", shape);
}

static Answer *
make_lies (GRand *rand, CrowQuery query)
{
  Answer *answer = make_answer ((guint) crow_query_count_columns (query));

  for (int n = g_rand_int_range (rand, 0, query == CROW_QUERY_COLUMNS ? 120 : 20); n > 0; n--)
    {
      char **row = make_row ();

      for (guint i = 0; i < answer->n_columns; i++)
        row[i] = g_rand_int_range (rand, 0, 20) == 0 ? lie (rand)
                                                     : make_plausible (rand, shapes[query][i]);
      g_ptr_array_add (answer->rows, row);
    }
  return answer;
}

/* The answer as libpq would hand it over. */
static PGresult *
make_result (const Answer *answer)
{
  PGresult *result = PQmakeEmptyPGresult (NULL, PGRES_TUPLES_OK);
  PGresAttDesc columns[24] = { 0 };

  for (guint i = 0; i < answer->n_columns; i++)
    columns[i].name = (char *) "c";
  g_assert_true (PQsetResultAttrs (result, (int) answer->n_columns, columns));
  for (guint i = 0; i < answer->rows->len; i++)
    for (guint j = 0; j < answer->n_columns; j++)
      {
        char *cell = ((char **) g_ptr_array_index (answer->rows, i))[j];

        g_assert_true (PQsetvalue (result, (int) i, (int) j, cell,
                                   cell != NULL ? (int) strlen (cell) : -1));
      }
  return result;
}

/* What a session asks first: who are you, and are our settings in force? */
static Answer *
make_identity (const char *version)
{
  Answer *answer = make_answer (4);
  char **row = make_row ();

  row[0] = g_strdup_printf ("PostgreSQL %s on x86_64-pc-linux-gnu, compiled by a liar", version);
  row[1] = g_strdup ("pg_catalog");
  row[2] = g_strdup ("on");
  row[3] = g_strdup ("30s");
  g_ptr_array_add (answer->rows, row);
  return answer;
}

static Answer *
find_answer (Liar *self, const char *sql)
{
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      Answer *answer;

      if (strncmp (self->texts[i], sql, TOLD_BY) != 0)
        continue;
      answer = make_answer ((guint) crow_query_count_columns ((CrowQuery) i));
      for (guint j = 0; self->canned[i] != NULL && j < self->canned[i]->len; j++)
        {
          char **row = make_row ();

          for (guint k = 0; k < answer->n_columns; k++)
            row[k] = g_strdup (((char **) g_ptr_array_index (self->canned[i], j))[k]);
          g_ptr_array_add (answer->rows, row);
        }
      return answer;
    }
  return g_str_has_prefix (sql, "SELECT") ? make_identity (self->version) : NULL;
}

static void
talk (int fd, gpointer user_data)
{
  Liar *self = user_data;
  g_autofree char *startup = crow_test_fake_read_startup (fd);
  g_autofree char *sql = NULL;
  gboolean is_aborted = FALSE;
  GBytes *body = NULL;

  if (startup == NULL)
    return;
  crow_test_fake_welcome (fd, self->version);
  for (char type = 0; (type = crow_test_fake_read (fd, &body)) != 0;)
    {
      g_autoptr (GBytes) owned = body;
      const char *data = g_bytes_get_data (owned, NULL);

      if (type == 'P')
        {
          g_free (sql);
          sql = g_strdup (data + strlen (data) + 1);
          is_aborted = is_aborted || (self->refused != NULL && strstr (sql, self->refused) != NULL);
          if (is_aborted && self->refused != NULL && strstr (sql, self->refused) != NULL)
            crow_test_fake_send_error (fd, "ERROR", "42501", "permission denied for a liar");
        }
      if (type == 'E' && !is_aborted)
        {
          Answer *answer = find_answer (self, sql);

          crow_test_fake_send (fd, '1', "", 0);
          crow_test_fake_send (fd, '2', "", 0);
          send_answer (fd, answer);
          g_clear_pointer (&answer, free_answer);
        }
      if (type == 'S')
        {
          is_aborted = FALSE;
          crow_test_fake_send (fd, 'Z', "I", 1);
        }
      if (type == 'X')
        return;
    }
}

/* --- a world of lies ------------------------------------------------------------------------ */

static void
init_liar (Liar *self, const char *version, int number)
{
  *self = (Liar){ .version = version };
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    self->texts[i] = crow_query_build_sql ((CrowQuery) i, number, 0, CROW_SCOPE_ALL);
}

static void
clear_liar (Liar *self)
{
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      g_free (self->texts[i]);
      g_clear_pointer (&self->canned[i], g_ptr_array_unref);
    }
}

/* @cells: as many as the query has columns, `|` between them, `~` for NULL. */
static void
can (Liar *self, CrowQuery query, const char *cells)
{
  g_auto (GStrv) parts = g_strsplit (cells, "|", -1);
  char **row = make_row ();

  g_assert_cmpint ((int) g_strv_length (parts), ==, crow_query_count_columns (query));
  for (guint i = 0; parts[i] != NULL; i++)
    row[i] = strcmp (parts[i], "~") == 0 ? NULL : g_strdup (parts[i]);
  if (self->canned[query] == NULL)
    self->canned[query] = g_ptr_array_new_with_free_func (free_row);
  g_ptr_array_add (self->canned[query], row);
}

static CrowSchema *
read_lies (Liar *self, GError **error)
{
  g_autoptr (CrowTestFake) fake = crow_test_fake_start (talk, self);
  g_autofree char *uri = g_strdup_printf ("postgresql://liar@127.0.0.1:%u/"
                                          "lies?sslmode=disable&gssencmode=disable",
                                          crow_test_fake_get_port (fake));

  return crow_test_try_read (uri, NULL, error);
}

/* Two tables of two columns and a key between them. */
static void
can_world (Liar *self, const char *key)
{
  can (self, CROW_QUERY_NAMESPACES, "100|public");
  can (self, CROW_QUERY_RELATIONS, "1|100|child|r|p|f|-1|f|10|t|t");
  can (self, CROW_QUERY_RELATIONS, "2|100|parent|r|p|f|5|f|10|t|t");
  can (self, CROW_QUERY_COLUMNS, "1|2|b|23|-1|f|||integer");
  can (self, CROW_QUERY_COLUMNS, "1|1|a|23|-1|f|||integer");
  can (self, CROW_QUERY_COLUMNS, "2|1|x|23|-1|t|||integer");
  can (self, CROW_QUERY_COLUMNS, "2|2|y|23|-1|t|||integer");
  if (key != NULL)
    can (self, CROW_QUERY_CONSTRAINTS, key);
}

/* --- tests ---------------------------------------------------------------------------------- */

static void
test_truth (void)
{
  Liar liar;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrowSchema) schema = NULL;
  const CrowRelation *relation;

  init_liar (&liar, "18.1", 180001);
  can_world (&liar, "7|fk|f|1|2|{1,2}|{2,1}|c|r|s|t|f|f|0|~|~|f|t");
  schema = read_lies (&liar, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (schema->relations->len, ==, 1);
  relation = crow_schema_get_relation (schema, 0);
  g_assert_cmpstr (relation->id, ==, "child.fk");
  g_assert_cmpuint (g_array_index (relation->parent_fields, guint, 0), ==, 1);
  g_assert_false (relation->is_enforced); /* as only 18 can say */
  g_assert_true (relation->is_temporal);
  g_assert_cmpint (relation->facts->triggers, ==, CROW_TRIGGERS_ORIGIN);
  g_assert_cmpuint (schema->notes->len, ==, 0);
  clear_liar (&liar);
}

/* What this version does not know is shown as unknown, and cannot be edited. */
static void
test_unknown_codes (void)
{
  static const struct
  {
    const char *codes; /* delete, update, match */
    const char *told;
    CrowMatch match;
  } rows[] = {
    { "x|c|s", "on delete x", CROW_MATCH_SIMPLE },
    { "c|y|s", "on update y", CROW_MATCH_SIMPLE },
    { "~||z", "on delete code 0, on update code 0, match z", CROW_MATCH_SIMPLE },
    { "a|a|p", "match p", CROW_MATCH_PARTIAL },
    { "a|\xc3\xa4|s", "on update code 195", CROW_MATCH_SIMPLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Liar liar;
      g_autoptr (CrowSchema) schema = NULL;
      g_autofree char *key = g_strdup_printf ("7|fk|f|1|2|{1}|{1}|%s|f|f|t|0|~|~|t|f",
                                              rows[i].codes);
      g_autofree char *refusal = NULL;
      const CrowRelation *relation;

      init_liar (&liar, "15.3", 150003);
      can_world (&liar, key);
      schema = read_lies (&liar, NULL);
      g_assert_nonnull (schema);
      relation = crow_schema_get_relation (schema, 0);
      g_assert_cmpstr (relation->facts->codes, ==, rows[i].told);
      g_assert_cmpint (relation->match, ==, rows[i].match);
      if (*rows[i].codes == 'x' || *rows[i].codes == '~')
        g_assert_cmpint (relation->clauses[CROW_EVENT_DELETE].action, ==, CROW_ACTION_UNKNOWN);
      g_assert_cmpint (relation->facts->triggers, ==, CROW_TRIGGERS_UNKNOWN); /* it has none */
      refusal = crow_schema_explain_refusal (schema, relation, CROW_EVENT_DELETE,
                                             CROW_ACTION_CASCADE);
      g_assert_nonnull (refusal);
      clear_liar (&liar);
    }
}

/* Keys that contradict the tables are left out, and that is told. */
static void
test_contradictions (void)
{
  static const char *const keys[] = {
    "7|fk|f|1|2|{1,2}|{1}|c|r|s|f|f|t|0|~|~|t|f", "7|fk|f|1|2|{9}|{1}|c|r|s|f|f|t|0|~|~|t|f",
    "7|fk|f|1|2|~|~|c|r|s|f|f|t|0|~|~|t|f",       "7|fk|f|1|2|{}|{}|c|r|s|f|f|t|0|~|~|t|f",
    "7|fk|f|1|99|{1}|{1}|c|r|s|f|f|t|0|~|~|t|f",  "7|fk|f|1|2|{0}|{1}|n|r|s|f|f|t|0|~|~|t|f",
    "7|fk|f|1|2|{1}|{1}|n|r|s|f|f|t|0|~|{9}|t|f", "7|fk|f|1|2|{-1}|{1}|n|r|s|f|f|t|0|~|~|t|f",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      Liar liar;
      g_autoptr (CrowSchema) schema = NULL;

      init_liar (&liar, "15.3", 150003);
      can_world (&liar, keys[i]);
      schema = read_lies (&liar, NULL);
      g_assert_nonnull (schema);
      g_assert_cmpuint (schema->models->len, ==, 2);
      g_assert_cmpuint (schema->relations->len, ==, 0);
      g_assert_cmpuint (schema->notes->len, ==, 1);
      clear_liar (&liar);
    }
}

/* Partitions, domains and copies of keys that lead back to where they began. */
static void
test_rings (void)
{
  Liar liar;
  g_autoptr (CrowSchema) schema = NULL;

  init_liar (&liar, "15.3", 150003);
  can (&liar, CROW_QUERY_NAMESPACES, "100|public");
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *table = g_strdup_printf ("%u|100|t%u|p|p|t|-1|f|10|t|t", i, i);
      g_autofree char *edge = g_strdup_printf ("%u|%u", i, i % 3 + 1);
      g_autofree char *domain = g_strdup_printf ("%u|f|%u|~", i + 50, i % 3 + 51);
      g_autofree char *column = g_strdup_printf ("%u|1|a|%u|-1|f|||d", i, i + 50);
      g_autofree char *key = g_strdup_printf ("%u|k|f|%u|%u|{1}|{1}|a|a|s|f|f|t|%u|~|~|t|f", i + 70,
                                              i, i % 3 + 1, i % 3 + 71);
      g_autofree char *trigger = g_strdup_printf ("%u|trigger|D|t", i + 70);

      can (&liar, CROW_QUERY_RELATIONS, table);
      can (&liar, CROW_QUERY_INHERITANCE, edge);
      can (&liar, CROW_QUERY_DOMAINS, domain);
      can (&liar, CROW_QUERY_COLUMNS, column);
      can (&liar, CROW_QUERY_CONSTRAINTS, key);
      can (&liar, CROW_QUERY_TRIGGERS, trigger);
    }
  schema = read_lies (&liar, NULL);
  g_assert_nonnull (schema);
  g_assert_cmpuint (schema->models->len, ==, 1);
  clear_liar (&liar);
}

/* Names may be NULL, empty, the same twice and no UTF-8: each table and key is there, with an id of
 * its own. */
static void
test_names (void)
{
  static const char *const names[] = { "~", "", "\xff", "\xfe", "a", "a" };
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  Liar liar;
  g_autoptr (CrowSchema) schema = NULL;

  init_liar (&liar, "15.3", 150003);
  can (&liar, CROW_QUERY_NAMESPACES, "100|\xff");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *table = g_strdup_printf ("%u|100|%s|r|p|f|-1|f|10|t|t", i + 1, names[i]);
      g_autofree char *column = g_strdup_printf ("%u|1|%s|23|-1|f|||integer", i + 1, names[i]);
      g_autofree char *key = g_strdup_printf ("%u|%s|f|%u|%u|{1}|{1}|a|a|s|f|f|t|0|~|~|t|f", i + 70,
                                              names[i], i + 1, i + 1);

      can (&liar, CROW_QUERY_RELATIONS, table);
      can (&liar, CROW_QUERY_COLUMNS, column);
      can (&liar, CROW_QUERY_CONSTRAINTS, key);
    }
  schema = read_lies (&liar, NULL);
  g_assert_nonnull (schema);
  g_assert_cmpuint (schema->models->len, ==, G_N_ELEMENTS (names));
  g_assert_cmpuint (schema->relations->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < schema->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (schema, i);

      g_assert_true (g_utf8_validate (relation->id, -1, NULL));
      g_assert_true (g_hash_table_add (ids, relation->id));
      g_assert_true (relation->facts->has_raw_names);
    }
  g_assert_cmpuint (schema->notes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (schema->notes, 0), "not valid UTF-8"));
  clear_liar (&liar);
}

/* Each query of the set refused: the essential ones stop everything, without the others all else
 * is drawn, with a note. */
static void
test_each_query_refused (void)
{
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      Liar liar;
      g_autoptr (GError) error = NULL;
      g_autoptr (CrowSchema) schema = NULL;

      init_liar (&liar, "15.3", 150003);
      can_world (&liar, "7|fk|f|1|2|{1}|{1}|c|r|s|f|f|t|0|~|~|t|f");
      liar.refused = liar.texts[i];
      schema = read_lies (&liar, &error);
      if (crow_query_is_essential ((CrowQuery) i))
        {
          g_assert_error (error, CROW_ERROR, CROW_ERROR_QUERY);
          g_assert_nonnull (strstr (error->message, "42501"));
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpuint (schema->relations->len, ==, 1);
          g_assert_cmpuint (schema->notes->len, ==, 1);
          g_assert_nonnull (strstr (g_ptr_array_index (schema->notes, 0),
                                    crow_query_get_subject ((CrowQuery) i)));
        }
      clear_liar (&liar);
    }
}

static CrowSchema *
join_lies (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint skipped = g_rand_int_range (rand, 0, 4) == 0 ? g_rand_int (rand) : 0;
  g_autoptr (CrowCatalog) catalog = crow_catalog_new (180001, skipped);
  CrowSchema *schema = crow_schema_new ();

  schema->server = g_strdup ("PostgreSQL 18.1");
  for (guint i = 0; i < CROW_N_QUERIES; i++)
    {
      Answer *answer = make_lies (rand, (CrowQuery) i);
      g_autoptr (PGresult) result = make_result (answer);

      if ((skipped & CROW_QUERY_BIT (i)) == 0 || crow_query_is_essential ((CrowQuery) i))
        crow_catalog_read (catalog, (CrowQuery) i, result);
      free_answer (answer);
    }
  crow_catalog_join (catalog, schema);
  crow_schema_seal (schema);
  crow_lint_schema (schema);
  return schema;
}

/* Nonsense of every shape: a schema that can be listed, and never a crash. */
static void
test_nonsense (void)
{
  guint n_models = 0;
  guint n_relations = 0;
  guint n_diagnostics = 0;

  for (guint32 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (CrowSchema) schema = join_lies (seed);
      g_autofree char *text = crow_test_print_schema (schema, TRUE);
      g_autoptr (GPtrArray) keys = crow_schema_list_foreign_keys (schema);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      n_models += schema->models->len;
      n_relations += keys->len;
      n_diagnostics += schema->diagnostics->len;
    }
  g_test_message ("%u tables, %u relations, %u diagnostics", n_models, n_relations, n_diagnostics);
  g_assert_cmpuint (n_models, >, SEEDS);
  g_assert_cmpuint (n_relations, >, SEEDS / 10);
  g_assert_cmpuint (n_diagnostics, >, SEEDS / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/introspection/liar/may-tell-the-truth", test_truth);
  g_test_add_func ("/introspection/liar/unknown-codes", test_unknown_codes);
  g_test_add_func ("/introspection/liar/contradictions", test_contradictions);
  g_test_add_func ("/introspection/liar/rings", test_rings);
  g_test_add_func ("/introspection/liar/names", test_names);
  g_test_add_func ("/introspection/liar/each-query-refused", test_each_query_refused);
  g_test_add_func ("/introspection/liar/nonsense", test_nonsense);
  return g_test_run ();
}
