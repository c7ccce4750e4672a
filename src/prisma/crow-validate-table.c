#include "crow-validate-private.h"

/* Slots are twice the pairs at least; a power of two. */
#define FIRST_SLOTS 256u

typedef struct
{
  guint64 first, second;
  guint value; /* 0: the slot is free */
} Slot;

struct _CrowCheckTable
{
  Slot *slots; /* (owned) open addressing */
  guint n_slots;
  guint n_pairs;
};

CrowCheckTable *
crow_check_table_new (void)
{
  CrowCheckTable *self = g_new (CrowCheckTable, 1);

  self->n_slots = FIRST_SLOTS;
  self->n_pairs = 0;
  self->slots = g_new0 (Slot, self->n_slots);
  return self;
}

void
crow_check_table_free (CrowCheckTable *self)
{
  if (self == NULL)
    return;
  g_free (self->slots);
  g_free (self);
}

/* The slot of that pair, or the free one where it would stand. */
static Slot *
find (const CrowCheckTable *self, guint64 first, guint64 second)
{
  guint64 hash = (first * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) ^ second) *
                 G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);
  guint at = (guint) (hash >> 32) & (self->n_slots - 1);

  while (self->slots[at].value != 0 &&
         (self->slots[at].first != first || self->slots[at].second != second))
    at = (at + 1) & (self->n_slots - 1);
  return &self->slots[at];
}

static void
grow (CrowCheckTable *self)
{
  CrowCheckTable old = *self;

  self->n_slots *= 2;
  self->slots = g_new0 (Slot, self->n_slots);
  for (guint i = 0; i < old.n_slots; i++)
    if (old.slots[i].value != 0)
      *find (self, old.slots[i].first, old.slots[i].second) = old.slots[i];
  g_free (old.slots);
}

/* The value of that pair; 0: none. */
guint
crow_check_table_get (const CrowCheckTable *self, guint64 first, guint64 second)
{
  return find (self, first, second)->value;
}

/* Gives the pair a @value, which is not 0; returns the one that it had, or 0. */
guint
crow_check_table_set (CrowCheckTable *self, guint64 first, guint64 second, guint value)
{
  Slot *slot = find (self, first, second);
  guint before = slot->value;

  *slot = (Slot){ first, second, value };
  if (before == 0 && ++self->n_pairs * 2 > self->n_slots)
    grow (self);
  return before;
}
