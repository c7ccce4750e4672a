#include "crow-default.h"

static CrowValue *
make_value (CrowValueKind kind, const char *text)
{
  CrowValue *value = g_new (CrowValue, 1);

  value->kind = kind;
  value->text = g_strdup (text);
  return value;
}

static void
free_value (gpointer data)
{
  CrowValue *value = data;

  g_free (value->text);
  g_free (value);
}

/**
 * crow_default_new:
 * @kind: what kind of default value
 *
 * Returns: (transfer full): one without constants and without an expression
 */
CrowDefault *
crow_default_new (CrowDefaultKind kind)
{
  CrowDefault *self = g_new0 (CrowDefault, 1);

  self->kind = kind;
  self->values = g_ptr_array_new_with_free_func (free_value);
  return self;
}

/**
 * crow_default_copy:
 * @self: (nullable): a default value
 *
 * Returns: (transfer full) (nullable): a copy that shares nothing with @self
 */
CrowDefault *
crow_default_copy (const CrowDefault *self)
{
  CrowDefault *copy;

  if (self == NULL)
    return NULL;
  copy = crow_default_new (self->kind);
  copy->is_list = self->is_list;
  copy->expression = g_strdup (self->expression);
  copy->sequence = self->sequence;
  copy->constraint = g_strdup (self->constraint);
  for (guint i = 0; i < self->values->len; i++)
    {
      const CrowValue *value = g_ptr_array_index (self->values, i);

      crow_default_add_value (copy, value->kind, value->text);
    }
  return copy;
}

/**
 * crow_default_free:
 * @self: (transfer full) (nullable): a default value
 */
void
crow_default_free (CrowDefault *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_free (self->expression);
  g_free (self->constraint);
  g_free (self);
}

/**
 * crow_default_add_value:
 * @self: a default value of constants
 * @kind: what kind of constant
 * @text: as in #CrowValue
 *
 * Appends a constant.
 */
void
crow_default_add_value (CrowDefault *self, CrowValueKind kind, const char *text)
{
  g_ptr_array_add (self->values, make_value (kind, text));
}
