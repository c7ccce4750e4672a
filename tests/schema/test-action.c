#include "crow-action.h"
#include "crow-provider.h"

static void
test_action_names_round_trip (void)
{
  for (guint i = 0; i < CROW_N_ACTIONS; i++)
    {
      CrowAction action = CROW_ACTION_UNKNOWN;

      g_assert_true (crow_action_from_name (crow_action_get_name ((CrowAction) i), &action));
      g_assert_cmpint (action, ==, i);
    }
}

static void
test_action_names_are_exact (void)
{
  static const char *const wrong[] = {
    "cascade", "CASCADE", "Set Null", "", "Unknown", "SetNull "
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (crow_action_from_name (wrong[i], NULL));
  g_assert_cmpstr (crow_action_get_sql (CROW_ACTION_NO_ACTION), ==, "NO ACTION");
  g_assert_cmpstr (crow_action_get_sql (CROW_ACTION_SET_DEFAULT), ==, "SET DEFAULT");
}

/* The letters of the manual, 53.13 "pg_constraint". */
static void
test_action_codes_of_the_catalog (void)
{
  static const struct
  {
    char code;
    CrowAction action;
  } cases[] = {
    { 'a', CROW_ACTION_NO_ACTION }, { 'r', CROW_ACTION_RESTRICT },    { 'c', CROW_ACTION_CASCADE },
    { 'n', CROW_ACTION_SET_NULL },  { 'd', CROW_ACTION_SET_DEFAULT }, { 'x', CROW_ACTION_UNKNOWN },
    { ' ', CROW_ACTION_UNKNOWN },   { '\0', CROW_ACTION_UNKNOWN },    { 'A', CROW_ACTION_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (crow_action_from_catalog (cases[i].code), ==, cases[i].action);
}

static void
test_provider_names (void)
{
  CrowProvider provider = CROW_PROVIDER_NONE;

  for (guint i = CROW_PROVIDER_POSTGRESQL; i <= CROW_PROVIDER_MONGODB; i++)
    {
      g_assert_true (crow_provider_from_name (crow_provider_get_name ((CrowProvider) i),
                                              &provider));
      g_assert_cmpint (provider, ==, i);
    }
  g_assert_true (crow_provider_from_name ("postgres", &provider));
  g_assert_cmpint (provider, ==, CROW_PROVIDER_POSTGRESQL);
  g_assert_false (crow_provider_from_name ("", &provider));
  g_assert_false (crow_provider_from_name ("oracle", &provider));
}

/* A letter an action, in the order of CrowAction: C R N 0 D. */
static void
test_provider_allowed_actions (void)
{
  static const struct
  {
    CrowProvider provider;
    const char *foreign_keys;
    const char *prisma;
  } rows[] = {
    { CROW_PROVIDER_POSTGRESQL, "CRN0D", "CR-0-" },  { CROW_PROVIDER_SQLITE, "CRN0D", "CR-0-" },
    { CROW_PROVIDER_COCKROACHDB, "CRN0D", "CRN0-" }, { CROW_PROVIDER_MYSQL, "CRN0D", "CRN0-" },
    { CROW_PROVIDER_SQLSERVER, "C-N0D", "CRN0-" },   { CROW_PROVIDER_MONGODB, "CRN0-", "CRN0-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < CROW_N_ACTIONS; j++)
      {
        g_assert_cmpint (crow_provider_allows_action (rows[i].provider,
                                                      CROW_RELATION_MODE_FOREIGN_KEYS,
                                                      (CrowAction) j),
                         ==, rows[i].foreign_keys[j] != '-');
        g_assert_cmpint (crow_provider_allows_action (rows[i].provider, CROW_RELATION_MODE_PRISMA,
                                                      (CrowAction) j),
                         ==, rows[i].prisma[j] != '-');
      }
  g_assert_false (crow_provider_allows_action (CROW_PROVIDER_POSTGRESQL,
                                               CROW_RELATION_MODE_FOREIGN_KEYS,
                                               CROW_ACTION_UNKNOWN));
}

static void
test_provider_default_actions (void)
{
  static const CrowRelationMode modes[] = { CROW_RELATION_MODE_FOREIGN_KEYS,
                                            CROW_RELATION_MODE_PRISMA };

  for (guint provider = CROW_PROVIDER_NONE; provider <= CROW_PROVIDER_MONGODB; provider++)
    for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
      {
        CrowProvider p = (CrowProvider) provider;
        gboolean is_refused = p == CROW_PROVIDER_SQLSERVER &&
                              modes[i] == CROW_RELATION_MODE_FOREIGN_KEYS;

        g_assert_cmpint (crow_provider_get_default_action (p, modes[i], CROW_EVENT_UPDATE, FALSE),
                         ==, CROW_ACTION_CASCADE);
        g_assert_cmpint (crow_provider_get_default_action (p, modes[i], CROW_EVENT_UPDATE, TRUE),
                         ==, CROW_ACTION_CASCADE);
        g_assert_cmpint (crow_provider_get_default_action (p, modes[i], CROW_EVENT_DELETE, TRUE),
                         ==, CROW_ACTION_SET_NULL);
        g_assert_cmpint (crow_provider_get_default_action (p, modes[i], CROW_EVENT_DELETE, FALSE),
                         ==, is_refused ? CROW_ACTION_NO_ACTION : CROW_ACTION_RESTRICT);
      }
}

static void
test_provider_name_limits (void)
{
  g_assert_cmpuint (crow_provider_get_name_limit (CROW_PROVIDER_POSTGRESQL), ==, 63);
  g_assert_cmpuint (crow_provider_get_name_limit (CROW_PROVIDER_COCKROACHDB), ==, 63);
  g_assert_cmpuint (crow_provider_get_name_limit (CROW_PROVIDER_MYSQL), ==, 64);
  g_assert_cmpuint (crow_provider_get_name_limit (CROW_PROVIDER_SQLSERVER), ==, 128);
  g_assert_cmpuint (crow_provider_get_name_limit (CROW_PROVIDER_SQLITE), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/action/names-round-trip", test_action_names_round_trip);
  g_test_add_func ("/action/names-are-exact", test_action_names_are_exact);
  g_test_add_func ("/action/codes-of-the-catalog", test_action_codes_of_the_catalog);
  g_test_add_func ("/provider/names", test_provider_names);
  g_test_add_func ("/provider/allowed-actions", test_provider_allowed_actions);
  g_test_add_func ("/provider/default-actions", test_provider_default_actions);
  g_test_add_func ("/provider/name-limits", test_provider_name_limits);
  return g_test_run ();
}
