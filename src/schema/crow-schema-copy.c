#include "crow-schema-private.h"

/* (transfer full) (element-type utf8) */
GPtrArray *
crow_strings_copy (const GPtrArray *strings)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < strings->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (strings, i)));
  return copy;
}

/* (transfer full): for the fields of another model. */
CrowField *
crow_field_copy (const CrowField *field)
{
  CrowField *copy = g_memdup2 (field, sizeof *field);

  copy->name = g_strdup (field->name);
  copy->column = g_strdup (field->column);
  copy->type = g_strdup (field->type);
  copy->native_type = g_strdup (field->native_type);
  copy->default_value = g_strdup (field->default_value);
  copy->value = crow_default_copy (field->value);
  copy->comment = g_strdup (field->comment);
  copy->change = g_strdup (field->change);
  return copy;
}

static GArray *
copy_key_columns (const GArray *columns)
{
  GArray *copy;

  if (columns == NULL)
    return NULL;
  copy = g_array_sized_new (FALSE, FALSE, sizeof (CrowKeyColumn), columns->len);
  g_array_set_clear_func (copy, (GDestroyNotify) crow_key_column_clear);
  for (guint i = 0; i < columns->len; i++)
    {
      CrowKeyColumn column = g_array_index (columns, CrowKeyColumn, i);

      column.operator_class = g_strdup (column.operator_class);
      g_array_append_val (copy, column);
    }
  return copy;
}

static CrowKey *
copy_key (const CrowKey *key)
{
  CrowKey *copy = g_memdup2 (key, sizeof *key);

  copy->name = g_strdup (key->name);
  copy->fields = g_array_copy (key->fields);
  copy->detail = g_strdup (key->detail);
  copy->columns = copy_key_columns (key->columns);
  copy->algorithm = g_strdup (key->algorithm);
  copy->predicate = g_strdup (key->predicate);
  return copy;
}

/* (transfer full): for another schema, with its key, and sealed as it was. */
CrowModel *
crow_model_copy (const CrowModel *model)
{
  CrowModel *copy = crow_model_new ();

  copy->name = g_strdup (model->name);
  copy->table = g_strdup (model->table);
  copy->namespace_ = g_strdup (model->namespace_);
  copy->key = g_strdup (model->key);
  copy->kind = model->kind;
  copy->is_ignored = model->is_ignored;
  copy->facts = crow_table_facts_copy (model->facts);
  copy->mark = model->mark;
  copy->change = g_strdup (model->change);
  copy->location = model->location;
  for (guint i = 0; i < model->fields->len; i++)
    g_ptr_array_add (copy->fields, crow_field_copy (crow_model_get_field (model, i)));
  for (guint i = 0; i < model->keys->len; i++)
    g_ptr_array_add (copy->keys, copy_key (g_ptr_array_index (model->keys, i)));
  return copy;
}

/* (transfer full): for another schema. */
CrowEnum *
crow_enum_copy (const CrowEnum *enumeration)
{
  CrowEnum *copy = g_memdup2 (enumeration, sizeof *enumeration);

  copy->name = g_strdup (enumeration->name);
  copy->database_name = g_strdup (enumeration->database_name);
  copy->namespace_ = g_strdup (enumeration->namespace_);
  copy->values = crow_strings_copy (enumeration->values);
  copy->names = crow_strings_copy (enumeration->names);
  return copy;
}

/* (transfer full): about the same relation and model. */
CrowDiagnostic *
crow_diagnostic_copy (const CrowDiagnostic *diagnostic)
{
  CrowDiagnostic *copy = crow_diagnostic_new (diagnostic->severity, diagnostic->rule,
                                              diagnostic->location.file, diagnostic->location.span,
                                              g_strdup (diagnostic->message));

  copy->relation = diagnostic->relation;
  copy->model = diagnostic->model;
  copy->fix = diagnostic->fix;
  copy->variant = diagnostic->variant;
  copy->words = g_strdupv (diagnostic->words);
  return copy;
}

/* What is said of the schema as a whole, into an empty @copy; composite types are shared. */
void
crow_schema_copy_properties (CrowSchema *copy, const CrowSchema *self)
{
  copy->provider = self->provider;
  copy->relation_mode = self->relation_mode;
  copy->rules = self->rules;
  copy->server = g_strdup (self->server);
  copy->server_version = self->server_version;
  copy->is_readonly = self->is_readonly;
  copy->unread = self->unread;
  copy->home = g_strdup (self->home);
  g_ptr_array_unref (copy->composites);
  copy->composites = g_ptr_array_ref (self->composites);
  for (guint i = 0; i < self->extensions->len; i++)
    g_ptr_array_add (copy->extensions,
                     crow_extension_copy (g_ptr_array_index (self->extensions, i)));
}

/* (transfer full): not yet sealed; all of @self but models, enums, relations and diagnostics. */
CrowSchema *
crow_schema_copy_head (const CrowSchema *self)
{
  CrowSchema *copy = crow_schema_new ();

  crow_schema_copy_properties (copy, self);
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (copy->files, crow_source_file_ref (g_ptr_array_index (self->files, i)));
  g_ptr_array_unref (copy->namespaces);
  copy->namespaces = crow_strings_copy (self->namespaces);
  g_ptr_array_unref (copy->notes);
  copy->notes = crow_strings_copy (self->notes);
  return copy;
}
