#include "crow-test-matrix.h"

#define TABLES                                                                                     \
  "CREATE SCHEMA app;"                                                                             \
  "CREATE TABLE app.parent (id integer PRIMARY KEY, a integer DEFAULT 1, UNIQUE (id, a));"         \
  "CREATE TABLE app.child (id integer PRIMARY KEY, pid integer DEFAULT 1, a integer DEFAULT 1);"   \
  "INSERT INTO app.parent VALUES (1, 1), (2, 1), (3, 2);"                                          \
  "INSERT INTO app.child VALUES (1, 1, 1), (2, 2, 1), (3, NULL, NULL);"

#define SINGLE "FOREIGN KEY (pid) REFERENCES app.parent (id)"
#define COMPOSITE "FOREIGN KEY (pid, a) REFERENCES app.parent (id, a)"

/* 62 bytes: with one more a name is as long as it can be. */
#define LONG "ééééééééééééééééééééééééééééééé"
/* What is left of it before `_new`, and so what a constraint for a while would be called. */
#define LONG_NEW "ééééééééééééééééééééééééééééé_new"
/* Section 5 of the reference: put raw in a remark it made psql run the command. */
#define EVIL "\"a\"\"; drop table victim; --\n\\! touch pwned\n\""

const CrowTestKind crow_test_kinds[] = {
  { "single", TABLES, "app.child", "child_pid_fkey", SINGLE, NULL, NULL, NULL, NULL, 3 },
  { "composite", TABLES, "app.child", "child_pid_a_fkey", COMPOSITE, NULL, NULL, NULL, NULL, 3 },
  { "composite-in-another-order",
    "CREATE SCHEMA app;"
    "CREATE TABLE app.parent (b text, a integer, PRIMARY KEY (a, b));"
    "CREATE TABLE app.child (x text DEFAULT 'x', gone integer, y integer DEFAULT 1);"
    "ALTER TABLE app.child DROP COLUMN gone;"
    "INSERT INTO app.parent VALUES ('x', 1); INSERT INTO app.child VALUES ('x', 1), (NULL, 2);",
    "app.child", "fk", "FOREIGN KEY (x, y) REFERENCES app.parent (b, a)", NULL, NULL, NULL, NULL,
    3 },
  { "self",
    "CREATE TABLE node (id bigint PRIMARY KEY, up bigint DEFAULT 1);"
    "INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2), (4, 4);",
    "node", "node_up_fkey", "FOREIGN KEY (up) REFERENCES node (id)", NULL, NULL, NULL, NULL, 3 },
  { "cross-schema",
    "CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA \"public.a\";"
    "CREATE TABLE b.t (id uuid PRIMARY KEY); CREATE TABLE a.t (id uuid PRIMARY KEY, r uuid);"
    "CREATE TABLE t (id uuid PRIMARY KEY, r uuid CONSTRAINT t_r_fkey REFERENCES a.t);"
    "CREATE TABLE \"public.a\".t (id uuid PRIMARY KEY, r uuid CONSTRAINT t_r_fkey REFERENCES b.t);"
    "INSERT INTO b.t VALUES ('00000000-0000-0000-0000-000000000001');"
    "INSERT INTO a.t SELECT id, id FROM b.t;",
    "a.t", "t_r_fkey", "FOREIGN KEY (r) REFERENCES b.t (id)", NULL, NULL, NULL, NULL, 3 },
  { "deferrable", TABLES, "app.child", "fk", SINGLE, NULL, "DEFERRABLE", NULL, NULL, 3 },
  { "initially-deferred", TABLES, "app.child", "fk", SINGLE, NULL, "DEFERRABLE INITIALLY DEFERRED",
    NULL, NULL, 3 },
  { "match-full", TABLES, "app.child", "fk", COMPOSITE " MATCH FULL", NULL, NULL, NULL, NULL, 3 },
  { "set-columns", TABLES, "app.child", "fk", COMPOSITE, "(a)", NULL, NULL, NULL, 3 },
  { "not-valid", TABLES "INSERT INTO app.child VALUES (4, 99, 1), (5, 100, NULL);", /* orphans */
    "app.child", "fk", SINGLE, NULL, "NOT VALID", NULL, NULL, 3 },
  { "not-valid-deferred", TABLES "INSERT INTO app.child VALUES (4, 99, 1);", "app.child", "fk",
    SINGLE, NULL, "DEFERRABLE INITIALLY DEFERRED NOT VALID", "'kept'", NULL, 3 },
  { "commented", TABLES, "app.child", "fk", SINGLE, NULL, NULL,
    "E'It''s \\\\ the \"key\";\\n\\\\! touch pwned\\n-- é 🦄 */ /*'", NULL, 3 },
  { "everything", TABLES, "app.child", "fk", COMPOSITE " MATCH FULL", "(a)",
    "DEFERRABLE INITIALLY DEFERRED NOT VALID", "'$$ all of it'", NULL, 3 },
  { "partitioned-child",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer, pid integer DEFAULT 1) PARTITION BY RANGE (id);"
    "CREATE TABLE app.child_1 PARTITION OF app.child FOR VALUES FROM (0) TO (10)"
    "  PARTITION BY LIST (pid);"
    "CREATE TABLE app.child_1_1 PARTITION OF app.child_1 DEFAULT;"
    "CREATE TABLE app.child_2 PARTITION OF app.child DEFAULT;"
    "INSERT INTO app.parent VALUES (1), (2); INSERT INTO app.child VALUES (1, 1), (20, 2);",
    "app.child", "child_pid_fkey", SINGLE, NULL, NULL, "'kept'", NULL, 1 },
  { "partitioned-parent",
    "CREATE SCHEMA app;"
    "CREATE TABLE app.parent (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
    "CREATE TABLE app.parent_1 PARTITION OF app.parent FOR VALUES FROM (0) TO (10);"
    "CREATE TABLE app.parent_2 PARTITION OF app.parent DEFAULT;"
    "CREATE TABLE app.child (id integer, pid integer DEFAULT 1);"
    "INSERT INTO app.parent VALUES (1), (20); INSERT INTO app.child VALUES (1, 1), (2, 20);",
    "app.child", "child_pid_fkey", SINGLE, NULL, NULL, NULL, "app.child child_pid_fkey", 3 },
  { "one-partition",
    "CREATE SCHEMA app; CREATE TABLE app.parent (id integer PRIMARY KEY);"
    "CREATE TABLE app.child (id integer, pid integer DEFAULT 1) PARTITION BY RANGE (id);"
    "CREATE TABLE app.\"child.1\" PARTITION OF app.child FOR VALUES FROM (0) TO (10);"
    "CREATE TABLE app.child_2 PARTITION OF app.child DEFAULT;"
    "INSERT INTO app.parent VALUES (1), (2); INSERT INTO app.child VALUES (1, 1), (20, 2);",
    "app.\"child.1\"", "child_pid_fkey", SINGLE, NULL, "DEFERRABLE", "'kept'", NULL, 3 },
  { "long-names",
    "CREATE SCHEMA \"s" LONG "\"; CREATE TABLE \"s" LONG "\".\"p" LONG "\" (\"i" LONG
    "\" text PRIMARY KEY);"
    "CREATE TABLE \"s" LONG "\".\"c" LONG "\" (\"r" LONG "\" text,"
    "  CONSTRAINT \"" LONG_NEW "\" UNIQUE (\"r" LONG "\"));"
    "INSERT INTO \"s" LONG "\".\"p" LONG "\" VALUES ('x');"
    "INSERT INTO \"s" LONG "\".\"c" LONG "\" VALUES ('x');",
    "\"s" LONG "\".\"c" LONG "\"", "\"" LONG "x\"",
    "FOREIGN KEY (\"r" LONG "\") REFERENCES \"s" LONG "\".\"p" LONG "\" (\"i" LONG "\")", NULL,
    NULL, NULL, NULL, 3 },
  { "hostile-names",
    "CREATE TABLE victim (); CREATE SCHEMA " EVIL "; CREATE TABLE " EVIL "." EVIL " (" EVIL
    " integer PRIMARY KEY, \"🦄 \\\" integer DEFAULT 1); INSERT INTO " EVIL "." EVIL
    " VALUES (1, 1), (2, NULL);",
    EVIL "." EVIL, EVIL, "FOREIGN KEY (\"🦄 \\\") REFERENCES " EVIL "." EVIL " (" EVIL ")", NULL,
    NULL, "E'a\"; drop table victim; --\\n\\\\! touch pwned\\n'", NULL, 3 },
  { "odd-search-path",
    TABLES "CREATE TABLE public.child (pid integer); CREATE TABLE public.parent (id integer);"
           "CREATE FUNCTION public.never (integer, integer) RETURNS boolean LANGUAGE sql AS"
           "  'SELECT false';"
           "CREATE OPERATOR public.= (FUNCTION = public.never, LEFTARG = integer,"
           "  RIGHTARG = integer);"
           "DO $$ BEGIN EXECUTE format ('ALTER DATABASE %I SET search_path = public, pg_catalog',"
           "  current_database ()); END $$;",
    "app.child", "fk", SINGLE, NULL, NULL, "'kept'", NULL, 3 },
};

const guint crow_test_n_kinds = G_N_ELEMENTS (crow_test_kinds);
