// How kernels walk arrays and matrices.

/// Walks n floats a vector at a time: `k` is the first element, `l` the lanes that lie inside.
#define EACH_VECTOR(k, l, n) \
  for (long k = 0, more##k = 1; more##k; more##k = 0) \
    for (lanes l; k < (n) && (l = v_lanes((n) - k), 1); k += W)

static INLINE float *row(ck_matrix m, long r) { return m.base + r * m.stride; }

#define UNROLL _Pragma("clang loop unroll(full)")

/// The squares of n floats added to `sums`: two chains, as one waits for each of its additions.
static INLINE void add_squares(const float *x, long n, vd sums[2]) {
  for (long k = 0; k < n; k += 2 * W) {
    sums[0] = v_add_squares(v_take(x + k, v_lanes(n - k)), sums[0]);
    sums[1] = v_add_squares(v_take(x + k + W, v_lanes(n - k - W)), sums[1]);
  }
}
