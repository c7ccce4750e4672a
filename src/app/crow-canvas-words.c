#include "crow-canvas-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "crow-minimap.h"
#include "crow-problem-words.h"

/* What a screen reader says of a model first: its name, kind and size. (transfer full) */
static char *
name_model (CrowCanvas *self, guint model)
{
  const CrowModel *table = crow_schema_get_model (self->diagram->schema, model);
  g_autofree char *fields = NULL;
  g_autofree char *relations = NULL;
  guint n;

  crow_canvas_get_relations (self, model, &n);
  fields = g_strdup_printf (ngettext ("%u field", "%u fields", table->n_rows), table->n_rows);
  relations = g_strdup_printf (ngettext ("%u relation", "%u relations", n), n);
  if (table->kind == CROW_MODEL_VIEW)
    /* Translators: "Sales, view, 6 fields, 3 relations", what a screen reader says */
    return g_strdup_printf (_ ("%s, view, %s, %s"), table->name, fields, relations);
  /* Translators: "User, table, 6 fields, 3 relations", what a screen reader says */
  return g_strdup_printf (_ ("%s, table, %s, %s"), table->name, fields, relations);
}

static void
append_sentences (GString *text, CrowCanvas *self, guint model, gboolean of_child)
{
  const CrowSchema *schema = self->diagram->schema;
  guint n;
  const guint *relations = crow_canvas_get_relations (self, model, &n);

  for (guint i = 0; i < n; i++)
    if ((crow_schema_get_relation (schema, relations[i])->child == model) == of_child)
      {
        g_autofree char *sentence = crow_schema_describe_relation (schema, relations[i]);

        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", sentence);
      }
}

static const char *
get_arity_mark (CrowArity arity)
{
  if (arity == CROW_ARITY_LIST)
    return "[]";
  return arity == CROW_ARITY_OPTIONAL ? "?" : "";
}

/* What a screen reader says of it next: the relations whose key it holds, those that refer to it,
 * each with its actions; its table; its fields. (transfer full) */
/* What the marks on the box stand for. */
static void
append_problems (GString *text, CrowCanvas *self, guint model)
{
  const CrowDiagram *diagram = self->diagram;
  const CrowSchema *schema = diagram->schema;
  const CrowModel *table = crow_schema_get_model (schema, model);
  guint n = diagram->row_starts[model + 1] - diagram->row_starts[model];

  if (memchr (diagram->row_problems + diagram->row_starts[model], TRUE, n) == NULL)
    return;
  for (guint i = 0; i < schema->diagnostics->len; i++)
    {
      const CrowDiagnostic *problem = g_ptr_array_index (schema->diagnostics, i);
      int row = problem->model == (int) model ? crow_schema_find_row_of_problem (schema, problem)
                                              : -2;
      g_autofree char *sentence = NULL;

      if (row < -1)
        continue;
      sentence = crow_problem_words_say (problem);
      g_string_append (text, ". ");
      if (row < 0)
        /* Translators: %s is what is wrong with a model */
        g_string_append_printf (text, _ ("Problem: %s"), sentence);
      else
        /* Translators: a field, then what is wrong with it */
        g_string_append_printf (text, _ ("Problem of %s: %s"),
                                crow_model_get_row_field (table, (guint) row)->name, sentence);
    }
}

static char *
describe_model (CrowCanvas *self, guint model)
{
  const CrowModel *table = crow_schema_get_model (self->diagram->schema, model);
  GString *text = g_string_new (NULL);

  append_sentences (text, self, model, TRUE);
  append_sentences (text, self, model, FALSE);
  if (text->len > 0)
    g_string_append (text, ". ");
  /* Translators: %s is a database table's name */
  g_string_append_printf (text, _ ("Table %s."), table->table);
  for (guint row = 0; row < table->n_rows; row++)
    {
      const CrowField *field = crow_model_get_row_field (table, row);

      g_string_append_printf (text, "%s %s %s%s", row > 0 ? "," : "", field->name, field->type,
                              get_arity_mark (field->arity));
    }
  append_problems (text, self, model);
  return g_string_free (text, FALSE);
}

static char *
describe_several (CrowCanvas *self)
{
  g_autoptr (GPtrArray) keys = crow_canvas_list_selected (self);

  return g_strdup_printf (ngettext ("%u model is selected", "%u models are selected", keys->len),
                          keys->len);
}

static char *
describe_selection (CrowCanvas *self)
{
  CrowSchema *schema = self->diagram != NULL ? self->diagram->schema : NULL;

  if (schema == NULL)
    return g_strdup (_ ("No diagram"));
  if (self->selection.kind == CROW_SELECTION_RELATION)
    return crow_schema_describe_relation (schema, self->selection.index);
  if (self->several != NULL)
    return describe_several (self);
  if (self->selection.kind == CROW_SELECTION_MODEL)
    /* Translators: %s is the name of a model, the selected one */
    return g_strdup_printf (_ ("%s is selected"),
                            crow_schema_get_model (schema, self->selection.index)->name);
  return g_strdup (_ ("Nothing is selected"));
}

/**
 * crow_canvas_update_accessible:
 * @self: a canvas of which something else is selected
 *
 * Says so to whoever does not see it, and shows it in the minimap.
 */
void
crow_canvas_update_accessible (CrowCanvas *self)
{
  g_autofree char *text = describe_selection (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  crow_canvas_forget_proxy (self);
  if (self->minimap != NULL)
    crow_minimap_set_selection (CROW_MINIMAP (self->minimap), self->several,
                                self->selection.kind == CROW_SELECTION_MODEL
                                    ? (int) self->selection.index
                                    : -1,
                                self->selection.kind == CROW_SELECTION_RELATION
                                    ? (int) self->selection.index
                                    : -1);
}

/**
 * crow_canvas_name_box:
 * @self: a canvas with a diagram
 * @widget: stands for a model
 * @model: its index
 *
 * Gives the widget the model's name and description.
 */
void
crow_canvas_name_box (CrowCanvas *self, GtkWidget *widget, guint model)
{
  g_autofree char *name = name_model (self, model);
  g_autofree char *text = describe_model (self, model);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}
