#include "crow-run-words.h"

#include <glib/gi18n.h>

#include "crow-library-words.h"

/**
 * crow_run_words_seconds:
 * @seconds: a time
 *
 * Returns: (transfer full): as exact as it is of use
 */
char *
crow_run_words_seconds (double seconds)
{
  if (seconds < 0.1)
    /* Translators: milliseconds */
    return g_strdup_printf (_ ("%.0f ms"), seconds * 1000);
  if (seconds < 10)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%.1f s"), seconds);
  /* Translators: seconds */
  return g_strdup_printf (_ ("%.0f s"), seconds);
}

/**
 * crow_run_words_count_down:
 * @seconds: whole seconds that are left
 * @attempt: number of the try that comes, from 1
 *
 * Returns: (transfer full): "A lock was not to be had. Trying again in 3 s (try 2)"
 */
char *
crow_run_words_count_down (double seconds, guint attempt)
{
  return g_strdup_printf (_ ("A lock was not to be had in time. Trying again in %.0f s (try %u)"),
                          seconds, attempt);
}

static char *
describe_wait (const CrowRunEvent *event)
{
  g_autofree char *blocker = event->message != NULL ? crow_library_words_say (event->message)
                                                    : NULL;

  if (blocker == NULL)
    return g_strdup (_ ("Waiting for a lock"));
  /* Translators: %s says who */
  return g_strdup_printf (_ ("Waiting for a lock: %s"), blocker);
}

/**
 * crow_run_words_describe_event:
 * @event: what the runner says
 * @n_statements: how many the script has
 *
 * Returns: (transfer full): one line
 */
char *
crow_run_words_describe_event (const CrowRunEvent *event, guint n_statements)
{
  switch (event->kind)
    {
    case CROW_RUN_CONNECTING:
      return g_strdup (_ ("Connecting"));
    case CROW_RUN_CHECKING:
      return g_strdup (_ ("Checking that nobody has changed the constraints meanwhile"));
    case CROW_RUN_BLOCKED:
      return describe_wait (event);
    case CROW_RUN_WAITING:
      return crow_run_words_count_down (event->seconds, event->attempt);
    case CROW_RUN_COMPARING:
      return g_strdup (_ ("Reading the result back and comparing it with the promise"));
    case CROW_RUN_STATEMENT:
    case CROW_RUN_FINISHED:
    default:
      return g_strdup_printf (_ ("Statement %u of %u"), event->statement + 1, n_statements);
    }
}

static gboolean
has_difference (const CrowRunReport *report)
{
  for (guint i = 0; report->differences != NULL && i < report->differences->len; i++)
    if (g_ptr_array_index (report->differences, i) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * crow_run_words_get_outcome:
 * @report: how a run went
 * @is_rehearsal: whether it was one
 * @was_cancelled: whether the user has stopped it
 *
 * Returns: (transfer none): the heading
 */
const char *
crow_run_words_get_outcome (const CrowRunReport *report,
                            gboolean is_rehearsal,
                            gboolean was_cancelled)
{
  switch (report->outcome)
    {
    case CROW_RUN_OUTCOME_REHEARSED:
      return has_difference (report) ? _ ("It runs, but the result is not what was promised")
                                     : _ ("It works; nothing was kept");
    case CROW_RUN_OUTCOME_APPLIED:
      return has_difference (report) ? _ ("Applied, but the result is not what was promised")
                                     : _ ("Applied; the database is as promised");
    case CROW_RUN_OUTCOME_PARTIAL:
      return _ ("Applied in part");
    case CROW_RUN_OUTCOME_UNKNOWN:
      return _ ("The connection was lost at the COMMIT");
    case CROW_RUN_OUTCOME_UNCHANGED:
    default:
      if (was_cancelled)
        return is_rehearsal ? _ ("Cancelled; nothing was kept")
                            : _ ("Cancelled; the database is as it was");
      return is_rehearsal ? _ ("It does not work; nothing was kept")
                          : _ ("Not applied; the database is as it was");
    }
}

/**
 * crow_run_words_get_class:
 * @report: how a run went
 * @was_cancelled: whether the user has stopped it
 *
 * Returns: (transfer none): the style class of its severity
 */
const char *
crow_run_words_get_class (const CrowRunReport *report, gboolean was_cancelled)
{
  switch (report->outcome)
    {
    case CROW_RUN_OUTCOME_REHEARSED:
    case CROW_RUN_OUTCOME_APPLIED:
      return has_difference (report) ? "warning" : "success";
    case CROW_RUN_OUTCOME_PARTIAL:
    case CROW_RUN_OUTCOME_UNKNOWN:
      return "error";
    case CROW_RUN_OUTCOME_UNCHANGED:
    default:
      return was_cancelled ? "warning" : "error";
    }
}

/**
 * crow_run_words_explain:
 * @report: how a run went
 *
 * Returns: (transfer full): what stopped it, and what the database has now
 */
char *
crow_run_words_explain (const CrowRunReport *report)
{
  g_autofree char *error = crow_library_words_say (report->error != NULL ? report->error : "");
  GString *text = g_string_new (error);

  if (report->state != NULL && *report->state != '\0')
    {
      g_autofree char *state = crow_library_words_say (report->state);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", state);
    }
  return g_string_free (text, FALSE);
}

/**
 * crow_run_words_list_details:
 * @report: how a run went
 *
 * Returns: (transfer full) (element-type utf8): lines below what the database has now
 */
GPtrArray *
crow_run_words_list_details (const CrowRunReport *report)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = crow_run_words_seconds (report->seconds);
  g_autofree char *locked = crow_run_words_seconds (report->locked_seconds);
  g_autofree char *in_vain = crow_run_words_seconds (report->in_vain_seconds);

  /* What was not changed cannot be as promised. */
  for (guint i = 0; report->outcome != CROW_RUN_OUTCOME_UNCHANGED && report->differences != NULL &&
                    i < report->differences->len;
       i++)
    if (g_ptr_array_index (report->differences, i) != NULL)
      g_ptr_array_add (lines,
                       g_strdup_printf (_ ("Not as promised: %s"),
                                        (const char *) g_ptr_array_index (report->differences, i)));
  if (report->locked_seconds > 0)
    /* Translators: two times */
    g_ptr_array_add (lines, g_strdup_printf (_ ("It took %s; everybody was locked out for %s at "
                                                "most."),
                                             all, locked));
  else if (report->steps->len > 0)
    /* Translators: %s is a time */
    g_ptr_array_add (lines, g_strdup_printf (_ ("It took %s."), all));
  if (report->in_vain_seconds > 0)
    /* Translators: %s is a time */
    g_ptr_array_add (lines, g_strdup_printf (_ ("It waited in vain for up to %s, and whoever came "
                                                "meanwhile waited behind it."),
                                             in_vain));
  return lines;
}

/**
 * crow_run_words_count_orphans:
 * @n: how many; 0: they were not counted
 *
 * Returns: (transfer full): a sentence
 */
char *
crow_run_words_count_orphans (guint64 n)
{
  if (n == 0)
    return g_strdup (_ ("There are rows without a parent. A query lists them."));
  /* Translators: a number, with the locale's separators */
  return g_strdup_printf (ngettext ("%'.0f row has no parent. A query lists it.",
                                    "%'.0f rows have no parent. A query lists them.", (gulong) n),
                          (double) n);
}

/**
 * crow_run_words_stamp:
 * @text: one or several lines
 *
 * Returns: (transfer full): @text after the time of day, with a newline
 */
char *
crow_run_words_stamp (const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *stamped = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (stamped, "%-8s  %s\n", i == 0 ? time : "", lines[i]);
  return g_string_free (stamped, FALSE);
}
