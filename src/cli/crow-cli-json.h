#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The value after its name in an object; @value: (nullable) NULL is null. Names of a database need
 * not be UTF-8; what is printed is. */
void crow_cli_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void crow_cli_json_add_number (JsonBuilder *builder, const char *name, guint number);
void crow_cli_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void crow_cli_json_add_null (JsonBuilder *builder, const char *name);
/* @strings: (element-type utf8) */
void crow_cli_json_add_strings (JsonBuilder *builder, const char *name, const GPtrArray *strings);

/* What was built, indented, with a newline at its end. (transfer full) */
char *crow_cli_print_json (JsonBuilder *builder);

G_END_DECLS
