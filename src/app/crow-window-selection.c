#include "crow-window-private.h"

static CrowSelection
find_selected (CrowWindow *self, CrowSchema *schema)
{
  CrowSelection selection = { CROW_SELECTION_NONE, 0 };
  int index = -1;

  if (schema == NULL || self->selected == NULL)
    return selection;
  if (self->selected_kind == CROW_SELECTION_MODEL)
    {
      index = crow_schema_find_model_by_key (schema, self->selected);
      if (index < 0)
        index = crow_schema_find_model (schema, self->selected);
    }
  else if (self->selected_kind == CROW_SELECTION_RELATION)
    index = crow_schema_find_relation (schema, self->selected);
  if (index >= 0)
    selection = (CrowSelection){ self->selected_kind, (guint) index };
  return selection;
}

static void
show_beside (CrowWindow *self)
{
  CrowSelection selection = find_selected (self, crow_document_get_picture (self->document));

  crow_sidebar_select (self->sidebar, selection);
  crow_inspector_show (self->inspector, self->document, selection);
  crow_window_tell_hidden (self);
}

static void
show_on_canvas (CrowWindow *self, gboolean reveal)
{
  if (self->diagram == NULL)
    return;

  self->is_selecting = TRUE;
  crow_canvas_select (self->canvas, find_selected (self, self->diagram->schema), reveal);
  self->is_selecting = FALSE;
}

static void
set_selected (CrowWindow *self, CrowSelectionKind kind, const char *name)
{
  char *copy = g_strdup (name);

  g_free (self->selected);
  self->selected = copy;
  self->selected_kind = kind;
}

/**
 * crow_window_show_selection:
 * @self: a window
 * @reveal: whether the canvas moves to it
 *
 * Marks what is selected wherever it is shown. It is known by name: schemas come and go.
 */
void
crow_window_show_selection (CrowWindow *self, gboolean reveal)
{
  show_on_canvas (self, reveal);
  show_beside (self);
}

/**
 * crow_window_select:
 * @self: a window
 * @kind: what @name is
 * @name: (nullable): a model's key or name, or a relation's id
 * @reveal: whether the canvas moves to it
 *
 * Selects a model, a relation, or nothing.
 */
void
crow_window_select (CrowWindow *self, CrowSelectionKind kind, const char *name, gboolean reveal)
{
  set_selected (self, kind, name);
  crow_window_show_selection (self, reveal);
}

/**
 * crow_window_take_canvas_selection:
 * @self: a window
 *
 * The user has selected something on the canvas.
 */
void
crow_window_take_canvas_selection (CrowWindow *self)
{
  CrowSelection selection = crow_canvas_get_selection (self->canvas);
  CrowDiagram *diagram = crow_canvas_get_diagram (self->canvas);
  const char *name = NULL;

  if (self->is_selecting || diagram == NULL)
    return;
  if (selection.kind == CROW_SELECTION_MODEL)
    name = crow_schema_get_model (diagram->schema, selection.index)->key;
  else if (selection.kind == CROW_SELECTION_RELATION)
    name = crow_schema_get_relation (diagram->schema, selection.index)->id;
  set_selected (self, selection.kind, name);
  show_beside (self);
}

static void
select_model_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_select (data, CROW_SELECTION_MODEL, g_variant_get_string (parameter, NULL), TRUE);
}

static void
select_relation_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_select (data, CROW_SELECTION_RELATION, g_variant_get_string (parameter, NULL), TRUE);
}

static void
select_nothing_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  crow_window_select (data, CROW_SELECTION_NONE, NULL, FALSE);
}

static void
select_neighbour (CrowWindow *self, int step)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  CrowSelection at = find_selected (self, schema);
  guint n = schema != NULL ? schema->relations->len : 0;
  guint next = step > 0 ? 0 : n - 1;

  if (n == 0)
    return;
  if (at.kind == CROW_SELECTION_RELATION)
    next = (at.index + n + (guint) step) % n;
  crow_window_select (self, CROW_SELECTION_RELATION, crow_schema_get_relation (schema, next)->id,
                      TRUE);
}

static void
next_relation_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  select_neighbour (data, 1);
}

static void
previous_relation_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  select_neighbour (data, -1);
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_select_all (self->canvas);
}

static void
select_related_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  crow_canvas_select_related (self->canvas);
}

/* The model at the end of the selected relation that is a child, or that is its parent. */
static void
go_to_end (CrowWindow *self, gboolean to_child)
{
  CrowSchema *schema = crow_document_get_picture (self->document);
  CrowSelection at = find_selected (self, schema);
  const CrowRelation *relation;

  if (at.kind != CROW_SELECTION_RELATION)
    return;
  relation = crow_schema_get_relation (schema, at.index);
  crow_window_select (self, CROW_SELECTION_MODEL,
                      crow_schema_get_model (schema, to_child ? relation->child : relation->parent)
                          ->key,
                      TRUE);
}

static void
go_to_child_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to_end (data, TRUE);
}

static void
go_to_parent_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to_end (data, FALSE);
}

/**
 * crow_window_add_selection_actions:
 * @self: a window
 *
 * Adds the actions by which the panes select.
 */
void
crow_window_add_selection_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "select-model", select_model_cb, "s" },      { "select-relation", select_relation_cb, "s" },
    { "select-nothing", select_nothing_cb },       { "next-relation", next_relation_cb },
    { "previous-relation", previous_relation_cb }, { "select-all", select_all_cb },
    { "select-related", select_related_cb },       { "go-to-child", go_to_child_cb },
    { "go-to-parent", go_to_parent_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
