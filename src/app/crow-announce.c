#include "crow-announce.h"

#include "crow-compat.h"

/* GTK can announce something from 4.14 on. Before, screen readers hear of nothing but of what has
 * the focus: they speak when its description changes. So that carries the message, until the focus
 * goes elsewhere. */

#define ANNOUNCER "crow-announcer"

/* The focus comes to rest: a drop-down gives it back when it has closed. In ms. */
#define DELAY 250

typedef struct
{
  GtkWidget *window; /* (unowned) owns this */
  char *text;        /* (owned) (nullable) what is to be told */
  GtkWidget *teller; /* (weak) (nullable) its description is @told */
  char *told;        /* (owned) (nullable) */
  char *before;      /* (owned) (nullable) its description without that */
  guint source;      /* tells @text, or 0 */
} Announcer;

/* As far as GTK 4.8 answers: nobody else can be asked. (transfer full) (nullable) */
static char *
dup_description (GtkWidget *widget)
{
  GtkAccessible *self = GTK_ACCESSIBLE (widget);

  if (!gtk_test_accessible_has_property (self, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION))
    return NULL;
  return gtk_test_accessible_check_property (self, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", NULL);
}

static void
describe (GtkWidget *widget, const char *text)
{
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* What somebody has described anew meanwhile stays. */
static void
take_back (Announcer *self)
{
  GtkWidget *teller = self->teller;

  if (teller != NULL)
    {
      g_autofree char *now = dup_description (teller);

      if (g_strcmp0 (now, self->told) == 0)
        describe (teller, self->before);
    }
  g_clear_weak_pointer (&self->teller);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->told, g_free);
}

static void
free_announcer (gpointer data)
{
  Announcer *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->teller);
  g_free (self->before);
  g_free (self->told);
  g_free (self->text);
  g_free (self);
}

/* An entry has the focus where its text has. */
static GtkWidget *
find_teller (GtkWidget *window)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  GtkWidget *parent = focus != NULL ? gtk_widget_get_parent (focus) : NULL;

  if (focus == NULL)
    return window;
  return GTK_IS_TEXT (focus) && GTK_IS_EDITABLE (parent) ? parent : focus;
}

static void
focus_changed_cb (GtkWidget *window, GParamSpec *pspec, Announcer *self)
{
  if (self->teller != NULL && self->teller != find_teller (window))
    take_back (self);
}

/* One message after another is not told what was there before between them. */
static gboolean
tell_cb (gpointer data)
{
  Announcer *self = data;
  GtkWidget *teller = find_teller (self->window);
  g_autofree char *now = dup_description (teller);

  self->source = 0;
  if (teller != self->teller || g_strcmp0 (now, self->told) != 0)
    {
      take_back (self);
      g_set_weak_pointer (&self->teller, teller);
      self->before = g_steal_pointer (&now);
    }
  g_free (self->told);
  self->told = g_steal_pointer (&self->text);
  describe (teller, "");
  describe (teller, self->told);
  return G_SOURCE_REMOVE;
}

static Announcer *
get_announcer (GtkWidget *window)
{
  Announcer *self = g_object_get_data (G_OBJECT (window), ANNOUNCER);

  if (self != NULL)
    return self;
  self = g_new0 (Announcer, 1);
  self->window = window;
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_changed_cb), self);
  g_object_set_data_full (G_OBJECT (window), ANNOUNCER, self, free_announcer);
  return self;
}

/**
 * crow_announce:
 * @window: where it happened, a #GtkRoot
 * @text: what happened
 *
 * Lets a screen reader say so, soon, unless something else is announced before. Main thread.
 */
void
crow_announce (GtkWidget *window, const char *text)
{
  Announcer *self;

  g_return_if_fail (GTK_IS_ROOT (window));
  g_return_if_fail (text != NULL);

  if (crow_compat_announce (window, text))
    return;
  self = get_announcer (window);
  g_free (self->text);
  self->text = g_strdup (text);
  if (self->source == 0)
    self->source = g_timeout_add (DELAY, tell_cb, self);
}
