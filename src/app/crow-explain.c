#include "crow-explain.h"

#include <glib/gi18n.h>

#include "crow-explain-private.h"
#include "crow-words.h"

/* How many names a sentence lists before it counts the rest. */
#define MOST_NAMES 4

/* "a User"; a table's name is taken as it is: "a row of customers" */
static char *
name_one (const CrowSubject *self, const CrowModel *model)
{
  return crow_explain_name_one (self->schema, model);
}

/* Is there another relation between the two models, so that "its Articles" would be unclear? */
static gboolean
has_sibling (const CrowSubject *self)
{
  if (self->relation->child == self->relation->parent)
    return TRUE;
  for (guint i = 0; i < self->schema->relations->len; i++)
    {
      const CrowRelation *other = crow_schema_get_relation (self->schema, i);

      if (other != self->relation && other->kind == CROW_RELATION_FOREIGN_KEY &&
          other->child == self->relation->child && other->parent == self->relation->parent)
        return TRUE;
    }
  return FALSE;
}

/* "its Articles", "its Profile", "the Articles that refer to it by editorId" */
static char *
name_children (const CrowSubject *self)
{
  g_autofree char *many = crow_words_plural (self->child->name);
  const char *name = self->relation->is_one_to_one ? self->child->name : many;
  g_autofree char *key = NULL;

  if (!has_sibling (self))
    /* Translators: %s is a model's name, "its Articles" or "its Profile" */
    return g_strdup_printf (_ ("its %s"), name);
  key = crow_subject_list_fields (self, FALSE);
  if (self->relation->is_one_to_one)
    /* Translators: a model's name, then its fields: "the Profile that refers to it by userId" */
    return g_strdup_printf (_ ("the %s that refers to it by %s"), name, key);
  /* Translators: a model's name, then its fields: "the Articles that refer to it by editorId" */
  return g_strdup_printf (_ ("the %s that refer to it by %s"), name, key);
}

/* "an Article refers to it", "Articles refer to it by editorId" */
static char *
name_hindrance (const CrowSubject *self)
{
  g_autofree char *many = crow_words_plural (self->child->name);
  g_autofree char *one = name_one (self, self->child);
  g_autofree char *key = crow_subject_list_fields (self, FALSE);

  if (!has_sibling (self))
    return self->relation->is_one_to_one
               /* Translators: "a Profile refers to it" */
               ? g_strdup_printf (_ ("%s refers to it"), one)
               /* Translators: "Articles refer to it" */
               : g_strdup_printf (_ ("%s refer to it"), many);
  return self->relation->is_one_to_one
             /* Translators: "a Profile refers to it by userId" */
             ? g_strdup_printf (_ ("%s refers to it by %s"), one, key)
             /* Translators: "Articles refer to it by editorId" */
             : g_strdup_printf (_ ("%s refer to it by %s"), many, key);
}

static void
append_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static void
append_cascade (GString *text, const CrowSubject *self, guint index)
{
  g_autoptr (CrowCascade) cascade = crow_cascade_follow (self->schema, index);
  g_autofree char *parent = name_one (self, self->parent);
  g_autofree char *children = name_children (self);
  g_autofree char *deleted = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *nulled = NULL;

  if (cascade->deleted->len > 0)
    deleted = crow_words_join (cascade->deleted, MOST_NAMES);
  if (self->relation->child == self->relation->parent)
    /* Translators: a tree: "Deleting a Category deletes the Categories that refer to it by
     * parentId, and theirs in turn." */
    append_sentence (text, g_strdup_printf (_ ("Deleting %s deletes %s, and theirs in turn."),
                                            parent, children));
  else if (deleted != NULL)
    /* Translators: "Deleting a User deletes its Articles, and with them their Comments." */
    append_sentence (text,
                     self->relation->is_one_to_one
                         ? g_strdup_printf (_ ("Deleting %s deletes %s, and with it its %s."),
                                            parent, children, deleted)
                         : g_strdup_printf (_ ("Deleting %s deletes %s, and with them their %s."),
                                            parent, children, deleted));
  else
    /* Translators: "Deleting a User deletes its Articles." */
    append_sentence (text, g_strdup_printf (_ ("Deleting %s deletes %s."), parent, children));
  if (cascade->refused->len > 0)
    {
      refused = crow_words_join (cascade->refused, MOST_NAMES);
      /* Translators: a list of relations, "Comment.author and Invoice.article" */
      append_sentence (text, g_strdup_printf (_ ("All of it is refused while %s still refers to "
                                                 "one of them."),
                                              refused));
    }
  if (cascade->nulled->len > 0)
    {
      nulled = crow_words_join (cascade->nulled, MOST_NAMES);
      /* Translators: a list of relations, "Note.article and Draft.article" */
      append_sentence (text,
                       g_strdup_printf (_ ("Where %s refers to one of them, it becomes NULL."),
                                        nulled));
    }
}

/* The defaults of the key's fields, or NULL where one has none. */
static char *
list_defaults (const CrowSubject *self)
{
  GArray *fields = self->relation->child_fields;
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      const CrowField *field = crow_model_get_field (self->child, g_array_index (fields, guint, i));

      if (field->default_value == NULL)
        return NULL;
      g_ptr_array_add (values, field->default_value);
    }
  return values->len > 0 ? crow_words_join (values, values->len) : NULL;
}

static void
append_set_default (GString *text, const CrowSubject *self)
{
  g_autofree char *parent = name_one (self, self->parent);
  g_autofree char *children = name_children (self);
  g_autofree char *key = crow_subject_list_fields (self, FALSE);
  g_autofree char *defaults = list_defaults (self);
  g_autofree char *target = crow_subject_list_fields (self, TRUE);

  if (defaults != NULL)
    /* Translators: "Deleting a Status keeps its Articles and sets their statusId to the default, 1.
     * It is refused where no Status has that id." */
    append_sentence (text,
                     g_strdup_printf (_ ("Deleting %s keeps %s and sets %s to the default, %s. "
                                         "It is refused where no %s has that %s."),
                                      parent, children, key, defaults, self->parent->name, target));
  else if (crow_subject_has_required_field (self))
    append_sentence (text, g_strdup_printf (_ ("Deleting %s would set %s of %s to its default, but "
                                               "it has "
                                               "none and may not be NULL: the delete is refused."),
                                            parent, key, children));
  else
    append_sentence (text, g_strdup_printf (_ ("Deleting %s keeps %s and sets %s to NULL: it has "
                                               "no default."),
                                            parent, children, key));
}

static void
append_set_null (GString *text, const CrowSubject *self)
{
  g_autofree char *parent = name_one (self, self->parent);
  g_autofree char *children = name_children (self);
  g_autofree char *hindrance = name_hindrance (self);
  g_autofree char *key = crow_subject_list_set_fields (self);

  if (crow_subject_has_required_field (self))
    /* Translators: "Deleting a User would set authorId to NULL, which it may not be: it fails while
     * Articles refer to it." */
    append_sentence (text, g_strdup_printf (_ ("Deleting %s would set %s to NULL, which is not "
                                               "allowed there: it fails while %s."),
                                            parent, key, hindrance));
  else
    /* Translators: "Deleting a User keeps its Articles and sets editorId to NULL." */
    append_sentence (text, g_strdup_printf (_ ("Deleting %s keeps %s and sets %s to NULL."), parent,
                                            children, key));
}

static void
append_refused (GString *text, const CrowSubject *self)
{
  g_autofree char *parent = name_one (self, self->parent);
  g_autofree char *hindrance = name_hindrance (self);
  g_autofree char *children = name_children (self);

  if (!crow_subject_is_refused (self, CROW_EVENT_DELETE))
    {
      append_sentence (text, g_strdup_printf (_ ("Deleting %s leaves %s as they are, referring to "
                                                 "nothing: no database constraint checks it."),
                                              parent, children));
      return;
    }
  /* Translators: "Deleting a User is refused while Articles refer to it." */
  append_sentence (text,
                   g_strdup_printf (_ ("Deleting %s is refused while %s."), parent, hindrance));
  if (self->relation->clauses[CROW_EVENT_DELETE].action == CROW_ACTION_NO_ACTION &&
      self->schema->provider == CROW_PROVIDER_POSTGRESQL)
    append_sentence (text, g_strdup (self->relation->is_initially_deferred
                                         ? _ ("This is checked when the transaction commits: what "
                                              "is put right before does not count.")
                                         : _ ("This is checked when the statement ends: what the "
                                              "same statement deletes does not count.")));
}

/* A database's foreign key that nothing enforces. */
static void
append_asleep (GString *text, const CrowSubject *self)
{
  g_autofree char *parent = name_one (self, self->parent);
  g_autofree char *children = name_children (self);

  /* Translators: "Deleting a row of users leaves its orders as they are …" */
  append_sentence (text, g_strdup_printf (_ ("Deleting %s leaves %s as they are, referring to "
                                             "nothing: the foreign key is not enforced now."),
                                          parent, children));
}

static char *
explain_links (const CrowSubject *self)
{
  g_autofree char *child = name_one (self, self->child);
  g_autofree char *parent = name_one (self, self->parent);

  if (self->child == self->parent)
    return g_strdup_printf (_ ("Deleting %s removes its links; the rows it was linked to stay."),
                            child);
  /* Translators: "Deleting an Article or a Category removes the links between the two …" */
  return g_strdup_printf (
      _ ("Deleting %s or %s removes its links; the rows at the other end stay."), child, parent);
}

/**
 * crow_explain_name_one:
 * @schema: a schema
 * @model: one of its models
 *
 * Returns: (transfer full): "a User", or "a row of customers" where @schema is a database's: nobody
 *   knows which words its names are
 */
char *
crow_explain_name_one (const CrowSchema *schema, const CrowModel *model)
{
  return crow_schema_is_database (schema)
             /* Translators: %s is a table's name */
             ? g_strdup_printf (_ ("a row of %s"), model->name)
             : crow_words_with_article (model->name);
}

/**
 * crow_explain_name:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * What people call a relation: a schema file's by its field; a database's, whose id is that of the
 * constraint, by the columns of its key.
 *
 * Returns: (transfer full): "Article.author", "orders.customer_id", "lines.order_id, lines.number"
 */
char *
crow_explain_name (const CrowSchema *schema, guint relation)
{
  const CrowRelation *edge = crow_schema_get_relation (schema, relation);
  const CrowModel *child = crow_schema_get_model (schema, edge->child);
  GString *name = g_string_new (NULL);

  if (edge->facts == NULL || edge->child_fields->len == 0)
    g_string_append (name, edge->id);
  else
    for (guint i = 0; i < edge->child_fields->len; i++)
      {
        guint field = g_array_index (edge->child_fields, guint, i);

        g_string_append_printf (name, "%s%s.%s", i > 0 ? ", " : "", child->name,
                                crow_model_get_field (child, field)->name);
      }
  return g_string_free (name, FALSE);
}

/**
 * crow_explain_title:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): "Article.author → User", "Article.categories ↔ Category"
 */
char *
crow_explain_title (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  g_autofree char *name = crow_explain_name (schema, relation);

  return g_strdup_printf ("%s %s %s", name,
                          self.relation->kind == CROW_RELATION_MANY_TO_MANY ? "↔" : "→",
                          self.parent->name);
}

static char *
name_key (const CrowModel *model, GArray *fields, const char *list)
{
  if (fields->len == 0)
    return g_strdup (model->name);
  return fields->len == 1 ? g_strdup_printf ("%s.%s", model->name, list)
                          : g_strdup_printf ("%s (%s)", model->name, list);
}

/**
 * crow_explain_caption:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): "Article.authorId refers to User.id · many to one, required"
 */
char *
crow_explain_caption (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  g_autofree char *key = crow_subject_list_fields (&self, FALSE);
  g_autofree char *target = crow_subject_list_fields (&self, TRUE);
  g_autofree char *child = name_key (self.child, self.relation->child_fields, key);
  g_autofree char *parent = name_key (self.parent, self.relation->parent_fields, target);

  if (self.relation->kind == CROW_RELATION_MANY_TO_MANY)
    return g_strdup_printf (_ ("Many to many through the hidden table %s"),
                            self.relation->join_table);
  if (self.relation->is_one_to_one)
    return self.relation->is_optional
               ? g_strdup_printf (_ ("%s refers to %s · one to one, optional"), child, parent)
               : g_strdup_printf (_ ("%s refers to %s · one to one, required"), child, parent);
  return self.relation->is_optional
             ? g_strdup_printf (_ ("%s refers to %s · many to one, optional"), child, parent)
             : g_strdup_printf (_ ("%s refers to %s · many to one, required"), child, parent);
}

/**
 * crow_explain_delete:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): what a delete of a parent does, cascades followed to their end
 */
char *
crow_explain_delete (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  GString *text = g_string_new (NULL);

  if (self.relation->kind == CROW_RELATION_MANY_TO_MANY)
    append_sentence (text, explain_links (&self));
  else if (crow_subject_is_asleep (&self))
    append_asleep (text, &self);
  else
    switch (self.relation->clauses[CROW_EVENT_DELETE].action)
      {
      case CROW_ACTION_CASCADE:
        append_cascade (text, &self, relation);
        break;
      case CROW_ACTION_SET_NULL:
        append_set_null (text, &self);
        break;
      case CROW_ACTION_SET_DEFAULT:
        append_set_default (text, &self);
        break;
      case CROW_ACTION_RESTRICT:
      case CROW_ACTION_NO_ACTION:
        append_refused (text, &self);
        break;
      case CROW_ACTION_UNKNOWN:
      default:
        append_sentence (text, g_strdup (_ ("What a delete does here is not known.")));
      }
  return g_string_free (text, FALSE);
}

static const char *
get_update_format (const CrowSubject *self)
{
  switch (self->relation->clauses[CROW_EVENT_UPDATE].action)
    {
    case CROW_ACTION_CASCADE:
      /* Translators: "Changing a User’s id changes authorId of its Articles with it." */
      return _ ("Changing %1$s changes %2$s of %3$s with it.");
    case CROW_ACTION_SET_NULL:
      if (crow_subject_has_required_field (self))
        break;
      /* Translators: "Changing a User’s id sets editorId of its Articles to NULL." */
      return _ ("Changing %1$s sets %2$s of %3$s to NULL.");
    case CROW_ACTION_SET_DEFAULT:
      /* Translators: "Changing a User’s id sets editorId of its Articles to its default." */
      return _ ("Changing %1$s sets %2$s of %3$s to its default.");
    case CROW_ACTION_NO_ACTION:
      if (crow_subject_is_refused (self, CROW_EVENT_UPDATE))
        break;
      /* Translators: "Changing a User’s id leaves authorId of its Articles as it is." */
      return _ ("Changing %1$s leaves %2$s of %3$s as it is.");
    default:
      break;
    }
  return NULL;
}

/* "a User’s id", "customers.id"; "User.id" in a sentence of another language */
static char *
name_parent_key (const CrowSubject *self, const char *target)
{
  g_autofree char *one = NULL;

  if (crow_schema_is_database (self->schema) || !crow_words_are_english ())
    return name_key (self->parent, self->relation->parent_fields, target);
  one = crow_words_with_article (self->parent->name);
  return g_strdup_printf ("%s’s %s", one, target);
}

/**
 * crow_explain_update:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): what a change of what the key refers to does
 */
char *
crow_explain_update (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  const char *format = get_update_format (&self);
  g_autofree char *target = crow_subject_list_fields (&self, TRUE);
  g_autofree char *parent_key = name_parent_key (&self, target);
  g_autofree char *key = crow_subject_list_fields (&self, FALSE);
  g_autofree char *children = NULL;
  g_autofree char *hindrance = NULL;

  if (self.relation->kind == CROW_RELATION_MANY_TO_MANY)
    return g_strdup (_ ("Changing an id changes its links with it."));
  if (*key == '\0' || *target == '\0')
    return g_strdup (_ ("What a change does here is not known: the relation’s fields could not be "
                        "read."));
  if (crow_subject_is_asleep (&self))
    return g_strdup_printf (_ ("Changing %s changes nothing else: the foreign key is not enforced "
                               "now."),
                            parent_key);
  if (format != NULL)
    {
      children = name_children (&self);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      return g_strdup_printf (format, parent_key, key, children);
#pragma GCC diagnostic pop
    }
  hindrance = name_hindrance (&self);
  /* Translators: "Changing a User’s id is refused while Articles refer to it." */
  return g_strdup_printf (_ ("Changing %s is refused while %s."), parent_key, hindrance);
}

/**
 * crow_explain_effect:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): one line on what a delete of the parent does
 */
char *
crow_explain_effect (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  g_autofree char *many = crow_words_plural (self.child->name);
  const char *children = self.relation->is_one_to_one ? self.child->name : many;
  g_autofree char *key = crow_subject_list_fields (&self, FALSE);
  g_autofree char *hindrance = name_hindrance (&self);

  if (self.relation->kind == CROW_RELATION_MANY_TO_MANY)
    return g_strdup (_ ("removes the links"));
  if (crow_subject_is_asleep (&self))
    return g_strdup_printf (_ ("leaves its %s as they are"), children);
  if (crow_subject_is_refused (&self, CROW_EVENT_DELETE))
    /* Translators: what deleting a row does: "is refused while Articles refer to it" */
    return g_strdup_printf (_ ("is refused while %s"), hindrance);
  switch (self.relation->clauses[CROW_EVENT_DELETE].action)
    {
    case CROW_ACTION_CASCADE:
      /* Translators: what deleting a row does: "deletes its Articles" */
      return g_strdup_printf (_ ("deletes its %s"), children);
    case CROW_ACTION_SET_NULL:
      return g_strdup_printf (_ ("sets %s to NULL"), key);
    case CROW_ACTION_SET_DEFAULT:
      return g_strdup_printf (_ ("sets %s to its default"), key);
    default:
      return g_strdup_printf (_ ("leaves its %s as they are"), children);
    }
}

/**
 * crow_explain_may_refuse:
 * @schema: a schema
 * @relation: index of one of its relations
 * @event: delete of a parent, or change of what the key refers to
 *
 * Returns: whether @event may fail because of @relation or of what it cascades to
 */
gboolean
crow_explain_may_refuse (const CrowSchema *schema, guint relation, CrowEvent event)
{
  CrowSubject self = crow_subject_init (schema, relation);
  g_autoptr (CrowCascade) cascade = NULL;

  if (crow_subject_is_refused (&self, event))
    return TRUE;
  if (self.relation->kind != CROW_RELATION_FOREIGN_KEY)
    return FALSE;
  if (self.relation->clauses[event].action == CROW_ACTION_SET_DEFAULT)
    return TRUE;
  if (event != CROW_EVENT_DELETE || self.relation->clauses[event].action != CROW_ACTION_CASCADE)
    return FALSE;
  cascade = crow_cascade_follow (schema, relation);
  return cascade->refused->len > 0;
}
