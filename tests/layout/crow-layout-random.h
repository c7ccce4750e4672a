#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

/* Which tables refer to which. */
typedef enum {
  CROW_NET_STAR_IN,  /* everything refers to one table */
  CROW_NET_STAR_OUT, /* one table refers to everything */
  CROW_NET_CLIQUE,
  CROW_NET_CHAIN,
  CROW_NET_CYCLE,
  CROW_NET_TREE,
  CROW_NET_BINARY_TREE,
  CROW_NET_BIPARTITE,
  CROW_NET_PARALLEL, /* 40 and more edges between two tables */
  CROW_NET_SELF,     /* nothing but self relations */
  CROW_NET_HUBS,     /* a few hubs and many leaves */
  CROW_NET_PIECES,   /* many small components */
  CROW_NET_LONE,     /* no edges */
  CROW_NET_LATTICE,
  CROW_NET_DENSE, /* any table and any table */
  CROW_NET_MODULES,
  CROW_NET_CHORDS, /* a chain with long shortcuts */
  CROW_NET_COMPOSITE,
  CROW_N_NETS,
} CrowNet;

/* What the tables are like. */
typedef enum {
  CROW_BOXES_USUAL,
  CROW_BOXES_ONE_ROW,
  CROW_BOXES_HEADS,  /* without rows */
  CROW_BOXES_TALL,   /* some with 300 rows */
  CROW_BOXES_NARROW, /* narrower than any label */
  CROW_BOXES_WIDE,
  CROW_BOXES_ODD, /* fractions of pixels */
  CROW_BOXES_MIXED,
  CROW_N_BOXES,
} CrowBoxes;

typedef enum {
  CROW_TAGS_USUAL,
  CROW_TAGS_NONE,
  CROW_TAGS_FULL,
  CROW_TAGS_HUGE,
  CROW_TAGS_MIXED,
  CROW_N_TAGS,
} CrowTags;

typedef struct
{
  CrowNet net;
  CrowBoxes boxes;
  CrowTags tags;
  guint groups; /* number of groups; 0: all in one */
  guint n;      /* about so many boxes */
  guint32 seed;
} CrowRandomGraph;

void crow_random_graph_init (CrowRandomGraph *self, guint32 seed);
CrowLayoutGraph *crow_layout_graph_new_random (const CrowRandomGraph *what);
char *crow_random_graph_to_string (const CrowRandomGraph *self);

G_END_DECLS
