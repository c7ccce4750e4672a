#include "crow-render-steps-private.h"

#include "crow-sql-text.h"

#include <string.h>

#define MAX_NAME 63 /* bytes that PostgreSQL keeps of a name */

/* One ALTER TABLE: its actions, and the statements that stand before and after it. */
typedef struct
{
  CrowRendering *rendering;
  const CrowTable *before;
  const CrowTable *after;
  GString *head;  /* (owned) `ALTER TABLE "posts" ` */
  GString *first; /* (owned) statements */
  GString *body;  /* (owned) actions so far */
  GString *last;  /* (owned) statements */
  guint n_actions;
} Alteration;

static void
alteration_clear (Alteration *self)
{
  g_string_free (self->head, TRUE);
  g_string_free (self->first, TRUE);
  g_string_free (self->body, TRUE);
  g_string_free (self->last, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Alteration, alteration_clear)

/* PostgreSQL takes all actions in one statement; CockroachDB, as the engine writes it, each in its
 * own. */
static GString *
start_action (Alteration *self)
{
  gboolean is_split = self->rendering->after->provider == CROW_PROVIDER_COCKROACHDB;

  if (self->n_actions++ == 0)
    g_string_append (self->body, self->head->str);
  else if (is_split)
    g_string_append_printf (self->body, ";\n%s", self->head->str);
  else
    g_string_append (self->body, ",\n");
  return self->body;
}

static GString *
start_column_action (Alteration *self, const CrowColumn *column, const char *words)
{
  GString *sql = start_action (self);

  g_string_append (sql, "ALTER COLUMN ");
  crow_sql_append_identifier (sql, column->name);
  g_string_append (sql, words);
  return sql;
}

/* As PostgreSQL's makeObjectName() cuts the two: the longer one first, then to whole characters. */
static char *
make_serial_name (const char *table, const char *column)
{
  gsize room = MAX_NAME - strlen ("__seq");
  gsize a = MIN (strlen (table), MAX_NAME);
  gsize b = MIN (strlen (column), MAX_NAME);

  while (a + b > room)
    {
      if (a > b)
        a--;
      else
        b--;
    }
  while (a > 0 && ((guchar) table[a] & 0xc0) == 0x80)
    a--;
  while (b > 0 && ((guchar) column[b] & 0xc0) == 0x80)
    b--;
  return g_strdup_printf ("%.*s_%.*s_seq", (int) a, table, (int) b, column);
}

static guint
count_autoincrement (const CrowDatabase *database)
{
  guint n = 0;

  for (guint i = 0; i < database->tables->len; i++)
    {
      const CrowTable *table = crow_database_get_table (database, i);

      for (guint j = 0; j < table->columns->len; j++)
        n += crow_table_get_column (table, j)->is_auto_increment;
    }
  return n;
}

static gboolean
is_plain_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && (guchar) *at < 0x80)
      return FALSE;
  return *name != '\0' && !g_ascii_isdigit (*name);
}

static void
append_lower (GString *sql, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (sql, g_unichar_tolower (g_utf8_get_char (at)));
}

/* The engine makes all of it lower case and puts no quotes around the sequence: we do where a name
 * would be read as something else. */
static char *
make_sequence (const CrowTable *table, const CrowColumn *column)
{
  g_autoptr (GString) name = g_string_new (NULL);
  GString *sql = g_string_new (NULL);

  append_lower (name, table->name);
  g_string_append_c (name, '_');
  append_lower (name, column->name);
  g_string_append (name, "_seq");
  if (table->namespace_ != NULL)
    {
      g_autoptr (GString) namespace_ = g_string_new (NULL);

      append_lower (namespace_, table->namespace_);
      crow_sql_append_identifier (sql, namespace_->str);
      g_string_append_c (sql, '.');
    }
  if (is_plain_name (name->str))
    g_string_append (sql, name->str);
  else
    crow_sql_append_identifier (sql, name->str);
  return g_string_free (sql, FALSE);
}

/* What the engine calls the sequence of a column of the side before. Only a server knows. Where
 * none was asked the engine takes every sequence for one without a name: it drops it where no
 * column is left that has one, in a statement that no server obeys. The script is the engine's all
 * the same. NULL: it drops none. */
static char *
make_dropped_sequence (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  CrowRendering *rendering = self->rendering;
  g_autofree char *serial = NULL;
  GString *name;

  if (!rendering->before->is_read_back)
    {
      if (rendering->n_autoincrement_left < 0)
        rendering->n_autoincrement_left = (int) count_autoincrement (rendering->after);
      if (rendering->n_autoincrement_left > after->is_auto_increment)
        return NULL;
      return g_strdup ("\"\"");
    }
  serial = make_serial_name (self->before->name, before->name);
  name = g_string_new (NULL);
  crow_sql_append_identifier (name, serial);
  return g_string_free (name, FALSE);
}

/* The way back knows what the way up called it. */
static void
drop_sequence (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  g_autofree char *name = self->rendering->diff->is_way_back
                              ? make_sequence (self->before, before)
                              : make_dropped_sequence (self, before, after);

  if (name != NULL)
    g_string_append_printf (self->last, "DROP SEQUENCE %s;\n", name);
}

/* A column that gets another default instead has got it by now, and the engine takes it away; the
 * way back leaves it. */
static void
drop_default (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  if (!self->rendering->diff->is_way_back || !crow_column_has_default (after))
    start_column_action (self, before, " DROP DEFAULT");
  if (before->is_auto_increment && self->rendering->after->provider == CROW_PROVIDER_POSTGRESQL)
    drop_sequence (self, before, after);
}

static void
add_sequence (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  g_autofree char *name = make_sequence (self->after, after);
  GString *sql = start_column_action (self, before, " SET DEFAULT nextval(");

  crow_render_append_string (sql, name);
  g_string_append_c (sql, ')');
  g_string_append_printf (self->first, "CREATE SEQUENCE %s;\n", name);
  g_string_append_printf (self->last, "ALTER SEQUENCE %s OWNED BY ", name);
  crow_sql_append_table (self->last, self->after->namespace_, self->before->name);
  g_string_append_c (self->last, '.');
  crow_sql_append_identifier (self->last, before->name);
  g_string_append (self->last, ";\n");
}

/* Returns whether the type changes with it. */
static gboolean
alter_arity (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  gboolean is_to_list = after->arity == CROW_ARITY_LIST;
  gboolean is_from_list = before->arity == CROW_ARITY_LIST;

  if (!is_to_list && before->arity != after->arity)
    start_column_action (self, before,
                         after->arity == CROW_ARITY_OPTIONAL ? " DROP NOT NULL" : " SET NOT NULL");
  return is_to_list != is_from_list;
}

static void
alter_default (Alteration *self, const CrowColumn *before, const CrowColumn *after)
{
  if (crow_column_has_default (after))
    crow_postgres_append_default (start_column_action (self, before, " SET DEFAULT "),
                                  self->rendering->after, after);
  else
    drop_default (self, before, after);
}

static void
alter_column (Alteration *self, const CrowTableChange *change)
{
  const CrowColumn *before = crow_table_get_column (self->before, (guint) change->before);
  const CrowColumn *after = crow_table_get_column (self->after, (guint) change->after);
  gboolean is_typed = (change->differences & CROW_COLUMN_TYPE) != 0;

  if (change->differences & CROW_COLUMN_ARITY && alter_arity (self, before, after))
    is_typed = TRUE;
  if (change->differences & CROW_COLUMN_DEFAULT)
    alter_default (self, before, after);
  if (change->differences & CROW_COLUMN_AUTO_INCREMENT)
    {
      if (before->is_auto_increment)
        drop_default (self, before, after);
      else
        add_sequence (self, before, after);
    }
  if (is_typed)
    crow_postgres_append_type (start_column_action (self, before, " SET DATA TYPE "),
                               self->rendering->after, after);
}

static void
drop_column (Alteration *self, int column)
{
  GString *sql = start_action (self);

  g_string_append (sql, "DROP COLUMN ");
  crow_sql_append_identifier (sql, crow_table_get_column (self->before, (guint) column)->name);
}

static void
add_column (Alteration *self, int column)
{
  GString *sql = start_action (self);

  g_string_append (sql, "ADD COLUMN ");
  crow_postgres_append_column (sql, self->rendering->after,
                               crow_table_get_column (self->after, (guint) column));
}

/* PostgreSQL takes it in a statement of its own only. */
static void
rename_primary_key (Alteration *self)
{
  GString *sql = self->last;

  g_string_append_printf (sql, "%sRENAME CONSTRAINT ", self->head->str);
  crow_sql_append_identifier (sql, self->before->primary->name);
  g_string_append (sql, " TO ");
  crow_sql_append_identifier (sql, self->after->primary->name);
  g_string_append (sql, ";\n");
}

static void
drop_primary_key (Alteration *self)
{
  GString *sql = start_action (self);

  g_string_append (sql, "DROP CONSTRAINT ");
  crow_sql_append_identifier (sql, self->before->primary->name);
}

static void
add_primary_key (Alteration *self)
{
  GString *sql = start_action (self);

  g_string_append (sql, "ADD CONSTRAINT ");
  crow_sql_append_identifier (sql, self->after->primary->name);
  g_string_append (sql, " PRIMARY KEY (");
  crow_render_append_index_columns (sql, self->after, self->after->primary->columns, ", ");
  g_string_append_c (sql, ')');
}

static void
write_change (Alteration *self, const CrowTableChange *change)
{
  switch (change->kind)
    {
    case CROW_TABLE_CHANGE_DROP_PRIMARY_KEY:
      drop_primary_key (self);
      break;
    case CROW_TABLE_CHANGE_RENAME_PRIMARY_KEY:
      rename_primary_key (self);
      break;
    case CROW_TABLE_CHANGE_DROP_COLUMN:
      drop_column (self, change->before);
      break;
    case CROW_TABLE_CHANGE_ADD_COLUMN:
      add_column (self, change->after);
      break;
    case CROW_TABLE_CHANGE_ALTER_COLUMN:
      alter_column (self, change);
      break;
    case CROW_TABLE_CHANGE_RECREATE_COLUMN:
      drop_column (self, change->before);
      add_column (self, change->after);
      break;
    case CROW_TABLE_CHANGE_ADD_PRIMARY_KEY:
    default:
      add_primary_key (self);
      break;
    }
}

/**
 * crow_postgres_write_alter_table:
 * @self: a script of postgresql or cockroachdb
 * @step: what changes in one table
 *
 * Writes the table's statements, with those that make and drop sequences around them.
 */
void
crow_postgres_write_alter_table (CrowRendering *self, const CrowStep *step)
{
  const CrowTable *before = crow_rendering_get_before (self, step);
  const CrowTable *after = crow_rendering_get_after (self, step);
  g_auto (Alteration) alteration = { self,
                                     before,
                                     after,
                                     g_string_new ("ALTER TABLE "),
                                     g_string_new (NULL),
                                     g_string_new (NULL),
                                     g_string_new (NULL),
                                     0 };

  crow_sql_append_table (alteration.head, after->namespace_, before->name);
  g_string_append_c (alteration.head, ' ');
  for (guint i = 0; i < step->changes->len; i++)
    write_change (&alteration, &g_array_index (step->changes, CrowTableChange, i));
  if (alteration.n_actions > 0)
    g_string_append_printf (self->sql, "%s%s;\n", alteration.first->str, alteration.body->str);
  g_string_append (self->sql, alteration.last->str);
}
