#include "crow-recovery.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "crow-file-util.h"
#include "crow-source.h"

/* Version, then for each edited file: name, checksum of the text that was edited, new text. */
#define FORMAT "(ua(ssay))"
#define VERSION 1

/* More documents than this of one source at a time, or more crashes that nobody asked after: the
 * further ones go without. */
#define N_PLACES 32

struct _CrowRecovery
{
  char *path;
  char *lock_path; /* locked while the file is somebody's: a crash ends the lock, not the file */
  int lock;
};

static char *
compute_checksum (GBytes *content)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
}

static GBytes *
get_content (CrowPrisma *prisma, guint file)
{
  return crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (prisma), file));
}

/* The same for every way to name the source. */
static char *
make_path (const char *folder, const char *source, guint place)
{
  g_autofree char *path = g_canonicalize_filename (source, NULL);
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  g_autofree char *name = NULL;

  name = place == 0 ? g_strconcat (checksum, ".recovery", NULL)
                    : g_strdup_printf ("%s-%u.recovery", checksum, place);
  return g_build_filename (folder, name, NULL);
}

/* Whether a locked file still is the one of its name: its last owner removes it. */
static gboolean
is_in_place (int file, const char *path)
{
  GStatBuf ours;
  GStatBuf theirs;

  return fstat (file, &ours) == 0 && g_stat (path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
         ours.st_ino == theirs.st_ino;
}

static CrowRecovery *
claim (const char *path)
{
  CrowRecovery *self;
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock < 0)
    return NULL;
  if (flock (lock, LOCK_EX | LOCK_NB) != 0 || !is_in_place (lock, lock_path))
    {
      close (lock);
      return NULL;
    }
  self = g_atomic_rc_box_new0 (CrowRecovery);
  self->path = g_strdup (path);
  self->lock_path = g_steal_pointer (&lock_path);
  self->lock = lock;
  return self;
}

/**
 * crow_recovery_new:
 * @folder: where such files lie; made where it is missing, for the user's eyes only
 * @source: a source
 *
 * Nobody else gets the file as long as the result lives. What other edits of @source left is not
 * touched.
 *
 * Returns: (transfer full) (nullable): a file that is not there yet; %NULL: @folder cannot be used
 */
CrowRecovery *
crow_recovery_new (const char *folder, const char *source)
{
  g_mkdir_with_parents (folder, 0700);
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autofree char *path = make_path (folder, source, place);
      g_autoptr (CrowRecovery) self = NULL;

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      self = claim (path);
      if (self != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&self);
    }
  return NULL;
}

/**
 * crow_recovery_ref:
 * @self: a file of unsaved edits
 *
 * Returns: (transfer full): @self
 */
CrowRecovery *
crow_recovery_ref (CrowRecovery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
recovery_clear (CrowRecovery *self)
{
  g_unlink (self->lock_path);
  close (self->lock);
  g_free (self->lock_path);
  g_free (self->path);
}

/**
 * crow_recovery_unref:
 * @self: (transfer full): a file of unsaved edits
 *
 * With the last reference the file is anybody's who opens its source. It stays where
 * crow_recovery_remove() did not remove it.
 */
void
crow_recovery_unref (CrowRecovery *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) recovery_clear);
}

/**
 * crow_recovery_write:
 * @self: where to
 * @prisma: the edited schema
 * @texts: (element-type CrowSourceText): its files on the disk
 * @error: %CROW_ERROR_SOURCE
 *
 * Blocking; any thread.
 *
 * Returns: whether the edits are on the disk
 */
gboolean
crow_recovery_write (CrowRecovery *self, CrowPrisma *prisma, GPtrArray *texts, GError **error)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssay)"));
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      GBytes *content = get_content (prisma, i);
      g_autofree char *checksum = NULL;

      if (g_bytes_equal (content, text->content))
        continue;
      checksum = compute_checksum (text->content);
      g_variant_builder_add (&builder, "(ss@ay)", text->name, checksum,
                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, content, TRUE));
    }
  variant = g_variant_ref_sink (g_variant_new (FORMAT, VERSION, &builder));
  bytes = g_variant_get_data_as_bytes (variant);
  return crow_file_write (self->path, bytes, NULL, NULL, error);
}

/* Index of the text that was edited; -1: it is not there, or not what it was. */
static int
find_text (GPtrArray *texts, const char *name, const char *checksum)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      g_autofree char *found = NULL;

      if (strcmp (text->name, name) != 0)
        continue;
      found = compute_checksum (text->content);
      return strcmp (found, checksum) == 0 ? (int) i : -1;
    }
  return -1;
}

/* One text edit a file: from the first byte that differs to the last. */
static GPtrArray *
collect_edits (GVariant *variant, GPtrArray *texts)
{
  g_autoptr (GPtrArray)
      edits = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_text_edit_free);
  g_autoptr (GVariant) files = g_variant_get_child_value (variant, 1);

  for (gsize i = 0; i < g_variant_n_children (files); i++)
    {
      g_autoptr (GVariant) content = NULL;
      const char *name;
      const char *checksum;
      const CrowSourceText *text;
      g_autofree char *replacement = NULL;
      gsize length;
      const char *data;
      int at;

      g_variant_get_child (files, i, "(&s&s@ay)", &name, &checksum, &content);
      at = find_text (texts, name, checksum);
      data = g_variant_get_fixed_array (content, &length, 1);
      if (at < 0 || (length > 0 && !g_utf8_validate_len (data, length, NULL)))
        return NULL;
      text = g_ptr_array_index (texts, at);
      replacement = g_strndup (length > 0 ? data : "", length);
      g_ptr_array_add (edits, crow_text_edit_new ((guint) at,
                                                  (CrowSpan){ 0, g_bytes_get_size (text->content) },
                                                  replacement));
    }
  return g_steal_pointer (&edits);
}

static int
compare_edits (gconstpointer a, gconstpointer b)
{
  const CrowTextEdit *one = *(const CrowTextEdit *const *) a;
  const CrowTextEdit *two = *(const CrowTextEdit *const *) b;

  return one->location.file < two->location.file ? -1 : one->location.file > two->location.file;
}

static CrowPrisma *
read_edits (const char *path, CrowPrisma *prisma, GPtrArray *texts)
{
  g_autofree char *content = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  guint32 version;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
  g_variant_get_child (variant, 0, "u", &version);
  if (version != VERSION)
    return NULL;
  edits = collect_edits (variant, texts);
  if (edits == NULL || edits->len == 0)
    return NULL;
  g_ptr_array_sort (edits, compare_edits);
  return crow_prisma_apply (prisma, edits);
}

/**
 * crow_recovery_read:
 * @folder: as crow_recovery_new()
 * @source: a source
 * @prisma: the schema as it is on the disk
 * @texts: (element-type CrowSourceText): its files
 * @left: (out) (transfer full) (nullable): the file that the edits lie in, the caller's from now on
 *
 * Edits of a file that somebody changed since are not brought to it; they stay where they are.
 * Blocking; any thread.
 *
 * Returns: (transfer full) (nullable): the schema with the edits
 */
CrowPrisma *
crow_recovery_read (const char *folder,
                    const char *source,
                    CrowPrisma *prisma,
                    GPtrArray *texts,
                    CrowRecovery **left)
{
  *left = NULL;
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autofree char *path = make_path (folder, source, place);
      g_autoptr (CrowRecovery) self = NULL;
      g_autoptr (CrowPrisma) recovered = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      self = claim (path);
      if (self != NULL)
        recovered = read_edits (path, prisma, texts);
      if (recovered == NULL)
        continue;
      *left = g_steal_pointer (&self);
      return g_steal_pointer (&recovered);
    }
  return NULL;
}

/**
 * crow_recovery_remove:
 * @self: a file of unsaved edits
 *
 * The edits were saved or given up.
 */
void
crow_recovery_remove (CrowRecovery *self)
{
  g_unlink (self->path);
}
