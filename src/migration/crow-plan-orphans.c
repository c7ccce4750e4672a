#include "crow-plan-private.h"

#include <string.h>

/* Whose `=` is pg_catalog's: Prisma's scalars, and as format_type() writes them. */
static const char *const built_in_types[] = { "Int",
                                              "BigInt",
                                              "Float",
                                              "Decimal",
                                              "Boolean",
                                              "DateTime",
                                              "String",
                                              "Bytes",
                                              "integer",
                                              "smallint",
                                              "bigint",
                                              "uuid",
                                              "text",
                                              "character varying",
                                              "character",
                                              "\"char\"",
                                              "name",
                                              "boolean",
                                              "numeric",
                                              "real",
                                              "double precision",
                                              "date",
                                              "timestamp without time zone",
                                              "timestamp with time zone",
                                              "time without time zone",
                                              "time with time zone",
                                              "interval",
                                              "bytea",
                                              "oid",
                                              "inet",
                                              "cidr",
                                              "macaddr",
                                              "macaddr8",
                                              "bit",
                                              "bit varying",
                                              "money",
                                              "xid",
                                              NULL };

static gboolean
is_built_in (const CrowField *field)
{
  g_autofree char *name = NULL;
  const char *open;

  if (field->kind == CROW_TYPE_ENUM) /* anyenum's */
    return TRUE;
  if (field->type == NULL ||
      (field->native_type != NULL && g_ascii_strncasecmp (field->native_type, "Citext", 6) == 0))
    return FALSE;
  open = strchr (field->type, '(');
  name = open != NULL ? g_strndup (field->type, (gsize) (open - field->type))
                      : g_strdup (field->type);
  /* `timestamp(3) without time zone` */
  if (g_str_has_prefix (name, "time") && open != NULL)
    return TRUE;
  return g_strv_contains (built_in_types, name);
}

static const CrowField *
find_column (const CrowModel *model, const char *column)
{
  for (guint i = 0; model != NULL && i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);

      if (g_strcmp0 (field->column, column) == 0)
        return field;
    }
  return NULL;
}

/* Is all that compares the columns of @change in pg_catalog? A catalogue tells it of a key that it
 * has; of a new one only the types can. */
static gboolean
is_plain (const CrowKeyChange *change, guint index)
{
  const CrowKeyFacts *facts = change->relation != NULL ? change->relation->facts : NULL;
  const CrowField *child;
  const CrowField *parent;

  if (facts != NULL && facts->oid != 0 &&
      crow_constraint_has_same_place (change->before, change->after))
    return TRUE;
  child = find_column (change->child, g_ptr_array_index (change->after->columns, index));
  parent = find_column (change->parent, g_ptr_array_index (change->after->ref_columns, index));
  return child != NULL && parent != NULL && is_built_in (child) && is_built_in (parent);
}

/* A name that search_path cannot bend; an extension's operator lies wherever it was installed. */
static void
append_operator (GString *sql, const CrowKeyChange *change, guint index)
{
  const CrowKeyFacts *facts = change->relation != NULL ? change->relation->facts : NULL;

  if (facts != NULL && facts->operator_namespaces != NULL &&
      index < facts->operator_namespaces->len &&
      crow_constraint_has_same_place (change->before, change->after))
    {
      g_string_append (sql, "OPERATOR(");
      crow_sql_append_identifier (sql, g_ptr_array_index (facts->operator_namespaces, index));
      g_string_append (sql, ".=)");
    }
  else
    g_string_append (sql, is_plain (change, index) ? "OPERATOR(pg_catalog.=)" : "=");
}

static void
append_column (GString *sql, const char *table, const char *column)
{
  g_string_append_printf (sql, "%s.", table);
  crow_sql_append_identifier (sql, column);
}

static void
append_joins (GString *sql, const CrowKeyChange *change)
{
  for (guint i = 0; i < change->after->columns->len; i++)
    {
      g_string_append (sql, i > 0 ? " AND " : " ON ");
      append_column (sql, "p", g_ptr_array_index (change->after->ref_columns, i));
      g_string_append_c (sql, ' ');
      append_operator (sql, change, i);
      g_string_append_c (sql, ' ');
      append_column (sql, "c", g_ptr_array_index (change->after->columns, i));
    }
}

/* A key with a NULL in it refers to nothing; under MATCH FULL it must be NULL as a whole. */
static void
append_conditions (GString *sql, const CrowConstraint *key)
{
  gboolean is_full = key->match == CROW_MATCH_FULL && key->columns->len > 1;

  g_string_append (sql, " WHERE ");
  append_column (sql, "p", g_ptr_array_index (key->ref_columns, 0));
  g_string_append (sql, " IS NULL AND ");
  if (is_full)
    g_string_append_c (sql, '(');
  for (guint i = 0; i < key->columns->len; i++)
    {
      if (i > 0)
        g_string_append (sql, is_full ? " OR " : " AND ");
      append_column (sql, "c", g_ptr_array_index (key->columns, i));
      g_string_append (sql, " IS NOT NULL");
    }
  if (is_full)
    g_string_append_c (sql, ')');
}

/* Rows of plain inheritance children are not the key's (as ri_triggers.c, RI_Initial_Check). */
static void
append_only (GString *sql, const CrowModel *model)
{
  if (model != NULL && model->facts != NULL && model->facts->has_children)
    g_string_append (sql, "ONLY ");
}

/**
 * crow_plan_make_orphan_query:
 * @change: a change with an @after
 *
 * Lists what VALIDATE would stumble over. Without a `;`, so that it can be counted.
 *
 * Returns: (transfer full) (nullable): `SELECT c.* FROM …`; %NULL: a temporal key, whose parent is
 * all rows that cover its period together
 */
char *
crow_plan_make_orphan_query (const CrowKeyChange *change)
{
  const CrowConstraint *key = change->after;
  GString *sql;

  if (key->is_temporal)
    return NULL;
  sql = g_string_new ("SELECT c.* FROM ");
  append_only (sql, change->child);
  crow_sql_append_table (sql, key->namespace_, key->table);
  g_string_append (sql, " AS c LEFT JOIN ");
  append_only (sql, change->parent);
  crow_sql_append_table (sql, key->ref_namespace, key->ref_table);
  g_string_append (sql, " AS p");
  append_joins (sql, change);
  append_conditions (sql, key);
  return g_string_free (sql, FALSE);
}
