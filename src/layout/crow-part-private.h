#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

/* A connected part of a graph with its own indexes. */
typedef struct
{
  CrowLayoutGraph *graph; /* (owned) */
  guint *boxes;           /* (owned) index in the whole graph, by own index */
  guint *edges;           /* (owned) */
  CrowLayout *layout;     /* (owned) (nullable) best so far */
  guint *columns;         /* (owned) its columns, by own index */
  double cost;            /* of the best */
} CrowPart;

/* What all parts have in common while they are laid out. */
typedef struct
{
  guint n_boxes;             /* of the whole graph */
  GCancellable *cancellable; /* (unowned) (nullable) */
  CrowLayoutProgress progress;
  gpointer user_data;
  double done;  /* share of the work */
  double stage; /* what of it the present placement is */
} CrowWork;

void crow_part_init (CrowPart *self, guint n_boxes, guint n_edges, double end_length);
void crow_part_clear (CrowPart *self);
gboolean crow_part_lay_out (CrowPart *self, CrowWork *work, GError **error);

G_END_DECLS
