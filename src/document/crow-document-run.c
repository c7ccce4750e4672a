#include "crow-document-private.h"

/* A run, in its worker and in the main thread. */
typedef struct
{
  CrowConnection *connection;
  CrowScript *script;
  guint first;
  gboolean is_rehearsal;
  CrowRunFunc func; /* (nullable) */
  gpointer func_data;
  GMainContext *context;
  char **namespaces; /* (nullable) of what is read afterwards */
  GMutex mutex;
  GQueue events; /* (element-type CrowRunEvent) that the main thread has still to hear of */
} RunJob;

/* What came of it. */
typedef struct
{
  CrowRunReport *report;
  CrowLink *link; /* (nullable) the database as it is afterwards */
} RunResult;

static void
free_event (gpointer data)
{
  CrowRunEvent *event = data;

  g_free ((char *) event->message);
  g_free (event);
}

static void
run_job_clear (RunJob *self)
{
  crow_connection_unref (self->connection);
  crow_script_unref (self->script);
  g_main_context_unref (self->context);
  g_strfreev (self->namespaces);
  g_mutex_clear (&self->mutex);
  g_queue_clear_full (&self->events, free_event);
}

static void
run_job_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) run_job_clear);
}

static void
run_result_free (RunResult *self)
{
  g_clear_pointer (&self->report, crow_run_report_free);
  g_clear_pointer (&self->link, crow_link_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunResult, run_result_free)

static CrowRunEvent *
pop_event (RunJob *self)
{
  CrowRunEvent *event;

  g_mutex_lock (&self->mutex);
  event = g_queue_pop_head (&self->events);
  g_mutex_unlock (&self->mutex);
  return event;
}

/* All that happened, in its order. */
static gboolean
events_cb (gpointer user_data)
{
  RunJob *self = user_data;
  CrowRunEvent *event;

  while ((event = pop_event (self)) != NULL)
    {
      self->func (event, self->func_data);
      free_event (event);
    }
  return G_SOURCE_REMOVE;
}

/* In the worker. The source comes before the one that ends the task: they have one priority. */
static void
run_cb (const CrowRunEvent *event, gpointer user_data)
{
  RunJob *self = user_data;
  CrowRunEvent *copy;
  g_autoptr (GSource) source = NULL;

  if (self->func == NULL)
    return;
  copy = g_memdup2 (event, sizeof *event);
  copy->message = g_strdup (event->message);
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->events, copy);
  g_mutex_unlock (&self->mutex);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, events_cb, g_atomic_rc_box_acquire (self), run_job_unref);
  g_source_attach (source, self->context);
}

/* What the database is now; without it the document stays as it was, and stale. */
static CrowLink *
read_again (RunJob *self)
{
  g_autoptr (GError) error = NULL;
  CrowLink *link = crow_link_new (self->connection, (const char *const *) self->namespaces, NULL,
                                  NULL, NULL, &error);

  if (link == NULL)
    g_debug ("the database could not be read again: %s", error->message);
  return link;
}

static void
run_worker (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  RunJob *job = data;
  g_autoptr (RunResult) result = g_new0 (RunResult, 1);
  GError *error = NULL;

  if (job->is_rehearsal)
    result->report = crow_runner_rehearse (job->connection, job->script, run_cb, job, cancellable,
                                           &error);
  else
    result->report = crow_runner_apply (job->connection, job->script, job->first, run_cb, job,
                                        cancellable, &error);
  if (result->report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!job->is_rehearsal)
    result->link = read_again (job);
  g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) run_result_free);
}

static RunJob *
run_job_new (CrowDocument *document, CrowScript *script, CrowRunFunc func, gpointer func_data)
{
  RunJob *self = g_atomic_rc_box_new0 (RunJob);

  self->connection = crow_connection_ref (document->link->connection);
  self->script = crow_script_ref (script);
  self->func = func;
  self->func_data = func_data;
  self->context = g_main_context_ref_thread_default ();
  self->namespaces = g_strdupv (document->link->namespaces);
  g_mutex_init (&self->mutex);
  g_queue_init (&self->events);
  return self;
}

/* @job: (transfer full). What was done counts, even where the caller lost its interest meanwhile.
 */
static void
start_run (CrowDocument *self,
           RunJob *job,
           gpointer tag,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, run_job_unref);
  g_task_run_in_thread (task, run_worker);
}

/**
 * crow_document_get_plan:
 * @self: a document
 *
 * Returns: how changes are brought to the database; %CROW_PLAN_PRISMA for a schema file alone
 */
CrowPlan
crow_document_get_plan (CrowDocument *self)
{
  g_return_val_if_fail (CROW_IS_DOCUMENT (self), CROW_PLAN_PRISMA);

  return self->link != NULL ? self->plan : CROW_PLAN_PRISMA;
}

/**
 * crow_document_set_plan:
 * @self: a document
 * @plan: %CROW_PLAN_ONLINE, %CROW_PLAN_SIMPLE or %CROW_PLAN_SWAP
 *
 * Holds for the database that is open, or compared with, and for whatever is opened next.
 */
void
crow_document_set_plan (CrowDocument *self, CrowPlan plan)
{
  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (plan == CROW_PLAN_ONLINE || plan == CROW_PLAN_SIMPLE || plan == CROW_PLAN_SWAP);

  if (self->plan == plan)
    return;
  self->plan = plan;
  if (self->link != NULL)
    g_object_notify (G_OBJECT (self), "plan");
}

/**
 * crow_document_build_script:
 * @self: a document in which a database is open, or compared with
 * @is_down: the way back
 * @error: as crow_migration_build_script()
 *
 * A database: what takes it to the pending changes. A comparison: what takes its foreign keys to
 * those of the schema file as edited; what the file does not cover stays.
 *
 * Returns: (transfer full) (nullable): by the document's plan
 */
CrowScript *
crow_document_build_script (CrowDocument *self, gboolean is_down, GError **error)
{
  CrowSchema *before;
  CrowSchema *after;

  g_return_val_if_fail (CROW_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->link != NULL, NULL);

  before = self->link->schema;
  after = self->texts != NULL ? crow_document_get_drift (self)->schema
                              : crow_document_get_schema (self);
  return is_down ? crow_migration_build_script (after, before, self->plan, error)
                 : crow_migration_build_script (before, after, self->plan, error);
}

/**
 * crow_document_rehearse_async:
 * @self: a document in which a database is open, or compared with
 * @script: what is on the screen
 * @func: (nullable): called in the main thread, in the order of the events
 * @func_data: for @func
 * @cancellable: (nullable)
 * @callback: called in the main thread, after the last event
 * @user_data: for @callback
 *
 * Runs @script in a transaction that is rolled back: crow_runner_rehearse().
 */
void
crow_document_rehearse_async (CrowDocument *self,
                              CrowScript *script,
                              CrowRunFunc func,
                              gpointer func_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  RunJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->link != NULL);
  g_return_if_fail (script != NULL);

  job = run_job_new (self, script, func, func_data);
  job->is_rehearsal = TRUE;
  start_run (self, job, crow_document_rehearse_async, cancellable, callback, user_data);
}

/**
 * crow_document_rehearse_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_runner_rehearse()
 *
 * Returns: (transfer full) (nullable): how it went
 */
CrowRunReport *
crow_document_rehearse_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (RunResult) outcome = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  return outcome != NULL ? g_steal_pointer (&outcome->report) : NULL;
}

/**
 * crow_document_apply_async:
 * @self: a document in which a database is open, or compared with
 * @script: what is on the screen
 * @first: 0, or the report's `resume_at` of a run that was cut off
 * @func: (nullable): called in the main thread, in the order of the events
 * @func_data: for @func
 * @cancellable: (nullable)
 * @callback: called in the main thread, after the last event
 * @user_data: for @callback
 *
 * Runs @script and reads the database anew: crow_runner_apply(). The document may be edited
 * meanwhile; it changes in crow_document_apply_finish().
 */
void
crow_document_apply_async (CrowDocument *self,
                           CrowScript *script,
                           guint first,
                           CrowRunFunc func,
                           gpointer func_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  RunJob *job;

  g_return_if_fail (CROW_IS_DOCUMENT (self));
  g_return_if_fail (self->link != NULL);
  g_return_if_fail (script != NULL);

  job = run_job_new (self, script, func, func_data);
  job->first = first;
  start_run (self, job, crow_document_apply_async, cancellable, callback, user_data);
}

/* The database could not be read again: what is shown may not be what it has. */
static void
become_stale (CrowDocument *self)
{
  self->link->is_lost = TRUE;
  crow_document_update_properties (self);
}

/**
 * crow_document_apply_finish:
 * @self: a document
 * @result: from the callback
 * @error: as crow_runner_apply(): nothing was begun
 *
 * The database as it is now is the baseline; what was not applied stays pending, and so does what
 * was edited meanwhile. Where it could not be read again, the document is stale.
 *
 * Returns: (transfer full) (nullable): how it went
 */
CrowRunReport *
crow_document_apply_finish (CrowDocument *self, GAsyncResult *result, GError **error)
{
  g_autoptr (RunResult) outcome = NULL;
  const RunJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (outcome == NULL)
    return NULL;
  job = g_task_get_task_data (G_TASK (result));
  if (crow_document_get_connection (self) != job->connection) /* something else was opened */
    return g_steal_pointer (&outcome->report);
  if (outcome->link != NULL)
    crow_document_rebase (self, g_steal_pointer (&outcome->link));
  else
    become_stale (self);
  return g_steal_pointer (&outcome->report);
}
