#include "crow-cli-json.h"

static void
add_valid_string (JsonBuilder *builder, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_builder_add_string_value (builder, valid);
}

/**
 * crow_cli_json_add_string:
 * @builder: in an object
 * @name: of the member
 * @value: (nullable): any bytes
 *
 * Adds a member.
 */
void
crow_cli_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    add_valid_string (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * crow_cli_json_add_number:
 * @builder: in an object
 * @name: of the member
 * @number: its value
 *
 * Adds a member.
 */
void
crow_cli_json_add_number (JsonBuilder *builder, const char *name, guint number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

/**
 * crow_cli_json_add_boolean:
 * @builder: in an object
 * @name: of the member
 * @value: its value
 *
 * Adds a member.
 */
void
crow_cli_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * crow_cli_json_add_null:
 * @builder: in an object
 * @name: of the member
 *
 * Adds a member that has no value.
 */
void
crow_cli_json_add_null (JsonBuilder *builder, const char *name)
{
  crow_cli_json_add_string (builder, name, NULL);
}

/**
 * crow_cli_json_add_strings:
 * @builder: in an object
 * @name: of the member
 * @strings: (element-type utf8): any bytes
 *
 * Adds a member: an array.
 */
void
crow_cli_json_add_strings (JsonBuilder *builder, const char *name, const GPtrArray *strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < strings->len; i++)
    add_valid_string (builder, g_ptr_array_index (strings, i));
  json_builder_end_array (builder);
}

/**
 * crow_cli_print_json:
 * @builder: complete
 *
 * Returns: (transfer full): the text
 */
char *
crow_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  GString *text = g_string_new (NULL);

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_indent (generator, 2);
  json_generator_to_gstring (generator, text);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
