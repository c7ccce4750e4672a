#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CROW_DEFAULT_NONE,
  CROW_DEFAULT_VALUE, /* constants: one, or those of a list */
  CROW_DEFAULT_NOW,
  CROW_DEFAULT_AUTOINCREMENT,
  CROW_DEFAULT_SEQUENCE,    /* cockroachdb's sequence(…) */
  CROW_DEFAULT_DBGENERATED, /* an expression of the database's, or one that is not told */
  CROW_DEFAULT_CLIENT,      /* uuid(), cuid() …: made by Prisma's client, no column has it */
} CrowDefaultKind;

typedef enum {
  CROW_VALUE_STRING,
  CROW_VALUE_NUMBER,
  CROW_VALUE_CONSTANT, /* true, false, an enum's value */
} CrowValueKind;

typedef struct
{
  CrowValueKind kind;
  char *text; /* (owned) a string without its quotes and escapes, a number as it is written, a
                 constant's name. In a CrowColumn: an enum value's database name (CONSTANT, in
                 sqlite's text columns too), a number without leading zeros */
} CrowValue;

/* What sequence(…) says: unset members are as if not written. */
typedef struct
{
  guint has_virtual : 1, has_cache : 1, has_increment : 1, has_min : 1, has_max : 1, has_start : 1;
  gboolean is_virtual;
  gint64 cache, increment, min, max, start;
} CrowSequence;

/* A default value, read: of a field as the schema writes it, of a column as the database has it. */
typedef struct
{
  CrowDefaultKind kind;
  gboolean is_list;      /* VALUE: `[…]` */
  GPtrArray *values;     /* (owned) (element-type CrowValue) VALUE: its constants */
  char *expression;      /* (owned) (nullable) DBGENERATED: SQL; NULL or "": not told */
  CrowSequence sequence; /* SEQUENCE */
  char *constraint;      /* (owned) (nullable) sqlserver: its name, where `map:` gives it one */
} CrowDefault;

CrowDefault *crow_default_new (CrowDefaultKind kind);
CrowDefault *crow_default_copy (const CrowDefault *self);
void crow_default_free (CrowDefault *self);
void crow_default_add_value (CrowDefault *self, CrowValueKind kind, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowDefault, crow_default_free)

G_END_DECLS
