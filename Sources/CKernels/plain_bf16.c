// bfloat16 products in portable C: rounded operands in the tiles of fp32.
#include <string.h>

#include "tables.h"

#define TILE_ROWS 4
#include "vector_plain.h"
#include "vector_loops.h"
#include "unit_rounded.h"
#include "product_tile.h"
#include "peak.h"
#include "product_pack.h"
#include "product.h"
#include "product_gradient.h"

/// Small products stay in fp32, as avx512_bf16.c says.
static void product(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate) {
  ck_plain.fp32.product(a, ta, b, tb, c, accumulate);
}

const ck_products ck_plain_bf16 = PRODUCT_TABLE(product);
