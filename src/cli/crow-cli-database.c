#include "crow-cli-database.h"

#include <string.h>
#include <sys/resource.h>

#include "crow-cli-interrupt.h"
#include "crow-cli-password.h"
#include "crow-cli-text.h"
#include "crow-introspection.h"

/* From here on a password is in our memory: a crash must not write it into a core file. */
static void
forbid_core_files (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
}

/* As psql: asked once, and only where none was given that could be wrong. */
static gboolean
wants_password (CrowConnection *connection, const GError *error)
{
  return g_error_matches (error, CROW_ERROR, CROW_ERROR_PASSWORD) &&
         !crow_connection_has_password (connection) && g_getenv ("PGPASSWORD") == NULL;
}

static char *
ask (CrowConnection *connection, GCancellable *cancellable, GError **error)
{
  g_autofree char *title = crow_connection_build_title (connection);
  g_autofree char *user = crow_connection_resolve (connection, "user");
  g_autofree char *text = g_strdup_printf ("Password for %s (user %s): ", title,
                                           user != NULL ? user : "of this system");
  g_autofree char *prompt = crow_cli_print_visibly (text);

  return crow_cli_ask_password (prompt, cancellable, error);
}

static CrowSession *
open_with_password (CrowConnection *connection, GCancellable *cancellable, GError **error)
{
  g_autoptr (CrowConnection) complete = NULL;
  char *password = ask (connection, cancellable, error);

  if (password == NULL && !g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, CROW_ERROR, CROW_ERROR_PASSWORD,
                         "the server wants a password, and none was typed");
  if (password == NULL)
    return NULL;
  complete = crow_connection_with_password (connection, password);
  crow_cli_password_free (password);
  return crow_session_open (complete, CROW_SESSION_READ, cancellable, error);
}

static CrowSession *
open_session (CrowConnection *connection, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  CrowSession *session = crow_session_open (connection, CROW_SESSION_READ, cancellable, &failure);

  if (session != NULL)
    return session;
  if (wants_password (connection, failure) && crow_cli_can_ask ())
    return open_with_password (connection, cancellable, error);
  if (wants_password (connection, failure))
    g_set_error (error, failure->domain, failure->code,
                 "%s\nthere is no terminal to ask for it: put it into ~/.pgpass or PGPASSWORD",
                 failure->message);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static char **
list_namespaces (GPtrArray *namespaces)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < namespaces->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (namespaces, i));
  return g_strv_builder_end (builder);
}

static CrowSchema *
introspect (CrowSession *session, GPtrArray *namespaces, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) names = namespaces != NULL ? list_namespaces (namespaces) : NULL;

  return crow_introspect (session, (const char *const *) names, NULL, NULL, cancellable, error);
}

/**
 * crow_cli_database_read:
 * @connection: where
 * @namespaces: (nullable) (element-type utf8): only these; %NULL: all but the system's
 * @error: those of crow_session_open() and crow_introspect()
 *
 * Returns: (transfer full) (nullable): the database
 */
CrowSchema *
crow_cli_database_read (CrowConnection *connection, GPtrArray *namespaces, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrowCliInterrupt) interrupt = crow_cli_interrupt_new (cancellable);
  CrowSession *session;
  CrowSchema *schema;

  forbid_core_files ();
  session = open_session (connection, cancellable, error);
  if (session == NULL)
    return NULL;
  schema = introspect (session, namespaces, cancellable, error);
  crow_session_free (session);
  for (guint i = 0; schema != NULL && i < schema->notes->len; i++)
    crow_cli_print_message ("%s", (const char *) g_ptr_array_index (schema->notes, i));
  return schema;
}
