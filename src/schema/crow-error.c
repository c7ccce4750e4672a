#include "crow-error.h"

G_DEFINE_QUARK (crow - error - quark, crow_error)
