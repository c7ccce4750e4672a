#include "crow-sort-private.h"
#include "crow-tracks-private.h"

#include <math.h>
#include <string.h>

/* Which track of a channel each trunk runs on. Few tracks, hence narrow channels, come first:
 * trunks are intervals, which as many tracks hold as ever overlap at one height if they are placed
 * from above (left-edge: Hashimoto and Stevens 1971). Among the tracks that are free the one counts
 * where the trunk's lines cross fewest others; then trunks move and change places as long as that
 * takes crossings away. Where a net's terminal on the left bank is level with another's on the
 * right bank, the first must run left of the second: what still runs the wrong way is moved to a
 * new track, and a net that must run on both sides of others is split in two trunks (Sander 2004).
 */

#define TOO_CLOSE 6.0   /* px that lines of different nets keep apart */
#define FORBIDDEN 10000 /* cost of an order that would lay a line on another */
#define PASSES 8
#define MAX_SWAPPED 6 /* trunks that make room for one */

/* What it costs to run left of the other rather than right of it. */
typedef struct
{
  guint other;
  int cost;
} Pull;

typedef struct
{
  guint a;
  guint b;
  int cost; /* of a left of b rather than right of it */
} Pair;

typedef struct
{
  guint before;
  guint after;
} Must;

typedef struct
{
  CrowChannel *channel;
  CrowTrunk *trunks;
  guint n;
  guint *pull_starts; /* by trunk */
  Pull *pulls;
  guint n_tracks;
  GArray *firsts; /* (element-type guint) by track: uppermost trunk */
  guint *nexts;   /* by trunk: the next below on its track */
  int *buckets;   /* scratch, by track */
  guint max_tracks;
} Assigner;

CROW_DEFINE_SORT (sort_doubles, double, crow_sort_precedes_double)

/* How many of the ascending @values lie above @low and below @high. */
static guint
count_between (const double *values, guint n, double low, double high)
{
  guint first = 0, end = n;

  if (n == 1)
    return values[0] > low && values[0] < high;
  while (first < end)
    {
      guint middle = (first + end) / 2;

      if (values[middle] <= low)
        first = middle + 1;
      else
        end = middle;
    }
  for (end = first; end < n && values[end] < high; end++)
    ;
  return end - first;
}

static gboolean
has_close_pair (const double *a, guint n_a, const double *b, guint n_b)
{
  for (guint i = 0, j = 0; i < n_a && j < n_b;)
    {
      if (fabs (a[i] - b[j]) < TOO_CLOSE)
        return TRUE;
      if (a[i] < b[j])
        i++;
      else
        j++;
    }
  return FALSE;
}

/* Must @a run left of @b, lest a line of @a from the left bank lies on one of @b to the right? */
static gboolean
must_precede (const CrowChannel *channel, const CrowTrunk *a, const CrowTrunk *b)
{
  guint n_left, n_right;
  const double *left, *right;

  if (a->net == b->net || !a->has_left || !b->has_right)
    return FALSE;
  left = crow_channel_get_ends (channel, a->net, CROW_SIDE_LEFT, &n_left);
  right = crow_channel_get_ends (channel, b->net, CROW_SIDE_RIGHT, &n_right);
  return has_close_pair (left, n_left, right, n_right);
}

/* Crossings if @a runs left of @b. */
static int
count_crossings (const CrowChannel *channel, const CrowTrunk *a, const CrowTrunk *b)
{
  guint n_left, n_right;
  const double *left = crow_channel_get_ends (channel, b->net, CROW_SIDE_LEFT, &n_left);
  const double *right = crow_channel_get_ends (channel, a->net, CROW_SIDE_RIGHT, &n_right);

  return (int) (count_between (left, n_left, a->low, a->high) +
                count_between (right, n_right, b->low, b->high));
}

static gboolean
is_near (const CrowTrunk *a, const CrowTrunk *b)
{
  return a->low <= b->high + CROW_LINE_GAP && b->low <= a->high + CROW_LINE_GAP;
}

static inline gboolean
precedes_trunk (const CrowTrunk *s, const CrowTrunk *t, gconstpointer unused)
{
  if (s->low != t->low)
    return s->low < t->low;
  return s->high != t->high ? s->high > t->high : s->net < t->net;
}

CROW_DEFINE_SORT (sort_trunks, CrowTrunk, precedes_trunk)

/* What it costs to run @a left of @b rather than right of it. */
static int
weigh_pair (const CrowChannel *channel, const CrowTrunk *trunks, guint a, guint b, GArray *musts)
{
  int cost = count_crossings (channel, &trunks[a], &trunks[b]) -
             count_crossings (channel, &trunks[b], &trunks[a]);
  Must must = { a, b };

  if (must_precede (channel, &trunks[a], &trunks[b]))
    {
      cost -= FORBIDDEN;
      g_array_append_val (musts, must);
    }
  must = (Must){ b, a };
  if (must_precede (channel, &trunks[b], &trunks[a]))
    {
      cost += FORBIDDEN;
      g_array_append_val (musts, must);
    }
  return cost;
}

/* All trunks that share a height with another and care which is left; @trunks ascend by low. */
static GArray *
list_pairs (const CrowChannel *channel, const CrowTrunk *trunks, guint n, GArray *musts)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_autofree guint *active = g_new (guint, n + 1);
  guint n_active = 0;

  for (guint i = 0; i < n; i++)
    {
      guint kept = 0;

      for (guint k = 0; k < n_active; k++)
        {
          Pair pair = { active[k], i, 0 };

          if (trunks[active[k]].high + CROW_LINE_GAP < trunks[i].low)
            continue;
          active[kept++] = active[k];
          pair.cost = weigh_pair (channel, trunks, pair.a, i, musts);
          if (pair.cost != 0)
            g_array_append_val (pairs, pair);
        }
      n_active = kept;
      active[n_active++] = i;
    }
  return pairs;
}

static void
init_pulls (Assigner *self, GArray *musts)
{
  g_autoptr (GArray) pairs = list_pairs (self->channel, self->trunks, self->n, musts);
  g_autofree guint *fill = NULL;

  self->pull_starts = g_new0 (guint, self->n + 2);
  self->pulls = g_new (Pull, 2 * (gsize) pairs->len + 1);
  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);

      self->pull_starts[pair->a + 1]++;
      self->pull_starts[pair->b + 1]++;
    }
  for (guint i = 0; i < self->n; i++)
    self->pull_starts[i + 1] += self->pull_starts[i];
  fill = g_memdup2 (self->pull_starts, (self->n + 1) * sizeof (guint));
  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);

      self->pulls[fill[pair->a]++] = (Pull){ pair->b, pair->cost };
      self->pulls[fill[pair->b]++] = (Pull){ pair->a, -pair->cost };
    }
}

static guint
get_first (const Assigner *self, guint track)
{
  return g_array_index (self->firsts, guint, track);
}

/* Trunks on @track, other than @except, that leave no room for @trunk; at most MAX_SWAPPED, or
 * one more where there are more. */
static guint
find_blockers (const Assigner *self,
               guint track,
               const CrowTrunk *trunk,
               guint except,
               guint *blockers)
{
  guint n = 0;

  for (guint k = get_first (self, track); k != CROW_NONE && n <= MAX_SWAPPED; k = self->nexts[k])
    {
      if (self->trunks[k].low > trunk->high + CROW_LINE_GAP)
        break;
      if (k == except || !is_near (&self->trunks[k], trunk))
        continue;
      if (n < MAX_SWAPPED)
        blockers[n] = k;
      n++;
    }
  return n;
}

static gboolean
is_free (const Assigner *self, guint track, const CrowTrunk *trunk)
{
  guint blockers[MAX_SWAPPED];

  return find_blockers (self, track, trunk, CROW_NONE, blockers) == 0;
}

static void
put_on_track (Assigner *self, guint trunk, guint track)
{
  guint *at = &g_array_index (self->firsts, guint, track);

  while (*at != CROW_NONE && self->trunks[*at].low < self->trunks[trunk].low)
    at = &self->nexts[*at];
  self->nexts[trunk] = *at;
  *at = trunk;
  self->trunks[trunk].track = track;
}

static void
take_from_track (Assigner *self, guint trunk)
{
  guint *at = &g_array_index (self->firsts, guint, self->trunks[trunk].track);

  while (*at != trunk)
    at = &self->nexts[*at];
  *at = self->nexts[trunk];
  self->trunks[trunk].track = CROW_NONE;
}

/* Makes @n new tracks whose first is @at. */
static void
insert_tracks (Assigner *self, guint at, guint n)
{
  guint none = CROW_NONE;

  for (guint i = 0; i < n; i++)
    g_array_insert_val (self->firsts, at, none);
  for (guint i = 0; i < self->n; i++)
    {
      if (self->trunks[i].track != CROW_NONE && self->trunks[i].track >= at)
        self->trunks[i].track += n;
    }
  self->n_tracks += n;
  if (self->n_tracks >= self->max_tracks)
    {
      self->max_tracks = 2 * self->n_tracks;
      self->buckets = g_renew (int, self->buckets, self->max_tracks + 1);
    }
}

/* Fills buckets: [t] becomes the cost of running on track t. @guesses: (nullable): tracks of
 * trunks that have none yet. */
static void
score_tracks (Assigner *self, guint trunk, const guint *guesses)
{
  int sum = 0;

  memset (self->buckets, 0, (self->n_tracks + 1) * sizeof (int));
  for (guint k = self->pull_starts[trunk]; k < self->pull_starts[trunk + 1]; k++)
    {
      guint other = self->pulls[k].other;
      guint track = self->trunks[other].track;

      if (track == CROW_NONE)
        {
          if (guesses == NULL)
            continue;
          track = MIN (guesses[other], self->n_tracks - 1);
        }
      self->buckets[track] += self->pulls[k].cost;
    }
  for (guint t = self->n_tracks; t-- > 0;)
    {
      int own = self->buckets[t];

      self->buckets[t] = sum;
      sum += own;
    }
}

/* What changes if @trunk goes to @track. */
static int
get_change (const Assigner *self, guint trunk, guint track)
{
  guint now = self->trunks[trunk].track;
  int before = 0, after = 0;

  for (guint k = self->pull_starts[trunk]; k < self->pull_starts[trunk + 1]; k++)
    {
      guint other = self->trunks[self->pulls[k].other].track;

      if (other == CROW_NONE)
        continue;
      if (now < other)
        before += self->pulls[k].cost;
      if (track < other)
        after += self->pulls[k].cost;
    }
  return after - before;
}

static gboolean
is_within (const Assigner *self, const CrowTrunk *trunk, guint track)
{
  return track >= trunk->before && track + trunk->after < self->n_tracks;
}

/* The best free track, or a new one. */
static void
place_trunk (Assigner *self, guint trunk, const guint *guesses)
{
  const CrowTrunk *t = &self->trunks[trunk];
  guint best = CROW_NONE;

  score_tracks (self, trunk, guesses);
  for (guint track = t->before; track + t->after < self->n_tracks; track++)
    {
      gboolean is_better;

      if (best == CROW_NONE)
        is_better = TRUE;
      else if (self->buckets[track] != self->buckets[best])
        is_better = self->buckets[track] < self->buckets[best];
      else
        is_better = ABS ((int) track - (int) guesses[trunk]) <
                    ABS ((int) best - (int) guesses[trunk]);
      if (is_better && is_free (self, track, t))
        best = track;
    }
  if (best == CROW_NONE)
    {
      guint last = self->n_tracks > t->after ? self->n_tracks - t->after : 0;

      best = MAX (t->before, MIN (guesses[trunk], last));
      if (t->before + t->after + 1 > self->n_tracks)
        insert_tracks (self, MIN (best, self->n_tracks), t->before + t->after + 1 - self->n_tracks);
      if (!is_free (self, best, t))
        insert_tracks (self, best, 1);
    }
  put_on_track (self, trunk, best);
}

/* Order by slope: lines that fall are nested from the right, lines that rise from the left. */
typedef struct
{
  guint trunk;
  double key;
} Slope;

static inline gboolean
precedes_slope (const Slope *s, const Slope *t, gconstpointer unused)
{
  return s->key != t->key ? s->key < t->key : s->trunk < t->trunk;
}

CROW_DEFINE_SORT (sort_slopes, Slope, precedes_slope)

static double
get_mean (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return n > 0 ? sum / n : 0;
}

static double
get_slope (const CrowChannel *channel, const CrowTrunk *trunk)
{
  guint n_left, n_right;
  const double *left = crow_channel_get_ends (channel, trunk->net, CROW_SIDE_LEFT, &n_left);
  const double *right = crow_channel_get_ends (channel, trunk->net, CROW_SIDE_RIGHT, &n_right);
  double from = get_mean (left, n_left), to = get_mean (right, n_right);

  if (n_right == 0)
    return -1e9 + (trunk->high - trunk->low);
  if (n_left == 0)
    return 1e9 - (trunk->high - trunk->low);
  return to > from ? -from : from;
}

static guint *
guess_tracks (const Assigner *self)
{
  g_autofree Slope *slopes = g_new (Slope, self->n + 1);
  guint *guesses = g_new (guint, self->n + 1);

  for (guint i = 0; i < self->n; i++)
    slopes[i] = (Slope){ i, get_slope (self->channel, &self->trunks[i]) };
  sort_slopes (slopes, self->n, NULL);
  for (guint i = 0; i < self->n; i++)
    guesses[slopes[i].trunk] = (guint) ((guint64) i * self->n_tracks / self->n);
  return guesses;
}

/* Can @blockers of @track take the place of @trunk? */
static gboolean
can_swap (const Assigner *self, guint trunk, const guint *blockers, guint n)
{
  guint others[MAX_SWAPPED];

  for (guint i = 0; i < n; i++)
    {
      const CrowTrunk *b = &self->trunks[blockers[i]];

      if (!is_within (self, b, self->trunks[trunk].track) ||
          find_blockers (self, self->trunks[trunk].track, b, trunk, others) > 0)
        return FALSE;
    }
  return TRUE;
}

static void
swap (Assigner *self, guint trunk, guint track, const guint *blockers, guint n)
{
  guint now = self->trunks[trunk].track;

  take_from_track (self, trunk);
  for (guint i = 0; i < n; i++)
    {
      take_from_track (self, blockers[i]);
      put_on_track (self, blockers[i], now);
    }
  put_on_track (self, trunk, track);
}

/* Moves a trunk to the track where it costs least, past others that can take its place. */
static gboolean
improve_trunk (Assigner *self, guint trunk)
{
  const CrowTrunk *t = &self->trunks[trunk];
  guint now = t->track, best = now, n_best = 0;
  guint best_blockers[MAX_SWAPPED];
  int most = 0;

  score_tracks (self, trunk, NULL);
  for (guint track = t->before; track + t->after < self->n_tracks; track++)
    {
      guint blockers[MAX_SWAPPED];
      int change = self->buckets[track] - self->buckets[now];
      guint n;

      if (track == now || (change >= most && change > 0))
        continue;
      n = find_blockers (self, track, t, CROW_NONE, blockers);
      if (n > MAX_SWAPPED || (n == 0 && change >= most))
        continue;
      for (guint i = 0; i < n; i++)
        change += get_change (self, blockers[i], now);
      if (change >= most || !can_swap (self, trunk, blockers, n))
        continue;
      most = change;
      best = track;
      n_best = n;
      memcpy (best_blockers, blockers, n * sizeof (guint));
    }
  if (best == now)
    return FALSE;
  swap (self, trunk, best, best_blockers, n_best);
  return TRUE;
}

/* A height near the middle of @net's trunk where no line of the channel runs. */
static double
find_level (const CrowChannel *channel, const CrowNet *net)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (double));
  double middle = (net->low + net->high) / 2, best = G_MAXDOUBLE;

  for (guint i = 0; i < channel->n_nets; i++)
    {
      guint index = channel->nets[i];
      CrowNet *other = crow_columns_net (channel->columns, index);
      guint first = channel->net_starts[2 * index];

      g_array_append_vals (used, channel->ends + first, channel->net_starts[2 * index + 2] - first);
      if (other->is_split)
        g_array_append_val (used, other->level);
    }
  sort_doubles ((double *) (void *) used->data, used->len, NULL);
  for (guint i = 0; i <= used->len; i++) /* the middles of wide enough gaps, and both outsides */
    {
      double above = i > 0 ? g_array_index (used, double, i - 1) : -G_MAXDOUBLE;
      double below = i < used->len ? g_array_index (used, double, i) : G_MAXDOUBLE;
      double level = CLAMP (middle, above + TOO_CLOSE, below - TOO_CLOSE);

      if (below - above >= 2 * TOO_CLOSE && fabs (level - middle) < fabs (best - middle))
        best = level;
    }
  return best;
}

/* Splits a trunk's net: the trunk keeps the left bank's terminals, a new one, whose index is
 * returned, joins the right bank's. */
static guint
split_trunk (Assigner *self, guint at)
{
  CrowTrunk *left = &self->trunks[at], *right = &self->trunks[self->n];
  CrowNet *net = crow_columns_net (self->channel->columns, left->net);
  guint n_left, n_right;
  const double *lefts = crow_channel_get_ends (self->channel, left->net, CROW_SIDE_LEFT, &n_left);
  const double *rights = crow_channel_get_ends (self->channel, left->net, CROW_SIDE_RIGHT,
                                                &n_right);

  net->is_split = TRUE;
  net->level = find_level (self->channel, net);
  *right = *left;
  right->track = CROW_NONE;
  left->has_right = FALSE;
  left->low = MIN (lefts[0], net->level);
  left->high = MAX (lefts[n_left - 1], net->level);
  right->has_left = FALSE;
  right->low = MIN (rights[0], net->level);
  right->high = MAX (rights[n_right - 1], net->level);
  return self->n++;
}

/* Puts a trunk that has terminals on the left bank only left of all that it must precede. */
static void
place_left (Assigner *self, guint trunk)
{
  const CrowTrunk *t = &self->trunks[trunk];
  guint bound = self->n_tracks, at, n;

  for (guint i = 0; i < self->n; i++)
    {
      const CrowTrunk *other = &self->trunks[i];

      if (i != trunk && other->track < bound && must_precede (self->channel, t, other))
        bound = other->track;
    }
  for (at = MIN (bound, self->n_tracks - MIN (t->after, self->n_tracks)); at > t->before; at--)
    {
      if (is_free (self, at - 1, t))
        {
          put_on_track (self, trunk, at - 1);
          return;
        }
    }
  at = MAX (bound, t->before);
  n = at - bound + 1;
  if (at + t->after + 1 > self->n_tracks + n)
    n = at + t->after + 1 - self->n_tracks;
  insert_tracks (self, bound, n);
  put_on_track (self, trunk, at);
}

/* Puts a trunk that has terminals on the right bank only right of all that must precede it. */
static void
place_right (Assigner *self, guint trunk)
{
  const CrowTrunk *t = &self->trunks[trunk];
  guint first = 0, at, n = 1;

  for (guint i = 0; i < self->n; i++)
    {
      const CrowTrunk *other = &self->trunks[i];

      if (i != trunk && other->track != CROW_NONE && other->track >= first &&
          must_precede (self->channel, other, t))
        first = other->track + 1;
    }
  for (at = MAX (first, t->before); at + t->after < self->n_tracks; at++)
    {
      if (is_free (self, at, t))
        {
          put_on_track (self, trunk, at);
          return;
        }
    }
  at = MAX (first, t->before);
  n = at - first + 1;
  if (at + t->after + 1 > self->n_tracks + n)
    n = at + t->after + 1 - self->n_tracks;
  insert_tracks (self, first, n);
  put_on_track (self, trunk, at);
}

/* @a must precede @b and does not: moves or splits one of them. What it is moved to suits all that
 * it must precede and that must precede it. */
static guint
settle_pair (Assigner *self, guint a, guint b)
{
  if (!self->trunks[a].has_right)
    {
      take_from_track (self, a);
      place_left (self, a);
      return a;
    }
  if (!self->trunks[b].has_left)
    {
      take_from_track (self, b);
      place_right (self, b);
      return b;
    }
  take_from_track (self, a);
  b = split_trunk (self, a);
  place_left (self, a);
  place_right (self, b);
  return a;
}

/* Gives every @musts (element-type Must) its due. */
static void
settle_musts (Assigner *self, const GArray *musts)
{
  g_autofree gboolean *is_settled = g_new0 (gboolean, self->n + 1);

  for (guint i = 0; i < musts->len; i++)
    {
      const Must *must = &g_array_index (musts, Must, i);

      if (is_settled[must->before] || is_settled[must->after] ||
          self->trunks[must->before].track < self->trunks[must->after].track)
        continue;
      is_settled[settle_pair (self, must->before, must->after)] = TRUE;
    }
}

/* Takes tracks without trunks out. */
static void
close_tracks (Assigner *self)
{
  for (guint track = self->n_tracks; track-- > 0;)
    {
      gboolean is_needed = get_first (self, track) != CROW_NONE;

      for (guint i = 0; i < self->n && !is_needed; i++)
        {
          const CrowTrunk *t = &self->trunks[i];

          is_needed = t->track > track ? t->track == t->before
                                       : t->track + t->after + 1 == self->n_tracks;
        }
      if (is_needed)
        continue;
      g_array_remove_index (self->firsts, track);
      for (guint i = 0; i < self->n; i++)
        {
          if (self->trunks[i].track > track)
            self->trunks[i].track--;
        }
      self->n_tracks--;
    }
}

static void
place_trunks (Assigner *self)
{
  g_autofree guint *guesses = guess_tracks (self);
  gboolean changed = TRUE;

  for (guint i = 0; i < self->n; i++)
    place_trunk (self, i, guesses);
  for (guint pass = 0; pass < PASSES && changed; pass++)
    {
      changed = FALSE;
      for (guint i = 0; i < self->n; i++)
        changed |= improve_trunk (self, i);
    }
}

static void
init_assigner (Assigner *self, CrowChannel *channel, guint n_tracks)
{
  guint n = channel->trunks->len;
  guint none = CROW_NONE;

  self->channel = channel;
  self->n = n;
  self->trunks = g_new (CrowTrunk, 2 * (gsize) n + 1);
  memcpy (self->trunks, channel->trunks->data, n * sizeof (CrowTrunk));
  sort_trunks (self->trunks, n, NULL);
  for (guint i = 0; i < n; i++)
    {
      self->trunks[i].track = CROW_NONE;
      n_tracks = MAX (n_tracks, self->trunks[i].before + self->trunks[i].after + 1);
    }
  self->nexts = g_new (guint, 2 * (gsize) n + 1);
  self->n_tracks = n_tracks;
  self->max_tracks = 2 * n_tracks;
  self->buckets = g_new (int, self->max_tracks + 1);
  self->firsts = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_tracks);
  for (guint i = 0; i < n_tracks; i++)
    g_array_append_val (self->firsts, none);
}

static void
clear_assigner (Assigner *self)
{
  g_free (self->trunks);
  g_free (self->nexts);
  g_free (self->buckets);
  g_free (self->pull_starts);
  g_free (self->pulls);
  g_array_unref (self->firsts);
}

/* The greatest number of trunks that share a height: no fewer tracks will do. */
guint
crow_tracks_measure_density (const CrowChannel *channel)
{
  guint n = channel->trunks->len, most = 0;
  g_autofree double *lows = g_new (double, n + 1);
  g_autofree double *highs = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const CrowTrunk *t = &g_array_index (channel->trunks, CrowTrunk, i);

      lows[i] = t->low;
      highs[i] = t->high + CROW_LINE_GAP;
    }
  sort_doubles (lows, n, NULL);
  sort_doubles (highs, n, NULL);
  for (guint i = 0, gone = 0; i < n; i++)
    {
      while (highs[gone] < lows[i])
        gone++;
      most = MAX (most, i + 1 - gone);
    }
  return most;
}

/* Gives every trunk of a channel its track, from 0; splits nets that need it. @n_tracks: as many
 * may be used freely; there will be more where they do not do. Returns the number of tracks. */
guint
crow_tracks_assign (CrowChannel *channel, guint n_tracks)
{
  Assigner self = { 0 };
  g_autoptr (GArray) musts = g_array_new (FALSE, FALSE, sizeof (Must));

  if (channel->trunks->len == 0)
    return 0;
  init_assigner (&self, channel, n_tracks);
  init_pulls (&self, musts);
  place_trunks (&self);
  settle_musts (&self, musts);
  close_tracks (&self);
  g_array_set_size (channel->trunks, 0);
  g_array_append_vals (channel->trunks, self.trunks, self.n);
  n_tracks = self.n_tracks;
  clear_assigner (&self);
  return n_tracks;
}
