#include "crow-color-popover.h"

#include <glib/gi18n.h>

#include "crow-chip.h"
#include "crow-layout-file.h"
#include "crow-theme.h"

#define COLUMNS 2

struct _CrowColorPopover
{
  GtkPopover parent_instance;
};

G_DEFINE_FINAL_TYPE (CrowColorPopover, crow_color_popover, GTK_TYPE_POPOVER)

/* By colour, from 1; the words of the file, for people. */
static const char *const color_names[CROW_N_GROUP_COLORS] = {
  N_ ("Blue"), N_ ("Green"), N_ ("Orange"), N_ ("Purple"), N_ ("Teal"),
  N_ ("Pink"), N_ ("Ochre"), N_ ("Slate"),  N_ ("Olive"),  N_ ("Brown"),
};

G_STATIC_ASSERT (CROW_N_GROUP_COLORS == CROW_N_COLORS);

static GtkWidget *
create_choice (guint color)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  const char *name = color > 0 ? _ (color_names[color - 1]) : _ ("As Its Schema");

  if (color > 0)
    {
      GtkWidget *chip = crow_chip_new ();

      crow_chip_set_group (CROW_CHIP (chip), color - 1);
      gtk_box_append (GTK_BOX (box), chip);
    }
  gtk_box_append (GTK_BOX (box), gtk_label_new (name));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", crow_color_get_word (color));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.color");
  return button;
}

static void
crow_color_popover_class_init (CrowColorPopoverClass *klass)
{
}

static void
crow_color_popover_init (CrowColorPopover *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_widget_add_css_class (grid, "crow-filters");
  gtk_grid_attach (GTK_GRID (grid), create_choice (0), 0, 0, COLUMNS, 1);
  for (guint color = 1; color <= CROW_N_GROUP_COLORS; color++)
    gtk_grid_attach (GTK_GRID (grid), create_choice (color), (int) ((color - 1) % COLUMNS),
                     (int) ((color - 1) / COLUMNS + 1), 1, 1);
  gtk_popover_set_child (GTK_POPOVER (self), grid);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Color"),
                                  -1);
}

/**
 * crow_color_get_word:
 * @color: 0 to %CROW_N_GROUP_COLORS
 *
 * Returns: (transfer none): the word for it that actions take
 */
const char *
crow_color_get_word (guint color)
{
  g_return_val_if_fail (color <= CROW_N_GROUP_COLORS, NULL);

  return color > 0 ? crow_color_to_word (color) : "default";
}

/**
 * crow_color_find_word:
 * @word: of a colour
 *
 * Returns: 1 to %CROW_N_GROUP_COLORS; 0 for "default", and for any other word
 */
guint
crow_color_find_word (const char *word)
{
  return crow_color_from_word (word);
}
