#include "crow-diagram.h"
