#include "crow-secrets.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "crow-error.h"

/* The user may be asked to unlock the keyring; past this it is taken for one that never answers. */
#define TIMEOUT 60

static const SecretSchema schema = {
  "io.github.crowsfoot.Crowsfoot.Database",
  SECRET_SCHEMA_NONE,
  { { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "database", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

/* A request to the keyring. */
typedef struct
{
  GCancellable *cancellable; /* (owned) its own: the timeout's */
  GCancellable *outer;       /* (owned) (nullable) */
  gulong outer_handler;
  guint timeout; /* source, or 0 */
  gboolean is_late;
} Request;

static void
request_free (Request *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_handler);
  g_clear_object (&self->outer);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
timeout_cb (gpointer data)
{
  Request *self = data;

  self->timeout = 0;
  self->is_late = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *outer, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static GTask *
start_request (gpointer tag,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data,
               Request **request)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *self = g_new0 (Request, 1);

  self->cancellable = g_cancellable_new ();
  self->timeout = g_timeout_add_seconds (TIMEOUT, timeout_cb, self);
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                   g_object_ref (self->cancellable),
                                                   g_object_unref);
    }
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, self, (GDestroyNotify) request_free);
  *request = self;
  return task;
}

/* Why the keyring did not do it, for people. @error: (transfer full) */
static void
return_error (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  if (request->is_late)
    g_task_return_new_error (task, CROW_ERROR, CROW_ERROR_SOURCE,
                             _ ("The keyring does not answer."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else
    g_task_return_new_error (task, CROW_ERROR, CROW_ERROR_SOURCE,
                             /* Translators: %s is a technical reason */
                             _ ("No keyring is running, or it refused (%s)."), error->message);
  g_error_free (error);
}

/* What tells one database's password from another's. */
static GHashTable *
build_attributes (CrowConnection *connection)
{
  static const struct
  {
    const char *attribute;
    const char *keyword;
  } names[] = {
    { "host", "host" }, { "port", "port" }, { "user", "user" }, { "database", "dbname" }
  };
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *value = crow_connection_resolve (connection, names[i].keyword);

      if (value == NULL && i == 0)
        value = crow_connection_resolve (connection, "hostaddr");
      g_hash_table_insert (attributes, (gpointer) names[i].attribute,
                           value != NULL ? value : g_strdup (""));
    }
  return attributes;
}

static void
lookup_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *password = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_pointer (task, password, (GDestroyNotify) secret_password_free);
}

/**
 * crow_secrets_lookup_async:
 * @connection: where to
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks the keyring for the password of @connection. The keyring may ask the user to unlock it.
 */
void
crow_secrets_lookup_async (CrowConnection *connection,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GHashTable) attributes = build_attributes (connection);
  Request *request;
  GTask *task = start_request (crow_secrets_lookup_async, cancellable, callback, user_data,
                               &request);

  secret_password_lookupv (&schema, attributes, request->cancellable, lookup_cb, task);
}

/**
 * crow_secrets_lookup_finish:
 * @result: of the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the password, in memory of its own, for crow_secrets_wipe();
 *   %NULL without @error: the keyring has none
 */
char *
crow_secrets_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

/**
 * crow_secrets_store_async:
 * @connection: where to
 * @password: its password
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Has the keyring keep @password, in place of what it had.
 */
void
crow_secrets_store_async (CrowConnection *connection,
                          const char *password,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GHashTable) attributes = build_attributes (connection);
  g_autofree char *title = crow_connection_build_title (connection);
  /* Translators: the password's name in the keyring; %s is "shop on db.example.org" */
  g_autofree char *label = g_strdup_printf (_ ("Crowsfoot: %s"), title);
  Request *request;
  GTask *task = start_request (crow_secrets_store_async, cancellable, callback, user_data,
                               &request);

  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, password,
                          request->cancellable, store_cb, task);
}

/**
 * crow_secrets_store_finish:
 * @result: of the callback
 * @error: return location
 *
 * Returns: whether the keyring has it; %CROW_ERROR_SOURCE says why not
 */
gboolean
crow_secrets_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forget_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

/**
 * crow_secrets_forget_async:
 * @connection: where to
 * @cancellable: (nullable): to give up
 * @callback: (nullable): called when it is done
 * @user_data: for @callback
 *
 * Has the keyring forget the password of @connection.
 */
void
crow_secrets_forget_async (CrowConnection *connection,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GHashTable) attributes = build_attributes (connection);
  Request *request;
  GTask *task = start_request (crow_secrets_forget_async, cancellable, callback, user_data,
                               &request);

  secret_password_clearv (&schema, attributes, request->cancellable, forget_cb, task);
}

/**
 * crow_secrets_forget_finish:
 * @result: of the callback
 * @error: return location
 *
 * Returns: whether the keyring has it no longer
 */
gboolean
crow_secrets_forget_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * crow_secrets_wipe:
 * @password: (transfer full) (nullable): of crow_secrets_lookup_finish()
 *
 * Overwrites @password and frees it.
 */
void
crow_secrets_wipe (char *password)
{
  if (password == NULL)
    return;
  secret_password_wipe (password);
  secret_password_free (password);
}
