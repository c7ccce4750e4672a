#include "crow-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-error.h"
#include "crow-file-private.h"
#include "crow-near-name.h"
#include "crow-source-private.h"

#define STANDARD_INPUT_NAME "<stdin>"
#define CHUNK_SIZE 65536
#define MAX_SIZE ((gsize) 1 << 30) /* far below what spans of 32 bits can name */
#define MAX_REPORTED 10            /* bad files of a folder that one message names */

/**
 * crow_source_text_new:
 * @name: of the file below the opened folder, UTF-8
 * @shown: how messages call it
 * @content: its bytes
 * @error: %CROW_ERROR_SOURCE
 *
 * A file that was not read from the disk: it has no path and cannot be written back.
 *
 * Returns: (transfer full) (nullable): the file; %NULL: @content is no text that a schema may be
 */
CrowSourceText *
crow_source_text_new (const char *name, const char *shown, GBytes *content, GError **error)
{
  CrowSourceText *text;

  if (!crow_source_check_text (shown, content, error))
    return NULL;
  text = g_new0 (CrowSourceText, 1);
  text->name = g_strdup (name);
  text->content = g_bytes_ref (content);
  return text;
}

/**
 * crow_source_text_free:
 * @self: (transfer full): a file that was read
 */
void
crow_source_text_free (CrowSourceText *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self->etag);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

/* Names in the folder that @path was to be in, of what could be opened instead. */
static char *
build_near_hint (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  if (dir == NULL && !g_file_test (folder, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = crow_file_dup_display_name (folder);

      return g_strdup_printf ("; its folder %s does not exist either", shown);
    }
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, entry, NULL);

      if (g_str_has_suffix (entry, ".prisma") || g_file_test (full, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (names, g_strdup (entry));
    }
  return crow_near_names_build_hint (name, names);
}

static void
set_read_error (GError **error, const char *name, const char *path, int code)
{
  g_autofree char *link = code == ENOENT ? g_file_read_link (path, NULL) : NULL;

  if (link != NULL)
    {
      g_autofree char *target = crow_file_dup_display_name (link);

      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "%s: cannot be read: it is a symbolic link to %s, which does not exist", name,
                   target);
    }
  else if (code == ENOENT)
    {
      g_autofree char *hint = build_near_hint (path);

      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: no such file or folder%s", name,
                   hint);
    }
  else
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: cannot be read: %s%s", name,
                 crow_file_explain_errno (code),
                 code == EACCES || code == EPERM ? "; allow it (chmod u+r) or open a copy" : "");
}

static GBytes *
read_descriptor (int fd,
                 const char *name,
                 gsize expected,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_sized_new ((guint) MIN (expected, MAX_SIZE) + 1);

  for (;;)
    {
      gsize room = MAX (CHUNK_SIZE, expected > content->len ? expected - content->len + 1 : 0);
      guint used = content->len;
      gssize n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (used > MAX_SIZE)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                       "%s: larger than 1 GiB: this is no schema; choose a .prisma file", name);
          return NULL;
        }
      g_byte_array_set_size (content, used + (guint) MIN (room, (gsize) 1 << 24));
      n = read (fd, content->data + used, content->len - used);
      g_byte_array_set_size (content, used + (guint) MAX (n, 0));
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&content));
      if (n < 0 && errno != EINTR)
        {
          set_read_error (error, name, name, errno);
          return NULL;
        }
    }
}

static CrowSourceText *
read_standard_input (GCancellable *cancellable, GError **error)
{
  g_autoptr (CrowSourceText) text = g_new0 (CrowSourceText, 1);

  text->name = g_strdup (STANDARD_INPUT_NAME);
  text->content = read_descriptor (STDIN_FILENO, text->name, 0, cancellable, error);
  if (text->content == NULL || !crow_source_check_text (text->name, text->content, error))
    return NULL;
  return g_steal_pointer (&text);
}

/* @shown: how messages call the file; @name: how the text is called. */
static CrowSourceText *
read_file (const char *path,
           const char *shown,
           const char *name,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (CrowSourceText) text = g_new0 (CrowSourceText, 1);
  struct stat state;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  int code = errno;

  if (fd >= 0 && fstat (fd, &state) < 0)
    {
      code = errno;
      close (fd);
      fd = -1;
    }
  if (fd < 0)
    {
      set_read_error (error, shown, path, code);
      return NULL;
    }
  text->name = crow_file_dup_display_name (name);
  if (S_ISREG (state.st_mode)) /* a pipe cannot be written back to */
    {
      text->path = g_strdup (path);
      text->etag = crow_file_make_etag (&state);
    }
  text->content = read_descriptor (fd, shown, S_ISREG (state.st_mode) ? (gsize) state.st_size : 0,
                                   cancellable, error);
  close (fd);
  if (text->content == NULL || !crow_source_check_text (shown, text->content, error))
    return NULL;
  return g_steal_pointer (&text);
}

static GPtrArray *
read_one_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray)
      texts = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_text_free);
  g_autofree char *shown = crow_file_dup_display_name (path);
  g_autofree char *name = g_path_get_basename (path);
  CrowSourceText *text = read_file (path, shown, name, cancellable, error);

  if (text == NULL)
    return NULL;
  g_ptr_array_add (texts, text);
  return g_steal_pointer (&texts);
}

static void
set_empty_folder_error (GError **error, const char *folder)
{
  g_autofree char *name = crow_file_dup_display_name (folder);

  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: there is no .prisma file in this folder or below it; name the schema's file or "
               "the folder that holds it, in most projects prisma/",
               name);
}

/* All that is wrong with the files of a folder, a line each. */
static void
set_collected_error (GError **error, GPtrArray *messages)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = MIN (messages->len, MAX_REPORTED);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "",
                            (const char *) g_ptr_array_index (messages, i));
  if (messages->len > n)
    g_string_append_printf (all, "\nand %u more files that cannot be read", messages->len - n);
  g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE, all->str);
}

static GPtrArray *
read_folder (const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = crow_source_list_folder (folder, cancellable, error);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)
      texts = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_text_free);

  if (names == NULL)
    return NULL;
  if (names->len == 0)
    {
      set_empty_folder_error (error, folder);
      return NULL;
    }
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = crow_file_dup_display_name (path);
      g_autoptr (GError) failure = NULL;
      CrowSourceText *text = read_file (path, shown, name, cancellable, &failure);

      if (text != NULL)
        g_ptr_array_add (texts, text);
      else if (!g_error_matches (failure, CROW_ERROR, CROW_ERROR_SOURCE))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      else
        g_ptr_array_add (messages, g_strdup (failure->message));
    }
  if (messages->len > 0)
    {
      set_collected_error (error, messages);
      return NULL;
    }
  return g_steal_pointer (&texts);
}

/**
 * crow_source_read:
 * @source: a file (any name will do), a folder or `-`, standard input
 * @cancellable: (nullable)
 * @error: %CROW_ERROR_SOURCE, with what is wrong with every file; %G_IO_ERROR_CANCELLED
 *
 * Reads the text of a schema. The files of a folder are in the order of their paths below it,
 * compared as bytes. Blocking; any thread.
 *
 * Returns: (transfer full) (element-type CrowSourceText) (nullable): at least one text
 */
GPtrArray *
crow_source_read (const char *source, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (source != NULL, NULL);

  if (strcmp (source, "-") == 0)
    {
      g_autoptr (GPtrArray)
          texts = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_text_free);
      CrowSourceText *text = read_standard_input (cancellable, error);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (texts, text);
      return g_steal_pointer (&texts);
    }
  if (*source == '\0')
    {
      g_set_error_literal (error, CROW_ERROR, CROW_ERROR_SOURCE,
                           "the name of the schema is empty; name a .prisma file or a folder");
      return NULL;
    }
  if (g_file_test (source, G_FILE_TEST_IS_DIR))
    return read_folder (source, cancellable, error);
  return read_one_file (source, cancellable, error);
}

/**
 * crow_source_build_title:
 * @source: a source
 * @texts: (element-type CrowSourceText): what it holds
 *
 * Returns: (transfer full): the last component of its name, UTF-8
 */
char *
crow_source_build_title (const char *source, GPtrArray *texts)
{
  const CrowSourceText *text = g_ptr_array_index (texts, 0);
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  if (text->path == NULL)
    return g_strdup (text->name);
  path = g_canonicalize_filename (source, NULL);
  name = g_path_get_basename (path);
  return g_utf8_make_valid (name, -1);
}
