#include "crow-theme.h"

#include <math.h>

static double
get_light (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* Relative luminance and contrast as WCAG 2.1 defines them. */
static double
get_luminance (CrowColor color)
{
  return 0.2126 * get_light (color.red) + 0.7152 * get_light (color.green) +
         0.0722 * get_light (color.blue);
}

static double
get_contrast (CrowColor a, CrowColor b)
{
  double one = get_luminance (a) + 0.05;
  double other = get_luminance (b) + 0.05;

  return MAX (one, other) / MIN (one, other);
}

static const CrowTheme *
get_theme (guint index)
{
  return crow_theme_get (index & 1 ? CROW_THEME_DARK : CROW_THEME_LIGHT, (index & 2) != 0);
}

static void
test_texts_can_be_read (void)
{
  for (guint i = 0; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);
      const CrowColor grounds[] = { theme->canvas, theme->box, theme->head, theme->pill };

      for (guint k = 0; k < G_N_ELEMENTS (grounds); k++)
        {
          g_assert_cmpfloat (get_contrast (theme->text, grounds[k]), >=, 4.5);
          g_assert_cmpfloat (get_contrast (theme->dim, grounds[k]), >=, 4.5);
        }
      for (guint action = 0; action <= CROW_N_ACTIONS; action++)
        g_assert_cmpfloat (get_contrast (theme->actions[action], theme->pill), >=, 4.5);
    }
}

static void
test_edges_can_be_seen (void)
{
  for (guint i = 0; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);

      for (guint action = 0; action <= CROW_N_ACTIONS; action++)
        g_assert_cmpfloat (get_contrast (theme->actions[action], theme->canvas), >=, 3);
      g_assert_cmpfloat (get_contrast (theme->dim, theme->canvas), >=, 3);
      g_assert_cmpfloat (get_contrast (theme->warning, theme->pill), >=, 3);
      g_assert_cmpfloat (get_contrast (theme->selection, theme->canvas), >=, 3);
      for (guint group = 0; group < 10; group++)
        g_assert_cmpfloat (get_contrast (crow_theme_get_group_color (theme, group), theme->box), >=,
                           3);
    }
}

/* @top over @ground. */
static CrowColor
blend (CrowColor top, double alpha, CrowColor ground)
{
  return (CrowColor){ top.red * alpha + ground.red * (1 - alpha),
                      top.green * alpha + ground.green * (1 - alpha),
                      top.blue * alpha + ground.blue * (1 - alpha), 1 };
}

/* A changed row's ground is tinted, a lit one's too; a badge is a word in the canvas's colour. */
static void
test_texts_on_tints_can_be_read (void)
{
  for (guint i = 0; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);
      const CrowColor marks[] = { theme->added, theme->removed, theme->warning };
      CrowColor lit = blend (theme->selection, 0.12, theme->box);

      for (guint k = 0; k < G_N_ELEMENTS (marks); k++)
        {
          CrowColor ground = blend (marks[k], 0.14, theme->box);

          g_assert_cmpfloat (get_contrast (theme->text, ground), >=, 4.5);
          g_assert_cmpfloat (get_contrast (marks[k], ground), >=, 3);
          g_assert_cmpfloat (get_contrast (theme->canvas, marks[k]), >=, 4.5);
        }
      g_assert_cmpfloat (get_contrast (theme->text, lit), >=, 4.5);
      g_assert_cmpfloat (get_contrast (theme->dim, lit), >=, 4.5);
    }
}

/* The ring of the focus and of the selection, on whatever it may lie; bands on heads. */
static void
test_rings_can_be_seen (void)
{
  for (guint i = 0; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);
      const CrowColor grounds[] = { theme->canvas, theme->box, theme->head, theme->pill };

      for (guint k = 0; k < G_N_ELEMENTS (grounds); k++)
        {
          g_assert_cmpfloat (get_contrast (theme->selection, grounds[k]), >=, 3);
          g_assert_cmpfloat (get_contrast (theme->warning, grounds[k]), >=, 3);
          for (guint action = 0; action <= CROW_N_ACTIONS; action++)
            g_assert_cmpfloat (get_contrast (theme->actions[action], grounds[k]), >=, 4.5);
        }
    }
}

/* Who asks for high contrast can read what a focus leaves aside. */
static void
test_high_contrast_fades_little (void)
{
  for (guint i = 2; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);
      CrowColor dim = blend (theme->dim, theme->fade, theme->canvas);
      CrowColor box = blend (theme->box, theme->fade, theme->canvas);

      g_assert_cmpfloat (get_contrast (dim, box), >=, 4.5);
      g_assert_cmpfloat (get_contrast (blend (theme->text, theme->fade, theme->canvas), box), >=,
                         4.5);
      g_assert_cmpfloat (theme->fade, <, 1);
    }
}

static void
test_high_contrast_takes_the_text_colour (void)
{
  for (guint i = 2; i < 4; i++)
    {
      const CrowTheme *theme = get_theme (i);

      g_assert_cmpfloat (get_contrast (theme->border, theme->text), ==, 1);
      for (guint action = 0; action < CROW_N_ACTIONS; action++)
        g_assert_cmpfloat (get_contrast (theme->actions[action], theme->text), ==, 1);
      g_assert_cmpfloat (theme->line_scale, ==, 1.5);
    }
}

/* Without colour, dash pattern and weight together still tell every action. */
static void
test_actions_differ_without_colour (void)
{
  for (guint a = 0; a < CROW_N_ACTIONS; a++)
    for (guint b = 0; b < a; b++)
      {
        int n_one, n_other;
        const double *one = crow_action_get_dashes ((CrowAction) a, &n_one);
        const double *other = crow_action_get_dashes ((CrowAction) b, &n_other);
        gboolean differ = n_one != n_other;

        for (int i = 0; i < MIN (n_one, n_other); i++)
          differ |= fabs (one[i] - other[i]) > 1;
        if (!differ)
          g_assert_cmpfloat (fabs (crow_action_get_line_width ((CrowAction) a) -
                                   crow_action_get_line_width ((CrowAction) b)),
                             >=, 0.6);
      }
}

static void
test_group_colours_are_stable (void)
{
  const CrowTheme *theme = get_theme (0);

  for (guint a = 0; a < 10; a++)
    {
      CrowColor color = crow_theme_get_group_color (theme, a);
      CrowColor again = crow_theme_get_group_color (theme, a + 10);

      g_assert_cmpfloat (color.red, ==, again.red);
      for (guint b = 0; b < a; b++)
        {
          CrowColor other = crow_theme_get_group_color (theme, b);

          g_assert_cmpfloat (fabs (color.red - other.red) + fabs (color.green - other.green) +
                                 fabs (color.blue - other.blue),
                             >, 0.15);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/theme/texts-can-be-read", test_texts_can_be_read);
  g_test_add_func ("/theme/edges-can-be-seen", test_edges_can_be_seen);
  g_test_add_func ("/theme/texts-on-tints-can-be-read", test_texts_on_tints_can_be_read);
  g_test_add_func ("/theme/rings-can-be-seen", test_rings_can_be_seen);
  g_test_add_func ("/theme/high-contrast-fades-little", test_high_contrast_fades_little);
  g_test_add_func ("/theme/high-contrast-takes-the-text-colour",
                   test_high_contrast_takes_the_text_colour);
  g_test_add_func ("/theme/actions-differ-without-colour", test_actions_differ_without_colour);
  g_test_add_func ("/theme/group-colours-are-stable", test_group_colours_are_stable);
  return g_test_run ();
}
