#include "crow-test-probe.h"

#include <time.h>

#define INTERVAL 5000 /* microseconds */

struct _CrowTestProbe
{
  GSource *source; /* (owned) */
  gint64 last;     /* microseconds */
  double last_cpu; /* ms */
  CrowTestGap longest;
};

typedef struct
{
  GSource source;
  CrowTestProbe *probe; /* (unowned) */
} ProbeSource;

static double
get_thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
take_gap (CrowTestProbe *self)
{
  gint64 now = g_get_monotonic_time ();
  double cpu = get_thread_cpu ();

  self->longest.wall = MAX (self->longest.wall, (double) (now - self->last) / 1e3);
  self->longest.cpu = MAX (self->longest.cpu, cpu - self->last_cpu);
  self->last = now;
  self->last_cpu = cpu;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  take_gap (((ProbeSource *) source)->probe);
  g_source_set_ready_time (source, g_get_monotonic_time () + INTERVAL);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs probe_funcs = { .dispatch = dispatch };

CrowTestProbe *
crow_test_probe_new (void)
{
  CrowTestProbe *self = g_new0 (CrowTestProbe, 1);

  self->source = g_source_new (&probe_funcs, sizeof (ProbeSource));
  ((ProbeSource *) self->source)->probe = self;
  g_source_set_priority (self->source, G_PRIORITY_HIGH);
  g_source_set_ready_time (self->source, 0);
  g_source_attach (self->source, NULL);
  return self;
}

void
crow_test_probe_free (CrowTestProbe *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

void
crow_test_probe_start (CrowTestProbe *self)
{
  self->last = g_get_monotonic_time ();
  self->last_cpu = get_thread_cpu ();
  self->longest = (CrowTestGap){ 0, 0 };
}

CrowTestGap
crow_test_probe_stop (CrowTestProbe *self)
{
  take_gap (self);
  return self->longest;
}
