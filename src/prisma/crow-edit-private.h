#pragma once

#include "crow-prisma-private.h"

G_BEGIN_DECLS

/* crow-edit-tokens.c: places in a line of text. */
guint crow_edit_find_token (const CrowAst *ast, guint32 offset);
guint32 crow_edit_trim_end (const CrowAst *ast, CrowSpan span);
guint32 crow_edit_line_end (const CrowAst *ast, guint32 offset);
char *crow_edit_dup_indent (const CrowAst *ast, guint32 offset);
char *crow_edit_dup_newline (const CrowAst *ast, guint32 offset);

/* crow-edit-arguments.c: the bytes of one relation's attribute that @edit changes, appended to
 * @text_edits (element-type CrowTextEdit). */
void crow_edit_write_clauses (CrowPrisma *self,
                              CrowAstPlace place,
                              const CrowActionEdit *edit,
                              GPtrArray *text_edits);

/* crow-edit-refusal.c */
gboolean crow_edit_allows (CrowPrisma *self, const CrowRelation *relation, CrowAction action);
char *crow_edit_list_allowed (CrowPrisma *self, const CrowRelation *relation);
char *crow_edit_explain (CrowPrisma *self,
                         const CrowRelation *relation,
                         CrowEvent event,
                         CrowAction action);

void crow_edit_sort (GPtrArray *text_edits);

/* Schema with @text_edits applied; NULL and CROW_ERROR_INVALID, naming what is new, where it has
 * more of Prisma's errors than @self. */
CrowPrisma *crow_edit_try (CrowPrisma *self, GPtrArray *text_edits, GError **error);

G_END_DECLS
