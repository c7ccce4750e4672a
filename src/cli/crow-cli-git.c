#include "crow-cli-git.h"

#include <string.h>

#include "crow-error.h"

#define PREFIX "git:"
#define SUFFIX ".prisma"
#define PACKAGE "package.json"

/* A source being read. Nothing of it goes through a shell, and git takes nothing for an option. */
typedef struct
{
  const char *source; /* as given, for messages */
  char *revision;     /* (owned) */
  char *path;         /* (owned) from the root of the repository; "" is the root */
  char *tree;         /* (owned) the object that the revision has for its root */
  gboolean is_folder; /* @path is one */
  GPtrArray *names;   /* (owned) (element-type filename) schema files, from the root, sorted */
  CrowCliRevision *reading; /* (owned) what comes of it */
} Reader;

static void
reader_clear (Reader *self)
{
  g_free (self->revision);
  g_free (self->path);
  g_free (self->tree);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->reading, crow_cli_revision_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/**
 * crow_cli_git_is_source:
 * @source: an argument of the command line
 *
 * Returns: whether @source names a revision in git
 */
gboolean
crow_cli_git_is_source (const char *source)
{
  return g_str_has_prefix (source, PREFIX);
}

/* --- the program ---------------------------------------------------------------------------- */

/* What git says, without its `fatal: `; in one line. */
static char *
read_complaint (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *start = g_str_has_prefix (valid, "fatal: ") ? valid + strlen ("fatal: ") : valid;

  return g_strndup (start, strcspn (start, "\n"));
}

/* NULL: it failed. Where it says nothing of it, @error is left alone: the caller knows why. */
static GBytes *
run_git (const Reader *self, const char *const *argv, GBytes *input, GError **error)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) errors = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *complaint = NULL;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE;

  if (input != NULL)
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  process = g_subprocess_newv (argv, flags, &failure);
  if (process == NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "%s: git is needed to read it, and cannot be started: install it (%s)",
                   self->source, failure->message);
      return NULL;
    }
  /* Git may stop reading: its own words tell why. */
  if (!g_subprocess_communicate (process, input, NULL, &output, &errors, &failure) &&
      !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: git cannot be read: %s", self->source,
                   failure->message);
      return NULL;
    }
  g_subprocess_wait (process, NULL, NULL);
  if (failure == NULL && g_subprocess_get_if_exited (process) &&
      g_subprocess_get_exit_status (process) == 0)
    return g_steal_pointer (&output);
  complaint = read_complaint (errors);
  if (*complaint != '\0')
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: git: %s", self->source, complaint);
  return NULL;
}

/* Its output as one line; NULL: as run_git(). */
static char *
ask_git (const Reader *self, const char *const *argv, GError **error)
{
  g_autoptr (GBytes) output = run_git (self, argv, NULL, error);
  gsize length;
  const char *data = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  char *line;

  if (output == NULL)
    return NULL;
  line = g_strndup (data != NULL ? data : "", data != NULL ? length : 0);
  line[strcspn (line, "\n")] = '\0';
  return line;
}

/* --- which files ---------------------------------------------------------------------------- */

static gboolean
set_error (GError **error, const Reader *self, const char *what)
{
  if (error != NULL && *error == NULL)
    g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE, "%s: %s", self->source, what);
  return FALSE;
}

/* As in git itself: from the root of the repository, or with `./` from here. */
static gboolean
resolve_path (Reader *self, const char *path, GError **error)
{
  const char *const argv[] = { "git", "rev-parse", "--show-prefix", NULL };
  gboolean is_from_here = g_str_has_prefix (path, "./") || g_str_has_prefix (path, "../") ||
                          strcmp (path, ".") == 0 || strcmp (path, "..") == 0;
  g_autofree char *prefix = is_from_here ? ask_git (self, argv, error) : g_strdup ("");
  g_autofree char *joined = NULL;
  g_autofree char *absolute = NULL;

  if (prefix == NULL)
    return set_error (error, self, "git does not say where in the repository this is");
  joined = g_strconcat ("/", prefix, path, NULL);
  absolute = g_canonicalize_filename (joined, "/");
  self->path = g_strdup (absolute + strspn (absolute, "/"));
  return TRUE;
}

/* The revision's root, once: what comes after cannot be about another revision. */
static gboolean
resolve_tree (Reader *self, GError **error)
{
  g_autofree char *name = g_strconcat (self->revision, "^{tree}", NULL);
  const char *const argv[] = { "git", "rev-parse", "--quiet", "--verify", "--end-of-options",
                               name,  NULL };

  self->tree = ask_git (self, argv, error);
  return self->tree != NULL ||
         set_error (error, self,
                    "there is no such revision here (a shallow clone has no others: git fetch)");
}

static gboolean
parse_source (Reader *self, GError **error)
{
  const char *rest = self->source + strlen (PREFIX);
  const char *colon = strchr (rest, ':');

  if (colon == NULL || colon == rest)
    return set_error (error, self,
                      "a schema in git is git:REV:PATH, as in git:main:prisma or "
                      "git:HEAD~1:prisma/schema.prisma");
  if (strpbrk (rest, "\n\r") != NULL)
    return set_error (error, self, "a name in git cannot have a line break here");
  self->revision = g_strndup (rest, (gsize) (colon - rest));
  return resolve_path (self, colon + 1, error) && resolve_tree (self, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* An entry is `100644 blob ID<tab>path`; a symbolic link is a blob too, and git follows it. */
static void
take_entry (Reader *self, const char *entry)
{
  const char *tab = strchr (entry, '\t');
  const char *path = tab != NULL ? tab + 1 : "";
  gboolean is_it = strcmp (path, self->path) == 0;

  if (tab == NULL || strstr (entry, " blob ") == NULL || strstr (entry, " blob ") > tab)
    return;
  self->is_folder |= !is_it;
  if ((is_it || g_str_has_suffix (path, SUFFIX)) && strpbrk (path, "\n\r") == NULL)
    g_ptr_array_add (self->names, g_strdup (path));
}

static gboolean
list_names (Reader *self, GError **error)
{
  const char *const argv[] = { "git",         "ls-tree",
                               "-r",          "-z",
                               "--full-tree", self->tree,
                               "--",          *self->path != '\0' ? self->path : NULL,
                               NULL };
  g_autoptr (GBytes) output = run_git (self, argv, NULL, error);
  gsize length = 0;
  const char *data = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  gboolean is_empty = length == 0;

  if (output == NULL)
    return set_error (error, self, "git does not list the revision");
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (const char *at = data; length > 0;)
    {
      gsize n = strnlen (at, length);
      g_autofree char *entry = g_strndup (at, n);

      take_entry (self, entry);
      n = MIN (n + 1, length);
      at += n;
      length -= n;
    }
  g_ptr_array_sort (self->names, compare_names);
  if (self->names->len > 0)
    return TRUE;
  return set_error (error, self,
                    is_empty ? "that revision has no such file or folder"
                             : "there is no .prisma file in this folder or below it");
}

/* --- what they hold ------------------------------------------------------------------------- */

/* `package.json` in every folder from that of the schema to the root: the nearest comes first. */
static GPtrArray *
list_packages (const Reader *self)
{
  GPtrArray *packages = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = self->is_folder ? g_strdup (self->path)
                                            : g_path_get_dirname (self->path);

  while (*folder != '\0' && strcmp (folder, ".") != 0)
    {
      char *above = g_path_get_dirname (folder);

      g_ptr_array_add (packages, g_build_filename (folder, PACKAGE, NULL));
      g_free (folder);
      folder = above;
    }
  g_ptr_array_add (packages, g_strdup (PACKAGE));
  return packages;
}

static void
append_requests (GString *requests, const Reader *self, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (requests, "%s:%s\n", self->tree,
                            (const char *) g_ptr_array_index (names, i));
}

/* The next answer of `git cat-file --batch`: `ID blob SIZE`, a newline, the bytes and a newline; or
 * a line that ends in ` missing`. @rest: (inout) what is still to be read. NULL: no file. */
static GBytes *
take_answer (GBytes *answers, gsize *rest)
{
  gsize length;
  const char *data = g_bytes_get_data (answers, &length);
  const char *start = data + *rest;
  const char *newline = *rest < length ? memchr (start, '\n', length - *rest) : NULL;
  g_autofree char *line = NULL;
  const char *size;
  guint64 n;

  if (newline == NULL)
    return NULL;
  line = g_strndup (start, (gsize) (newline - start));
  *rest = (gsize) (newline + 1 - data);
  size = strrchr (line, ' ');
  if (size == NULL || !g_ascii_string_to_unsigned (size + 1, 10, 0, length - *rest, &n, NULL))
    return NULL;
  start = data + *rest;
  *rest = MIN (*rest + (gsize) n + 1, length);
  return strstr (line, " blob ") != NULL
             ? g_bytes_new_from_bytes (answers, (gsize) (start - data), (gsize) n)
             : NULL;
}

static gboolean
take_text (Reader *self, const char *path, GBytes *content, GError **error)
{
  gsize skipped = self->is_folder && *self->path != '\0' ? strlen (self->path) + 1 : 0;
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_utf8_make_valid (self->is_folder ? path + skipped : base, -1);
  g_autofree char *raw = g_strconcat (PREFIX, self->revision, ":", path, NULL);
  g_autofree char *shown = g_utf8_make_valid (raw, -1);
  CrowSourceText *text;

  if (content == NULL)
    {
      g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                   "%s: it is a symbolic link that leads to no file of that revision", shown);
      return FALSE;
    }
  text = crow_source_text_new (name, shown, content, error);
  if (text == NULL)
    return FALSE;
  g_ptr_array_add (self->reading->texts, text);
  g_ptr_array_add (self->reading->paths, g_steal_pointer (&shown));
  return TRUE;
}

static void
take_package (Reader *self, const char *path, GBytes *content)
{
  gsize length;
  const char *data = content != NULL ? g_bytes_get_data (content, &length) : NULL;

  if (data != NULL && self->reading->package == NULL)
    self->reading->package = crow_package_parse (data, length, path);
}

static gboolean
read_names (Reader *self, GError **error)
{
  const char *const argv[] = { "git", "cat-file", "--batch", "--follow-symlinks", NULL };
  g_autoptr (GPtrArray) packages = list_packages (self);
  GString *requests = g_string_new (NULL);
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GBytes) answers = NULL;
  gsize rest = 0;

  append_requests (requests, self, self->names);
  append_requests (requests, self, packages);
  input = g_string_free_to_bytes (requests);
  answers = run_git (self, argv, input, error);
  if (answers == NULL)
    return set_error (error, self, "git does not give the files");
  for (guint i = 0; i < self->names->len; i++)
    {
      g_autoptr (GBytes) content = take_answer (answers, &rest);

      if (!take_text (self, g_ptr_array_index (self->names, i), content, error))
        return FALSE;
    }
  for (guint i = 0; i < packages->len; i++)
    {
      g_autoptr (GBytes) content = take_answer (answers, &rest);

      take_package (self, g_ptr_array_index (packages, i), content);
    }
  return TRUE;
}

static char *
build_title (const Reader *self)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *title = *self->path == '\0' ? g_strdup (self->revision)
                                               : g_strconcat (name, " at ", self->revision, NULL);

  return g_utf8_make_valid (title, -1);
}

/**
 * crow_cli_git_read:
 * @source: `git:REV:PATH`; PATH as git has it, from the root of the repository or with `./` from
 *   here
 * @error: %CROW_ERROR_SOURCE
 *
 * Reads a schema file, or all of a folder's, out of the repository around the current folder, by
 * `git rev-parse`, `git ls-tree` and `git cat-file`; nothing is checked out. Blocking.
 *
 * Returns: (transfer full) (nullable): the revision, with at least one text
 */
CrowCliRevision *
crow_cli_git_read (const char *source, GError **error)
{
  g_auto (Reader) self = { .source = source };

  if (!parse_source (&self, error) || !list_names (&self, error))
    return NULL;
  self.reading = g_new0 (CrowCliRevision, 1);
  self.reading->title = build_title (&self);
  self.reading->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_text_free);
  self.reading->paths = g_ptr_array_new_with_free_func (g_free);
  return read_names (&self, error) ? g_steal_pointer (&self.reading) : NULL;
}

/**
 * crow_cli_revision_free:
 * @self: (transfer full): a revision
 */
void
crow_cli_revision_free (CrowCliRevision *self)
{
  g_free (self->title);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->paths);
  g_clear_pointer (&self->package, crow_package_free);
  g_free (self);
}
