// The kernels for AVX-512: vectors of 16, products in tiles of 12 rows by 32 columns (24 of 32 registers).
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>
#include <math.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi2"))), apply_to = function)
#define TILE_ROWS 12
#include "vector_avx512.h"
#include "kernels.h"
#pragma clang attribute pop

const ck_kernels ck_avx512 = KERNEL_TABLE(CK_AVX512, "avx512");
#endif
