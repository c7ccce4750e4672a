#include "crow-window-private.h"

#include <glib/gi18n.h>

/* ms without a key before the canvas goes along with what is typed. */
#define FOLLOW_DELAY 180

static CrowSchema *
get_schema (CrowWindow *self)
{
  return crow_document_get_picture (self->document);
}

static CrowSearchMatch *
get_match (CrowWindow *self)
{
  if (self->matches == NULL || self->match >= self->matches->len)
    return NULL;
  return &g_array_index (self->matches, CrowSearchMatch, self->match);
}

static int
find_row (CrowWindow *self, const char *key, const char *field, guint *model)
{
  CrowSchema *schema = self->diagram->schema;
  int index = crow_schema_find_model_by_key (schema, key);
  const CrowModel *found;

  if (index < 0)
    return -1;
  *model = (guint) index;
  found = crow_schema_get_model (schema, *model);
  for (guint i = 0; i < found->fields->len; i++)
    if (g_strcmp0 (crow_model_get_field (found, i)->name, field) == 0)
      return crow_model_get_field (found, i)->row;
  return -1;
}

/* The row of a field of the selected model, as the diagram shows it; %NULL: none. */
static void
light_field (CrowWindow *self, const char *key, const char *field)
{
  guint model = 0;
  int row = -1;

  if (self->diagram == NULL)
    return;
  if (field != NULL)
    row = find_row (self, key, field, &model);
  crow_canvas_light_row (self->canvas, model, row);
}

/* Selects something of the document and goes there. @field: (nullable) */
static void
go_to (CrowWindow *self, CrowSelectionKind kind, const char *name, const char *field)
{
  crow_window_select (self, kind, name, FALSE);
  light_field (self, name, kind == CROW_SELECTION_MODEL ? field : NULL);
  crow_canvas_go_near (self->canvas);
}

static void
show_note (CrowWindow *self)
{
  const char *word = NULL;
  CrowSearchFault fault = self->search != NULL ? crow_search_get_fault (self->search, &word)
                                               : CROW_SEARCH_FINE;
  g_autofree char *note = NULL;

  if (fault == CROW_SEARCH_NO_ACTION)
    note = g_strdup_printf (_ ("There is no action “%s”"), word);
  else if (fault == CROW_SEARCH_NO_KIND)
    note = g_strdup_printf (_ ("There is no kind of relation “%s”"), word);
  crow_search_bar_show_note (self->search_bar, note);
}

static void
follow (CrowWindow *self)
{
  CrowSearchMatch *match = get_match (self);
  CrowSchema *schema = get_schema (self);
  const CrowModel *model;

  g_clear_handle_id (&self->follow_source, g_source_remove);
  self->is_following = match != NULL;
  if (match != NULL && match->kind == CROW_MATCH_RELATION)
    go_to (self, CROW_SELECTION_RELATION, crow_schema_get_relation (schema, match->relation)->id,
           NULL);
  else if (match != NULL)
    {
      model = crow_schema_get_model (schema, match->model);
      go_to (self, CROW_SELECTION_MODEL, model->key,
             match->kind == CROW_MATCH_FIELD ? crow_model_get_field (model, match->field)->name
                                             : NULL);
    }
}

static gboolean
follow_cb (gpointer data)
{
  CrowWindow *self = data;

  self->follow_source = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

/* The canvas may show less than the document has: what is marked is found in what it shows. */
static void
mark_found (CrowWindow *self)
{
  CrowDiagram *shown = crow_canvas_get_diagram (self->canvas);
  g_autoptr (GArray) found = NULL;

  if (self->search != NULL && shown != NULL)
    found = shown->schema == get_schema (self) && self->matches != NULL
                ? g_array_ref (self->matches)
                : crow_search_run (self->search, shown->schema, 0);
  crow_canvas_set_found (self->canvas, found);
}

static void
run_search (CrowWindow *self)
{
  CrowSchema *schema = get_schema (self);

  g_clear_pointer (&self->matches, g_array_unref);
  if (self->search != NULL && schema != NULL)
    self->matches = crow_search_run (self->search, schema, 0);
  mark_found (self);
}

static void
show_count (CrowWindow *self)
{
  crow_search_bar_show_count (self->search_bar, self->match,
                              self->matches != NULL ? self->matches->len : 0);
}

static void
search_changed_cb (CrowWindow *self)
{
  g_clear_pointer (&self->search, crow_search_free);
  self->search = crow_search_new (crow_search_bar_get_text (self->search_bar));
  self->match = 0;
  self->is_following = FALSE;
  run_search (self);
  show_count (self);
  show_note (self);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  if (self->matches != NULL && self->matches->len > 0)
    self->follow_source = g_timeout_add (FOLLOW_DELAY, follow_cb, self);
}

/* The first step goes to the first match where the canvas has not gone there yet. */
static void
step_cb (CrowWindow *self, int step)
{
  guint n = self->matches != NULL ? self->matches->len : 0;

  if (n == 0)
    return;
  if (self->is_following)
    self->match = (self->match + n + (guint) step) % n;
  follow (self);
  show_count (self);
}

static void
bar_closed_cb (CrowWindow *self)
{
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_pointer (&self->search, crow_search_free);
  g_clear_pointer (&self->matches, g_array_unref);
  crow_canvas_set_found (self->canvas, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
fold_worker (GTask *task, gpointer object, gpointer schema, GCancellable *cancellable)
{
  g_autoptr (CrowSearch) search = crow_search_new ("?");
  g_autoptr (GArray) matches = crow_search_run (search, schema, 1);

  g_task_return_boolean (task, TRUE);
}

/* The first search folds the schema's names: not when somebody has begun to type. */
static void
fold_names (CrowSchema *schema)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, fold_names);
  g_task_set_task_data (task, crow_schema_ref (schema), (GDestroyNotify) crow_schema_unref);
  g_task_run_in_thread (task, fold_worker);
}

/**
 * crow_window_update_search:
 * @self: a window
 *
 * The document or what the canvas shows of it is another: what is searched for is found anew. The
 * view stays where it is.
 */
void
crow_window_update_search (CrowWindow *self)
{
  crow_canvas_light_row (self->canvas, 0, -1);
  if (get_schema (self) != NULL)
    fold_names (get_schema (self));
  if (self->search == NULL)
    return;
  run_search (self);
  if (self->matches == NULL || self->match >= self->matches->len)
    self->match = 0;
  show_count (self);
  show_note (self);
}

static void
chosen_cb (CrowWindow *self, CrowPaletteItem *item)
{
  CrowPaletteKind kind = crow_palette_item_get_kind (item);

  go_to (self, kind == CROW_PALETTE_RELATION ? CROW_SELECTION_RELATION : CROW_SELECTION_MODEL,
         crow_palette_item_get_name (item), crow_palette_item_get_field (item));
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (!crow_window_is_empty (self))
    crow_search_bar_open (self->search_bar);
}

static void
step_or_open (CrowWindow *self, int step)
{
  if (crow_window_is_empty (self))
    return;
  if (crow_search_bar_is_open (self->search_bar))
    step_cb (self, step);
  else
    crow_search_bar_open (self->search_bar);
}

static void
find_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_or_open (data, 1);
}

static void
find_previous_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step_or_open (data, -1);
}

static void
filter_lists_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;

  if (crow_window_is_empty (self))
    return;
  crow_panes_set_show_start (self->panes, TRUE);
  crow_sidebar_focus_filter (self->sidebar);
}

static void
go_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CrowWindow *self = data;
  CrowSchema *schema = get_schema (self);

  if (crow_palette_is_open (self->palette))
    crow_palette_close (self->palette);
  else if (schema != NULL)
    crow_palette_open (self->palette, schema);
}

/**
 * crow_window_forget_search:
 * @self: a window that goes
 */
void
crow_window_forget_search (CrowWindow *self)
{
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_pointer (&self->search, crow_search_free);
  g_clear_pointer (&self->matches, g_array_unref);
}

/**
 * crow_window_add_search_actions:
 * @self: a window
 *
 * Adds the actions that find things, and listens to the bar and the palette.
 */
void
crow_window_add_search_actions (CrowWindow *self)
{
  const GActionEntry entries[] = {
    { "find", find_cb },
    { "find-next", find_next_cb },
    { "find-previous", find_previous_cb },
    { "filter-lists", filter_lists_cb },
    { "go-to", go_to_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->search_bar, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "closed", G_CALLBACK (bar_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->palette, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
}
