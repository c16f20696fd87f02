// bfloat16 products for AVX2: rounded operands in the tiles of fp32; also for AVX-512 without BF16.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 6
#define FRESH_PRODUCTS ck_avx2.fp32
#include "vocabulary/vector_avx2.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_rounded.inc"
#include "products/products.inc"
#pragma clang attribute pop

const ck_products ck_avx2_bf16 = PRODUCT_TABLE;
#endif
