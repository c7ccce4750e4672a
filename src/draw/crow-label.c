#include "crow-label-private.h"

#include "crow-painter-private.h"

/* Room at either end of the pill, and of the signs with the gap to the text; px. */
#define PADDING 11
#define LOCK_WIDTH 14
#define WARNING_WIDTH 17

/* crow_mark_get_badge: the words that a label begins with. */
const char *
crow_mark_get_badge (CrowMark mark)
{
  switch (mark)
    {
    case CROW_MARK_DIFFERS:
      return "differs";
    case CROW_MARK_ONLY_SCHEMA:
      return "only schema";
    case CROW_MARK_ONLY_DATABASE:
      return "only database";
    case CROW_MARK_ADDED:
      return "+ added";
    case CROW_MARK_REMOVED:
      return "− removed";
    case CROW_MARK_CHANGED:
      return "changed";
    case CROW_MARK_NONE:
    default:
      return NULL;
    }
}

/* crow_clause_is_strong: a database's actions are always given: NO ACTION is what it does anyway.
 */
gboolean
crow_clause_is_strong (const CrowClause *clause)
{
  return clause->reason == CROW_REASON_WRITTEN ||
         (clause->reason == CROW_REASON_DATABASE && clause->action != CROW_ACTION_NO_ACTION);
}

/* crow_labels_include: whether the relation has a label at that density. */
gboolean
crow_labels_include (CrowLabels labels, const CrowRelation *relation)
{
  switch (labels)
    {
    case CROW_LABELS_ALL:
      return TRUE;
    case CROW_LABELS_WRITTEN:
      return relation->mark != CROW_MARK_NONE ||
             crow_clause_is_strong (&relation->clauses[CROW_EVENT_DELETE]) ||
             crow_clause_is_strong (&relation->clauses[CROW_EVENT_UPDATE]);
    case CROW_LABELS_CHANGED:
      return relation->mark != CROW_MARK_NONE;
    case CROW_LABELS_NONE:
      break;
    }
  return FALSE;
}

static void
add_run (CrowLabelContent *self, const char *text, CrowFont font, const CrowColor *color)
{
  CrowTextRun run = { text, font, color };

  g_assert (self->n_runs < CROW_LABEL_MAX_RUNS);
  self->runs[self->n_runs++] = run;
  self->text_width += crow_text_get_width (font, text);
}

/* What was in force, where it is another action now. */
static void
add_old_action (CrowLabelContent *self,
                const CrowRelation *relation,
                CrowEvent event,
                const CrowColor *light)
{
  CrowAction before = relation->before[event];

  if (relation->mark != CROW_MARK_CHANGED || before == relation->clauses[event].action)
    return;
  add_run (self, crow_action_get_name (before), self->font, light);
  add_run (self, " → ", self->font, light);
}

static void
set_badge (CrowLabelContent *self, CrowMark mark, CrowFont font)
{
  self->badge = crow_mark_get_badge (mark);
  if (self->badge != NULL)
    self->badge_width = crow_text_get_width (font, self->badge) + 2 * CROW_BADGE_PADDING;
}

static void
add_clause (CrowLabelContent *self,
            const CrowClause *clause,
            const CrowColor *strong,
            const CrowColor *light)
{
  gboolean is_strong = crow_clause_is_strong (clause);
  CrowFont bold = self->font == CROW_FONT_LABEL ? CROW_FONT_LABEL_STRONG : CROW_FONT_COMPACT_STRONG;

  add_run (self, crow_action_get_name (clause->action), is_strong ? bold : self->font,
           is_strong ? strong : light);
}

/* crow_label_content_init: @self's texts are static, its colours @theme's. */
void
crow_label_content_init (CrowLabelContent *self,
                         const CrowRelation *relation,
                         gboolean has_problem,
                         gboolean is_compact,
                         const CrowTheme *theme)
{
  const CrowClause *on_delete = &relation->clauses[CROW_EVENT_DELETE];
  const CrowClause *on_update = &relation->clauses[CROW_EVENT_UPDATE];
  const CrowColor *light = theme != NULL ? &theme->dim : NULL;
  const CrowColor *text = theme != NULL ? &theme->text : NULL;
  const CrowColor *action = theme != NULL ? &theme->actions[on_delete->action] : NULL;

  *self = (CrowLabelContent){ .font = is_compact ? CROW_FONT_COMPACT : CROW_FONT_LABEL };
  self->has_lock = on_delete->reason == CROW_REASON_FIXED;
  self->has_warning = has_problem;
  if (theme != NULL && relation->mark >= CROW_MARK_ADDED)
    self->badge_color = crow_mark_get_color (relation->mark, theme);
  set_badge (self, relation->mark, is_compact ? CROW_FONT_COMPACT_STRONG : CROW_FONT_LABEL_STRONG);

  if (!is_compact)
    add_run (self, "onDelete: ", self->font, light);
  add_old_action (self, relation, CROW_EVENT_DELETE, light);
  add_clause (self, on_delete, action, light);
  add_run (self, is_compact ? " · " : "  ·  ", self->font, light);
  if (!is_compact)
    add_run (self, "onUpdate: ", self->font, light);
  add_old_action (self, relation, CROW_EVENT_UPDATE, light);
  add_clause (self, on_update, text, light);
  if (relation->change != NULL && !is_compact)
    {
      add_run (self, "  ·  ", self->font, light);
      add_run (self, relation->change, self->font, text);
    }

  self->width = self->text_width + 2 * PADDING + (self->has_lock ? LOCK_WIDTH : 0) +
                (self->has_warning ? WARNING_WIDTH : 0) +
                (self->badge != NULL ? self->badge_width - CROW_BADGE_MARGIN : 0);
}
