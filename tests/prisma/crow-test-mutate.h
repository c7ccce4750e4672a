#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Damages a schema's text: for tests of what reads it. It may cut a character in two. */
void crow_test_mutate (GString *text, GRand *random);

G_END_DECLS
