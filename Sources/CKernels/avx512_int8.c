// int8 products for AVX-512 with VNNI: tiles of 12 rows by 32 columns.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "tables.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,bmi2"))), apply_to = function)
#define QUAD_ROWS 12
#include "vector_avx512.h"
#include "vector_loops.h"
#include "unit_int8_vnni.h"
#include "int8_tile.h"
#include "int8_product.h"
#include "int8_rows.h"
#pragma clang attribute pop

const ck_int8_products ck_avx512_int8 = INT8_TABLE("avx512 vnni");
#endif
