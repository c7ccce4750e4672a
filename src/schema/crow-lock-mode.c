#include "crow-script.h"

static const struct
{
  const char *name;
  const char *catalog; /* as pg_locks.mode says it */
  guint conflicts;     /* bits of the modes that wait for it; PostgreSQL manual, table 13.2 */
} modes[] = {
#define BIT(mode) (1u << CROW_LOCK_##mode)
  { "none", "", 0 },
  { "ACCESS SHARE", "AccessShareLock", BIT (ACCESS_EXCLUSIVE) },
  { "ROW SHARE", "RowShareLock", BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
  { "ROW EXCLUSIVE", "RowExclusiveLock",
    BIT (SHARE) | BIT (SHARE_ROW_EXCLUSIVE) | BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
  { "SHARE UPDATE EXCLUSIVE", "ShareUpdateExclusiveLock",
    BIT (SHARE_UPDATE_EXCLUSIVE) | BIT (SHARE) | BIT (SHARE_ROW_EXCLUSIVE) | BIT (EXCLUSIVE) |
        BIT (ACCESS_EXCLUSIVE) },
  { "SHARE", "ShareLock",
    BIT (ROW_EXCLUSIVE) | BIT (SHARE_UPDATE_EXCLUSIVE) | BIT (SHARE_ROW_EXCLUSIVE) |
        BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
  { "SHARE ROW EXCLUSIVE", "ShareRowExclusiveLock",
    BIT (ROW_EXCLUSIVE) | BIT (SHARE_UPDATE_EXCLUSIVE) | BIT (SHARE) | BIT (SHARE_ROW_EXCLUSIVE) |
        BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
  { "EXCLUSIVE", "ExclusiveLock",
    BIT (ROW_SHARE) | BIT (ROW_EXCLUSIVE) | BIT (SHARE_UPDATE_EXCLUSIVE) | BIT (SHARE) |
        BIT (SHARE_ROW_EXCLUSIVE) | BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
  { "ACCESS EXCLUSIVE", "AccessExclusiveLock",
    BIT (ACCESS_SHARE) | BIT (ROW_SHARE) | BIT (ROW_EXCLUSIVE) | BIT (SHARE_UPDATE_EXCLUSIVE) |
        BIT (SHARE) | BIT (SHARE_ROW_EXCLUSIVE) | BIT (EXCLUSIVE) | BIT (ACCESS_EXCLUSIVE) },
#undef BIT
};

/**
 * crow_lock_mode_get_name:
 * @mode: a table lock
 *
 * Returns: its name as the manual writes it
 */
const char *
crow_lock_mode_get_name (CrowLockMode mode)
{
  g_return_val_if_fail ((guint) mode < G_N_ELEMENTS (modes), "");

  return modes[mode].name;
}

/**
 * crow_lock_mode_from_catalog:
 * @name: `pg_locks.mode`
 * @mode: (out): the lock
 *
 * Returns: whether @name is a lock of tables
 */
gboolean
crow_lock_mode_from_catalog (const char *name, CrowLockMode *mode)
{
  for (guint i = 1; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (name, modes[i].catalog))
      {
        *mode = (CrowLockMode) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * crow_lock_modes_conflict:
 * @a: a table lock
 * @b: another
 *
 * Returns: whether two sessions cannot hold them on one table at once
 */
gboolean
crow_lock_modes_conflict (CrowLockMode a, CrowLockMode b)
{
  return (modes[a].conflicts & (1u << b)) != 0;
}
