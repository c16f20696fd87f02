// The unit of depth of a bfloat16 product where the processor has no instruction for it: one element, rounded to nearest
// even while it is packed and then multiplied as the fp32 number that it is. The product of two such numbers is exact in
// fp32, so that only sums round; it is as fast as fp32 less the rounding. unit_fp32.h says what each word means.
#define UNIT 1
#define CONVERTS 1

typedef uint32_t float_bits __attribute__((vector_size(4 * W)));

/// The upper 16 bits of each element, to nearest even. A NaN stays what it is: rounded, it could become an infinity.
static INLINE vf v_to_bf16(vf x) {
  float_bits bits = (float_bits)x, isNumber = (float_bits)(x == x);
  float_bits rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
  return (vf)((rounded & isNumber) | (bits & ~isNumber));
}

static INLINE vf unit_multiply(vf a, vf b, vf c) { return v_fma(a, b, c); }
static INLINE vf unit_row(const float *p, long count) { return v_to_bf16(v_take(p, v_lanes(count))); }
static INLINE vf unit_columns(const float *p, long stride, long count, lanes l) {
  (void)stride, (void)count;
  return v_to_bf16(v_take(p, l));
}
