#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small schema, drawn as the canvas draws it, in the colours of the window. */
#define CROW_TYPE_HELP_PICTURE (crow_help_picture_get_type ())
G_DECLARE_FINAL_TYPE (CrowHelpPicture, crow_help_picture, CROW, HELP_PICTURE, GtkWidget)

GtkWidget *crow_help_picture_new (const char *schema);

G_END_DECLS
