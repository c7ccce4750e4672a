#include "crow-layout.h"
