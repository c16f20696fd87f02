#ifndef CK_TABLES_H
#define CK_TABLES_H
#include "ckernels.h"

extern const ck_kernels ck_plain;
extern const ck_products ck_plain_bf16;
extern const ck_int8_products ck_plain_int8;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2;
extern const ck_kernels ck_avx512;
extern const ck_products ck_avx2_bf16;
extern const ck_products ck_avx512_bf16;
extern const ck_int8_products ck_avx2_int8;
extern const ck_int8_products ck_avx512_int8;
#endif

/// At least `count` floats owned by the calling thread, aligned to 64 bytes and kept until the thread ends.
float *ck_scratch(long count);

#endif
