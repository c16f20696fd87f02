// The vector vocabulary of the kernels in AVX-512. `lanes` says which elements of a vector lie inside an array: kernels
// treat an array's tail with the same arithmetic as its body, so no result depends on its place.
#define INLINE inline __attribute__((always_inline))
#define W 16

typedef __m512 vf;
typedef __m512i vu;
typedef __mmask16 lanes;

/// The first n elements; all for n ≥ 16, none for n ≤ 0.
static INLINE lanes v_lanes(long n) { return n >= W ? 0xFFFF : n <= 0 ? 0 : (lanes)((1u << n) - 1); }

static INLINE vf v_set(float x) { return _mm512_set1_ps(x); }
static INLINE vf v_zero(void) { return _mm512_setzero_ps(); }
static INLINE vf v_load(const float *p) { return _mm512_loadu_ps(p); }
static INLINE void v_store(float *p, vf x) { _mm512_storeu_ps(p, x); }
static INLINE void v_stream(float *p, vf x) { _mm512_stream_ps(p, x); }
static INLINE void v_stream_end(void) { _mm_sfence(); }
/// Elements outside the lanes are 0.
static INLINE vf v_take(const float *p, lanes l) { return _mm512_maskz_loadu_ps(l, p); }
static INLINE void v_put(float *p, vf x, lanes l) { _mm512_mask_storeu_ps(p, l, x); }
/// x inside the lanes, `outside` elsewhere.
static INLINE vf v_inside(vf x, vf outside, lanes l) { return _mm512_mask_mov_ps(outside, l, x); }

/// a·b + c.
static INLINE vf v_fma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
/// c − a·b.
static INLINE vf v_fnma(vf a, vf b, vf c) { return _mm512_fnmadd_ps(a, b, c); }
/// The second argument where either is NaN.
static INLINE vf v_min(vf a, vf b) { return _mm512_min_ps(a, b); }
static INLINE vf v_max(vf a, vf b) { return _mm512_max_ps(a, b); }
static INLINE vf v_sqrt(vf x) { return _mm512_sqrt_ps(x); }
static INLINE vf v_abs(vf x) { return _mm512_abs_ps(x); }
/// |x| with the sign of s, for x ≥ 0.
static INLINE vf v_sign_of(vf x, vf s) { return _mm512_or_ps(x, _mm512_and_ps(s, _mm512_set1_ps(-0.0f))); }
/// Where x < 0 the first, else the second.
static INLINE vf v_if_negative(vf x, vf a, vf b) {
  return _mm512_mask_mov_ps(b, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), a);
}
static INLINE vf v_round(vf x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/// x·2ⁿ for whole n, rounded once.
static INLINE vf v_times_power(vf x, vf n) { return _mm512_scalef_ps(x, n); }
static INLINE float v_sum(vf x) { return _mm512_reduce_add_ps(x); }
static INLINE float v_maximum(vf x) { return _mm512_reduce_max_ps(x); }
/// The elements' squares added to the double-precision `sums` of two half vectors.
typedef struct { __m512d low, high; } vd;
static INLINE vd v_doubles(void) { return (vd){_mm512_setzero_pd(), _mm512_setzero_pd()}; }
static INLINE vd v_add_squares(vf x, vd sums) {
  __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(x)), high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1));
  return (vd){_mm512_fmadd_pd(low, low, sums.low), _mm512_fmadd_pd(high, high, sums.high)};
}
static INLINE double v_total(vd sums) { return _mm512_reduce_add_pd(_mm512_add_pd(sums.low, sums.high)); }

static INLINE vu u_set(uint32_t x) { return _mm512_set1_epi32((int)x); }
/// x, x + 1, x + 2, …
static INLINE vu u_count(uint32_t x) {
  return _mm512_add_epi32(u_set(x), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}
static INLINE vu u_xor(vu a, vu b) { return _mm512_xor_si512(a, b); }
/// The 64-bit products x·m as low and high words.
static INLINE vu u_multiply(vu x, uint32_t m, vu *high) {
  vu factor = u_set(m), even = _mm512_mul_epu32(x, factor), odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), factor);
  *high = _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 32), 0xAAAA, odd);
  return _mm512_mask_mov_epi32(even, 0xAAAA, _mm512_slli_epi64(odd, 32));
}
/// `value` where x ≥ limit (unsigned), else 0.
static INLINE vf u_at_least(vu x, uint32_t limit, float value) {
  return _mm512_maskz_mov_ps(_mm512_cmpge_epu32_mask(x, u_set(limit)), v_set(value));
}

/// Transposes 16 × 16 floats in place: pairs of 1, 2, then quarters.
static INLINE void v_transpose(vf r[W]) {
  vf t[W];
  for (int i = 0; i < W; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < W; i += 4) {
    for (int h = 0; h < 2; h++) {
      __m512d a = _mm512_castps_pd(t[i + h]), b = _mm512_castps_pd(t[i + 2 + h]);
      r[i + 2 * h] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
      r[i + 2 * h + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
    }
  }
  for (int i = 0; i < 4; i++) {
    vf a = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x44), b = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xEE);
    vf c = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x44), d = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xEE);
    t[i] = _mm512_shuffle_f32x4(a, c, 0x88);
    t[i + 4] = _mm512_shuffle_f32x4(a, c, 0xDD);
    t[i + 8] = _mm512_shuffle_f32x4(b, d, 0x88);
    t[i + 12] = _mm512_shuffle_f32x4(b, d, 0xDD);
  }
  for (int i = 0; i < W; i++) r[i] = t[i];
}
