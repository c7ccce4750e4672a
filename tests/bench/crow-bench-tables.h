#pragma once

#include <gtk/gtk.h>

#include "crow-diagram.h"

G_BEGIN_DECLS

/* The anchor of bench-frames: what a canvas does that keeps a render node for each table and has
 * the renderer draw all of them, and all edges, in each frame. */
#define CROW_TYPE_BENCH_TABLES (crow_bench_tables_get_type ())
G_DECLARE_FINAL_TYPE (CrowBenchTables, crow_bench_tables, CROW, BENCH_TABLES, GtkWidget)

GtkWidget *crow_bench_tables_new (CrowDiagram *diagram);
/* Widget pixels = diagram pixels * @zoom + (@x, @y). */
void crow_bench_tables_look (CrowBenchTables *self, double zoom, double x, double y);

G_END_DECLS
