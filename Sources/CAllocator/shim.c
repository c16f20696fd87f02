#include "callocator.h"
