#include "crow-explain.h"

#include <glib/gi18n.h>

#include "crow-explain-private.h"

/* As PQserverVersion(). */
#define RESTRICT_VERSION 180000

/* The error's numbers: PostgreSQL's "Appendix A", where 23001 for RESTRICT came with version 18;
 * MySQL's 1451, SQL Server's 547 and SQLite's extended code 787 from their manuals. P2003, P2011
 * and P2014 from Prisma's error reference. */
static char *
name_foreign_key_error (const CrowSchema *schema, gboolean is_restrict)
{
  if (schema->relation_mode == CROW_RELATION_MODE_PRISMA)
    return g_strdup (_ ("Prisma P2014 — usually answered as HTTP 409"));
  switch (schema->provider)
    {
    case CROW_PROVIDER_MYSQL:
      return g_strdup (_ ("Prisma P2003, MySQL error 1451 — usually answered as HTTP 409"));
    case CROW_PROVIDER_SQLITE:
      return g_strdup (_ ("Prisma P2003, SQLite error 787 — usually answered as HTTP 409"));
    case CROW_PROVIDER_SQLSERVER:
      return g_strdup (_ ("Prisma P2003, SQL Server error 547 — usually answered as HTTP 409"));
    case CROW_PROVIDER_POSTGRESQL:
      if (crow_schema_is_database (schema))
        /* Translators: the placeholder is an error's number */
        return g_strdup_printf (_ ("SQLSTATE %s (Prisma P2003) — usually answered as HTTP 409"),
                                is_restrict && schema->server_version >= RESTRICT_VERSION
                                    ? "23001"
                                    : "23503");
      if (is_restrict)
        return g_strdup (_ ("Prisma P2003, SQLSTATE 23503 (PostgreSQL 18: 23001) — usually "
                            "answered as HTTP 409"));
      return g_strdup (_ ("Prisma P2003, SQLSTATE 23503 — usually answered as HTTP 409"));
    default:
      return g_strdup (_ ("Prisma P2003, SQLSTATE 23503 — usually answered as HTTP 409"));
    }
}

static gboolean
is_null_violation (const CrowSubject *self, CrowEvent event)
{
  return self->relation->clauses[event].action == CROW_ACTION_SET_NULL &&
         crow_subject_has_required_field (self);
}

/* Does the refusal come from a RESTRICT, here or further down the cascade? */
static gboolean
is_restrict (const CrowSubject *self, CrowEvent event)
{
  CrowAction action = self->relation->clauses[event].action;

  return action == CROW_ACTION_RESTRICT || action == CROW_ACTION_CASCADE;
}

/**
 * crow_explain_refusal:
 * @schema: a schema
 * @relation: index of one of its relations
 *
 * Returns: (transfer full): which error the application gets where the database refuses a delete or
 *   a change because of @relation, or which it would get
 */
char *
crow_explain_refusal (const CrowSchema *schema, guint relation)
{
  CrowSubject self = crow_subject_init (schema, relation);
  gboolean on_delete = crow_explain_may_refuse (schema, relation, CROW_EVENT_DELETE);
  gboolean on_update = crow_explain_may_refuse (schema, relation, CROW_EVENT_UPDATE);
  CrowEvent event = on_delete ? CROW_EVENT_DELETE : CROW_EVENT_UPDATE;
  g_autofree char *error = NULL;

  if (self.relation->kind == CROW_RELATION_MANY_TO_MANY)
    return g_strdup (_ ("Nothing is refused here."));
  if (!on_delete && !on_update)
    {
      error = name_foreign_key_error (schema, TRUE);
      /* Translators: %s names an error: "Prisma P2003, SQLSTATE 23503 …" */
      return g_strdup_printf (_ ("Nothing is refused here. With Restrict: %s."), error);
    }
  if (is_null_violation (&self, event))
    error = g_strdup (_ ("Prisma P2011, SQLSTATE 23502 — usually answered as HTTP 409"));
  else
    error = name_foreign_key_error (schema, is_restrict (&self, event));
  if (on_delete && on_update)
    return g_strdup_printf (_ ("A refused delete or change of the key is %s."), error);
  return on_delete ? g_strdup_printf (_ ("A refused delete is %s."), error)
                   : g_strdup_printf (_ ("A refused change of the key is %s."), error);
}
