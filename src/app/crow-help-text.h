#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A page of the manual, as blocks that follow each other. */
typedef enum {
  CROW_HELP_TITLE,     /* "# ", the first line */
  CROW_HELP_HEADING,   /* "## " */
  CROW_HELP_PARAGRAPH, /* lines up to an empty one */
  CROW_HELP_ITEM,      /* "- ", goes on in lines that begin with two blanks */
  CROW_HELP_CODE,      /* between lines "```" */
  CROW_HELP_DIAGRAM,   /* between "```diagram" and "```": a Prisma schema, to be drawn */
} CrowHelpKind;

typedef struct
{
  CrowHelpKind kind;
  char *text; /* (owned) Pango markup, links as <a href="page">; code and pictures: as written */
} CrowHelpBlock;

void crow_help_block_free (CrowHelpBlock *self);
/* (transfer full) (element-type CrowHelpBlock) */
GPtrArray *crow_help_parse (const char *source);
/* Whether every word of @words is in @source, whatever their case. */
gboolean crow_help_matches (const char *source, const char *words);

G_END_DECLS
