#include "crow-progress-private.h"

#define STEPS 1000 /* a smaller progress is none */

struct _CrowProgress
{
  GWeakRef document;
  GMainContext *context; /* (owned) */
  int at;                /* atomic: of STEPS */
  int is_waiting;        /* atomic: a source of ours has still to run */
};

/**
 * crow_progress_new:
 * @document: who emits it
 *
 * Returns: (transfer full): for a worker
 */
CrowProgress *
crow_progress_new (CrowDocument *document)
{
  CrowProgress *self = g_atomic_rc_box_new0 (CrowProgress);

  g_weak_ref_init (&self->document, document);
  self->context = g_main_context_ref_thread_default ();
  return self;
}

static void
progress_clear (CrowProgress *self)
{
  g_weak_ref_clear (&self->document);
  g_main_context_unref (self->context);
}

/**
 * crow_progress_unref:
 * @self: (transfer full): a progress
 */
void
crow_progress_unref (CrowProgress *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) progress_clear);
}

static gboolean
emit_cb (gpointer user_data)
{
  CrowProgress *self = user_data;
  g_autoptr (CrowDocument) document = g_weak_ref_get (&self->document);

  g_atomic_int_set (&self->is_waiting, FALSE);
  if (document != NULL)
    g_signal_emit_by_name (document, "progress", (double) g_atomic_int_get (&self->at) / STEPS);
  return G_SOURCE_REMOVE;
}

/**
 * crow_progress_report:
 * @fraction: 0…1
 * @self: a #CrowProgress
 *
 * Any thread; never runs a listener in the caller's, and never waits for one.
 */
void
crow_progress_report (double fraction, gpointer self)
{
  CrowProgress *progress = self;
  int at = (int) (CLAMP (fraction, 0, 1) * STEPS);
  g_autoptr (GSource) source = NULL;

  if (at == g_atomic_int_get (&progress->at))
    return;
  g_atomic_int_set (&progress->at, at);
  if (!g_atomic_int_compare_and_exchange (&progress->is_waiting, FALSE, TRUE))
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_cb, g_atomic_rc_box_acquire (progress),
                         (GDestroyNotify) crow_progress_unref);
  g_source_attach (source, progress->context);
}
