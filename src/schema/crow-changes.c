#include "crow-changes-private.h"

#include "crow-schema-diff-private.h"
#include "crow-schema-private.h"

static void
comparison_clear (CrowComparison *self)
{
  crow_picture_clear (&self->picture);
  g_clear_pointer (&self->first, crow_schema_unref);
  g_clear_pointer (&self->second, crow_schema_unref);
  g_clear_pointer (&self->second_of_first, g_free);
  g_clear_pointer (&self->first_of_second, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowComparison, comparison_clear)

/* An empty schema has no provider. */
static CrowProvider
choose_provider (const CrowSchema *before, const CrowSchema *after)
{
  return after->provider != CROW_PROVIDER_NONE ? after->provider : before->provider;
}

static void
comparison_init (CrowComparison *self, CrowSchema *before, CrowSchema *after)
{
  gboolean was_database = crow_schema_is_database (before);
  gboolean is_database = crow_schema_is_database (after);
  CrowSchema *file = is_database ? before : after;

  *self = (CrowComparison){ .is_mixed = was_database != is_database,
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
describe_rest (const CrowComparison *self, const CrowSchema *before, const CrowSchema *after)
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
  g_auto (CrowComparison) comparison = { NULL };
  g_autofree gboolean *is_end = NULL;

  comparison_init (&comparison, before, after);
  crow_picture_init (&comparison.picture, comparison.first, comparison.second,
                     choose_provider (before, after));
  crow_comparison_match_relations (&comparison);
  is_end = g_new0 (gboolean, comparison.second->models->len + 1);
  crow_picture_add_second_models (&comparison.picture, is_end);
  crow_comparison_mark_models (&comparison);
  crow_comparison_mark_relations (&comparison);
  crow_comparison_add_relations (&comparison);
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
