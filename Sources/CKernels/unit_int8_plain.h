// Quads in portable C; unit_int8_vnni.h says what each word means. One product of a byte and a signed byte fits 16 bits.

typedef int16_t v16 __attribute__((vector_size(16)));
typedef uint16_t u16 __attribute__((vector_size(16)));
typedef vi vq;
typedef struct { v16 even, odd; } quad_left;
typedef struct { v16 even, odd; } quad_right;

static INLINE vq q_load(const int32_t *p) {
  vq x;
  memcpy(&x, p, sizeof x);
  return x;
}
static INLINE quad_left q_left(const uint8_t *p) {
  uint32_t quad;
  memcpy(&quad, p, sizeof quad);
  vu all = u_set(quad);
  return (quad_left){(v16)(all & 0x00FF00FF), (v16)((u16)all >> 8)};
}
static INLINE quad_left q_lefts(const uint8_t *p) {
  vu all;
  memcpy(&all, p, sizeof all);
  return (quad_left){(v16)(all & 0x00FF00FF), (v16)((u16)all >> 8)};
}
static INLINE void q_totals(const vq s[4], int32_t *to) {
  for (int i = 0; i < 4; i++) {
    to[i] = 0;
    for (int l = 0; l < W; l++) to[i] += s[i][l];
  }
}
static INLINE quad_right q_right(const int8_t *p) {
  v16 all;
  memcpy(&all, p, sizeof all);
  return (quad_right){(v16)((u16)all << 8) >> 8, all >> 8};
}
/// Two products of 16 bits in every lane, added as 32 bits.
static INLINE vq q_pairs(v16 products) { return ((vq)((vu)products << 16) >> 16) + ((vq)products >> 16); }
static INLINE vq q_multiply(quad_left a, quad_right b, vq sum) {
  return sum + q_pairs(a.even * b.even) + q_pairs(a.odd * b.odd);
}
static INLINE vf q_float(vq sum) { return __builtin_convertvector(sum, vf); }
/// 1.5·2²³ leaves no bit for a fraction, and its own low byte is 0.
static INLINE void q_put(uint8_t *p, vf x) {
  vu bits = (vu)(x + v_set(12582912.0f));
  for (int i = 0; i < W; i++) p[i] = (uint8_t)(bits[i] ^ 0x80);
}
#if defined(__x86_64__)
#define VECTOR_REGISTER "+x"
#else
#define VECTOR_REGISTER "+w"
#endif
static INLINE void q_unknown(quad_right *b) {
  __asm__("" : VECTOR_REGISTER(b->even), VECTOR_REGISTER(b->odd));
}
