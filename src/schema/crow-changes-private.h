#pragma once

#include "crow-changes.h"
#include "crow-picture-private.h"

G_BEGIN_DECLS

#define CROW_CHANGES_ARROW " → "

/* Two schemas being compared. @first is the one whose whole is drawn: AFTER, but of a schema file
 * and a database always the file. */
typedef struct
{
  CrowSchema *first;  /* (owned) */
  CrowSchema *second; /* (owned) */
  gboolean is_first_after;
  gboolean is_mixed; /* one of them is a database and the other is not */
  CrowPicture picture;
  int *second_of_first; /* (owned) by relation of the first: the second's, or -1 */
  int *first_of_second; /* (owned) the other way */
} CrowComparison;

/* crow-changes-relation.c: which relations of both are the same, and what became of those of the
 * first. */
void crow_comparison_match_relations (CrowComparison *self);
void crow_comparison_mark_relations (const CrowComparison *self);
void crow_comparison_add_relations (CrowComparison *self); /* the second's own */

/* crow-changes-model.c: what became of each model and field of the picture. */
void crow_comparison_mark_models (CrowComparison *self);

/* crow-changes-text.c */
/* Appends `what before → after` where the two are not the same; NULL is none. */
void
crow_changes_add_words (GString *words, const char *what, const char *before, const char *after);
char *crow_changes_join_columns (const CrowModel *model, const GArray *fields); /* `a, b` */
char *crow_changes_describe_type (const CrowField *field); /* `String?`, with its native type */

G_END_DECLS
