#include "crow-prisma.h"
