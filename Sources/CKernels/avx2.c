// The kernels for AVX2 with FMA: vectors of 8, products in tiles of 6 rows by 16 columns (12 of 16 registers).
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include <math.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 6
#include "vector_avx2.h"
#include "kernels.h"
#pragma clang attribute pop

const ck_kernels ck_avx2 = KERNEL_TABLE(CK_AVX2, "avx2");
#endif
