#include "crow-validate-private.h"

#include <string.h>

/* Keeps the attribute `@db.VarChar(3)` of @field. */
void
crow_check_native_attribute (CrowCheck *self, guint field, guint attribute)
{
  const CrowAst *ast = crow_check_ast (self);
  g_autofree char
      *name = crow_ast_dup (ast, g_array_index (ast->attributes, CrowAstAttribute, attribute).name);
  char *dot = strchr (name, '.');
  CrowCheckExtra *extra = crow_check_extra (self, crow_check_field (self, field));

  *dot = '\0';
  extra->native_prefix = crow_check_intern (self, name);
  extra->native_name = crow_check_intern (self, dot + 1);
  extra->native_attribute = attribute;
}

/* The provider's native type of that (interned) name, or NULL. */
static const CrowNativeType *
find_type (CrowCheck *self, const char *name)
{
  if (self->native_types == NULL)
    {
      guint n_types;
      const CrowNativeType *types = crow_native_list (self->provider, &n_types);

      self->native_types = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < n_types; i++)
        g_hash_table_insert (self->native_types, (gpointer) crow_check_intern (self, types[i].name),
                             (gpointer) &types[i]);
    }
  return g_hash_table_lookup (self->native_types, name);
}

/* The attribute's arguments as printed, their names aside; the file must be the current one.
 * (transfer full) (element-type utf8) */
static GPtrArray *
list_arguments (const CrowCheck *self, guint attribute)
{
  const CrowAst *ast = crow_check_ast (self);
  const CrowAstAttribute *node = &g_array_index (ast->attributes, CrowAstAttribute, attribute);
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = node->n_arguments > 0 ? node->first_argument : CROW_AST_NONE; i != CROW_AST_NONE;
       i = g_array_index (ast->arguments, CrowAstArgument, i).next_sibling)
    {
      guint value = g_array_index (ast->arguments, CrowAstArgument, i).value;

      if (value != CROW_AST_NONE)
        g_ptr_array_add (arguments, crow_check_render (self, value));
    }
  return arguments;
}

/* The native type of @field, where it has one that can be read; PostgreSQL's may be unknown. The
 * file must be the current one. */
gboolean
crow_check_native (CrowCheck *self, guint index, CrowNative *native)
{
  const CrowCheckField *field = crow_check_field (self, index);
  g_autoptr (GPtrArray) arguments = NULL;
  const CrowNativeType *type;

  if (field->extra->native_name == NULL)
    return FALSE;
  type = find_type (self, field->extra->native_name);
  if (type == NULL)
    {
      *native = (CrowNative){ .name = field->extra->native_name };
      return self->provider == CROW_PROVIDER_POSTGRESQL;
    }
  arguments = list_arguments (self, field->extra->native_attribute);
  return crow_native_parse (native, type, (const char *const *) arguments->pdata, arguments->len);
}

/* Lengths and precisions that the database refuses; NULL: none. */
static const char *
judge_decimal (CrowProvider provider, const CrowNative *native)
{
  guint32 precision = native->arguments[0], scale = native->arguments[1];

  switch (provider)
    {
    case CROW_PROVIDER_MYSQL:
      if (precision > 65)
        return "Precision can range from 1 to 65.";
      return scale > 30 ? "Scale can range from 0 to 30." : NULL;
    case CROW_PROVIDER_SQLSERVER:
      return precision == 0 || precision > 38 ? "Precision can range from 1 to 38." : NULL;
    default:
      return precision == 0 || precision > 1000 ? "Precision must be positive with a maximum value "
                                                  "of 1000."
                                                : NULL;
    }
}

static const char *
judge_mysql (const CrowNative *native, CrowScalar scalar)
{
  guint32 length = native->arguments[0];

  switch (native->type->class)
    {
    case CROW_NATIVE_BIT:
      if (length == 0 || length > 64)
        return "M can range from 1 to 64.";
      return length > 1 && scalar == CROW_SCALAR_BOOLEAN ? "only Bit(1) can be used as Boolean."
                                                         : NULL;
    case CROW_NATIVE_CHAR:
      return length > 255 ? "M can range from 0 to 255." : NULL;
    case CROW_NATIVE_VAR_CHAR:
      return length > 65535 ? "M can range from 0 to 65,535." : NULL;
    case CROW_NATIVE_TIME:
      return NULL;
    default:
      return NULL;
    }
}

static const char *
judge_sqlserver (const CrowNative *native)
{
  guint32 length = native->arguments[0];

  switch (native->type->class)
    {
    case CROW_NATIVE_FLOAT:
      return length == 0 || length > 53 ? "Bits can range from 1 to 53." : NULL;
    case CROW_NATIVE_N_VAR_CHAR:
      return length > 4000 ? "Length can range from 1 to 4000. For larger sizes, use the `Max` "
                             "variant."
                           : NULL;
    case CROW_NATIVE_VAR_CHAR:
    case CROW_NATIVE_VAR_BINARY:
      return length > 8000 ? "Length can range from 1 to 8000. For larger sizes, use the `Max` "
                             "variant."
                           : NULL;
    case CROW_NATIVE_N_CHAR:
      return length > 4000 ? "Length can range from 1 to 4000." : NULL;
    case CROW_NATIVE_CHAR:
    case CROW_NATIVE_BINARY:
      return length > 8000 ? "Length can range from 1 to 8000." : NULL;
    default:
      return NULL;
    }
}

static const char *
judge_postgresql (const CrowNative *native)
{
  if (native->type->class == CROW_NATIVE_BIT && native->arguments[0] == 0)
    return "M must be a positive integer.";
  if (native->type->class == CROW_NATIVE_TIME && native->arguments[0] > 6)
    return "M can range from 0 to 6.";
  return NULL;
}

static const char *
judge_arguments (CrowProvider provider, const CrowNative *native, CrowScalar scalar)
{
  if (native->n_arguments == 0 || native->is_max)
    return NULL;
  if (native->type->class == CROW_NATIVE_DECIMAL)
    return judge_decimal (provider, native);
  if (provider == CROW_PROVIDER_MYSQL)
    return judge_mysql (native, scalar);
  return provider == CROW_PROVIDER_SQLSERVER ? judge_sqlserver (native) : judge_postgresql (native);
}

static void
check_range (CrowCheck *self, const CrowCheckField *field, const CrowNative *native, CrowSpan span)
{
  const char *problem = judge_arguments (self->provider, native, field->scalar);
  g_autofree char *name = NULL;

  if (native->type->class == CROW_NATIVE_DECIMAL && native->arguments[1] > native->arguments[0])
    {
      name = crow_native_print (native);
      crow_check_error (self, span,
                        "The scale must not be larger than the precision for the %s native type in "
                        "%s.",
                        name, crow_check_connector_name (self));
    }
  else if (problem != NULL)
    {
      name = crow_native_print (native);
      crow_check_error (self, span, "Argument M is out of range for native type `%s` of %s: %s",
                        name, crow_check_connector_name (self), problem);
    }
}

/* FALSE: there are too few or too many arguments, which is told. */
static gboolean
check_count (CrowCheck *self, const CrowNativeType *type, guint n_arguments, CrowSpan span)
{
  guint n_required = crow_native_count_required (type->form);
  guint n_optional = crow_native_count_optional (type->form);

  if (n_arguments < n_required || (n_arguments > n_required && n_optional == 0))
    crow_check_error (self, span, "Function \"%s\" takes %u arguments, but received %u.",
                      type->name, n_required, n_arguments);
  else if (n_arguments > n_required + n_optional)
    crow_check_error (self, span, "Native type %s takes %u optional arguments, but received %u.",
                      type->name, n_optional, n_arguments);
  else
    return TRUE;
  return FALSE;
}

/* FALSE: fields of that type cannot have it, which is told. */
static gboolean
check_compatible (CrowCheck *self, const CrowNativeType *type, CrowScalar scalar, CrowSpan span)
{
  g_autoptr (GString) expected = NULL;

  if ((type->scalars & 1u << scalar) != 0)
    return TRUE;
  expected = g_string_new (NULL);
  for (CrowScalar i = 0; i < CROW_N_SCALARS; i++)
    if ((type->scalars & 1u << i) != 0)
      g_string_append_printf (expected, "%s%s", expected->len > 0 ? " or " : "",
                              crow_scalar_get_name (i));
  crow_check_error (self, span,
                    "Native type %s is not compatible with declared field type %s, expected field "
                    "type %s.",
                    type->name, crow_scalar_get_name (scalar), expected->str);
  return FALSE;
}

static void
check_arguments (CrowCheck *self, const CrowCheckField *field, const CrowNativeType *type)
{
  CrowSpan span = crow_check_attribute_span (self, field->extra->native_attribute);
  g_autoptr (GPtrArray) arguments = list_arguments (self, field->extra->native_attribute);
  CrowNative native;

  if (!check_count (self, type, arguments->len, span) ||
      !check_compatible (self, type, field->scalar, span))
    return;
  if (crow_native_parse (&native, type, (const char *const *) arguments->pdata, arguments->len))
    check_range (self, field, &native, span);
  else
    {
      g_autofree char *joined = NULL;

      g_ptr_array_add (arguments, NULL);
      joined = g_strjoinv (", ", (char **) arguments->pdata);
      crow_check_error (self, span, "Expected %s, but found (%s).",
                        crow_native_describe_arguments (type->form), joined);
    }
}

/* `@db.VarChar(3)`. */
void
crow_check_native_type (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowNativeType *type;
  CrowSpan span;

  if (field->extra->native_name == NULL)
    return;
  span = crow_check_attribute_span (self, field->extra->native_attribute);
  if (self->has_datasource && self->datasource_name != field->extra->native_prefix)
    crow_check_error (self, span,
                      "The prefix %s is invalid. It must be equal to the name of an existing "
                      "datasource e.g. %s. Did you mean to use %s.%s?",
                      field->extra->native_prefix, self->datasource_name, self->datasource_name,
                      field->extra->native_name);
  type = find_type (self, field->extra->native_name);
  if (type != NULL)
    check_arguments (self, field, type);
  else
    crow_check_error (self, span, "Native type %s is not supported for %s connector.",
                      field->extra->native_name,
                      self->has_datasource ? crow_provider_get_name (self->provider) : "Default");
}

/* `VarChar( 10 ) x`: its name and arguments. NULL: there is no name. (transfer full) */
static char *
split_unsupported (const char *text, GPtrArray *arguments)
{
  const char *open = strchr (text, '('), *close = open != NULL ? strchr (open, ')') : NULL;
  g_autofree char *inner = NULL;
  g_auto (GStrv) parts = NULL;

  if (open == text || *text == '\0')
    return NULL;
  if (close != NULL)
    {
      inner = g_strndup (open + 1, (gsize) (close - open - 1));
      parts = g_strsplit (inner, ",", -1);
      for (guint i = 0; parts[i] != NULL; i++)
        g_ptr_array_add (arguments, g_strdup (g_strstrip (parts[i])));
      if (parts[0] == NULL)
        g_ptr_array_add (arguments, g_strdup (""));
    }
  return g_strstrip (open != NULL ? g_strndup (text, (gsize) (open - text)) : g_strdup (text));
}

/* What a column of that native type is in a schema; mongodb's reader does not know.
 * (transfer full) (nullable) */
static char *
read_unsupported (CrowCheck *self, const char *text)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = split_unsupported (text, arguments), *printed = NULL;
  const CrowNativeType *type = name != NULL ? find_type (self, crow_check_intern (self, name))
                                            : NULL;
  CrowNative native;

  if (type == NULL || self->provider == CROW_PROVIDER_MONGODB ||
      !crow_native_parse (&native, type, (const char *const *) arguments->pdata, arguments->len))
    return NULL;
  printed = crow_native_print (&native);
  return g_strdup_printf ("%s @%s.%s", crow_scalar_get_name (type->means), self->datasource_name,
                          printed);
}

/* `Unsupported("VarChar(3)")`, which is supported. */
void
crow_check_unsupported (CrowCheck *self, guint index)
{
  const CrowCheckField *field = crow_check_field (self, index);
  const CrowAst *ast = crow_check_ast (self);
  g_autofree char *literal = NULL, *text = NULL, *native = NULL;
  CrowSpan span;

  if (field->kind != CROW_CHECK_UNSUPPORTED || !self->has_datasource)
    return;
  span = g_array_index (ast->fields, CrowAstField, field->node).type;
  literal = crow_ast_dup (ast, span);
  if (strchr (literal, '"') == NULL)
    return;
  text = crow_ast_string_value (ast, (CrowSpan){
                                         span.start + (guint32) (strchr (literal, '"') - literal),
                                         span.start + (guint32) (strrchr (literal, '"') - literal) +
                                             1 });
  native = read_unsupported (self, text);
  if (native != NULL)
    crow_check_error (self, field->span,
                      "Error validating: The type `Unsupported(\"%s\")` you specified in the type "
                      "definition for the field `%s` is supported as a native type by Prisma. "
                      "Please use the native type notation `%s` for full support.",
                      text, field->name, native);
}
