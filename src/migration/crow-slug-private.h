#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 point; /* a code point */
  const char *text;
} CrowTransliteration;

const char *crow_transliterate (gunichar point);

G_END_DECLS
