#pragma once

#include "crow-layout.h"

G_BEGIN_DECLS

typedef enum {
  CROW_SHAPE_MIXED,    /* hubs, modules, small components, self relations, lone tables */
  CROW_SHAPE_STAR,     /* everything refers to one table */
  CROW_SHAPE_PARALLEL, /* many edges between few rows */
  CROW_SHAPE_DENSE,    /* any two tables, any rows, heads too */
  CROW_SHAPE_CHAIN,
  CROW_SHAPE_LONE, /* no edges */
  CROW_N_SHAPES,
} CrowShape;

CrowLayoutGraph *crow_layout_graph_new_shape (CrowShape shape, guint n_boxes, guint32 seed);
guint crow_test_random (guint32 *state, guint below);

G_END_DECLS
