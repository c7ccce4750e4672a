#include "crow-lock-words.h"

#include <glib/gi18n.h>

#include "crow-sql-text.h"
#include "crow-words.h"

/* How many tables a line names before it counts the rest. */
#define MOST_TABLES 4

/* What others notice of it. Who waits is told by what readers (ACCESS SHARE) and writers (ROW
 * EXCLUSIVE) take: PostgreSQL manual, 13.3.1. */
static const char *
explain (CrowLockMode mode)
{
  if (crow_lock_modes_conflict (mode, CROW_LOCK_ACCESS_SHARE))
    return _ ("reads and writes wait");
  if (crow_lock_modes_conflict (mode, CROW_LOCK_ROW_EXCLUSIVE))
    return _ ("writes wait, reads go on");
  if (crow_lock_modes_conflict (mode, CROW_LOCK_SHARE_UPDATE_EXCLUSIVE))
    return _ ("reads and writes go on; schema changes and VACUUM wait");
  return _ ("reads and writes go on");
}

/* For people: with the namespace where it is not public, without control characters. */
static char *
name_table (const CrowLockClaim *claim)
{
  g_autofree char *name = g_str_equal (claim->namespace_, "public")
                              ? g_strdup (claim->table)
                              : g_strconcat (claim->namespace_, ".", claim->table, NULL);

  return crow_sql_make_remark (name);
}

/**
 * crow_lock_words_list:
 * @claims: (element-type CrowLockClaim): what a statement takes
 *
 * Returns: (transfer full) (element-type utf8): a line a lock mode, the strongest first
 */
GPtrArray *
crow_lock_words_list (const GPtrArray *claims)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (int mode = CROW_LOCK_ACCESS_EXCLUSIVE; mode > CROW_LOCK_NONE; mode--)
    {
      g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *names = NULL;

      for (guint i = 0; i < claims->len; i++)
        {
          const CrowLockClaim *claim = g_ptr_array_index (claims, i);

          if ((int) claim->mode == mode)
            g_ptr_array_add (tables, name_table (claim));
        }
      if (tables->len == 0)
        continue;
      names = crow_words_join (tables, MOST_TABLES);
      g_ptr_array_add (lines,
                       /* Translators: a lock's name in SQL, tables, who waits: "ACCESS EXCLUSIVE on
                          orders and users: reads and writes wait" */
                       g_strdup_printf (_ ("%s on %s: %s"),
                                        crow_lock_mode_get_name ((CrowLockMode) mode), names,
                                        explain ((CrowLockMode) mode)));
    }
  return lines;
}

static CrowLockMode
find_mode (const GPtrArray *claims, const CrowLockClaim *wanted)
{
  CrowLockMode mode = CROW_LOCK_NONE;

  for (guint i = 0; i < claims->len; i++)
    {
      const CrowLockClaim *claim = g_ptr_array_index (claims, i);

      if (g_str_equal (claim->table, wanted->table) &&
          g_str_equal (claim->namespace_, wanted->namespace_))
        mode = MAX (mode, claim->mode);
    }
  return mode;
}

/**
 * crow_lock_words_compare:
 * @promised: (element-type CrowLockClaim): what was said
 * @seen: (element-type CrowLockClaim): what the server had
 *
 * Returns: (transfer full) (nullable): where the server took more than was promised; %NULL: nowhere
 */
char *
crow_lock_words_compare (const GPtrArray *promised, const GPtrArray *seen)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < seen->len; i++)
    {
      const CrowLockClaim *claim = g_ptr_array_index (seen, i);
      g_autofree char *table = NULL;

      if (find_mode (promised, claim) >= claim->mode)
        continue;
      table = name_table (claim);
      /* Translators: a lock's name in SQL, then a table */
      g_ptr_array_add (more, g_strdup_printf (_ ("%s on %s"), crow_lock_mode_get_name (claim->mode),
                                              table));
    }
  return more->len > 0 ? crow_words_join (more, MOST_TABLES) : NULL;
}
