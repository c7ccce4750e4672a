#pragma once

#include <gio/gio.h>

#include "crow-schema-graph.h"

G_BEGIN_DECLS

typedef enum {
  CROW_LABELS_ALL,
  CROW_LABELS_WRITTEN, /* only relations with a written action */
  CROW_LABELS_NONE,    /* on screen: only the selection's */
  CROW_LABELS_CHANGED, /* only relations that two sources disagree on */
} CrowLabels;

typedef struct _CrowDiagramIndex CrowDiagramIndex;

/* A schema laid out: what the painter draws. Immutable, atomically reference counted, any thread.
 */
typedef struct
{
  CrowSchema *schema;     /* (owned) */
  CrowLayoutGraph *graph; /* (owned) */
  CrowLayout *layout;     /* (owned) */
  guint *groups;          /* (owned) by model: index of its namespace, for its band's colour */
  guint n_groups;         /* namespaces in use, in the whole where this is a part; less than 2:
                             bands tell nothing apart */
  guint *colors;          /* (owned) (nullable) by model: 0: as its group; by hand: 1 + index into
                             the palette of crow_theme_get_group_color() */
  const char **model_ids; /* (owned) by model: its name, or its key where the name is not unique */
  guint8 *problems;       /* (owned) by relation: TRUE where a warning or an error is about it */
  guint *row_starts;      /* (owned) by model: its first byte in row_problems, that of its head */
  guint8 *row_problems;   /* (owned) heads and rows: TRUE where a warning or an error is about it */
  double *neutral_lengths; /* (owned) by relation: px at the parent's end that it shares with a
                              relation of another on-delete action */
  double *mark_offsets;    /* (owned) by relation: px at the parent's end that it shares with a
                              relation whose end looks different: its mark stands before them */
  CrowLabels density;      /* which relations got room for a label */
  CrowRect *labels;        /* (owned) by relation: its pill, px; where the density shows none too */
  guint8 *faded_models;    /* (owned) (nullable) by model: TRUE outside the focus */
  guint8 *faded_relations; /* (owned) (nullable) by relation, likewise */
  CrowDiagramIndex *index; /* (owned) (nullable) crow-diagram-index.h makes and reads it */
} CrowDiagram;

/* How a schema becomes a diagram. All zero: laid out afresh, every label. */
typedef struct
{
  GHashTable *positions; /* (nullable) (element-type utf8 CrowPoint) kept places, by model key */
  GHashTable *colors; /* (nullable) (element-type utf8 guint) bands coloured by hand, by model key:
                         1 + index into the palette of crow_theme_get_group_color() */
  CrowLabels labels;  /* which relations get room for a label */
  CrowDiagram *previous; /* (nullable) tables that it has stay where they are there */
  CrowSchema *whole;     /* (nullable) what the schema is a part of: bands are as there */
} CrowDiagramOptions;

/* Measures, lays out. Blocking: call from a worker for anything big.
 * @options: (nullable). Fails only with G_IO_ERROR_CANCELLED. */
CrowDiagram *crow_diagram_new (CrowSchema *schema,
                               const CrowDiagramOptions *options,
                               GCancellable *cancellable,
                               CrowLayoutProgress progress,
                               gpointer user_data,
                               GError **error);
/* The same picture with other parts faded; layout, labels and schema are shared, so it is cheap.
 * @models, @relations: (nullable) a byte each, copied. */
CrowDiagram *
crow_diagram_with_fading (CrowDiagram *self, const guint8 *models, const guint8 *relations);
/* The same picture with other bands by hand: as in the options. (nullable) @colors */
CrowDiagram *crow_diagram_with_colors (CrowDiagram *self, GHashTable *colors);
/* Index into the palette of the band on a model's head; FALSE: it has none. */
gboolean crow_diagram_get_band (const CrowDiagram *self, guint model, guint *color);
/* The same places for a schema with the same models and relations (an edited action): labels are
 * measured anew, nothing moves. NULL where the shape differs: lay out afresh. */
CrowDiagram *crow_diagram_with_schema (CrowDiagram *self, CrowSchema *schema);
/* The same with these tables elsewhere, and the routes that this concerns. @are_pinned: it was the
 * user who put them there. */
CrowDiagram *crow_diagram_with_boxes_at (CrowDiagram *self,
                                         guint n,
                                         const guint *boxes,
                                         const CrowPoint *positions,
                                         gboolean are_pinned);
/* Where a relation's label lies, or would lie where the layout left no room for it. */
CrowRect crow_diagram_get_label (const CrowDiagram *self, guint relation);
CrowDiagram *crow_diagram_ref (CrowDiagram *self);
void crow_diagram_unref (CrowDiagram *self);

/* Text sizes with the diagram's fonts, at 96 dpi, whatever the user's settings; any thread. */
CrowTextSizes *crow_text_sizes_new (CrowSchema *schema, CrowLabels labels);
void crow_text_sizes_free (CrowTextSizes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDiagram, crow_diagram_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowTextSizes, crow_text_sizes_free)

G_END_DECLS
