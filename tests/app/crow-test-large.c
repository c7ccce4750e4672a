#include "crow-test-large.h"

typedef struct
{
  GString *scalars;
  GString *relations;
} Body;

static const char *const types[] = { "String", "String?", "Int", "Int?", "Boolean", "DateTime" };
static const char *const names[] = { "name", "title", "note", "count", "flag", "at", "size" };
static const char *const words[] = { "User", "Order", "Invoice", "Item", "Tag", "Photo", "Ledger" };
static const char *const actions[] = { "Cascade", "Restrict", "NoAction", "SetNull" };

static guint
pick (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

static const char *
get_word (guint model)
{
  return words[model % G_N_ELEMENTS (words)];
}

static guint
pick_target (GRand *rand, guint source, guint n)
{
  guint n_hubs = MAX (n / 50, 1);

  switch (pick (rand, 4))
    {
    case 0:
      return pick (rand, n_hubs) * (n / n_hubs);
    case 1:
      return pick (rand, n);
    default:
      return (source + 1 + pick (rand, 20)) % n;
    }
}

static void
add_many_to_many (Body *bodies, guint source, guint target, guint r)
{
  g_string_append_printf (bodies[source].relations, "  r%ua %s%u[] @relation(\"r%u\")\n", r,
                          get_word (target), target, r);
  g_string_append_printf (bodies[target].relations, "  r%ub %s%u[] @relation(\"r%u\")\n", r,
                          get_word (source), source, r);
}

static void
add_foreign_key (Body *bodies, GRand *rand, guint source, guint target, guint r)
{
  gboolean is_optional = pick (rand, 10) < 4;
  gboolean is_one_to_one = pick (rand, 12) == 0;
  const char *mark = is_optional ? "?" : "";
  g_autoptr (GString) written = g_string_new (NULL);

  if (pick (rand, 10) < 6)
    g_string_append_printf (written, ", onDelete: %s", actions[pick (rand, is_optional ? 4 : 3)]);
  if (pick (rand, 10) < 3)
    g_string_append_printf (written, ", onUpdate: %s", actions[pick (rand, 3)]);
  g_string_append_printf (bodies[source].scalars, "  r%uId Int%s%s\n", r, mark,
                          is_one_to_one ? " @unique" : "");
  g_string_append_printf (bodies[source].relations,
                          "  r%u %s%u%s @relation(\"r%u\", fields: [r%uId], references: [id]%s)\n",
                          r, get_word (target), target, mark, r, r, written->str);
  g_string_append_printf (bodies[target].relations, "  r%uBack %s%u%s @relation(\"r%u\")\n", r,
                          get_word (source), source, is_one_to_one ? "?" : "[]", r);
}

static Body *
make_bodies (guint n_models, guint n_relations)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  Body *bodies = g_new0 (Body, n_models);

  for (guint i = 0; i < n_models; i++)
    {
      guint n_scalars = 3 + pick (rand, 8);

      bodies[i] = (Body){ g_string_new (NULL), g_string_new (NULL) };
      for (guint j = 0; j < n_scalars; j++)
        g_string_append_printf (bodies[i].scalars, "  %s%u %s\n",
                                names[pick (rand, G_N_ELEMENTS (names))], j,
                                types[pick (rand, G_N_ELEMENTS (types))]);
    }
  for (guint r = 0; r < n_relations; r++)
    {
      guint source = pick (rand, n_models);
      guint target = pick_target (rand, source, n_models);

      if (pick (rand, 12) == 0)
        add_many_to_many (bodies, source, target, r);
      else
        add_foreign_key (bodies, rand, source, target, r);
    }
  return bodies;
}

char *
crow_test_write_large (guint n_models, guint n_relations)
{
  g_autofree char *folder = g_dir_make_tmp ("crow-schema-XXXXXX", NULL);
  g_autofree Body *bodies = make_bodies (n_models, n_relations);
  g_autoptr (GString) text = g_string_new ("datasource db {\n  provider = \"postgresql\"\n}\n");
  char *path = g_build_filename (folder, "large.prisma", NULL);

  for (guint i = 0; i < n_models; i++)
    {
      g_string_append_printf (text,
                              "\nmodel %s%u {\n  id Int @id @default(autoincrement())\n%s%s}\n",
                              get_word (i), i, bodies[i].scalars->str, bodies[i].relations->str);
      g_string_free (bodies[i].scalars, TRUE);
      g_string_free (bodies[i].relations, TRUE);
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}
