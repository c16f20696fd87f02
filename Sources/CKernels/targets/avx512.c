// The kernels for AVX-512: vectors of 16, products in tiles of 12 rows by 32 columns (24 of 32 registers).
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi2"))), \
                             apply_to = function)
#define TILE_ROWS 12
#define TABLE ck_avx512
#define TABLE_SET CK_AVX512
#define TABLE_NAME "avx512"
#include "vocabulary/vector_avx512.inc"
#include "kernels.inc"
#pragma clang attribute pop
#endif
