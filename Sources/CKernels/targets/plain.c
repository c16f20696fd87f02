// The kernels in portable C: vectors of 4 as a compiler type, fast on any processor with 128-bit vectors.
#include <math.h>
#include <string.h>

#include "tables.h"

#define TILE_ROWS 4
#define TABLE ck_plain
#define TABLE_SET CK_PLAIN
#define TABLE_NAME "plain"
#include "vocabulary/vector_plain.inc"
#include "kernels.inc"
