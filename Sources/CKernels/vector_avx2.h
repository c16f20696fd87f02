// The vector vocabulary of the kernels in AVX2; vector_avx512.h says what each word means.
#define INLINE inline __attribute__((always_inline))
#define W 8

typedef __m256 vf;
typedef __m256i vu;
typedef int lanes;

static INLINE lanes v_lanes(long n) { return n >= W ? W : n <= 0 ? 0 : (lanes)n; }
static INLINE vu v_mask(lanes l) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(l), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

static INLINE vf v_set(float x) { return _mm256_set1_ps(x); }
static INLINE vf v_zero(void) { return _mm256_setzero_ps(); }
static INLINE vf v_load(const float *p) { return _mm256_loadu_ps(p); }
static INLINE void v_store(float *p, vf x) { _mm256_storeu_ps(p, x); }
static INLINE void v_stream(float *p, vf x) { _mm256_stream_ps(p, x); }
static INLINE void v_stream_end(void) { _mm_sfence(); }
static INLINE vf v_take(const float *p, lanes l) { return l == W ? v_load(p) : _mm256_maskload_ps(p, v_mask(l)); }
static INLINE void v_put(float *p, vf x, lanes l) {
  if (l == W) v_store(p, x);
  else _mm256_maskstore_ps(p, v_mask(l), x);
}
static INLINE vf v_inside(vf x, vf outside, lanes l) {
  return l == W ? x : _mm256_blendv_ps(outside, x, _mm256_castsi256_ps(v_mask(l)));
}

static INLINE vf v_fma(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
static INLINE vf v_fnma(vf a, vf b, vf c) { return _mm256_fnmadd_ps(a, b, c); }
static INLINE vf v_min(vf a, vf b) { return _mm256_min_ps(a, b); }
static INLINE vf v_max(vf a, vf b) { return _mm256_max_ps(a, b); }
static INLINE vf v_sqrt(vf x) { return _mm256_sqrt_ps(x); }
static INLINE vf v_abs(vf x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x); }
static INLINE vf v_sign_of(vf x, vf s) { return _mm256_or_ps(x, _mm256_and_ps(s, _mm256_set1_ps(-0.0f))); }
static INLINE vf v_if_negative(vf x, vf a, vf b) {
  return _mm256_blendv_ps(b, a, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ));
}
static INLINE vf v_round(vf x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/// Two factors, each a normal power of two: the first product is exact, only the second may round.
static INLINE vf v_times_power(vf x, vf n) {
  vu whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1), rest = _mm256_sub_epi32(whole, half);
  vu bias = _mm256_set1_epi32(127);
  vf a = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23));
  vf b = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, bias), 23));
  return x * a * b;
}
static INLINE float v_sum(vf x) {
  __m128 s = _mm256_castps256_ps128(x) + _mm256_extractf128_ps(x, 1);
  s = s + _mm_movehl_ps(s, s);
  return s[0] + s[1];
}
static INLINE float v_maximum(vf x) {
  __m128 m = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  m = _mm_max_ps(m, _mm_movehl_ps(m, m));
  return m[0] > m[1] ? m[0] : m[1];
}
typedef struct { __m256d low, high; } vd;
static INLINE vd v_doubles(void) { return (vd){_mm256_setzero_pd(), _mm256_setzero_pd()}; }
static INLINE vd v_add_squares(vf x, vd sums) {
  __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(x)), high = _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
  return (vd){_mm256_fmadd_pd(low, low, sums.low), _mm256_fmadd_pd(high, high, sums.high)};
}
static INLINE double v_total(vd sums) {
  __m256d s = sums.low + sums.high;
  return (s[0] + s[2]) + (s[1] + s[3]);
}

static INLINE vu u_set(uint32_t x) { return _mm256_set1_epi32((int)x); }
static INLINE vu u_count(uint32_t x) {
  return _mm256_add_epi32(u_set(x), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static INLINE vu u_xor(vu a, vu b) { return _mm256_xor_si256(a, b); }
static INLINE vu u_multiply(vu x, uint32_t m, vu *high) {
  vu factor = u_set(m), even = _mm256_mul_epu32(x, factor), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
  *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
  return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
}
static INLINE vf u_at_least(vu x, uint32_t limit, float value) {
  vu keep = _mm256_cmpeq_epi32(_mm256_max_epu32(x, u_set(limit)), x);
  return _mm256_and_ps(_mm256_castsi256_ps(keep), v_set(value));
}

/// Transposes 8 × 8 floats in place.
static INLINE void v_transpose(vf r[W]) {
  vf t[W];
  for (int i = 0; i < W; i += 2) {
    t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < W; i += 4) {
    for (int h = 0; h < 2; h++) {
      r[i + 2 * h] = _mm256_shuffle_ps(t[i + h], t[i + 2 + h], 0x44);
      r[i + 2 * h + 1] = _mm256_shuffle_ps(t[i + h], t[i + 2 + h], 0xEE);
    }
  }
  for (int i = 0; i < 4; i++) {
    t[i] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x20);
    t[i + 4] = _mm256_permute2f128_ps(r[i], r[i + 4], 0x31);
  }
  for (int i = 0; i < W; i++) r[i] = t[i];
}
