#include "crow-wrap-layout.h"

#define GAP 6 /* px, between children and between lines */

struct _CrowWrapLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (CrowWrapLayout, crow_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Where the next child goes. */
typedef struct
{
  int width; /* of the lines */
  int x;
  int y;
  int line_height;
} Pen;

/* Places one child, on the next line where this one has no room; @rect: (out). */
static void
place_child (Pen *pen, GtkWidget *child, GtkAllocation *rect)
{
  int minimum;
  int width;
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &width, NULL, NULL);
  width = MAX (minimum, MIN (width, pen->width));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  if (pen->x > 0 && pen->x + width > pen->width)
    {
      pen->x = 0;
      pen->y += pen->line_height + GAP;
      pen->line_height = 0;
    }
  *rect = (GtkAllocation){ pen->x, pen->y, width, height };
  pen->x += width + GAP;
  pen->line_height = MAX (pen->line_height, height);
}

/* The first children whose line @height is not known yet lie at its top: they are as high as each
 * other, or little less. */
static int
measure_height (GtkWidget *widget, int width)
{
  Pen pen = { width, 0, 0, 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation rect;

      if (gtk_widget_should_layout (child))
        place_child (&pen, child, &rect);
    }
  return pen.y + pen.line_height;
}

static GtkSizeRequestMode
crow_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int best;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &best, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += best + (*natural > 0 ? GAP : 0);
    }
}

static void
crow_wrap_layout_measure (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  int least;
  int best;

  measure_width (widget, &least, &best);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = best;
    }
  else
    *minimum = *natural = measure_height (widget, for_size < 0 ? best : MAX (for_size, least));
}

static void
crow_wrap_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           int width,
                           int height,
                           int baseline)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Pen pen = { width, 0, 0, 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation rect;

      if (!gtk_widget_should_layout (child))
        continue;
      place_child (&pen, child, &rect);
      if (is_mirrored)
        rect.x = width - rect.x - rect.width;
      gtk_widget_size_allocate (child, &rect, -1);
    }
}

static void
crow_wrap_layout_class_init (CrowWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = crow_wrap_layout_get_request_mode;
  manager_class->measure = crow_wrap_layout_measure;
  manager_class->allocate = crow_wrap_layout_allocate;
}

static void
crow_wrap_layout_init (CrowWrapLayout *self)
{
}
