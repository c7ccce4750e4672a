#include "crow-validate-private.h"

#include <string.h>

/* More steps than any schema needs; where types form a cycle that does not come back to where it
 * was entered, Prisma itself never ends. */
#define MAX_STEPS 100000

/* A field on the way, and the way to it. */
typedef struct
{
  guint field;
  int previous; /* into the steps: how its type was reached; -1: the way starts here */
} Step;

typedef struct
{
  guint target; /* into models: where it is sorted to */
  guint order;
  guint field;
  char *message; /* (owned) */
} Problem;

static void
clear_problem (gpointer data)
{
  g_free (((Problem *) data)->message);
}

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const Problem *left = a, *right = b;

  if (left->target != right->target)
    return left->target < right->target ? -1 : 1;
  return left->order < right->order ? -1 : left->order > right->order;
}

/* A field of a type that holds a type and always does so. */
static gboolean
is_nested (const CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);

  return field->kind == CROW_CHECK_COMPOSITE && field->arity == CROW_AST_REQUIRED &&
         crow_check_model (self, field->model)->kind == CROW_AST_TYPE;
}

/* How many nested types of each type lead to a cycle: the others are taken out, from the leaves.
 * (transfer full) (element-type guint) a count for each of the models */
static GArray *
count_cyclic (const CrowCheck *self)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) holders = g_ptr_array_new_full (self->models->len, NULL);
  GArray *counts = g_array_sized_new (FALSE, TRUE, sizeof (guint), self->models->len);

  g_array_set_size (counts, self->models->len);
  g_ptr_array_set_size (holders, (int) self->models->len);
  for (guint i = 0; i < self->fields->len; i++)
    if (is_nested (self, i))
      {
        const CrowCheckField *field = crow_check_field (self, i);
        GArray *list = holders->pdata[field->target];

        if (list == NULL)
          list = holders->pdata[field->target] = g_array_new (FALSE, FALSE, sizeof (guint));
        g_array_append_val (list, field->model);
        g_array_index (counts, guint, field->model)++;
      }
  for (guint i = 0; i < self->models->len; i++)
    if (g_array_index (counts, guint, i) == 0)
      g_array_append_val (leaves, i);
  for (guint i = 0; i < leaves->len; i++)
    {
      GArray *list = holders->pdata[g_array_index (leaves, guint, i)];

      for (guint j = 0; list != NULL && j < list->len; j++)
        {
          guint holder = g_array_index (list, guint, j);

          if (--g_array_index (counts, guint, holder) == 0)
            g_array_append_val (leaves, holder);
        }
    }
  for (guint i = 0; i < holders->len; i++)
    if (holders->pdata[i] != NULL)
      g_array_unref (holders->pdata[i]);
  return counts;
}

/* "`A` → `B`": the types on the way to @at and the one it is in. (transfer full) */
static char *
describe_way (const CrowCheck *self, GArray *steps, guint at)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (int i = (int) at; i >= 0; i = g_array_index (steps, Step, i).previous)
    {
      guint field = g_array_index (steps, Step, i).field;

      g_ptr_array_add (names,
                       (gpointer) crow_check_model (self, crow_check_field (self, field)->model)
                           ->name);
    }
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s`%s`", i > 0 ? " → " : "", (char *) names->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
add_problem (GArray *problems, guint target, guint field, char *message)
{
  Problem problem = { target, problems->len, field, message };

  g_array_append_val (problems, problem);
}

/* Follows every way that begins at @root until it comes back to the first type it enters. */
static void
follow (CrowCheck *self, guint root, GArray *counts, GArray *problems, guint *n_steps)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  Step first = { root, -1 };
  guint entered = CROW_AST_NONE, at = 0;

  g_array_append_val (steps, first);
  g_array_append_val (stack, at);
  while (stack->len > 0 && ++*n_steps < MAX_STEPS)
    {
      const CrowCheckField *field;
      const CrowCheckModel *target;
      guint index;

      at = g_array_index (stack, guint, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      index = g_array_index (steps, Step, at).field;
      field = crow_check_field (self, index);
      if (field->target == field->model)
        {
          add_problem (problems, field->target, index,
                       g_strdup ("The type is the same as the parent and causes an endless cycle. "
                                 "Please change the field to be either optional or a list."));
          continue;
        }
      if (field->target == entered)
        {
          g_autofree char *way = describe_way (self, steps, at);

          add_problem (problems, field->target, index,
                       g_strdup_printf ("The types cause an endless cycle in the path %s. Please "
                                        "change one of the fields to be either optional or a list "
                                        "to break the cycle.",
                                        way));
          continue;
        }
      if (entered == CROW_AST_NONE)
        entered = field->target;
      target = crow_check_model (self, field->target);
      for (guint i = target->first_field; i < target->first_field + target->n_fields; i++)
        if (is_nested (self, i) &&
            g_array_index (counts, guint, crow_check_field (self, i)->target) > 0)
          {
            Step next = { i, (int) at };
            guint place = steps->len;

            g_array_append_val (steps, next);
            g_array_append_val (stack, place);
          }
    }
}

/* Types that hold themselves without end. */
static void
check_cycles (CrowCheck *self)
{
  g_autoptr (GArray) counts = count_cyclic (self);
  g_autoptr (GArray) problems = g_array_new (FALSE, FALSE, sizeof (Problem));
  guint n_steps = 0;

  g_array_set_clear_func (problems, clear_problem);
  for (guint i = self->fields->len; i > 0; i--)
    if (is_nested (self, i - 1) &&
        g_array_index (counts, guint, crow_check_field (self, i - 1)->target) > 0)
      follow (self, i - 1, counts, problems, &n_steps);
  g_array_sort (problems, compare_problems);
  for (guint i = 0; i < problems->len; i++)
    {
      const Problem *problem = &g_array_index (problems, Problem, i);
      const CrowCheckField *field = crow_check_field (self, problem->field);

      crow_check_at (self, field->model, problem->field);
      crow_check_error (self, field->span, "Error validating field `%s` in composite type `%s`: %s",
                        field->name, crow_check_model (self, field->model)->name, problem->message);
    }
}

/* What one type says of its fields. */
static void
check_type (CrowCheck *self, guint index)
{
  const CrowCheckModel *model = crow_check_model (self, index);

  if (model->n_fields == 0)
    crow_check_error (self, crow_check_block (self, model->block).span,
                      "Error validating: A type must have at least one field defined.");
  for (guint i = model->first_field; i < model->first_field + model->n_fields; i++)
    {
      crow_check_at (self, index, i);
      crow_check_default_value (self, i);
      crow_check_native_type (self, i);
    }
}

/* `type` blocks are mongodb's, hold something, and never themselves without end. */
void
crow_check_types_supported (CrowCheck *self)
{
  check_cycles (self);
  for (guint i = 0; i < self->models->len; i++)
    {
      const CrowCheckModel *model = crow_check_model (self, i);

      if (model->kind != CROW_AST_TYPE)
        continue;
      crow_check_at (self, i, CROW_AST_NONE);
      if (self->provider != CROW_PROVIDER_MONGODB)
        crow_check_error (self, crow_check_block (self, model->block).span,
                          "Error validating: Composite types are not supported on %s.",
                          crow_check_connector_name (self));
      else if (self->n_stopping == 0)
        check_type (self, i);
    }
}
