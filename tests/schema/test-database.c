#include "crow-database.h"
#include "crow-prisma.h"
#include "crow-sql-canonical-private.h"

#include <string.h>
#include <time.h>

static CrowPrisma *
parse (const char *provider, const char *body)
{
  g_autofree char *text = g_strdup_printf ("datasource db {\n  provider = \"%s\"\n}\n%s", provider,
                                           body);
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  return crow_prisma_new (files);
}

static void
assert_index_fits (const CrowIndex *index, const CrowTable *table, guint place)
{
  g_assert_cmpuint (index->table, ==, place);
  g_assert_cmpuint (index->columns->len, >, 0);
  for (guint i = 0; i < index->columns->len; i++)
    g_assert_cmpuint (g_array_index (index->columns, CrowIndexColumn, i).column, <,
                      table->columns->len);
}

static void
assert_key_fits (const CrowDatabase *database, const CrowTableKey *key, guint place)
{
  const CrowTable *table = crow_database_get_table (database, place);
  const CrowTable *referenced = crow_database_get_table (database, key->ref_table);

  g_assert_cmpuint (key->table, ==, place);
  g_assert_cmpuint (key->columns->len, ==, key->ref_columns->len);
  for (guint i = 0; i < key->columns->len; i++)
    {
      g_assert_cmpuint (g_array_index (key->columns, guint, i), <, table->columns->len);
      g_assert_cmpuint (g_array_index (key->ref_columns, guint, i), <, referenced->columns->len);
    }
}

/* Every index in it leads somewhere. */
static void
assert_consistent (const CrowDatabase *database)
{
  for (guint i = 0; i < database->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (database, i);

      for (guint j = 0; j < table->columns->len; j++)
        {
          const CrowColumn *column = crow_table_get_column (table, j);

          g_assert_cmpuint (column->table, ==, i);
          g_assert_cmpint (column->type.enumeration, <, (int) database->enums->len);
        }
      if (table->primary != NULL)
        assert_index_fits (table->primary, table, i);
      for (guint j = 0; j < table->indexes->len; j++)
        assert_index_fits (g_ptr_array_index (table->indexes, j), table, i);
      for (guint j = 0; j < table->keys->len; j++)
        assert_key_fits (database, g_ptr_array_index (table->keys, j), i);
    }
}

static void
test_damaged_schemas_make_a_consistent_database (void)
{
  static const char *const bodies[] = {
    "",
    "model A {\n}\n",
    "model A {\n  id Int @id\n  id Int @id\n  x Nowhere @default(X)\n}\nmodel A {\n  y Int\n}\n",
    "model A {\n  b B @relation(fields: [b], references: [a])\n}\n"
    "model B {\n  a A @relation(fields: [a], references: [b])\n  @@id([a])\n  @@index([a, z])\n}\n",
    "model A {\n  bs B[]\n}\nmodel B {\n  id Int @id\n  as A[]\n}\n",
    "model A {\n  id Int @id\n  bs V[]\n}\nview V {\n  id Int @id\n  as A[]\n}\n",
    "enum E {\n}\nenum E {\n  X\n}\nmodel A {\n  e E @default(Y)\n  f E[] @default([X, [X], "
    "now()])\n"
    "  g Int @default()\n  h String @default(dbgenerated(5)) @db.VarChar(,1,2,3,4)\n"
    "  i Unsupported(\n  j Unsupported(\"\") @default(sequence(start: x, cache: ))\n}\n",
    "model A {\n  id Int @id @default(-) @unique(sort: Sideways, length: -1, ops: raw())\n"
    "  @@unique([id(sort: Desc, length: 99999999999999999999)], where: { id: { not: } , q: raw() "
    "})\n"
    "  @@id([])\n  @@index()\n  @@index\n  @@fulltext([id, id, id])\n}\n",
  };
  static const char *const providers[] = { "postgresql", "cockroachdb", "sqlite", "mysql",
                                           "sqlserver",  "mongodb",     "none" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    for (guint j = 0; j < G_N_ELEMENTS (providers); j++)
      {
        g_autoptr (CrowPrisma) prisma = parse (providers[j], bodies[i]);
        CrowSchema *schema = crow_prisma_get_schema (prisma);
        g_autoptr (CrowDatabase) plain = crow_database_new (schema, schema->provider);
        g_autoptr (CrowDatabase) read = crow_database_new_read_back (schema, schema->provider);

        assert_consistent (plain);
        assert_consistent (read);
      }
}

/* Indexes into tables and enums still lead to the same ones. */
static void
test_a_server_lists_by_name (void)
{
  static const char body[] = "enum Z {\n  X\n}\nenum B {\n  Y\n}\n"
                             "model T {\n  id Int @id\n  z Z\n  b B\n  sId Int\n"
                             "  s S @relation(fields: [sId], references: [id])\n"
                             "  @@unique([z])\n  @@index([b])\n}\n"
                             "model S {\n  id Int @id\n  ts T[]\n}\n";
  g_autoptr (CrowPrisma) prisma = parse ("postgresql", body);
  g_autoptr (CrowDatabase) database = crow_database_new_read_back (crow_prisma_get_schema (prisma),
                                                                   CROW_PROVIDER_POSTGRESQL);
  const CrowTable *table = crow_database_get_table (database, 1);
  const CrowTableKey *key = g_ptr_array_index (table->keys, 0);

  assert_consistent (database);
  g_assert_cmpstr (crow_database_get_table (database, 0)->name, ==, "S");
  g_assert_cmpstr (table->name, ==, "T");
  g_assert_cmpuint (key->ref_table, ==, 0);
  g_assert_cmpstr (crow_database_get_enum (database, 0)->name, ==, "B");
  g_assert_cmpint (crow_table_get_column (table, 1)->type.enumeration, ==, 1);
  g_assert_cmpint (crow_table_get_column (table, 2)->type.enumeration, ==, 0);
  g_assert_cmpstr (((CrowIndex *) g_ptr_array_index (table->indexes, 0))->name, ==, "T_b_idx");
}

/* As PostgreSQL 15 answered. */
static void
test_expressions_that_a_server_rewords (void)
{
  static const struct
  {
    const char *text;
    gboolean is_canonical;
  } cases[] = {
    { "gen_random_uuid()", TRUE },
    { "timezone('utc'::text, now())", TRUE },
    { "(now() + '1 day'::interval)", TRUE },
    { "now() + '1 day'::interval", FALSE },
    { "md5((random())::text)", TRUE },
    { "md5(random()::text)", FALSE },
    { "lower('A'::text)", TRUE },
    { "lower('A')", FALSE },
    { "floor((random() * (10)::double precision))", TRUE },
    { "floor(random()*10)", FALSE },
    { "('a'::text || 'b'::text)", TRUE },
    { "'a' || 'b'", FALSE },
    { "(1 = 1)", TRUE },
    { "1+1", FALSE },
    { "(1)::int", FALSE },
    { "decode('', 'hex')", FALSE },
    { "f(a,b)", FALSE },
    { "'it''s'::text", TRUE },
    { "((((", TRUE },
    { "'open", FALSE },
    { "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (crow_sql_is_canonical (cases[i].text), ==, cases[i].is_canonical);
}

/* Seconds of CPU time for a model of @n columns and @n relations, all told. */
static double
measure (guint n)
{
  g_autoptr (GString) text = g_string_new ("model P {\n  id Int @id\n");
  g_autoptr (CrowPrisma) prisma = NULL;
  CrowSchema *schema;
  clock_t start;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "  b%u C[] @relation(\"r%u\")\n", i, i);
  g_string_append (text, "}\nmodel C {\n  id Int @id\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "  c%u Int @default(%u) @unique\n"
                            "  p%u P @relation(\"r%u\", fields: [c%u], references: [id])\n",
                            i, i, i, i, i);
  g_string_append (text, "}\n");
  prisma = parse ("postgresql", text->str);
  schema = crow_prisma_get_schema (prisma);

  start = clock ();
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CrowDatabase) plain = crow_database_new (schema, schema->provider);
      g_autoptr (CrowDatabase) read = crow_database_new_read_back (schema, schema->provider);

      g_assert_cmpuint (crow_database_get_table (plain, 1)->columns->len, ==, n + 1);
      g_assert_cmpuint (crow_database_get_table (read, 0)->keys->len, ==, n);
    }
  return (double) (clock () - start) / CLOCKS_PER_SEC;
}

/* Quadratic work would take sixteen times as long. */
static void
test_ten_thousand_columns_take_no_longer_each (void)
{
  double few = measure (2500);
  double many = measure (10000);

  g_test_message ("%.3f s, %.3f s", few, many);
  g_assert_cmpfloat (many, <, 10 * few + 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/database/damaged-schemas-make-a-consistent-database",
                   test_damaged_schemas_make_a_consistent_database);
  g_test_add_func ("/database/a-server-lists-by-name", test_a_server_lists_by_name);
  g_test_add_func ("/database/expressions-that-a-server-rewords",
                   test_expressions_that_a_server_rewords);
  g_test_add_func ("/database/ten-thousand-columns-take-no-longer-each",
                   test_ten_thousand_columns_take_no_longer_each);

  return g_test_run ();
}
