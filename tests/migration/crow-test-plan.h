#pragma once

#include "crow-migration.h"

G_BEGIN_DECLS

/* Schemas in a few words, for plans. A line a thing, words as a shell takes them apart, then
 * backslashes as C does (`\n`); `#` begins a remark:
 *
 *   database 150018 [readonly] | file [PROVIDER] [home=NAME]
 *   table NAMESPACE TABLE [kind=p] [partitions=3] [rows=5000000] [owner=bob] [foreign] [children]
 *   column NAME TYPE[?] [generated]
 *   primary NAME[,NAME] | unique NAME[,NAME] [where]
 *   fk CONSTRAINT COLUMNS NAMESPACE TABLE COLUMNS [delete=Cascade] [update=SetNull] [match=full]
 *      [deferrable] [deferred] [not-valid] [not-enforced] [temporal] [set=COLUMNS] [comment=TEXT]
 *      [trigger=NAME] [disabled] [partition=NAMESPACE/TABLE] [codes=TEXT] [oid=N]
 *
 * column, primary, unique and fk belong to the last table; what fk refers to may come later. */
CrowSchema *crow_test_read_plan_schema (const char *text);

G_END_DECLS
