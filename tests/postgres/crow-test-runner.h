#pragma once

#include "crow-runner-private.h"
#include "crow-test-script.h"
#include "crow-test-server.h"

G_BEGIN_DECLS

/* Short, so that six tries take a second. */
extern const CrowRunLimits crow_test_limits;

/* A database of its own for each test: `app.child (pid)` refers to `app.parent (id)`, ON DELETE
 * CASCADE, with a comment, 100 rows each; to become SET NULL. */
typedef struct
{
  char *uri;     /* NULL: no server; the test is skipped */
  PGconn *other; /* somebody else, a superuser */
  CrowConnection *connection;
  CrowConstraint *before;
  CrowConstraint *after;
  guint32 oid;
} CrowTestRunner;

/* The server of the program: one for all its tests. */
void crow_test_runner_set_server (const CrowTestServer *server);
void crow_test_runner_set_up (CrowTestRunner *self, gconstpointer data);
void crow_test_runner_tear_down (CrowTestRunner *self, gconstpointer data);
/* After the server was away. */
void crow_test_runner_reconnect (CrowTestRunner *self);

/* Adds a test `/runner/NAME`; or one for each plan, `/runner/NAME/online`, with its name as data.
 */
void crow_test_runner_add (const char *name, void (*test) (CrowTestRunner *, gconstpointer));
void crow_test_runner_add_plans (const char *name, void (*test) (CrowTestRunner *, gconstpointer));

CrowScript *crow_test_runner_make_script (const CrowTestRunner *self, const char *plan);
guint32 crow_test_runner_read_oid (const CrowTestRunner *self);
/* `child_pid_fkey FOREIGN KEY … comment`, a line for each foreign key. */
char *crow_test_runner_fetch_keys (const CrowTestRunner *self);
/* All that could stay behind: the catalogue, and which transactions wrote the constraints. */
char *crow_test_runner_fetch_all (const CrowTestRunner *self);

/* Something that happens during a run, once: at event number @nth (from 0) of @kind. */
typedef struct _CrowTestHook CrowTestHook;
struct _CrowTestHook
{
  CrowTestHook *next; /* (nullable) another one for the same run */
  CrowRunEventKind kind;
  const char *sql; /* (nullable) at this statement: text in it */
  CrowScript *script;
  guint nth;
  void (*action) (gpointer data);
  gpointer data;
  guint n_seen;    /* out: events of that kind and statement */
  GString *events; /* out: (owned) all events, a line each */
};

void crow_test_hook_init (CrowTestHook *self,
                          CrowScript *script,
                          CrowRunEventKind kind,
                          const char *sql,
                          void (*action) (gpointer data),
                          gpointer data);
void crow_test_hook_clear (CrowTestHook *self);
void crow_test_hook_cb (const CrowRunEvent *event, gpointer user_data);

CrowRunReport *crow_test_runner_apply (const CrowTestRunner *self,
                                       CrowScript *script,
                                       guint first,
                                       CrowTestHook *hook,
                                       GCancellable *cancellable);
CrowRunReport *crow_test_runner_rehearse (const CrowTestRunner *self,
                                          CrowScript *script,
                                          CrowTestHook *hook,
                                          GCancellable *cancellable);

/* Asserts that @report says of the first promise what the catalogue has now: `now` and `state`. */
void crow_test_runner_assert_true (const CrowTestRunner *self, const CrowRunReport *report);
void crow_test_runner_assert_applied (const CrowTestRunner *self, const CrowRunReport *report);
void crow_test_runner_assert_stopped (const CrowTestRunner *self,
                                      const CrowRunReport *report,
                                      CrowRunOutcome outcome,
                                      CrowRunStop stop,
                                      const char *words);
guint crow_test_find_statement (const CrowScript *script, CrowStatementKind kind);
/* How long @script's statements wait for a lock, instead of 300 ms; before it runs. */
void crow_test_script_set_timeout (CrowScript *script, const char *value);
/* Somebody else, `nightly report`, opens a transaction with @sql and stays in it. */
void crow_test_runner_block (CrowTestRunner *self, const char *sql);
/* The same in the way of VALIDATE; @data: a CrowTestRunner. */
void crow_test_runner_block_validate (gpointer data);
void crow_test_assert_contains (const char *text, const char *part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrowTestHook, crow_test_hook_clear)

G_END_DECLS
