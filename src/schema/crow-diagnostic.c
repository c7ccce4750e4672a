#include "crow-diagnostic.h"

static const char *const severity_names[] = {
  [CROW_SEVERITY_ERROR] = "error",
  [CROW_SEVERITY_WARNING] = "warning",
  [CROW_SEVERITY_HINT] = "hint",
};

/**
 * crow_diagnostic_new:
 * @severity: how bad it is
 * @rule: %CROW_RULE_PRISMA or one of our ids
 * @file: index into the schema's files
 * @span: where, bytes
 * @message: (transfer full): what is wrong and what to do, for people
 *
 * Returns: (transfer full): a problem that is about no model and no relation yet, without a fix
 */
CrowDiagnostic *
crow_diagnostic_new (CrowSeverity severity,
                     const char *rule,
                     guint file,
                     CrowSpan span,
                     char *message)
{
  CrowDiagnostic *self = g_new0 (CrowDiagnostic, 1);

  self->location.file = file;
  self->location.span = span;
  self->severity = severity;
  self->rule = g_strdup (rule);
  self->message = message;
  self->relation = -1;
  self->model = -1;
  self->fix = CROW_FIX_NONE;
  return self;
}

/**
 * crow_diagnostic_set_words:
 * @self: a problem
 * @variant: (nullable): which of the sentences of its rule it is; a literal
 * @...: the names in it, in order, and %NULL
 *
 * Tells what the message says without its English.
 */
void
crow_diagnostic_set_words (CrowDiagnostic *self, const char *variant, ...)
{
  va_list names;
  guint n = 0;

  va_start (names, variant);
  while (va_arg (names, const char *) != NULL)
    n++;
  va_end (names);
  g_strfreev (self->words);
  self->words = g_new (char *, n + 1);
  va_start (names, variant);
  for (guint i = 0; i <= n; i++)
    self->words[i] = g_strdup (va_arg (names, const char *));
  va_end (names);
  self->variant = variant;
}

/**
 * crow_diagnostic_free:
 * @self: (transfer full): a problem
 */
void
crow_diagnostic_free (CrowDiagnostic *self)
{
  g_free (self->rule);
  g_free (self->message);
  g_strfreev (self->words);
  g_free (self);
}

/**
 * crow_severity_get_name:
 * @severity: how bad a problem is
 *
 * Returns: "error", "warning" or "hint"
 */
const char *
crow_severity_get_name (CrowSeverity severity)
{
  g_return_val_if_fail ((guint) severity < G_N_ELEMENTS (severity_names), "");

  return severity_names[severity];
}
