#include "crow-introspection-private.h"

#include <string.h>

/* One query of the set (reference of the product, section 1.1). In its text, `{…}` stands for what
 * differs between versions and choices; see the table of words below. */
typedef struct
{
  const char *subject;
  const char *sql;
  int n_columns;
  int since; /* first server version that has it */
  gboolean is_essential;
} Query;

static const Query queries[CROW_N_QUERIES] = {
  [CROW_QUERY_NAMESPACES] = {
    "namespaces",
    "SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE {USER}",
    2, 0, TRUE,
  },
  [CROW_QUERY_RELATIONS] = {
    "tables",
    "SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence, {RELISPARTITION},"
    " c.reltuples::pg_catalog.float8, c.relrowsecurity, c.relowner,"
    " CASE WHEN {MAY} THEN true ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END,"
    " CASE WHEN {MAY} THEN true ELSE pg_catalog.has_table_privilege(c.oid, 'REFERENCES') END"
    " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r','p','f','v','m') AND {c.oid}",
    11, 0, TRUE,
  },
  [CROW_QUERY_INHERITANCE] = {
    "partitions and inheritance",
    "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits",
    2, 0, FALSE,
  },
  [CROW_QUERY_OWNERS] = {
    "owners",
    "SELECT r.oid, r.rolname, pg_catalog.pg_has_role(r.oid, 'USAGE') FROM pg_catalog.pg_roles r",
    3, 0, FALSE,
  },
  [CROW_QUERY_MEMBERS] = {
    "members of extensions",
    "SELECT CASE d.classid WHEN 'pg_catalog.pg_namespace'::pg_catalog.regclass THEN 'n' ELSE 'c' END,"
    " d.objid FROM pg_catalog.pg_depend d"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'"
    " AND d.classid IN ('pg_catalog.pg_class'::pg_catalog.regclass,"
    " 'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_namespace'::pg_catalog.regclass)",
    2, 0, FALSE,
  },
  [CROW_QUERY_DOMAINS] = {
      "domains",
      "SELECT t.oid, t.typnotnull, t.typbasetype, pg_catalog.left(t.typdefault, 2000)"
      " FROM pg_catalog.pg_type t WHERE t.typtype = 'd'",
      4,
      0,
      FALSE,
  },
  [CROW_QUERY_ENUMS] = {
    "enums",
    "SELECT e.enumtypid, t.typname, t.typnamespace, e.enumlabel,"
    " pg_catalog.format_type(e.enumtypid, NULL)"
    " FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid"
    " ORDER BY e.enumtypid, e.enumsortorder",
    5, 0, FALSE,
  },
  /* Unsorted: the server would take a fourth of the time for that, and would scan all columns a
   * second time for the distinct types, which costs more than to name each column's. Nearly every
   * column is of a type that crow_type_name_find() knows as well: only the others are named. */
  [CROW_QUERY_COLUMNS] = {
      "columns",
      "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, {ATTIDENTITY},"
      " {ATTGENERATED}, CASE WHEN a.atttypmod < 0 AND a.atttypid IN (" CROW_KNOWN_TYPES ") THEN NULL"
      " ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END"
      " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
      " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r','p','f','v','m')"
      " AND {c.oid}",
      9,
      0,
      TRUE,
  },
  /* Operators are asked for only where one is not the system's. */
  [CROW_QUERY_CONSTRAINTS] = {
      "constraints",
      "SELECT k.oid, k.conname, k.contype, k.conrelid, k.confrelid, k.conkey, k.confkey,"
      " k.confdeltype, k.confupdtype, k.confmatchtype, k.condeferrable, k.condeferred,"
      " k.convalidated, {CONPARENTID},"
      " CASE WHEN 16384 <= ANY (k.conpfeqop) THEN k.conpfeqop END, {CONFDELSETCOLS}, {CONENFORCED},"
      " {CONPERIOD} FROM pg_catalog.pg_constraint k WHERE k.contype IN {CONTYPES} AND {k.conrelid}",
      18,
      0,
      TRUE,
  },
  /* Nearly every index is a btree (403 in every version): no need to join for its name. 99 is
   * pg_toast. */
  [CROW_QUERY_INDEXES] = {
      "indexes",
      "SELECT i.indrelid, ic.relname, i.indisunique, i.indisprimary, i.indisvalid,"
      " i.indimmediate, {INDNKEYATTS}, i.indkey, i.indexprs IS NOT NULL,"
      " pg_catalog.left(pg_catalog.pg_get_expr(i.indpred, i.indrelid), 2000),"
      " CASE WHEN ic.relam <> 403 THEN"
      " (SELECT am.amname FROM pg_catalog.pg_am am WHERE am.oid = ic.relam) END"
      " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid"
      " WHERE ic.relnamespace <> 99 AND {i.indrelid}",
      11,
      0,
      FALSE,
  },
  /* With a table, pg_get_expr() opens it, which costs twenty times as much; only a generated
   * column's expression speaks of other columns. */
  [CROW_QUERY_DEFAULTS] = {
      "default values",
      "SELECT d.adrelid, d.adnum, pg_catalog.left(pg_catalog.pg_get_expr(d.adbin,"
      " CASE WHEN d.adbin::pg_catalog.text LIKE '%{VAR %' THEN d.adrelid ELSE 0 END), 2000)"
      " FROM pg_catalog.pg_attrdef d WHERE {d.adrelid}",
      3,
      0,
      FALSE,
  },
  /* Every trigger of the keys that have one in an unusual state, else the one for DELETE (8). */
  [CROW_QUERY_TRIGGERS] = {
    "states of triggers",
    "SELECT t.tgconstraint, t.tgname, t.tgenabled, t.tgtype & 8 <> 0 FROM pg_catalog.pg_trigger t"
    " WHERE t.tgisinternal AND t.tgconstraint <> 0 AND (t.tgtype & 8 <> 0 OR t.tgconstraint IN"
    " (SELECT u.tgconstraint FROM pg_catalog.pg_trigger u"
    " WHERE u.tgisinternal AND u.tgconstraint <> 0 AND u.tgenabled <> 'O'))",
    4, 0, FALSE,
  },
  [CROW_QUERY_OPERATORS] = {
    "operators of other namespaces",
    "SELECT o.oid, n.nspname FROM pg_catalog.pg_operator o"
    " JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
    " WHERE o.oprname = '=' AND n.nspname <> 'pg_catalog'",
    2, 0, FALSE,
  },
  [CROW_QUERY_PARTITION_KEYS] = {
    "partition keys",
    "SELECT p.partrelid, pg_catalog.left(pg_catalog.pg_get_partkeydef(p.partrelid), 2000)"
    " FROM pg_catalog.pg_partitioned_table p",
    2, 100000, FALSE,
  },
  /* A foreign key's comment is whole: a plan writes it again. */
  [CROW_QUERY_COMMENTS] = {
    "comments",
    "SELECT 'c', d.objoid, d.objsubid, pg_catalog.left(d.description, 2000)"
    " FROM pg_catalog.pg_description d"
    " WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND {d.objoid}"
    " UNION ALL SELECT 'k', d.objoid, 0, d.description"
    " FROM pg_catalog.pg_description d"
    " WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass",
    4, 0, FALSE,
  },
};

#define USER_NAMESPACES "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
#define USER_TABLES                                                                                \
  " IN (SELECT uc.oid FROM pg_catalog.pg_class uc JOIN pg_catalog.pg_namespace n"                  \
  " ON n.oid = uc.relnamespace WHERE " USER_NAMESPACES

/* Which tables are asked about, as what follows the column with their numbers. PostgreSQL numbers
 * what is not its own from 16384 (FirstNormalObjectId) on, which spares a join; what else is there,
 * temporary tables of other sessions, is in namespaces that were not read. A table outside a choice
 * that a key inside refers to comes along: no key is lost. */
static const char *const scopes[] = {
  [CROW_SCOPE_ALL] = " >= 16384",
  [CROW_SCOPE_RELATIVE] = USER_TABLES ")",
  [CROW_SCOPE_CHOSEN] = USER_TABLES
  " AND (n.nspname = ANY ($1::pg_catalog.name[]) OR uc.oid IN"
  " (SELECT rk.confrelid FROM pg_catalog.pg_constraint rk"
  " JOIN pg_catalog.pg_class rc ON rc.oid = rk.conrelid"
  " JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace"
  " WHERE rk.contype = 'f' AND rn.nspname = ANY ($1::pg_catalog.name[]))))",
};

static const char *const table_columns[] = { "c.oid", "k.conrelid", "i.indrelid", "d.adrelid",
                                             "d.objoid" };

/* Whose rights need no look at each table: a superuser's, which is asked for once, and an owner's
 * where nothing was ever granted or revoked. */
#define MAY                                                                                        \
  "(SELECT pg_catalog.current_setting('is_superuser', true) = 'on')"                               \
  " OR (c.relacl IS NULL AND pg_catalog.pg_has_role(c.relowner, 'USAGE'))"

/* A word that depends on the version: @before until the version has it. */
typedef struct
{
  const char *word;
  int since;
  const char *after;
  const char *before;
} Word;

static const Word words[] = {
  { "{RELISPARTITION}", 100000, "c.relispartition", "false" },
  { "{ATTIDENTITY}", 100000, "a.attidentity", "''" },
  { "{ATTGENERATED}", 120000, "a.attgenerated", "''" },
  { "{CONPARENTID}", 110000, "k.conparentid", "0" },
  { "{CONFDELSETCOLS}", 150000, "k.confdelsetcols", "NULL::pg_catalog.int2[]" },
  { "{CONENFORCED}", 180000, "k.conenforced", "true" },
  { "{CONPERIOD}", 180000, "k.conperiod", "false" },
  { "{INDNKEYATTS}", 110000, "i.indnkeyatts", "i.indnatts" },
};

/**
 * crow_query_is_essential:
 * @query: one of the set
 *
 * Returns: whether the database cannot be drawn without its answer
 */
gboolean
crow_query_is_essential (CrowQuery query)
{
  return queries[query].is_essential;
}

/**
 * crow_query_get_subject:
 * @query: one of the set
 *
 * Returns: what it asks for, in the plural, for people
 */
const char *
crow_query_get_subject (CrowQuery query)
{
  return queries[query].subject;
}

/**
 * crow_query_count_columns:
 * @query: one of the set
 *
 * Returns: how many columns an honest answer has, in any version
 */
int
crow_query_count_columns (CrowQuery query)
{
  return queries[query].n_columns;
}

/**
 * crow_query_has_choice:
 * @query: one of the set
 *
 * Returns: whether its text speaks of $1 in %CROW_SCOPE_CHOSEN
 */
gboolean
crow_query_has_choice (CrowQuery query)
{
  for (guint i = 0; i < G_N_ELEMENTS (table_columns); i++)
    {
      g_autofree char *word = g_strdup_printf ("{%s}", table_columns[i]);

      if (strstr (queries[query].sql, word) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * crow_query_build_sql:
 * @query: one of the set
 * @server_version: as PQserverVersion() has it
 * @skipped: CROW_QUERY_BIT() of what is left out
 * @scope: which tables; %CROW_SCOPE_CHOSEN: $1 is an array of the namespaces
 *
 * Returns: (transfer full) (nullable): one statement; %NULL: this server has no such thing
 */
char *
crow_query_build_sql (CrowQuery query, int server_version, guint skipped, CrowQueryScope scope)
{
  /* What the indexes say of keys better, unless they cannot be read. */
  gboolean needs_keys = (skipped & CROW_QUERY_BIT (CROW_QUERY_INDEXES)) != 0;
  GString *sql;

  if (server_version < queries[query].since)
    return NULL;
  sql = g_string_new (queries[query].sql);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_replace (sql, words[i].word,
                      server_version >= words[i].since ? words[i].after : words[i].before, 0);
  for (guint i = 0; i < G_N_ELEMENTS (table_columns); i++)
    {
      g_autofree char *word = g_strdup_printf ("{%s}", table_columns[i]);
      g_autofree char *condition = g_strconcat (table_columns[i], scopes[scope], NULL);

      g_string_replace (sql, word, condition, 0);
    }
  g_string_replace (sql, "{CONTYPES}", needs_keys ? "('f','p','u')" : "('f')", 0);
  g_string_replace (sql, "{USER}", USER_NAMESPACES, 0);
  g_string_replace (sql, "{MAY}", MAY, 0);
  return g_string_free (sql, FALSE);
}
