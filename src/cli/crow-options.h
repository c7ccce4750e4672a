#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CROW_USAGE_ERROR (crow_usage_error_quark ())
GQuark crow_usage_error_quark (void); /* the command line is wrong; the message says how */

typedef enum {
  CROW_OPTION_FLAG,   /* --down */
  CROW_OPTION_STRING, /* --migration NAME */
  CROW_OPTION_CHOICE, /* --format=tsv: one of `choices` */
} CrowOptionKind;

/* An option of a command; a table of them ends with a NULL name. */
typedef struct
{
  const char *name;
  char letter; /* 'o' for -o, or 0 */
  CrowOptionKind kind;
  const char *value; /* (nullable) how help calls the value; CROW_OPTION_CHOICE: `table|tsv|json` */
  const char *help;
} CrowOption;

/* A command line taken apart. Bytes as they were given: nothing is converted by the locale. */
typedef struct
{
  GHashTable *values;   /* (element-type utf8 GPtrArray) by option name; every value, in order */
  GPtrArray *arguments; /* (element-type filename) the rest */
} CrowArguments;

CrowArguments *
crow_arguments_parse (const CrowOption *options, const char *const *argv, GError **error);
void crow_arguments_free (CrowArguments *self);
gboolean crow_arguments_has (const CrowArguments *self, const char *name);
const char *crow_arguments_get (const CrowArguments *self,
                                const char *name); /* the last, or NULL */
GPtrArray *crow_arguments_get_all (const CrowArguments *self, const char *name); /* or NULL */
const char *crow_arguments_get_argument (const CrowArguments *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowArguments, crow_arguments_free)

G_END_DECLS
