#include "crow-layout-check.h"
#include "crow-layout-shapes.h"
#include "crow-test.h"

#include <string.h>

/* Random edits of a schema's graph: what an edit does not concern stays where it is. */

#define N_EDITS 300

typedef struct
{
  char *key;
  double width;
  guint n_rows;
} Table;

typedef struct
{
  const char *source, *target; /* keys, unowned */
  int source_row;
  double label_width;
} Relation;

typedef struct
{
  GPtrArray *tables;    /* (element-type Table) */
  GPtrArray *relations; /* (element-type Relation) */
  guint32 random;
  guint n_made;
} Model;

static void
free_table (gpointer data)
{
  Table *table = data;

  g_free (table->key);
  g_free (table);
}

static Table *
get_table (const Model *model, guint i)
{
  return g_ptr_array_index (model->tables, i);
}

static guint
pick (Model *model, guint below)
{
  return crow_test_random (&model->random, below);
}

static const Table *
add_table (Model *model)
{
  Table *table = g_new0 (Table, 1);

  table->key = g_strdup_printf ("table%u", model->n_made++);
  table->width = 160 + pick (model, 180);
  table->n_rows = 1 + pick (model, 14);
  g_ptr_array_insert (model->tables, (int) pick (model, model->tables->len + 1), table);
  return table;
}

static void
add_relation (Model *model, const Table *source)
{
  Relation *relation = g_new0 (Relation, 1);

  relation->source = source->key;
  relation->target = get_table (model, pick (model, model->tables->len))->key;
  relation->source_row = (int) pick (model, source->n_rows);
  relation->label_width = pick (model, 5) == 0 ? 0 : 90 + pick (model, 150);
  g_ptr_array_insert (model->relations, (int) pick (model, model->relations->len + 1), relation);
}

static void
remove_table (Model *model, guint at)
{
  const Table *table = get_table (model, at);

  for (guint i = model->relations->len; i > 0; i--)
    {
      const Relation *relation = g_ptr_array_index (model->relations, i - 1);

      if (relation->source == table->key || relation->target == table->key)
        g_ptr_array_remove_index (model->relations, i - 1);
    }
  g_ptr_array_remove_index (model->tables, at);
}

static Model *
model_new (guint n_tables, guint n_relations, guint32 seed)
{
  Model *model = g_new0 (Model, 1);

  model->tables = g_ptr_array_new_with_free_func (free_table);
  model->relations = g_ptr_array_new_with_free_func (g_free);
  model->random = seed;
  for (guint i = 0; i < n_tables; i++)
    add_table (model);
  for (guint i = 0; i < n_relations; i++)
    add_relation (model, get_table (model, pick (model, n_tables)));
  return model;
}

static void
model_free (Model *model)
{
  g_ptr_array_unref (model->relations);
  g_ptr_array_unref (model->tables);
  g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

static guint
find_table (const Model *model, const char *key)
{
  guint i = 0;

  while (get_table (model, i)->key != key)
    i++;
  return i;
}

static CrowLayoutGraph *
make_graph (const Model *model)
{
  CrowLayoutGraph *graph = crow_layout_graph_new (model->tables->len, model->relations->len);

  graph->end_length = 26;
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const Table *table = get_table (model, i);

      graph->boxes[i] = (CrowLayoutBox){ .key = g_intern_string (table->key),
                                         .width = table->width,
                                         .head_height = 34,
                                         .row_height = 24,
                                         .n_rows = table->n_rows };
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const Relation *relation = g_ptr_array_index (model->relations, i);

      graph->edges[i] = (CrowLayoutEdge){ .source = find_table (model, relation->source),
                                          .target = find_table (model, relation->target),
                                          .source_row = relation->source_row,
                                          .label_width = relation->label_width,
                                          .label_height = 20 };
    }
  return graph;
}

typedef enum { ADD_TABLE, REMOVE_TABLE, ADD_RELATION, REMOVE_RELATION, ADD_ROWS, N_KINDS } Kind;

static Kind
edit (Model *model)
{
  Kind kind = (Kind) pick (model, N_KINDS);

  if (model->tables->len < 5)
    kind = ADD_TABLE;
  if (kind == ADD_TABLE)
    {
      const Table *table = add_table (model);

      for (guint i = pick (model, 4); i > 0; i--)
        add_relation (model, table);
    }
  else if (kind == REMOVE_TABLE)
    remove_table (model, pick (model, model->tables->len));
  else if (kind == ADD_RELATION)
    add_relation (model, get_table (model, pick (model, model->tables->len)));
  else if (kind == ADD_ROWS)
    get_table (model, pick (model, model->tables->len))->n_rows += 1 + pick (model, 4);
  else if (model->relations->len > 0)
    g_ptr_array_remove_index (model->relations, pick (model, model->relations->len));
  return kind;
}

static int
find_box (const CrowLayoutGraph *graph, const char *key)
{
  for (guint i = 0; i < graph->n_boxes; i++)
    if (graph->boxes[i].key == key)
      return (int) i;
  return -1;
}

/* A box may move down only where it gives way: to one above it in its column that is new, has grown
 * or has moved itself. */
static gboolean
gives_way (const CrowLayoutGraph *old_graph,
           const CrowLayout *old,
           const CrowLayoutGraph *graph,
           const CrowLayout *layout,
           guint box)
{
  const CrowRect *now = &layout->boxes[box];

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      const CrowRect *other = &layout->boxes[i];
      int before = find_box (old_graph, graph->boxes[i].key);

      if (i == box || other->x >= now->x + now->width || now->x >= other->x + other->width ||
          other->y >= now->y)
        continue;
      if (before < 0 || old->boxes[before].height != other->height ||
          old->boxes[before].y != other->y)
        return TRUE;
    }
  return FALSE;
}

static void
check_places (Kind kind,
              guint number,
              const CrowLayoutGraph *old_graph,
              const CrowLayout *old,
              const CrowLayoutGraph *graph,
              const CrowLayout *layout)
{
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      int before = find_box (old_graph, graph->boxes[i].key);
      const CrowRect *was, *is = &layout->boxes[i];

      if (before < 0)
        continue;
      was = &old->boxes[before];
      if (was->x == is->x && was->y == is->y)
        continue;
      g_test_message ("edit %u (%d): box %u moved by %g, %g", number, kind, i, is->x - was->x,
                      is->y - was->y);
      g_assert_true (kind == ADD_TABLE || kind == ADD_ROWS);
      g_assert_cmpfloat (was->x, ==, is->x);
      g_assert_cmpfloat (was->y, <, is->y);
      g_assert_true (gives_way (old_graph, old, graph, layout, i));
    }
}

/* How many relations of the old graph run elsewhere now: those between the same boxes and rows. */
static guint
count_changed_routes (const CrowLayoutGraph *old_graph,
                      const CrowLayout *old,
                      const CrowLayoutGraph *graph,
                      const CrowLayout *layout)
{
  guint n_changed = 0;

  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &graph->edges[i];
      const CrowPoint *route, *other;
      guint n = crow_layout_get_route (layout, i, &route);
      gboolean is_known = FALSE, is_same = FALSE;

      for (guint k = 0; k < old_graph->n_edges && !is_same; k++)
        {
          const CrowLayoutEdge *f = &old_graph->edges[k];

          if (old_graph->boxes[f->source].key != graph->boxes[e->source].key ||
              old_graph->boxes[f->target].key != graph->boxes[e->target].key ||
              f->source_row != e->source_row || f->target_row != e->target_row ||
              f->label_width != e->label_width)
            continue;
          is_known = TRUE;
          is_same = crow_layout_get_route (old, k, &other) == n &&
                    memcmp (route, other, n * sizeof *route) == 0 &&
                    memcmp (&old->labels[k], &layout->labels[i], sizeof (CrowRect)) == 0;
        }
      n_changed += is_known && !is_same ? 1 : 0;
    }
  return n_changed;
}

static void
test_layout_update_edits (void)
{
  g_autoptr (Model) model = model_new (30, 45, 17);
  g_autoptr (CrowLayoutGraph) graph = make_graph (model);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  guint n_changed[N_KINDS] = { 0 }, n_flaws = 0;

  for (guint i = 0; i < N_EDITS; i++)
    {
      Kind kind = edit (model);
      CrowLayoutGraph *next_graph = make_graph (model);
      CrowLayout *next = crow_layout_update (layout, graph, next_graph, NULL, NULL, NULL, NULL);
      g_autofree char *fault = crow_layout_check (next_graph, next, CROW_CHECK_ALL);

      check_places (kind, i, graph, layout, next_graph, next);
      n_changed[kind] += count_changed_routes (graph, layout, next_graph, next);
      if (fault != NULL)
        g_test_message ("edit %u (%d): %s", i, kind, fault);
      n_flaws += fault != NULL ? 1 : 0;
      crow_layout_unref (layout);
      crow_layout_graph_free (graph);
      layout = next;
      graph = next_graph;
    }
  g_test_message ("routes changed: %u, %u, %u, %u, %u; %u flaws", n_changed[0], n_changed[1],
                  n_changed[2], n_changed[3], n_changed[4], n_flaws);
  g_assert_cmpuint (n_flaws, <=, N_EDITS / 6);
  g_assert_cmpuint (n_changed[REMOVE_TABLE], ==, 0);
  g_assert_cmpuint (n_changed[REMOVE_RELATION], ==, 0);
}

/* Nothing has changed: nothing may. */
static void
test_layout_update_same (void)
{
  g_autoptr (Model) model = model_new (40, 60, 3);
  g_autoptr (CrowLayoutGraph) graph = make_graph (model);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) again = crow_layout_update (layout, graph, graph, NULL, NULL, NULL, NULL);

  g_assert_cmpmem (layout->boxes, layout->n_boxes * sizeof (CrowRect), again->boxes,
                   again->n_boxes * sizeof (CrowRect));
  g_assert_cmpmem (layout->labels, layout->n_edges * sizeof (CrowRect), again->labels,
                   again->n_edges * sizeof (CrowRect));
  g_assert_cmpmem (layout->points, layout->route_starts[layout->n_edges] * sizeof (CrowPoint),
                   again->points, again->route_starts[again->n_edges] * sizeof (CrowPoint));
}

/* A schema that has little in common with the one before is laid out as if it were the first. */
static void
test_layout_update_other (void)
{
  g_autoptr (Model) model = model_new (20, 30, 3);
  g_autoptr (Model) other = model_new (40, 60, 4);
  g_autoptr (CrowLayoutGraph) before = make_graph (model);
  g_autoptr (CrowLayoutGraph) graph = make_graph (other);
  g_autoptr (CrowLayout) layout = crow_layout_run (before, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) fresh = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) next = crow_layout_update (layout, before, graph, NULL, NULL, NULL, NULL);

  g_assert_cmpmem (fresh->boxes, fresh->n_boxes * sizeof (CrowRect), next->boxes,
                   next->n_boxes * sizeof (CrowRect));
}

/* One that is pinned goes to its place, one that was and is not any more is found another. */
static void
test_layout_update_pins (void)
{
  g_autoptr (Model) model = model_new (30, 45, 5);
  g_autoptr (CrowLayoutGraph) graph = make_graph (model);
  g_autoptr (CrowLayoutGraph) pinned = make_graph (model);
  g_autoptr (CrowLayout) layout = crow_layout_run (graph, NULL, NULL, NULL, NULL);
  g_autoptr (CrowLayout) moved = NULL;
  g_autoptr (CrowLayout) back = NULL;
  CrowPoint far = { layout->bounds.x - 3000, layout->bounds.y };

  pinned->boxes[7].is_pinned = TRUE;
  pinned->boxes[7].position = far;
  moved = crow_layout_update (layout, graph, pinned, NULL, NULL, NULL, NULL);
  g_assert_cmpfloat (moved->boxes[7].x, ==, far.x);
  g_assert_cmpfloat (moved->boxes[7].y, ==, far.y);
  back = crow_layout_update (moved, pinned, graph, NULL, NULL, NULL, NULL);
  g_assert_cmpfloat (back->boxes[7].x, >, far.x + 1000);
  for (guint i = 0; i < layout->n_boxes; i++)
    g_assert_true (i == 7 || (moved->boxes[i].x == layout->boxes[i].x &&
                              moved->boxes[i].y == layout->boxes[i].y));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-update/edits-move-nothing-else", test_layout_update_edits);
  g_test_add_func ("/layout-update/same-graph-changes-nothing", test_layout_update_same);
  g_test_add_func ("/layout-update/another-graph-is-laid-out-afresh", test_layout_update_other);
  g_test_add_func ("/layout-update/pinned-and-let-go", test_layout_update_pins);
  return g_test_run ();
}
