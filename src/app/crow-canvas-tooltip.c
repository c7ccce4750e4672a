#include "crow-canvas-private.h"

#include <glib/gi18n.h>

#include "crow-pick.h"
#include "crow-problem-words.h"

/* More relations of one row than this are counted, not told. */
#define MOST_SENTENCES 4

static void
append_problems (GString *text, const CrowSchema *schema, CrowSelection about)
{
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *problem = g_ptr_array_index (schema->diagnostics, i);
      int index = about.kind == CROW_SELECTION_MODEL ? problem->model : problem->relation;

      if (index == (int) about.index &&
          (about.kind == CROW_SELECTION_RELATION || problem->relation < 0))
        {
          g_autofree char *sentence = crow_problem_words_say (problem);

          g_string_append_printf (text, "\n⚠ %s", sentence);
        }
    }
}

static void
append_field (GString *text, const CrowField *field)
{
  const char *arity = "";

  if (field->arity != CROW_ARITY_REQUIRED)
    arity = field->arity == CROW_ARITY_LIST ? "[]" : "?";
  g_string_append_printf (text, "\n%s %s%s", field->name, field->type, arity);
  if (field->native_type != NULL)
    g_string_append_printf (text, ", %s", field->native_type);
}

/* The table's name over the head, the row's full text over a row, which may be cut off. */
static void
append_model (GString *text, const CrowDiagram *diagram, guint index, CrowPoint at)
{
  const CrowModel *model = crow_schema_get_model (diagram->schema, index);
  int row = crow_pick_row (diagram, index, at);

  g_string_append (text, model->name);
  if (row >= 0 && row < (int) model->n_rows)
    append_field (text, crow_model_get_row_field (model, (guint) row));
  else if (g_strcmp0 (model->name, model->key) != 0)
    {
      g_string_append_c (text, '\n');
      /* Translators: %s is a database table's name */
      g_string_append_printf (text, _ ("Table %s"), model->key);
    }
}

/* What the relations of the row under the pointer do. */
static void
append_relations (GString *text, CrowCanvas *self)
{
  guint n = self->lit->len;

  for (guint i = 0; i < n && n <= MOST_SENTENCES; i++)
    {
      g_autofree char *sentence = crow_schema_describe_relation (self->diagram->schema,
                                                                 g_array_index (self->lit, guint,
                                                                                i));

      g_string_append_printf (text, "\n%s", sentence);
    }
  if (n > MOST_SENTENCES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("%u relation", "%u relations", n), n);
    }
}

/**
 * crow_canvas_query_tooltip:
 * @widget: a canvas
 * @x: the pointer's place, in the widget's pixels
 * @y: likewise
 * @keyboard_tooltip: whether the keyboard asked for it
 * @tooltip: to fill
 *
 * The canvas's query_tooltip function: what a relation does and its problems, a model's table, a
 * field's full text.
 *
 * Returns: whether there is something to say
 */
gboolean
crow_canvas_query_tooltip (GtkWidget *widget,
                           int x,
                           int y,
                           gboolean keyboard_tooltip,
                           GtkTooltip *tooltip)
{
  CrowCanvas *self = CROW_CANVAS (widget);
  CrowSelection about = keyboard_tooltip ? self->selection : self->hover;
  g_autoptr (GString) text = g_string_new (NULL);
  CrowPoint at = crow_canvas_to_diagram (self, (CrowPoint){ x, y });
  GdkRectangle near = { x - 2, y - 2, 5, 5 };

  if (self->menu != NULL && gtk_widget_get_visible (self->menu))
    return FALSE;
  if (self->diagram == NULL || about.kind == CROW_SELECTION_NONE ||
      (self->drag.kind != CROW_DRAG_NONE && self->drag.is_started))
    return FALSE;
  if (about.kind == CROW_SELECTION_MODEL)
    {
      append_model (text, self->diagram, about.index, at);
      if (!keyboard_tooltip && self->hover_row >= 0)
        append_relations (text, self);
    }
  else
    {
      g_autofree char *sentence = crow_schema_describe_relation (self->diagram->schema,
                                                                 about.index);

      g_string_append (text, sentence);
    }
  append_problems (text, self->diagram->schema, about);
  gtk_tooltip_set_text (tooltip, text->str);
  if (!keyboard_tooltip)
    gtk_tooltip_set_tip_area (tooltip, &near);
  return TRUE;
}
