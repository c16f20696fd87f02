// bfloat16 products for AVX-512: the loops of the fp32 products with two consecutive depths in every lane.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma,bmi2"))), \
                             apply_to = function)
#define TILE_ROWS 12
#define FRESH_PRODUCTS ck_avx512.fp32
#include "vocabulary/vector_avx512.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_bf16.inc"
#include "products/products.inc"
#pragma clang attribute pop

const ck_products ck_avx512_bf16 = PRODUCT_TABLE;
#endif
