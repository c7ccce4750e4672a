#include "crow-test-diagram.h"

#include "crow-test-schema.h"

CrowDiagram *
crow_test_layout (CrowSchema *schema)
{
  g_autoptr (GError) error = NULL;
  CrowDiagram *diagram = crow_diagram_new (schema, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return diagram;
}

CrowDiagram *
crow_test_make_blog_diagram (void)
{
  g_autoptr (CrowSchema) schema = crow_test_make_blog ();

  return crow_test_layout (schema);
}

static void
add_table (CrowSchema *schema, GRand *random, guint index)
{
  g_autofree char *name = g_strdup_printf ("Table%u", index);
  CrowModel *model = crow_test_add_model (schema, name);
  guint n = (guint) g_rand_int_range (random, 2, 12);

  crow_test_add_field (model, "id", "Int");
  crow_test_add_key (model, CROW_KEY_PRIMARY, NULL, "id");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *field = g_strdup_printf ("column%u", i);

      crow_test_add_field (model, field, i % 3 == 0 ? "String?" : "Int");
    }
}

static void
add_reference (CrowSchema *schema, GRand *random, guint index, guint n, guint number)
{
  CrowModel *model = crow_schema_get_model (schema, index);
  gboolean is_to_hub = g_rand_double (random) < 0.3;
  guint parent = (guint) g_rand_int_range (random, 0, is_to_hub ? (gint32) MIN (n, 5) : (gint32) n);
  g_autofree char *key = g_strdup_printf ("ref%uId", number);
  g_autofree char *id = g_strdup_printf ("Table%u.ref%u", index, number);
  g_autofree char *parent_name = g_strdup_printf ("Table%u", parent);
  CrowAction action = (CrowAction) g_rand_int_range (random, 0, CROW_N_ACTIONS);

  crow_test_add_field (model, key, "Int?");
  crow_test_add_relation (schema, id, key, parent_name, "id", action, CROW_ACTION_CASCADE);
}

CrowDiagram *
crow_test_make_web (guint n)
{
  g_autoptr (CrowSchema) schema = crow_schema_new ();
  GRand *random = g_rand_new_with_seed (7);

  schema->provider = CROW_PROVIDER_POSTGRESQL;
  for (guint i = 0; i < n; i++)
    add_table (schema, random, i);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < 1 + (i % 5 < 3); k++)
      add_reference (schema, random, i, n, k);
  g_rand_free (random);
  crow_schema_seal (schema);
  return crow_test_layout (schema);
}

CrowPoint
crow_test_point_on_edge (const CrowDiagram *diagram, guint relation)
{
  const CrowPoint *points;
  guint n_points = crow_layout_get_route (diagram->layout, relation, &points);

  g_assert_cmpuint (n_points, >=, 2);
  return (CrowPoint){ points[0].x + (points[1].x > points[0].x ? 4 : -4), points[0].y };
}
