#include "crow-source-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "crow-error.h"
#include "crow-file-private.h"

/* The walk through a folder. Real folders come before symbolic links to folders, so that what can
 * be reached both ways is found under its own name; each is entered once, which ends circles. */
typedef struct
{
  const char *root;
  GQueue folders;     /* (element-type filename) relative to root; owned */
  GQueue links;       /* (element-type filename) symbolic links to folders; owned */
  GHashTable *seen;   /* (element-type utf8) device and inode of folders and files */
  GPtrArray *found;   /* (element-type filename) */
  GPtrArray *aliases; /* (element-type filename) symbolic links to files */
} Walk;

typedef enum { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER, ENTRY_FILE_LINK, ENTRY_FOLDER_LINK } Entry;

static void
set_folder_error (GError **error, const char *path, int code)
{
  g_autofree char *name = crow_file_dup_display_name (path);

  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: the folder cannot be read: %s; allow it (chmod u+rx) or choose another folder",
               name, crow_file_explain_errno (code));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* TRUE the first time that a file or folder is met. */
static gboolean
enter (Walk *walk, const struct stat *state)
{
  return g_hash_table_add (walk->seen,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64) state->st_dev, (guint64) state->st_ino));
}

/* Only a schema or a folder costs a stat(): node_modules has a hundred thousand of neither. */
static Entry
classify (DIR *dir, const struct dirent *entry)
{
  gboolean is_schema = g_str_has_suffix (entry->d_name, ".prisma");
  gboolean is_link = entry->d_type == DT_LNK;
  struct stat state;

  if (entry->d_type == DT_DIR)
    return ENTRY_FOLDER;
  if (entry->d_type == DT_REG)
    return is_schema ? ENTRY_FILE : ENTRY_OTHER;
  if (entry->d_type == DT_UNKNOWN)
    {
      if (fstatat (dirfd (dir), entry->d_name, &state, AT_SYMLINK_NOFOLLOW) < 0)
        return ENTRY_OTHER;
      is_link = S_ISLNK (state.st_mode);
      if (S_ISDIR (state.st_mode))
        return ENTRY_FOLDER;
      if (S_ISREG (state.st_mode))
        return is_schema ? ENTRY_FILE : ENTRY_OTHER;
    }
  if (!is_link)
    return ENTRY_OTHER;

  if (fstatat (dirfd (dir), entry->d_name, &state, 0) < 0)
    /* A link to nowhere: Emacs locks files with `.#NAME`; any other is to be read, and reading
     * it says what is wrong. */
    return is_schema && !g_str_has_prefix (entry->d_name, ".#") ? ENTRY_FILE_LINK : ENTRY_OTHER;
  if (S_ISDIR (state.st_mode))
    return ENTRY_FOLDER_LINK;
  return is_schema && S_ISREG (state.st_mode) ? ENTRY_FILE_LINK : ENTRY_OTHER;
}

static void
take_entry (Walk *walk, DIR *dir, const struct dirent *entry, const char *folder)
{
  char *path;

  if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
    return;

  path = *folder == '\0' ? g_strdup (entry->d_name)
                         : g_build_filename (folder, entry->d_name, NULL);
  switch (classify (dir, entry))
    {
    case ENTRY_FILE:
      g_ptr_array_add (walk->found, path);
      break;
    case ENTRY_FILE_LINK:
      g_ptr_array_add (walk->aliases, path);
      break;
    case ENTRY_FOLDER:
      g_queue_push_tail (&walk->folders, path);
      break;
    case ENTRY_FOLDER_LINK:
      g_queue_push_tail (&walk->links, path);
      break;
    case ENTRY_OTHER:
      g_free (path);
      break;
    }
}

static gboolean
list_folder (Walk *walk, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (walk->root, folder, NULL);
  DIR *dir = opendir (path);
  struct dirent *entry;
  struct stat state;

  if (dir == NULL && errno == ENOENT && *folder != '\0')
    return TRUE; /* removed meanwhile */
  if (dir == NULL)
    {
      set_folder_error (error, path, errno);
      return FALSE;
    }
  if (fstat (dirfd (dir), &state) == 0 && enter (walk, &state))
    while ((entry = readdir (dir)) != NULL)
      take_entry (walk, dir, entry, folder);
  closedir (dir);
  return TRUE;
}

/* A link to a file that is found under its own name as well is the same file. */
static void
resolve_aliases (Walk *walk)
{
  struct stat state;

  for (guint i = 0; walk->aliases->len > 0 && i < walk->found->len; i++)
    {
      g_autofree char *path = g_build_filename (walk->root, g_ptr_array_index (walk->found, i),
                                                NULL);

      if (stat (path, &state) == 0)
        enter (walk, &state);
    }
  g_ptr_array_sort (walk->aliases, compare_names);
  for (guint i = 0; i < walk->aliases->len; i++)
    {
      const char *alias = g_ptr_array_index (walk->aliases, i);
      g_autofree char *path = g_build_filename (walk->root, alias, NULL);

      if (stat (path, &state) < 0 || enter (walk, &state))
        g_ptr_array_add (walk->found, g_strdup (alias));
    }
}

static gboolean
run_walk (Walk *walk, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autofree char *folder = g_queue_pop_head (&walk->folders);

      if (folder == NULL)
        folder = g_queue_pop_head (&walk->links);
      if (folder == NULL)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !list_folder (walk, folder, error))
        return FALSE;
    }
}

/**
 * crow_source_list_folder:
 * @folder: a folder
 * @cancellable: (nullable): looked at before each folder
 * @error: %CROW_ERROR_SOURCE: a folder cannot be read; %G_IO_ERROR_CANCELLED
 *
 * Finds every file whose name ends in `.prisma`, hidden ones and those in hidden folders too.
 * Symbolic links are followed; a file or folder that several names lead to is taken once, by its
 * own name if that is below @folder. Blocking; any thread.
 *
 * Returns: (transfer full) (element-type filename): paths below @folder, sorted as bytes
 */
GPtrArray *
crow_source_list_folder (const char *folder, GCancellable *cancellable, GError **error)
{
  Walk walk = { folder, G_QUEUE_INIT, G_QUEUE_INIT, NULL, NULL, NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) aliases = g_ptr_array_new_with_free_func (g_free);
  gboolean is_complete;

  walk.seen = seen;
  walk.found = found;
  walk.aliases = aliases;
  g_queue_push_tail (&walk.folders, g_strdup (""));
  is_complete = run_walk (&walk, cancellable, error);
  g_queue_clear_full (&walk.folders, g_free);
  g_queue_clear_full (&walk.links, g_free);
  if (!is_complete)
    return NULL;

  resolve_aliases (&walk);
  g_ptr_array_sort (found, compare_names);
  return g_steal_pointer (&found);
}
