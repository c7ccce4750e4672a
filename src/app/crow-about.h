#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the program is, and who made it. */
void crow_about_show (GtkWindow *parent);

G_END_DECLS
