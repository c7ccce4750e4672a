#include "crow-changes.h"

#include <string.h>

#include "crow-picture-private.h"
#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

#define ARROW " → "

/* Two schemas being compared. @first is the one whose whole is drawn: AFTER, but of a schema file
 * and a database always the file. */
typedef struct
{
  CrowSchema *first;  /* (owned) */
  CrowSchema *second; /* (owned) */
  gboolean is_first_after;
  gboolean is_mixed; /* one of them is a database and the other is not */
  CrowPicture picture;
  int *second_of_first; /* (owned) by relation of the first: the second's, or -1 */
  int *first_of_second; /* (owned) the other way */
} Comparison;

static void
comparison_clear (Comparison *self)
{
  crow_picture_clear (&self->picture);
  g_clear_pointer (&self->first, crow_schema_unref);
  g_clear_pointer (&self->second, crow_schema_unref);
  g_clear_pointer (&self->second_of_first, g_free);
  g_clear_pointer (&self->first_of_second, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Comparison, comparison_clear)

/* An empty schema has no provider. */
static CrowProvider
choose_provider (const CrowSchema *before, const CrowSchema *after)
{
  return after->provider != CROW_PROVIDER_NONE ? after->provider : before->provider;
}

static void
comparison_init (Comparison *self, CrowSchema *before, CrowSchema *after)
{
  gboolean was_database = crow_schema_is_database (before);
  gboolean is_database = crow_schema_is_database (after);
  CrowSchema *file = is_database ? before : after;

  *self = (Comparison){ .is_mixed = was_database != is_database,
                        .is_first_after = !(is_database && !was_database) };
  if (self->is_mixed)
    {
      self->first = crow_schema_place (file, is_database ? after : before);
      self->second = crow_schema_ref (is_database ? after : before);
    }
  else
    {
      self->first = crow_schema_ref (after);
      self->second = crow_schema_ref (before);
    }
}

/* --- relations ------------------------------------------------------------------------------ */

static char *
make_place_id (gconstpointer item, gpointer provider)
{
  return crow_foreign_key_make_place (item, GPOINTER_TO_INT (provider));
}

static char *
make_relation_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowForeignKey *) item)->relation_id);
}

static char *
make_edge_id (gconstpointer item, gpointer user_data)
{
  return g_strdup (((const CrowRelation *) item)->id);
}

static void
pair_relations (Comparison *self, guint first, guint second)
{
  if (self->second_of_first[first] >= 0 || self->first_of_second[second] >= 0)
    return;
  self->second_of_first[first] = (int) second;
  self->first_of_second[second] = (int) first;
}

/* Those that have no foreign key of their own: of views. */
static void
match_edges (Comparison *self)
{
  g_auto (CrowMatching) matching = { NULL, NULL };

  crow_matching_init (&matching, self->first->relations->len, self->second->relations->len);
  crow_matching_pair (&matching, self->first->relations, self->second->relations, make_edge_id,
                      NULL);
  for (guint i = 0; i < self->first->relations->len; i++)
    if (matching.of_before[i] >= 0)
      pair_relations (self, i, (guint) matching.of_before[i]);
}

/* By their foreign keys, as SQL does; then by place where Prisma only emulates one of them, and by
 * name where the key itself is another. */
static void
match_relations (Comparison *self)
{
  g_autoptr (GPtrArray) first = crow_schema_list_foreign_keys (self->first);
  g_autoptr (GPtrArray) second = crow_schema_list_foreign_keys (self->second);
  g_auto (CrowMatching) matching = { NULL, NULL };
  gpointer provider = GINT_TO_POINTER (self->picture.provider);

  self->second_of_first = g_new (int, self->first->relations->len + 1);
  self->first_of_second = g_new (int, self->second->relations->len + 1);
  memset (self->second_of_first, 0xff, self->first->relations->len * sizeof (int));
  memset (self->first_of_second, 0xff, self->second->relations->len * sizeof (int));
  if (self->is_mixed)
    crow_schema_keep_keys (self->first, self->second, second);
  crow_matching_init (&matching, first->len, second->len);
  crow_foreign_keys_match (&matching, first, second, self->picture.provider);
  crow_matching_pair (&matching, first, second, make_place_id, provider);
  if (!self->is_mixed)
    crow_matching_pair (&matching, first, second, make_relation_id, NULL);
  for (guint i = 0; i < first->len; i++)
    if (matching.of_before[i] >= 0)
      {
        const CrowForeignKey *one = g_ptr_array_index (first, i);
        const CrowForeignKey *two = g_ptr_array_index (second, (guint) matching.of_before[i]);

        pair_relations (self, one->relation, two->relation);
      }
  if (!self->is_mixed)
    match_edges (self);
}

static char *
join_columns (const CrowModel *model, const GArray *fields)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, g_array_index (fields, guint, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              field->column != NULL ? field->column : field->name);
    }
  return g_string_free (text, FALSE);
}

static void
add_words (GString *words, const char *what, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    g_string_append_printf (words, "%s%s %s" ARROW "%s", words->len > 0 ? ", " : "", what,
                            before != NULL ? before : "none", after != NULL ? after : "none");
}

static const char *
get_kind (const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return "many to many";
  return relation->is_one_to_one ? "one to one" : "many to one";
}

static const char *
get_enforcement (const CrowSchema *schema, const CrowRelation *relation)
{
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    return schema->relation_mode == CROW_RELATION_MODE_PRISMA ? "emulated" : "a foreign key";
  return relation->constraint != NULL ? "a foreign key" : "emulated";
}

/* What else than the actions. */
static char *
compare_relations (const CrowSchema *before_schema,
                   const CrowRelation *before,
                   const CrowSchema *after_schema,
                   const CrowRelation *after)
{
  const CrowModel *child_before = crow_schema_get_model (before_schema, before->child);
  const CrowModel *child_after = crow_schema_get_model (after_schema, after->child);
  const CrowModel *parent_before = crow_schema_get_model (before_schema, before->parent);
  const CrowModel *parent_after = crow_schema_get_model (after_schema, after->parent);
  g_autofree char *columns_before = join_columns (child_before, before->child_fields);
  g_autofree char *columns_after = join_columns (child_after, after->child_fields);
  g_autofree char *references_before = join_columns (parent_before, before->parent_fields);
  g_autofree char *references_after = join_columns (parent_after, after->parent_fields);
  GString *words = g_string_new (NULL);

  add_words (words, "is", get_kind (before), get_kind (after));
  add_words (words, "key is", before->is_optional ? "optional" : "required",
             after->is_optional ? "optional" : "required");
  add_words (words, "columns", columns_before, columns_after);
  add_words (words, "from", child_before->table, child_after->table);
  add_words (words, "to", parent_before->table, parent_after->table);
  add_words (words, "references", references_before, references_after);
  add_words (words, "is", get_enforcement (before_schema, before),
             get_enforcement (after_schema, after));
  if (before->constraint != NULL && after->constraint != NULL)
    add_words (words, "constraint", before->constraint, after->constraint);
  add_words (words, "deferrable", before->is_deferrable ? "yes" : "no",
             after->is_deferrable ? "yes" : "no");
  return g_string_free (words, FALSE);
}

/* The relation that the picture shows has what AFTER says. */
static void
mark_relation (const Comparison *self, guint index)
{
  CrowRelation *shown = crow_schema_get_relation (self->picture.schema, index);
  const CrowRelation *other;
  g_autofree char *words = NULL;
  gboolean is_changed;

  if (self->second_of_first[index] < 0)
    {
      shown->mark = self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
      return;
    }
  other = crow_schema_get_relation (self->second, (guint) self->second_of_first[index]);
  if (self->is_mixed)
    words = g_strdup ("");
  else
    words = compare_relations (self->second, other, self->first,
                               crow_schema_get_relation (self->first, index));
  is_changed = *words != '\0';
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      CrowAction mine = shown->clauses[event].action;

      is_changed |= mine != other->clauses[event].action;
      shown->before[event] = self->is_first_after ? other->clauses[event].action : mine;
      if (!self->is_first_after)
        shown->clauses[event] = other->clauses[event];
    }
  if (is_changed)
    shown->mark = CROW_MARK_CHANGED;
  if (*words != '\0')
    shown->change = g_steal_pointer (&words);
}

/* --- models and fields ---------------------------------------------------------------------- */

static char *
describe_type (const CrowField *field)
{
  static const char *const endings[] = { "", "?", "[]" };
  const char *native = field->native_type;

  return g_strconcat (field->type != NULL ? field->type : "", endings[field->arity],
                      native != NULL ? " @db." : "", native, NULL);
}

static gboolean
is_row (const CrowField *field)
{
  return field->kind != CROW_TYPE_MODEL;
}

static char *
compare_fields (const CrowField *before, const CrowField *after)
{
  g_autofree char *type_before = describe_type (before);
  g_autofree char *type_after = describe_type (after);
  GString *words = g_string_new (NULL);

  if (strcmp (type_before, type_after) != 0)
    g_string_append_printf (words, "%s" ARROW "%s", type_before, type_after);
  if (strcmp (before->name, after->name) != 0)
    g_string_append_printf (words, "%swas %s", words->len > 0 ? ", " : "", before->name);
  add_words (words, "default", before->default_value, after->default_value);
  add_words (words, "unique", before->is_unique ? "yes" : "no", after->is_unique ? "yes" : "no");
  add_words (words, "primary key", before->is_primary_key ? "yes" : "no",
             after->is_primary_key ? "yes" : "no");
  return g_string_free (words, FALSE);
}

static void
mark_field (const Comparison *self, CrowField *field, const CrowField *other)
{
  g_autofree char *words = NULL;

  if (self->is_mixed) /* a schema file's types are not a database's */
    return;
  words = compare_fields (other, field);
  if (*words == '\0')
    return;
  field->mark = CROW_MARK_CHANGED;
  field->change = g_steal_pointer (&words);
}

/* @index: of the picture, which has the fields of both after this. */
static void
mark_fields (Comparison *self, guint index, const CrowModel *other)
{
  CrowModel *model = crow_schema_get_model (self->picture.schema, index);
  guint n = model->fields->len;
  g_autofree gboolean *is_found = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < other->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (other, i);
      guint found;

      if (!is_row (field) || field->column == NULL)
        continue;
      found = crow_picture_map_field (&self->picture, index, field);
      if (found < n)
        {
          is_found[found] = TRUE;
          mark_field (self, crow_model_get_field (model, found), field);
        }
      else
        crow_model_get_field (model, found)->mark = self->is_first_after ? CROW_MARK_REMOVED
                                                                         : CROW_MARK_ADDED;
    }
  for (guint i = 0; i < n; i++)
    {
      CrowField *field = crow_model_get_field (model, i);

      if (is_row (field) && field->column != NULL && !is_found[i])
        field->mark = self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
    }
  for (guint i = 0; i < model->fields->len; i++)
    if (crow_model_get_field (model, i)->mark != CROW_MARK_NONE)
      model->mark = CROW_MARK_CHANGED;
}

static char *
describe_key (const CrowModel *model, const CrowKey *key)
{
  static const char *const kinds[] = { "@@id", "@@unique", "@@index", "@@fulltext" };
  g_autofree char *columns = join_columns (model, key->fields);

  return g_strdup_printf ("%s (%s)%s%s", kinds[key->kind], columns, key->detail != NULL ? " " : "",
                          key->detail != NULL ? key->detail : "");
}

/* Keys over several columns and indexes, which no row shows. */
static GHashTable *
list_keys (const CrowModel *model)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);

      if (key->fields->len > 1 || key->kind == CROW_KEY_INDEX || key->kind == CROW_KEY_FULLTEXT)
        g_hash_table_add (keys, describe_key (model, key));
    }
  return keys;
}

static void
add_key_words (GString *words, const CrowModel *model, GHashTable *others, const char *sign)
{
  for (guint i = 0; i < model->keys->len; i++)
    {
      const CrowKey *key = g_ptr_array_index (model->keys, i);
      g_autofree char *text = describe_key (model, key);

      if ((key->fields->len > 1 || key->kind == CROW_KEY_INDEX || key->kind == CROW_KEY_FULLTEXT) &&
          !g_hash_table_contains (others, text))
        g_string_append_printf (words, "%s%s %s", words->len > 0 ? ", " : "", sign, text);
    }
}

/* Its name, its keys. */
static void
mark_model (const Comparison *self, CrowModel *model, const CrowModel *mine, const CrowModel *other)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GHashTable) my_keys = NULL;
  g_autoptr (GHashTable) other_keys = NULL;

  if (self->is_mixed)
    return;
  my_keys = list_keys (mine);
  other_keys = list_keys (other);
  if (strcmp (mine->name, other->name) != 0)
    g_string_append_printf (words, "was %s", other->name);
  add_key_words (words, mine, other_keys, "+");
  add_key_words (words, other, my_keys, "−");
  if (words->len == 0)
    return;
  model->mark = CROW_MARK_CHANGED;
  model->change = g_strdup (words->str);
}

static void
mark_models (Comparison *self)
{
  guint n_first = self->first->models->len;
  g_autofree int *partners = g_new (int, n_first + 1);
  CrowPicture *picture = &self->picture;

  for (guint i = 0; i < n_first; i++)
    partners[i] = -1;
  for (guint i = 0; i < self->second->models->len; i++)
    if (picture->model_of_second[i] >= 0 && (guint) picture->model_of_second[i] < n_first)
      partners[picture->model_of_second[i]] = (int) i;
  for (guint i = 0; i < picture->schema->models->len; i++)
    {
      CrowModel *model = crow_schema_get_model (picture->schema, i);
      const CrowModel *other;

      if (i >= n_first || partners[i] < 0)
        {
          model->mark = (i < n_first) == self->is_first_after ? CROW_MARK_ADDED : CROW_MARK_REMOVED;
          continue;
        }
      other = crow_schema_get_model (self->second, (guint) partners[i]);
      mark_fields (self, i, other);
      mark_model (self, model, crow_schema_get_model (self->first, i), other);
    }
}

/* --- all of it ------------------------------------------------------------------------------ */

static void
add_second_relations (Comparison *self)
{
  const CrowPicture *picture = &self->picture;

  for (guint i = 0; i < self->second->relations->len; i++)
    {
      const CrowRelation *relation = crow_schema_get_relation (self->second, i);

      if (self->first_of_second[i] < 0 && picture->model_of_second[relation->child] >= 0 &&
          picture->model_of_second[relation->parent] >= 0)
        crow_picture_add_relation (&self->picture, relation,
                                   self->is_first_after ? CROW_MARK_REMOVED : CROW_MARK_ADDED);
    }
}

static void
count (CrowChangeCount *self, CrowMark mark)
{
  self->added += mark == CROW_MARK_ADDED;
  self->removed += mark == CROW_MARK_REMOVED;
  self->changed += mark == CROW_MARK_CHANGED;
}

static void
count_all (CrowChanges *self)
{
  for (guint i = 0; i < self->schema->models->len; i++)
    {
      const CrowModel *model = crow_schema_get_model (self->schema, i);

      count (&self->models, model->mark);
      for (guint j = 0; j < model->fields->len; j++)
        count (&self->fields, crow_model_get_field (model, j)->mark);
    }
  for (guint i = 0; i < self->schema->relations->len; i++)
    count (&self->relations, crow_schema_get_relation (self->schema, i)->mark);
}

static char *
describe_rest (const Comparison *self, const CrowSchema *before, const CrowSchema *after)
{
  GString *note = g_string_new (NULL);

  if (self->is_mixed)
    g_string_append (note, "Between a schema file and a database types, defaults and indexes are "
                           "not compared");
  if (before->provider != after->provider && before->provider != CROW_PROVIDER_NONE &&
      after->provider != CROW_PROVIDER_NONE)
    g_string_append_printf (note, "%sThe provider changes from %s to %s", note->len > 0 ? ". " : "",
                            crow_provider_get_display_name (before->provider),
                            crow_provider_get_display_name (after->provider));
  return g_string_free (note, note->len == 0);
}

/**
 * crow_changes_new:
 * @before: a sealed schema
 * @after: another
 *
 * A table is the same as long as its database name is, whatever its model is called; a relation as
 * long as its foreign key can be paired as for SQL, or keeps its name. A clause counts as changed
 * where the action in force does, so a default that comes to mean something else is told and one
 * that is only written out is not. Linear; any thread.
 *
 * Returns: (transfer full): both as one picture
 */
CrowChanges *
crow_changes_new (CrowSchema *before, CrowSchema *after)
{
  CrowChanges *self = g_new0 (CrowChanges, 1);
  g_auto (Comparison) comparison = { NULL };
  g_autofree gboolean *is_end = NULL;

  comparison_init (&comparison, before, after);
  crow_picture_init (&comparison.picture, comparison.first, comparison.second,
                     choose_provider (before, after));
  match_relations (&comparison);
  is_end = g_new0 (gboolean, comparison.second->models->len + 1);
  crow_picture_add_second_models (&comparison.picture, is_end);
  mark_models (&comparison);
  for (guint i = 0; i < comparison.first->relations->len; i++)
    mark_relation (&comparison, i);
  add_second_relations (&comparison);
  self->note = describe_rest (&comparison, before, after);
  self->schema = crow_picture_finish (&comparison.picture);
  count_all (self);
  return self;
}

/**
 * crow_changes_free:
 * @self: (transfer full): changes
 */
void
crow_changes_free (CrowChanges *self)
{
  crow_schema_unref (self->schema);
  g_free (self->note);
  g_free (self);
}

static guint
sum (const CrowChangeCount *count)
{
  return count->added + count->removed + count->changed;
}

/**
 * crow_changes_is_empty:
 * @self: changes
 *
 * Returns: whether nothing is marked
 */
gboolean
crow_changes_is_empty (const CrowChanges *self)
{
  return sum (&self->models) + sum (&self->fields) + sum (&self->relations) == 0;
}

static void
append_count (GString *text, const CrowChangeCount *count, const char *noun)
{
  const struct
  {
    guint n;
    const char *word;
  } parts[] = { { count->added, "added" },
                { count->removed, "removed" },
                { count->changed, "changed" } };
  gboolean is_first = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].n == 0)
        continue;
      g_string_append_printf (text, "%s%u ",
                              !is_first       ? ", "
                              : text->len > 0 ? "; "
                                              : "",
                              parts[i].n);
      if (is_first)
        g_string_append_printf (text, "%s%s ", noun, parts[i].n == 1 ? "" : "s");
      g_string_append (text, parts[i].word);
      is_first = FALSE;
    }
}

/**
 * crow_changes_describe:
 * @self: changes
 *
 * Returns: (transfer full): one English line that counts them
 */
char *
crow_changes_describe (const CrowChanges *self)
{
  GString *text = g_string_new (NULL);

  append_count (text, &self->relations, "relation");
  append_count (text, &self->models, "model");
  append_count (text, &self->fields, "field");
  return g_string_free (text->len > 0 ? text : g_string_append (text, "nothing changed"), FALSE);
}

static const char *
get_sign (CrowMark mark)
{
  return mark == CROW_MARK_ADDED ? "+" : mark == CROW_MARK_REMOVED ? "-" : "~";
}

static void
list_relation (GString *text, const CrowSchema *schema, guint index)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const char *separator = ": ";

  if (relation->mark == CROW_MARK_NONE)
    return;
  g_string_append_printf (text, "%s relation %s to %s", get_sign (relation->mark), relation->id,
                          crow_schema_get_model (schema, relation->parent)->name);
  for (guint event = 0; event < CROW_N_EVENTS; event++)
    {
      const CrowClause *clause = &relation->clauses[event];
      const char *reason = clause->reason == CROW_REASON_DEFAULT ? " (default)" : "";
      gboolean is_other = clause->action != relation->before[event];

      if (relation->mark == CROW_MARK_CHANGED && !is_other)
        continue;
      g_string_append_printf (text, "%son %s ", separator,
                              event == CROW_EVENT_DELETE ? "delete" : "update");
      if (relation->mark == CROW_MARK_CHANGED)
        g_string_append_printf (text, "%s" ARROW, crow_action_get_name (relation->before[event]));
      g_string_append_printf (text, "%s%s", crow_action_get_name (clause->action), reason);
      separator = ", ";
    }
  if (relation->change != NULL)
    g_string_append_printf (text, "%s%s", separator, relation->change);
  g_string_append_c (text, '\n');
}

static void
list_model (GString *text, const CrowModel *model)
{
  if (model->mark == CROW_MARK_ADDED || model->mark == CROW_MARK_REMOVED || model->change != NULL)
    g_string_append_printf (text, "%s model %s%s%s\n", get_sign (model->mark), model->name,
                            model->change != NULL ? ": " : "",
                            model->change != NULL ? model->change : "");
  for (guint i = 0; i < model->fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (model, i);
      g_autofree char *type = describe_type (field);

      if (field->mark != CROW_MARK_NONE)
        g_string_append_printf (text, "%s field %s.%s: %s\n", get_sign (field->mark), model->name,
                                field->name, field->change != NULL ? field->change : type);
    }
}

/**
 * crow_changes_list:
 * @self: changes
 *
 * Returns: (transfer full): a line for every change, relations first; empty where nothing changed
 */
char *
crow_changes_list (const CrowChanges *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->schema->relations->len; i++)
    list_relation (text, self->schema, i);
  for (guint i = 0; i < self->schema->models->len; i++)
    list_model (text, crow_schema_get_model (self->schema, i));
  return g_string_free (text, FALSE);
}
