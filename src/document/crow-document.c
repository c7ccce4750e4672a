#include "crow-document.h"
