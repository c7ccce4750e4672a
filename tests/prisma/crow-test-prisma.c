#include "crow-test-prisma.h"

#include "crow-test.h"

#include <string.h>

CrowPrisma *
crow_test_open (GPtrArray *paths, const char *folder)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      const char *name = path + strlen (folder) + 1;
      gsize length;
      char *text = crow_test_read (path, &length);
      g_autoptr (GBytes) content = g_bytes_new_take (text, length);

      g_assert_true (g_str_has_prefix (path, folder));
      g_ptr_array_add (files, crow_source_file_new (name, content));
    }
  return crow_prisma_new (files);
}

CrowPrisma *
crow_test_open_text (const char *text)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_file_unref);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  g_ptr_array_add (files, crow_source_file_new ("schema.prisma", content));
  return crow_prisma_new (files);
}

static void
append_attributes (const CrowAst *ast, guint first, guint n, const char *indent, GString *text)
{
  for (guint i = first; i < first + n; i++)
    {
      const CrowAstAttribute *attribute = &g_array_index (ast->attributes, CrowAstAttribute, i);
      g_autofree char *name = crow_ast_dup (ast, attribute->name);
      const CrowAstArgument *argument;

      g_string_append_printf (text, "%s%s@ %s", indent, attribute->is_recovered ? "~" : "", name);
      for (guint next = attribute->first_argument; next != CROW_AST_NONE;
           next = argument->next_sibling)
        {
          g_autofree char *argument_name = NULL;
          g_autofree char *value = NULL;

          argument = &g_array_index (ast->arguments, CrowAstArgument, next);
          argument_name = crow_ast_dup (ast, argument->name);
          value = argument->value != CROW_AST_NONE
                      ? crow_ast_dup (ast, crow_ast_get_expression (ast, argument->value)->span)
                      : g_strdup ("nothing");
          g_string_append_printf (text, " <%s> = <%s>", argument_name, value);
        }
      g_string_append (text, attribute->trailing_comma.end > 0 ? " and a comma\n" : "\n");
    }
}

static void
append_fields (const CrowAst *ast, const CrowAstBlock *block, GString *text)
{
  static const char *const arities[] = { "", "?", "[]" };

  for (guint i = block->first_field; i < block->first_field + block->n_fields; i++)
    {
      const CrowAstField *field = &g_array_index (ast->fields, CrowAstField, i);
      const CrowAstExpression *value = crow_ast_get_expression (ast, field->value);
      g_autofree char *name = crow_ast_dup (ast, field->name);
      g_autofree char *type = crow_ast_dup (ast, field->type);
      g_autofree char *shown = value != NULL ? crow_ast_dup (ast, value->span) : g_strdup ("");

      g_string_append_printf (text, "  %s%s: %s%s%s\n", field->is_recovered ? "~" : "", name, type,
                              arities[field->arity], shown);
      append_attributes (ast, field->first_attribute, field->n_attributes, "    ", text);
    }
}

char *
crow_test_describe_syntax (const CrowAst *ast)
{
  static const char *const kinds[] = { "model", "view", "type", "enum", "datasource", "generator" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ast->diagnostics->len; i++)
    {
      const CrowDiagnostic *diagnostic = g_ptr_array_index (ast->diagnostics, i);

      g_string_append_printf (text, "error %u-%u %s\n", diagnostic->location.span.start,
                              diagnostic->location.span.end, diagnostic->message);
    }
  for (guint i = 0; i < ast->blocks->len; i++)
    {
      const CrowAstBlock *block = &g_array_index (ast->blocks, CrowAstBlock, i);
      g_autofree char *name = crow_ast_dup (ast, block->name);

      g_string_append_printf (text, "%s %s%s%s\n", kinds[block->kind], name,
                              block->is_closed ? "" : ", not closed",
                              block->seen_as == i               ? ""
                              : block->seen_as == CROW_AST_NONE ? ", not seen"
                                                                : ", seen as the one before");
      append_fields (ast, block, text);
      append_attributes (ast, block->first_attribute, block->n_attributes, "  @", text);
    }
  return g_string_free (text, FALSE);
}

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "-";
}

static void
append_field (const CrowField *field, GString *text)
{
  static const char *const kinds[] = { "scalar",      "enum",  "composite",
                                       "unsupported", "model", "unknown" };
  static const char *const arities[] = { "", "?", "[]" };

  g_string_append_printf (text, "  %s: %s%s, %s, column %s", field->name, field->type,
                          arities[field->arity], kinds[field->kind], or_nothing (field->column));
  if (field->native_type != NULL)
    g_string_append_printf (text, ", native %s", field->native_type);
  if (field->default_value != NULL)
    g_string_append_printf (text, ", default %s", field->default_value);
  g_string_append_printf (text, "%s%s%s%s%s\n", field->is_primary_key ? ", primary key" : "",
                          field->is_unique ? ", unique" : "",
                          field->is_foreign_key ? ", foreign key" : "",
                          field->is_updated_at ? ", updated at" : "",
                          field->is_ignored ? ", ignored" : "");
}

static void
append_key (const CrowModel *model, const CrowKey *key, GString *text)
{
  static const char *const kinds[] = { "primary key", "unique", "index", "fulltext" };

  g_string_append_printf (text, "  %s %s (", kinds[key->kind], or_nothing (key->name));
  for (guint i = 0; i < key->fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            crow_model_get_field (model, g_array_index (key->fields, guint, i))
                                ->name);
  g_string_append_printf (text, ")%s%s\n", key->detail != NULL ? " " : "",
                          key->detail != NULL ? key->detail : "");
}

static void
append_names (const CrowModel *model, const GArray *fields, GString *text)
{
  g_string_append_printf (text, "%s(", model->name);
  for (guint i = 0; i < fields->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            crow_model_get_field (model, g_array_index (fields, guint, i))->name);
  g_string_append (text, ")");
}

static void
append_relation (CrowSchema *schema, guint index, GString *text)
{
  const CrowRelation *relation = crow_schema_get_relation (schema, index);
  const CrowModel *child = crow_schema_get_model (schema, relation->child);
  const CrowModel *parent = crow_schema_get_model (schema, relation->parent);
  g_autofree char *sentence = crow_schema_describe_relation (schema, index);

  g_string_append_printf (text, "%s\n  ", sentence);
  append_names (child, relation->child_fields, text);
  g_string_append (text, " -> ");
  append_names (parent, relation->parent_fields, text);
  g_string_append_printf (text, ", back %s, name %s, constraint %s\n",
                          relation->parent_field >= 0
                              ? crow_model_get_field (parent, (guint) relation->parent_field)->name
                              : "-",
                          or_nothing (relation->name), or_nothing (relation->constraint));
  if (relation->kind == CROW_RELATION_MANY_TO_MANY)
    g_string_append_printf (text, "  join table %s.%s, constraints %s, %s\n",
                            or_nothing (relation->join_namespace),
                            or_nothing (relation->join_table),
                            or_nothing (relation->join_constraints[0]),
                            or_nothing (relation->join_constraints[1]));
}

static void
append_model (const CrowModel *model, GString *text)
{
  g_string_append_printf (text, "%s %s, table %s.%s%s\n",
                          model->kind == CROW_MODEL_VIEW ? "view" : "model", model->name,
                          or_nothing (model->namespace_), model->table,
                          model->is_ignored ? ", ignored" : "");
  for (guint i = 0; i < model->fields->len; i++)
    append_field (crow_model_get_field (model, i), text);
  for (guint i = 0; i < model->keys->len; i++)
    append_key (model, g_ptr_array_index (model->keys, i), text);
}

static void
append_enum (const CrowEnum *enumeration, GString *text)
{
  g_string_append_printf (text, "enum %s, type %s.%s:", enumeration->name,
                          or_nothing (enumeration->namespace_), enumeration->database_name);
  for (guint i = 0; i < enumeration->values->len; i++)
    g_string_append_printf (text, " %s=%s", (char *) enumeration->names->pdata[i],
                            (char *) enumeration->values->pdata[i]);
  g_string_append_c (text, '\n');
}

char *
crow_test_describe_schema (CrowSchema *schema)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "provider %s, %s, namespaces",
                          crow_provider_get_display_name (schema->provider),
                          schema->relation_mode == CROW_RELATION_MODE_PRISMA ? "emulated"
                                                                             : "foreign keys");
  for (guint i = 0; i < schema->namespaces->len; i++)
    g_string_append_printf (text, " %s", (char *) schema->namespaces->pdata[i]);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < schema->models->len; i++)
    append_model (crow_schema_get_model (schema, i), text);
  for (guint i = 0; i < schema->enums->len; i++)
    append_enum (g_ptr_array_index (schema->enums, i), text);
  for (guint i = 0; i < schema->relations->len; i++)
    append_relation (schema, i, text);
  return g_string_free (text, FALSE);
}

void
crow_test_compare_folder (const char *folder, char *(*describe) (CrowPrisma *prisma))
{
  g_autofree char *relative = g_build_filename ("tests/prisma", folder, NULL);
  g_autofree char *path = crow_test_source (relative);
  g_autoptr (GPtrArray) paths = crow_test_walk (path, ".prisma");

  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      g_autofree char *base = g_strndup (paths->pdata[i],
                                         strlen (paths->pdata[i]) - strlen (".prisma"));
      g_autofree char *expected_path = g_strconcat (base, ".expected", NULL);
      g_autoptr (CrowPrisma) prisma = NULL;
      g_autofree char *found = NULL;
      g_autofree char *expected = NULL;

      g_ptr_array_add (one, paths->pdata[i]);
      prisma = crow_test_open (one, path);
      found = describe (prisma);
      g_test_message ("%s", base);
      if (g_getenv ("CROW_TEST_WRITE") != NULL) /* look at what changed before committing it */
        g_assert_true (g_file_set_contents (expected_path, found, -1, NULL));
      expected = crow_test_read (expected_path, NULL);
      g_assert_cmpstr (found, ==, expected);
    }
}
