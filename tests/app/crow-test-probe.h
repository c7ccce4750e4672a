#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long the main loop does not come round: a source goes off every 5 ms, before everything else,
 * and the longest time between two times is kept. Nothing is subtracted. */
typedef struct _CrowTestProbe CrowTestProbe;

typedef struct
{
  double wall; /* ms, on the clock: other programs' load and waiting count too */
  double cpu;  /* ms of the main thread's own work */
} CrowTestGap;

CrowTestProbe *crow_test_probe_new (void); /* in the thread that runs the loop */
void crow_test_probe_free (CrowTestProbe *self);
void crow_test_probe_start (CrowTestProbe *self);
/* The longest gaps since the start, which need not be the same one. */
CrowTestGap crow_test_probe_stop (CrowTestProbe *self);

G_END_DECLS
