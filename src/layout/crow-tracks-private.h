#pragma once

#include "crow-columns-private.h"

G_BEGIN_DECLS

/* An upright line of a channel: a net's trunk, or one of the two halves of a split one. */
typedef struct
{
  guint net;
  gboolean has_left, has_right; /* which bank's terminals it joins */
  double low, high;
  guint before; /* tracks left of it that boxes take */
  guint after;  /* tracks right of it that boxes take */
  guint track;
} CrowTrunk;

/* One channel. What it needs of its columns: the y of the nets' terminals. */
typedef struct
{
  CrowColumns *columns;
  const guint *net_starts; /* terminals by net, by bank: 2 * n_nets + 1 */
  const double *ends;      /* their y, ascending for each net and bank */
  const guint *nets;       /* of the channel */
  guint n_nets;
  GArray *trunks; /* (element-type CrowTrunk) */
} CrowChannel;

guint crow_tracks_assign (CrowChannel *channel, guint n_tracks);
guint crow_tracks_measure_density (const CrowChannel *channel);

static inline const double *
crow_channel_get_ends (const CrowChannel *channel, guint net, CrowSide bank, guint *n)
{
  guint first = channel->net_starts[2 * net + bank];

  *n = channel->net_starts[2 * net + bank + 1] - first;
  return channel->ends + first;
}

G_END_DECLS
