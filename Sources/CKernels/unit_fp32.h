// The unit of depth of an fp32 product: one element. Products are written in units so that narrower operands, several to
// a unit of 32 bits, share every loop.
#define UNIT 1
/// Whether packing changes the elements, so that none is multiplied as it lies.
#define CONVERTS 0

/// c + the product of two units, lane by lane.
static INLINE vf unit_multiply(vf a, vf b, vf c) { return v_fma(a, b, c); }
/// W units of one row, of which only `count` elements exist.
static INLINE vf unit_row(const float *p, long count) { return v_take(p, v_lanes(count)); }
/// One unit of W columns, from rows `stride` apart of which only `count` exist.
static INLINE vf unit_columns(const float *p, long stride, long count, lanes l) {
  (void)stride, (void)count;
  return v_take(p, l);
}
