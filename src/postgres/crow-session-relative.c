#include "crow-session-private.h"

#include <string.h>

/* Words of version() by which a relative gives itself away, and its name. */
typedef struct
{
  const char *word;
  const char *name;
} Relative;

static const Relative relatives[] = {
  { "CockroachDB", "CockroachDB" },
  { "-YB-", "YugabyteDB" },
  { "Yugabyte", "YugabyteDB" },
  { "Redshift", "Redshift" },
  { "Greenplum", "Greenplum" },
  { "Cloudberry", "Cloudberry" },
  { "EnterpriseDB", "EDB Postgres" },
  { "Materialize", "Materialize" },
  { "RisingWave", "RisingWave" },
  { "QuestDB", "QuestDB" },
  { "CrateDB", "CrateDB" },
  { "openGauss", "openGauss" },
  { "GaussDB", "GaussDB" },
  { "KingbaseES", "KingbaseES" },
  { "PolarDB", "PolarDB" },
  { "Vertica", "Vertica" },
  { "DuckDB", "DuckDB" },
  { "Spanner", "Spanner" },
};

/* `CockroachDB CCL v23.1.11 (…)`, `… Redshift 1.0.12103`, `PostgreSQL 11.2-YB-2.19.0.0-b0 on …`:
 * the digits behind the word. */
static char *
find_version_after (const char *version, const char *word)
{
  const char *at = strcasestr (version, word) + strlen (word);
  const char *end = NULL;

  for (guint i = 0; i < 24 && *at != '\0' && !g_ascii_isdigit (*at); i++)
    at++;
  if (!g_ascii_isdigit (*at))
    return NULL;
  for (end = at; g_ascii_isdigit (*end) || (*end == '.' && g_ascii_isdigit (end[1])); end++)
    ;
  return g_strndup (at, (gsize) (end - at));
}

/* `PostgreSQL 15.18 (Debian …) on …`, `PostgreSQL 17beta1 on …`, `PostgreSQL 15.3, compiled by …`:
 * what PostgreSQL itself and its packagers say. */
static gboolean
is_postgres (const char *version)
{
  return g_regex_match_simple ("^PostgreSQL [0-9]+(\\.[0-9]+)*((alpha|beta|rc)[0-9]*|devel)?( "
                               "\\([^)]*\\)| - Percona "
                               "[^,]*?)*( on [^,]+)?, compiled by ",
                               version, 0, 0);
}

/**
 * crow_session_name_relative:
 * @version: what `SELECT version()` says
 *
 * Every server that is not known to be PostgreSQL itself counts as a relative: it is read, never
 * changed.
 *
 * Returns: (transfer full) (nullable): its name, with its version where it says so; %NULL for
 *   PostgreSQL
 */
char *
crow_session_name_relative (const char *version)
{
  const char *end = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (relatives); i++)
    if (strcasestr (version, relatives[i].word) != NULL)
      {
        g_autofree char *number = find_version_after (version, relatives[i].word);

        return g_strjoin (number != NULL ? " " : "", relatives[i].name,
                          number != NULL ? number : "", NULL);
      }
  if (is_postgres (version))
    return NULL;
  end = strpbrk (version, ",(");
  return *version != '\0'
             ? g_strndup (version, MIN ((gsize) 60,
                                        end != NULL ? (gsize) (end - version) : strlen (version)))
             : g_strdup ("an unknown server");
}
