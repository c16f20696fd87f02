// The kernels for AVX2 with FMA: vectors of 8, products in tiles of 6 rows by 16 columns (12 of 16 registers).
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 6
#define TABLE ck_avx2
#define TABLE_SET CK_AVX2
#define TABLE_NAME "avx2"
#include "vocabulary/vector_avx2.inc"
#include "kernels.inc"
#pragma clang attribute pop
#endif
