#include "crow-layout-text.h"

#include <string.h>

/* Graphs as text, quick to read and to write, a line each:
 *     end LENGTH
 *     box WIDTH HEAD-HEIGHT ROW-HEIGHT ROWS GROUP KEY
 *     pin BOX X Y
 *     edge SOURCE ROW TARGET ROW LABEL-WIDTH LABEL-HEIGHT */

#define MAX_NUMBERS 6

/* Reads up to @n numbers; returns what follows them and one blank. */
static const char *
read_numbers (const char *at, double *numbers, guint n)
{
  memset (numbers, 0, n * sizeof (double));
  for (guint i = 0; i < n && *at != '\0' && *at != '\n'; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (at, &end);
      if (end == at)
        break;
      at = end;
    }
  return *at == ' ' ? at + 1 : at;
}

static void
read_box (const char *at, GArray *boxes)
{
  double n[5];
  const char *key = read_numbers (at, n, 5);
  g_autofree char *name = g_strndup (key, strcspn (key, "\n"));
  CrowLayoutBox box = { .key = g_intern_string (name),
                        .width = n[0],
                        .head_height = n[1],
                        .row_height = n[2],
                        .n_rows = (guint) n[3],
                        .group = (guint) n[4] };

  g_array_append_val (boxes, box);
}

static void
read_pin (const char *at, GArray *boxes)
{
  double n[3];

  read_numbers (at, n, 3);
  if (n[0] >= 0 && n[0] < boxes->len)
    {
      CrowLayoutBox *box = &g_array_index (boxes, CrowLayoutBox, (guint) n[0]);

      box->is_pinned = TRUE;
      box->position = (CrowPoint){ n[1], n[2] };
    }
}

static void
read_edge (const char *at, GArray *edges)
{
  double n[MAX_NUMBERS];
  CrowLayoutEdge edge = { 0 };

  read_numbers (at, n, 6);
  edge.source = (guint) n[0];
  edge.source_row = (int) n[1];
  edge.target = (guint) n[2];
  edge.target_row = (int) n[3];
  edge.label_width = n[4];
  edge.label_height = n[5];
  g_array_append_val (edges, edge);
}

/**
 * crow_layout_graph_new_from_text:
 * @text: what crow_test_layout_graph_to_text() writes
 *
 * Returns: (transfer full): the graph; edges of boxes that are not there are left out
 */
CrowLayoutGraph *
crow_layout_graph_new_from_text (const char *text)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (CrowLayoutBox));
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (CrowLayoutEdge));
  CrowLayoutGraph *graph;
  double end_length = 26;
  guint n_edges = 0;

  for (const char *at = text; *at != '\0'; at += strcspn (at, "\n"), at += *at == '\n')
    {
      if (g_str_has_prefix (at, "box "))
        read_box (at + 4, boxes);
      else if (g_str_has_prefix (at, "pin "))
        read_pin (at + 4, boxes);
      else if (g_str_has_prefix (at, "edge "))
        read_edge (at + 5, edges);
      else if (g_str_has_prefix (at, "end "))
        end_length = g_ascii_strtod (at + 4, NULL);
    }
  graph = crow_layout_graph_new (boxes->len, edges->len);
  graph->end_length = end_length;
  if (boxes->len > 0)
    memcpy (graph->boxes, boxes->data, boxes->len * sizeof (CrowLayoutBox));
  for (guint i = 0; i < edges->len; i++)
    {
      const CrowLayoutEdge *edge = &g_array_index (edges, CrowLayoutEdge, i);

      if (edge->source < boxes->len && edge->target < boxes->len)
        graph->edges[n_edges++] = *edge;
    }
  graph->n_edges = n_edges;
  return graph;
}

/* Shortest digits that read back as the same number, whatever the locale. */
static void
add_number (GString *text, const char *before, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_whole = number == (int) number;
  guint rest = is_whole ? ABS ((int) number) : 0, at = sizeof digits;

  g_string_append (text, before);
  if (!is_whole)
    {
      g_string_append (text, g_ascii_dtostr (digits, sizeof digits, number));
      return;
    }
  do /* most are whole, and there are many */
    digits[--at] = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    g_string_append_c (text, '-');
  g_string_append_len (text, digits + at, (gssize) (sizeof digits - at));
}

static void
add_numbers (GString *text, const char *word, const double *numbers, guint n)
{
  g_string_append (text, word);
  for (guint i = 0; i < n; i++)
    add_number (text, " ", numbers[i]);
}

/**
 * crow_test_layout_graph_to_text:
 * @graph: a graph
 *
 * Returns: (transfer full): it as text
 */
char *
crow_test_layout_graph_to_text (const CrowLayoutGraph *graph)
{
  GString *text = g_string_new (NULL);

  add_numbers (text, "end", &graph->end_length, 1);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrowLayoutBox *b = &graph->boxes[i];

      add_numbers (text, "box",
                   (double[]){ b->width, b->head_height, b->row_height, b->n_rows, b->group }, 5);
      g_string_append_printf (text, " %s\n", b->key != NULL ? b->key : "");
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrowLayoutBox *b = &graph->boxes[i];

      if (!b->is_pinned)
        continue;
      add_numbers (text, "pin", (double[]){ i, b->position.x, b->position.y }, 3);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const CrowLayoutEdge *e = &graph->edges[i];

      add_numbers (text, "edge",
                   (double[]){ e->source, e->source_row, e->target, e->target_row, e->label_width,
                               e->label_height },
                   6);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
add_rect (GString *json, const CrowRect *rect)
{
  add_number (json, "\"x\":", rect->x);
  add_number (json, ",\"y\":", rect->y);
  add_number (json, ",\"w\":", rect->width);
  add_number (json, ",\"h\":", rect->height);
}

static void
add_edge_json (GString *json, const CrowLayoutGraph *graph, const CrowLayout *layout, guint edge)
{
  const CrowLayoutEdge *e = &graph->edges[edge];
  const CrowPoint *points;
  guint n = crow_layout_get_route (layout, edge, &points);

  g_string_append_printf (json, "{\"id\":\"e%u\",\"source\":\"b%u\",\"target\":\"b%u\"", edge,
                          e->source, e->target);
  if (e->source_row >= 0)
    g_string_append_printf (json, ",\"sourceRow\":%d", e->source_row);
  if (e->target_row >= 0)
    g_string_append_printf (json, ",\"targetRow\":%d", e->target_row);
  g_string_append (json, ",\"points\":[");
  for (guint i = 0; i < n; i++)
    {
      add_number (json, i > 0 ? ",[" : "[", points[i].x);
      add_number (json, ",", points[i].y);
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, ']');
  if (layout->labels[edge].width > 0)
    {
      g_string_append (json, ",\"label\":{");
      add_rect (json, &layout->labels[edge]);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, '}');
}

/**
 * crow_test_layout_to_json:
 * @graph: a graph
 * @layout: its layout
 *
 * Returns: (transfer full): what layout-score.mjs reads: boxes are b0, b1, …, edges e0, e1, …
 */
char *
crow_test_layout_to_json (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  GString *json = g_string_new ("{\"nodes\":[");

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      g_string_append_printf (json, "%s{\"id\":\"b%u\",", i > 0 ? ",\n" : "", i);
      add_rect (json, &layout->boxes[i]);
      add_number (json, ",\"headH\":", graph->boxes[i].head_height);
      add_number (json, ",\"rowH\":", graph->boxes[i].row_height);
      g_string_append_printf (json, ",\"rows\":%u}", graph->boxes[i].n_rows);
    }
  g_string_append (json, "],\n\"edges\":[");
  for (guint i = 0; i < graph->n_edges; i++)
    {
      if (i > 0)
        g_string_append (json, ",\n");
      add_edge_json (json, graph, layout, i);
    }
  g_string_append (json, "]}\n");
  return g_string_free (json, FALSE);
}
