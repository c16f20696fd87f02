// bfloat16 products for AVX-512: the loops of the fp32 products with two elements of depth in every lane.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 12
#include "vector_avx512.h"
#include "vector_loops.h"
#include "unit_bf16.h"
#include "product_tile.h"
#include "peak.h"
#include "product_pack.h"
#include "product.h"
#include "product_gradient.h"

/// Attention's small products stay in fp32: packing would cost more than it saves, and rounding would touch the scores.
static void product(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate) {
  ck_avx512.fp32.product(a, ta, b, tb, c, accumulate);
}
#pragma clang attribute pop

const ck_products ck_avx512_bf16 = PRODUCT_TABLE(product);
#endif
