// bfloat16 products in portable C: rounded operands in the tiles of fp32.
#include <string.h>

#include "tables.h"

#define TILE_ROWS 4
#define FRESH_PRODUCTS ck_plain.fp32
#include "vocabulary/vector_plain.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_rounded.inc"
#include "products/products.inc"

const ck_products ck_plain_bf16 = PRODUCT_TABLE;
