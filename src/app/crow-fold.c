#include "crow-fold.h"

#define MINIMUM_WIDTH 360
/* What the title is left with, in px, before anything goes. */
#define TITLE_WIDTH 110
/* Between two widgets of a header bar. */
#define SPACING 6

typedef struct
{
  GtkWidget *widget; /* (unowned) */
  gboolean is_wanted;
  gboolean is_folded;
  int width; /* px, when it was last visible */
} Part;

struct _CrowFold
{
  GtkWidget parent_instance;
  GtkWidget *child;  /* (owned) (nullable) */
  GArray *parts;     /* (owned) (element-type Part) the first goes first */
  guint n_folded;    /* as told last */
  guint fold_source; /* idle that hides and shows, or 0 */
};

enum { PROP_0, PROP_CHILD, PROP_N_FOLDED, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrowFold, crow_fold, GTK_TYPE_WIDGET)

static Part *
find_part (CrowFold *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      if (part->widget == widget)
        return part;
    }
  return NULL;
}

static int
measure_width (GtkWidget *widget)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* What the bar needs with all of its wanted parts, a title included. */
static int
measure_all (CrowFold *self)
{
  int needed = measure_width (self->child) + TITLE_WIDTH;

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      if (gtk_widget_get_visible (part->widget))
        part->width = measure_width (part->widget);
      else if (part->is_wanted)
        needed += part->width + SPACING;
    }
  return needed;
}

/* Which parts there is no room for in @width; is that another choice than the one that stands? */
static gboolean
choose (CrowFold *self, int width)
{
  int needed = measure_all (self);
  gboolean is_new = FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);
      gboolean is_folded = part->is_wanted && needed > width;

      if (is_folded)
        needed -= part->width + SPACING;
      is_new |= is_folded != part->is_folded;
      part->is_folded = is_folded;
    }
  return is_new;
}

static gboolean
fold_cb (gpointer data)
{
  CrowFold *self = data;
  guint n_folded = 0;

  self->fold_source = 0;
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);

      gtk_widget_set_visible (part->widget, part->is_wanted && !part->is_folded);
      n_folded += part->is_folded;
    }
  self->n_folded = n_folded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FOLDED]);
  return G_SOURCE_REMOVE;
}

static void
crow_fold_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  CrowFold *self = CROW_FOLD (widget);

  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MINIMUM_WIDTH);
}

/* Hiding a widget asks for a new allocation, which an allocation must not do. */
static void
crow_fold_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrowFold *self = CROW_FOLD (widget);

  if (self->child == NULL)
    return;

  if (choose (self, width) && self->fold_source == 0)
    self->fold_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fold_cb, self, NULL);
  gtk_widget_allocate (self->child, MAX (width, measure_width (self->child)), height, baseline,
                       NULL);
}

static void
crow_fold_dispose (GObject *object)
{
  CrowFold *self = CROW_FOLD (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  g_array_set_size (self->parts, 0);
  if (self->child != NULL)
    gtk_widget_unparent (self->child);
  g_clear_object (&self->child);

  G_OBJECT_CLASS (crow_fold_parent_class)->dispose (object);
}

static void
crow_fold_finalize (GObject *object)
{
  g_array_unref (CROW_FOLD (object)->parts);

  G_OBJECT_CLASS (crow_fold_parent_class)->finalize (object);
}

static void
crow_fold_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrowFold *self = CROW_FOLD (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_N_FOLDED:
      g_value_set_uint (value, self->n_folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_fold_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CrowFold *self = CROW_FOLD (object);

  switch (id)
    {
    case PROP_CHILD:
      if (self->child != NULL)
        gtk_widget_unparent (self->child);
      g_set_object (&self->child, g_value_get_object (value));
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
crow_fold_class_init (CrowFoldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = crow_fold_dispose;
  object_class->finalize = crow_fold_finalize;
  object_class->get_property = crow_fold_get_property;
  object_class->set_property = crow_fold_set_property;
  widget_class->measure = crow_fold_measure;
  widget_class->size_allocate = crow_fold_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_FOLDED] = g_param_spec_uint ("n-folded", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "crow-fold");
}

static void
crow_fold_init (CrowFold *self)
{
  self->parts = g_array_new (FALSE, TRUE, sizeof (Part));
}

/**
 * crow_fold_add:
 * @self: what holds a header bar
 * @widget: (transfer none): one of its widgets, which the bar keeps
 *
 * @widget is hidden when there is no room, after those that were added before it. From now on it
 * is crow_fold_set_wanted() that shows and hides it.
 */
void
crow_fold_add (CrowFold *self, GtkWidget *widget)
{
  Part part = { .widget = widget, .is_wanted = gtk_widget_get_visible (widget) };

  g_return_if_fail (CROW_IS_FOLD (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_array_append_val (self->parts, part);
}

/**
 * crow_fold_set_wanted:
 * @self: what holds a header bar
 * @widget: one that was added
 * @is_wanted: whether it is to be seen where there is room
 *
 * Shows or hides a widget that may be folded away.
 */
void
crow_fold_set_wanted (CrowFold *self, GtkWidget *widget, gboolean is_wanted)
{
  Part *part;

  g_return_if_fail (CROW_IS_FOLD (self));
  part = find_part (self, widget);
  g_return_if_fail (part != NULL);

  part->is_wanted = is_wanted;
  gtk_widget_set_visible (widget, is_wanted && !part->is_folded);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * crow_fold_is_folded:
 * @self: what holds a header bar
 * @widget: one that was added
 *
 * Returns: whether it is wanted and there is no room for it
 */
gboolean
crow_fold_is_folded (CrowFold *self, GtkWidget *widget)
{
  Part *part;

  g_return_val_if_fail (CROW_IS_FOLD (self), FALSE);
  part = find_part (self, widget);
  g_return_val_if_fail (part != NULL, FALSE);

  return part->is_wanted && part->is_folded;
}
