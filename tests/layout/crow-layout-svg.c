#include "crow-layout-svg.h"

static void
add_box (GString *svg, const CrowLayoutGraph *graph, const CrowLayout *layout, guint box)
{
  const CrowRect *r = &layout->boxes[box];

  g_string_append_printf (svg,
                          "<g data-model=\"b%u\"><rect data-part=\"box\" x=\"%.10g\" y=\"%.10g\" "
                          "width=\"%.10g\" height=\"%.10g\" fill=\"#fff\" stroke=\"#888\"/>\n",
                          box, r->x, r->y, r->width, r->height);
  for (guint i = 0; i < graph->boxes[box].n_rows; i++)
    {
      CrowRect row = crow_layout_get_row (layout, graph, box, (int) i);

      g_string_append_printf (
          svg,
          "<g data-field=\"f%u\"><rect data-part=\"row\" x=\"%.10g\" y=\"%.10g\" "
          "width=\"%.10g\" height=\"%.10g\" fill=\"none\" stroke=\"#eee\"/></g>\n",
          i, row.x, row.y, row.width, row.height);
    }
  g_string_append_printf (svg, "<text x=\"%.10g\" y=\"%.10g\" font-size=\"14\">%s</text></g>\n",
                          r->x + 8, r->y + 22, graph->boxes[box].key ? graph->boxes[box].key : "");
}

static void
add_edge (GString *svg, const CrowLayoutGraph *graph, const CrowLayout *layout, guint edge)
{
  static const char *const colors[] = { "#c01c28", "#1a5fb4", "#5e5c64",
                                        "#9a5b00", "#813d9c", "#26a269" };
  const CrowLayoutEdge *e = &graph->edges[edge];
  const CrowRect *label = &layout->labels[edge];
  const CrowPoint *points;
  guint n = crow_layout_get_route (layout, edge, &points);

  g_string_append_printf (svg,
                          "<g data-relation=\"e%u\" data-source=\"b%u\" data-target=\"b%u\" "
                          "data-source-field=\"f%d\" data-target-field=\"f%d\"><path "
                          "data-part=\"edge\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" "
                          "d=\"M",
                          edge, e->source, e->target, e->source_row, e->target_row,
                          colors[e->target % G_N_ELEMENTS (colors)]);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (svg, " %.10g %.10g", points[i].x, points[i].y);
  g_string_append (svg, "\"/>");
  if (label->width > 0)
    g_string_append_printf (svg,
                            "<rect data-part=\"label\" x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" "
                            "height=\"%.10g\" rx=\"10\" fill=\"#fff\" stroke=\"%s\"/>",
                            label->x, label->y, label->width, label->height,
                            colors[e->target % G_N_ELEMENTS (colors)]);
  g_string_append (svg, "</g>\n");
}

/* A bare picture of @layout, with the attributes that the exported diagrams carry. */
char *
crow_test_layout_to_svg (const CrowLayoutGraph *graph, const CrowLayout *layout)
{
  const CrowRect *b = &layout->bounds;
  GString *svg = g_string_new (NULL);

  g_string_append_printf (svg,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" data-diagram=\"er\" "
                          "viewBox=\"%.10g %.10g %.10g %.10g\" width=\"%.10g\" height=\"%.10g\">\n"
                          "<rect x=\"%.10g\" y=\"%.10g\" width=\"%.10g\" height=\"%.10g\" "
                          "fill=\"#fafafa\"/>\n",
                          b->x - 20, b->y - 20, b->width + 40, b->height + 40, b->width + 40,
                          b->height + 40, b->x - 20, b->y - 20, b->width + 40, b->height + 40);
  for (guint i = 0; i < layout->n_edges; i++)
    add_edge (svg, graph, layout, i);
  for (guint i = 0; i < layout->n_boxes; i++)
    add_box (svg, graph, layout, i);
  g_string_append (svg, "</svg>\n");
  return g_string_free (svg, FALSE);
}
