// Finds out which instruction sets this processor has. Sets are requested by name and have no order.
#include "tables.h"

int ck_has(ck_instructions instructions) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
#endif
  switch (instructions) {
    case CK_PLAIN: return 1;
#if defined(__x86_64__)
    case CK_AVX2: return avx2;
    case CK_AVX512:
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    default: return 0;
  }
}

int ck_has_bf16(ck_instructions instructions) {
#if defined(__x86_64__)
  return instructions == CK_AVX512 && ck_has(CK_AVX512) && __builtin_cpu_supports("avx512bf16");
#else
  (void)instructions;
  return 0;
#endif
}

const ck_kernels *ck_table(ck_instructions instructions) {
  if (!ck_has(instructions)) return 0;
  switch (instructions) {
#if defined(__x86_64__)
    case CK_AVX512: return &ck_avx512;
    case CK_AVX2: return &ck_avx2;
#endif
    default: return &ck_plain;
  }
}

const ck_products *ck_bf16(ck_instructions instructions) {
  if (!ck_has(instructions)) return 0;
  switch (instructions) {
#if defined(__x86_64__)
    case CK_AVX512: return ck_has_bf16(CK_AVX512) ? &ck_avx512_bf16 : &ck_avx2_bf16;
    case CK_AVX2: return &ck_avx2_bf16;
#endif
    default: return &ck_plain_bf16;
  }
}

const ck_int8_products *ck_int8(ck_instructions instructions) {
  if (!ck_has(instructions)) return 0;
  switch (instructions) {
#if defined(__x86_64__)
    case CK_AVX512: return __builtin_cpu_supports("avx512vnni") ? &ck_avx512_int8 : &ck_avx2_int8;
    case CK_AVX2: return &ck_avx2_int8;
#endif
    default: return &ck_plain_int8;
  }
}
