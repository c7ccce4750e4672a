#include "crow-migration.h"
