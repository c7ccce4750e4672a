#include "crow-window-private.h"

#include <glib/gi18n.h>

#include "crow-announce.h"
#include "crow-library-words.h"

static void
tell_edit (CrowWindow *self, const char *relation, CrowEvent event)
{
  CrowSchema *schema = crow_document_get_schema (self->document);
  int index = crow_schema_find_relation (schema, relation);
  g_autofree char *text = NULL;
  const CrowClause *clause;

  if (index < 0)
    return;
  clause = &crow_schema_get_relation (schema, (guint) index)->clauses[event];
  text = event == CROW_EVENT_DELETE
             /* Translators: a relation, then an action: "Article.author: on delete Cascade" */
             ? g_strdup_printf (_ ("%s: on delete %s"), relation,
                                crow_action_get_name (clause->action))
             /* Translators: a relation, then an action: "Article.author: on update Cascade" */
             : g_strdup_printf (_ ("%s: on update %s"), relation,
                                crow_action_get_name (clause->action));
  crow_window_show_toast (self, text, _ ("_Undo"), "win.undo");
}

static CrowActionEdit *
make_edit (const char *relation, CrowEvent event, const char *name)
{
  CrowActionEdit *edit = crow_action_edit_new (relation);

  if (crow_action_from_name (name, &edit->actions[event]))
    edit->edits[event] = CROW_CLAUSE_SET;
  else
    edit->edits[event] = CROW_CLAUSE_DEFAULT;
  return edit;
}

static void
edit_action_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_action_edit_free);
  g_autoptr (GError) error = NULL;
  const char *relation;
  const char *name;
  guint32 event;

  g_variant_get (parameter, "(&su&s)", &relation, &event, &name);
  if (event >= CROW_N_EVENTS || crow_document_get_schema (self->document) == NULL)
    return;
  g_ptr_array_add (edits, make_edit (relation, event, name));
  if (crow_document_edit_actions (self->document, edits, &error))
    tell_edit (self, relation, event);
  else
    {
      crow_window_show_error (self, _ ("The action was not changed"), error);
      crow_window_show_selection (self, FALSE);
    }
}

static void
add_index_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  const char *relation = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (crow_document_get_prisma (self->document) == NULL)
    return;
  if (!crow_document_add_index (self->document, relation, &error))
    {
      crow_window_show_error (self, _ ("The index was not added"), error);
      return;
    }
  /* Translators: %s is a relation */
  text = g_strdup_printf (_ ("%s: index added"), relation);
  crow_window_show_toast (self, text, _ ("_Undo"), "win.undo");
}

/* For those who do not see the diagram change. */
static char *
make_report (const char *format, const char *label)
{
  g_autofree char *said = crow_library_words_say (label != NULL ? label : "");
  GString *text = g_string_new (format);

  g_string_replace (text, "%s", said, 1);
  return g_string_free (text, FALSE);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  g_autofree char *text = NULL;

  /* Translators: %s is a change that was undone: "Article.author: on delete Cascade" */
  text = make_report (_ ("Undone: %s"), crow_document_get_undo_label (self->document));
  crow_window_forget_toast (self);
  crow_document_undo (self->document);
  crow_announce (GTK_WIDGET (self), text);
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  g_autofree char *text = NULL;

  /* Translators: %s is a change that was undone and is made again */
  text = make_report (_ ("Done again: %s"), crow_document_get_redo_label (self->document));
  crow_window_forget_toast (self);
  crow_document_redo (self->document);
  crow_announce (GTK_WIDGET (self), text);
}

/**
 * crow_window_add_edit_actions:
 * @self: a window
 *
 * Adds the actions that change the document.
 */
void
crow_window_add_edit_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "edit-action", edit_action_cb, "(sus)" },
    { "add-index", add_index_cb, "s" },
    { "undo", undo_cb },
    { "redo", redo_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
