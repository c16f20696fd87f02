// int8 products in portable C: tiles of 4 rows by 8 columns.
#include <math.h>
#include <string.h>

#include "tables.h"

#define QUAD_ROWS 4
#include "vector_plain.h"
#include "vector_loops.h"
#include "unit_int8_plain.h"
#include "int8_tile.h"
#include "int8_product.h"
#include "int8_rows.h"

const ck_int8_products ck_plain_int8 = INT8_TABLE("plain");
