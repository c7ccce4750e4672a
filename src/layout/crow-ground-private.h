#pragma once

#include "crow-layout-private.h"

G_BEGIN_DECLS

typedef enum {
  CROW_THING_BOX,
  CROW_THING_LABEL,
  CROW_THING_LINE, /* a stretch of a route: level or upright, without width */
  CROW_THING_FOOT, /* the stub beside a row, without width */
} CrowThingKind;

typedef struct
{
  double left, top, right, bottom;
  guint owner; /* box or edge */
  guint next;  /* of the same owner, or CROW_NONE */
  guint stamp;
  guint8 kind;
  guint8 is_gone;
  guint8 at_target; /* a foot: at the edge's target */
} CrowThing;

/* What lies where: things in square cells. */
typedef struct _CrowGround CrowGround;

CrowGround *crow_ground_new (const CrowRect *bounds, guint n_things);
void crow_ground_free (CrowGround *self);
guint crow_ground_add (CrowGround *self, const CrowThing *thing);
CrowThing *crow_ground_get (CrowGround *self, guint thing);
const guint *
crow_ground_find (CrowGround *self, double left, double top, double right, double bottom, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrowGround, crow_ground_free)

G_END_DECLS
