#pragma once

#include "crow-database-table-private.h"

G_BEGIN_DECLS

/* @enumeration: (nullable) the enum of the field's type. */
char *
crow_make_column_type (CrowProvider provider, const CrowField *field, const CrowEnum *enumeration);
/* (nullable): the database has none, or (@is_open) one that the schema does not tell. */
char *
crow_make_column_default (const CrowField *field, const CrowEnum *enumeration, gboolean *is_open);

G_END_DECLS
