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
