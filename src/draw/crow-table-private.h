#pragma once

#include "crow-text-private.h"

#include "crow-schema.h"

G_BEGIN_DECLS

/* Measures of a table, in px. */
#define CROW_TABLE_HEAD_HEIGHT 34.0
#define CROW_TABLE_ROW_HEIGHT 24.0
#define CROW_TABLE_PADDING 12.0
#define CROW_TABLE_TEXT_START 32.0 /* fields, after the marks */
#define CROW_TABLE_FIELD_GAP 24.0  /* between a field and its type */
#define CROW_TABLE_NAME_GAP 16.0   /* between the two names of the head */
#define CROW_TABLE_MIN_WIDTH 140.0
#define CROW_TABLE_MAX_WIDTH 420.0
#define CROW_TABLE_END_LENGTH 28.0 /* straight line that a crow's foot and a ring need */

/* What the head says on its right: the database's name where it differs, or that it is a view.
 * (transfer full) (nullable) */
char *crow_table_get_note (const CrowModel *model);
/* `String?`, `Post[]`; (transfer full) */
char *crow_table_get_type (const CrowField *field);
CrowFont crow_table_get_field_font (const CrowField *field);

/* Two texts that share a line of @room px without their gap: how wide each may be. The right one
 * gives way first, down to a third of the line. */
void crow_table_share_line (double room, double *left, double *right);

double crow_table_measure_width (const CrowModel *model);

G_END_DECLS
