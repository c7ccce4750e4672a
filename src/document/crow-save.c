#include "crow-save.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crow-file-private.h"
#include "crow-file-util.h"
#include "crow-source.h"

/* A file that is to be written. */
typedef struct
{
  const CrowSourceText *known; /* as read or last written */
  GBytes *content;             /* (unowned) the new content */
  guint index;
  GBytes *found; /* (owned) (nullable) what is on the disk now; NULL: no file */
  char *etag;    /* (owned) (nullable) of that */
  CrowFileStage *stage;
} Target;

static void
target_free (Target *self)
{
  g_clear_pointer (&self->found, g_bytes_unref);
  g_clear_pointer (&self->stage, crow_file_stage_free);
  g_free (self->etag);
  g_free (self);
}

static GBytes *
get_content (CrowPrisma *prisma, guint file)
{
  return crow_source_file_get_content (g_ptr_array_index (crow_prisma_get_files (prisma), file));
}

static gboolean
is_changed (CrowPrisma *prisma, GPtrArray *texts, guint file)
{
  const CrowSourceText *text = g_ptr_array_index (texts, file);
  GBytes *content = get_content (prisma, file);

  return content != text->content && !g_bytes_equal (content, text->content);
}

static void
set_unreadable (GError **error, const CrowSourceText *text, int code)
{
  g_autofree char *name = crow_file_dup_display_name (text->path);

  g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
               "%s: cannot be compared with what was read before it is replaced: %s; %s (nothing "
               "was changed)",
               name, crow_file_explain_errno (code), crow_file_advise_errno (code));
}

/* What is on the disk now. FALSE: the disk is in trouble; that nothing is there is none, nor is a
 * file that may not be read, which shows when it is written. */
static gboolean
look_at_disk (Target *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *content = NULL;
  gsize length;
  struct stat state;

  if (stat (self->known->path, &state) < 0)
    {
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP)
        return TRUE;
      set_unreadable (error, self->known, errno);
      return FALSE;
    }
  if (!g_file_get_contents (self->known->path, &content, &length, &failure))
    {
      if (!g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_IO))
        return TRUE;
      set_unreadable (error, self->known, EIO);
      return FALSE;
    }
  self->etag = crow_file_make_etag (&state);
  self->found = g_bytes_new_take (g_steal_pointer (&content), length);
  return TRUE;
}

static GPtrArray *
collect_targets (CrowPrisma *prisma, GPtrArray *texts, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) target_free);

  for (guint i = 0; i < texts->len; i++)
    {
      const CrowSourceText *text = g_ptr_array_index (texts, i);
      Target *target;

      if (!is_changed (prisma, texts, i))
        continue;
      if (text->path == NULL)
        {
          g_set_error (error, CROW_ERROR, CROW_ERROR_SOURCE,
                       "%s: cannot be saved: it was read from a pipe; open the schema's file",
                       text->name);
          return NULL;
        }
      target = g_new0 (Target, 1);
      target->known = text;
      target->content = get_content (prisma, i);
      target->index = i;
      g_ptr_array_add (targets, target);
      if (!look_at_disk (target, error))
        return NULL;
    }
  return g_steal_pointer (&targets);
}

/* Somebody else's work is never lost: the bytes are compared, not the times, so that a mere
 * `touch` is no change. */
static gboolean
check_unchanged (GPtrArray *targets, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      const Target *target = g_ptr_array_index (targets, i);

      if (target->found != NULL && g_bytes_equal (target->found, target->known->content))
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", target->known->name);
      if (target->found == NULL)
        g_string_append (names, " (removed)");
    }
  if (names->len == 0)
    return TRUE;
  g_set_error (error, CROW_ERROR, CROW_ERROR_CHANGED,
               "%s: changed on disk since it was read; nothing was written. Read it again, or save "
               "over it",
               names->str);
  return FALSE;
}

static gboolean
stage_all (GPtrArray *targets, gboolean overwrite, GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      Target *target = g_ptr_array_index (targets, i);

      target->stage = crow_file_stage_new (target->known->path, target->content,
                                           overwrite ? NULL : target->etag, error);
      if (target->stage == NULL)
        return FALSE;
    }
  return TRUE;
}

/* The files before @n were written; the one at @n cannot be: none is to be. Returns (transfer full)
 * those that could not be brought back, by their names, or "". */
static char *
take_back (GPtrArray *targets, guint n)
{
  g_autoptr (GString) stuck = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const Target *target = g_ptr_array_index (targets, i);
      gboolean is_back = target->found != NULL ? crow_file_write (target->known->path,
                                                                  target->found, NULL, NULL, NULL)
                                               : unlink (target->known->path) == 0;

      if (!is_back)
        g_string_append_printf (stuck, "%s%s", stuck->len > 0 ? ", " : "", target->known->name);
    }
  return g_string_free (g_steal_pointer (&stuck), FALSE);
}

/* @failure says that nothing was changed; @stuck was. */
static void
set_stuck_error (GError **error, const GError *failure, const char *stuck)
{
  const char *end = strstr (failure->message, " (nothing was changed)");
  g_autofree char *cause = g_strndup (failure->message, end != NULL
                                                            ? (gsize) (end - failure->message)
                                                            : strlen (failure->message));

  g_set_error (error, failure->domain, failure->code,
               "%s. Written before that, and not to be brought back: %s; save again as soon as the "
               "disk works",
               cause, stuck);
}

static gboolean
commit_all (GPtrArray *targets, GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      Target *target = g_ptr_array_index (targets, i);
      g_autoptr (GError) failure = NULL;
      g_autofree char *stuck = NULL;

      g_clear_pointer (&target->etag, g_free);
      if (crow_file_stage_commit (target->stage, &target->etag, &failure))
        continue;
      stuck = take_back (targets, i);
      if (*stuck != '\0')
        set_stuck_error (error, failure, stuck);
      else
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

static CrowSourceText *
copy_text (const CrowSourceText *text)
{
  CrowSourceText *copy = g_new0 (CrowSourceText, 1);

  copy->name = g_strdup (text->name);
  copy->path = g_strdup (text->path);
  copy->etag = g_strdup (text->etag);
  copy->content = g_bytes_ref (text->content);
  return copy;
}

static GPtrArray *
build_new_texts (GPtrArray *texts, GPtrArray *targets)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) crow_source_text_free);

  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (result, copy_text (g_ptr_array_index (texts, i)));
  for (guint i = 0; i < targets->len; i++)
    {
      Target *target = g_ptr_array_index (targets, i);
      CrowSourceText *text = g_ptr_array_index (result, target->index);

      g_free (text->etag);
      text->etag = g_steal_pointer (&target->etag);
      g_bytes_unref (text->content);
      text->content = g_bytes_ref (target->content);
    }
  return result;
}

/**
 * crow_save_is_needed:
 * @prisma: a schema
 * @texts: (element-type CrowSourceText): its files on the disk
 *
 * Returns: whether a byte differs
 */
gboolean
crow_save_is_needed (CrowPrisma *prisma, GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    if (is_changed (prisma, texts, i))
      return TRUE;
  return FALSE;
}

/**
 * crow_save_run:
 * @prisma: the schema to save
 * @texts: (element-type CrowSourceText): its files as they were read or last saved
 * @overwrite: write also over what somebody else wrote meanwhile
 * @cancellable: (nullable): heeded until the first file is replaced
 * @error: %CROW_ERROR_CHANGED, %CROW_ERROR_SOURCE, %G_IO_ERROR_CANCELLED
 *
 * All new contents are on the disk before the first file is replaced. Blocking; any thread.
 *
 * Returns: (transfer full) (element-type CrowSourceText) (nullable): the files as they are now
 */
GPtrArray *
crow_save_run (CrowPrisma *prisma,
               GPtrArray *texts,
               gboolean overwrite,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) targets = collect_targets (prisma, texts, error);

  if (targets == NULL || (!overwrite && !check_unchanged (targets, error)) ||
      !stage_all (targets, overwrite, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error) || !commit_all (targets, error))
    return NULL;
  return build_new_texts (texts, targets);
}
