#include "crow-recent-connections.h"

#include <glib/gstdio.h>

#include "crow-state.h"

#define FILE_NAME "connections.ini"

/**
 * crow_recent_connection_free:
 * @self: (transfer full): a remembered database
 *
 * Frees @self.
 */
void
crow_recent_connection_free (CrowRecentConnection *self)
{
  g_free (self->uri);
  g_strfreev (self->namespaces);
  g_free (self);
}

/* NULL: not one, or one that no version of libpq here can read. */
static CrowRecentConnection *
read_entry (GKeyFile *file, const char *group)
{
  g_autofree char *uri = g_key_file_get_string (file, group, "uri", NULL);
  g_autoptr (CrowConnection) connection = uri != NULL ? crow_connection_parse (uri, NULL) : NULL;
  CrowRecentConnection *self;

  if (connection == NULL)
    return NULL;
  self = g_new0 (CrowRecentConnection, 1);
  /* Were a password written into the file by hand, it would not go further. */
  self->uri = crow_connection_build_uri (connection);
  self->namespaces = g_key_file_get_string_list (file, group, "namespaces", NULL, NULL);
  self->is_remembered = g_key_file_get_boolean (file, group, "password-in-keyring", NULL);
  self->used = g_key_file_get_int64 (file, group, "used", NULL);
  return self;
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  const CrowRecentConnection *first = *(const CrowRecentConnection *const *) a;
  const CrowRecentConnection *second = *(const CrowRecentConnection *const *) b;

  if (first->used != second->used)
    return first->used > second->used ? -1 : 1;
  return g_strcmp0 (first->uri, second->uri);
}

/**
 * crow_recent_connections_load:
 *
 * Returns: (transfer full) (element-type CrowRecentConnection): the databases that were opened,
 *   last used first; empty where the file is missing or nobody's
 */
GPtrArray *
crow_recent_connections_load (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_recent_connection_free);
  g_autofree char *path = crow_state_find (FILE_NAME);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return all;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      CrowRecentConnection *entry = read_entry (file, groups[i]);

      if (entry != NULL)
        g_ptr_array_add (all, entry);
    }
  g_ptr_array_sort (all, compare_used);
  if (all->len > CROW_RECENT_CONNECTIONS_MAX)
    g_ptr_array_set_size (all, CROW_RECENT_CONNECTIONS_MAX);
  return all;
}

static gboolean
find_index (GPtrArray *all, const char *uri, guint *index)
{
  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (((CrowRecentConnection *) all->pdata[i])->uri, uri))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_recent_connections_find:
 * @uri: of crow_connection_build_uri()
 *
 * Returns: (transfer full) (nullable): what is remembered of this connection
 */
CrowRecentConnection *
crow_recent_connections_find (const char *uri)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();
  guint index;

  return find_index (all, uri, &index) ? g_ptr_array_steal_index (all, index) : NULL;
}

static gboolean
save (GPtrArray *all, GError **error)
{
  g_autofree char *path = crow_state_find (FILE_NAME);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *data = NULL;
  gsize length;

  for (guint i = 0; i < all->len && i < CROW_RECENT_CONNECTIONS_MAX; i++)
    {
      CrowRecentConnection *entry = g_ptr_array_index (all, i);
      g_autofree char *group = g_strdup_printf ("connection %u", i + 1);

      g_key_file_set_string (file, group, "uri", entry->uri);
      if (entry->namespaces != NULL)
        g_key_file_set_string_list (file, group, "namespaces",
                                    (const char *const *) entry->namespaces,
                                    g_strv_length (entry->namespaces));
      if (entry->is_remembered)
        g_key_file_set_boolean (file, group, "password-in-keyring", TRUE);
      g_key_file_set_int64 (file, group, "used", entry->used);
    }
  data = g_key_file_to_data (file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  /* Hosts, users and databases are nobody else's business. */
  return g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0600, error);
}

/**
 * crow_recent_connections_add:
 * @connection: a database that was opened; its secrets are not kept
 * @namespaces: (nullable): what was chosen of it
 * @is_remembered: whether the keyring has its password
 * @error: return location
 *
 * Puts @connection first among the databases that were opened; the oldest goes where they would be
 * more than %CROW_RECENT_CONNECTIONS_MAX. The file is replaced as a whole, for the user alone.
 *
 * Returns: whether it was written
 */
gboolean
crow_recent_connections_add (CrowConnection *connection,
                             const char *const *namespaces,
                             gboolean is_remembered,
                             GError **error)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();
  CrowRecentConnection *entry = g_new0 (CrowRecentConnection, 1);
  guint index;

  entry->uri = crow_connection_build_uri (connection);
  entry->namespaces = g_strdupv ((char **) namespaces);
  entry->is_remembered = is_remembered;
  entry->used = g_get_real_time ();
  if (find_index (all, entry->uri, &index))
    g_ptr_array_remove_index (all, index);
  g_ptr_array_insert (all, 0, entry);
  return save (all, error);
}

/**
 * crow_recent_connections_remove:
 * @uri: of an entry
 * @error: return location
 *
 * Forgets an entry. What the keyring has of it is the caller's to forget.
 *
 * Returns: whether it is gone
 */
gboolean
crow_recent_connections_remove (const char *uri, GError **error)
{
  g_autoptr (GPtrArray) all = crow_recent_connections_load ();
  guint index;

  if (!find_index (all, uri, &index))
    return TRUE;
  g_ptr_array_remove_index (all, index);
  return save (all, error);
}
