#include "crow-connection-private.h"

/**
 * crow_parameters_new:
 *
 * Returns: (transfer full): no parameters yet
 */
CrowParameters *
crow_parameters_new (void)
{
  CrowParameters *self = g_new0 (CrowParameters, 1);

  self->keywords = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  return self;
}

/**
 * crow_parameters_free:
 * @self: (transfer full): parameters; the texts in them were never theirs
 */
void
crow_parameters_free (CrowParameters *self)
{
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * crow_parameters_set:
 * @self: parameters
 * @keyword: a keyword of libpq; must outlive @self
 * @value: (nullable): its value; must outlive @self. %NULL or "" leaves it to libpq
 */
void
crow_parameters_set (CrowParameters *self, const char *keyword, const char *value)
{
  guint at = 0;

  while (at < self->keywords->len && strcmp (self->keywords->pdata[at], keyword) != 0)
    at++;
  if (at < self->keywords->len)
    {
      g_ptr_array_remove_index (self->keywords, at);
      g_ptr_array_remove_index (self->values, at);
    }
  if (value == NULL || *value == '\0')
    return;
  g_ptr_array_insert (self->keywords, (int) at, (gpointer) keyword);
  g_ptr_array_insert (self->values, (int) at, (gpointer) value);
}

/**
 * crow_parameters_start:
 * @self: parameters
 *
 * Begins to connect. libpq looks up the first host's name right here, and reads service and
 * password files: call it where blocking does no harm. `dbname` is never expanded: it was parsed
 * long before.
 *
 * Returns: (transfer full): a connection, CONNECTION_BAD where it went wrong
 */
PGconn *
crow_parameters_start (CrowParameters *self)
{
  PGconn *conn = NULL;

  g_ptr_array_add (self->keywords, NULL);
  g_ptr_array_add (self->values, NULL);
  conn = PQconnectStartParams ((const char *const *) self->keywords->pdata,
                               (const char *const *) self->values->pdata, 0);
  g_ptr_array_remove_index (self->keywords, self->keywords->len - 1);
  g_ptr_array_remove_index (self->values, self->values->len - 1);
  g_assert (conn != NULL); /* NULL only without memory */
  return conn;
}
