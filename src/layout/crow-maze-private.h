#pragma once

#include "crow-tangle-private.h"

G_BEGIN_DECLS

typedef enum { CROW_WAY_LEFT, CROW_WAY_RIGHT, CROW_WAY_UP, CROW_WAY_DOWN } CrowWay;

/* Where a search begins or may end. */
typedef struct
{
  CrowPoint at;
  CrowWay way; /* in which the line runs, on arriving at a start and on leaving a goal */
  double cost; /* px of length that it is worse than others */
  guint stub;  /* whatever tells the caller which it is */
} CrowMazeEnd;

/* How near lines may come to what. */
typedef struct
{
  double gap;               /* px, parallel lines of other rows */
  double wall;              /* px, boxes */
  double clear;             /* px, labels */
  double foot;              /* px, above and below feet */
  gboolean tolerates_lines; /* and labels: one may lie on them, at a price */
  gboolean tolerates_boxes;
} CrowMazeRules;

typedef struct
{
  CrowTangle *tangle;
  guint edge;
  CrowRect area;
  CrowMazeRules rules;
  GArray *starts;    /* (element-type CrowMazeEnd) */
  GArray *goals;     /* (element-type CrowMazeEnd) */
  gboolean has_port; /* only lines to @port may be run along */
  CrowPoint port;
  gboolean lies_on; /* lines that are tolerated stay, however often they have been moved */
  guint n_limit;    /* states that may be looked at */
} CrowMazeTask;

gboolean crow_maze_find (const CrowMazeTask *task, GArray *points, guint *start, guint *goal);

G_END_DECLS
