// The vector vocabulary of the kernels in portable C, on the compiler's own vectors; vector_avx512.h says what each word
// means. Products and sums may be fused where the processor can (AArch64), never on baseline x86-64.
#pragma clang fp contract(fast)
#define INLINE inline __attribute__((always_inline))
#define W 4

typedef float vf __attribute__((vector_size(16)));
typedef int32_t vi __attribute__((vector_size(16)));
typedef uint32_t vu __attribute__((vector_size(16)));
typedef int lanes;

static INLINE lanes v_lanes(long n) { return n >= W ? W : n <= 0 ? 0 : (lanes)n; }
static INLINE vf v_set(float x) { return (vf){x, x, x, x}; }
static INLINE vf v_zero(void) { return v_set(0); }
/// a where the mask is all ones, b where it is 0.
static INLINE vf v_choose(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }
static INLINE vf v_load(const float *p) {
  vf x;
  memcpy(&x, p, sizeof x);
  return x;
}
static INLINE void v_store(float *p, vf x) { memcpy(p, &x, sizeof x); }
static INLINE void v_stream(float *p, vf x) { v_store(p, x); }
static INLINE void v_stream_end(void) {}
static INLINE vf v_take(const float *p, lanes l) {
  if (l == W) return v_load(p);
  vf x = v_zero();
  for (int i = 0; i < l; i++) x[i] = p[i];
  return x;
}
static INLINE void v_put(float *p, vf x, lanes l) {
  if (l == W) {
    v_store(p, x);
    return;
  }
  for (int i = 0; i < l; i++) p[i] = x[i];
}
static INLINE vf v_inside(vf x, vf outside, lanes l) {
  return v_choose((vi){0, 1, 2, 3} < (vi){l, l, l, l}, x, outside);
}

static INLINE vf v_fma(vf a, vf b, vf c) { return a * b + c; }
static INLINE vf v_fnma(vf a, vf b, vf c) { return c - a * b; }
static INLINE vf v_min(vf a, vf b) { return v_choose(a < b, a, b); }
static INLINE vf v_max(vf a, vf b) { return v_choose(a > b, a, b); }
static INLINE vf v_sqrt(vf x) { return __builtin_elementwise_sqrt(x); }
static INLINE vf v_abs(vf x) { return (vf)((vi)x & 0x7FFFFFFF); }
static INLINE vf v_sign_of(vf x, vf s) { return (vf)((vi)x | ((vi)s & (vi)v_set(-0.0f))); }
static INLINE vf v_if_negative(vf x, vf a, vf b) { return v_choose(x < v_zero(), a, b); }
/// For |x| < 2²²: adding 1.5·2²³ leaves no bit for a fraction.
static INLINE vf v_round(vf x) {
  vf big = v_set(12582912.0f);
  return (x + big) - big;
}
static INLINE vf v_times_power(vf x, vf n) {
  vi whole = (vi)(n + v_set(12582912.0f)) - 0x4B400000, half = whole >> 1, rest = whole - half;
  return x * (vf)((half + 127) << 23) * (vf)((rest + 127) << 23);
}
static INLINE float v_sum(vf x) { return (x[0] + x[2]) + (x[1] + x[3]); }
static INLINE float v_maximum(vf x) {
  float a = x[0] > x[2] ? x[0] : x[2], b = x[1] > x[3] ? x[1] : x[3];
  return a > b ? a : b;
}
typedef struct { double sums[W]; } vd;
static INLINE vd v_doubles(void) { return (vd){{0, 0, 0, 0}}; }
static INLINE vd v_add_squares(vf x, vd d) {
  for (int i = 0; i < W; i++) d.sums[i] += (double)x[i] * (double)x[i];
  return d;
}
static INLINE double v_total(vd d) { return (d.sums[0] + d.sums[2]) + (d.sums[1] + d.sums[3]); }

static INLINE vu u_set(uint32_t x) { return (vu){x, x, x, x}; }
static INLINE vu u_count(uint32_t x) { return u_set(x) + (vu){0, 1, 2, 3}; }
static INLINE vu u_xor(vu a, vu b) { return a ^ b; }
static INLINE vu u_multiply(vu x, uint32_t m, vu *high) {
  vu low;
  for (int i = 0; i < W; i++) {
    uint64_t product = (uint64_t)x[i] * m;
    low[i] = (uint32_t)product;
    (*high)[i] = (uint32_t)(product >> 32);
  }
  return low;
}
static INLINE vf u_at_least(vu x, uint32_t limit, float value) {
  return v_choose((vi)(x >= u_set(limit)), v_set(value), v_zero());
}

/// Transposes 4 × 4 floats in place.
static INLINE void v_transpose(vf r[W]) {
  vf a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  vf c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}
