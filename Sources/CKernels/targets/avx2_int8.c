// int8 products for AVX2: tiles of 4 rows by 16 columns; also for AVX-512 without VNNI.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define QUAD_ROWS 4
#include "vocabulary/vector_avx2.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_int8_avx2.inc"
#include "int8/int8.inc"
#pragma clang attribute pop

const ck_int8_products ck_avx2_int8 = INT8_TABLE("avx2");
#endif
