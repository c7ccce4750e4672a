#include "crow-short-list.h"

#define FIRST_ROWS 40
#define MORE_ROWS 40
/* Rows beyond are no widgets anyway. */
#define GTK_ROWS 240

struct _CrowShortList
{
  GObject parent_instance;
  GListModel *all;           /* (owned) */
  GtkSliceListModel *slice;  /* (owned) */
  GtkAdjustment *adjustment; /* (owned) of the view that shows it */
  gboolean is_filtered;
  guint more_source;  /* idle that adds rows, or 0 */
  guint fewer_source; /* idle that takes rows off, or 0 */
};

G_DEFINE_FINAL_TYPE (CrowShortList, crow_short_list, G_TYPE_OBJECT)

static gboolean
add_rows_cb (gpointer data)
{
  CrowShortList *self = data;
  guint n = gtk_slice_list_model_get_size (self->slice) + MORE_ROWS;
  gboolean is_all = n >= GTK_ROWS || n >= g_list_model_get_n_items (self->all);

  gtk_slice_list_model_set_size (self->slice, is_all ? G_MAXUINT : n);
  if (!self->is_filtered && !is_all)
    return G_SOURCE_CONTINUE;
  self->more_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
take_rows_cb (gpointer data)
{
  CrowShortList *self = data;
  guint n = MIN (gtk_slice_list_model_get_size (self->slice), GTK_ROWS);

  gtk_slice_list_model_set_size (self->slice, MAX (n - MORE_ROWS, FIRST_ROWS));
  if (n > FIRST_ROWS + MORE_ROWS)
    return G_SOURCE_CONTINUE;
  self->fewer_source = 0;
  return G_SOURCE_REMOVE;
}

static void
add_rows (CrowShortList *self)
{
  g_clear_handle_id (&self->fewer_source, g_source_remove);
  if (self->more_source == 0 && gtk_slice_list_model_get_size (self->slice) != G_MAXUINT)
    self->more_source = g_idle_add (add_rows_cb, self);
}

static void
scrolled_cb (CrowShortList *self)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  if (gtk_adjustment_get_value (self->adjustment) + 2 * page >=
      gtk_adjustment_get_upper (self->adjustment))
    add_rows (self);
}

/* Do all rows that are seen, and the selected one, stay when the list ends after the first? */
static gboolean
can_be_short (CrowShortList *self, guint selected)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->slice));
  double end = gtk_adjustment_get_value (self->adjustment) +
               gtk_adjustment_get_page_size (self->adjustment);

  return n > FIRST_ROWS && end * n <= gtk_adjustment_get_upper (self->adjustment) * FIRST_ROWS &&
         (selected == GTK_INVALID_LIST_POSITION || selected < FIRST_ROWS);
}

static void
crow_short_list_dispose (GObject *object)
{
  CrowShortList *self = CROW_SHORT_LIST (object);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_handle_id (&self->fewer_source, g_source_remove);
  g_clear_object (&self->slice);
  g_clear_object (&self->all);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (crow_short_list_parent_class)->dispose (object);
}

static void
crow_short_list_class_init (CrowShortListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = crow_short_list_dispose;
}

static void
crow_short_list_init (CrowShortList *self)
{
}

/**
 * crow_short_list_new:
 * @all: everything that the filter lets through
 * @adjustment: how far the view that shows it is scrolled
 *
 * Returns: (transfer full): a list of all of it, for now
 */
CrowShortList *
crow_short_list_new (GListModel *all, GtkAdjustment *adjustment)
{
  CrowShortList *self = g_object_new (CROW_TYPE_SHORT_LIST, NULL);

  self->all = g_object_ref (all);
  self->slice = gtk_slice_list_model_new (g_object_ref (all), 0, G_MAXUINT);
  self->adjustment = g_object_ref (adjustment);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * crow_short_list_get_model:
 * @self: the list
 *
 * Returns: (transfer none): what the view is to show
 */
GListModel *
crow_short_list_get_model (CrowShortList *self)
{
  return G_LIST_MODEL (self->slice);
}

/**
 * crow_short_list_expect:
 * @self: the list
 * @is_expected: whether somebody is about to type into the filter
 * @selected: a row that must stay, or %GTK_INVALID_LIST_POSITION
 *
 * Gets ready for it, in small steps: the first key is as quick as the others then. Nothing that is
 * seen goes away.
 */
void
crow_short_list_expect (CrowShortList *self, gboolean is_expected, guint selected)
{
  if (self->is_filtered)
    return;
  if (!is_expected)
    add_rows (self);
  else if (self->fewer_source == 0 && can_be_short (self, selected))
    {
      g_clear_handle_id (&self->more_source, g_source_remove);
      self->fewer_source = g_idle_add (take_rows_cb, self);
    }
}

/**
 * crow_short_list_begin:
 * @self: the list
 *
 * To be called right before the filter changes.
 */
void
crow_short_list_begin (CrowShortList *self)
{
  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_handle_id (&self->fewer_source, g_source_remove);
  gtk_slice_list_model_set_size (self->slice, FIRST_ROWS);
}

/**
 * crow_short_list_end:
 * @self: the list
 * @is_filtered: whether the filter leaves anything out now
 *
 * To be called right after the filter has changed.
 */
void
crow_short_list_end (CrowShortList *self, gboolean is_filtered)
{
  self->is_filtered = is_filtered;
  if (!is_filtered)
    add_rows (self);
}

/**
 * crow_short_list_show_all:
 * @self: the list
 *
 * Ends nowhere early any more: a row far down is asked for.
 */
void
crow_short_list_show_all (CrowShortList *self)
{
  g_clear_handle_id (&self->fewer_source, g_source_remove);
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
}

/**
 * crow_short_list_refill:
 * @self: the list
 *
 * To be called right before rows come in place of none: the first are shown at once, and the others
 * follow in small steps.
 */
void
crow_short_list_refill (CrowShortList *self)
{
  if (g_list_model_get_n_items (self->all) > 0)
    return;
  crow_short_list_begin (self);
  if (!self->is_filtered)
    add_rows (self);
}

/**
 * crow_short_list_dismantle:
 * @self: the list, which nobody sees any more
 *
 * Takes some rows off for good, from the end: to free all at once takes long.
 *
 * Returns: whether there are more
 */
gboolean
crow_short_list_dismantle (CrowShortList *self)
{
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->slice)), GTK_ROWS);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_handle_id (&self->fewer_source, g_source_remove);
  g_signal_handlers_disconnect_by_func (self->adjustment, scrolled_cb, self);
  gtk_slice_list_model_set_size (self->slice, n > MORE_ROWS ? n - MORE_ROWS : 0);
  return n > MORE_ROWS;
}
