// The unit of depth of a bfloat16 product: two neighbours in depth, the earlier in the low half; unit_fp32.h says what
// each word means. Operands are rounded to nearest even, sums are fp32; an odd depth ends with a zero.
#define UNIT 2
#define CONVERTS 1

static INLINE vf unit_multiply(vf a, vf b, vf c) { return _mm512_dpbf16_ps(c, (__m512bh)a, (__m512bh)b); }
static INLINE vf unit_row(const float *p, long count) {
  return (vf)_mm512_cvtne2ps_pbh(v_take(p + W, v_lanes(count - W)), v_take(p, v_lanes(count)));
}
static INLINE vf unit_columns(const float *p, long stride, long count, lanes l) {
  __m512i even = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(v_take(p, l)));
  __m512i odd = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(count > 1 ? v_take(p + stride, l) : v_zero()));
  return (vf)_mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
}
