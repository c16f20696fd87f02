// Quads of AVX2; unit_int8_vnni.h says what each word means. Bytes are widened to 16 bits: the instruction that takes
// bytes (vpmaddubsw) saturates at two products of 255 · 127, and these sums are exact.

typedef __m256i vq;
typedef struct { __m256i even, odd; } quad_left;
typedef struct { __m256i even, odd; } quad_right;

static INLINE vq q_load(const int32_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
static INLINE quad_left q_left(const uint8_t *p) {
  int32_t quad;
  memcpy(&quad, p, sizeof quad);
  __m256i all = _mm256_set1_epi32(quad);
  return (quad_left){_mm256_and_si256(all, _mm256_set1_epi16(0xFF)), _mm256_srli_epi16(all, 8)};
}
static INLINE quad_left q_lefts(const uint8_t *p) {
  __m256i all = _mm256_loadu_si256((const __m256i *)p);
  return (quad_left){_mm256_and_si256(all, _mm256_set1_epi16(0xFF)), _mm256_srli_epi16(all, 8)};
}
static INLINE void q_totals(const vq s[4], int32_t *to) {
  __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(s[0], s[1]), _mm256_hadd_epi32(s[2], s[3]));
  _mm_storeu_si128((__m128i *)to, _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1)));
}
static INLINE quad_right q_right(const int8_t *p) {
  __m256i all = _mm256_loadu_si256((const __m256i *)p);
  return (quad_right){_mm256_srai_epi16(_mm256_slli_epi16(all, 8), 8), _mm256_srai_epi16(all, 8)};
}
static INLINE vq q_multiply(quad_left a, quad_right b, vq sum) {
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a.even, b.even));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(a.odd, b.odd));
}
static INLINE vf q_float(vq sum) { return _mm256_cvtepi32_ps(sum); }
static INLINE void q_put(uint8_t *p, vf x) {
  __m256i bytes = _mm256_add_epi32(_mm256_cvtps_epi32(x), _mm256_set1_epi32(128));
  // The low byte of each 32 bits, four to a half.
  __m256i low = _mm256_shuffle_epi8(bytes, _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                                            0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  __m128i halves = _mm_unpacklo_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1));
  _mm_storel_epi64((__m128i *)p, halves);
}
static INLINE void q_unknown(quad_right *b) {
  __asm__("" : "+x"(b->even), "+x"(b->odd));
}
