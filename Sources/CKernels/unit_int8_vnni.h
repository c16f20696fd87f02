// Quads of AVX-512 VNNI: four unsigned bytes of A times four signed bytes of B, added to 32 bits in one instruction.

typedef __m512i vq;
typedef __m512i quad_left;
typedef __m512i quad_right;

static INLINE vq q_load(const int32_t *p) { return _mm512_loadu_si512(p); }
/// One quad of A in every lane.
static INLINE quad_left q_left(const uint8_t *p) {
  int32_t quad;
  memcpy(&quad, p, sizeof quad);
  return _mm512_set1_epi32(quad);
}
/// W quads of B.
static INLINE quad_right q_right(const int8_t *p) { return _mm512_loadu_si512(p); }
/// W quads of A.
static INLINE quad_left q_lefts(const uint8_t *p) { return _mm512_loadu_si512(p); }
/// The total of the lanes of each of four sums.
static INLINE void q_totals(const vq s[4], int32_t *to) {
  vq a = _mm512_add_epi32(_mm512_unpacklo_epi32(s[0], s[1]), _mm512_unpackhi_epi32(s[0], s[1]));
  vq b = _mm512_add_epi32(_mm512_unpacklo_epi32(s[2], s[3]), _mm512_unpackhi_epi32(s[2], s[3]));
  vq c = _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(c), _mm512_extracti64x4_epi64(c, 1));
  _mm_storeu_si128((__m128i *)to, _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1)));
}
/// sum + the four products of each lane, exactly, modulo 2³².
static INLINE vq q_multiply(quad_left a, quad_right b, vq sum) { return _mm512_dpbusd_epi32(sum, a, b); }
/// To nearest even.
static INLINE vf q_float(vq sum) { return _mm512_cvtepi32_ps(sum); }
/// W numbers within ±127 as bytes, to nearest even, 128 added.
static INLINE void q_put(uint8_t *p, vf x) {
  __m512i bytes = _mm512_add_epi32(_mm512_cvtps_epi32(x), _mm512_set1_epi32(128));
  _mm_storeu_si128((__m128i *)p, _mm512_cvtepi32_epi8(bytes));
}
/// The same quads, but the compiler does not know: for a loop that has to be run.
static INLINE void q_unknown(quad_right *b) {
  __asm__("" : "+v"(*b));
}
