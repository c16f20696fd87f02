// Which instruction set this processor has, asked once.
#include "tables.h"

ck_instructions ck_best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi2"))
    return CK_PLAIN;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return CK_AVX512;
  return CK_AVX2;
#else
  return CK_PLAIN;
#endif
}

const ck_kernels *ck_table(ck_instructions instructions) {
  if (instructions > ck_best()) return 0;
#if defined(__x86_64__)
  if (instructions == CK_AVX512) return &ck_avx512;
  if (instructions == CK_AVX2) return &ck_avx2;
#endif
  return &ck_plain;
}

int ck_has_bf16(ck_instructions instructions) {
#if defined(__x86_64__)
  return instructions == CK_AVX512 && ck_best() == CK_AVX512 && __builtin_cpu_supports("avx512bf16");
#else
  (void)instructions;
  return 0;
#endif
}

const ck_products *ck_bf16(ck_instructions instructions) {
  instructions = instructions < ck_best() ? instructions : ck_best();
#if defined(__x86_64__)
  if (ck_has_bf16(instructions)) return &ck_avx512_bf16;
  if (instructions >= CK_AVX2) return &ck_avx2_bf16;
#endif
  return &ck_plain_bf16;
}

const ck_int8_products *ck_int8(ck_instructions instructions) {
  instructions = instructions < ck_best() ? instructions : ck_best();
#if defined(__x86_64__)
  if (instructions == CK_AVX512 && __builtin_cpu_supports("avx512vnni")) return &ck_avx512_int8;
  if (instructions >= CK_AVX2) return &ck_avx2_int8;
#endif
  return &ck_plain_int8;
}
