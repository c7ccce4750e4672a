#include "crow-bodies-private.h"
#include "crow-force-private.h"

#include <math.h>

/* Multilevel spring-electrical placement after Y. Hu, Efficient and High Quality Force-Directed
 * Graph Drawing (2005): coarsen by merging neighbours, place the few that remain, then refine level
 * by level. Boxes are points here; what follows gives them their sizes. */

#define MAX_LEVELS 32
#define COARSEST 12    /* bodies that need no coarsening */
#define SPRING 1.0F    /* natural length */
#define REPULSION 0.2F /* Hu's C */
#define COOLING 0.9F
#define BETWEEN_GROUPS 0.2 /* strength of a relation between groups */
#define GROUP_SPRING 0.7   /* of what holds a box to its group */
#define SORT_ROUNDS 4      /* after which bodies that were near may not be any more */
#define FIRST_ROUNDS 120   /* at the coarsest level */
#define ROUNDS 40          /* at each finer level */
#define LAST_ROUNDS 24     /* at the finest one of more than MANY bodies */
#define MANY 500
#define OPENING 0.9F      /* see crow_bodies_new() */
#define WIDE_OPENING 1.2F /* for graphs of more than MANY bodies */

typedef struct
{
  guint n;
  guint n_springs;
  float *x;
  float *y;
  float *mass;
  guint *starts; /* n + 1: springs of body i are [starts[i], starts[i+1]); each is listed twice */
  guint *others;
  float *weights;
  guint *parents; /* bodies of the next coarser level */
} Level;

typedef struct
{
  guint from;
  guint to;
  float weight;
} Spring;

static guint32
get_random (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static float
get_random_fraction (guint32 *state)
{
  return get_random (state) / 16777216.0F;
}

static int
compare_springs (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Spring *s = a, *t = b;

  if (s->from != t->from)
    return s->from < t->from ? -1 : 1;
  return s->to < t->to ? -1 : s->to > t->to;
}

/* Adjacency lists from @springs, equal pairs added up, both ways round. */
static void
set_springs (Level *level, GArray *springs)
{
  guint n = 0;

  g_qsort_with_data (springs->data, (int) springs->len, sizeof (Spring), compare_springs, NULL);
  level->starts = g_new0 (guint, level->n + 2);
  level->others = g_new (guint, springs->len);
  level->weights = g_new (float, springs->len);
  for (guint i = 0; i < springs->len; i++)
    {
      Spring *spring = &g_array_index (springs, Spring, i);

      if (i > 0 && compare_springs (spring, spring - 1, NULL) == 0)
        {
          level->weights[n - 1] += spring->weight;
          continue;
        }
      level->others[n] = spring->to;
      level->weights[n++] = spring->weight;
      level->starts[spring->from + 1] = n;
    }
  for (guint i = 1; i <= level->n; i++)
    level->starts[i] = MAX (level->starts[i], level->starts[i - 1]);
  level->n_springs = n;
}

static void
add_spring (GArray *springs, guint a, guint b, double weight)
{
  Spring one = { a, b, (float) weight }, back = { b, a, (float) weight };

  if (a == b)
    return;
  g_array_append_val (springs, one);
  g_array_append_val (springs, back);
}

static void
init_level (Level *level, guint n)
{
  level->n = n;
  level->x = g_new0 (float, n);
  level->y = g_new0 (float, n);
  level->mass = g_new0 (float, n);
}

static void
clear_level (Level *level)
{
  g_free (level->x);
  g_free (level->y);
  g_free (level->mass);
  g_free (level->starts);
  g_free (level->others);
  g_free (level->weights);
  g_free (level->parents);
}

/* Which neighbour to merge @body with: the strongest spring for its mass. A hub takes any number of
 * leaves, everyone else one partner. */
static guint
find_partner (const Level *level, guint body, const guint *parents)
{
  guint best = CROW_NONE;
  float strongest = 0;

  for (guint k = level->starts[body]; k < level->starts[body + 1]; k++)
    {
      guint other = level->others[k];
      float strength = level->weights[k] / level->mass[other];

      if (parents[other] == CROW_NONE && strength > strongest)
        {
          strongest = strength;
          best = other;
        }
    }
  return best;
}

static guint
merge_bodies (Level *level)
{
  guint n = 0;

  level->parents = g_new (guint, level->n);
  for (guint i = 0; i < level->n; i++)
    level->parents[i] = CROW_NONE;
  for (guint i = 0; i < level->n; i++) /* leaves go to their hub */
    {
      guint hub;

      if (level->starts[i + 1] - level->starts[i] != 1)
        continue;
      hub = level->others[level->starts[i]];
      if (level->parents[hub] == CROW_NONE)
        level->parents[hub] = n++;
      if (level->parents[i] == CROW_NONE)
        level->parents[i] = level->parents[hub];
    }
  for (guint i = 0; i < level->n; i++)
    {
      guint partner;

      if (level->parents[i] != CROW_NONE)
        continue;
      partner = find_partner (level, i, level->parents);
      if (partner != CROW_NONE)
        level->parents[partner] = n;
      level->parents[i] = n++;
    }
  return n;
}

/* Fills @coarse from @fine; FALSE where merging does not help any more. */
static gboolean
coarsen (Level *fine, Level *coarse)
{
  g_autoptr (GArray) springs = g_array_new (FALSE, FALSE, sizeof (Spring));
  guint n = merge_bodies (fine);

  if (n > 0.85 * fine->n)
    return FALSE;
  init_level (coarse, n);
  for (guint i = 0; i < fine->n; i++)
    {
      coarse->mass[fine->parents[i]] += fine->mass[i];
      for (guint k = fine->starts[i]; k < fine->starts[i + 1]; k++)
        {
          if (fine->others[k] > i)
            add_spring (springs, fine->parents[i], fine->parents[fine->others[k]],
                        fine->weights[k]);
        }
    }
  set_springs (coarse, springs);
  return TRUE;
}

/* One round of forces; returns the energy before it. */
static float
move_bodies (Level *level, CrowBodies *bodies, float *dx, float *dy, float step)
{
  float energy = 0;

  crow_bodies_push (bodies, level->x, level->y, dx, dy);
  for (guint i = 0; i < level->n; i++)
    {
      float scale = REPULSION * SPRING * SPRING * level->mass[i];
      float x = dx[i] * scale, y = dy[i] * scale, length;
      float at_x = level->x[i], at_y = level->y[i];

      for (guint k = level->starts[i]; k < level->starts[i + 1]; k++)
        {
          float to_x = level->x[level->others[k]] - at_x;
          float to_y = level->y[level->others[k]] - at_y;
          float pull = sqrtf (to_x * to_x + to_y * to_y) * (level->weights[k] / SPRING);

          x += pull * to_x;
          y += pull * to_y;
        }
      length = sqrtf (x * x + y * y);
      energy += length * length;
      if (length < 1e-12F)
        continue;
      level->x[i] += step * x / length;
      level->y[i] += step * y / length;
    }
  return energy;
}

static gboolean
relax (Level *level, guint rounds, float opening, GCancellable *cancellable, GError **error)
{
  g_autoptr (CrowBodies) bodies = crow_bodies_new (level->mass, level->n, opening);
  g_autofree float *dx = g_new (float, level->n), *dy = g_new (float, level->n);
  float last = G_MAXFLOAT, step = SPRING;
  guint progress = 0;

  for (guint i = 0; i < rounds && step > 0.002F * SPRING; i++)
    {
      float energy;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (i % SORT_ROUNDS == 0)
        crow_bodies_sort (bodies, level->x, level->y);
      energy = move_bodies (level, bodies, dx, dy, step);
      if (energy < last)
        {
          if (++progress >= 5)
            {
              progress = 0;
              step /= COOLING;
            }
        }
      else
        {
          progress = 0;
          step *= COOLING;
        }
      if (i > rounds / 2)
        step *= COOLING;
      last = energy;
    }
  return TRUE;
}

static void
scatter (Level *level, guint32 *random)
{
  float side = sqrtf (level->n) * SPRING;

  for (guint i = 0; i < level->n; i++)
    {
      level->x[i] = get_random_fraction (random) * side * 1.6F;
      level->y[i] = get_random_fraction (random) * side;
    }
}

/* Bodies start where their coarse body is, spread by how much finer the level is. */
static void
refine (Level *fine, const Level *coarse, guint32 *random)
{
  float scale = sqrtf ((float) fine->n / coarse->n);

  for (guint i = 0; i < fine->n; i++)
    {
      guint parent = fine->parents[i];

      fine->x[i] = coarse->x[parent] * scale + (get_random_fraction (random) - 0.5F) * 0.2F;
      fine->y[i] = coarse->y[parent] * scale + (get_random_fraction (random) - 0.5F) * 0.2F;
    }
}

/* Numbers the groups from 0; returns how many there are. @numbers: (out): by box. */
static guint
number_groups (const CrowLayoutGraph *graph, guint *numbers)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      gpointer group = GUINT_TO_POINTER (graph->boxes[i].group), number;

      if (!g_hash_table_lookup_extended (known, group, NULL, &number))
        {
          number = GUINT_TO_POINTER (g_hash_table_size (known));
          g_hash_table_insert (known, group, number);
        }
      numbers[i] = GPOINTER_TO_UINT (number);
    }
  return g_hash_table_size (known);
}

/* Edges into one table share their line for most of the way: together they pull like one. So a hub
 * does not draw what belongs together apart. Boxes of one group hang on a body of their own, which
 * holds them together; what leads from group to group pulls less. */
static void
init_finest (Level *level, const CrowLayoutGraph *graph)
{
  g_autoptr (GArray) springs = g_array_new (FALSE, FALSE, sizeof (Spring));
  g_autofree guint *n_referrers = g_new0 (guint, graph->n_boxes);
  g_autofree guint *groups = g_new (guint, graph->n_boxes);
  guint n_groups = number_groups (graph, groups);

  for (guint i = 0; i < graph->n_edges; i++)
    n_referrers[graph->edges[i].target]++;
  init_level (level, graph->n_boxes + (n_groups > 1 ? n_groups : 0));
  for (guint i = 0; i < level->n; i++)
    level->mass[i] = 1;
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *edge = &graph->edges[i];
      gboolean is_within = groups[edge->source] == groups[edge->target];

      add_spring (springs, edge->source, edge->target,
                  (is_within ? 1 : BETWEEN_GROUPS) / n_referrers[edge->target]);
    }
  for (guint i = 0; i < graph->n_boxes && n_groups > 1; i++)
    add_spring (springs, i, graph->n_boxes + groups[i], GROUP_SPRING);
  set_springs (level, springs);
  for (guint k = 0; k < level->n_springs; k++)
    level->weights[k] = MIN (level->weights[k], 2);
}

/* Turns the principal axis of the first @n bodies level: diagrams are wider than high. Half-angle
 * formulas in place of arc tangents, which differ from machine to machine. */
static void
turn_level (const Level *level, CrowPoint *places, guint n)
{
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0, spread, cosine, sine;

  for (guint i = 0; i < n; i++)
    {
      x += level->x[i] / n;
      y += level->y[i] / n;
    }
  for (guint i = 0; i < n; i++)
    {
      double dx = level->x[i] - x, dy = level->y[i] - y;

      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  spread = sqrt ((xx - yy) * (xx - yy) + 4 * xy * xy);
  cosine = spread > 0 ? sqrt (MAX (0, 1 + (xx - yy) / spread) / 2) : 1;
  sine = sqrt (MAX (0, 1 - cosine * cosine)) * (xy < 0 ? -1 : 1);
  for (guint i = 0; i < n; i++)
    {
      double dx = level->x[i] - x, dy = level->y[i] - y;

      places[i].x = dx * cosine + dy * sine;
      places[i].y = dy * cosine - dx * sine;
    }
}

/* Places the boxes of a connected graph as points, relations pulling them together. Units are
 * springs, not px; the wider extent lies along x. @progress: (scope call): told the share that is
 * done. Fails only with G_IO_ERROR_CANCELLED. */
gboolean
crow_force_place (const CrowLayoutGraph *graph,
                  CrowPoint *places,
                  GCancellable *cancellable,
                  CrowLayoutProgress progress,
                  gpointer user_data,
                  GError **error)
{
  Level levels[MAX_LEVELS] = { 0 };
  guint32 random = 12345;
  gboolean done;
  float opening;
  guint n = 1;

  init_finest (&levels[0], graph);
  opening = levels[0].n > MANY ? WIDE_OPENING : OPENING;
  while (n < MAX_LEVELS && levels[n - 1].n > COARSEST && coarsen (&levels[n - 1], &levels[n]))
    n++;
  scatter (&levels[n - 1], &random);
  done = relax (&levels[n - 1], FIRST_ROUNDS, opening, cancellable, error);
  for (guint i = n - 1; i > 0 && done; i--)
    {
      guint rounds = i == 1 && levels[0].n > MANY ? LAST_ROUNDS : ROUNDS;

      refine (&levels[i - 1], &levels[i], &random);
      progress ((double) levels[i].n / (levels[0].n + levels[i].n), user_data);
      done = relax (&levels[i - 1], rounds, opening, cancellable, error);
    }
  if (done)
    turn_level (&levels[0], places, graph->n_boxes);
  for (guint i = 0; i < MAX_LEVELS; i++)
    clear_level (&levels[i]);
  return done;
}
