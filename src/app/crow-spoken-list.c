#include "crow-spoken-list.h"

#include <glib/gi18n.h>

#define GTK_ROWS 200    /* of a list, for which GTK makes widgets itself */
#define FIRST_WAIT 1500 /* ms, until what is seen is there */
#define WAIT 30         /* ms between steps */
#define STEP 20         /* rows that are named in one */
#define TAKEN_OFF 200   /* rows that go in one */

#define CROW_TYPE_SPOKEN_ROW (crow_spoken_row_get_type ())
G_DECLARE_FINAL_TYPE (CrowSpokenRow, crow_spoken_row, CROW, SPOKEN_ROW, GtkWidget)

struct _CrowSpokenRow
{
  GtkWidget parent_instance;
  char *text; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CrowSpokenRow, crow_spoken_row, GTK_TYPE_WIDGET)

struct _CrowSpokenList
{
  GtkWidget parent_instance;
  CrowSchema *schema; /* (owned) (nullable) whose relations are to be named */
  GPtrArray *rows;    /* (element-type CrowSpokenRow) (unowned) our children */
  guint n_named;      /* rows that tell what @schema has */
  guint source;       /* that names more of them, or 0 */
};

G_DEFINE_FINAL_TYPE (CrowSpokenList, crow_spoken_list, GTK_TYPE_WIDGET)

static void
crow_spoken_row_finalize (GObject *object)
{
  g_free (CROW_SPOKEN_ROW (object)->text);

  G_OBJECT_CLASS (crow_spoken_row_parent_class)->finalize (object);
}

static void
crow_spoken_row_class_init (CrowSpokenRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crow_spoken_row_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
crow_spoken_row_init (CrowSpokenRow *self)
{
}

static void
set_text (CrowSpokenRow *row, char *text)
{
  if (g_strcmp0 (row->text, text) == 0)
    {
      g_free (text);
      return;
    }
  g_free (row->text);
  row->text = text;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Rows that there are to be: none where GTK makes all itself. */
static guint
count_rows (CrowSpokenList *self)
{
  guint n = self->schema != NULL ? self->schema->relations->len : 0;

  return n > GTK_ROWS ? n : 0;
}

static gboolean
take_rows_off (CrowSpokenList *self)
{
  guint n = count_rows (self);

  for (guint i = 0; i < TAKEN_OFF && self->rows->len > n; i++)
    gtk_widget_unparent (g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  return self->rows->len > n;
}

static gboolean
name_rows_cb (gpointer data)
{
  CrowSpokenList *self = data;
  guint n = count_rows (self);

  for (guint i = 0; i < STEP && self->n_named < n; i++, self->n_named++)
    {
      if (self->n_named == self->rows->len)
        {
          GtkWidget *row = g_object_new (CROW_TYPE_SPOKEN_ROW, NULL);

          g_ptr_array_add (self->rows, row);
          gtk_widget_set_parent (row, GTK_WIDGET (self));
        }
      set_text (g_ptr_array_index (self->rows, self->n_named),
                crow_schema_describe_relation (self->schema, self->n_named));
    }
  if (take_rows_off (self) || self->n_named < n)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
begin_cb (gpointer data)
{
  CrowSpokenList *self = data;

  self->source = g_timeout_add_full (G_PRIORITY_LOW, WAIT, name_rows_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

/* It takes no room. */
static void
crow_spoken_list_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = 0;
}

/* Nor do its rows, which have no place. */
static void
crow_spoken_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
}

static void
crow_spoken_list_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
}

static void
crow_spoken_list_dispose (GObject *object)
{
  CrowSpokenList *self = CROW_SPOKEN_LIST (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  while (take_rows_off (self))
    ;

  G_OBJECT_CLASS (crow_spoken_list_parent_class)->dispose (object);
}

static void
crow_spoken_list_finalize (GObject *object)
{
  g_ptr_array_unref (CROW_SPOKEN_LIST (object)->rows);

  G_OBJECT_CLASS (crow_spoken_list_parent_class)->finalize (object);
}

static void
crow_spoken_list_class_init (CrowSpokenListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crow_spoken_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = crow_spoken_list_finalize;
  widget_class->measure = crow_spoken_list_measure;
  widget_class->size_allocate = crow_spoken_list_size_allocate;
  widget_class->snapshot = crow_spoken_list_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
crow_spoken_list_init (CrowSpokenList *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("All relations"), -1);
}

/**
 * crow_spoken_list_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
crow_spoken_list_new (void)
{
  return g_object_new (CROW_TYPE_SPOKEN_LIST, NULL);
}

/**
 * crow_spoken_list_set_schema:
 * @self: the list
 * @schema: (nullable): whose relations it is to name
 *
 * Names the relations of @schema, in small steps and after a while: they are more than one hears at
 * once. Where they are few the list stays empty.
 */
void
crow_spoken_list_set_schema (CrowSpokenList *self, CrowSchema *schema)
{
  g_return_if_fail (CROW_IS_SPOKEN_LIST (self));

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  self->schema = schema != NULL ? crow_schema_ref (schema) : NULL;
  self->n_named = 0;
  if (count_rows (self) > 0 || self->rows->len > 0)
    self->source = g_timeout_add_full (G_PRIORITY_LOW, FIRST_WAIT, begin_cb, self, NULL);
}

/**
 * crow_spoken_list_dismantle:
 * @self: the list, in a window that is closed
 *
 * Takes some rows off for good: to free all at once takes long.
 *
 * Returns: whether there are more
 */
gboolean
crow_spoken_list_dismantle (CrowSpokenList *self)
{
  g_return_val_if_fail (CROW_IS_SPOKEN_LIST (self), FALSE);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->schema, crow_schema_unref);
  return take_rows_off (self);
}
