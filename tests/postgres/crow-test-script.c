#include "crow-test-script.h"

#include "crow-sql-text.h"

/**
 * crow_test_constraint_new:
 * @on_delete: what happens to the children
 *
 * Returns: (transfer full): the foreign key of the tests
 */
CrowConstraint *
crow_test_constraint_new (CrowAction on_delete)
{
  CrowConstraint *self = crow_constraint_new ();

  self->namespace_ = g_strdup ("app");
  self->table = g_strdup ("child");
  self->name = g_strdup ("child_pid_fkey");
  g_ptr_array_add (self->columns, g_strdup ("pid"));
  self->ref_namespace = g_strdup ("app");
  self->ref_table = g_strdup ("parent");
  g_ptr_array_add (self->ref_columns, g_strdup ("id"));
  self->actions[CROW_EVENT_DELETE] = on_delete;
  self->actions[CROW_EVENT_UPDATE] = CROW_ACTION_NO_ACTION;
  return self;
}

static char *
make_add (const CrowConstraint *after, const char *name, gboolean is_valid)
{
  g_autoptr (CrowConstraint) copy = crow_constraint_copy (after);
  g_autofree char *definition = NULL;

  copy->is_validated = is_valid;
  definition = crow_constraint_build_definition (copy);
  return g_strdup_printf ("ADD CONSTRAINT \"%s\" %s", name, definition);
}

static CrowStatement *
add (CrowScript *self, CrowStatementKind kind, guint transaction, const char *format, ...)
{
  CrowStatement *statement;
  va_list arguments;

  va_start (arguments, format);
  statement = crow_script_add (self, kind, transaction, g_strdup_vprintf (format, arguments));
  va_end (arguments);
  if (kind == CROW_STATEMENT_CHANGE || kind == CROW_STATEMENT_VALIDATE)
    statement->promise = 0;
  return statement;
}

static void
claim (CrowStatement *statement, CrowLockMode child, CrowLockMode parent)
{
  crow_statement_add_lock (statement, "app", "child", child);
  if (parent != CROW_LOCK_NONE)
    crow_statement_add_lock (statement, "app", "parent", parent);
}

static CrowStatement *
add_change (CrowScript *self, guint transaction, char *what)
{
  CrowStatement *statement = add (self, CROW_STATEMENT_CHANGE, transaction,
                                  "ALTER TABLE \"app\".\"child\" %s;", what);

  g_free (what);
  return statement;
}

static void
add_validate (CrowScript *self, guint transaction, const char *name)
{
  claim (add (self, CROW_STATEMENT_VALIDATE, transaction,
              "ALTER TABLE \"app\".\"child\" VALIDATE CONSTRAINT \"%s\";", name),
         CROW_LOCK_SHARE_UPDATE_EXCLUSIVE, CROW_LOCK_ROW_SHARE);
}

static void
add_comment (CrowScript *self, guint transaction, const CrowConstraint *after)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (after->comment == NULL)
    return;
  crow_sql_append_literal (text, after->comment);
  add (self, CROW_STATEMENT_CHANGE, transaction,
       "COMMENT ON CONSTRAINT \"%s\" ON \"app\".\"child\""
       " IS %s;",
       after->name, text->str);
}

/* DROP + ADD in one statement; NOT VALID first where `online` validates later. */
static void
add_replace (CrowScript *self, const CrowConstraint *before, const CrowConstraint *after)
{
  gboolean is_online = g_str_equal (self->plan, "online");
  g_autofree char *addition = make_add (after, after->name, !is_online && after->is_validated);

  add (self, CROW_STATEMENT_BEGIN, 1, "BEGIN;");
  claim (add_change (self, 1,
                     g_strdup_printf ("DROP CONSTRAINT \"%s\", %s", before->name, addition)),
         CROW_LOCK_ACCESS_EXCLUSIVE, CROW_LOCK_ACCESS_EXCLUSIVE);
  add_comment (self, 1, after);
  add (self, CROW_STATEMENT_COMMIT, 1, "COMMIT;");
  if (!is_online || !after->is_validated)
    return;
  add (self, CROW_STATEMENT_SETTING, 0, "SET lock_timeout = 0;");
  add_validate (self, 2, after->name);
}

static void
add_swap (CrowScript *self, const CrowConstraint *before, const CrowConstraint *after)
{
  g_autofree char *name = g_strconcat (after->name, "_new", NULL);

  claim (add_change (self, 1, make_add (after, name, FALSE)), CROW_LOCK_SHARE_ROW_EXCLUSIVE,
         CROW_LOCK_SHARE_ROW_EXCLUSIVE);
  if (after->is_validated)
    add_validate (self, 2, name);
  add (self, CROW_STATEMENT_BEGIN, 3, "BEGIN;");
  claim (add_change (self, 3, g_strdup_printf ("DROP CONSTRAINT \"%s\"", before->name)),
         CROW_LOCK_ACCESS_EXCLUSIVE, CROW_LOCK_ACCESS_EXCLUSIVE);
  add_change (self, 3, g_strdup_printf ("RENAME CONSTRAINT \"%s\" TO \"%s\"", name, after->name));
  add_comment (self, 3, after);
  add (self, CROW_STATEMENT_COMMIT, 3, "COMMIT;");
}

/**
 * crow_test_script_new:
 * @plan: "online", "simple" or "swap"
 * @before: what is there
 * @after: what it becomes; of the same name
 * @oid: of what is there; 0: not known
 *
 * Returns: (transfer full): the script
 */
CrowScript *
crow_test_script_new (const char *plan,
                      const CrowConstraint *before,
                      const CrowConstraint *after,
                      guint32 oid)
{
  CrowScript *self = crow_script_new (g_intern_string (plan));
  CrowPromise *promise = g_new0 (CrowPromise, 1);

  promise->before = crow_constraint_copy (before);
  promise->after = crow_constraint_copy (after);
  promise->oid = oid;
  if (after->is_validated)
    promise->orphan_query =
        g_strdup ("SELECT c.* FROM \"app\".\"child\" c LEFT JOIN \"app\".\"parent\" p"
                  " ON p.\"id\" = c.\"pid\" WHERE p.\"id\" IS NULL AND c.\"pid\" IS NOT NULL;");
  g_ptr_array_add (self->promises, promise);
  add (self, CROW_STATEMENT_SETTING, 0, "SET standard_conforming_strings = on;");
  add (self, CROW_STATEMENT_SETTING, 0, "SET lock_timeout = '300ms';");
  if (g_str_equal (plan, "swap"))
    add_swap (self, before, after);
  else
    add_replace (self, before, after);
  return self;
}
