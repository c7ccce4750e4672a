#pragma once

#include "crow-validate-private.h"

G_BEGIN_DECLS

/* A datasource or a generator. */
typedef struct
{
  CrowAstBlock block; /* as Prisma sees it */
  const char *name;   /* interned */
} CrowConfig;

/* crow-validate-config.c. A property is the last one of its name that has a value. */
const CrowAstField *crow_config_property (CrowCheck *self, const CrowAstBlock *block, guint index);
const CrowAstField *
crow_config_find (CrowCheck *self, const CrowAstBlock *block, const char *name); /* (nullable) */
CrowSpan crow_config_span (CrowCheck *self, const CrowAstField *property); /* without its newline */
const CrowAstExpression *crow_config_value (CrowCheck *self, const CrowAstField *property);
gboolean crow_config_is_complete (CrowCheck *self, const CrowConfig *config, const char *kind);
GArray *crow_config_strings (CrowCheck *self, const CrowAstField *property, gboolean *is_valid);
char *crow_config_dup (CrowCheck *self, guint expression); /* value of a string */

/* crow-validate-generator.c, crow-validate-datasource.c */
void crow_check_generator (CrowCheck *self, const CrowConfig *config);
/* FALSE: it is too wrong to be one. */
gboolean crow_check_datasource_block (CrowCheck *self, const CrowConfig *config);

G_END_DECLS
