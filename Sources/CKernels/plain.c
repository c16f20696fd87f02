// The kernels in portable C: vectors of 4 as the compiler's own type, so any processor with 128-bit vectors does well.
#include <math.h>
#include <string.h>

#include "tables.h"

#define TILE_ROWS 4
#include "vector_plain.h"
#include "kernels.h"

const ck_kernels ck_plain = KERNEL_TABLE(CK_PLAIN, "plain");
