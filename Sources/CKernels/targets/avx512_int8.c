// int8 products for AVX-512 with VNNI: tiles of 12 rows by 32 columns.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,bmi2"))), \
                             apply_to = function)
#define QUAD_ROWS 12
#include "vocabulary/vector_avx512.inc"
#include "vocabulary/vector_loops.inc"
#include "vocabulary/unit_int8_vnni.inc"
#include "int8/int8.inc"
#pragma clang attribute pop

const ck_int8_products ck_avx512_int8 = INT8_TABLE("avx512 vnni");
#endif
