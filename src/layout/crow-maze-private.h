#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

/* Where a line leaves or reaches the open ground: the far end of a stub from a row. */
typedef struct
{
  guint edge; /* which of the edges that are searched together */
  CrowPoint at;
  CrowSide side; /* of the box: the way from the box out to @at */
  double cost;   /* px of length that it is worse than others */
  double turn;   /* x where the stub turns from the row to @at's line, if that is another */
} CrowMazeEnd;

/* A grid of lines, not evenly spaced, with walls and with other edges' lines in it. */
typedef struct _CrowMaze CrowMaze;

CrowMaze *crow_maze_new (const CrowRect *area, double pitch, gboolean is_tolerant);
void crow_maze_free (CrowMaze *self);
void crow_maze_add_column (CrowMaze *self, double x);
void crow_maze_add_row (CrowMaze *self, double y);
void crow_maze_seal (CrowMaze *self);
void crow_maze_block (CrowMaze *self, const CrowRect *rect, gboolean is_firm);
void crow_maze_add_line (CrowMaze *self, CrowPoint from, CrowPoint to, gboolean is_own);
void crow_maze_search (CrowMaze *self,
                       const CrowMazeEnd *targets,
                       guint n_targets,
                       const CrowMazeEnd *sources,
                       guint n_sources,
                       guint n_edges,
                       guint *chosen);
void crow_maze_trace (CrowMaze *self, const CrowMazeEnd *source, GArray *points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowMaze, crow_maze_free)

G_END_DECLS
