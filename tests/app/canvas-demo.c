/* A window with nothing but the canvas, for the tests that use a real mouse and keyboard. It prints
 * what the canvas reports and, after each change, where things are. */
#include <adwaita.h>

#include "crow-canvas.h"
#include "crow-test-diagram.h"

static void
print_state (CrowCanvas *canvas)
{
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);
  CrowSelection selection = crow_canvas_get_selection (canvas);
  CrowPoint corner = crow_canvas_to_widget (canvas, (CrowPoint){ 0, 0 });

  g_print ("view zoom=%.6f x=%.3f y=%.3f\n", crow_canvas_get_zoom (canvas), corner.x, corner.y);
  if (selection.kind == CROW_SELECTION_MODEL)
    g_print ("selected model %s\n", crow_schema_get_model (diagram->schema, selection.index)->name);
  else if (selection.kind == CROW_SELECTION_RELATION)
    g_print ("selected relation %s\n",
             crow_schema_get_relation (diagram->schema, selection.index)->id);
  else
    g_print ("selected nothing\n");
  g_print ("end\n");
}

static void
boxes_moved_cb (CrowCanvas *canvas, GHashTable *places, gpointer user_data)
{
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);

  g_print ("moved");
  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      const CrowModel *model = crow_schema_get_model (diagram->schema, i);
      const CrowPoint *at = g_hash_table_lookup (places, model->key);

      if (at != NULL)
        g_print (" %s %.0f %.0f", model->name, at->x, at->y);
    }
  g_print ("\n");
}

static void
activated_cb (CrowCanvas *canvas, gpointer user_data)
{
  g_print ("activated\n");
}

/* Any line on standard input asks for the state. */
static gboolean
asked_cb (GIOChannel *channel, GIOCondition condition, gpointer canvas)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    return G_SOURCE_REMOVE;
  print_state (canvas);
  return G_SOURCE_CONTINUE;
}

static void
print_places (CrowCanvas *canvas)
{
  CrowDiagram *diagram = crow_canvas_get_diagram (canvas);

  for (guint i = 0; i < diagram->layout->n_boxes; i++)
    {
      CrowRect box = diagram->layout->boxes[i];
      CrowPoint at = crow_canvas_to_widget (canvas, (CrowPoint){ box.x + 30, box.y + 12 });

      g_print ("box %s %.0f %.0f\n", crow_schema_get_model (diagram->schema, i)->name, at.x, at.y);
    }
  for (guint i = 0; i < diagram->layout->n_edges; i++)
    {
      CrowPoint at = crow_canvas_to_widget (canvas, crow_test_point_on_edge (diagram, i));

      g_print ("edge %s %.0f %.0f\n", crow_schema_get_relation (diagram->schema, i)->id, at.x,
               at.y);
    }
  g_print ("ready\n");
}

static gboolean
settled_cb (gpointer canvas)
{
  print_places (canvas);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (CrowDiagram) diagram = NULL;
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  GtkWidget *window, *canvas;

  g_set_prgname ("canvas-demo");
  gtk_init ();
  adw_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  diagram = argc > 1 ? crow_test_make_web ((guint) atoi (argv[1])) : crow_test_make_blog_diagram ();
  window = gtk_window_new ();
  canvas = crow_canvas_new ();
  crow_canvas_set_diagram (CROW_CANVAS (canvas), diagram);
  g_signal_connect (canvas, "boxes-moved", G_CALLBACK (boxes_moved_cb), NULL);
  g_signal_connect (canvas, "activated", G_CALLBACK (activated_cb), NULL);
  g_signal_connect_swapped (window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_set_title (GTK_WINDOW (window), "canvas-demo");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_present (GTK_WINDOW (window));
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, asked_cb, canvas);
  g_timeout_add (300, settled_cb, canvas);
  g_main_loop_run (loop);
  return 0;
}
