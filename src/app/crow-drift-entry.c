#include "crow-drift-entry.h"

#include <glib/gi18n.h>
#include <gio/gio.h>

#include "crow-words.h"

/* How many names a line lists before it counts the rest. */
#define MOST_NAMES 8

G_DEFINE_FINAL_TYPE (CrowDriftEntry, crow_drift_entry, G_TYPE_OBJECT)

static void
crow_drift_entry_finalize (GObject *object)
{
  CrowDriftEntry *self = CROW_DRIFT_ENTRY (object);

  g_clear_pointer (&self->relation, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->differences, g_free);
  g_clear_pointer (&self->unsayable, g_free);

  G_OBJECT_CLASS (crow_drift_entry_parent_class)->finalize (object);
}

static void
crow_drift_entry_class_init (CrowDriftEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_drift_entry_finalize;
}

static void
crow_drift_entry_init (CrowDriftEntry *self)
{
}

static char *
describe_key (const CrowForeignKey *key)
{
  g_autofree char *columns = crow_words_join (key->columns, MOST_NAMES);
  g_autofree char *target = crow_words_join (key->ref_columns, MOST_NAMES);

  return g_strdup_printf ("%s (%s) → %s (%s)", key->table, columns, key->ref_table, target);
}

static char *
describe_actions (const CrowForeignKey *key)
{
  return g_strdup_printf ("onDelete %s, onUpdate %s",
                          crow_action_get_name (key->clauses[CROW_EVENT_DELETE].action),
                          crow_action_get_name (key->clauses[CROW_EVENT_UPDATE].action));
}

static char *
describe_differences (const CrowDriftItem *item)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *one = g_ptr_array_index (item->differences, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: "onDelete: Cascade in the schema, SetNull in the database" */
      g_string_append_printf (text, _ ("%s: %s in the schema, %s in the database"), one->clause,
                              one->schema != NULL ? one->schema : "–",
                              one->database != NULL ? one->database : "–");
    }
  return g_string_free (text, FALSE);
}

/* Whether nothing but actions differs, so that the schema file can take the database's. */
static gboolean
can_take (const CrowDriftItem *item)
{
  if (item->kind != CROW_DRIFT_DIFFERS)
    return FALSE;
  for (guint i = 0; i < item->differences->len; i++)
    {
      const CrowDriftDifference *one = g_ptr_array_index (item->differences, i);

      if (!g_str_equal (one->clause, crow_event_get_argument (CROW_EVENT_DELETE)) &&
          !g_str_equal (one->clause, crow_event_get_argument (CROW_EVENT_UPDATE)))
        return FALSE;
    }
  return TRUE;
}

/* The key that the entry is about: the schema's, where it has one. */
static const CrowForeignKey *
get_key (const CrowDrift *drift, const CrowDriftItem *item)
{
  if (item->schema_key >= 0)
    return g_ptr_array_index (drift->schema_keys, (guint) item->schema_key);
  return g_ptr_array_index (drift->database_keys, (guint) item->database_key);
}

/**
 * crow_drift_entry_new:
 * @drift: a comparison
 * @item: index of one of its items
 *
 * Returns: (transfer full): what a list says of it
 */
CrowDriftEntry *
crow_drift_entry_new (const CrowDrift *drift, guint item)
{
  CrowDriftEntry *self = g_object_new (CROW_TYPE_DRIFT_ENTRY, NULL);
  const CrowDriftItem *found = g_ptr_array_index (drift->items, item);
  const CrowForeignKey *key = get_key (drift, found);

  self->kind = found->kind;
  self->item = item;
  self->relation = g_strdup (key->relation_id);
  self->key = describe_key (key);
  self->differences = found->kind == CROW_DRIFT_DIFFERS ? describe_differences (found)
                                                        : describe_actions (key);
  if (found->unsayable->len > 0)
    self->unsayable = crow_words_join (found->unsayable, MOST_NAMES);
  self->can_take = can_take (found);
  return self;
}

/**
 * crow_drift_kind_get_word:
 * @kind: how a foreign key stands in two sources
 *
 * Returns: (transfer none): a word or two for a badge
 */
const char *
crow_drift_kind_get_word (CrowDriftKind kind)
{
  switch (kind)
    {
    case CROW_DRIFT_DIFFERS:
      return _ ("differs");
    case CROW_DRIFT_ONLY_SCHEMA:
      return _ ("only schema");
    case CROW_DRIFT_ONLY_DATABASE:
      return _ ("only database");
    case CROW_DRIFT_EQUAL:
    default:
      return _ ("equal");
    }
}
