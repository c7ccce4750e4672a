#pragma once

#include "crow-pen-private.h"

G_BEGIN_DECLS

#define CROW_LABEL_HEIGHT 20.0

/* `onDelete: `, an old action, an arrow, the action; a dot; the same of onUpdate; a dot, the rest.
 */
#define CROW_LABEL_MAX_RUNS 11

/* What a label says, in drawing order: padlock, texts, warning sign. */
typedef struct
{
  CrowTextRun runs[CROW_LABEL_MAX_RUNS];
  guint n_runs;
  CrowFont font;                /* of its light parts */
  double text_width;            /* px, of all runs */
  double width;                 /* px, of the whole pill */
  const char *badge;            /* (static) (nullable) how two sources disagree, before all else */
  double badge_width;           /* px, of its own pill */
  const CrowColor *badge_color; /* (nullable) its ground; NULL: the text's */
  gboolean has_lock;
  gboolean has_warning;
} CrowLabelContent;

/* Between the badge and either end of its text, the pill around it, the text after it; px. */
#define CROW_BADGE_PADDING 7.0
#define CROW_BADGE_MARGIN 3.0

/* "differs" "only schema" "only database" "+ added"; NULL: nothing to tell. */
const char *crow_mark_get_badge (CrowMark mark);
/* Bold: written, or a database's own choice. */
gboolean crow_clause_is_strong (const CrowClause *clause);
gboolean crow_labels_include (CrowLabels labels, const CrowRelation *relation);
/* @is_compact: `Cascade · Cascade`, larger. @theme: (nullable) where only the width matters. */
void crow_label_content_init (CrowLabelContent *self,
                              const CrowRelation *relation,
                              gboolean has_problem,
                              gboolean is_compact,
                              const CrowTheme *theme);

G_END_DECLS
