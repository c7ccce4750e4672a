#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: its windows, its command line, its keys. */
#define CROW_TYPE_APPLICATION (crow_application_get_type ())
G_DECLARE_FINAL_TYPE (CrowApplication, crow_application, CROW, APPLICATION, AdwApplication)

CrowApplication *crow_application_new (void);

G_END_DECLS
