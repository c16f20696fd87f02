// bfloat16 products for AVX2: rounded operands in the tiles of fp32; also for AVX-512 without BF16.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 6
#include "vector_avx2.h"
#include "vector_loops.h"
#include "unit_rounded.h"
#include "product_tile.h"
#include "peak.h"
#include "product_pack.h"
#include "product.h"
#include "product_gradient.h"

/// Small products stay in fp32, as avx512_bf16.c says.
static void product(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate) {
  ck_avx2.fp32.product(a, ta, b, tb, c, accumulate);
}
#pragma clang attribute pop

const ck_products ck_avx2_bf16 = PRODUCT_TABLE(product);
#endif
