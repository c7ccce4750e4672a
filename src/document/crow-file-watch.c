#include "crow-file-watch.h"

#include <stdlib.h>

#include "crow-source.h"

#define DELAY 250 /* ms; an editor that saves makes several events and a moment without a file */
#define MAX_FOLDERS 256 /* watched ones: the kernel's supply is shared by all programs */

struct _CrowFileWatch
{
  GPtrArray *monitors; /* (element-type GFileMonitor) of folders: a file may be replaced */
  GHashTable *names;   /* (element-type filename) last components of the files' names */
  CrowFileWatchFunc callback;
  gpointer user_data;
  guint timeout; /* source id, or 0 */
};

static gboolean
timeout_cb (gpointer user_data)
{
  CrowFileWatch *self = user_data;

  self->timeout = 0;
  self->callback (self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
is_ours (CrowFileWatch *self, GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  return name != NULL &&
         (g_str_has_suffix (name, ".prisma") || g_hash_table_contains (self->names, name));
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other,
            GFileMonitorEvent event,
            gpointer user_data)
{
  CrowFileWatch *self = user_data;

  if (is_ours (self, file) || is_ours (self, other))
    crow_file_watch_nudge (self);
}

static void
watch_folder (CrowFileWatch *self, GHashTable *seen, const char *path)
{
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFileMonitor) monitor = NULL;

  if (self->monitors->len >= MAX_FOLDERS || !g_hash_table_add (seen, g_strdup (path)))
    return;
  folder = g_file_new_for_path (path);
  monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL)
    return; /* saving still compares */
  g_signal_connect (monitor, "changed", G_CALLBACK (changed_cb), self);
  g_ptr_array_add (self->monitors, g_steal_pointer (&monitor));
}

/* With the folder around it: moved away, or replaced as a whole, the folder itself says nothing. */
static void
watch_folder_and_name (CrowFileWatch *self, GHashTable *seen, const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);

  watch_folder (self, seen, path);
  watch_folder (self, seen, parent);
  g_hash_table_add (self->names, g_path_get_basename (full));
}

/* The folder of the name and, where that is a symbolic link, of the file itself. */
static void
watch_file (CrowFileWatch *self, GHashTable *seen, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *target = realpath (path, NULL);

  watch_folder_and_name (self, seen, folder);
  g_hash_table_add (self->names, g_path_get_basename (path));
  if (target != NULL && g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autofree char *target_folder = g_path_get_dirname (target);

      watch_folder_and_name (self, seen, target_folder);
      g_hash_table_add (self->names, g_path_get_basename (target));
    }
  free (target);
}

/**
 * crow_file_watch_new:
 * @source: a file, a folder or `-`
 * @texts: (element-type CrowSourceText): its files
 * @callback: called with @user_data in the thread's default main context
 * @user_data: for @callback
 *
 * Watches the folders that hold the files, and an opened folder itself for new ones.
 *
 * Returns: (transfer full): a watch
 */
CrowFileWatch *
crow_file_watch_new (const char *source,
                     GPtrArray *texts,
                     CrowFileWatchFunc callback,
                     gpointer user_data)
{
  CrowFileWatch *self = g_new0 (CrowFileWatch, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->callback = callback;
  self->user_data = user_data;
  if (g_file_test (source, G_FILE_TEST_IS_DIR))
    watch_folder_and_name (self, seen, source);
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);

      if (text->path != NULL)
        watch_file (self, seen, text->path);
    }
  return self;
}

/**
 * crow_file_watch_free:
 * @self: (transfer full): a watch; its callback is not called any more
 */
void
crow_file_watch_free (CrowFileWatch *self)
{
  for (guint i = 0; i < self->monitors->len; i++)
    {
      GFileMonitor *monitor = g_ptr_array_index (self->monitors, i);

      g_signal_handlers_disconnect_by_data (monitor, self);
      g_file_monitor_cancel (monitor);
    }
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_ptr_array_unref (self->monitors);
  g_hash_table_unref (self->names);
  g_free (self);
}

/**
 * crow_file_watch_nudge:
 * @self: a watch
 *
 * Has the callback called after the usual delay.
 */
void
crow_file_watch_nudge (CrowFileWatch *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (DELAY, timeout_cb, self);
}
