// int8 products in portable C: tiles of 4 rows by 8 columns.
#include <math.h>
#include <string.h>

#include "tables.h"

#define QUAD_ROWS 4
#include "vocabulary/vector_plain.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_int8_plain.inc"
#include "int8/int8.inc"

const ck_int8_products ck_plain_int8 = INT8_TABLE("plain");
