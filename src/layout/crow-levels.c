#include "crow-columns-private.h"
#include "crow-sort-private.h"

#include <math.h>

/* Makes lines straight. With the order of a column and the y of its neighbours given, every element
 * has some places where links of its become level, each worth the bends that it saves less what the
 * other links become longer. A set of such places that the order and the gaps allow is a chain that
 * does not descend, once each place is counted from the element's uppermost possible one; the best
 * chain is found exactly (a weighted longest increasing subsequence; Fredman 1975), and the
 * elements that are not in it go as near to their wishes as those in it allow. */

#define ROUNDS 4
#define MORE_ROUNDS 6 /* for up to FEW_BOXES */
#define FEW_BOXES 60
#define FIRST_ROUNDS 2   /* in which each column heeds one of its neighbours only */
#define LEVEL_GAIN 120.0 /* px of length that two bends are worth */
#define STRETCH_COST 1.0 /* of a px of length */

typedef struct
{
  guint element; /* at the other end */
  double reach;  /* px from our top to the other's top where the link is level */
  double weight;
} Arm;

/* A y where links of an element become level. */
typedef struct
{
  double y;
  double weight;
} Aim;

/* A place that an element may take. */
typedef struct
{
  guint element; /* number in the column */
  double at;     /* y less the element's uppermost one */
  double gain;
  double best;  /* of a chain that ends here */
  guint before; /* option before it in that chain, or CROW_NONE */
  guint rank;   /* by @at, from 1 */
} Option;

typedef struct
{
  CrowColumns *columns;
  double height;     /* px that no column may exceed, unless its elements do */
  guint *arm_starts; /* by element */
  Arm *arms;
  GArray *aims;    /* (element-type Aim) scratch */
  GArray *options; /* (element-type Option) of a column */
  guint *ranked;   /* scratch: options by @at */
  guint *tree;     /* scratch: option that ends the best chain among ranks (Fenwick 1994) */
  guint max_options;
  double *offsets; /* by number in the column: uppermost y */
  double *wishes;  /* by number in the column: less the offset */
  double *weights;
  double *fixed; /* by number in the column: place in the chain, or NAN */
  double *place; /* scratch: blocks */
  double *mass;
  guint *counts;
} Leveller;

static void
add_arm (Leveller *self, guint *fill, const CrowTerminal *at, const CrowTerminal *other, double w)
{
  self->arms[fill[at->element]++] = (Arm){ other->element, at->offset - other->offset, w };
}

/* Links within a column can never be level. */
static gboolean
is_across (const CrowColumns *columns, const CrowLink *link)
{
  return crow_columns_terminal (columns, link->from)->bank !=
         crow_columns_terminal (columns, link->to)->bank;
}

static void
init_arms (Leveller *self)
{
  CrowColumns *columns = self->columns;
  guint n = columns->elements->len;
  g_autofree guint *fill = NULL;

  self->arm_starts = g_new0 (guint, n + 2);
  self->arms = g_new (Arm, 2 * (gsize) columns->links->len + 1);
  for (guint i = 0; i < columns->links->len; i++)
    {
      CrowLink *link = &g_array_index (columns->links, CrowLink, i);

      if (!is_across (columns, link))
        continue;
      self->arm_starts[crow_columns_terminal (columns, link->from)->element + 1]++;
      self->arm_starts[crow_columns_terminal (columns, link->to)->element + 1]++;
    }
  for (guint i = 0; i < n; i++)
    self->arm_starts[i + 1] += self->arm_starts[i];
  fill = g_memdup2 (self->arm_starts, (n + 1) * sizeof (guint));
  for (guint i = 0; i < columns->links->len; i++)
    {
      CrowLink *link = &g_array_index (columns->links, CrowLink, i);
      CrowTerminal *from = crow_columns_terminal (columns, link->from);
      CrowTerminal *to = crow_columns_terminal (columns, link->to);

      if (!is_across (columns, link))
        continue;
      add_arm (self, fill, from, to, link->weight);
      add_arm (self, fill, to, from, link->weight);
    }
}

static void
init_leveller (Leveller *self, CrowColumns *columns, double height)
{
  guint n = columns->elements->len + 1;

  self->columns = columns;
  self->height = height;
  init_arms (self);
  self->aims = g_array_new (FALSE, FALSE, sizeof (Aim));
  self->options = g_array_new (FALSE, FALSE, sizeof (Option));
  self->offsets = g_new (double, n);
  self->wishes = g_new (double, n);
  self->weights = g_new (double, n);
  self->fixed = g_new (double, n);
  self->place = g_new (double, n);
  self->mass = g_new (double, n);
  self->counts = g_new (guint, n);
}

static void
clear_leveller (Leveller *self)
{
  g_free (self->arm_starts);
  g_free (self->arms);
  g_array_unref (self->aims);
  g_array_unref (self->options);
  g_free (self->ranked);
  g_free (self->tree);
  g_free (self->offsets);
  g_free (self->wishes);
  g_free (self->weights);
  g_free (self->fixed);
  g_free (self->place);
  g_free (self->mass);
  g_free (self->counts);
}

static inline gboolean
precedes_aim (const Aim *a, const Aim *b, gconstpointer unused)
{
  return a->y < b->y;
}

CROW_DEFINE_SORT (sort_aims, Aim, precedes_aim)

/* Fills aims, ascending, one for each y. @way: links to the left (1), to the right (-1) or to both
 * sides (0) count. Returns their weight in all. */
static double
list_aims (Leveller *self, guint element, int way)
{
  guint column = crow_columns_element (self->columns, element)->column, n = 0;
  double sum = 0;
  Aim *aims;

  g_array_set_size (self->aims, 0);
  for (guint k = self->arm_starts[element]; k < self->arm_starts[element + 1]; k++)
    {
      const Arm *arm = &self->arms[k];
      const CrowElement *other = crow_columns_element (self->columns, arm->element);
      Aim aim = { other->y - arm->reach, arm->weight };

      if (way != 0 && (other->column < column) != (way > 0))
        continue;
      sum += arm->weight;
      g_array_append_val (self->aims, aim);
    }
  aims = (Aim *) (void *) self->aims->data;
  sort_aims (aims, self->aims->len, NULL);
  for (guint i = 0; i < self->aims->len; i++)
    {
      if (n > 0 && aims[i].y - aims[n - 1].y < CROW_SAME)
        aims[n - 1].weight += aims[i].weight;
      else
        aims[n++] = aims[i];
    }
  g_array_set_size (self->aims, n);
  return sum;
}

/* Turns the aims into options of element @number, and its wish: their median. @room: the greatest
 * place in the column. */
static void
add_options (Leveller *self, guint number, double sum, double room)
{
  const Aim *aims = (const Aim *) (const void *) self->aims->data;
  guint n = self->aims->len;
  double below = 0, length = 0, least = G_MAXDOUBLE;
  guint first = self->options->len;

  for (guint i = 1; i < n; i++)
    length += (aims[i].y - aims[0].y) * aims[i].weight;
  for (guint i = 0; i < n; i++)
    {
      Option option = { number, aims[i].y - self->offsets[number], 0, 0, CROW_NONE, 0 };

      if (i > 0)
        length += (aims[i].y - aims[i - 1].y) * (2 * below - sum);
      below += aims[i].weight;
      if (length < least)
        self->wishes[number] = option.at;
      least = MIN (least, length);
      option.gain = LEVEL_GAIN * aims[i].weight - STRETCH_COST * length;
      if (option.at >= -CROW_SAME && option.at <= room + CROW_SAME)
        g_array_append_val (self->options, option);
    }
  for (guint i = first; i < self->options->len;)
    {
      Option *option = &g_array_index (self->options, Option, i);

      option->gain += STRETCH_COST * least;
      if (option->gain > 0)
        i++;
      else
        g_array_remove_index (self->options, i);
    }
}

static inline gboolean
precedes_option (const guint *i, const guint *j, gconstpointer data)
{
  const Option *options = data;

  return options[*i].at != options[*j].at ? options[*i].at < options[*j].at : *i < *j;
}

CROW_DEFINE_SORT (sort_options, guint, precedes_option)

static void
rank_options (Leveller *self)
{
  Option *options = (Option *) (void *) self->options->data;
  guint n = self->options->len;

  if (n >= self->max_options)
    {
      self->max_options = 2 * n + 1;
      self->ranked = g_renew (guint, self->ranked, self->max_options);
      self->tree = g_renew (guint, self->tree, self->max_options);
    }
  for (guint i = 0; i < n; i++)
    self->ranked[i] = i;
  sort_options (self->ranked, n, options);
  for (guint i = 0; i < n; i++)
    {
      gboolean is_same = i > 0 &&
                         options[self->ranked[i]].at - options[self->ranked[i - 1]].at < CROW_SAME;

      options[self->ranked[i]].rank = is_same ? options[self->ranked[i - 1]].rank : i + 1;
    }
  for (guint i = 0; i <= n; i++)
    self->tree[i] = CROW_NONE;
}

static guint
find_chain (const Leveller *self, guint rank)
{
  const Option *options = (const Option *) (const void *) self->options->data;
  guint best = CROW_NONE;

  for (; rank > 0; rank -= rank & -rank)
    {
      guint at = self->tree[rank];

      if (at != CROW_NONE && (best == CROW_NONE || options[at].best > options[best].best))
        best = at;
    }
  return best;
}

static void
add_chain (Leveller *self, guint option)
{
  const Option *options = (const Option *) (const void *) self->options->data;

  for (guint rank = options[option].rank; rank <= self->options->len; rank += rank & -rank)
    {
      guint *at = &self->tree[rank];

      if (*at == CROW_NONE || options[option].best > options[*at].best)
        *at = option;
    }
}

/* Finds the best chain of options; fills fixed. */
static void
choose_options (Leveller *self, guint n)
{
  Option *options = (Option *) (void *) self->options->data;
  guint n_options = self->options->len;

  rank_options (self);
  for (guint first = 0, end; first < n_options; first = end)
    {
      for (end = first; end < n_options && options[end].element == options[first].element; end++)
        {
          options[end].before = find_chain (self, options[end].rank);
          options[end].best = options[end].gain;
          if (options[end].before != CROW_NONE)
            options[end].best += options[options[end].before].best;
        }
      for (guint i = first; i < end; i++)
        add_chain (self, i);
    }
  for (guint i = 0; i < n; i++)
    self->fixed[i] = NAN;
  for (guint at = find_chain (self, n_options); at != CROW_NONE; at = options[at].before)
    self->fixed[options[at].element] = options[at].at;
}

/* Places the elements from @first to before @end, none of them in the chain, between @low and
 * @high (pool adjacent violators; Barlow et al. 1972). */
static void
settle_between (Leveller *self, const guint *order, guint first, guint end, double low, double high)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    {
      self->place[n] = self->wishes[i];
      self->mass[n] = self->weights[i];
      self->counts[n++] = 1;
      for (; n > 1 && self->place[n - 2] > self->place[n - 1]; n--)
        {
          double both = self->mass[n - 2] + self->mass[n - 1];

          self->place[n - 2] = (self->place[n - 2] * self->mass[n - 2] +
                                self->place[n - 1] * self->mass[n - 1]) /
                               both;
          self->mass[n - 2] = both;
          self->counts[n - 2] += self->counts[n - 1];
        }
    }
  for (guint b = 0, i = first; b < n; b++)
    {
      double at = MAX (MIN (round (self->place[b]), high), low);

      for (guint k = 0; k < self->counts[b]; k++, i++)
        crow_columns_element (self->columns, order[i])->y = at + self->offsets[i];
    }
}

static void
place_elements (Leveller *self, const guint *order, guint n, double room)
{
  double low = 0;

  for (guint first = 0; first < n;)
    {
      guint end = first;

      while (end < n && isnan (self->fixed[end]))
        end++;
      settle_between (self, order, first, end, low, end < n ? self->fixed[end] : room);
      if (end < n)
        {
          low = self->fixed[end];
          crow_columns_element (self->columns, order[end])->y = low + self->offsets[end];
        }
      first = end + 1;
    }
}

static void
level_column (Leveller *self, guint column, int way)
{
  CrowColumns *columns = self->columns;
  const guint *order = columns->order + columns->column_starts[column];
  guint n = columns->column_starts[column + 1] - columns->column_starts[column];
  double y = 0, room;

  for (guint i = 0; i < n; i++)
    {
      const CrowElement *e = crow_columns_element (columns, order[i]);

      if (i > 0)
        y += crow_columns_get_gap (crow_columns_element (columns, order[i - 1]), e);
      self->offsets[i] = y;
      y += e->height;
    }
  room = MAX (self->height - y, 0);
  g_array_set_size (self->options, 0);
  for (guint i = 0; i < n; i++)
    {
      double sum = list_aims (self, order[i], way);

      self->wishes[i] = crow_columns_element (columns, order[i])->y - self->offsets[i];
      self->weights[i] = MAX (sum, 0.05);
      add_options (self, i, sum, room);
    }
  choose_options (self, n);
  place_elements (self, order, n, room);
}

/* Moves the elements of ordered columns, which have an y each, so that as many edges as possible
 * run straight; no column becomes higher than @height px unless its elements are. */
void
crow_columns_level (CrowColumns *columns, double height)
{
  Leveller self = { 0 };
  guint n_rounds = columns->graph->n_boxes > FEW_BOXES ? ROUNDS : MORE_ROUNDS;

  init_leveller (&self, columns, height);
  for (guint round = 0; round < n_rounds; round++)
    {
      gboolean is_back = round % 2 == 1;

      if (g_cancellable_is_cancelled (columns->cancellable))
        break;
      for (guint i = 0; i < columns->n_columns; i++)
        level_column (&self, is_back ? columns->n_columns - 1 - i : i,
                      round < FIRST_ROUNDS ? (is_back ? -1 : 1) : 0);
    }
  clear_leveller (&self);
}
